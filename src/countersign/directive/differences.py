"""What changed between two versions, word by word: each side with the words that are only on it marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from countersign.rules.text import Directive, diff

_TOKEN = re.compile(r"(?:\w+(?:['’]\w+)*|[^\w\s])\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """A run of words that stands on both sides, or only on this one."""

    words: str
    only_here: bool


@dataclass(frozen=True)
class Beside:
    """One thing before and now. `before` or `now` is empty when it was added or removed.

    `old_id` and `new_id` are clause ids; a term or the name of a header field stands in both. A clause that moved and
    says the same has `moved` and nothing marked.
    """

    old_id: str
    new_id: str
    before: tuple[Piece, ...]
    now: tuple[Piece, ...]

    @property
    def left(self) -> SafeString:
        """The side before, for a page: what is no longer there struck out."""
        return _side(self.before, "del", _("removed:"))

    @property
    def right(self) -> SafeString:
        """The side now, for a page: what is new underlined."""
        return _side(self.now, "ins", _("added:"))

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere now."""
        return bool(self.old_id and self.new_id) and self.old_id != self.new_id

    @property
    def reworded(self) -> bool:
        """Whether any word differs."""
        return any(p.only_here for p in (*self.before, *self.now))


@dataclass(frozen=True)
class Changes:
    """Everything that differs, in the order of the new text; removals at the end."""

    header: tuple[Beside, ...]
    clauses: tuple[Beside, ...]
    definitions: tuple[Beside, ...]

    @property
    def empty(self) -> bool:
        """Whether both say the same."""
        return not (self.header or self.clauses or self.definitions)


def changes(old: Directive, new: Directive) -> Changes:
    """The changes from one text to another, as a reader wants them."""
    found = diff(old, new)
    pairs = {c.new.id: c for c in (*found.changed, *found.moved_by_themselves)}
    added = {c.id: c for c in found.added}
    clauses = [
        Beside(pairs[c.id].old.id, c.id, *sides(pairs[c.id].old.words, c.words))
        if c.id in pairs
        else Beside("", c.id, *sides("", c.words))
        for c in new.walk()
        if c.id in pairs or c.id in added
    ]
    clauses += [Beside(c.id, "", *sides(c.words, "")) for c in found.removed]
    return Changes(
        header=tuple(Beside(h.name, h.name, *sides(h.old, h.new)) for h in found.header),
        clauses=tuple(clauses),
        definitions=(
            *(Beside(d.old.term, d.new.term, *sides(d.old.text, d.new.text)) for d in found.definitions_changed),
            *(Beside("", d.term, *sides("", d.text)) for d in found.definitions_added),
            *(Beside(d.term, "", *sides(d.text, "")) for d in found.definitions_removed),
        ),
    )


def sides(before: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts in pieces; blanks alone are no difference."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(now)
    matcher = SequenceMatcher(None, [t.strip() for t in old], [t.strip() for t in new], autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        same = tag == "equal"
        left += _pieces(old[a:b], same)
        right += _pieces(new[c:d], same)
    return tuple(left), tuple(right)


def _side(pieces: Iterable[Piece], tag: str, spoken: str) -> SafeString:
    """Pieces as HTML. Screen readers pass over the two elements, so the mark is also said in words."""
    return mark_safe(  # noqa: S308
        "".join(
            format_html('<{0}><span class="usa-sr-only">{1} </span>{2}</{0}>', tag, spoken, p.words)
            if p.only_here
            else escape(p.words)
            for p in pieces
        )
    )


def _pieces(tokens: list[str], same: bool) -> Iterator[Piece]:
    """One piece; blanks at its end are no part of what is marked."""
    words = "".join(tokens)
    if not words:
        return
    kept = words if same else words.rstrip()
    if kept:
        yield Piece(kept, not same)
    if len(kept) < len(words):
        yield Piece(words[len(kept) :], False)
