"""``Screen``: one text in, one verdict out."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from .agency import AgencyWords
from .categories import USED, Category, ClauseMap, Kind, Severity
from .checks import birth, commercial, contact, custody, health, identity, licence, mail, numbers, phone, profanity
from .checks.base import Check, Hit, Sight
from .checks.watch import watch_checks
from .engine import Pattern, PatternSet
from .fold import View, views
from .language import language_of
from .model import Model, Reading
from .verdict import Finding, TextId, Verdict

RULES_VERSION = "rules-2026.11-b"
"""Changes whenever a rule changes what it finds; a verdict shows it where no model read the text."""

_BUILT_IN: tuple[Check, ...] = (
    *numbers.CHECKS,
    *birth.CHECKS,
    *licence.CHECKS,
    *contact.CHECKS,
    *phone.CHECKS,
    *mail.CHECKS,
    *health.CHECKS,
    *custody.CHECKS,
    *identity.CHECKS,
    *profanity.CHECKS,
    *commercial.CHECKS,
)
_NO_SCORES: Mapping[Kind, Mapping[Category, float]] = {kind: dict.fromkeys(USED[kind], 0.0) for kind in Kind}


@dataclass(frozen=True, slots=True)
class _Rules:
    """All checks of one agency, compiled: the set that tells which occur, and each one's own expression."""

    checks: tuple[Check, ...]
    which: PatternSet
    each: tuple[Pattern, ...]

    def hits(self, view: View, kind: Kind, agency: AgencyWords) -> Iterable[Hit]:
        indices = self.which.hits(view.data)
        if not indices:
            return
        sight = Sight(view, kind, agency)
        for index in sorted(indices):
            judge = self.checks[index].judge
            for groups in self.each[index].spans(view.data):
                yield from judge(sight, groups)


@lru_cache(maxsize=8)
def _rules(agency: AgencyWords) -> _Rules:
    checks = _BUILT_IN + watch_checks(agency)
    sources = [check.pattern for check in checks]
    return _Rules(checks, PatternSet(sources), tuple(Pattern(source) for source in sources))


@dataclass(frozen=True, slots=True)
class Screen:
    """Reads texts against the rules, and against a model where one is handed in.

    ``clauses`` maps category and kind to clause ids of the pack in force. ``agency`` holds its own
    contact data and watch-lists. Building one compiles the rules (a fraction of a second, shared by equal
    agencies in a process); a ``Screen`` may be shared by threads.
    """

    clauses: ClauseMap
    agency: AgencyWords = field(default_factory=AgencyWords)
    model: Model | None = None
    _rules: _Rules = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rules", _rules(self.agency))

    def __reduce__(self) -> tuple[object, ...]:
        # Compiled expressions do not travel between processes; they are built again on arrival.
        return Screen, (self.clauses, self.agency, self.model)

    @property
    def version(self) -> str:
        """The model's version, or that of the rules where there is no model."""
        return RULES_VERSION if self.model is None else self.model.version

    def text(self, id: TextId, kind: Kind | str, text: str) -> Verdict:
        """Screen one text. Raises ``ValueError`` for an unknown kind, never for what a text holds."""
        return self.texts([(id, kind, text)])[0]

    def texts(self, batch: Sequence[tuple[TextId, Kind | str, str]]) -> list[Verdict]:
        """Screen many texts, in order; a model reads those of one kind together."""
        readings = self._read([(Kind(kind), text) for _, kind, text in batch])
        return [
            self._verdict(id, Kind(kind), text, reading)
            for (id, kind, text), reading in zip(batch, readings, strict=True)
        ]

    def _read(self, batch: Sequence[tuple[Kind, str]]) -> Sequence[Reading | None]:
        answers: list[Reading | None] = [None] * len(batch)
        if self.model is not None:
            for kind in Kind:
                places = [place for place, (k, _) in enumerate(batch) if k is kind]
                if places:
                    readings = self.model.read(kind, [batch[place][1] for place in places])
                    for place, reading in zip(places, readings, strict=True):
                        answers[place] = reading
        return answers

    def _verdict(self, id: TextId, kind: Kind, text: str, reading: Reading | None) -> Verdict:
        findings = self._rule_findings(kind, text)
        severity = Severity.CLEAR
        if reading is None:
            scores = _NO_SCORES[kind]
        else:
            scores = {category: reading.scores.get(category, 0.0) for category in USED[kind]}
            findings += self._model_findings(kind, reading)
            if not reading.whole or (self.model is not None and language_of(text) not in self.model.languages):
                severity = Severity.REVIEW
        if not findings:
            return Verdict(id, kind, severity, (), scores, self.version)
        findings.sort(key=lambda f: (f.start is None, f.start or 0, f.end or 0, f.category, f.why_key))
        scores = dict(scores)
        for finding in findings:
            scores[finding.category] = max(scores[finding.category], finding.score)
        severity = max(severity, *(finding.severity for finding in findings))
        return Verdict(id, kind, severity, tuple(findings), scores, self.version)

    def _rule_findings(self, kind: Kind, text: str) -> list[Finding]:
        found: list[tuple[int, int, Hit]] = []
        for view in views(text):
            for hit in self._rules.hits(view, kind, self.agency):
                start, end = view.span(hit.start, hit.end)
                found.append((start, end, hit))
        if not found:
            return []
        used = USED[kind]
        return [
            Finding(
                category=hit.category,
                score=hit.reason.score,
                start=start,
                end=end,
                clauses=self._clauses(hit.category, kind),
                why=hit.reason.why,
                by="rule",
                why_key=hit.reason.key,
                severity=hit.draft if kind is Kind.DRAFT else hit.comment,
            )
            for start, end, hit in _without_repeats(found, kind)
            if hit.category in used
        ]

    def _model_findings(self, kind: Kind, reading: Reading) -> list[Finding]:
        return [
            Finding(
                category=concern.category,
                score=reading.scores.get(concern.category, 0.0),
                start=concern.start,
                end=concern.end,
                clauses=self._clauses(concern.category, kind),
                why=concern.why,
                by="model",
                why_key=concern.why_key,
                severity=Severity.BLOCK if concern.read_first and kind is Kind.COMMENT else Severity.REVIEW,
            )
            for concern in reading.concerns
            if concern.category in USED[kind]
        ]

    def _clauses(self, category: Category, kind: Kind) -> tuple[str, ...]:
        return tuple(self.clauses.get(category, {}).get(kind, ()))


def _without_repeats(found: list[tuple[int, int, Hit]], kind: Kind) -> list[tuple[int, int, Hit]]:
    """One finding per place and category: the graver wins, then the surer, then the longer.

    Both views report the same word, and a card number holds shapes that look like a phone's.
    """

    def rank(item: tuple[int, int, Hit]) -> tuple[int, float, int, int]:
        start, end, hit = item
        severity = hit.draft if kind is Kind.DRAFT else hit.comment
        return (-severity, -hit.reason.score, start - end, start)

    kept: list[tuple[int, int, Hit]] = []
    taken: dict[Category, list[tuple[int, int]]] = {}
    for start, end, hit in sorted(found, key=rank):
        spans = taken.setdefault(hit.category, [])
        # Kept spans never overlap, so only the neighbours in order can be in the way.
        place = bisect(spans, (start, end))
        before_free = place == 0 or spans[place - 1][1] <= start
        after_free = place == len(spans) or end <= spans[place][0]
        if before_free and after_free:
            spans.insert(place, (start, end))
            kept.append((start, end, hit))
    return kept
