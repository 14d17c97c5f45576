"""Templates and what was filled in: who may see them, how they stand, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countersign.accounts import queries as accounts
from countersign.gate.act import Capacity
from countersign.people import queries as people
from countersign.posts import authority, states
from countersign.posts.blanket.covering import signers
from countersign.posts.blanket.report import due_at
from countersign.posts.blanket.words import LANGUAGES, category_words
from countersign.posts.models import Blanket, Filling
from countersign.rules.acts import ACTS

FILLS, CONFIRMS, SIGNS = (ACTS[a].power for a in ("fill_blanket", "confirm_blanket", "sign_blanket"))
LOOKS = frozenset({SIGNS, CONFIRMS, ACTS["write_after_action"].power, "ledger.read"})
MOST = 200
RUNNING = "running"


@dataclass(frozen=True)
class BlanketLine:
    """One template in a list. `standing` is one of `blanket.words.BLANKET`."""

    id: str
    title: str
    category: str
    category_name: Any
    language: str
    language_name: str
    accounts: tuple[str, ...]
    author: str
    author_name: str
    starts: datetime
    ends: datetime
    standing: str
    through_pause: bool
    mine_to_fill: bool = False


@dataclass(frozen=True)
class FillingLine:
    """One filled template in a list; `post` is the post it became."""

    post: str
    title: str
    excerpt: str
    person: str
    person_name: str
    at: datetime
    confirmed_at: datetime | None
    note_by: datetime | None
    confirm_by: datetime | None


def standing(blanket: Blanket, at: datetime) -> str:
    """How a template stands at a moment."""
    if blanket.state != states.SIGNED:
        return blanket.state
    if not signers(blanket.hash, besides=blanket.author):
        return "unsigned"
    if at < blanket.starts:
        return "before"
    return "over" if at >= blanket.ends else RUNNING


def reach(viewer: str, at: datetime) -> tuple[bool, frozenset[str]]:
    """Whether somebody sees every template, and else on which accounts they do."""
    found = authority.capacities(viewer, at)
    everywhere = any(LOOKS & c.powers and c.units is None and c.accounts is None for c in found)
    return everywhere, frozenset(a for c in found if c.kind == "authorized" for a in c.accounts or ())


def blankets(viewer: str, at: datetime) -> tuple[BlanketLine, ...]:
    """The templates that somebody may see, ready ones first, by category and title."""
    everywhere, on = reach(viewer, at)
    rows = [b for b in Blanket.objects.order_by("-pk")[:MOST] if everywhere or b.author == viewer or on & {*b.accounts}]
    names = accounts.names({a for b in rows for a in b.accounts})
    called = people.known({b.author for b in rows}, at)
    lines = [
        BlanketLine(
            id=str(b.pk),
            title=b.title,
            category=b.category,
            category_name=category_words(b.category),
            language=b.language,
            language_name=dict(LANGUAGES).get(b.language, b.language),
            accounts=tuple(names.get(a, a) for a in b.accounts),
            author=b.author,
            author_name=called[b.author].name if b.author in called else b.author,
            starts=b.starts,
            ends=b.ends,
            standing=(now := standing(b, at)),
            through_pause=b.through_pause,
            mine_to_fill=now == RUNNING and bool(on & {*b.accounts}),
        )
        for b in rows
    ]
    return tuple(sorted(lines, key=lambda line: (line.standing != RUNNING, line.category, line.title, line.id)))


def blanket(viewer: str, at: datetime, pk: int) -> Blanket | None:
    """A template that somebody may see."""
    found = Blanket.objects.filter(pk=pk).first()
    everywhere, on = reach(viewer, at)
    seen = found is not None and (everywhere or found.author == viewer or bool(on & {*found.accounts}))
    return found if seen else None


def filling(viewer: str, at: datetime, post: int) -> Filling | None:
    """What somebody filled in, for whoever may see the template or filled it."""
    found = Filling.objects.filter(post=post).select_related("post__revision", "blanket").first()
    if found is None or found.person == viewer or blanket(viewer, at, found.blanket_id) is not None:
        return found
    return None


def to_sign(capacity: Capacity, at: datetime) -> tuple[BlanketLine, ...]:
    """Templates that wait for a signature which this capacity may give."""
    if SIGNS not in capacity.powers:
        return ()
    return tuple(
        line
        for line in blankets(capacity.person, at)
        if line.standing == "submitted" and line.author != capacity.person
    )


def to_confirm(capacity: Capacity, at: datetime) -> tuple[FillingLine, ...]:
    """What was filled in and waits for a second person, which this capacity may be; the latest first."""
    if CONFIRMS not in capacity.powers:
        return ()
    waiting = (
        _fillings().filter(post__state=states.FILLED, post__revision__closes__gt=at).exclude(person=capacity.person)
    )
    rows = waiting.order_by("-at")[:MOST]
    return _lines([f for f in rows if capacity.accounts is None or set(_on(f)) <= capacity.accounts], at)


def owing(person: str, at: datetime) -> tuple[FillingLine, ...]:
    """What somebody filled in, was confirmed, and nobody has written a note on yet; the oldest first."""
    rows = _fillings().filter(person=person, confirmed_at__isnull=False, notes=None).order_by("confirmed_at")
    return _lines(rows[:MOST], at)


def without_note(viewer: str, at: datetime) -> tuple[FillingLine, ...]:
    """Every use of a template, of those somebody may see, on which no note was written yet; the oldest first."""
    rows = _fillings().filter(confirmed_at__isnull=False, notes=None).order_by("confirmed_at")[:MOST]
    everywhere, on = reach(viewer, at)
    return _lines([f for f in rows if everywhere or f.person == viewer or on & {*f.blanket.accounts}], at)


def used(pk: int, at: datetime) -> tuple[FillingLine, ...]:
    """What a template was filled with, the latest first."""
    return _lines(_fillings().filter(blanket=pk).order_by("-at")[:50], at)


def _fillings() -> Any:
    return Filling.objects.select_related("post__revision", "blanket")


def _on(filling: Filling) -> list[str]:
    revision = filling.post.revision
    return list(revision.accounts) if revision else []


def _lines(rows: Iterable[Filling], at: datetime) -> tuple[FillingLine, ...]:
    found = list(rows)
    called = people.known({f.person for f in found}, at)
    return tuple(
        FillingLine(
            post=str(f.post_id),
            title=f.blanket.title,
            excerpt=f.post.revision.excerpt if f.post.revision else "",
            person=f.person,
            person_name=called[f.person].name if f.person in called else f.person,
            at=f.at,
            confirmed_at=f.confirmed_at,
            confirm_by=f.post.revision.closes if f.post.revision else None,
            note_by=due_at(f.confirmed_at) if f.confirmed_at else None,
        )
        for f in found
    )
