"""A directive's published text as data: clauses, definitions, header, and what a person should look at."""

from countersign.rules.text.check import WordReport, account_for
from countersign.rules.text.compare import (
    ClauseChange,
    Comparison,
    DefinitionChange,
    Diff,
    HeaderChange,
    Pair,
    compare,
    diff,
)
from countersign.rules.text.model import Clause, Definition, Directive, Doubt, HeaderField, Source
from countersign.rules.text.parser import parse

__all__ = [
    "Clause",
    "ClauseChange",
    "Comparison",
    "Definition",
    "DefinitionChange",
    "Diff",
    "Directive",
    "Doubt",
    "HeaderChange",
    "HeaderField",
    "Pair",
    "Source",
    "WordReport",
    "account_for",
    "compare",
    "diff",
    "parse",
]
