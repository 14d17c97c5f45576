"""Entries of the roster: whole ones for those who keep it, for everybody else their own; and people by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from countersign.gate import memory
from countersign.people import running
from countersign.people.models import Person
from countersign.people.queries.lines import PersonLine
from countersign.people.queries.sight import numbers, reach
from countersign.rules.acts import ACTS

KEEPS = ACTS["hire"].power


def known(ids: Iterable[str], at: datetime) -> Mapping[str, PersonLine]:
    """People by id; ids of nobody are left out."""
    found = Person.objects.filter(pk__in=numbers(ids)).select_related("unit")
    return {str(person.pk): _person_line(person, at) for person in found}


def employed(ids: Iterable[str], at: datetime) -> frozenset[str]:
    """Those of these people who are employed at `at`."""
    found = Person.objects.filter(running.employed(at), pk__in=numbers(ids)).values_list("pk", flat=True)
    return frozenset(str(pk) for pk in found)


def one_human(ids: Iterable[str]) -> Mapping[str, str]:
    """For each id, the entry that stands for that human now: itself, or the one it was merged into."""
    wanted = list(ids)
    if not wanted:
        return {}
    kept = memory.once("merged entries", _merged)
    return {id: kept.get(id, id) for id in wanted}


def _merged() -> Mapping[str, str]:
    """All entries that were merged into another: there are few, and an act asks about several people."""
    found = Person.objects.filter(merged_into__isnull=False).order_by().values_list("pk", "merged_into")
    return {str(pk): str(into) for pk, into in found}


def _visible(viewer: str, at: datetime) -> QuerySet[Person]:
    everybody = Person.objects.filter(merged_into=None).select_related("unit")
    return everybody.filter(reach(viewer, at, KEEPS, "unit") | Q(pk=running.number(viewer)))


def _person_line(person: Person, at: datetime) -> PersonLine:
    return PersonLine(
        id=str(person.pk),
        employee_no=person.employee_no,
        name=person.name,
        employment_type=person.employment_type,
        unit=str(person.unit_id),
        unit_name=person.unit.name,
        work_mail=person.work_mail,
        employed=person.merged_into_id is None and person.starts <= at and (person.ends is None or person.ends > at),
    )
