"""Labelled texts, one shape whatever they came from.

A label is a number in [0, 1], or unknown: a source that says nothing about a category teaches nothing about it, and a
category that is not asked about a comment is never taught on one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from countersign.screening import USED, Category, Kind, Screen, Severity, language_of

CATEGORIES: tuple[str, ...] = tuple(c.value for c in Category)
UNKNOWN = -1.0
PUBLIC = "public"
_DRAFT_SHARE = 0.12
"""Of the public texts, all of them comments by nature, this part is read as if it stood in a draft: hate is hate there
too, and the model must not learn that drafts are never hateful."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text. `slice` is the file it came from; folds never split one."""

    id: str
    kind: Kind
    text: str
    labels: tuple[float, ...]
    severity: Severity
    slice: str
    pair: str | None
    language: str
    source: str
    note: str = ""
    """In a few words, what it is an example of."""

    @property
    def categories(self) -> frozenset[str]:
        """What it falls under."""
        return frozenset(c for c, label in zip(CATEGORIES, self.labels, strict=True) if label >= 0.5)


def used_mask(kind: Kind) -> np.ndarray:
    """Which of the 14 categories are asked about this kind."""
    return np.array([Category(c) in USED[kind] for c in CATEGORIES])


def written(folder: Path, source: str) -> list[Example]:
    """The examples written for this purpose: every `*.jsonl` of the folder is one slice."""
    return [
        _written(json.loads(line), path.stem, source)
        for path in sorted(folder.glob("*.jsonl"), key=lambda p: (len(p.stem), p.stem))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]


def _written(row: dict[str, object], slice_: str, source: str) -> Example:
    kind = Kind(str(row["kind"]))
    categories = set(row["categories"]) if isinstance(row["categories"], list) else set()
    unknown = categories - set(CATEGORIES)
    if unknown:
        raise ValueError(f"{row['id']}: no such category: {', '.join(sorted(unknown))}")
    used = used_mask(kind)
    labels = tuple(float(c in categories) if use else UNKNOWN for c, use in zip(CATEGORIES, used, strict=True))
    severity = Severity[str(row["severity"]).upper()]
    text = str(row["text"])
    if (severity is Severity.CLEAR) != (not categories):
        raise ValueError(f"{row['id']}: {severity.word} does not go with {sorted(categories)}")
    language = row.get("lang") or ("es" if language_of(text) == "es" else "en")
    pair = row.get("pair")
    return Example(
        id=str(row["id"]),
        kind=kind,
        text=text,
        labels=labels,
        severity=severity,
        slice=slice_,
        pair=f"{slice_}/{pair}" if pair else None,
        language=str(language),
        source=source,
        note=str(row.get("note") or ""),
    )


def public(path: Path, seed: int) -> list[Example]:
    """The public research sets, mapped to our categories.

    - `hate` is our `hate`: dynahate, ucberkeley_ken20, davidson17, hatemojibuild as they are; sexism in edos is
      disparagement by gender. A value between 0 and 1 is taken as it is.
    - `violence` is our `violence` where a source gives it.
    - `offensive` is wider than our `profanity` (it counts insults), so it only says when a text is *not* profane. That
      one is profane is told by our own word list, in any source.
    - `advert` (SMS spam) is `commercial`; whether it is also `fraud` is unknown. A message that is no spam is neither.
    - All else is unknown.
    """
    rules = Screen({})
    chance = random.Random(seed)  # noqa: S311
    found: list[Example] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            kind = Kind.DRAFT if chance.random() < _DRAFT_SHARE else Kind.COMMENT
            labels = _mapped(row["text"], row["source"], row["labels"], rules)
            if not labels:
                continue
            values = tuple(labels.get(c, UNKNOWN) for c in CATEGORIES)
            harm = max(values)
            found.append(
                Example(
                    id=f"{row['source']}-{number}",
                    kind=kind,
                    text=row["text"],
                    labels=values,
                    severity=Severity.REVIEW if harm >= 0.5 else Severity.CLEAR,
                    slice=row["source"],
                    pair=None,
                    language="en",
                    source=PUBLIC,
                )
            )
    return found


def _mapped(text: str, source: str, given: dict[str, float], rules: Screen) -> dict[str, float]:
    labels: dict[str, float] = {}
    if "hate" in given:
        labels["hate"] = float(given["hate"])
    if "violence" in given:
        labels["violence"] = float(given["violence"])
    if "advert" in given:
        labels["commercial"] = float(given["advert"])
        if given["advert"] < 0.5:
            labels["fraud"] = 0.0
        return labels
    if any(f.category is Category.PROFANITY for f in rules.text(source, Kind.COMMENT, text).findings):
        labels["profanity"] = 1.0
    elif given.get("offensive", 1.0) < 0.5:
        labels["profanity"] = 0.0
    return labels


def label_table(examples: Sequence[Example]) -> np.ndarray:
    """Texts by categories, −1 where unknown."""
    return np.array([e.labels for e in examples], dtype=np.float32).reshape(len(examples), len(CATEGORIES))


def fingerprint(paths: Sequence[Path]) -> dict[str, str]:
    """File name → SHA-256, so that a model can say what it was made from."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


def summary(examples: Sequence[Example]) -> Iterator[str]:
    """Lines that say what there is."""
    for source, count in Counter(e.source for e in examples).items():
        part = [e for e in examples if e.source == source]
        languages = Counter(e.language for e in part)
        yield f"{source}: {count} texts, {dict(Counter(e.kind.value for e in part))}, {dict(languages)}"
