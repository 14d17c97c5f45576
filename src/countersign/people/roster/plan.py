"""What a roster file would change: the dry run, kept as a manifest, carried out later only if it still holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from countersign.evidence import store
from countersign.gate.canonical import canonical
from countersign.people.models import Person, Unit
from countersign.people.roster.reading import Fault, Line, read
from countersign.rules.codec import built

MEDIA_TYPE = "application/json"
MOST_LEAVERS = 2000
"""Each leaver is locked while the roster changes; a larger departure is taken in parts."""


@dataclass(frozen=True)
class Change:
    """An employee whose line changes; `person` is their id here."""

    person: str
    before: Line
    after: Line


@dataclass(frozen=True)
class Leaver:
    """An employee of whom a whole roster says nothing any more."""

    person: str
    employee_no: str
    name: str


@dataclass(frozen=True)
class Plan:
    """Everything that taking the file over does. `whole` says that whoever is not in the file has left."""

    whole: bool
    adds: tuple[Line, ...]
    changes: tuple[Change, ...]
    leavers: tuple[Leaver, ...]

    @property
    def nothing(self) -> bool:
        """Whether it would change nothing."""
        return not (self.adds or self.changes or self.leavers)


@dataclass(frozen=True)
class DryRun:
    """What would happen. With any fault nothing can: a roster is taken over as a whole or not at all."""

    plan: Plan
    faults: tuple[Fault, ...]
    left_out: tuple[str, ...]
    same: int

    @property
    def possible(self) -> bool:
        """Whether the plan can be carried out."""
        return not self.faults and not self.plan.nothing


def dry_run(data: bytes, *, whole: bool) -> DryRun:
    """Compare a roster file with the roster. Writes nothing. `whole`: who is not in it has left."""
    found = read(data)
    faults = list(found.faults)
    codes = _open_codes()
    here = _here()
    adds: list[Line] = []
    changes: list[Change] = []
    same = 0
    seen: set[str] = set()
    for number, line in found.lines:
        seen.add(line.employee_no)
        entry = here.get(line.employee_no)
        if line.unit not in codes:
            faults.append(Fault(number, f"there is no open unit with the code {line.unit}"))
        elif entry is None or entry.standing == "left":
            adds.append(line)
        elif entry.standing == "merged":
            faults.append(Fault(number, "this employee number is a duplicate that was merged into another entry"))
        elif entry.line == line:
            same += 1
        else:
            changes.append(Change(entry.person, entry.line, line))
    leavers = [
        Leaver(entry.person, no, entry.line.name)
        for no, entry in here.items()
        if whole and entry.standing == "employed" and no not in seen
    ]
    if len(leavers) > MOST_LEAVERS:
        faults.append(Fault(0, f"{len(leavers)} people would leave at once; at most {MOST_LEAVERS} can"))
    if whole and not found.lines:
        faults.append(Fault(0, "nobody is in this file, so nobody would be left"))
    plan = Plan(whole, tuple(adds), tuple(changes), tuple(leavers))
    return DryRun(plan, tuple(sorted(faults, key=lambda f: f.line)), found.left_out, same)


def keep(plan: Plan) -> str:
    """Keep the plan as the manifest that the act commits to. Returns its commitment."""
    return store.put(canonical(plan), MEDIA_TYPE)


def kept(manifest: str) -> Plan:
    """The plan under a commitment. Raises LookupError when there is none, ValueError when it is no plan."""
    plan: Plan = built(Plan, json.loads(store.get(manifest)))
    return plan


def holds(plan: Plan) -> bool:
    """Whether every line is still as the dry run found it: what was approved is what happens, or nothing does."""
    codes, here = _open_codes(), _here()
    for line in plan.adds:
        entry = here.get(line.employee_no)
        if line.unit not in codes or (entry is not None and entry.standing != "left"):
            return False
    for change in plan.changes:
        entry = here.get(change.before.employee_no)
        if entry is None or entry.standing != "employed" or entry.line != change.before:
            return False
        if change.after.unit not in codes or entry.person != change.person:
            return False
    employed = {entry.person for entry in here.values() if entry.standing == "employed"}
    return all(leaver.person in employed for leaver in plan.leavers)


@dataclass(frozen=True)
class _Entry:
    person: str
    standing: str
    line: Line


def _here() -> Mapping[str, _Entry]:
    """The whole roster as it is, by employee number."""
    columns = ("pk", "employee_no", "name", "employment_type", "unit__code", "work_mail", "ends", "merged_into")
    return {
        no: _Entry(str(pk), "merged" if merged else "left" if ends else "employed", Line(no, name, kind, unit, mail))
        for pk, no, name, kind, unit, mail, ends, merged in Person.objects.order_by("pk").values_list(*columns)
    }


def _open_codes() -> frozenset[str]:
    return frozenset(Unit.objects.filter(closed=None).values_list("code", flat=True))
