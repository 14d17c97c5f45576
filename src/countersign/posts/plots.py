"""Bars for pages: measured here, drawn as SVG by a template, so that they print and need no script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 320.0
"""Length of the longest bar, in units of the drawing."""
STEP = 44.0
"""From one bar to the next: as high as a finger needs."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is called, what stands beside it, how long it is, and the list that a click on it opens."""

    label: str
    said: str
    length: float
    y: float
    address: str
    tone: str = "plain"

    @property
    def label_y(self) -> float:
        """Where its words stand."""
        return self.y + 14

    @property
    def bar_y(self) -> float:
        """Where it begins."""
        return self.y + 20

    @property
    def said_x(self) -> float:
        """Where its number stands."""
        return self.length + 6

    @property
    def said_y(self) -> float:
        """Where its number stands."""
        return self.y + 34


@dataclass(frozen=True)
class Bars:
    """A drawing of bars under each other."""

    bars: tuple[Bar, ...]

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return len(self.bars) * STEP + 4


def bars(rows: Iterable[tuple[str, str, float, str, str]]) -> Bars:
    """Bars for rows of label, words beside the bar, value, address and tone; the greatest value is the longest."""
    given = list(rows)
    most = max((value for _, _, value, _, _ in given), default=0.0) or 1.0
    return Bars(
        tuple(
            Bar(label, said, round(WIDTH * value / most, 1), n * STEP, address, tone)
            for n, (label, said, value, address, tone) in enumerate(given)
        )
    )
