"""What somebody may see: where they hold the power to change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from countersign.people import capacities
from countersign.people.running import number


def reach(viewer: str, at: datetime, power: str, unit: str) -> Q:
    """Where `viewer` holds a power: everywhere, in some units, or nowhere. `unit` is the path to a row's unit."""
    holding = [c for c in capacities.of(viewer, at) if power in c.powers]
    if any(c.units is None for c in holding):
        return Q(pk__isnull=False)
    return Q(**{f"{unit}__in": numbers(u for c in holding for u in c.units or ())})


def numbers(ids: Iterable[str]) -> list[int]:
    """Ids as row numbers."""
    return [number(id) for id in ids]
