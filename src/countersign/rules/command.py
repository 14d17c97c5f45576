"""The commands `countersign pack check|coverage|diff` and `countersign directive parse`, for the command line to mount.

Exit status: 0 when all is well, 1 when faults or gaps were found, 2 when the command could not be carried out.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from countersign.rules.coverage import SORTS, coverage
from countersign.rules.diff import Change, diff
from countersign.rules.loading import PackFaults, load
from countersign.rules.pack import Pack
from countersign.rules.text import parse
from countersign.rules.text.model import Clause, Directive

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    SubParsers = _SubParsersAction[ArgumentParser]

FINE, FOUND, UNUSABLE = 0, 1, 2


class Refusal(Exception):
    """The command cannot be carried out; the message says why and what to do."""


def add_parsers(subparsers: SubParsers) -> tuple[SubParsers, SubParsers]:
    """Add `pack` and `directive`; gives their own sub-parsers, to which other rooms may add more."""
    pack = subparsers.add_parser("pack", help="look into a directive's rules").add_subparsers(required=True)
    check = pack.add_parser("check", help="say what is wrong with a pack, with file and line")
    check.add_argument("pack", metavar="PACK", help="a folder, or the name of a pack that comes with Countersign")
    check.set_defaults(rules="pack check")
    covered = pack.add_parser("coverage", help="say which clause is gated, owed or for people")
    covered.add_argument("pack", metavar="PACK", nargs="?", help="as for check; the only shipped pack if left out")
    covered.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    covered.set_defaults(rules="pack coverage")
    compared = pack.add_parser("diff", help="say what differs between two packs")
    compared.add_argument("a", metavar="A")
    compared.add_argument("b", metavar="B")
    compared.set_defaults(rules="pack diff")
    directive = subparsers.add_parser("directive", help="read a directive's text").add_subparsers(required=True)
    parsed = directive.add_parser("parse", help="make a text or Markdown file into a tree of clauses")
    parsed.add_argument("file", metavar="FILE", type=Path)
    parsed.add_argument("--json", action="store_true", help="one JSON object instead of an indented tree")
    parsed.set_defaults(rules="directive parse")
    return pack, directive


def run(
    args: Namespace,
    stdout: TextIO,
    stderr: TextIO,
    *,
    packs_folder: Path,
    house_acts: Collection[str] | None = None,
    house_duties: Collection[str] | None = None,
) -> int:
    """Carry out what `args.rules` names; gives the exit status.

    `packs_folder` holds the shipped packs; the two house lists say what this version performs, for *pending*.
    """
    try:
        match args.rules:
            case "pack check":
                return _check(_folder(args.pack, packs_folder), stdout)
            case "pack coverage":
                folder = _folder(args.pack, packs_folder)
                return _coverage(folder, args.json, stdout, stderr, house_acts, house_duties)
            case "pack diff":
                return _diff(_folder(args.a, packs_folder), _folder(args.b, packs_folder), stdout)
            case "directive parse":
                return _parse(args.file, args.json, stdout)
            case other:
                raise Refusal(f"There is no command {other!r}.")
    except Refusal as refusal:
        print(refusal, file=stderr)
        return UNUSABLE
    except PackFaults as faults:
        _print_faults(faults, stderr)
        return FOUND


def _folder(given: str | None, packs_folder: Path) -> Path:
    """A pack's folder: where `given` leads, or the shipped pack of that name, or the only one there is."""
    shipped = sorted(p.name for p in packs_folder.iterdir() if p.is_dir() and not p.name.startswith(("_", ".")))
    if given is None and len(shipped) == 1:
        return packs_folder / shipped[0]
    if given is None:
        raise Refusal(f"Say which pack. There are: {', '.join(shipped)}.")
    if given in shipped:
        return packs_folder / given
    if Path(given).is_dir():
        return Path(given)
    raise Refusal(f"{given} is neither a folder nor a shipped pack. Shipped are: {', '.join(shipped)}.")


def _check(folder: Path, out: TextIO) -> int:
    try:
        pack = load(folder, try_examples=True)
    except PackFaults as faults:
        _print_faults(faults, out)
        return FOUND
    examples = sum(len(r.examples) for r in pack.requirements)
    print(
        f"{pack.name}: {len(pack.clauses)} clauses, {len(pack.requirements)} requirements with {examples} examples, "
        f"{len(pack.duties)} duties. No faults.",
        file=out,
    )
    return FINE


