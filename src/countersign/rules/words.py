"""Decisions in words: each requirement's sentence and remedy from the pack, with the names of what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from countersign.rules.decide import UNLISTED
from countersign.rules.outcome import Decision, Determining, Result
from countersign.rules.pack import Pack, Words
from countersign.rules.vocabulary import (
    FACT_NAMES,
    GONE,
    GONE_REMEDY,
    SOMETHING,
    THING_NAMES,
    UNLISTED_REMEDY,
    UNLISTED_SENTENCE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One requirement that stands in the way: what must hold, and what to do next.

    `unknown` names the fact that could not be known, when that is the reason; the remedy speaks of the other case.
    """

    requirement: str
    result: Result
    clauses: tuple[str, ...]
    sentence: str
    remedy: str
    unknown: str | None = None


def sentences(pack: Pack, decision: Decision, lang: str, names: Mapping[str, str] | None = None) -> list[Sentence]:
    """What stands in the way, in the order of the decision.

    `names` are words for ids that the pack does not know: accounts, pictures, people. They win over the pack's own.
    """
    return [_sentence(pack, one, lang, names or {}) for one in decision.determining]


def name_of(pack: Pack, id: str, lang: str) -> str:
    """An id in words: an office's title, a page element, a category, a purpose …; an unknown id as it is."""
    words = _names(pack).get(id)
    return words.get(lang) if words else id.replace("_", " ")


def _sentence(pack: Pack, one: Determining, lang: str, names: Mapping[str, str]) -> Sentence:
    requirement = pack.requirement.get(one.requirement)
    if requirement is None:
        said, remedy = (UNLISTED_SENTENCE, UNLISTED_REMEDY) if one.requirement == UNLISTED else (GONE, GONE_REMEDY)
        return Sentence(one.requirement, one.result, one.clauses, said.get(lang), remedy.get(lang))
    if one.missing:
        missing = ", ".join(names.get(m) or name_of(pack, m, lang) for m in one.missing)
    elif one.fact is not None:
        missing = FACT_NAMES.get(one.fact, SOMETHING).get(lang)
    else:
        missing = SOMETHING.get(lang)
    return Sentence(
        requirement=one.requirement,
        result=one.result,
        clauses=one.clauses,
        sentence=requirement.sentence.get(lang),
        remedy=requirement.remedy.get(lang).replace("{missing}", missing),
        unknown=FACT_NAMES.get(one.fact, SOMETHING).get(lang) if one.fact is not None else None,
    )


def _names(pack: Pack) -> Mapping[str, Words]:
    known: Mapping[str, Words] | None = pack.__dict__.get("_names")
    if known is None:
        known = pack.__dict__["_names"] = {
            **THING_NAMES,
            **{t.id: t.words for t in pack.terms},
            **{p.id: Words(p.name, p.called("es")) for p in pack.platforms},
            **{p.id: p.words for p in pack.powers},
            **{p.id: p.words for p in pack.purposes},
            **{c.id: c.words for c in pack.categories},
            **{e.id: e.words for e in pack.elements},
            **{o.id: o.title for o in pack.offices},
        }
    return known
