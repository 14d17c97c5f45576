"""The server that the tests borrow comes and goes with one command."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "with_postgres.py"
ASK = """
import os, sys, psycopg
print(os.environ["DATABASE_URL"])
print(psycopg.connect(os.environ["DATABASE_URL"]).execute("show server_version_num").fetchone()[0])
sys.exit(7)
"""


def test_the_command_gets_a_server_its_status_comes_back_and_nothing_is_left():
    done = subprocess.run(
        [sys.executable, SCRIPT, sys.executable, "-c", ASK], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 7, done.stderr
    url, version = done.stdout.split()
    assert int(version) >= 160000
    (socket_folder,) = parse_qs(urlsplit(url).query)["host"]
    assert not Path(socket_folder).exists()
