"""Page headers and footers that repeat inside the text: found, and taken out whole.

Nothing is taken out unless it is said elsewhere: a line goes only if, but for its page number, it repeats a line that
stays. Where every copy is a running line, the first one stays, as a header field.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from countersign.rules.text.header import is_field_line
from countersign.rules.text.joining import ends_sentence
from countersign.rules.text.labels import find_label
from countersign.rules.text.lines import Line, words

_PAGE_OF = r"(?:page|página|pág\.)\s*(?P<n>\d{1,4})\s*(?:of|de|/)\s*(?P<m>\d{1,4})"
_STRONG = re.compile(rf"(?:(?P<before>.*?)[\s|,–—-]*\b)?{_PAGE_OF}(?:[\s|,–—-]+(?P<after>.*))?", re.I)
_WEAK = re.compile(
    r"(?P<before>.*?)[\s|–—-]*(?<![\d/.,])"
    r"(?:(?:page|página|p\.)\s*(?P<n>\d{1,4})|(?P<k>\d{1,4})\s?/\s?(?P<m>\d{1,4}))\s*(?:ページ|頁)?[\s|–—-]*",
    re.I,
)
_BARE = re.compile(r"[-–—\s]*(?P<n>\d{1,4})[-–—\s]*")
_LONGEST = 160
_COMPANIONS = 3
_ENOUGH = 3


@dataclass(frozen=True)
class Pages:
    """What was found: the lines that stay, the running lines that stay as header fields, the lines taken out."""

    body: list[Line]
    running: list[Line]
    removed: list[Line]
    doubtful: list[Line]


@dataclass(frozen=True)
class _Mark:
    index: int
    page: int
    of: int
    rest: str
    strong: bool


def take_out_pages(lines: Sequence[Line]) -> Pages:
    """Split the lines of a text into what is text and what is page furniture."""
    flats = [line.flat for line in lines]
    marks = list(_marks(lines, flats))
    marked = {mark.index for mark in marks}
    kept_words = f" {' '.join(words(' '.join(flat for at, flat in enumerate(flats) if at not in marked)))} "
    removed: set[int] = set()
    running: set[int] = set()
    doubtful: set[int] = set()
    groups: dict[tuple[str, int, bool], list[_Mark]] = defaultdict(list)
    for mark in marks:
        groups[(mark.rest, mark.of if not mark.strong else 0, mark.strong)].append(mark)
    for (rest, _, strong), group in groups.items():
        elsewhere = not rest or f" {rest} " in kept_words
        rising = len(group) > 1 and all(one.page < two.page for one, two in pairwise(group))
        if not (rising or (strong and elsewhere)):
            if strong:
                doubtful.update(mark.index for mark in group)
            continue
        removed.update(mark.index for mark in group)
        if rest and not elsewhere:
            removed.discard(group[0].index)
            running.add(group[0].index)
    _take_companions(lines, flats, removed, running)
    _take_repeated_fields(lines, flats, removed)
    beside_header = {at for at in doubtful if at - 1 in removed or at + 1 in removed}
    running |= beside_header
    doubtful -= beside_header
    return Pages(
        body=[line for at, line in enumerate(lines) if at not in removed and at not in running],
        running=[lines[at] for at in sorted(running)],
        removed=[lines[at] for at in sorted(removed)],
        doubtful=[lines[at] for at in sorted(doubtful)],
    )


def _marks(lines: Sequence[Line], flats: Sequence[str]) -> Iterator[_Mark]:
    """Every line that is a page number, alone or with a running title."""
    for index, flat in enumerate(flats):
        if (match := _BARE.fullmatch(lines[index].raw)) is not None:
            if _at_page_break(lines, index):
                yield _Mark(index, int(match["n"]), 0, "", strong=False)
        elif not _may_be_running(lines[index]):
            continue
        elif (match := _STRONG.fullmatch(flat)) is not None:
            rest = " ".join(words(f"{match['before'] or ''} {match['after'] or ''}"))
            yield _Mark(index, int(match["n"]), int(match["m"]), rest, strong=True)
        elif (match := _WEAK.fullmatch(flat)) is not None:
            page, of = int(match["n"] or match["k"]), int(match["m"] or 0)
            if not of or page <= of:
                yield _Mark(index, page, of, " ".join(words(match["before"])), strong=False)


def _at_page_break(lines: Sequence[Line], index: int) -> bool:
    return lines[index].page_start or index + 1 == len(lines) or lines[index + 1].page_start


def _take_companions(lines: Sequence[Line], flats: Sequence[str], removed: set[int], running: set[int]) -> None:
    """Lines beside a page number that repeat: those of the document's own header, or of other pages."""
    anchors = sorted(removed | running)
    if not anchors:
        return
    first_seen = _header_lines(lines, flats)
    for direction in (1, -1):
        seen: dict[tuple[int, str], list[int]] = defaultdict(list)
        for anchor in anchors:
            for step in range(1, _COMPANIONS + 1):
                at = anchor + direction * step
                if not 0 <= at < len(lines) or not _may_be_running(lines[at]):
                    break
                if at not in removed and at not in running:
                    seen[(step, flats[at])].append(at)
        for (_, flat), places in seen.items():
            if flat in first_seen:
                removed.update(at for at in places if at > first_seen[flat])
            elif len(places) >= max(_ENOUGH, len(anchors) - 1) and not ends_sentence(flat):
                running.add(min(places))
                removed.update(set(places) - {min(places)})


def _take_repeated_fields(lines: Sequence[Line], flats: Sequence[str], removed: set[int]) -> None:
    """Header fields that stand again in the body, word for word, without a page number beside them."""
    first_seen = _header_lines(lines, flats)
    for at, line in enumerate(lines):
        if at > first_seen.get(flats[at], at) and is_field_line(line.text):
            removed.add(at)


def _header_lines(lines: Sequence[Line], flats: Sequence[str]) -> dict[str, int]:
    """The lines before the first numbered item, each with where it stands first."""
    found: dict[str, int] = {}
    for at, line in enumerate(lines):
        if find_label(line.text) is not None:
            break
        if _may_be_running(line):
            found.setdefault(flats[at], at)
    return found


def _may_be_running(line: Line) -> bool:
    return len(line.flat) <= _LONGEST and not line.bullet and find_label(line.text) is None
