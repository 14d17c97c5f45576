"""How many of the marked pieces of personal data the rules find, and how many of their findings are right.

    python bench/personal_data.py [--look-at-b] [--show]

The texts of `training/evaluation/pii_spans.jsonl` were written by somebody who had not seen the rules; `marked.py`
says when a finding is right. `first_look` in the result was measured once, before any of the texts was read, and is
carried on unchanged: it is the only figure on texts that no rule was made after. Half A has been read since to improve
the rules. Of half B nothing is ever shown but its totals, and those at most three times, each kept in the result.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import marked
import results
from countersign.screening import RULES_VERSION, Category, Screen
from marked import Marked, Span, Tally

NAME = "personal_data"
ROOMS = tuple(
    f"screening/{room}"
    for room in ("checks", "words", "agency.py", "engine.py", "fold.py", "lexicon.py", "lookalikes.py", "spelling.py")
)
_MOST_LOOKS = 3
_WHATS = (
    "ssn", "dob", "address", "phone", "email", "card", "licence", "inmate", "medical", "victim", "juvenile",
)  # fmt: skip


def spans_of(screen: Screen, item: Marked) -> list[Span]:
    """Where the rules see personal data in one text."""
    found = screen.text(item.id, item.kind, item.text).findings
    return [
        (f.start, f.end)
        for f in found
        if f.category is Category.PERSONAL_DATA and f.start is not None and f.end is not None
    ]


def tallies(items: Sequence[Marked], find: Callable[[Marked], list[Span]]) -> list[Tally]:
    """One tally per text."""
    return [marked.tally(item.spans, find(item)) for item in items]


def by_what(items: Sequence[Marked], find: Callable[[Marked], list[Span]]) -> dict[str, Any]:
    """Recall for each sort of data alone; a finding cannot be told wrong about one sort, so no precision."""
    answer = {}
    for what in _WHATS:
        counted = []
        for item in items:
            wanted = [span for span in item.spans if span[2] == what]
            if wanted:
                counted.append(marked.tally(wanted, find(item)))
        got = marked.rates(counted)
        answer[what] = {key: got[key] for key in ("recall", "recall_interval", "marked")}
    return answer


def show(items: Sequence[Marked], find: Callable[[Marked], list[Span]]) -> None:
    """Print what was missed and what was wrongly found."""
    for item in items:
        guesses = find(item)
        for start, end, what in item.spans:
            if not any(marked.same((start, end), guess) for guess in guesses):
                print(f"missed {what}: {item.text[start:end]!r}\n    {item.id} {item.kind} {item.text!r}")
        for guess in guesses:
            if not any(marked.same((start, end), guess) for start, end, _ in item.spans):
                print(f"wrong: {item.text[slice(*guess)]!r}\n    {item.id} {item.kind} {item.text!r}")


def _earlier() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((results.RESULTS / f"{NAME}.json").read_text("utf-8"))["figures"]
    except FileNotFoundError:
        return {}
    return found


def main() -> None:
    """Measure, print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look-at-b", action="store_true", help="one of the three looks at the totals of half B")
    parser.add_argument("--show", action="store_true", help="print what is missed and wrong in half A; write nothing")
    options = parser.parse_args()
    screen = Screen({})
    items = marked.read()
    now = {"date": datetime.now(UTC).date().isoformat(), "rules": RULES_VERSION}

    def find(item: Marked) -> list[Span]:
        return spans_of(screen, item)

    half = {name: [item for item in items if item.half == name] for name in "AB"}
    if options.show:
        show(half["A"], find)
        print(marked.rates(tallies(half["A"], find)))
        return
    figures = _earlier()
    figures.setdefault("first_look", {**marked.rates(tallies(items, find)), **now})
    figures["half_a"] = {
        **marked.rates(tallies(half["A"], find)),
        **now,
        "by_what": by_what(half["A"], find),
        "by_language": {
            lang: marked.rates(tallies([i for i in half["A"] if i.lang == lang], find)) for lang in ("en", "es")
        },
    }
    looks = figures.setdefault("half_b_looks", [])
    if options.look_at_b:
        if len(looks) >= _MOST_LOOKS:
            raise SystemExit(f"The totals of half B have been looked at {_MOST_LOOKS} times; it is used up.")
        looks.append({**marked.rates(tallies(half["B"], find)), **now})
        figures["half_b"] = looks[-1]
    print(json.dumps(figures, indent=1))
    results.write(
        NAME,
        figures,
        ROOMS,
        "python bench/personal_data.py",
        None,
        counts={"texts": len(items), "half_a": len(half["A"]), "half_b": len(half["B"])},
    )


if __name__ == "__main__":
    main()
