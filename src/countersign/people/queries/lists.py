"""The long lists of this room's pages: filtered, sorted, 25 a page, or whole for a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from countersign.people import running
from countersign.people.models import Mandate, Person
from countersign.people.queries.authorizations import RENEWED, _leave, _visible
from countersign.people.queries.employees import _person_line
from countersign.people.queries.employees import _visible as _entries
from countersign.people.queries.lines import Leave, PersonLine
from countersign.people.queries.paging import LONG_PAGE_SIZE, Page, page_of
from countersign.people.queries.places import with_parts
from countersign.people.queries.sight import numbers
from countersign.people.roster.reading import Line

PEOPLE_SORTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "pk"),
    "number": ("employee_no",),
    "unit": ("unit__name", "name", "pk"),
    "type": ("employment_type", "name", "pk"),
}
LEAVE_SORTS: Mapping[str, tuple[str, ...]] = {
    "ends": ("ends", "pk"),
    "starts": ("starts", "pk"),
    "name": ("person__name", "ends", "pk"),
    "unit": ("person__unit__name", "person__name", "pk"),
}


@dataclass(frozen=True)
class PeopleAsked:
    """What a list of employees is asked for. `standing` is `left`, `all`, or empty for those employed."""

    unit: str = ""
    employment_type: str = ""
    text: str = ""
    standing: str = ""


@dataclass(frozen=True)
class LeavesAsked:
    """What a list of leave to post is asked for. `standing` is one of `STANDINGS`."""

    standing: str = "running"
    unit: str = ""
    account: str = ""
    text: str = ""
    soon_days: int = 30


STANDINGS: Mapping[str, Callable[[datetime, int], Q]] = {
    "running": lambda at, days: Q(granted_seq__isnull=False, ended_seq=None, ends__gt=at),
    "soon": lambda at, days: (
        running.within(at) & running.employed(at, "person__") & Q(~RENEWED) & Q(ends__lte=at + timedelta(days=days))
    ),
    "asked": lambda at, days: Q(granted_seq=None, ended_seq=None),
    "ended": lambda at, days: Q(ended_seq__isnull=False) | Q(granted_seq__isnull=False, ends__lte=at),
}
"""Where a piece of leave can stand, as a condition at a moment; `days` is how soon is soon."""


def people(viewer: str, at: datetime, asked: PeopleAsked, sort: str = "", page: int = 1) -> Page[PersonLine]:
    """Employees as `viewer` may see them. `sort` is a name in `PEOPLE_SORTS`, with `-` before it for the other way."""
    found = _people(viewer, at, asked).order_by(*_order(sort, PEOPLE_SORTS, "name"))
    return page_of(found, page, lambda people: [_person_line(p, at) for p in people])


def roster(viewer: str, at: datetime, *, text: str = "", page: int = 1) -> Page[PersonLine]:
    """Those employed whom `viewer` may see, by name, for other rooms to choose from; a page of it is a long one."""
    found = _people(viewer, at, PeopleAsked(text=text)).order_by(*PEOPLE_SORTS["name"])
    return page_of(found, page, lambda people: [_person_line(p, at) for p in people], LONG_PAGE_SIZE)


def people_file(viewer: str, at: datetime, asked: PeopleAsked, sort: str = "") -> tuple[Line, ...]:
    """The same list whole, as lines of a roster file."""
    found = _people(viewer, at, asked).order_by(*_order(sort, PEOPLE_SORTS, "name"))
    columns = ("employee_no", "name", "employment_type", "unit__code", "work_mail")
    return tuple(Line(*line) for line in found.values_list(*columns))


def person(viewer: str, at: datetime, id: str) -> PersonLine | None:
    """One entry of the roster; None when there is none that `viewer` may see."""
    found = _entries(viewer, at).filter(pk=running.number(id)).first()
    return _person_line(found, at) if found else None


def leaves(viewer: str, at: datetime, asked: LeavesAsked, sort: str = "", page: int = 1) -> Page[Leave]:
    """Leave to post and requests for it, as `viewer` may see them. `sort` as for `people`, from `LEAVE_SORTS`."""
    found = _leaves(viewer, at, asked).order_by(*_order(sort, LEAVE_SORTS, "ends"))
    return page_of(found, page, lambda mandates: [_leave(m) for m in mandates])


def leaves_whole(viewer: str, at: datetime, asked: LeavesAsked, sort: str = "") -> tuple[Leave, ...]:
    """The same list whole, for a file."""
    return tuple(_leave(m) for m in _leaves(viewer, at, asked).order_by(*_order(sort, LEAVE_SORTS, "ends")))


def leaves_of(viewer: str, at: datetime, person: str) -> tuple[Leave, ...]:
    """All leave that one person has or had, and requests for it, as `viewer` may see it, the latest first."""
    found = _visible(viewer, at).filter(person=running.number(person))
    return tuple(_leave(m) for m in found.order_by("-starts", "-pk"))


def leave_counts(viewer: str, at: datetime, soon_days: int) -> Mapping[str, int]:
    """How many there are in each standing, as `viewer` may see them."""
    visible = _visible(viewer, at)
    return {name: visible.filter(where(at, soon_days)).count() for name, where in STANDINGS.items()}


def _people(viewer: str, at: datetime, asked: PeopleAsked) -> QuerySet[Person]:
    found = _entries(viewer, at)
    if asked.unit:
        found = found.filter(unit__in=numbers(with_parts([asked.unit])))
    if asked.employment_type:
        found = found.filter(employment_type=asked.employment_type)
    for word in asked.text.split():
        found = found.filter(Q(name__icontains=word) | Q(employee_no__icontains=word))
    if asked.standing == "all":
        return found
    now = running.employed(at)
    return found.filter(~now if asked.standing == "left" else now)


def _leaves(viewer: str, at: datetime, asked: LeavesAsked) -> QuerySet[Mandate]:
    where = STANDINGS.get(asked.standing, STANDINGS["running"])
    found = _visible(viewer, at).filter(where(at, asked.soon_days))
    if asked.unit:
        found = found.filter(person__unit__in=numbers(with_parts([asked.unit])))
    for word in asked.text.split():
        named = Q(person__name__icontains=word) | Q(person__employee_no__icontains=word)
        found = found.filter(named | Q(instrument__icontains=word))
    if asked.account:
        # Lists inside a column cannot be searched alike on both engines.
        naming = [pk for pk, accounts in found.values_list("pk", "accounts") if asked.account in (accounts or ())]
        found = found.filter(pk__in=naming)
    return found


def _order(sort: str, sorts: Mapping[str, tuple[str, ...]], usual: str) -> tuple[str, ...]:
    columns = sorts.get(sort.removeprefix("-"))
    if columns is None:
        return sorts[usual]
    return tuple(f"-{column}" for column in columns) if sort.startswith("-") else columns
