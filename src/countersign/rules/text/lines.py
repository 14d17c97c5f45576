"""From text to lines: breaks, markup taken off, what the eye sees at a glance (indent, bullet, heading level)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

PLAIN = 9
"""Rank of an ordinary line. Markdown headings rank 1 to 6, a line wholly in bold 7."""
BOLD = 7

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_TAG = re.compile(r"""</?(i|b|u|em|strong|sup|sub|br|p|span|font|div)(?:\s+[a-z-]+="[^"<>]*")*\s*/?>""", re.I)
_SPACING_TAGS = {"br", "p", "div"}
_RULE = re.compile(r"[\s\-–—_=*~+|.:·•‣▪●○◦]*")
_ATX = re.compile(r"#{1,6}(?=\s)")
_WHOLE_BOLD = re.compile(r"\s*(?:[-*+]\s+)?(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1\s*")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])([^*_]*[^\s*_\\])\1(?![\w*])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_BULLET = re.compile(r"(?:[-–—*+]\s+|[•·‣▪●○◦]\s*)+")
_CJK = "\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff①-⑳"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+\S|\*\*\S[^*]*\*\*|__\S[^_]*\S__|\\[().\[\]#*]", re.M)


@dataclass(frozen=True)
class Line:
    """One line of the source.

    `text` is without markup and bullet; `indent` is the column where it begins; `rank` is its heading level. An empty
    line stands before it if `after_gap`, a form feed if `page_start`; `inline` is the rest of a line behind a label.
    """

    number: int
    raw: str
    text: str
    indent: int
    rank: int
    bullet: bool
    after_gap: bool
    page_start: bool = False
    inline: bool = False

    @property
    def flat(self) -> str:
        """The text with every run of blanks as one."""
        return " ".join(self.text.split())


def looks_like_markdown(text: str) -> bool:
    """Whether the text carries Markdown headings, bold or escapes."""
    return _MARKDOWN.search(text) is not None


def words(text: str) -> list[str]:
    """The words of a string: runs of letters and digits in compatibility form; of Chinese characters each is one."""
    return [unicodedata.normalize("NFKC", word) for word in _WORD.findall(text)]


def raw_lines(text: str) -> list[tuple[str, bool]]:
    """The lines of a text, each with whether a form feed stands before it."""
    found, start, page_start = [], 0, False
    for match in _BREAK.finditer(text):
        found.append((text[start : match.start()], page_start))
        start, page_start = match.end(), match.group() == "\f"
    found.append((text[start:], page_start))
    return found


def unmarked(raw: str, *, markdown: bool) -> str:
    """A raw line without its markup. Blanks and bullets stay."""
    text = _TAG.sub(lambda tag: " " if tag[1].lower() in _SPACING_TAGS else "", raw.lstrip("\ufeff"))
    if not markdown:
        return text
    text = _QUOTE.sub("", text)
    if (heading := _heading(text)) is not None:
        text = heading[1]
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text)


def read_lines(text: str, *, markdown: bool) -> list[Line]:
    """The lines that say something; empty lines and drawn rules remain only as gaps.

    A rule alone (a row of dashes) carries no word. In Markdown a row of `=` or `-` under a line makes that line a
    heading.
    """
    lines: list[Line] = []
    gap, page_start = True, False
    for number, (raw, new_page) in enumerate(raw_lines(text), start=1):
        page_start = page_start or new_page
        body = unmarked(raw, markdown=markdown)
        if _RULE.fullmatch(body):
            underline = raw.strip()
            if markdown and underline and lines and not gap and set(underline) in ({"="}, {"-"}) and len(underline) > 2:
                level = 1 if underline[0] == "=" else 2
                lines[-1] = replace(lines[-1], rank=level)
            gap = True
            continue
        expanded = body.expandtabs(8)
        stripped = body.strip()
        bullet = _BULLET.match(stripped)
        lines.append(
            Line(
                number=number,
                raw=raw,
                text=stripped[bullet.end() :] if bullet else stripped,
                indent=len(expanded) - len(expanded.lstrip()),
                rank=_rank(raw) if markdown else PLAIN,
                bullet=bullet is not None,
                after_gap=gap,
                page_start=page_start,
            )
        )
        gap, page_start = False, False
    return lines


def _heading(text: str) -> tuple[int, str] | None:
    """Level and words of a Markdown heading written with `#`, closing ones taken off."""
    body = text.strip()
    mark = _ATX.match(body)
    if mark is None or len(text) - len(text.lstrip()) > 3:
        return None
    open_ended = body[mark.end() :].rstrip("#")
    closed = open_ended[-1:].isspace()
    return mark.end(), (open_ended if closed else body[mark.end() :]).strip()


def _rank(raw: str) -> int:
    if (heading := _heading(raw)) is not None and heading[1]:
        return heading[0]
    return BOLD if _WHOLE_BOLD.fullmatch(raw) else PLAIN
