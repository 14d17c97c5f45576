"""Texts with what people said of the findings in them, as the lines that a model is trained from.

One line for each text: its categories are those that somebody confirmed or added and nobody took back later. What
screening raised and nobody answered is no category of the line; its note names it. Nothing here trains anything.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import IO, Any

from countersign.findings.queries import screen
from countersign.posts import texts
from countersign.posts.labels.queries import narrowed
from countersign.posts.models import Label, Revision
from countersign.screening import Category, Kind, Severity, language_of

IN_MEMORY_BYTES = 4 << 20
Verdict = Label.Verdict
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")


@dataclass
class Bundle:
    """A written file, and what it holds: lines, answers, and answers whose text is not there any more."""

    file: IO[bytes]
    count: int = 0
    said: int = 0
    gone: int = 0
    sha256: str = ""

    def manifest(self, masked: bool, asked: dict[str, str]) -> dict[str, Any]:
        """What the act commits to."""
        return {
            "v": 1,
            "sha256": self.sha256,
            "texts": self.count,
            "said": self.said,
            "gone": self.gone,
            "masked": masked,
            "asked": {name: value for name, value in asked.items() if value},
        }


def bundle(*, masked: bool, **asked: str) -> Bundle:
    """Write the file for everything asked for, in a temporary place."""
    made = Bundle(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115, whoever sends it closes it
    digest = hashlib.sha256()
    for line in _lines(made, masked, asked):
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        digest.update(data)
        made.file.write(data)
        made.count += 1
    made.sha256 = digest.hexdigest()
    made.file.seek(0)
    return made


def _lines(made: Bundle, masked: bool, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
    # A text is chosen by what is asked for and then told as a whole: half of what was said of it would be wrong.
    chosen = narrowed(**asked).values("hash")
    rows = Label.objects.filter(hash__in=chosen).order_by("hash", "where", "pk").iterator(chunk_size=2000)
    for digest, group in groupby(rows, key=lambda row: row.hash):
        said = list(group)
        held = texts.under(digest)
        revision = Revision.objects.filter(hash=digest).only("findings").first()
        for where, of_one in groupby(said, key=lambda row: row.where):
            answers = list(of_one)
            made.said += len(answers)
            if where not in held:
                made.gone += len(answers)
                continue
            found = [f for f in revision.findings if f["where"] == where] if revision else []
            yield line_of(digest, where, held[where], answers, found, masked=masked)


def line_of(
    digest: str, where: str, text: str, said: list[Label], found: list[dict[str, Any]], *, masked: bool
) -> dict[str, Any]:
    """One example: what was said of a text, as training reads it."""
    # The later of two people who say different things about one finding is heard.
    last = {row.key: row for row in said}
    holds = {row.category for row in last.values() if row.verdict != Verdict.WRONG}
    wrong = {row.category for row in last.values() if row.verdict == Verdict.WRONG} - holds
    open_ = {f["category"] for f in found if f["key"] not in last} - holds - wrong
    notes = {
        "not so": wrong,
        "missed": {row.category for row in last.values() if row.verdict == Verdict.MISSED},
        "not answered": open_,
    }
    return {
        "id": f"said-{digest[:16]}-{where}",
        "kind": said[0].kind,
        "text": mask(text) if masked else text,
        "categories": [c.value for c in Category if c in holds],
        "severity": (Severity.REVIEW if holds else Severity.CLEAR).word,
        "note": "; ".join(f"{words}: {', '.join(sorted(which))}" for words, which in notes.items() if which),
        "lang": language_of(text),
    }


def mask(text: str) -> str:
    """The text with its personal data covered up, character by character: what stands around it stays where it was."""
    verdict = screen().text("mask", Kind.DRAFT, text)
    out = list(text)
    for f in verdict.findings:
        if f.category == Category.PERSONAL_DATA and f.start is not None and f.end is not None:
            out[f.start : f.end] = _DIGIT.sub("0", _LETTER.sub("x", text[f.start : f.end]))
    return "".join(out)
