"""Watch-lists for those who keep them, and what one would raise in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from countersign.findings import sealing, states
from countersign.findings.given import number
from countersign.findings.models import WatchList
from countersign.people.queries import PAGE_SIZE, Page, page_of
from countersign.screening import AgencyWords, Category, Kind, Screen
from countersign.screening import WatchList as Words


@dataclass(frozen=True)
class ListLine:
    """A list without its terms."""

    id: str
    name: str
    category: str
    kinds: tuple[str, ...]
    note: str
    starts: date
    ends: date | None
    state: str
    terms_count: int
    changed_at: datetime

    def counts(self, today: date) -> bool:
        """Whether it warns on this day."""
        return self.state == states.KEPT and self.starts <= today and (self.ends is None or today <= self.ends)


@dataclass(frozen=True)
class Raised:
    """A place in a text at which a list would warn."""

    start: int
    end: int
    words: str


def watch_lists(*, state: str = "", page: int = 1) -> Page[ListLine]:
    """The lists by name, those that are kept first."""
    found = WatchList.objects.all()
    if state:
        found = found.filter(state=state)
    return page_of(found.order_by("-state", "name", "pk"), page, _lines, PAGE_SIZE)


def watch_list(id: str) -> ListLine | None:
    """One list; None when there is none."""
    return next(iter(_lines(WatchList.objects.filter(pk=number(id)))), None)


def terms_of(id: str) -> tuple[sealing.Term, ...]:
    """The terms of a list. Only for whoever has just read it by the act. Raises `sealing.Unreadable`."""
    found = WatchList.objects.filter(pk=number(id)).first()
    return sealing.terms(found) if found else ()


def integrity(id: str) -> bool | None:
    """Whether the terms are those that the last act committed to; None when no key opens them."""
    try:
        return sealing.as_committed(WatchList.objects.get(pk=number(id)))
    except sealing.Unreadable:
        return None


def try_out(id: str, kind: Kind, text: str) -> tuple[Raised, ...]:
    """Where one list would warn in a text. It shows words of the text alone. Raises `sealing.Unreadable`."""
    found = WatchList.objects.get(pk=number(id))
    terms = tuple(term.text for term in sealing.terms(found))
    if not terms:
        return ()
    words = Words(Category(found.category), terms, tuple(Kind(k) for k in found.kinds))
    seen = Screen(clauses={}, agency=AgencyWords(watch_lists=(words,))).text("", kind, text)
    return tuple(
        Raised(f.start, f.end, text[f.start : f.end])
        for f in seen.findings
        if f.why_key == "watch-list" and f.start is not None and f.end is not None
    )


def encrypt_anew() -> tuple[str, ...]:
    """Seal every list with the newest key. The names of those that no key opens."""
    return sealing.encrypt_anew()


def _lines(found: Iterable[WatchList]) -> list[ListLine]:
    return [
        ListLine(
            id=str(w.pk),
            name=w.name,
            category=w.category,
            kinds=tuple(w.kinds),
            note=w.note,
            starts=w.starts,
            ends=w.ends,
            state=w.state,
            terms_count=w.terms_count,
            changed_at=w.changed_at,
        )
        for w in found
    ]
