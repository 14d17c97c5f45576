"""The story and the demonstration, as a stranger starts them: in an empty directory, by the installed command."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.early

COUNTERSIGN = str(Path(sys.executable).with_name("countersign"))
OFFICIAL = Path(
    os.environ.get("COUNTERSIGN_DIRECTIVE")
    or Path(__file__).resolve().parents[3] / "shared" / "directive" / "01.02.400.txt"
)
MUST_REFUSE = {
    "one signature only": "Ana opens it on one signature only",
    "the same person twice through a delegation": "Mia signs it for the Director as well",
    "an expired authorization": "Sam's post falls due and is held",
    "a character changed after signing": "Lee schedules what nobody signed",
    "an unapproved platform": "June applies on a platform nobody approved",
    "someone's own post": "Mia signs her own post for the PIO",
}


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("COUNTERSIGN_", "DATABASE_URL", "DJANGO_"))}
    return subprocess.run(
        [COUNTERSIGN, *arguments], cwd=folder, env=clean, capture_output=True, text=True, timeout=240, check=False
    )


def test_the_story_is_told_from_the_packs_own_summary(tmp_path):
    told = run(tmp_path, "demo", "--story")

    assert told.returncode == 0, told.stdout + told.stderr
    refused = [line for line in told.stdout.splitlines() if re.match(r"\s+refused", line)]
    for what, words in MUST_REFUSE.items():
        assert any(words in line for line in refused), f"{what} was not refused:\n{told.stdout}"
    assert "read back: same" in told.stdout
    assert "The log is whole." in told.stdout

    published = run(tmp_path, "log", "publish", "out")
    assert published.returncode == 0, published.stderr
    verified = run(tmp_path, "log", "verify", "out")
    assert verified.returncode == 0, verified.stdout
    assert run(tmp_path, "decisions", "replay").returncode == 0


def test_the_story_is_told_from_the_official_text(tmp_path):
    if not OFFICIAL.exists() and os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip("the official text is not here")
    told = run(tmp_path, "demo", "--story", "--directive", str(OFFICIAL))

    assert told.returncode == 0, told.stdout + told.stderr
    assert f"read from {OFFICIAL}" in told.stdout


def test_a_place_that_holds_something_else_is_refused_and_left_alone(tmp_path):
    mine = tmp_path / "countersign-data" / "countersign.sqlite3"
    mine.parent.mkdir()
    mine.write_bytes(b"somebody's data")

    told = run(tmp_path, "demo", "--story")

    assert told.returncode == 2
    assert "holds something else" in told.stderr
    assert mine.read_bytes() == b"somebody's data"
