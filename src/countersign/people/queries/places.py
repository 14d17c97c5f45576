"""The agency and its units."""

from __future__ import annotations

from collections.abc import Iterable

from countersign.people import running
from countersign.people.models import Agency, Unit
from countersign.people.queries.lines import AgencyLine, UnitLine


def agency() -> AgencyLine | None:
    """The agency; None before the house is installed."""
    found = Agency.objects.first()
    return AgencyLine(found.name, found.website, found.contact, found.logo) if found else None


def units(*, closed: bool = False) -> tuple[UnitLine, ...]:
    """All units, each after the one it is part of; closed ones only when asked for."""
    found = {u.pk: u for u in Unit.objects.order_by("name", "pk")}

    def path(unit: Unit) -> tuple[str, ...]:
        above = found.get(unit.parent_id) if unit.parent_id is not None else None
        return (*(path(above) if above else ()), unit.name)

    lines = [
        UnitLine(
            id=str(u.pk),
            code=u.code,
            name=u.name,
            kind=u.kind,
            parent=str(u.parent_id) if u.parent_id else None,
            path=path(u),
            closed=u.closed is not None,
        )
        for u in found.values()
        if closed or u.closed is None
    ]
    return tuple(sorted(lines, key=lambda line: line.path))


def with_parts(unit_ids: Iterable[str]) -> frozenset[str]:
    """The units and everything below them."""
    return running.with_parts(unit_ids, running.tree())
