"""Longer texts out of short ones: a bad passage among friendly ones stays bad, and four clear notices stay clear.

Nobody writes enough newsletters by hand, and a reader that has only seen short texts loses a bad sentence in a long
one: of those it raised alone, it found a tenth among seven clear sentences.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from countersign.screening import Severity

from .examples import Example

SHARE = 0.08
"""Of the examples, so many are made in addition."""
_CLEAR_SHARE = 0.4
_MOST_CHARACTERS = 900
_LONGEST_PART = 320
_JOINTS = (" ", " ", "\n", "\n\n")


def composed(examples: Sequence[Example], seed: int) -> list[Example]:
    """Texts of one kind and language, each made of two to six; at most one part is other than clear."""
    chance = random.Random(seed)  # noqa: S311
    short = [e for e in examples if len(e.text) <= _LONGEST_PART]
    clear: dict[tuple[str, str], list[Example]] = {}
    for e in short:
        if e.severity is Severity.CLEAR:
            clear.setdefault((e.kind.value, e.language), []).append(e)
    harmful = [e for e in short if e.severity is not Severity.CLEAR]
    made = []
    for number in range(int(len(examples) * SHARE)):
        among = (
            harmful if harmful and chance.random() >= _CLEAR_SHARE else [e for group in clear.values() for e in group]
        )
        if not among:
            break
        core = chance.choice(among)
        fillers = clear.get((core.kind.value, core.language), [])
        parts = [core.text]
        for _ in range(chance.randint(1, 5)):
            other = chance.choice(fillers).text if fillers else ""
            if other and other not in parts and sum(map(len, parts)) + len(other) <= _MOST_CHARACTERS:
                parts.insert(chance.randint(0, len(parts)), other)
        made.append(replace(core, id=f"composed-{number}", text=chance.choice(_JOINTS).join(parts), pair=None, note=""))
    return made
