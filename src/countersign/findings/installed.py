"""The models that lie on this machine: the one of the package, and those that an administrator placed beside it.

A model is a folder with `reader.json`, its card, and the files that the card's reader needs. Where none was ever chosen
the package's own reads, if it carries one. A chosen model reads only with the very files that were chosen.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from countersign import screening
from countersign.findings.models import ModelChoice
from countersign.screening import Model

CARD = "reader.json"
VARIABLE = "COUNTERSIGN_SCREENING_MODEL"
LARGEST_CARD_BYTES = 2_000_000


@dataclass(frozen=True)
class Installed:
    """A model on this machine: its version, where it lies, what its card says, and the digest of its files."""

    version: str
    folder: Path
    card: Mapping[str, Any]
    packaged: bool

    @property
    def digest(self) -> str:
        """SHA-256 over the names and contents of its files, in order of names."""
        return _digest(tuple(_stamps(self.folder)))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it was trained on, by code."""
        return tuple(str(code) for code in self.card.get("languages", ()))


def packaged() -> Path:
    """Where the package keeps its own."""
    return Path(screening.__path__[0]) / "reader" / "packed"


def folders() -> Iterator[Path]:
    """Where models may lie: the package's, the one that the environment names, those in the data folder."""
    yield packaged()
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        yield Path(named)
    placed = Path(settings.DATA) / "models"
    if placed.is_dir():
        yield from sorted(folder for folder in placed.iterdir() if folder.is_dir())


def models() -> tuple[Installed, ...]:
    """Every model here, the package's first; of two with one version the first counts."""
    found: dict[str, Installed] = {}
    for folder in folders():
        one = _read(folder)
        if one is not None:
            found.setdefault(one.version, one)
    return tuple(found.values())


def find(version: str) -> Installed | None:
    """The model of this version; None where there is none."""
    return next((one for one in models() if one.version == version), None)


def chosen() -> ModelChoice | None:
    """The last choice of a model; None where nobody ever chose."""
    return ModelChoice.objects.order_by("-seq").first()


def in_use_version() -> str:
    """The version that was chosen, or that of the package where nobody chose; empty where the rules alone read."""
    last = chosen()
    if last is not None:
        return last.version
    own = _read(packaged())
    return own.version if own is not None else ""


def can_read() -> bool:
    """Whether this machine has what models run on."""
    return importlib.util.find_spec("onnxruntime") is not None


def load(one: Installed) -> Model:
    """The model, ready to read. Raises ValueError or OSError for files that do not hold, ImportError without a runtime.

    Imported here, where a model is there: it brings a runtime of its own, which nothing else in the house needs.
    """
    from countersign.screening.reader import ModelFault, Trained

    try:
        # The package's own goes by no path: another machine of a cluster has it somewhere else.
        return Trained(None if one.packaged else one.folder)
    except ModelFault as fault:
        raise ValueError(str(fault)) from fault


def _read(folder: Path) -> Installed | None:
    """What lies in a folder; None for one without a card that says a version."""
    file = folder / CARD
    try:
        if file.stat().st_size > LARGEST_CARD_BYTES:
            return None
        card = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    version = card.get("version") if isinstance(card, dict) else None
    if not isinstance(version, str) or not 0 < len(version) <= 64:
        return None
    return Installed(version, folder, card, packaged=folder == packaged())


def _stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.suffix not in (".py", ".pyc"):
            stat = file.stat()
            yield str(file), stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=16)
def _digest(stamps: tuple[tuple[str, int, int], ...]) -> str:
    """Read again only when a file's size or time is another."""
    told = hashlib.sha256()
    for name, _size, _time in stamps:
        file = Path(name)
        told.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return told.hexdigest()
