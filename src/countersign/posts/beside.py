"""Two forms of a post side by side: what was signed before, and what is to be signed now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from countersign.posts import difference
from countersign.posts.difference import Changed, Run
from countersign.posts.form import Form, Picture

MOVED = "moved"
LONG_ENOUGH_TO_MOVE = 12
"""So many characters that stand elsewhere unchanged were moved; fewer are the same by chance."""


@dataclass(frozen=True)
class Side:
    """One side of a place that differs: its text in runs, or the picture that stands there."""

    runs: tuple[Run, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Place:
    """One place that differs, as both forms have it."""

    where: str
    account: str
    before: Side
    after: Side


def places(before: Form, after: Form) -> tuple[Place, ...]:
    """Every place in which two forms differ, words and pictures and times."""
    was = {p.media: p for p in before.pictures}
    now = {p.media: p for p in after.pictures}
    return tuple(_place(c, was, now) for c in difference.between(before, after))


def _place(changed: Changed, was: Mapping[str, Picture], now: Mapping[str, Picture]) -> Place:
    pictures = (was.get(changed.account), now.get(changed.account))
    if changed.where not in ("picture", "alt", "answers"):
        pictures = (None, None)
    account = changed.account if changed.where in ("text", "account", "as_sent") else ""
    if changed.where == "picture":
        return Place(changed.where, account, Side(picture=pictures[0]), Side(picture=pictures[1]))
    if changed.runs:
        old, new = sides(changed.runs)
    else:
        old = (Run("gone", changed.before),) if changed.before else ()
        new = (Run("new", changed.after),) if changed.after else ()
    return Place(changed.where, account, Side(old, pictures[0]), Side(new, pictures[1]))


def sides(runs: Iterable[Run]) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """One row of runs as two texts. What stands elsewhere in the other text was moved, not removed."""
    found = tuple(runs)
    gone = {_core(r) for r in found if r.kind == "gone"}
    new = {_core(r) for r in found if r.kind == "new"}
    moved = {text for text in gone & new if len(text) >= LONG_ENOUGH_TO_MOVE}
    told = [Run(MOVED, r.text) if r.kind != "same" and _core(r) in moved else r for r in found]
    pairs = list(zip(found, told, strict=True))
    return (
        tuple(t for r, t in pairs if r.kind != "new"),
        tuple(t for r, t in pairs if r.kind != "gone"),
    )


def _core(run: Run) -> str:
    return " ".join(run.text.split())
