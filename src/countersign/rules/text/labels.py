"""The labels that number an item, and what each could mean: `i.` is the ninth letter or the first small roman."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3001: ord("."), 0x3000: ord(" ")}
_CLOSING_FULLWIDTH = "．、）"

_ORDINAL = r"\d{1,3}|[A-Za-z]|([A-Za-z])\3|[ivxl]{2,7}|[IVXL]{2,7}"
_SIMPLE = re.compile(rf"(\()?({_ORDINAL})([.)])")
_PATH = re.compile(r"(?=[\w.]*\d)((?:\d{1,3}|[IVXL]{1,7}|[A-Za-z])(?:\.(?:\d{1,3}|[IVXL]{1,7}|[A-Za-z]))+)\.?")
_NAMED = re.compile(
    r"((?:Section|Article|Chapter|Part|Appendix|Attachment)\s+(\d{1,3}|[IVXL]{1,7}|[A-Z]))\s*(?:[.:–—-]|$)", re.I
)
_JAPANESE = re.compile(r"(第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*([章節条項号編]))")
_BEFORE_CJK = re.compile(r"(\d{1,2})\s+(?=[\u3041-\u30ff\u4e00-\u9fff])")
_CIRCLED = re.compile(r"([①-⑳])")
_KANJI = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass(frozen=True)
class Reading:
    """One meaning of a label: its kind (`digit`, `upper`, `lower`, `ROMAN`, `roman`, `path` …), form and ordinal.

    `path` is set for labels that carry their parents' labels with them, such as `2.3.1`.
    """

    kind: str
    form: str
    ordinal: int
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Label:
    """A label found at the start of a line: as written without its punctuation, its readings, where the words begin."""

    text: str
    readings: tuple[Reading, ...]
    end: int


def find_label(text: str) -> Label | None:
    """The label at the start of `text`, or None. The words after it begin at `end`."""
    ascii_text = text[:40].translate(_FULLWIDTH)
    for pattern, reader in _PATTERNS:
        match = pattern.match(ascii_text)
        if match is None or not _ends_cleanly(text, match.end(), pattern):
            continue
        found = reader(match)
        if found is not None:
            label, readings = found
            end = match.end()
            return Label(label, readings, end + len(text[end:]) - len(text[end:].lstrip()))
    return None


def _ends_cleanly(text: str, end: int, pattern: re.Pattern[str]) -> bool:
    if pattern in (_JAPANESE, _BEFORE_CJK, _CIRCLED, _NAMED):
        return True
    return end >= len(text) or text[end].isspace() or text[end - 1] in _CLOSING_FULLWIDTH


def _read_simple(match: re.Match[str]) -> tuple[str, tuple[Reading, ...]] | None:
    opened, token, closing = match[1], match[2], match[4]
    if opened and closing == ".":
        return None
    form = "()" if opened else closing
    readings = tuple(Reading(kind, form, ordinal) for kind, ordinal in _meanings(token))
    return (token, readings) if readings else None


def _read_path(match: re.Match[str]) -> tuple[str, tuple[Reading, ...]] | None:
    parts = tuple(match[1].split("."))
    if any(part.startswith("0") for part in parts):
        return None
    meanings = _meanings(parts[-1])
    return (match[1], tuple(Reading("path", "", ordinal, parts) for _, ordinal in meanings)) if meanings else None


def _read_named(match: re.Match[str]) -> tuple[str, tuple[Reading, ...]] | None:
    kind = match[1].split()[0].lower()
    readings = tuple(Reading(f"{kind} {inner}", "", ordinal) for inner, ordinal in _meanings(match[2]))
    return (" ".join(match[1].split()), readings) if readings else None


def _read_japanese(match: re.Match[str]) -> tuple[str, tuple[Reading, ...]] | None:
    number = match[2]
    value = int(number) if number.isdigit() else _kanji(number)
    return "".join(match[1].split()), (Reading(match[3], "", value),)


def _read_before_cjk(match: re.Match[str]) -> tuple[str, tuple[Reading, ...]] | None:
    return match[1], (Reading("digit", "bare", int(match[1])),)


def _read_circled(match: re.Match[str]) -> tuple[str, tuple[Reading, ...]] | None:
    return match[1], (Reading("circled", "", ord(match[1]) - ord("①") + 1),)


_PATTERNS = (
    (_PATH, _read_path),
    (_SIMPLE, _read_simple),
    (_NAMED, _read_named),
    (_JAPANESE, _read_japanese),
    (_CIRCLED, _read_circled),
    (_BEFORE_CJK, _read_before_cjk),
)


def _meanings(token: str) -> list[tuple[str, int]]:
    """Every kind and ordinal a bare token can have; none if it is no ordinal at all."""
    if token.isdigit():
        return [("digit", int(token))]
    upper = token.isupper()
    found = []
    if len(set(token)) == 1 and len(token) <= 2:
        found.append(("upper" if upper else "lower", ord(token[0].lower()) - ord("a") + 1 + 26 * (len(token) - 1)))
    if (value := _roman(token.lower())) is not None and (upper or token.islower()):
        found.append(("ROMAN" if upper else "roman", value))
    return found


def _roman(token: str) -> int | None:
    """The value of a roman numeral below 90, or None when it is not written as one."""
    if not token or any(letter not in _ROMAN for letter in token):
        return None
    values = [_ROMAN[letter] for letter in token]
    total = sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
    return total if _as_roman(total) == token else None


def _as_roman(value: int) -> str:
    out = ""
    for size, letters in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while value >= size:
            out += letters
            value -= size
    return out


def _kanji(number: str) -> int:
    tens, ten, ones = number.rpartition("十")
    return (_KANJI.get(tens, 1) * 10 if ten else 0) + _KANJI.get(ones, 0)
