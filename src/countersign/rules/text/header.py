"""The header of a directive: its fields as written, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from countersign.rules.text.dates import find_date
from countersign.rules.text.lines import Line
from countersign.rules.text.model import Doubt, HeaderField

_SLOTS = {
    "number": ("number", "directive number", "policy number", "document number", "order number", "no."),
    "title": ("title", "subject"),
    "effective": ("effective", "effective date", "date effective"),
    "supersedes": ("supersedes", "replaces"),
    "authority": ("authority", "authorities", "legal authority", "statutory authority"),
    "standards": ("standards", "related standards", "related aca standards", "aca standards", "aca references"),
}
_SLOT_OF = {name: slot for slot, names in _SLOTS.items() for name in names}
_OTHER_KNOWN = (
    "authorized by", "approved by", "issued by", "referenced policies", "referenced forms", "references",
    "related policies", "related forms", "review date", "revised", "distribution",
)  # fmt: skip
_KNOWN = "|".join(re.escape(name) for name in sorted([*_SLOT_OF, *_OTHER_KNOWN], key=len, reverse=True))
_KNOWN_FIELD = re.compile(rf"(?<!\S)(?P<name>{_KNOWN}|related\s+\w+\s+standards)\s*:(?!//)", re.I)
_ANY_FIELD = re.compile(r"(?P<name>[^\W\d_][^:.,;!?]{0,39}?)\s*:(?!//)(?=\s|$)")
_CELL = re.compile(r"\t+| {3,}")
_KIND_OF_DOCUMENT = re.compile(r"\b(directive|policy|procedure|order|regulation|manual|rule|circular)s?$", re.I)
_FULL_STOP = re.compile(r"[.!?。](?:\s|$)")
_LONGEST_HEADING = 120

_CITATION = re.compile(r"(?<![\w§./-])(?=\d+\s+[A-Z][A-Za-z.]*(?:\s+[A-Z][A-Za-z.]*){0,3}\s+§*\s*\d)")
_BETWEEN = re.compile(r"\s*[,;]\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+", re.I)
_STANDARD = re.compile(r"(?P<family>[\w.]+(?:-[\w.]+)*-)(?P<last>\d+\w?)")
_LAST_PART = re.compile(r"\d+\w?")
_NONE = re.compile(r"(?:none|new|n/?a|not applicable|[-–—])?\.?", re.I)


@dataclass
class Header:
    """The fields found, the lines among them that are none, and how often each key is used."""

    fields: list[HeaderField] = field(default_factory=list)
    strays: list[Line] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Meaning:
    """What the fields say."""

    number: str | None
    title: str | None
    effective: date | None
    supersedes: date | None
    authority: tuple[str, ...]
    standards: tuple[str, ...]
    header: dict[str, str]
    doubts: list[Doubt]


def is_field_line(text: str) -> bool:
    """Whether a line begins with the name of a field that directives have."""
    return _KNOWN_FIELD.match(text) is not None


def read_header(lines: Sequence[Line], running: Sequence[Line]) -> Header:
    """Read the lines before the first item; `running` are page headers that stand nowhere else."""
    header = Header()
    open_field: int | None = None
    in_line = 0
    for line in lines:
        found = _cells(line)
        if any(name is not None for name, _ in found):
            start = len(header.fields)
            for name, value in found:
                if name is not None or len(header.fields) == start:
                    _add(header, name or "", value, line)
                elif value:
                    _extend(header, len(header.fields) - 1, value)
            open_field, in_line = len(header.fields) - 1, len(header.fields) - start
        elif open_field is not None and not line.after_gap:
            _extend(header, open_field, line.flat)
            if in_line > 1:
                why = f"goes on with one of {in_line} fields of the line above; taken for the last of them"
                header.doubts.append(Doubt(line.number, line.raw, why))
        elif line.rank == 1 or (open_field is None and _could_be_heading(line)):
            _add_heading(header, line)
        else:
            header.strays.append(line)
            header.doubts.append(Doubt(line.number, line.raw, "stands before the first item and is no header field"))
    if not any(found.name for found in header.fields):
        _take_headings_for_title(header)
    for line in running:
        header.fields.append(HeaderField("", line.flat, line.number, _free_key(header, "running_header")))
    return header


def _could_be_heading(line: Line) -> bool:
    return len(line.flat) <= _LONGEST_HEADING and not _FULL_STOP.search(line.flat)


def _cells(line: Line) -> list[tuple[str | None, str]]:
    """The fields of a line as name and value; a cell without a name has None."""
    found: list[tuple[str | None, str]] = []
    for cell in _CELL.split(line.text):
        if not cell.strip():
            continue
        starts = [match.start() for match in _KNOWN_FIELD.finditer(cell)]
        if (other := _ANY_FIELD.match(cell.strip())) is not None and len(other["name"].split()) <= 5:
            first = len(cell) - len(cell.lstrip())
            starts = [first, *(start for start in starts if start >= first + other.end())]
        for start, end in zip([0, *starts], [*starts, len(cell)], strict=True):
            piece = " ".join(cell[start:end].split())
            if piece:
                name = (_KNOWN_FIELD.match(piece) or _ANY_FIELD.match(piece)) if start in starts else None
                found.append((name["name"], piece[name.end() :].strip()) if name else (None, piece))
    return found


def _add(header: Header, name: str, value: str, line: Line) -> None:
    plain = " ".join(name.lower().split())
    key = _slot(plain) or "_".join(re.findall(r"[^\W_]+", plain)) or "heading"
    if name and key in header.used:
        header.doubts.append(Doubt(line.number, line.raw, f"a second field named “{name}”"))
    header.fields.append(HeaderField(name, value, line.number, _free_key(header, key)))


def _slot(name: str) -> str | None:
    return "standards" if name.endswith(" standards") else _SLOT_OF.get(name)


def _extend(header: Header, index: int, more: str) -> None:
    known = header.fields[index]
    header.fields[index] = HeaderField(known.name, f"{known.value} {more}".strip(), known.line, known.key)


def _add_heading(header: Header, line: Line) -> None:
    """A line above the fields: what kind of document it is, or whose."""
    if line.rank == 1:
        key = "heading"
    else:
        key = "document" if _KIND_OF_DOCUMENT.search(line.flat) else "agency"
    header.fields.append(HeaderField("", line.flat, line.number, _free_key(header, key)))


def _take_headings_for_title(header: Header) -> None:
    """In a text without fields the first heading is its title."""
    headings = [at for at, known in enumerate(header.fields) if known.key.startswith("heading")]
    at = headings[0] if headings else 0
    if header.fields:
        known = header.fields[at]
        header.fields[at] = HeaderField(known.name, known.value, known.line, "title")


def _free_key(header: Header, key: str) -> str:
    """The key itself, or with a number where a field before has it."""
    free = key
    while free in header.used:
        header.used[key] += 1
        free = f"{key}_{header.used[key]}"
    header.used[free] = 1
    return free


def meaning_of(fields: Sequence[HeaderField]) -> Meaning:
    """Read the fields' values: dates, citations, abbreviated standards. What cannot be read stays in `header`."""
    slots = {known.key: known for known in fields}
    other = {known.key: known.value for known in fields if known.key not in _SLOTS}
    doubts: list[Doubt] = []
    if "title" not in slots and "heading" in other:
        slots["title"] = HeaderField("", other.pop("heading"), 0, "title")
    standards = slots.get("standards")
    authority = slots.get("authority")
    return Meaning(
        number=slots["number"].value or None if "number" in slots else None,
        title=slots["title"].value or None if "title" in slots else None,
        effective=_date(slots.get("effective"), other, doubts),
        supersedes=_date(slots.get("supersedes"), other, doubts),
        authority=split_authority(authority.value) if authority else (),
        standards=_standards(standards, other, doubts) if standards else (),
        header=other,
        doubts=doubts,
    )


