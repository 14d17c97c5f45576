"""The roster as a file that other programs open and `reading` reads back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from countersign.people.roster.reading import COLUMNS, Line, escaped

BOM = "\ufeff"


def write(lines: Iterable[Line]) -> bytes:
    """A CSV file (UTF-8, marked as such for spreadsheet programs) whose cells are shown and never run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([escaped(getattr(line, column)) for column in COLUMNS] for line in lines)
    return (BOM + out.getvalue()).encode()
