"""What this room stores, by theme; whoever reads or writes it imports from here."""

from __future__ import annotations

from countersign.findings.models.contacts import OwnContact
from countersign.findings.models.reading import ModelChoice
from countersign.findings.models.state import ScreeningState
from countersign.findings.models.watching import WatchedTerm, WatchList
from countersign.findings.second.models import SecondReader, SecondReaderDay, SecondReaderKey

__all__ = (
    "ModelChoice",
    "OwnContact",
    "ScreeningState",
    "SecondReader",
    "SecondReaderDay",
    "SecondReaderKey",
    "WatchList",
    "WatchedTerm",
)
