"""What would be sent about a finding: made anew from the frozen revision, the same for the page and the act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from countersign.findings.queries import screen, version
from countersign.findings.queries.screen import DEAF
from countersign.findings.queries.second import Reader, reader
from countersign.gate import packs
from countersign.posts import texts
from countersign.posts.models import Revision
from countersign.screening import Kind
from countersign.screening.second import MOST_CHARACTERS, Masked, Rule, enough_left, masked, request


class Cannot(StrEnum):
    """Why nothing can be asked about a finding."""

    OFF = "off"
    GONE = "gone"
    UNREAD_LISTS = "unread_lists"
    TOO_LONG = "too_long"
    NOTHING_LEFT = "nothing_left"


class NotAskable(Exception):
    """Nothing is sent about this finding."""

    def __init__(self, why: Cannot) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Prepared:
    """A request as it would be sent, to whom, and what is not in it."""

    reader: Reader
    category: str
    text: Masked
    rule: str
    body: bytes

    @property
    def hidden(self) -> dict[str, int]:
        """How many values of each kind were taken out."""
        return {h.kind: h.count for h in self.text.hidden}


def finding_of(revision: Revision, key: str) -> Mapping[str, Any] | None:
    """A finding of a revision by its key."""
    return next((f for f in revision.findings if f["key"] == key), None)


def prepare(revision: Revision, finding: Mapping[str, Any], language: str) -> Prepared:
    """The request about one finding. Raises `NotAskable`, before anything is made of it."""
    who = reader()
    if who is None:
        raise NotAskable(Cannot.OFF)
    # A list that nobody can open cannot be kept from leaving either.
    if DEAF in version():
        raise NotAskable(Cannot.UNREAD_LISTS)
    text = texts.under(revision.hash).get(finding["where"])
    if text is None:
        raise NotAskable(Cannot.GONE)
    if len(text) > MOST_CHARACTERS:
        raise NotAskable(Cannot.TOO_LONG)
    hidden = masked(text, screen())
    if not enough_left(hidden.text):
        raise NotAskable(Cannot.NOTHING_LEFT)
    rule = rule_for(finding["category"])
    try:
        body = request(
            hidden,
            (Rule(finding["category"], rule),),
            model=who.model,
            kind=Kind.DRAFT,
            language=language,
            structured=who.structured,
        )
    except ValueError as error:
        # Placeholders can be longer than what they stand for.
        raise NotAskable(Cannot.TOO_LONG) from error
    return Prepared(who, finding["category"], hidden, rule, body)


def rule_for(category: str) -> str:
    """The category and its clauses on a draft, in the pack's own short words."""
    pack = packs.in_force()
    found = pack.category[category]
    said = [pack.clause[id].words.en for id in found.draft if id in pack.clause]
    return " ".join([f"{found.words.en}.", *said])
