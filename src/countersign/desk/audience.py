"""Whom a row concerns: who may do something about it now, whose own matter it is, whose posts it stops."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from countersign.gate import packs
from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import house
from countersign.people import queries as people
from countersign.posts import queries as posts

UNFINISHED = ("submitted", "signed", "scheduled", "returned")
"""States of posts that are not public yet, for which a consent or a licence that is taken back matters."""


def scope_of(kind: str, id: str) -> Scope:
    """What a thing touches now; of a thing that is not there, only its name."""
    subject = house().subjects.get(kind)
    found = subject.resolve([id]).get(id) if subject is not None else None
    return found or Scope(ref=Ref(kind, id))


def able(power: str, scope: Scope, at: datetime, offices: Iterable[str] | None = None) -> tuple[str, ...]:
    """Holders and designees who have `power` over the scope at `at`, but for those whose own matter it is.

    With `offices`, only those of these offices.
    """
    having = {o.id for o in packs.in_force().offices if power in o.powers}
    offices = having if offices is None else having & set(offices)
    holding = [h.person for h in (*people.holders(at), *people.acting(at)) if h.office in offices]
    own = set(scope.own) | {scope.author}
    return tuple(
        person
        for person in dict.fromkeys(holding)
        if person not in own and any(c.holds(power, scope) for c in house().wiring.capacities(person, at))
    )


def answerable(kind: str) -> frozenset[str]:
    """The offices to which the pack in force gives a duty about things of this kind."""
    return frozenset(d.owner for d in packs.in_force().duties if d.subject == kind)


def posters_on(scope: Scope, at: datetime, viewer: str) -> tuple[str, ...]:
    """Who has leave to post on every account of the scope, as `viewer` may see it, but for whose own matter it is."""
    own = set(scope.own) | {scope.author}
    on = [{x.person for x in people.authorizations(viewer, at, account=a).items if x.given} for a in scope.accounts]
    return tuple(sorted(set.intersection(*on) - own)) if on else ()


def authors_of(kind: str, id: str, at: datetime) -> tuple[str, ...]:
    """The authors of unfinished and public posts that rest on this consent or licence."""
    key = f"{kind}:{id}"
    viewer = next(iter(able("post.sign", Scope(ref=Ref("post")), at)), None)
    if viewer is None:
        return ()
    authors: dict[str, None] = {}
    for scope in _scopes(viewer, at):
        if key in scope.also and scope.author:
            authors[scope.author] = None
    return tuple(authors)


def _scopes(viewer: str, at: datetime) -> Iterable[Scope]:
    resolve = house().subjects["post"].resolve
    public = {line.post for line in posts.to_take_down()}
    yield from resolve(sorted(public)).values()
    for state in UNFINISHED:
        number = pages = 1
        while number <= pages:
            page = posts.posts(viewer, at, state=state, page=number, size=200)
            yield from resolve([line.id for line in page.items]).values()
            number, pages = number + 1, page.pages
