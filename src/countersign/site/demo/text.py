"""A directive's text made from a pack's own short words, for a demonstration without the agency's official text."""

from __future__ import annotations

from countersign.rules.pack import Clause, Pack


def summary(pack: Pack) -> str:
    """The pack's clauses and definitions as a text in the layout of a directive, which the parser reads back."""
    lines = [
        f"Number: {pack.number}\tTitle: {pack.directive_title.en}\tEffective: {pack.effective:%-m/%-d/%Y}",
        "",
    ]
    defining = {d.id.rpartition(".")[0] for d in pack.definitions}
    for clause in pack.clauses:
        lines += [_line(clause, pack), ""]
        if clause.id in defining:
            for definition in pack.definitions:
                if definition.id.rpartition(".")[0] == clause.id:
                    lines += [f"{definition.term.en} – {definition.words.en}", ""]
    return "\n".join(lines)


def _line(clause: Clause, pack: Pack) -> str:
    label = clause.id.rpartition(".")[2]
    heading = pack.parts_of(clause.id) and clause.kind == "heading"
    words = clause.words.en.rstrip(".") if heading else clause.words.en
    return f"{label}. {words}"
