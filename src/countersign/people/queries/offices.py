"""Who holds which office when, and who acts for whom: no secret, every employee may see who can sign."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from countersign.people import running
from countersign.people.models import Mandate
from countersign.people.queries.lines import Holding


def holders(at: datetime, *, office: str | None = None) -> tuple[Holding, ...]:
    """Who held which office at `at`, by their own appointment: now, or at any moment on record."""
    return _holdings(_then(at).filter(kind=Mandate.Kind.APPOINTMENT), office)


def acting(at: datetime, *, office: str | None = None) -> tuple[Holding, ...]:
    """Who acted for whom at `at`: delegations that ran, under appointments that ran."""
    given = _then(at).filter(running.within(at, "under__"), kind=Mandate.Kind.DELEGATION)
    return _holdings(given, office)


def held(person: str) -> tuple[Holding, ...]:
    """Everything somebody holds, held or is going to hold by appointment or delegation, the latest first."""
    kinds = (Mandate.Kind.APPOINTMENT, Mandate.Kind.DELEGATION)
    found = Mandate.objects.filter(person=running.number(person), kind__in=kinds, granted_seq__isnull=False)
    return _holdings(found.order_by("-starts", "-pk"), None)


def _then(at: datetime) -> QuerySet[Mandate]:
    return Mandate.objects.filter(running.within(at)).order_by("office", "starts", "pk")


def _holdings(found: QuerySet[Mandate], office: str | None) -> tuple[Holding, ...]:
    if office is not None:
        found = found.filter(office=office)
    return tuple(_holding(m) for m in found.select_related("person", "under__person"))


def _holding(m: Mandate) -> Holding:
    ends = [e for e in (m.ends, m.ended_at, m.under and m.under.ends, m.under and m.under.ended_at) if e]
    return Holding(
        id=str(m.pk),
        kind=m.kind,
        person=str(m.person_id),
        name=m.person.name,
        office=m.office,
        units=None if m.units is None else tuple(m.units),
        powers=tuple(m.powers),
        starts=m.starts,
        ends=min(ends) if ends else None,
        reason=m.reason,
        instrument=m.instrument,
        document=m.letter,
        giver=str(m.under.person_id) if m.under else None,
        giver_name=m.under.person.name if m.under else "",
    )
