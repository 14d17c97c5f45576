"""What the entries of a pack say about each other: every name leads somewhere, every clause is of some sort."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from countersign.rules import kinds  # noqa: F401  registers every kind
from countersign.rules.acts import ACTS, ALWAYS
from countersign.rules.coverage import own_sort
from countersign.rules.examples import base_facts, merged, run_examples
from countersign.rules.facts import Facts
from countersign.rules.kind import KINDS, Kind, bind
from countersign.rules.outcome import Result
from countersign.rules.pack import Pack, Requirement, Words
from countersign.rules.reading import Reading
from countersign.rules.source import Table

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check(pack: Pack, reading: Reading) -> None:
    """Add to the reading's faults all that is wrong between entries."""
    _clauses(pack, reading)
    _offices(pack, reading)
    _citations(pack, reading)
    fitting = _base_facts(pack, reading)
    for requirement in pack.requirements:
        _requirement(pack, requirement, reading, fitting)


def _clauses(pack: Pack, reading: Reading) -> None:
    for clause in pack.clauses:
        table = reading.where["clause", clause.id]
        if clause.parent is not None and clause.parent not in pack.clause:
            table.fault(
                "id",
                f"The clause {clause.id!r} stands under {clause.parent!r}, which is not here.",
                "Add that clause, or correct the id.",
            )
        if clause.kind == "heading" and not pack.parts_of(clause.id):
            table.fault("kind", f"The heading {clause.id!r} has no parts.", "Add them, or give it another kind.")
        elif own_sort(pack, clause.id) is None and not pack.parts_of(clause.id):
            table.fault(
                None,
                f"The clause {clause.id!r} is of no sort.",
                "Cite it in a requirement or a duty, or give the reason why it is for people.",
            )


def _offices(pack: Pack, reading: Reading) -> None:
    powers = {*pack.power, *(act.power for act in ACTS.values())}
    for office in pack.offices:
        table = reading.where["office", office.id]
        _known(table, "powers", office.powers, powers, "power")
        for power in office.delegable:
            if power not in office.powers:
                table.fault(
                    "delegable",
                    f"The office {office.id!r} does not have the power {power!r} that it may delegate.",
                    "Add it to the office's powers or take it out here.",
                )
    groups = (
        ("everyone", pack.everyone),
        ("own", pack.own),
        ("authorized", pack.authorized),
        ("operator", pack.operator),
    )
    for key, given in groups:
        if given:
            _known(reading.where[key, ""], "powers", given, powers, "power")
    for free in pack.free:
        table = reading.where["free", free.act]
        _known(table, "act", [free.act], ACTS, "act")
        asking = [r.id for r in pack.requirements if free.act in r.acts]
        if asking:
            table.fault(
                "act",
                f"The act {free.act!r} is free, but something is required of it: {', '.join(asking)}.",
                "Take it out here or from the requirement.",
            )


def _citations(pack: Pack, reading: Reading) -> None:
    """Everything outside requirements that names a clause, an office or a page element."""
    for duty in pack.duties:
        table = reading.where["duty", duty.id]
        _known(table, "clause", [duty.clause], pack.clause, "clause")
        _known(table, "owner", [duty.owner], pack.office, "office")
        if duty.cycle_days is not None and duty.at_risk_days > duty.cycle_days:
            table.fault(
                "at_risk_days",
                f"The duty {duty.id!r} would be at risk from its first day.",
                "Make 'at_risk_days' smaller than 'cycle_days'.",
            )
    for purpose in pack.purposes:
        _known(reading.where["purpose", purpose.id], "clause", [purpose.clause], pack.clause, "clause")
    for element in pack.elements:
        _known(reading.where["element", element.id], "clause", [element.clause], pack.clause, "clause")
    for note in pack.notes:
        _known(reading.where["note", note.clause], "clause", [note.clause], pack.clause, "clause")
    for platform in pack.platforms:
        _known(
            reading.where["platform", platform.id],
            "elements",
            platform.elements or (),
            [e.id for e in pack.elements],
            "page element",
        )
    for category in pack.categories:
        table = reading.where["category", category.id]
        _known(table, "draft", category.draft, pack.clause, "clause")
        _known(table, "comment", category.comment, pack.clause, "clause")
    if pack.signer.clauses:
        _known(reading.where["signer", ""], "clauses", pack.signer.clauses, pack.clause, "clause")


def _base_facts(pack: Pack, reading: Reading) -> set[str]:
    """The acts whose base facts fit; examples of the others cannot be tried."""
    top = reading.where["base_facts", ""]
    for act in pack.act_facts:
        _known(reading.where["base_facts", act], None, [act], ACTS, "act")
    try:
        base_facts(pack, "")
    except ValueError as error:
        top.fault(_first_named(pack.base_facts, error), f"The base facts do not fit: {error}.", _AS_JSON)
        return set()
    fitting = set(ACTS)
    for act, given in pack.act_facts.items():
        try:
            base_facts(pack, act)
        except ValueError as error:
            fitting.discard(act)
            table = reading.where["base_facts", act]
            table.fault(_first_named(given, error), f"The base facts of {act!r} do not fit: {error}.", _AS_JSON)
    return fitting


_AS_JSON = "Write facts with the fields that their dataclass has in `rules/facts/`."


def _first_named(facts: Mapping[str, object], error: ValueError) -> str | None:
    """The fact that the error is about, for the line: by its name or by its dataclass's."""
    said = str(error).replace("_", "").lower()
    return next((name for name in facts if name.replace("_", "") in said.partition(":")[0]), None)


