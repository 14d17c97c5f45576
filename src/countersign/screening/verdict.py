"""What screening answers about one text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from .categories import USED, Category, Kind, Severity

TextId = str | int | float


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen in a text.

    ``start`` and ``end`` count Unicode code points of the text as given; both are ``None`` when the
    finding is about the whole text. ``score`` is in [0, 1]: for a rule the precision checked on
    labelled texts, for a model its calibrated probability. ``why`` is plain English; ``why_key`` is a
    stable key by which pages translate it. ``severity`` is this finding's share in the verdict.
    """

    category: Category
    score: float
    start: int | None
    end: int | None
    clauses: tuple[str, ...]
    why: str
    by: Literal["rule", "model"]
    why_key: str
    severity: Severity

    def to_json(self) -> dict[str, Any]:
        """The public shape, in its fixed order of keys."""
        return {
            "category": self.category.value,
            "score": self.score,
            "start": self.start,
            "end": self.end,
            "clauses": list(self.clauses),
            "why": self.why,
            "by": self.by,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings about one text, the score of every category used for its kind, and what follows."""

    id: TextId
    kind: Kind
    severity: Severity
    findings: tuple[Finding, ...]
    scores: Mapping[Category, float]
    model: str | None

    def to_json(self) -> dict[str, Any]:
        """The public shape, in its fixed order of keys."""
        return {
            "id": self.id,
            "severity": self.severity.word,
            "findings": [f.to_json() for f in self.findings],
            "scores": {category.value: score for category, score in self.scores.items()},
            "model": self.model,
        }

    def to_json_line(self) -> str:
        """``to_json`` as one line of ASCII, without a line break."""
        if self.severity is Severity.CLEAR and not any(self.scores.values()):
            # Nearly every text of a large run is clear: its line differs by the id alone.
            return '{"id": ' + json.dumps(self.id) + _clear_tail(self.kind, self.model)
        return json.dumps(self.to_json())


@lru_cache(maxsize=16)
def _clear_tail(kind: Kind, model: str | None) -> str:
    tail: dict[str, Any] = {
        "severity": "clear",
        "findings": [],
        "scores": dict.fromkeys(USED[kind], 0.0),
        "model": model,
    }
    return ", " + json.dumps(tail)[1:]
