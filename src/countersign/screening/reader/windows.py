"""How a long text is read: in windows as wide as the network's view, and once more closely, a few sentences at a time.

Windows are cut at the ends of sentences where there are any near, and overlap, so that what is said in a sentence of
usual length is whole in one of them. Their number, and so the time, is linear in the text.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

OVERLAP = 32
"""Word pieces that a window shares with the one before, about one sentence."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]{0,3}\s+|[\r\n]\s*")


def sentence_starts(text: str) -> list[int]:
    """The places where sentences begin, 0 first. A line is a sentence too."""
    return [0, *(m.end() for m in _SENTENCE_END.finditer(text) if m.end() < len(text))]


def cut(count: int, starts: Sequence[int], limit: int) -> list[tuple[int, int]]:
    """Windows over ``count`` pieces, none longer than ``limit``; ``starts``: which ones begin a sentence."""
    found: list[tuple[int, int]] = []
    begin = 0
    while count - begin > limit:
        end = begin + limit
        # The last quarter of the window may go to the next one if a sentence ends there.
        place = bisect_left(starts, end + 1) - 1
        if place >= 0 and starts[place] > begin + limit * 3 // 4:
            end = starts[place]
        found.append((begin, end))
        overlap = min(OVERLAP, limit // 4)
        place = bisect_left(starts, end - overlap)
        begin = starts[place] if place < len(starts) and starts[place] <= end else end - overlap
    # A last window of a few words would be read without what they belong to.
    found.append((max(0, min(begin, count - limit // 2)), count))
    return found


def combined(wide: NDArray[np.float64], close: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of windows by categories to one row: in each category the window that shows most.

    In a wide window one bad sentence among friendly ones may be lost; read closely it stands out, but so would every
    slip among many sentences. Where ``n`` close windows make a wide one, each is therefore held against odds ``n``
    times as long, as if one among them was to be expected to be bad where one wide window was. The windows of the
    ``second`` reading count as the wide ones do. ``bench/screening_why.py`` measures what this finds and costs.
    """
    answer: NDArray[np.float64] = wide.max(axis=0)
    if len(close):
        answer = np.maximum(answer, close.max(axis=0) - np.log(max(1.0, len(close) / len(wide))))
    return np.maximum(answer, second.max(axis=0)) if len(second) else answer
