"""What the README and the docs tell a reader to type works as written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

pytestmark = pytest.mark.docs


def blocks() -> list[tuple[str, list[str]]]:
    """Every console block with the commands in it, by where it stands."""
    found = []
    for page in PAGES:
        for number, block in enumerate(BLOCK.findall(page.read_text()), 1):
            commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
            found.append((f"{page.relative_to(ROOT)} block {number}", commands))
    return found


@pytest.mark.parametrize("where, commands", blocks(), ids=[where for where, _ in blocks()])
def test_the_commands_of_a_block_work_one_after_another(where, commands, tmp_path):
    """`make` targets run the tests or serve until stopped: they must exist, and the other checks run what they run."""
    assert commands, f"{where} has no command"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("COUNTERSIGN_", "DJANGO_", "DATABASE_URL"))},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    for command in commands:
        first, *rest = command.split()
        if first == "make":
            assert rest[0] in TARGETS, command
        elif first not in ("git", "cd"):
            done = subprocess.run(
                command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_readme_shows_its_two_commands():
    commands = [c for where, found in blocks() if where.startswith("README") for c in found]

    assert {"make demo", "make test"} <= set(commands)
