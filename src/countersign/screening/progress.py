"""A line on a terminal that counts up while texts are read."""

import time
from typing import TextIO

_EVERY_S = 0.5


class Ticker:
    """Shows how many texts are done and how fast, at most twice a second; ``total`` only if it is known."""

    def __init__(self, terminal: TextIO, total: int | None = None) -> None:
        self._terminal, self.total = terminal, total
        self._began = self._last = time.monotonic()

    def __call__(self, done: int) -> None:
        """Show it, unless something was shown a moment ago."""
        now = time.monotonic()
        if now - self._last >= _EVERY_S:
            self._last = now
            self._show(done, now)

    def close(self, done: int, failed: int) -> None:
        """Write the last count, and how many could not be read."""
        self._show(done, time.monotonic())
        self._terminal.write(f", {failed:,} unreadable\n" if failed else "\n")
        self._terminal.flush()

    def _show(self, done: int, now: float) -> None:
        rate = done / max(now - self._began, 1e-9)
        of = "" if self.total is None else f" of {self.total:,}"
        self._terminal.write(f"\r{done:,}{of} texts, {rate:,.0f} a second")
        self._terminal.flush()
