"""What ends with something else, told before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from countersign.people.mandates import OPEN
from countersign.people.models import Mandate
from countersign.people.queries.authorizations import _leave
from countersign.people.queries.lines import Holding, Leave
from countersign.people.queries.offices import _holding
from countersign.people.queries.sight import numbers


@dataclass(frozen=True)
class Endings:
    """Offices and powers held, powers given to others, leave to post and requests for it."""

    held: tuple[Holding, ...] = ()
    given: tuple[Holding, ...] = ()
    leaves: tuple[Leave, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether nothing ends."""
        return not (self.held or self.given or self.leaves)


def with_people(people: Iterable[str], at: datetime) -> Mapping[str, Endings]:
    """What ends at `at` with the employment of each of these people."""
    wanted = numbers(people)
    own: dict[str, list[Mandate]] = {str(pk): [] for pk in wanted}
    given: dict[str, list[Mandate]] = {str(pk): [] for pk in wanted}
    for m in _still(at).filter(person__in=wanted):
        own[str(m.person_id)].append(m)
    for m in _still(at).filter(under__person__in=wanted):
        if m.under is not None:
            given[str(m.under.person_id)].append(m)
    return {person: _endings(own[person], given[person]) for person in own}


def with_appointment(appointment: str, at: datetime) -> Endings:
    """What ends at `at` with an appointment: the powers given from it."""
    return _endings([], list(_still(at).filter(under__in=numbers([appointment]))))


def given_from(appointment: str, at: datetime) -> tuple[Holding, ...]:
    """Powers given from an appointment that are not over at `at`."""
    return with_appointment(appointment, at).given


def holding(id: str) -> Holding | None:
    """One appointment or delegation."""
    kinds = (Mandate.Kind.APPOINTMENT, Mandate.Kind.DELEGATION)
    found = _all().filter(pk__in=numbers([id]), kind__in=kinds, granted_seq__isnull=False).first()
    return _holding(found) if found else None


def _all() -> QuerySet[Mandate]:
    return Mandate.objects.select_related("person", "under__person").order_by("kind", "starts", "pk")


def _still(at: datetime) -> QuerySet[Mandate]:
    return _all().filter(OPEN, Q(ends=None) | Q(ends__gt=at))


def _endings(own: list[Mandate], given: list[Mandate]) -> Endings:
    leave = Mandate.Kind.AUTHORIZATION
    return Endings(
        held=tuple(_holding(m) for m in own if m.kind != leave),
        given=tuple(_holding(m) for m in given),
        leaves=tuple(_leave(m) for m in own if m.kind == leave),
    )
