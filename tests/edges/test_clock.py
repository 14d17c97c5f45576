"""One module reads the clock; everything else is told the time."""

import ast

THE_CLOCK = "gate/clock.py"
# Where else, and why. An entry that nothing needs any longer fails the test.
ALSO = {"practice/clock.py": "it stands for somebody else's server, which has a clock of its own"}

READS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "timezone": {"now", "localtime", "localdate"},
    "time": {"time", "time_ns", "ctime", "localtime", "gmtime", "strftime"},
    "functions": {"Now"},
    "uuid": {"uuid1", "uuid7"},
}
# Given a time, these only convert it.
CONVERT = {"localtime", "localdate", "ctime", "gmtime"}
FROM = {
    "django.utils.timezone": READS["timezone"],
    "time": READS["time"],
    "django.db.models.functions": READS["functions"],
    "uuid": READS["uuid"],
}
FIELD_OPTIONS = {"auto_now", "auto_now_add"}


def readings(tree: ast.Module) -> list[int]:
    """The lines on which the clock is read, or handed on as a function that reads it."""
    given = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args}
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not (node.attr in CONVERT and id(node) in given):
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if node.attr in READS.get(owner, ()):
                lines.append(node.lineno)
        elif isinstance(node, ast.ImportFrom):
            if {alias.name for alias in node.names} & FROM.get(node.module or "", set()):
                lines.append(node.lineno)
        elif isinstance(node, ast.keyword) and node.arg in FIELD_OPTIONS:
            lines.append(node.value.lineno)
    return sorted(lines)


def test_every_way_to_read_the_clock_is_recognised():
    ways = """
datetime.now(UTC)
datetime.datetime.utcnow()
date.today()
timezone.now()
time.time()
models.DateTimeField(default=timezone.now)
models.DateTimeField(auto_now_add=True)
from django.utils.timezone import now
from time import time_ns
timezone.localtime()
"""
    assert readings(ast.parse(ways)) == list(range(2, 12))
    assert readings(ast.parse("time.monotonic(); at.time(); clock.now(); timezone.localtime(at)")) == []


def test_time_is_read_in_one_place(house):
    read = {name: lines for name, tree in house.modules() if (lines := readings(tree))}
    elsewhere = {name: lines for name, lines in read.items() if name != THE_CLOCK and name not in ALSO}
    assert elsewhere == {}
    assert set(ALSO) <= set(read)
