"""Files to take away from the pages of every room: lists for a spreadsheet program, and whatever else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from countersign.people.roster.reading import escaped
from countersign.people.roster.writing import BOM


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A list as a CSV file, whose cells a spreadsheet program shows and never runs; nothing stands for None."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else escaped(str(cell)) for cell in row] for row in rows)
    return download((BOM + out.getvalue()).encode(), name, "text/csv; charset=utf-8")


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to take away, kept by nobody in between."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
