"""Where a trained model plugs in. Nothing in this library needs one.

A model may only raise questions: whatever it answers, its findings never reach ``BLOCK`` on a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from .categories import Category, Kind
from .language import Language


@dataclass(frozen=True, slots=True)
class Concern:
    """A category at or above the model's threshold for a person to look, with the decisive span if it has one."""

    category: Category
    why: str
    why_key: str
    start: int | None = None
    end: int | None = None
    read_first: bool = False
    """On a comment only: whether it stands at the top of the reading list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A calibrated probability per category, and the concerns that follow from the model's thresholds."""

    scores: Mapping[Category, float]
    concerns: tuple[Concern, ...] = field(default=())
    whole: bool = True
    """False where the text was too long to be read from end to end; it is then marked for review."""


class Model(Protocol):
    """A trained reader of texts, loaded by its own module and handed to ``Screen``.

    It must survive pickling, which is how it reaches the processes of a large run.
    """

    @property
    def version(self) -> str:
        """The name that a verdict shows, such as ``2026-11-a``."""

    @property
    def languages(self) -> frozenset[Language]:
        """The languages it was trained on; a text in any other is marked for review instead of trusted."""

    def read(self, kind: Kind, texts: Sequence[str]) -> Sequence[Reading]:
        """One reading per text, in order."""
