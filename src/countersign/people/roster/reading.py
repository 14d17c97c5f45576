"""A roster file as it comes out of other programs, line by line. Nothing in it is believed, nothing is guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from countersign.people import given

COLUMNS = ("employee_no", "name", "employment_type", "unit", "work_mail")
OPTIONAL = ("work_mail",)
SEPARATORS = ",;\t"
MOST_BYTES = 20_000_000
MOST_LINES = 100_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the beginning of a formula."""


@dataclass(frozen=True)
class Line:
    """One employee as a roster says it; `unit` is its code."""

    employee_no: str
    name: str
    employment_type: str
    unit: str
    work_mail: str


@dataclass(frozen=True)
class Fault:
    """A line of the file that cannot be taken over, and why. Line 1 names the columns; 0 is the file as a whole."""

    line: int
    why: str


@dataclass
class Read:
    """A file as read: its good lines with their numbers, its faulty ones, and columns that are left out."""

    lines: list[tuple[int, Line]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: tuple[str, ...] = ()


def read(data: bytes) -> Read:
    """Read a roster file. Never raises: whatever is wrong is a fault with its line."""
    found = Read()
    text = _text(data)
    if text is None:
        found.faults.append(Fault(0, "this is not a text file"))
        return found
    if len(data) > MOST_BYTES:
        found.faults.append(Fault(0, f"more than {MOST_BYTES // 1_000_000} MB"))
        return found
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    header = _next(rows, found)
    places = _places(header, found) if header is not None else None
    if places is None:
        if not found.faults:
            found.faults.append(Fault(0, "the file is empty"))
        return found
    first: dict[str, int] = {}
    count = 0
    while (row := _next(rows, found)) is not None:
        count += 1
        if count > MOST_LINES:
            found.faults.append(Fault(rows.line_num, f"more than {MOST_LINES} lines"))
            break
        if any(cell.strip() for cell in row):
            _take(row, rows.line_num, places, len(header or ()), first, found)
    return found


def _take(
    row: list[str], number: int, places: Mapping[str, int], width: int, first: dict[str, int], found: Read
) -> None:
    if any("\n" in cell or "\r" in cell for cell in row):
        found.faults.append(Fault(number, "a quotation mark is opened and closed on different lines"))
        return
    if len(row) != width:
        found.faults.append(Fault(number, f"{len(row)} fields where the first line has {width}"))
        return
    cells = {name: _unescaped(given.tidy(row[place])) for name, place in places.items()}
    line = Line(**{name: cells.get(name, "") for name in COLUMNS})
    why = given.code_fault(line.employee_no)
    why = f"employee number: {why}" if why else given.person_fault(line.name, line.employment_type, line.work_mail)
    why = why or (None if line.unit else "a unit is needed")
    if why is None and line.employee_no in first:
        why = f"the employee number stands in line {first[line.employee_no]} already"
    if why is not None:
        found.faults.append(Fault(number, why))
        return
    first[line.employee_no] = number
    found.lines.append((number, line))


def _text(data: bytes) -> str | None:
    """The text, in whichever of three encodings it was saved; None for what is no text."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _separator(text: str) -> str:
    """The separator that the first line with anything in it has most of; a comma when it has none."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)


def _next(rows: Iterator[list[str]], found: Read) -> list[str] | None:
    """The next row that can be read; None at the end."""
    while True:
        try:
            return next(rows)
        except StopIteration:
            return None
        except csv.Error as error:
            found.faults.append(Fault(getattr(rows, "line_num", 0), str(error)))


def _places(header: list[str], found: Read) -> Mapping[str, int] | None:
    """Where each column stands; None when one that is needed is missing or one stands twice."""
    names = ["_".join(cell.replace("-", " ").replace("_", " ").lower().split()) for cell in header]
    missing = [name for name in COLUMNS if name not in names and name not in OPTIONAL]
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if missing:
        found.faults.append(Fault(1, f"the first line must name the columns; missing: {', '.join(missing)}"))
    if twice:
        found.faults.append(Fault(1, f"a column stands twice: {', '.join(twice)}"))
    if missing or twice:
        return None
    found.left_out = tuple(cell.strip() for cell, name in zip(header, names, strict=True) if name not in COLUMNS)
    return {name: names.index(name) for name in COLUMNS if name in names}


def escaped(value: str) -> str:
    """A cell that a spreadsheet shows as text, never runs."""
    return f"'{value}" if value.startswith((*FORMULA, "'")) else value


def _unescaped(value: str) -> str:
    return value[1:] if value.startswith("'") and value[1:].startswith((*FORMULA, "'")) else value
