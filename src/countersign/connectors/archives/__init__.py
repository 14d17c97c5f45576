"""History without an API: the archives that platforms give to those who ask for "a copy of your data".

`recognise` says what a file is by its structure, `examine` what has to be asked about it, `read` gives its items one
by one. Nothing in an archive is believed: names, sizes and dates are checked, scripts are never run, and an archive
that looks made to do harm is refused whole with the reason. Everything is streamed; no archive is unpacked to disk.
"""

from countersign.connectors.archives.items import (
    Answers,
    ArchiveError,
    Doubt,
    Faulty,
    HostileArchive,
    Item,
    Kind,
    Medium,
    Question,
    Unanswered,
    Unreadable,
)
from countersign.connectors.archives.reading import examine, read, recognise

__all__ = [
    "Answers",
    "ArchiveError",
    "Doubt",
    "Faulty",
    "HostileArchive",
    "Item",
    "Kind",
    "Medium",
    "Question",
    "Unanswered",
    "Unreadable",
    "examine",
    "read",
    "recognise",
]
