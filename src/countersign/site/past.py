"""Past decisions as the rules library asks them again: the ledger's rows, and every pack that was ever in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from countersign.gate import packs, row
from countersign.rules import replay as past
from countersign.rules.pack import Pack


class Packs(Mapping[str, Pack]):
    """Every pack this installation ever had in force, by `id@version`."""

    def __getitem__(self, name: str) -> Pack:
        return packs.by_name(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def recorded() -> Iterator[past.Row]:
    """Rows that hold a decision by the pack; a wrong person or state was turned away before the pack was asked."""
    for one in row.rows():
        content = one.content
        if content is None:
            yield past.Row(one.seq, one.act, "", None, None)
        elif "wrong" not in content:
            yield past.Row(one.seq, one.act, content["decision"]["pack"], content["facts"], content["decision"])
