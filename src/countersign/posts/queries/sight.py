"""Which posts somebody may see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from countersign.posts import authority, states
from countersign.rules.acts import ACTS

LOOKS = frozenset({ACTS["sign_post"].power, ACTS["settle_attempt"].power, "ledger.read"})
"""Powers that have to do with everybody's posts."""


def visible(viewer: str, at: datetime) -> Q:
    """Their own posts, those on accounts they may post on, and public ones; all for those who sign."""
    found = authority.capacities(viewer, at)
    if not found:
        return Q(pk__in=())
    if any(LOOKS & c.powers and c.units is None and c.accounts is None for c in found):
        return Q()
    accounts = {a for c in found if c.kind == "authorized" for a in c.accounts or ()}
    public = Q(state__in=(states.PUBLISHED, states.WITHDRAWN))
    return Q(author=viewer) | public | Q(placements__account__in=accounts)
