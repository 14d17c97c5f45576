"""Two packs side by side: what was added, removed and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.rules.codec import plain
from countersign.rules.pack import Pack

TABLES = (
    ("requirement", "requirements", "id"),
    ("duty", "duties", "id"),
    ("parameter", "parameters", "name"),
    ("power", "powers", "id"),
    ("office", "offices", "id"),
    ("free act", "free", "act"),
    ("clause", "clauses", "id"),
    ("definition", "definitions", "id"),
    ("purpose", "purposes", "id"),
    ("platform", "platforms", "id"),
    ("page element", "elements", "id"),
    ("screening category", "categories", "id"),
    ("note", "notes", "clause"),
    ("item of the terms", "terms", "id"),
)
WHOLE = (
    "title", "number", "directive_title", "effective", "supersedes", "authority", "standards",
    "everyone", "authorized", "operator", "signer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that differs. `fields` are the names of what changed in it; before or after is None where it is not."""

    table: str
    id: str
    what: str
    fields: tuple[str, ...]
    before: Any
    after: Any


def diff(a: Pack, b: Pack) -> list[Change]:
    """What must be done to `a` to get `b`. Examples and base facts decide nothing and are left aside."""
    return [change for changes in _tables(a, b) for change in changes]


def _tables(a: Pack, b: Pack) -> Iterator[Iterator[Change]]:
    yield _table("pack", {name: getattr(a, name) for name in WHOLE}, {name: getattr(b, name) for name in WHOLE})
    for label, field, key in TABLES:
        yield _table(
            label,
            {getattr(entry, key): entry for entry in getattr(a, field)},
            {getattr(entry, key): entry for entry in getattr(b, field)},
        )


def _table(label: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Change]:
    for id in dict.fromkeys((*a, *b)):
        before, after = _without_examples(a.get(id)), _without_examples(b.get(id))
        if before == after:
            continue
        if id not in a or id not in b:
            yield Change(label, id, "added" if id not in a else "removed", (), before, after)
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            fields = tuple(name for name in before if before[name] != after.get(name))
            yield Change(label, id, "changed", fields, before, after)
        else:
            yield Change(label, id, "changed", (), before, after)


def _without_examples(entry: Any) -> Any:
    value = plain(entry)
    if isinstance(value, dict):
        value.pop("examples", None)
    return value
