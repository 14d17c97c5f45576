"""A directive beside a pack, and one version beside the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from countersign.rules.text.lines import words
from countersign.rules.text.model import Clause, Definition, Directive

_ALIKE = 0.6
_CANDIDATES = 8


@dataclass(frozen=True)
class Pair:
    """A clause that stands in the text and in the pack: its own words and the pack's."""

    id: str
    text: str
    summary: str


@dataclass(frozen=True)
class Comparison:
    """A text beside a pack. `unlabelled` are items of the text that have no number a pack could name."""

    both: tuple[Pair, ...]
    only_in_text: tuple[Clause, ...]
    only_in_pack: tuple[str, ...]
    unlabelled: tuple[Clause, ...]

    @property
    def agrees(self) -> bool:
        """Whether text and pack name the same clauses."""
        return not self.only_in_text and not self.only_in_pack


@dataclass(frozen=True)
class ClauseChange:
    """A clause before and after. `reworded` and `moved` say what differs; a clause may be both."""

    old: Clause
    new: Clause

    @property
    def reworded(self) -> bool:
        """Whether its own words differ, blanks aside."""
        return _plain(self.old.words) != _plain(self.new.words)

    @property
    def moved(self) -> bool:
        """Whether its id differs."""
        return self.old.id != self.new.id


@dataclass(frozen=True)
class DefinitionChange:
    """A term defined in both versions, otherwise."""

    old: Definition
    new: Definition


@dataclass(frozen=True)
class HeaderChange:
    """A header field that says something else; absent is an empty string."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Diff:
    """What differs between two versions, in the order of the new text (removals in that of the old).

    A clause under a new id with the same words is in `moved` only; under the same id with other words in `changed`
    only; one that is both is in both. Order among neighbours without change of id is no change.
    """

    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[ClauseChange, ...]
    moved: tuple[ClauseChange, ...]
    definitions_added: tuple[Definition, ...]
    definitions_removed: tuple[Definition, ...]
    definitions_changed: tuple[DefinitionChange, ...]
    header: tuple[HeaderChange, ...]

    @property
    def moved_by_themselves(self) -> tuple[ClauseChange, ...]:
        """The moved clauses without those that only went along with the clause they stand in."""
        went = {(change.old.id, change.new.id) for change in self.moved}
        return tuple(c for c in self.moved if (_parent(c.old.id), _parent(c.new.id)) not in went)

    @property
    def empty(self) -> bool:
        """Whether both say the same."""
        return self == _NOTHING


_NOTHING = Diff((), (), (), (), (), (), (), ())


def compare(directive: Directive, summaries: Mapping[str, str]) -> Comparison:
    """Set the clauses of a text beside a pack's clause ids with their summaries."""
    labelled = [clause for clause in directive.walk() if clause.label is not None]
    in_text = {clause.id for clause in labelled}
    return Comparison(
        both=tuple(Pair(c.id, c.words, summaries[c.id]) for c in labelled if c.id in summaries),
        only_in_text=tuple(clause for clause in labelled if clause.id not in summaries),
        only_in_pack=tuple(clause_id for clause_id in summaries if clause_id not in in_text),
        unlabelled=tuple(clause for clause in directive.walk() if clause.label is None),
    )


def diff(old: Directive, new: Directive) -> Diff:
    """What a new version changes. Clauses are paired by their words first, then by id, then by likeness."""
    before, after = list(old.walk()), list(new.walk())
    pairs = _paired(before, after)
    paired_old = {clause.id for clause, _ in pairs}
    paired_new = {clause.id for _, clause in pairs}
    order = {clause.id: at for at, clause in enumerate(after)}
    changes = sorted((ClauseChange(one, two) for one, two in pairs), key=lambda change: order[change.new.id])
    terms_before = {_plain(definition.term): definition for definition in old.definitions}
    terms_after = {_plain(definition.term): definition for definition in new.definitions}
    return Diff(
        added=tuple(clause for clause in after if clause.id not in paired_new),
        removed=tuple(clause for clause in before if clause.id not in paired_old),
        changed=tuple(change for change in changes if change.reworded),
        moved=tuple(change for change in changes if change.moved),
        definitions_added=tuple(two for term, two in terms_after.items() if term not in terms_before),
        definitions_removed=tuple(one for term, one in terms_before.items() if term not in terms_after),
        definitions_changed=tuple(
            DefinitionChange(terms_before[term], two)
            for term, two in terms_after.items()
            if term in terms_before and _plain(terms_before[term].text) != _plain(two.text)
        ),
        header=_header_changes(old, new),
    )


def _paired(before: Sequence[Clause], after: Sequence[Clause]) -> list[tuple[Clause, Clause]]:
    """Old and new clauses that are the same one: same words in the same place, same words, same place, alike."""
    free_old = {clause.id: clause for clause in before}
    free_new = {clause.id: clause for clause in after}
    pairs: list[tuple[Clause, Clause]] = []

    def take(one: Clause, two: Clause) -> None:
        pairs.append((free_old.pop(one.id), free_new.pop(two.id)))

    for clause in before:
        twin = free_new.get(clause.id)
        if twin is not None and _plain(twin.words) == _plain(clause.words):
            take(clause, twin)
    by_words: dict[str, list[Clause]] = defaultdict(list)
    for clause in free_new.values():
        by_words[_plain(clause.words)].append(clause)
    for clause in before:
        same = by_words.get(_plain(clause.words)) if clause.id in free_old else None
        if same and clause.words:
            take(clause, same.pop(0))
    for one, two in _alike(list(free_old.values()), list(free_new.values())):
        take(one, two)
    for clause in before:
        if clause.id in free_old and clause.id in free_new:
            take(clause, free_new[clause.id])
    return pairs


def _alike(before: Sequence[Clause], after: Sequence[Clause]) -> list[tuple[Clause, Clause]]:
    """Pairs whose words are mostly the same, the likest first; at equal likeness the same id wins."""
    vocabularies = [(clause, set(words(clause.words.casefold()))) for clause in after]
    scored: list[tuple[float, bool, int, int]] = []
    for at, clause in enumerate(before):
        own = set(words(clause.words.casefold()))
        near = sorted(
            ((len(own & theirs) / max(1, len(own | theirs)), to) for to, (_, theirs) in enumerate(vocabularies)),
            reverse=True,
        )
        for overlap, to in near[:_CANDIDATES]:
            if overlap == 0:
                break
            ratio = SequenceMatcher(None, words(clause.words), words(after[to].words), autojunk=False).ratio()
            if ratio >= _ALIKE:
                scored.append((-ratio, clause.id != after[to].id, at, to))
    pairs: list[tuple[Clause, Clause]] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, _, at, to in sorted(scored):
        if at not in used_old and to not in used_new:
            used_old.add(at)
            used_new.add(to)
            pairs.append((before[at], after[to]))
    return pairs


def _header_changes(old: Directive, new: Directive) -> tuple[HeaderChange, ...]:
    before, after = dict(_header_values(old)), dict(_header_values(new))
    names = [*after, *(name for name in before if name not in after)]
    return tuple(
        HeaderChange(name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    )


def _header_values(directive: Directive) -> Iterable[tuple[str, str]]:
    yield "number", directive.number or ""
    yield "title", directive.title or ""
    yield "effective", directive.effective.isoformat() if directive.effective else ""
    yield "supersedes", directive.supersedes.isoformat() if directive.supersedes else ""
    yield "authority", "; ".join(directive.authority)
    yield "standards", "; ".join(directive.standards)
    yield from directive.header.items()


def _parent(clause_id: str) -> str:
    return clause_id.rpartition(".")[0]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