def _date(known: HeaderField | None, other: dict[str, str], doubts: list[Doubt]) -> date | None:
    """The date of a field; the number it may name goes to `header`, and so does whatever else stands there."""
    if known is None:
        return None
    found = find_date(known.value)
    if found is None:
        if known.value:
            other[known.key] = known.value
        if not _NONE.fullmatch(known.value):
            doubts.append(Doubt(known.line, f"{known.name}: {known.value}", "no date could be read here"))
        return None
    day, before, after = found
    number = re.fullmatch(r"(?P<number>\S*\d\S*)(?:,?\s+(?:effective|dated|of|eff\.))?", before, re.I)
    if known.key == "supersedes" and number is not None and not after:
        other["superseded_number"] = number["number"].rstrip(",")
    elif rest := " ".join(part for part in (before, after) if part):
        other[f"{known.key}_note"] = rest
        doubts.append(Doubt(known.line, f"{known.name}: {known.value}", "more than a date stands here"))
    return day


def split_authority(value: str) -> tuple[str, ...]:
    """The citations of an authority field: parted by semicolons, or where the next one begins with its volume."""
    pieces = (piece for part in value.split(";") for piece in _CITATION.split(part))
    return tuple(piece.strip().rstrip(",") for piece in pieces if piece.strip(" ,"))


def _standards(known: HeaderField, other: dict[str, str], doubts: list[Doubt]) -> tuple[str, ...]:
    if known.value and _NONE.fullmatch(known.value):
        other["standards"] = known.value
    standards, unread = expand_standards(known.value)
    if unread:
        why = f"not understood as standards: {', '.join(unread)}"
        doubts.append(Doubt(known.line, f"{known.name}: {known.value}", why))
    return standards


def expand_standards(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The standards of a field, written out in full, and those among them that could not be read.

    After a full name, a bare number repeats all of it but its last part: `1-AB-2C-03, 07` is two standards.
    """
    if _NONE.fullmatch(value):
        return (), ()
    standards: list[str] = []
    unread: list[str] = []
    family: str | None = None
    for part in _BETWEEN.split(value):
        tokens = part.split()
        if not all(_STANDARD.fullmatch(token) for token in tokens):
            tokens = [" ".join(tokens)] if tokens else []
        for token in tokens:
            if (full := _STANDARD.fullmatch(token)) is not None:
                family = full["family"]
                standards.append(token)
            elif family is not None and _LAST_PART.fullmatch(token):
                standards.append(family + token)
            else:
                standards.append(token)
                unread.append(token)
    return tuple(standards), tuple(unread)
