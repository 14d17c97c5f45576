"""CSV files read row by row, by the names of their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import IO

from countersign.connectors.archives.container import Archive, text_of
from countersign.connectors.archives.items import Faulty, HostileArchive, Unreadable
from countersign.connectors.words import gettext_noop as _

MOST_CHARACTERS = 4 << 20
"""No line of a platform's table is longer; csv itself allows 131,072 characters a cell."""

Row = dict[str, str]


def header(archive: Archive, name: str) -> tuple[str, ...]:
    """The column names of a member that is a table, as they stand; none for what is no table."""
    try:
        first = archive.head(name, 8192).decode("utf-8-sig", "replace").splitlines()[:1]
        return tuple(cell.strip() for cell in next(csv.reader(first), []))
    except csv.Error:
        return ()


def rows(archive: Archive, name: str) -> Iterator[tuple[str, Row | Faulty]]:
    """Each row of a table as values by column name, with where it stands; a row that does not fit is faulty."""
    with archive.open(name) as stream:
        table = csv.reader(lines(stream))
        columns = [cell.strip() for cell in next(_read(table), [])]
        if tuple(columns) != header(archive, name):
            raise Unreadable(_("This is no table."))
        while True:
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error:
                yield (
                    _where(name, table.line_num),
                    Faulty(_where(name, table.line_num), _("the line is no row of a table")),
                )
                continue
            where = _where(name, table.line_num)
            if not any(cells):
                continue
            if len(cells) != len(columns):
                yield where, Faulty(where, _("it has more or fewer cells than the table has columns"))
            else:
                yield where, dict(zip(columns, cells, strict=True))


def packed(row: Row) -> bytes:
    """A row as bytes: its column names and its values, as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(row.keys())
    writer.writerow(row.values())
    return out.getvalue().encode("utf-8", "replace")


def lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines of a text, none of them endless. Raises `HostileArchive` and `Unreadable`."""
    text = text_of(stream)
    while True:
        try:
            line = text.readline(MOST_CHARACTERS)
        except UnicodeDecodeError as error:
            raise Unreadable(_("This is no UTF-8 text.")) from error
        if not line:
            return
        if len(line) == MOST_CHARACTERS:
            raise HostileArchive(_("One record in it is larger than {most} MB."), most=MOST_CHARACTERS >> 20)
        yield line


def _read(table: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from table
    except csv.Error as error:
        raise Unreadable(_("This is no table.")) from error


def _where(name: str, line: int) -> str:
    return f"{name}, line {line}"
