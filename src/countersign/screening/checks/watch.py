"""The agency's own watch-lists, as data."""

from collections.abc import Iterator

from ..agency import AgencyWords, WatchList
from ..engine import Groups
from ..fold import fold
from ..spelling import written
from . import reasons
from .base import Check, Hit, Judge, Sight


def _listed(watch: WatchList) -> Judge:
    def judge(sight: Sight, groups: Groups) -> Iterator[Hit]:
        if sight.kind in watch.kinds:
            start, end = groups[1]
            yield Hit(watch.category, reasons.WATCHED, start, end)

    return judge


def watch_checks(agency: AgencyWords) -> tuple[Check, ...]:
    """One check per term."""
    return tuple(Check(written(fold(term)), _listed(watch)) for watch in agency.watch_lists for term in watch.terms)
