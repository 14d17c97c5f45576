"""What acts of this room are about: how to say what each thing touches, and its table of moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from countersign.accounts import queries as accounts
from countersign.gate.act import Missing, Moves, Ref, Scope
from countersign.gate.wiring import Subject
from countersign.posts import states
from countersign.posts.given import number
from countersign.posts.models import Blanket, Consent, Leave, Opinion, Pause, Placement, Post, Rescreening, Rights

Scopes = Mapping[str, Scope]
PAUSE = f"pause:{states.PUBLISHING}"
"""The guard of the crisis pause: read by whatever publishes, changed by pausing and resuming."""


def one(kind: str, id: str) -> Scope:
    """What one thing touches. Raises Missing when it is not there."""
    found = _RESOLVERS[kind]([id])
    if id not in found:
        raise Missing(f"There is no {kind} {id}.")
    return found[id]


def posts(ids: Sequence[str]) -> Scopes:
    """Posts with all their accounts: their author's own matter."""
    found = Post.objects.filter(pk__in=_numbers(ids)).select_related("revision")
    return {
        str(p.pk): touching(
            Ref("post", str(p.pk)),
            state=p.state,
            hash=p.revision.hash if p.revision else None,
            author=p.author,
            on=p.revision.accounts if p.revision else (),
            also=p.revision.rests_on if p.revision else (),
        )
        for p in found
    }


def placements(ids: Sequence[str]) -> Scopes:
    """Placements, each with its one account; the form they are about is the one that is to be there."""
    found = Placement.objects.filter(pk__in=_numbers(ids)).values_list(
        "pk", "state", "account", "post", "post__author", "revision__hash", "revision__rests_on"
    )
    return {
        str(pk): touching(
            Ref("placement", str(pk)),
            state=state,
            hash=hash,
            author=author,
            on=(account,),
            also=(f"post:{post}", PAUSE, *rests_on),
        )
        for pk, state, account, post, author, hash, rests_on in found
    }


def touching(
    ref: Ref,
    *,
    state: str | None,
    hash: str | None,
    author: str,
    on: Iterable[str],
    also: Iterable[str] = (),
) -> Scope:
    """The scope of something by `author` on these accounts: their units and platforms govern it too."""
    named = tuple(dict.fromkeys(on))
    touched = accounts.touched(named)
    units = tuple(dict.fromkeys(touched[a].unit for a in named if a in touched))
    return Scope(
        ref=ref,
        state=state,
        hash=hash,
        own=(author,),
        author=author,
        units=units,
        people=(author,),
        accounts=named,
        platforms=tuple(dict.fromkeys(touched[a].platform for a in named if a in touched)),
        also=tuple(dict.fromkeys((*(f"unit:{u}" for u in units), *also))),
    )


def blankets(ids: Sequence[str]) -> Scopes:
    """Templates with all their accounts: their author's own matter."""
    return {
        str(b.pk): touching(Ref("blanket", str(b.pk)), state=b.state, hash=b.hash, author=b.author, on=b.accounts)
        for b in Blanket.objects.filter(pk__in=_numbers(ids))
    }


def consents(ids: Sequence[str]) -> Scopes:
    """Consents: the own matter of the employee who gave it, where it is one."""
    return {
        str(c.pk): of_leave(Ref("consent", str(c.pk)), c, own=(c.person,) if c.person else ())
        for c in Consent.objects.filter(pk__in=_numbers(ids))
    }


def rights(ids: Sequence[str]) -> Scopes:
    """Licences."""
    return {str(r.pk): of_leave(Ref("rights", str(r.pk)), r) for r in Rights.objects.filter(pk__in=_numbers(ids))}


def of_leave(ref: Ref, leave: Leave, own: tuple[str, ...] = ()) -> Scope:
    """A consent or a licence, with the accounts it is for."""
    touched = accounts.touched(leave.accounts or ())
    state = states.GIVEN if leave.withdrawn_at is None else states.TAKEN_BACK
    return Scope(
        ref=ref,
        state=state if ref.id else None,
        own=own,
        units=tuple(dict.fromkeys(t.unit for t in touched.values())),
        people=own,
        accounts=tuple(leave.accounts or ()),
    )


def pause(ids: Sequence[str]) -> Scopes:
    """The one pause there can be."""
    if states.PUBLISHING not in ids:
        return {}
    on = Pause.objects.filter(ended_at=None).exists()
    state = states.PAUSED if on else states.RUNNING
    return {states.PUBLISHING: Scope(ref=Ref("pause", states.PUBLISHING), state=state)}


def labels(ids: Sequence[str]) -> Scopes:
    """All that was said of findings."""
    return {states.LABELS: Scope(ref=Ref("labels", states.LABELS))} if states.LABELS in ids else {}


def rescreenings(ids: Sequence[str]) -> Scopes:
    """Readings of the archive: the whole agency's."""
    found = Rescreening.objects.filter(pk__in=_numbers(ids)).values_list("pk", flat=True)
    return {str(pk): Scope(ref=Ref("rescreening", str(pk)), state="recorded") for pk in found}


def opinions(ids: Sequence[str]) -> Scopes:
    """What a second reader thinks of a post: it touches what the post touches, and its form is the one asked about."""
    found = Opinion.objects.filter(pk__in=_numbers(ids)).values_list(
        "pk", "state", "revision__hash", "revision__accounts", "revision__post", "revision__post__author"
    )
    return {
        str(pk): touching(
            Ref("opinion", str(pk)), state=state, hash=hash, author=author, on=accounts, also=(f"post:{post}",)
        )
        for pk, state, hash, accounts, post, author in found
    }


def _numbers(ids: Iterable[str]) -> list[int]:
    return [number(id) for id in ids]


_RESOLVERS: Mapping[str, Callable[[Sequence[str]], Scopes]] = {
    "post": posts,
    "placement": placements,
    "consent": consents,
    "rights": rights,
    "pause": pause,
    "blanket": blankets,
    "labels": labels,
    "rescreening": rescreenings,
    "opinion": opinions,
}
_MOVES: Mapping[str, Moves] = {
    "post": states.POST,
    "placement": states.PLACEMENT,
    "consent": states.CONSENT,
    "rights": states.RIGHTS,
    "pause": states.PAUSE,
    "blanket": states.BLANKET,
    "labels": {},
    "rescreening": states.RESCREENING,
    "opinion": states.OPINION,
}

SUBJECTS = tuple(Subject(kind, resolve, _MOVES[kind]) for kind, resolve in _RESOLVERS.items())
