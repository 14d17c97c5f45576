"""What stories of this room begin with: a watch-list, a few contacts, a model that lies in the data folder."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import cast as stage
from countersign.findings import acts
from countersign.gate.act import By
from countersign.screening import Category, Concern, Kind, Reading

REASON = "as agreed this morning"
TERMS = ("Operation Nightjar", "23-CV-1187")


def watch_list(by: By, *terms: str, **changed: object) -> str:
    """A list of security words that counts from the first day of all stories. Returns its id."""
    values: dict[str, object] = {
        "title": "Pending matters",
        "category": "security",
        "kinds": ("draft", "comment"),
        "note": "Counsel asked for it on account of a pending matter.",
        "starts": date(2026, 3, 1),
        "terms": terms or TERMS,
        **changed,
    }
    return stage.do(acts.StartWatchList(**values), by).subject_id  # type: ignore[arg-type]


def change(by: By, watch_list: str, **changed: object) -> None:
    """Change a list that was started as above."""
    values: dict[str, object] = {
        "title": "Pending matters",
        "category": "security",
        "kinds": ("draft", "comment"),
        "note": "Counsel asked for it on account of a pending matter.",
        "starts": date(2026, 3, 1),
        "ends": None,
        "reason": REASON,
        **changed,
    }
    stage.do(acts.ChangeWatchList(watch_list, **values), by)  # type: ignore[arg-type]


def place_model(folder: Path, version: str = "2026-11-a", **card: object) -> Path:
    """A folder as an administrator places it: a card, and a file that stands for the network."""
    place = folder / "models" / version
    place.mkdir(parents=True)
    content = {"version": version, "languages": ["en", "es"], "made": {"texts": 12_000}, **card}
    (place / "reader.json").write_text(json.dumps(content))
    (place / "reader.onnx").write_bytes(b"weights of " + version.encode())
    return place


class Wary:
    """A model that asks about every text that names a lawyer. It stands for one that was trained."""

    languages = frozenset({"en", "es"})

    def __init__(self, folder: Path) -> None:
        self.version = json.loads((folder / "reader.json").read_text())["version"]

    def read(self, kind: Kind, texts: list[str]) -> list[Reading]:
        asked = Concern(Category.LEGAL, "It may be about a legal matter", "model-legal")
        return [Reading({Category.LEGAL: 0.9}, (asked,)) if "lawyer" in text else Reading({}) for text in texts]
