"""Which posts somebody may see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from countersign.posts import authority, states
from countersign.posts.models import Placement
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
    # Not a join: most lists narrow by author or state first, and only what is left is asked about.
    there = Placement.objects.filter(post=OuterRef("pk"), account__in=accounts)
    return Q(author=viewer) | public | Q(Exists(there))
