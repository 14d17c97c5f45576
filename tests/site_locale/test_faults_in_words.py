"""What is wrong in what somebody entered is told in their language; logs and errors keep to English."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import trans_real

import countersign
from countersign.accounts import acts
from countersign.gate.act import Malformed
from countersign.people.web.doing import obstacle_of

PACKAGE = Path(countersign.__path__[0])
AT_A_TERMINAL = ("people/acts/install.py", "site/", "rules/", "ledger/", "screening/", "connectors/")
"""What speaks to whoever sits at the machine, or to programs."""


def messages(node: ast.expr) -> Iterator[ast.expr]:
    """The texts that an expression may come to."""
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    ):
        yield node
    elif isinstance(node, ast.IfExp):
        yield from messages(node.body)
        yield from messages(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from messages(value)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "next":
        for value in node.args:
            yield from messages(value.elt if isinstance(value, ast.GeneratorExp) else value)


def said(tree: ast.AST) -> Iterator[ast.expr]:
    """Every text that becomes a fault: given to `Malformed` or `faults`, or returned by what looks for one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in (
            "Malformed", "faults",
        ):  # fmt: skip
            for keyword in node.keywords:
                values = keyword.value.values if isinstance(keyword.value, ast.Dict) else [keyword.value]
                for value in values:
                    yield from messages(value)
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("fault"):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and inner.value is not None:
                    yield from messages(inner.value)


def test_no_fault_is_told_in_english_alone():
    bare = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not str(path.relative_to(PACKAGE)).startswith(AT_A_TERMINAL)
        for node in said(ast.parse(path.read_text("utf-8")))
    ]
    assert bare == []


def test_the_search_finds_one_when_it_is_there():
    for code in (
        "raise Malformed(x='no')", "given.faults(x=None if a else 'no')", "faults(**{f: 'no'})",
        "def line_fault(v):\n    return f'no {v}' if v else None", "Malformed(x=next(('no' for a in b), None))",
    ):  # fmt: skip
        assert len(list(said(ast.parse(code)))) == 1, code
    assert list(said(ast.parse("raise Malformed(x=_('no'))"))) == []


def fault() -> Malformed:
    """A fault with a filled sentence, found while nobody knows who will read it."""
    try:
        acts.CloseAccount("1", "x" * 4001).check()
    except Malformed as error:
        return error
    raise AssertionError("that much is too much")


def test_the_reader_chooses_the_language_and_the_error_speaks_english(monkeypatch):
    catalog = trans_real.translation("es")._catalog
    monkeypatch.setitem(catalog._catalogs[0], "at most {most} characters", "{most} caracteres como máximo")
    with translation.override("es"):
        error = fault()
    assert str(error) == "reason: at most 4000 characters"
    assert isinstance(error.faults["reason"], Promise)
    with translation.override("en"):
        assert str(obstacle_of(error).faults["reason"]) == "at most 4000 characters"
    with translation.override("es"):
        assert str(obstacle_of(error).faults["reason"]) == "4000 caracteres como máximo"
