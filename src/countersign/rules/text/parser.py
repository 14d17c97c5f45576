"""Reading a directive's text into a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from countersign.rules.text.header import is_field_line, meaning_of, read_header
from countersign.rules.text.joining import Joiner, ends_sentence
from countersign.rules.text.labels import Label, find_label
from countersign.rules.text.lines import BOLD, PLAIN, Line, looks_like_markdown, read_lines
from countersign.rules.text.model import Directive, Doubt, Source
from countersign.rules.text.outline import Choice, Entry, outline
from countersign.rules.text.pages import take_out_pages
from countersign.rules.text.tree import Item, TreeBuilder


def parse(text: str, *, markdown: bool | None = None) -> Directive:
    """Read a directive from plain text or Markdown; with `markdown` left out, by what the text looks like.

    Total: any text gives a directive, and every line of it that is no repeated page header stands in exactly one place
    of it. What was not understood stays where it was and is listed in `doubts`.
    """
    is_markdown = looks_like_markdown(text) if markdown is None else markdown
    lines = read_lines(text, markdown=is_markdown)
    pages = take_out_pages(lines)
    start = _body_start(pages.body)
    header = read_header(pages.body[:start], pages.running)
    meaning = meaning_of(header.fields)
    joiner = Joiner(pages.body)
    builder = TreeBuilder(joiner)
    for line in header.strays:
        builder.stray(line)
    builder.build(_items(pages.body[start:], joiner))
    clauses, definitions = builder.clauses(), builder.definitions()
    doubts = [
        *header.doubts,
        *meaning.doubts,
        *builder.doubts,
        *(
            Doubt(line.number, line.raw, "looks like a page header but repeats nothing; kept")
            for line in pages.doubtful
        ),
        *_doubts_of_joining(lines, joiner),
        *_doubts_of_tables(pages.body),
    ]
    return Directive(
        number=meaning.number,
        title=meaning.title,
        effective=meaning.effective,
        supersedes=meaning.supersedes,
        authority=meaning.authority,
        standards=meaning.standards,
        header=meaning.header,
        clauses=clauses,
        definitions=definitions,
        doubts=tuple(sorted(doubts, key=lambda doubt: doubt.line)),
        source=Source(
            markdown=is_markdown,
            fields=tuple(header.fields),
            page_lines=tuple(line.number for line in pages.removed),
            joins=tuple(sorted(joiner.joins)),
        ),
    )


def _body_start(lines: Sequence[Line]) -> int:
    """Where the header ends: at the first label, or the first heading below title or fields."""
    top_headings = sum(line.rank == 1 for line in lines)
    begun = False
    for at, line in enumerate(lines):
        is_field = is_field_line(line.text)
        is_heading = 1 < line.rank < BOLD or (line.rank == 1 and top_headings > 1)
        is_heading = is_heading or (line.rank == BOLD and begun and not is_field)
        if is_heading or find_label(line.text) is not None:
            return at
        begun = begun or line.rank == 1 or is_field
    return len(lines)


def _items(lines: Sequence[Line], joiner: Joiner) -> list[Item]:
    """The lines of the body, each with its place in the outline."""
    pieces: list[tuple[Line, Label | None, str]] = []
    entries: list[Entry] = []
    before: Line | None = None
    for line in lines:
        wrapped = before is not None and joiner.fills(before, line) and not ends_sentence(before.flat)
        for piece in _pieces(line):
            pieces.append(piece)
            if _may_open(piece):
                entries.append(Entry(piece[1], line.rank, line.indent, wrapped, piece[0].inline, line.bullet))
        before = line
    choices = iter(outline(entries))
    return [_item(piece, next(choices) if _may_open(piece) else None) for piece in pieces]


def _may_open(piece: tuple[Line, Label | None, str]) -> bool:
    line, label, _ = piece
    return label is not None or (line.rank < PLAIN and not line.inline)


def _item(piece: tuple[Line, Label | None, str], choice: Choice | None) -> Item:
    line, label, words = piece
    if choice is None or choice.depth is None or label is None:
        return Item(line, choice, None, line.text)
    return Item(line, choice, label.text, words)


def _pieces(line: Line) -> list[tuple[Line, Label | None, str]]:
    """A line parted where labels stand one behind the other, as in `2. A. Words`."""
    pieces: list[tuple[Line, Label | None, str]] = []
    rest = line.text
    while True:
        label = find_label(rest)
        words = rest[label.end :] if label is not None else ""
        inner = find_label(words)
        split = label is not None and inner is not None and any(reading.ordinal == 1 for reading in inner.readings)
        here = rest[: label.end] if split and label is not None else rest
        pieces.append((replace(line, text=here, inline=bool(pieces)), label, "" if split else words))
        if not split:
            return pieces
        rest = words


def _doubts_of_joining(lines: Sequence[Line], joiner: Joiner) -> list[Doubt]:
    by_number = {line.number: line.raw for line in lines}
    mended = [Doubt(at, by_number[at], "its last word was put together with the next line") for at in joiner.mended]
    broken = [Doubt(at, by_number[at], "its last word may be broken; left as it is") for at in joiner.broken]
    return mended + broken


def _doubts_of_tables(lines: Sequence[Line]) -> list[Doubt]:
    """The first row of every table: its rows are kept as lines of text."""
    doubts: list[Doubt] = []
    before = 0
    for line in lines:
        if line.text.startswith("|") and line.text.count("|") > 2:
            if line.number - before > 2:
                doubts.append(Doubt(line.number, line.raw, "a table; its rows are kept as lines of text"))
            before = line.number
    return doubts