def _print_faults(faults: PackFaults, out: TextIO) -> None:
    for fault in faults.faults:
        print(fault, file=out)
    count = len(faults.faults)
    print(f"{count} {'fault' if count == 1 else 'faults'}.", file=out)


def _coverage(
    folder: Path,
    as_json: bool,
    stdout: TextIO,
    stderr: TextIO,
    house_acts: Collection[str] | None,
    house_duties: Collection[str] | None,
) -> int:
    status = FINE
    try:
        pack = load(folder)
    except PackFaults as faults:
        # Coverage is asked for most when a clause is still of no sort, which stops the pack from loading.
        _print_faults(faults, stderr)
        pack, status = faults.pack, FOUND
    found = coverage(pack, house_acts, house_duties)
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2), file=stdout)
    else:
        for line in _coverage_lines(found):
            print(line, file=stdout)
    return status


def _coverage_lines(found: dict[str, Any]) -> Iterator[str]:
    width = max((len(row["id"]) for row in found["clauses"]), default=0)
    for row in found["clauses"]:
        said = [*row["requirements"], *(f"duty {duty}" for duty in row["duties"])]
        if row["reason"]:
            said.append(f"for people: {row['reason']}")
        pending = " (pending)" if row["pending"] else ""
        yield f"{row['id']:<{width}}  {row['sort'] or 'NO SORT':<7}{pending}  {'; '.join(said)}".rstrip()
    totals = found["totals"]
    counts = ", ".join(f"{totals[sort]} {sort}" for sort in SORTS)
    yield (
        f"{found['pack']}@{found['version']}: {totals['clauses']} clauses: {counts}, {totals['unsorted']} of no sort, "
        f"{totals['pending']} pending"
    )


def _diff(a: Path, b: Path, out: TextIO) -> int:
    before, after = load(a), load(b)
    changes = diff(before, after)
    print(f"{before.name} → {after.name}: {len(changes)} {'change' if len(changes) == 1 else 'changes'}", file=out)
    for change in changes:
        print(_change_line(change, before, after), file=out)
    return FINE


def _change_line(change: Change, before: Pack, after: Pack) -> str:
    name = f"{change.table} {change.id}"
    if change.what != "changed":
        return f"{'+' if change.what == 'added' else '-'} {name}"
    if change.table == "parameter":
        return f"~ {name}: {before.parameter[change.id]!r} → {after.parameter[change.id]!r}"
    if change.fields:
        return f"~ {name}: {', '.join(change.fields)}"
    return f"~ {name}"


def _parse(file: Path, as_json: bool, out: TextIO) -> int:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"{file} is not UTF-8 text (byte {error.start}). Save it as UTF-8 and try again.") from error
    directive = parse(text)
    if as_json:
        print(json.dumps(directive.to_json(), ensure_ascii=False, indent=2), file=out)
    else:
        for line in _directive_lines(directive):
            print(line, file=out)
    return FINE


def _directive_lines(directive: Directive) -> Iterator[str]:
    yield f"{directive.number or 'no number'}  {directive.title or 'no title'}"
    yield f"effective {directive.effective or 'not stated'}, supersedes {directive.supersedes or 'not stated'}"
    for label, values in (("authority", directive.authority), ("standards", directive.standards)):
        if values:
            yield f"{label}: {', '.join(values)}"
    for name, value in directive.header.items():
        yield f"{name}: {value}"
    for clause in directive.clauses:
        yield from _clause_lines(clause, 0)
    for definition in directive.definitions:
        yield f"{definition.term}: {definition.text}"
    for doubt in directive.doubts:
        yield f"? line {doubt.line}: {doubt.why}: {doubt.text}"
    labelled = sum(clause.label is not None for clause in directive.walk())
    yield f"{labelled} clauses, {len(directive.definitions)} definitions, {len(directive.doubts)} doubts"


def _clause_lines(clause: Clause, depth: int) -> Iterator[str]:
    said = " ".join(part for part in (clause.label and f"{clause.label}.", clause.heading, clause.text) if part)
    yield f"{'  ' * depth}{' '.join(said.split())}"
    for child in clause.children:
        yield from _clause_lines(child, depth + 1)
