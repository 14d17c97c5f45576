"""What screening and accessibility say about a post, as one types and again when it is submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from countersign.evidence import store
from countersign.findings.queries import screen
from countersign.findings.queries import version as version
from countersign.posts import captions, room
from countersign.posts.form import Card, Form, Picture, Variant, named
from countersign.rules.codec import plain
from countersign.screening import RULES_VERSION, Kind, ProblemKind, Severity, problems

BARRIERS = frozenset({ProblemKind.STYLED_LETTERS})
"""Text that some readers get nothing of; the other problems make it hard to read and are shown as advice."""
ALT_TEXT = "alt_text_missing"


@dataclass(frozen=True)
class Seen:
    """One finding, and where: `key` names it within its revision, `words` are the ones it is about. `read_by` is the
    program that read them inside a picture, empty for what was written."""

    key: str
    where: str
    category: str
    severity: str
    by: str
    start: int | None
    end: int | None
    words: str
    why: str
    why_key: str
    clauses: tuple[str, ...]
    read_by: str = ""
    version: str = ""


@dataclass(frozen=True)
class Hard:
    """A stretch of text that is hard to read for some, with a text to put in its place where one can be told."""

    where: str
    start: int
    end: int
    kind: str
    words: str
    why: str
    fix: str | None
    barrier: bool


def parts(variants: Iterable[Variant], pictures: Iterable[Picture], card: Card | None = None) -> Mapping[str, str]:
    """The texts of a post by where they stand, each different one once."""
    found: dict[str, str] = {}
    for variant in variants:
        for part, text in enumerate(variant.texts):
            if text not in found.values():
                found[_where(variant.account, part, first=not found)] = text
    if card is not None:
        found["card"] = card_of(card)
    said = list(pictures)
    found |= {f"alt:{p.media}": p.alt for p in said if p.alt}
    return found | {f"captions:{p.media}": captions_of(p.captions) for p in said if p.captions}


def card_of(card: Card) -> str:
    """What the card of a link says."""
    return "\n".join(words for words in (card.title, card.description) if words)


@lru_cache(maxsize=64)
def captions_of(commitment: str) -> str:
    """What the captions under a commitment say; what is under it never changes."""
    return captions.words(store.get(commitment))


def _where(account: str, part: int, *, first: bool) -> str:
    if part:
        return f"text:{account}:{part + 1}"
    return "text" if first else f"text:{account}"


def examine(texts: Mapping[str, str]) -> tuple[Seen, ...]:
    """Everything screening finds in these texts, in their order."""
    verdicts = screen().texts([(where, Kind.DRAFT, text) for where, text in texts.items()])
    found = []
    for verdict in verdicts:
        for f in verdict.findings:
            where = str(verdict.id)
            found.append(
                Seen(
                    key=f"{where}:{f.category}:{f.start}-{f.end}",
                    where=where,
                    category=str(f.category),
                    severity=f.severity.word,
                    by=f.by,
                    start=f.start,
                    end=f.end,
                    words="" if f.start is None else texts[where][f.start : f.end],
                    why=f.why,
                    why_key=f.why_key,
                    clauses=f.clauses,
                    version=RULES_VERSION if f.by == "rule" else verdict.model or "",
                )
            )
    return tuple(found)


def hard_to_read(texts: Mapping[str, str]) -> tuple[Hard, ...]:
    """Everything in these texts that is hard to read for some."""
    return tuple(
        Hard(where, p.start, p.end, str(p.kind), text[p.start : p.end], p.why, p.fix, p.kind in BARRIERS)
        for where, text in texts.items()
        for p in problems(text)
    )


def inaccessible(form: Form) -> tuple[str, ...]:
    """The kinds of problems that keep some people from taking the post in."""
    missing = [ALT_TEXT] if any(not p.alt.strip() for p in form.pictures) else []
    texts = parts(form.variants, form.pictures, form.card)
    barriers = [h.kind for h in hard_to_read(texts) if h.barrier]
    return tuple(dict.fromkeys([*missing, *barriers]))


def beyond_limits(form: Form) -> tuple[str, ...]:
    """What of the post each account's platform would not take, as `account:problem`.

    Raises LookupError when an account is not connected: nobody knows then what fits.
    """
    found = []
    for account in form.accounts:
        there = room.place(account)
        for part in range(len(form.variant(account).texts)):
            # Any id will do for the part before: nothing here is sent.
            for problem in there.problems(named(form, account, part, "0"), follows=part > 0):
                found.append(f"{account}:{problem.code}")
    return tuple(dict.fromkeys(found))


def kept(found: Iterable[Seen]) -> list[dict[str, Any]]:
    """Findings as they are kept with their revision."""
    return [plain(one) for one in found]


def gravity(found: Iterable[Mapping[str, Any]]) -> int:
    """How grave the gravest of kept findings is: what a queue is sorted by."""
    return max((int(Severity[one["severity"].upper()]) for one in found), default=0)
