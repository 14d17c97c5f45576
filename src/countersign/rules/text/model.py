"""What a parsed directive is: frozen data, and its JSON form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Clause:
    """One item of the text.

    `id` is the path of labels joined by dots; an item without a label is `<parent>.~<n>`, a label used twice in one
    place is `<label>~<n>`. `line` is where it begins, counted from 1.
    """

    id: str
    label: str | None
    heading: str | None
    text: str | None
    children: tuple[Clause, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def words(self) -> str:
        """Heading and text as one string: what the clause itself says, without its children."""
        return "\n\n".join(part for part in (self.heading, self.text) if part)

    def walk(self) -> Iterator[Clause]:
        """The clause and everything beneath it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    def to_json(self) -> dict[str, Any]:
        """The clause as plain JSON values; what is absent is null."""
        return {
            "id": self.id,
            "label": self.label,
            "heading": self.heading,
            "text": self.text,
            "children": [child.to_json() for child in self.children],
        }


@dataclass(frozen=True)
class Definition:
    """A term and what the directive means by it."""

    term: str
    text: str
    line: int = field(default=0, compare=False)

    def to_json(self) -> dict[str, str]:
        """Term and text."""
        return {"term": self.term, "text": self.text}


@dataclass(frozen=True)
class Doubt:
    """A line that a person should look at, and why in plain words. The line itself stays where it stands."""

    line: int
    text: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """Line number (from 1), the line, the reason."""
        return {"line": self.line, "text": self.text, "why": self.why}


@dataclass(frozen=True)
class HeaderField:
    """A header field as it is written: its name and value before anything is made of them."""

    name: str
    value: str
    line: int
    key: str


@dataclass(frozen=True)
class Source:
    """How the text was read; what the word check needs besides the tree.

    `page_lines` are the repeated page headers taken out; `joins` are lines whose last word was broken and goes on in
    the next line. Both are line numbers from 1.
    """

    markdown: bool
    fields: tuple[HeaderField, ...]
    page_lines: tuple[int, ...]
    joins: tuple[int, ...]


@dataclass(frozen=True)
class Directive:
    """A directive's text as data. Fields that the text does not have are None or empty."""

    number: str | None
    title: str | None
    effective: date | None
    supersedes: date | None
    authority: tuple[str, ...]
    standards: tuple[str, ...]
    header: Mapping[str, str]
    clauses: tuple[Clause, ...]
    definitions: tuple[Definition, ...]
    doubts: tuple[Doubt, ...]
    source: Source = field(compare=False)

    def walk(self) -> Iterator[Clause]:
        """Every clause, in the order of the text."""
        for clause in self.clauses:
            yield from clause.walk()

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError if there is none."""
        for clause in self.walk():
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)

    def to_json(self) -> dict[str, Any]:
        """The directive as plain JSON values: dates in ISO form, what is absent is null."""
        return {
            "number": self.number,
            "title": self.title,
            "effective": self.effective.isoformat() if self.effective else None,
            "supersedes": self.supersedes.isoformat() if self.supersedes else None,
            "authority": list(self.authority),
            "standards": list(self.standards),
            "header": dict(self.header),
            "clauses": [clause.to_json() for clause in self.clauses],
            "definitions": [definition.to_json() for definition in self.definitions],
            "doubts": [doubt.to_json() for doubt in self.doubts],
        }
