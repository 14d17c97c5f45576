"""The state of screening: a stamp that is new whenever anything that decides how texts are screened was changed here.

Whoever screens reads this one stamp and builds everything anew only when it is another, so that a change counts at
once in every process and nothing is read again for every text.
"""

from __future__ import annotations

import secrets

from countersign.findings.models import ScreeningState
from countersign.gate import memory

KEY = "screening"
"""The guard that every act of this room changes: two changes never pass each other."""


def stamp() -> str:
    """The stamp as it is now; empty before the first change."""
    return memory.once("stamp of screening", _stamp)


def _stamp() -> str:
    return ScreeningState.objects.values_list("stamp", flat=True).first() or ""


def changed() -> None:
    """Put a new stamp. Part of an effect."""
    ScreeningState.objects.update_or_create(pk=ScreeningState.ONLY, defaults={"stamp": secrets.token_hex(16)})
