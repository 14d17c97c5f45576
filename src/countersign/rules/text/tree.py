"""From lines and their places to clauses and definitions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from countersign.rules.text.joining import Joiner, ends_sentence, has_full_stop
from countersign.rules.text.lines import BOLD, PLAIN, Line
from countersign.rules.text.model import Clause, Definition, Doubt
from countersign.rules.text.outline import Choice

_DEFINES = re.compile(
    r"(?:key\s+)?(?:definitions?|glossary|definiciones|用語の定義|定義)(?:\s+of\s+terms)?\s*[:.]?", re.I
)
_DASHED = re.compile(r"(?P<term>\S.{0,79}?)(?:\s+[–—-]\s+|\s*—\s*)(?P<text>\S.*)")
_COLON = re.compile(r"(?P<term>[^\W\d_][^:.;,]{0,59}?)\s*:\s+(?P<text>\S.*)")
_QUOTED = re.compile(r"[\"“](?P<term>[^\"”]{1,79})[\"”]\s*,?\s+(?P<text>(?:means?|refers|includes?|is|are)\b.*)", re.I)
_LONGEST_TERM = 8

Paragraph = list[tuple[int, str]]


@dataclass
class Item:
    """A line of the body with its place: `label` and `words` if it opens an item, else only text."""

    line: Line
    choice: Choice | None
    label: str | None
    words: str


@dataclass
class _Node:
    """An item while it grows. `lead` is the paragraph of its label line, `paragraphs` what follows before children."""

    parent: _Node | None
    line: Line
    label: str | None
    lead: Paragraph = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)
    is_item: bool = True
    defines: bool = False
    defined: bool = False

    def says(self) -> str:
        return " ".join(text for _, text in self.lead)


class TreeBuilder:
    """Builds the clauses of one document, line by line."""

    def __init__(self, joiner: Joiner) -> None:
        self._joiner = joiner
        self._root = _Node(None, Line(0, "", "", 0, PLAIN, False, False), None)
        self._open: list[_Node] = []
        self._current: _Node = self._root
        self._tail: Paragraph = []
        self._last: Line | None = None
        self._terms: list[tuple[str, Paragraph, int]] = []
        self.doubts: list[Doubt] = []

    def stray(self, line: Line) -> None:
        """A line before the first item that no header field is: it stays in place, without a label."""
        if self._last is not None and not line.after_gap and self._joiner.goes_on(self._last, line):
            self._tail.append((line.number, line.text))
        else:
            self._child(self._root, line)
        self._last = line

    def build(self, items: Sequence[Item]) -> None:
        """Add the body of the text."""
        depths = _next_depths(items)
        for item, following in zip(items, depths, strict=True):
            if item.choice is not None and item.choice.depth is not None:
                self._open_item(item, item.choice.depth)
            else:
                self._add_text(item, following)
            if item.choice is not None and item.choice.fault is not None:
                self.doubts.append(Doubt(item.line.number, item.line.raw, item.choice.fault))
            self._last = item.line

    def clauses(self) -> tuple[Clause, ...]:
        """The finished clauses. Their words are joined here, so `joins` of the joiner are known after it."""
        return self._finished(self._root.children, "", {})

    def definitions(self) -> tuple[Definition, ...]:
        """The finished definitions, in the order of the text."""
        return tuple(Definition(term, self._joiner.paragraph(text), line) for term, text, line in self._terms)

    def _open_item(self, item: Item, depth: int) -> None:
        del self._open[depth:]
        parent = self._open[-1] if self._open else self._root
        node = _Node(parent, item.line, item.label)
        parent.children.append(node)
        self._open.append(node)
        self._current = node
        self._tail = node.lead
        if item.words:
            if _defining(parent) and self._define(item.words, item.line):
                node.defined = True
            else:
                node.lead.append((item.line.number, item.words))
                node.defines = _DEFINES.fullmatch(item.words.strip()) is not None

    def _add_text(self, item: Item, following: int | None) -> None:
        line, text = item.line, (item.line.number, item.words)
        here = self._current
        if here is self._root:
            self._child(self._root, line)
            return
        if here.is_item and here.label is not None and not here.lead and not here.children and not here.defined:
            if not (_defining(here.parent) and self._define(item.words, line)):
                here.lead.append(text)
                here.defines = _DEFINES.fullmatch(item.words.strip()) is not None
            return
        scope = _scope(here)
        goes_on = self._last is not None and self._joiner.goes_on(self._last, line)
        if scope is not None and self._in_definitions(scope, item, goes_on=goes_on):
            return
        if goes_on or item.line.inline:
            self._tail.append(text)
            return
        owner = self._owner(line, following)
        if line.bullet or owner is not here or owner.children:
            self._child(owner, line)
        else:
            self._tail = [text]
            owner.paragraphs.append(self._tail)

    def _in_definitions(self, scope: _Node, item: Item, *, goes_on: bool) -> bool:
        """Place a line that stands among definitions; False leaves it to the ordinary rules."""
        line = item.line
        among = bool(self._terms) and self._tail is self._terms[-1][1]
        if goes_on and among and not (_defined_in(item.words) and self._last and ends_sentence(self._last.flat)):
            self._tail.append((line.number, item.words))
            return True
        if goes_on and not among:
            return False
        if self._define(item.words, line):
            return True
        if goes_on or (item.words.rstrip().endswith(":") and not among):
            return False
        owner = self._current if self._current.is_item else scope
        self._child(owner, line)
        self.doubts.append(Doubt(line.number, line.raw, "stands among the definitions but defines no term"))
        return True

    def _define(self, words: str, line: Line) -> bool:
        found = _defined_in(words)
        if found is None:
            return False
        term, text = found
        self._tail = [(line.number, text)]
        self._terms.append((term, self._tail, line.number))
        return True

    def _child(self, parent: _Node, line: Line) -> None:
        """A child without a label."""
        self._tail = [(line.number, line.text)]
        node = _Node(parent, line, None, paragraphs=[self._tail], is_item=False)
        parent.children.append(node)
        self._current = node

    def _owner(self, line: Line, following: int | None) -> _Node:
        """The node that a new paragraph belongs to.

        Text that stands before the next item of the same list belongs to the item above it. Once the list is over it
        belongs to what the list stands in, or further out if it is set further out; where the indent does not say, that
        is a doubt.
        """
        here = self._current
        if not here.is_item:
            inside = line.indent > here.line.indent and not line.bullet
            return here if inside or here.parent is None else here.parent
        depth = len(self._open) - 1
        dedented = line.indent < here.line.indent
        if line.bullet or (following is not None and following >= depth) or (not dedented and _is_title(here)):
            return here
        if line.indent > here.line.indent or here.says().endswith(":"):
            return here
        highest = -1 if following is None else following - 1
        if dedented:
            at = max((at for at, node in enumerate(self._open[:-1]) if node.line.indent <= line.indent), default=-1)
            return self._at(max(at, highest))
        why = f"belongs to item “{here.label or here.says()}” or stands after its list; put after the list"
        self.doubts.append(Doubt(line.number, line.raw, why))
        return self._at(max(depth - 1, highest))

    def _at(self, depth: int) -> _Node:
        return self._open[depth] if depth >= 0 else self._root

    def _finished(self, nodes: Sequence[_Node], parent_id: str, used: dict[str, int]) -> tuple[Clause, ...]:
        clauses: list[Clause] = []
        unlabelled = 0
        for node in nodes:
            if node.label is None:
                unlabelled += 1
                own = f"~{unlabelled}"
            else:
                own = _segment(node.label, node.parent.label if node.parent else None)
            clause_id = _unused(f"{parent_id}.{own}" if parent_id else own, used)
            heading, text = self._words_of(node)
            children = self._finished(node.children, clause_id, used)
            clauses.append(Clause(clause_id, node.label, heading, text, children, node.line.number))
        return tuple(clauses)

    def _words_of(self, node: _Node) -> tuple[str | None, str | None]:
        lead = self._joiner.paragraph(node.lead)
        rest = [self._joiner.paragraph(paragraph) for paragraph in node.paragraphs]
        if lead and self._is_heading(node, lead):
            return lead, "\n\n".join(rest) or None
        return None, "\n\n".join(part for part in (lead, *rest) if part) or None

    def _is_heading(self, node: _Node, lead: str) -> bool:
        if node.line.rank < PLAIN and node.label is None:
            return True
        if has_full_stop(lead):
            return False
        if node.children or node.defines:
            return True
        return bool(node.paragraphs) and not lead.endswith((";", ","))


def _next_depths(items: Sequence[Item]) -> list[int | None]:
    """For every item, how deep the next labelled one stands."""
    depths: list[int | None] = []
    following: int | None = None
    for item in reversed(items):
        depths.append(following)
        if item.choice is not None and item.choice.depth is not None:
            following = item.choice.depth
    return depths[::-1]


def _is_title(node: _Node) -> bool:
    """Whether an item is the title of what follows: a heading, or a line like one outside a list of bare lines."""
    if node.children:
        return False
    if node.line.rank < BOLD or (node.line.rank == BOLD and node.label is None):
        return True
    says = node.says()
    if not says or says[0].islower() or has_full_stop(says) or says.endswith((";", ",")):
        return False
    siblings = node.parent.children if node.parent else []
    return all(sibling is node or _has_body(sibling) or ends_sentence(sibling.says()) for sibling in siblings)


def _has_body(node: _Node) -> bool:
    return bool(node.paragraphs or node.children or node.defines)


def _defining(node: _Node | None) -> bool:
    return node is not None and node.defines


def _scope(node: _Node) -> _Node | None:
    """The definitions clause that a node stands in or is."""
    at: _Node | None = node
    while at is not None and not at.defines:
        at = at.parent
    return at


def _defined_in(words: str) -> tuple[str, str] | None:
    """The term and its meaning, if the words are a definition."""
    for form in (_QUOTED, _DASHED, _COLON):
        match = form.fullmatch(words.strip())
        if match is not None and len(match["term"].split()) <= _LONGEST_TERM:
            return match["term"].strip(), match["text"]
    return None


def _segment(label: str, parent: str | None) -> str:
    """What a label adds to the path: of `2.3.1` under `2.3` only the last part."""
    own = "-".join(label.split())
    return own[len(parent) + 1 :] if parent and own.startswith(f"{parent}.") else own


def _unused(clause_id: str, used: dict[str, int]) -> str:
    """The id itself, or with a number where a clause before has it."""
    free = clause_id
    while free in used:
        used[clause_id] += 1
        free = f"{clause_id}~{used[clause_id]}"
    used[free] = 1
    return free
