"""What a model's card says of it, for pages. Somebody placed that file: whatever is odd in it is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.screening import USED, Kind

KINDS = {Kind.DRAFT: _("what the agency wants to publish"), Kind.COMMENT: _("what the public writes")}
"""What to call each kind of text."""
LANGUAGES = {"en": _("English"), "es": _("Spanish")}
"""What to call the languages that a model may know."""


@dataclass(frozen=True)
class Figure:
    """Precision and recall of one category on texts that the model had not seen, in [0, 1]; None where not told."""

    category: str
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Card:
    """A model's card: how it was judged, where it fails, and from which score on it raises a question."""

    languages: tuple[str, ...] = ()
    texts: int | None = None
    """Texts it learnt from."""
    judged_on: str = ""
    figures: Mapping[Kind, tuple[Figure, ...]] | None = None
    pooled: Mapping[Kind, Mapping[str, float]] | None = None
    """`average_precision` and `calibration_error` over all categories, each in [0, 1]."""
    review: Mapping[Kind, Mapping[str, float]] | None = None
    read_first: Mapping[str, float] | None = None
    failures: Mapping[str, tuple[str, ...]] | None = None
    """Known failures as sentences, by language."""

    @property
    def spoken(self) -> list[str]:
        """The names of its languages in that of the page."""
        return [str(LANGUAGES.get(code, code)) for code in self.languages]

    @property
    def pooled_lines(self) -> list[dict[str, Any]]:
        """The pooled figures, kind by kind, with what to call the kind."""
        return [
            {"kind": KINDS[kind], **{name: shares.get(name) for name in POOLED}}
            for kind, shares in (self.pooled or {}).items()
        ]


POOLED = ("average_precision", "calibration_error")


def read(found: Mapping[str, Any]) -> Card:
    """The card in a `reader.json`."""
    said = _table(found.get("card"))
    figures, pooled, review = {}, {}, {}
    for kind in Kind:
        told = _table(_table(said.get("figures")).get(kind))
        by_category = _table(told.get("categories"))
        lines = [
            Figure(c, _share(one.get("precision")), _share(one.get("recall")))
            for c in USED[kind]
            if (one := _table(by_category.get(c)))
        ]
        if lines:
            figures[kind] = tuple(lines)
        if shares := {name: value for name in POOLED if (value := _share(told.get(name))) is not None}:
            pooled[kind] = shares
        if limits := _shares(_table(found.get("review")).get(kind), kind):
            review[kind] = limits
    return Card(
        languages=tuple(c for c in found.get("languages", ()) if isinstance(c, str)) if found.get("languages") else (),
        texts=_count(_table(found.get("made")).get("texts")),
        judged_on=said["judged_on"] if isinstance(said.get("judged_on"), str) else "",
        figures=figures or None,
        pooled=pooled or None,
        review=review or None,
        read_first=_shares(found.get("read_first"), Kind.COMMENT) or None,
        failures=_failures(said.get("failures")),
    )


def _table(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _share(found: Any) -> float | None:
    told = isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found <= 1
    return float(found) if told else None


def _count(found: Any) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _shares(found: Any, kind: Kind) -> Mapping[str, float]:
    told = _table(found)
    return {str(c): share for c in USED[kind] if (share := _share(told.get(c))) is not None}


def _failures(found: Any) -> Mapping[str, tuple[str, ...]] | None:
    told = {
        language: tuple(line for line in lines if isinstance(line, str))
        for language, lines in _table(found).items()
        if isinstance(lines, list)
    }
    return told or None
