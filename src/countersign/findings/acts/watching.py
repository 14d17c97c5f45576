"""Watch-lists: kept, read and ended. Their terms stand in no row: a salted commitment and a count do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Sum

from countersign.findings import given, sealing, state, states, terms
from countersign.findings.given import number
from countersign.findings.models import WatchList
from countersign.gate import packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts
from countersign.screening import USED, Category, Kind
from countersign.screening.agency import MOST_TERMS


@dataclass(frozen=True)
class _About:
    """What a list is for: its name, the category under which it warns, on which kinds of text, why, and how long."""

    title: str
    category: str
    kinds: tuple[str, ...]
    note: str
    starts: date
    ends: date | None

    def faults(self) -> Mapping[str, str | None]:
        """What is wrong, by field."""
        return {
            "title": given.line_fault(self.title, 120),
            "category": None if self.category in packs.in_force().category else _("there is no such category"),
            "kinds": self._kinds_fault(),
            "note": given.text_fault(self.note) if self.note.strip() else _("say why this list is kept"),
            "ends": _("the last day is before the first") if self.ends and self.ends < self.starts else None,
        }

    def _kinds_fault(self) -> str | None:
        if not self.kinds or not set(self.kinds) <= set(Kind):
            return _("say on which kinds of text it warns")
        if self.category in set(Category) and any(self.category not in USED[Kind(kind)] for kind in self.kinds):
            return _("a citizen may say this; the category is not asked about a comment")
        return None

    def values(self) -> dict[str, Any]:
        """The columns of the list's row."""
        return {
            "name": self.title,
            "category": self.category,
            "kinds": list(self.kinds),
            "note": self.note,
            "starts": self.starts,
            "ends": self.ends,
        }


@dataclass(frozen=True)
class StartWatchList(Act):
    """Begin a list of words that the agency asks to be warned about. The terms are sealed and stand in no row."""

    name: ClassVar[str] = "start_watch_list"
    states_facts: ClassVar = (facts.Reasons,)
    title: str
    category: str
    kinds: tuple[str, ...]
    note: str
    starts: date
    ends: date | None = None
    terms: tuple[str, ...] = field(default=(), repr=False)

    def ref(self) -> Ref:
        return Ref("watch_list")

    def check(self) -> None:
        given.faults(**self._about().faults(), **terms.faults(self.terms))

    def scope(self, by: By) -> Scope:
        return Scope(ref=self.ref())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        _room_for(len(self.terms))
        return (given.reasons(self.note),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (state.KEY,)

    def effect(self, ctx: Effect) -> str:
        made = WatchList(state=states.KEPT, terms_count=0, salt=b"", changed_at=ctx.at, **self._about().values())
        made.save()
        sealing.keep(made, self.terms)
        ctx.commitments["terms"] = made.committed
        state.changed()
        return str(made.pk)

    def fields(self) -> dict[str, Any]:
        """Everything but the terms: how many they are."""
        return {**super().fields(), "terms": len(self.terms)}

    def _about(self) -> _About:
        return _About(self.title, self.category, self.kinds, self.note, self.starts, self.ends)


@dataclass(frozen=True)
class ChangeWatchList(Act):
    """Add terms to a list, take some out by their numbers, or say anew what it is for and how long."""

    name: ClassVar[str] = "change_watch_list"
    states_facts: ClassVar = (facts.Reasons,)
    watch_list: str
    title: str
    category: str
    kinds: tuple[str, ...]
    note: str
    starts: date
    ends: date | None
    reason: str
    added: tuple[str, ...] = field(default=(), repr=False)
    removed: tuple[int, ...] = ()

    def ref(self) -> Ref:
        return Ref("watch_list", self.watch_list)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason), **self._about().faults(), **terms.faults(self.added))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        found = WatchList.objects.get(pk=number(self.watch_list))
        try:
            there = {term.id: term.text for term in sealing.terms(found)}
        except sealing.Unreadable:
            raise Malformed(added=_("no key opens the terms of this list; end it and start another")) from None
        if not set(self.removed) <= set(there):
            raise Malformed(removed=_("one of these terms was taken out already"))
        stay = [text for id, text in there.items() if id not in self.removed]
        given.faults(**terms.faults(self.added, stay))
        _room_for(len(self.added) - len(self.removed))
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (state.KEY,)

    def effect(self, ctx: Effect) -> None:
        found = WatchList.objects.get(pk=number(self.watch_list))
        for column, value in self._about().values().items():
            setattr(found, column, value)
        found.changed_at = ctx.at
        sealing.keep(found, self.added, self.removed)
        ctx.commitments["terms"] = found.committed
        state.changed()

    def fields(self) -> dict[str, Any]:
        """Everything but the terms: how many were added, and the numbers of those taken out."""
        return {**super().fields(), "added": len(self.added)}

    def _about(self) -> _About:
        return _About(self.title, self.category, self.kinds, self.note, self.starts, self.ends)


@dataclass(frozen=True)
class ReadWatchList(Act):
    """Read the terms of a list in full. That it was read, by whom and when, is this act's row."""

    name: ClassVar[str] = "read_watch_list"
    watch_list: str

    def ref(self) -> Ref:
        return Ref("watch_list", self.watch_list)

    def effect(self, ctx: Effect) -> None:
        ctx.commitments["terms"] = WatchList.objects.values_list("committed", flat=True).get(pk=number(self.watch_list))


@dataclass(frozen=True)
class EndWatchList(Act):
    """End a list. Its terms are destroyed; what it was for, and how many they were, stays."""

    name: ClassVar[str] = "end_watch_list"
    states_facts: ClassVar = (facts.Reasons,)
    watch_list: str
    reason: str

    def ref(self) -> Ref:
        return Ref("watch_list", self.watch_list)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (state.KEY,)

    def effect(self, ctx: Effect) -> None:
        found = WatchList.objects.get(pk=number(self.watch_list))
        sealing.destroy(found)
        found.state, found.changed_at = states.ENDED, ctx.at
        found.save()
        state.changed()


def _room_for(more: int) -> None:
    """Raise Malformed when all lists together would hold more terms than are looked for at full speed."""
    kept = WatchList.objects.aggregate(all=Sum("terms_count"))["all"] or 0
    if kept + more > MOST_TERMS:
        raise Malformed(
            terms=fill(
                _("all lists together hold at most {most} terms; there is room for {left} more"),
                most=MOST_TERMS,
                left=max(MOST_TERMS - kept, 0),
            )
        )
