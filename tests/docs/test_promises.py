"""The list of promises tells the truth about its tests."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^\| (?P<what>[^|]+) \| (?P<state>done|part: [^|]+|open) \|(?P<tests>[^|]*)\|$", re.MULTILINE)
PROMISES = list(LINE.finditer((ROOT / "docs" / "promises.md").read_text()))


def test_every_line_is_done_part_or_open():
    rows = [
        line
        for line in (ROOT / "docs" / "promises.md").read_text().splitlines()
        if line.startswith("| ") and not line.startswith(("| promise", "| ---"))
    ]

    assert PROMISES
    assert len(rows) == len(PROMISES)


def test_every_done_line_names_a_test_that_is_there():
    missing = []
    for promise in PROMISES:
        named = re.findall(r"`(tests/[^`]+)`", promise["tests"])
        if promise["state"] == "done" and not named:
            missing.append(f"{promise['what']}: no test")
        for one in named:
            file, _, function = one.partition("::")
            path = ROOT / file
            if not path.exists():
                missing.append(f"{promise['what']}: {file}")
            elif function and f"def {function}(" not in path.read_text():
                missing.append(f"{promise['what']}: {one}")

    assert missing == []