def _requirement(pack: Pack, requirement: Requirement, reading: Reading, fitting: set[str]) -> None:
    table = reading.where["requirement", requirement.id]
    _known(table, "clauses", requirement.clauses, pack.clause, "clause")
    _known(table, "acts", requirement.acts, ACTS, "act")
    _known(table, "answer_by", requirement.answer_by, pack.office, "office")
    for key, words in (("sentence", requirement.sentence), ("remedy", requirement.remedy)):
        _placeholders(table, key, words)
    kind = KINDS.get(requirement.kind)
    if kind is None:
        _known(table, "kind", [requirement.kind], KINDS, "kind of requirement")
    else:
        _parameters(pack, requirement, kind, reading)
        _askable(requirement, kind, table)
    _examples(pack, requirement, reading, fitting)


def _parameters(pack: Pack, requirement: Requirement, kind: Kind, reading: Reading) -> None:
    header = reading.where["requirement", requirement.id]
    table = reading.where.get(("with", requirement.id), header)
    for name, value in requirement.given.items():
        if isinstance(value, str) and value.startswith("$") and value[1:] not in pack.parameter:
            table.fault(
                name,
                f"There is no parameter {value!r}.",
                "Add it under [parameters] in pack.toml or correct its name.",
            )
            return
    given = pack.resolved(requirement.given)
    try:
        bind(kind, given)
    except ValueError as error:
        named = next((name for name in given if repr(name) in str(error)), None)
        said = f"{str(error)[0].upper()}{str(error)[1:]}."
        table.fault(named, said, "Correct the table 'with' of this requirement.")
        return
    for name, value in given.items():
        names = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
        referred = _referred(pack).get(name)
        if referred is not None:
            _known(table, name, names, referred[1], referred[0])


def _referred(pack: Pack) -> Mapping[str, tuple[str, Collection[str]]]:
    """Parameters of kinds that, by their name, hold ids of the pack."""
    offices = ("office", {*pack.office})
    powers = ("power", {*pack.power, *(act.power for act in ACTS.values())})
    categories = ("screening category", {*pack.category})
    return {
        "office": offices,
        "offices": offices,
        "power": powers,
        "powers": powers,
        "categories": categories,
        "elements": ("page element", {e.id for e in pack.elements}),
        "purposes": ("purpose", {p.id for p in pack.purposes}),
        "items": ("item of the terms", {i.id for i in pack.terms}),
    }


def _askable(requirement: Requirement, kind: Kind, table: Table) -> None:
    for act in requirement.acts:
        if act not in ACTS:
            continue
        for fact in kind.reads:
            if fact.fact_name not in (*ALWAYS, *ACTS[act].asks):
                table.fault(
                    "acts",
                    f"The kind {kind.name!r} reads {fact.fact_name!r}, which nobody can be asked for {act!r}.",
                    "Take the act out, or use a kind that needs only what the act can tell.",
                )


def _examples(pack: Pack, requirement: Requirement, reading: Reading, fitting: set[str]) -> None:
    table = reading.where["requirement", requirement.id]
    if not requirement.examples:
        table.fault(None, f"The requirement {requirement.id!r} has no example.", "Add [[requirement.example]].")
    elif all(example.outcome == Result.ALLOWED for example in requirement.examples):
        table.fault(
            None,
            f"Every example of {requirement.id!r} is allowed.",
            "Add one that is refused or needs a person: what never stops an act requires nothing.",
        )
    acts = tuple(act for act in requirement.acts if act in fitting)
    for example in requirement.examples:
        where = reading.where.get((f"example of {requirement.id}", example.name), table)
        try:
            for act in acts:
                # Only what it changes: the base facts were judged before, and there are many examples.
                base = [
                    {name: fact for name, fact in layer.items() if name in example.facts}
                    for layer in (pack.base_facts, pack.act_facts.get(act, {}))
                ]
                Facts.from_json(merged(*base, example.facts))
        except ValueError as error:
            where.fault("facts", f"The facts of the example {example.name!r} do not fit: {error}.", _AS_JSON)


def check_examples(pack: Pack, reading: Reading) -> None:
    """Add a fault for each example that gets another answer than it must."""
    for result in run_examples(pack):
        if not result.right:
            fact = f", for {result.outcome.fact!r} is not known" if result.outcome.fact else ""
            reading.where[f"example of {result.requirement}", result.example].fault(
                "outcome",
                f"The example {result.example!r} of {result.requirement!r} is {result.outcome.result} under "
                f"{result.act!r}{fact}.",
                f"It must be {result.expected}: correct the requirement or the example.",
            )


def _placeholders(table: Table, key: str, words: Words) -> None:
    found = {lang: sorted(_PLACEHOLDER.findall(words.get(lang))) for lang in ("en", "es")}
    for strange in sorted({*found["en"], *found["es"]} - {"missing"}):
        table.fault(key, f"{key!r} has the blank {{{strange}}}.", "Only {missing} is filled in.")
    if words.en and words.es and found["en"] != found["es"]:
        table.fault(key, f"{key!r} has other blanks in Spanish than in English.", "Both must say the same.")


def _known(table: Table, key: str | None, given: Iterable[str], known: Collection[str], what: str) -> None:
    for name in given:
        if name and name not in known:
            table.fault(key, f"There is no {what} {name!r}.", _suggestion(name, known))


def _suggestion(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    if not known:
        return "The pack declares none."
    few = sorted(known)[:8]
    return f"Known are {', '.join(few)}{' …' if len(known) > len(few) else ''}."
