"""From a folder of TOML to a `Pack`, each entry judged by itself.

A pack's folder holds the files of `FILES` and, under `requirements/`, any number of files with requirements. An
example's facts change fields of the base facts; where a field may be null, the word `"null"` or leaving it out of the
base facts stands for null, which TOML cannot write. A fact given as `"unknown"` is not known in that example.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from countersign.rules import pack as p
from countersign.rules.outcome import Result
from countersign.rules.source import Fault, Table

FILES = (
    "pack.toml",
    "clauses.toml",
    "offices.toml",
    "base_facts.toml",
    "duties.toml",
    "purposes.toml",
    "platforms.toml",
    "page.toml",
    "screening.toml",
    "notes.toml",
    "terms.toml",
)
REQUIREMENTS = "requirements"
CLAUSE_KINDS = ("heading", "purpose", "duty", "prohibition", "permission", "definition")
SCOPES = ("agency", "unit")
CLAUSE_ID = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")
WORDLIKE = re.compile(r"[a-z][a-z0-9]*(?:[_.][a-z0-9]+)*")

T = TypeVar("T")


@dataclass
class Reading:
    """A pack while it is read: its faults so far, and where each entry stands (`("duty", id)` to its table)."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    where: dict[tuple[str, str], Table] = field(default_factory=dict)
    unreadable: bool = False

    def file(self, name: str) -> Table:
        """Open one file of the pack."""
        before = len(self.faults)
        table = Table.of_file(self.folder, name, self.faults)
        self.unreadable = self.unreadable or len(self.faults) > before
        return table

    def entries(self, top: Table, key: str, read: Callable[[Table], T], name: str = "id") -> tuple[T, ...]:
        """All entries of one list of tables; a name given twice is a fault, an entry without one is left out."""
        made = []
        for table in top.tables(key):
            entry = read(table)
            if self.placed(key, str(getattr(entry, name)), table, name):
                made.append(entry)
        return tuple(made)

    def placed(self, kind: str, id: str, table: Table, key: str | None) -> bool:
        """Remember where an entry stands. False when it has no name or one that is taken."""
        if not id:
            return False
        first = self.where.get((kind, id))
        if first is not None:
            table.fault(
                key, f"The {kind} {id!r} is here twice.", f"It is already in {first.file}:{first.line()}; rename one."
            )
            return False
        self.where[kind, id] = table
        return True


def read(reading: Reading) -> p.Pack:
    """Everything in the pack's files, each entry judged by itself alone."""
    top = {name: reading.file(name) for name in FILES}
    head, clauses, offices = top["pack.toml"], top["clauses.toml"], top["offices.toml"]
    parameters = _parameters(head, reading)
    values = {parameter.name: parameter.value for parameter in parameters}
    pack = p.Pack(
        id=_id(head),
        version=head.text("version"),
        title=head.words("title"),
        number=head.text("number"),
        directive_title=head.words("directive_title"),
        effective=head.day("effective") or date.min,
        supersedes=head.day("supersedes", required=False),
        authority=head.strings("authority"),
        standards=head.strings("standards"),
        parameters=parameters,
        clauses=reading.entries(clauses, "clause", _clause),
        definitions=reading.entries(clauses, "definition", _definition),
        powers=reading.entries(offices, "power", lambda t: p.Power(_id(t), t.words("words"))),
        offices=reading.entries(offices, "office", _office),
        everyone=_powers(offices, "everyone", reading),
        authorized=_powers(offices, "authorized", reading),
        own=_powers(offices, "own", reading),
        operator=_powers(offices, "operator", reading),
        free=reading.entries(offices, "free", lambda t: p.Free(t.text("act"), t.words("why")), "act"),
        requirements=_requirements(reading),
        base_facts=_base_facts(top["base_facts.toml"], reading),
        act_facts=_act_facts(top["base_facts.toml"], reading),
        duties=reading.entries(top["duties.toml"], "duty", lambda t: _duty(t, values)),
        purposes=reading.entries(
            top["purposes.toml"], "purpose", lambda t: p.Purpose(_id(t), t.text("clause"), t.words("words"))
        ),
        platforms=reading.entries(top["platforms.toml"], "platform", _platform),
        elements=reading.entries(
            top["page.toml"], "element", lambda t: p.Element(_id(t), t.text("clause"), t.words("words"))
        ),
        categories=_categories(top["screening.toml"], reading),
        signer=_signer(top["screening.toml"], reading),
        notes=reading.entries(
            top["notes.toml"], "note", lambda t: p.Note(t.text("clause"), t.words("words")), "clause"
        ),
        terms=reading.entries(top["terms.toml"], "item", lambda t: p.Item(_id(t), t.words("words"))),
    )
    for table in top.values():
        table.close()
    _stray_files(reading)
    return pack


def _id(table: Table) -> str:
    value = table.text("id")
    if value.strip() and not WORDLIKE.fullmatch(value):
        table.fault("id", f"The id {value!r} is not plain.", "Use small letters, digits and underscores.")
    return value


def _parameters(head: Table, reading: Reading) -> tuple[p.Parameter, ...]:
    values = {}
    notes = {}
    for table in head.table("parameters"):
        reading.where["parameters", ""] = table
        values = {name: table.raw(name) for name in table.names()}
    for table in head.table("parameter_notes"):
        notes = {name: table.words(name) for name in table.names()}
        for name in notes:
            if name not in values:
                table.fault(name, f"There is no parameter {name!r}.", "Correct its name or take the note out.")
    for name in values:
        if name not in notes:
            reading.where["parameters", ""].fault(
                name, f"The parameter {name!r} has no note.", "Say under [parameter_notes] what it means and its unit."
            )
    return tuple(p.Parameter(name, value, notes.get(name, p.Words("", ""))) for name, value in values.items())


