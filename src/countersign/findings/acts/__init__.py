"""The acts of this room, by theme."""

from __future__ import annotations

from countersign.findings.acts.contacts import ChangeContacts, Contact
from countersign.findings.acts.reading import ChooseModel
from countersign.findings.acts.watching import ChangeWatchList, EndWatchList, ReadWatchList, StartWatchList
from countersign.findings.second.acts import ChooseSecondReader
from countersign.gate.act import Act

ACTS: tuple[type[Act], ...] = (
    ChangeContacts,
    StartWatchList,
    ChangeWatchList,
    ReadWatchList,
    EndWatchList,
    ChooseModel,
    ChooseSecondReader,
)

__all__ = [
    "ACTS",
    "ChangeContacts",
    "ChangeWatchList",
    "ChooseModel",
    "ChooseSecondReader",
    "Contact",
    "EndWatchList",
    "ReadWatchList",
    "StartWatchList",
]
