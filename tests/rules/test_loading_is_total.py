"""Whatever stands in a pack's files, loading gives a pack or its faults: it never breaks off."""

import json
import os
import random
import shutil
import tomllib
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.rules.loading import PackFaults, load

COUNT = 3_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 60
SMALL = Path(__file__).parent / "data" / "small"
FILES = sorted(p.relative_to(SMALL).as_posix() for p in SMALL.rglob("*.toml"))
VALUES = [
    0, -1, 2.5, True, "", " ", "x", "$people", "unknown", "null", "{missing}", [], [1], ["x", "x"], {}, {"en": "x"},
    {"x": {"y": [{}]}}, [{}], [[]], date(2026, 1, 1), datetime(2026, 1, 1),
]  # fmt: skip


def as_toml(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def places(value, path=()):
    """The path of everything inside plain data."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield (*path, key)
        yield from places(inner, (*path, key))


def spoiled(data, chance):
    for _ in range(chance.choice([1, 1, 2, 4])):
        every = list(places(data))
        if not every:
            return
        *way, last = chance.choice(every)
        target = data
        for key in way:
            target = target[key]
        if chance.random() < 0.25:
            del target[last]
        else:
            target[last] = deepcopy(chance.choice(VALUES))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return shutil.copytree(SMALL, tmp_path_factory.mktemp("packs") / "small")


@settings(max_examples=COUNT, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_pack_with_anything_anywhere_loads_or_is_refused_with_faults(folder, seed):
    chance = random.Random(seed)
    name = chance.choice(FILES)
    original = (SMALL / name).read_text(encoding="utf-8")
    data = tomllib.loads(original)
    spoiled(data, chance)
    text = "".join(f"{json.dumps(key)} = {as_toml(value)}\n" for key, value in data.items())
    (folder / name).write_text(text, encoding="utf-8")
    try:
        load(folder, try_examples=True)
    except PackFaults as refused:
        assert refused.faults
        for fault in refused.faults:
            assert fault.what and fault.remedy
            assert 1 <= fault.line <= max(1, len((folder / fault.file).read_text(encoding="utf-8").splitlines()))
    finally:
        (folder / name).write_text(original, encoding="utf-8")


def test_a_folder_in_the_place_of_a_file_is_a_fault(copy_of_small):
    (copy_of_small / "notes.toml").unlink()
    (copy_of_small / "notes.toml").mkdir()
    with pytest.raises(PackFaults) as refused:
        load(copy_of_small)
    assert refused.value.faults[0].what == "This file cannot be read: Is a directory."
