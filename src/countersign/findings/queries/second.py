"""The second reader for the rooms above: who it is, and asking it. Nothing is sent unless a person asked."""

from countersign.findings.second.calling import (
    Reader,
    Told,
    Trouble,
    call,
    encrypt_anew,
    left_today,
    reader,
    use,
)
from countersign.findings.second.words import HIDDEN, STANCES, TROUBLES, hidden

__all__ = [
    "HIDDEN",
    "STANCES",
    "TROUBLES",
    "Reader",
    "Told",
    "Trouble",
    "call",
    "encrypt_anew",
    "hidden",
    "left_today",
    "reader",
    "use",
]
