"""A version as a reader sees it: the official words, our summary beside them, and how a clause is read here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from countersign.directive.finding import Finder
from countersign.directive.queries import NoteLine
from countersign.rules.pack import Pack
from countersign.rules.text import Directive

DEEPEST_HEADING = 6
DEFINES = frozenset({"definitions", "definition of terms", "glossary", "definiciones"})
"""Headings of the clause that the terms stand in, as far as it can be told; else they stand at the end."""
IN_CONTENTS = 2
"""How many levels the contents list."""


@dataclass(frozen=True)
class DefinitionShown:
    """A term and what it means, and our words for it where there are any."""

    term: SafeString
    official: SafeString
    summary: SafeString
    found: bool


@dataclass(frozen=True)
class ClauseShown:
    """One clause. `official` are its paragraphs, none where the text was not brought in; `level` is that of its
    heading in the page."""

    id: str
    level: int
    heading: SafeString
    official: tuple[SafeString, ...]
    summary: SafeString
    notes: tuple[str, ...]
    definitions: tuple[DefinitionShown, ...]
    found: bool
    known: bool

    @property
    def hit(self) -> bool:
        """Whether what was looked for stands in it or in one of its terms."""
        return self.found or any(d.found for d in self.definitions)

    @property
    def label(self) -> SafeString:
        """A short line that tells it from others: its title, else its first words as they are marked."""
        return self.heading or (self.official[0] if self.official else self.summary)

    @property
    def in_contents(self) -> bool:
        """Whether the contents name it."""
        return self.level - 2 < IN_CONTENTS


def of_text(
    tree: Directive, pack: Pack | None, notes: Mapping[str, Sequence[NoteLine]], finder: Finder, language: str
) -> list[ClauseShown]:
    """An official text; with the pack that belongs to it, our summary stands beside each clause."""
    shown: list[ClauseShown] = []
    for clause in tree.walk():
        ours = pack.clause.get(clause.id) if pack else None
        summary = ours.words.get(language) if ours else ""
        title = clause.heading or (ours.label.get(language) if ours and ours.label and not clause.text else "")
        said = (clause.id, title, clause.text or "", summary)
        shown.append(
            ClauseShown(
                id=clause.id,
                level=_level(clause.id),
                heading=finder.marked(title or ""),
                official=tuple(finder.marked(p) for p in (clause.text or "").split("\n\n") if p),
                summary=finder.marked(summary),
                notes=_notes(notes, clause.id, language),
                definitions=(),
                found=any(finder.finds(s) for s in said),
                known=ours is not None,
            )
        )
    terms = _official_terms(tree, pack, finder, language)
    home = next((c.id for c in tree.walk() if (c.heading or "").casefold().strip(" .:") in DEFINES), None)
    if terms and home is not None:
        return [replace(c, definitions=terms) if c.id == home else c for c in shown]
    return [*shown, _own_section(terms)] if terms else shown


def of_summary(pack: Pack, notes: Mapping[str, Sequence[NoteLine]], finder: Finder, language: str) -> list[ClauseShown]:
    """Our summary alone."""
    home = _home_of_our_terms(pack)
    shown = []
    for clause in pack.clauses:
        title = clause.label.get(language) if clause.label else ""
        said = (clause.id, title, clause.words.get(language))
        shown.append(
            ClauseShown(
                id=clause.id,
                level=_level(clause.id),
                heading=finder.marked(title),
                official=(),
                summary=finder.marked(clause.words.get(language)),
                notes=_notes(notes, clause.id, language),
                definitions=_our_terms(pack, finder, language) if clause.id == home else (),
                found=any(finder.finds(s) for s in said),
                known=True,
            )
        )
    return shown


def header_of(tree: Directive) -> list[tuple[str, str]]:
    """What stands in the header beyond number, title, days, authority and standards, as name and value."""
    names = {
        "agency": _("Agency"),
        "document": _("Kind of document"),
        "authorized_by": _("Authorized by"),
        "referenced_policies": _("Referenced policies"),
        "referenced_forms": _("Referenced forms"),
        "effective": _("Takes effect, as it is written"),
        "supersedes": _("Supersedes, as it is written"),
        "superseded_number": _("Number of the text before"),
    }
    return [(names.get(key) or key.replace("_", " "), value) for key, value in tree.header.items() if value]


def _level(clause_id: str) -> int:
    return min(2 + clause_id.count("."), DEEPEST_HEADING)


def _notes(notes: Mapping[str, Sequence[NoteLine]], clause: str, language: str) -> tuple[str, ...]:
    return tuple(n.words(language) for n in notes.get(clause, ()))


def _official_terms(tree: Directive, pack: Pack | None, finder: Finder, language: str) -> tuple[DefinitionShown, ...]:
    ours = {_key(d.term.en): d.words.get(language) for d in pack.definitions} if pack else {}
    return tuple(_term(d.term, d.text, ours.get(_key(d.term), ""), finder) for d in tree.definitions)


def _our_terms(pack: Pack, finder: Finder, language: str) -> tuple[DefinitionShown, ...]:
    return tuple(_term(d.term.get(language), "", d.words.get(language), finder) for d in pack.definitions)


def _term(term: str, official: str, summary: str, finder: Finder) -> DefinitionShown:
    found = any(finder.finds(s) for s in (term, official, summary))
    return DefinitionShown(finder.marked(term), finder.marked(official), finder.marked(summary), found)


def _home_of_our_terms(pack: Pack) -> str | None:
    """The clause that the pack's terms stand in."""
    return next((d.id.rpartition(".")[0] for d in pack.definitions), None)


def _own_section(terms: tuple[DefinitionShown, ...]) -> ClauseShown:
    nothing = Finder("").marked
    return ClauseShown(
        id="definitions",
        level=2,
        heading=nothing(_("Definitions")),
        official=(),
        summary=nothing(""),
        notes=(),
        definitions=terms,
        found=False,
        known=False,
    )


def _key(term: str) -> str:
    """A term as two writings of it have it in common: letters only, `Employee, staff` like `Employee/Staff`."""
    return "".join(c for c in term.casefold() if c.isalpha())
