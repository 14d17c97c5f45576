"""What a second reader answered, read strictly: whatever is not exactly what was asked for is no opinion."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_REASON = 400
"""Characters of a reason; a longer one is not cut but dropped with its opinion."""
MOST_QUOTE = 1_000
_ENTRY = frozenset({"category", "opinion", "reason", "quote"})
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class Stance(StrEnum):
    """What the second reader thinks of one rule."""

    FALLS_UNDER = "falls under"
    DOES_NOT = "does not"
    CANNOT_TELL = "cannot tell"


class Why(StrEnum):
    """Why an answer is no opinion."""

    NOT_A_COMPLETION = "not-a-completion"
    CUT_OFF = "cut-off"
    DECLINED = "declined"
    NOT_JSON = "not-json"
    NOT_THE_SCHEMA = "not-the-schema"
    NOT_WHAT_WAS_ASKED = "not-what-was-asked"


class Unreadable(ValueError):
    """An answer that is no opinion, and why."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Opinion:
    """One machine's opinion on one rule. `quote` is empty unless it stands in what was sent; `misquoted` says that
    words were given which do not.
    """

    category: str
    stance: Stance
    reason: str
    quote: str
    misquoted: bool


def read(body: bytes, sent: str, asked: Sequence[str]) -> tuple[Opinion, ...]:
    """The opinions in a chat completion's answer on the text `sent`, in the order in which they were asked for.

    All or nothing: a category that is missing, doubled or was not asked spoils the whole. Raises `Unreadable`.
    """
    entries = _entries(_content(body))
    found: dict[str, Opinion] = {}
    for entry in entries:
        opinion = _opinion(entry, sent)
        if opinion.category not in asked or opinion.category in found:
            raise Unreadable(Why.NOT_WHAT_WAS_ASKED)
        found[opinion.category] = opinion
    if set(found) != set(asked):
        raise Unreadable(Why.NOT_WHAT_WAS_ASKED)
    return tuple(found[category] for category in asked)


def _content(body: bytes) -> str:
    """The words of the first choice."""
    completion = _json(body.decode("utf-8", "replace"), Why.NOT_A_COMPLETION)
    try:
        choice = completion["choices"][0]
        message = choice["message"]
        refusal, content, ended = message.get("refusal"), message["content"], choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError) as fault:
        raise Unreadable(Why.NOT_A_COMPLETION) from fault
    if refusal or ended == "content_filter":
        raise Unreadable(Why.DECLINED)
    if ended == "length":
        raise Unreadable(Why.CUT_OFF)
    if not isinstance(content, str):
        raise Unreadable(Why.NOT_A_COMPLETION)
    return content


def _entries(content: str) -> list[Any]:
    told = _json(content, Why.NOT_JSON)
    if not isinstance(told, dict) or set(told) != {"opinions"} or not isinstance(told["opinions"], list):
        raise Unreadable(Why.NOT_THE_SCHEMA)
    return told["opinions"]


def _opinion(entry: Any, sent: str) -> Opinion:
    if not isinstance(entry, dict) or set(entry) != _ENTRY or not all(isinstance(v, str) for v in entry.values()):
        raise Unreadable(Why.NOT_THE_SCHEMA)
    reason, quote = entry["reason"].strip(), entry["quote"].strip()
    if entry["opinion"] not in set(Stance) or not reason or len(reason) > MOST_REASON or not _shown(reason):
        raise Unreadable(Why.NOT_THE_SCHEMA)
    there = bool(quote) and len(quote) <= MOST_QUOTE and quote in sent
    return Opinion(
        entry["category"], Stance(entry["opinion"]), reason, quote if there else "", bool(quote) and not there
    )


def _shown(reason: str) -> bool:
    """Whether all of it can be seen: marks that turn text round could make a page say something else."""
    return not any(unicodedata.category(c) in _UNSEEN and c not in "\n\t" for c in reason)


def _json(text: str, why: Why) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise Unreadable(why)
        return found

    try:
        return json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as fault:
        if isinstance(fault, Unreadable):
            raise
        raise Unreadable(why) from fault