def _clause(t: Table) -> p.Clause:
    id = t.text("id")
    if id.strip() and not CLAUSE_ID.fullmatch(id):
        t.fault("id", f"The id {id!r} is no path.", "Write labels without their marks, joined by full stops.")
    return p.Clause(
        id=id,
        kind=t.choice("kind", CLAUSE_KINDS),
        words=t.words("words"),
        label=t.maybe_words("label"),
        reason=t.maybe_words("reason"),
        tests=t.strings("tests"),
    )


def _definition(t: Table) -> p.Definition:
    return p.Definition(t.text("id"), t.words("term"), t.words("words"))


def _office(t: Table) -> p.Office:
    return p.Office(
        id=_id(t),
        title=t.words("title"),
        scope=t.choice("scope", SCOPES),
        powers=t.strings("powers"),
        delegable=t.strings("delegable"),
    )


def _powers(offices: Table, key: str, reading: Reading) -> tuple[str, ...]:
    powers: tuple[str, ...] = ()
    for table in offices.table(key):
        reading.where[key, ""] = table
        powers = table.strings("powers")
    return powers


def _duty(t: Table, parameters: Mapping[str, Any]) -> p.Duty:
    return p.Duty(
        id=_id(t),
        clause=t.text("clause"),
        what=t.words("what"),
        owner=t.text("owner"),
        subject=t.text("subject"),
        trigger=t.maybe_words("trigger"),
        cycle_days=_days(t, "cycle_days", parameters),
        at_risk_days=_days(t, "at_risk_days", parameters) or 0,
        room=t.text("room"),
    )


def _days(t: Table, key: str, parameters: Mapping[str, Any]) -> int | None:
    value = t.raw(key)
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in parameters:
            t.fault(key, f"There is no parameter {value!r}.", "Add it under [parameters] or correct its name.")
            return None
        value = parameters[value[1:]]
    if value is None or (type(value) is int and value >= 0):
        return value
    t.fault(key, f"{key!r} is {value!r}.", 'It must be a number of days, 0 or more, or a parameter such as "$name".')
    return None


def _platform(t: Table) -> p.PlatformEntry:
    return p.PlatformEntry(
        id=_id(t),
        name=t.text("name"),
        named_by_directive=t.flag("named_by_directive"),
        hosts=t.strings("hosts"),
        elements=t.strings("elements") if "elements" in t else None,
        name_es=t.text("name_es") if "name_es" in t else None,
    )


def _categories(screening: Table, reading: Reading) -> tuple[p.Category, ...]:
    made = []
    for name, t in screening.named("category"):
        reading.placed("category", name, t, None)
        made.append(p.Category(name, t.words("words"), t.strings("draft"), t.strings("comment")))
    return tuple(made)


def _signer(screening: Table, reading: Reading) -> p.Signer:
    signer = p.Signer(p.Words("", ""), ())
    for table in screening.table("signer"):
        reading.where["signer", ""] = table
        signer = p.Signer(table.words("sentence"), table.strings("clauses", at_least=1))
    if ("signer", "") not in reading.where:
        screening.fault(None, "The table [signer] is missing.", "Say in it what a signer affirms for each post.")
    return signer


def _requirements(reading: Reading) -> tuple[p.Requirement, ...]:
    made: list[p.Requirement] = []
    folder = reading.folder / REQUIREMENTS
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        top = reading.file(f"{REQUIREMENTS}/{path.name}")
        made.extend(reading.entries(top, "requirement", lambda t: _requirement(t, reading)))
        top.close()
    return tuple(sorted(made, key=lambda r: r.id))


def _requirement(t: Table, reading: Reading) -> p.Requirement:
    id = _id(t)
    given = {}
    for table in t.table("with"):
        reading.where["with", id] = table
        given = {name: table.raw(name) for name in table.names()}
    return p.Requirement(
        id=id,
        clauses=t.strings("clauses", at_least=1),
        acts=t.strings("acts", at_least=1),
        kind=t.text("kind"),
        given=given,
        sentence=t.words("sentence"),
        remedy=t.words("remedy"),
        answer_by=t.strings("answer_by"),
        examples=tuple(_example(e, id, reading) for e in t.tables("example")),
    )


def _example(t: Table, requirement: str, reading: Reading) -> p.Example:
    facts = t.raw("facts")
    if not isinstance(facts, dict):
        if facts is not None:
            t.fault("facts", f"'facts' is {facts!r}.", "Write it as a table: fact by fact, what differs from the base.")
        facts = {}
    example = p.Example(
        name=t.text("name"),
        facts=facts,
        outcome=t.choice("outcome", [str(r) for r in Result]),
    )
    reading.placed(f"example of {requirement}", example.name, t, "name")
    return example


def _base_facts(base: Table, reading: Reading) -> Mapping[str, Any]:
    reading.where["base_facts", ""] = base
    return {fact: base.raw(fact) for fact in base.names() if fact != "act"}


def _act_facts(base: Table, reading: Reading) -> Mapping[str, Mapping[str, Any]]:
    acts = {}
    for name, table in base.named("act"):
        reading.where["base_facts", name] = table
        acts[name] = {fact: table.raw(fact) for fact in table.names()}
    return acts


def _stray_files(reading: Reading) -> None:
    if not reading.folder.is_dir():
        return
    known = {*FILES}
    for path in sorted(reading.folder.rglob("*.toml")):
        name = path.relative_to(reading.folder).as_posix()
        if name not in known and path.parent != reading.folder / REQUIREMENTS:
            reading.faults.append(Fault(name, 1, "Nothing reads this file.", "Correct its name or take it out."))
