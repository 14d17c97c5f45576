"""The form of a version that is signed, and the tree of clauses read back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from countersign.directive.settling import Settled
from countersign.gate import frozen
from countersign.rules.pack import Pack
from countersign.rules.text import Clause, Comparison, Definition, Directive, Doubt, Source, compare


def form(directive: Directive, *, language: str, file: str, settled: Iterable[Settled]) -> dict[str, Any]:
    """What is frozen and signed: the whole text as a tree, its language, its file, and how its doubts were settled."""
    return {
        **directive.to_json(),
        "language": language,
        "file": file,
        "settled": [asdict(s) for s in sorted(settled, key=lambda s: (s.line, s.why))],
    }


@lru_cache(maxsize=32)
def frozen_tree(digest: str) -> Directive:
    """The tree under a version's hash, checked against it once."""
    return from_form(frozen.thaw(digest))


def from_form(form: Mapping[str, Any]) -> Directive:
    """A directive as it was before it was written down as JSON; how its lines were read is left out."""
    return Directive(
        number=form["number"],
        title=form["title"],
        effective=_day(form["effective"]),
        supersedes=_day(form["supersedes"]),
        authority=tuple(form["authority"]),
        standards=tuple(form["standards"]),
        header=dict(form["header"]),
        clauses=tuple(_clause(c) for c in form["clauses"]),
        definitions=tuple(Definition(d["term"], d["text"]) for d in form["definitions"]),
        doubts=tuple(Doubt(d["line"], d["text"], d["why"]) for d in form["doubts"]),
        source=Source(markdown=False, fields=(), page_lines=(), joins=()),
    )


def beside(directive: Directive, pack: Pack) -> Comparison:
    """The text beside a pack's clauses."""
    return compare(directive, {c.id: c.words.en for c in pack.clauses})


def unmatched(directive: Directive, pack: Pack) -> int:
    """How many clauses only one of text and pack has."""
    found = beside(directive, pack)
    return len(found.only_in_text) + len(found.only_in_pack)


def _clause(data: Mapping[str, Any]) -> Clause:
    children = tuple(_clause(c) for c in data["children"])
    return Clause(data["id"], data["label"], data["heading"], data["text"], children)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
