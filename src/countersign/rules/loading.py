"""The way in for packs: `load` gives a pack without faults, or every fault at once with its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from countersign.rules.check import check, check_examples
from countersign.rules.pack import Pack
from countersign.rules.reading import Reading, read
from countersign.rules.source import Fault


class PackFaults(ValueError):
    """A pack that cannot be used. `faults` are all of them; `pack` is what could be read of it, for explaining."""

    def __init__(self, faults: Iterable[Fault], pack: Pack) -> None:
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.line, f.what)))
        self.pack = pack
        super().__init__("\n".join(str(f) for f in self.faults))


def load(folder: Path, *, try_examples: bool = False) -> Pack:
    """The pack in `folder`. Raises PackFaults when anything is wrong with it.

    `try_examples` also asks every example and takes a wrong answer for a fault.

    What entries say about each other is judged only when every file could be read: otherwise a single slip in the
    clauses would make every requirement look wrong.
    """
    reading = Reading(folder)
    pack = read(reading)
    if not reading.unreadable:
        check(pack, reading)
    if try_examples and not reading.faults:
        check_examples(pack, reading)
    if reading.faults:
        raise PackFaults(reading.faults, pack)
    return pack
