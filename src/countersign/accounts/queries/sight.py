"""Which accounts somebody may see: official ones everybody employed, applications those they concern."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from countersign.accounts import states
from countersign.accounts.models import Custodian
from countersign.gate.act import Capacity
from countersign.gate.wiring import house
from countersign.rules.acts import ACTS

CONCERNS = frozenset(
    ACTS[act].power
    for act in ("apply_for_account", "sign_account", "connect_account", "open_account", "suspend_account")
)
"""Powers whose holders have to do with applications, where they hold them."""


def capacities(viewer: str, at: datetime) -> list[Capacity]:
    """Every capacity of somebody at a moment; none for who is not employed."""
    return list(house().wiring.capacities(viewer, at))


def visible(viewer: str, at: datetime) -> Q:
    """The accounts that `viewer` may see."""
    found = capacities(viewer, at)
    if not found:
        return Q(pk__in=())
    seen = Q(state__in=states.OFFICIAL) | Q(applicant=viewer)
    seen |= Q(pk__in=Custodian.objects.filter(person=viewer, ended_at=None).values("account"))
    for capacity in found:
        if not CONCERNS & capacity.powers:
            continue
        if capacity.units is None and capacity.accounts is None:
            return Q()
        if capacity.units is not None:
            seen |= Q(unit__in=capacity.units)
    return seen
