"""Shared by the tests of large runs: many texts, and models that other processes can import."""

import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import pyarrow as pa

from countersign.screening import USED, Category, Concern, Kind, Language, Reading

TEXTS = (
    "Visiting hours change on Monday", "oh shit", "SSN 123-45-6789", "call her at home 217-555-0188",
    "Que tengan un buen fin de semana, las visitas abren a las 8", "mi seguro social es 123-45-6789, ¿y qué?",
    "pinche sistema de mierda", "S H I T and 🎓", "", " ", "use code SAVE20", "Die Besuchszeiten ändern sich am Montag",
    "two\nlines, 123-45-6789", "a\u200bb fu\u200bck", "he has hiv, Joe Smith", "\x00", "ﬁne №5",
)  # fmt: skip


def many_texts(count: int, seed: int = 20261101) -> pa.Table:
    """Texts of both kinds and languages; of each hundred about five rows that cannot be read."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        text = " ".join(chance.choice(TEXTS) for _ in range(chance.randint(1, 3)))
        row = {"id": f"t{number}", "kind": chance.choice(["draft", "comment"]), "text": f"{text} {number}"}
        if chance.random() < 0.05:
            row[chance.choice(["id", "kind", "text"])] = None
        elif chance.random() < 0.01:
            row["kind"] = "tweet"
        rows.append(row)
    return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in ("id", "kind", "text")]))


@dataclass(frozen=True)
class CountingModel:
    """Scores follow from the text alone, so whoever reads it must come to the same."""

    version: str = "counting-1"
    languages: frozenset[Language] = frozenset({"en", "es"})

    def read(self, kind: Kind, texts: Sequence[str]) -> Sequence[Reading]:
        return [self._reading(kind, text) for text in texts]

    def _reading(self, kind: Kind, text: str) -> Reading:
        scores = {c: crc32(f"{c}{kind}{text}".encode("utf-8", "replace")) / (1 << 32) for c in USED[kind]}
        concerns = [
            Concern(c, f"looks like {c}", "looks", 0 if text else None, 1 if text else None, read_first=score > 0.97)
            for c, score in scores.items()
            if score > 0.9
        ]
        return Reading(scores, tuple(concerns))


@dataclass(frozen=True)
class FatalModel:
    """Ends the process that reads a text with ``WORD`` in it: once where ``mark`` names a file, else each time."""

    mark: str | None
    version: str = "fatal-1"
    languages: frozenset[Language] = frozenset({"en", "es"})

    WORD = "fatal"

    def read(self, kind: Kind, texts: Sequence[str]) -> Sequence[Reading]:
        if any(self.WORD in text for text in texts) and self._first_time():
            os.kill(os.getpid(), signal.SIGKILL)
        return [Reading(dict.fromkeys(Category, 0.25)) for _ in texts]

    def _first_time(self) -> bool:
        if self.mark is None:
            return True
        try:
            os.close(os.open(self.mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        return True
