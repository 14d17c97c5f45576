"""The fourteen categories a text may fall under, and which of them are asked about a draft or a comment.

Ids are a public interface: pages, the API, the command line and benchmarks use them as they stand.
Which clause a category touches is the pack's business and is handed in as ``ClauseMap``.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What is being read: something the agency wants to publish, or something the public wrote."""

    DRAFT = "draft"
    COMMENT = "comment"


class Category(StrEnum):
    """What a text may contain. The order is the order of ``scores`` in a verdict."""

    UNLAWFUL = "unlawful"
    VIOLENCE = "violence"
    COMMERCIAL = "commercial"
    SEXUAL = "sexual"
    FRAUD = "fraud"
    HARASSMENT = "harassment"
    HATE = "hate"
    PROFANITY = "profanity"
    PERSONAL_DATA = "personal_data"
    SECURITY = "security"
    LEGAL = "legal"
    PERSONNEL = "personnel"
    DISCREDIT = "discredit"
    POLITICAL = "political"


class Severity(IntEnum):
    """How much a finding weighs; the words mean different things for the two kinds.

    On a draft: ``BLOCK`` must not go out as it is, ``REVIEW`` a person must answer for it.
    On a comment: ``BLOCK`` is *read first*, ``REVIEW`` is *read*. It never recommends removal.
    """

    CLEAR = 0
    REVIEW = 1
    BLOCK = 2

    @property
    def word(self) -> str:
        """The word that a verdict prints."""
        return self.name.lower()


# What binds the agency's own voice only is not asked about what a citizen wrote.
_OWN_VOICE_ONLY = frozenset({Category.LEGAL, Category.PERSONNEL, Category.DISCREDIT, Category.POLITICAL})

USED: Mapping[Kind, tuple[Category, ...]] = {
    Kind.DRAFT: tuple(Category),
    Kind.COMMENT: tuple(c for c in Category if c not in _OWN_VOICE_ONLY),
}
"""The categories used for each kind, in the order of ``scores``."""

ClauseMap = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Category id → kind id → the clause ids of the pack in force. Absent means no clause."""
