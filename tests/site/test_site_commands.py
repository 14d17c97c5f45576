"""`check`, `log` and `decisions`: what they print and with which status they end."""

import shutil
from dataclasses import replace

import pytest
from django.conf import settings

import cast as stage
from countersign.gate import followers
from countersign.gate.door import perform
from countersign.gate.models import Duty, LedgerBody
from countersign.gate.wiring import house as wired
from countersign.people import acts
from countersign.site import commands, equipment
from countersign.site.wiring import WIRING
from posts import blanket_stories
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def cast(db, data) -> stage.Cast:
    return stage.everybody()


def test_check_prints_what_is_here_and_how_every_room_is_wired(command, db):
    said = command("check")
    assert said.status == 0
    for part in ("acts", "subjects", "follower", "job", "duties"):
        assert part in said.out
    assert all(act in said.out for act in wired().acts)
    assert all(f.name in said.out for f in wired().wiring.followers)
    assert all(job in said.out for job in wired().jobs)
    assert all(p.fact.fact_name in said.out for p in wired().wiring.ports)


def test_check_names_what_is_missing_what_follows_and_how_to_mend_it(command, db, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    said = command("check").out
    for program in equipment.PROGRAMS:
        assert f"missing  {program.names[0]}" in said
        assert program.without in said and program.install in said
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\n")
    (tmp_path / "ffmpeg").chmod(0o755)
    assert f"there    ffmpeg     {tmp_path}/ffmpeg" in command("check").out


def test_the_duties_in_the_wiring_are_those_that_acts_create(db, data):
    house = stories.house(stage.everybody())
    blanket_stories.confirmed(house)
    assert set(Duty.objects.values_list("duty", flat=True)) == WIRING.duties
    assert house.account


def test_the_log_is_published_step_by_step_and_verifies(command, cast, tmp_path):
    first = command("log", "publish", tmp_path / "out")
    assert first.status == 0
    assert f"{LedgerBody.objects.count()} rows published" in first.out
    shutil.copy(tmp_path / "out" / "checkpoint", tmp_path / "older")
    stage.do(acts.Hire("4001", "New Person", "full_time", cast.hill), stage.acting(cast.rita, "administrator"))
    assert "1 of them new" in command("log", "publish", tmp_path / "out").out
    assert command("log", "verify", tmp_path / "out", "--old", tmp_path / "older").status == 0
    assert command("log", "verify").status == 0


def test_a_changed_byte_in_the_published_log_is_found(command, cast, tmp_path):
    command("log", "publish", tmp_path / "out")
    (entries,) = [p for p in (tmp_path / "out" / "tile" / "entries").rglob("*") if p.is_file()]
    data = bytearray(entries.read_bytes())
    data[40] ^= 1
    entries.write_bytes(bytes(data))
    said = command("log", "verify", tmp_path / "out")
    assert said.status == 1


def test_a_log_of_another_installation_is_not_written_over(command, cast, data, tmp_path):
    command("log", "publish", tmp_path / "out")
    (data / "keys" / "log_key").unlink()
    said = command("log", "publish", tmp_path / "out")
    assert said.status == 1
    assert "Not published" in said.err


def test_every_decision_of_a_story_comes_out_again(command, db, data):
    house = stories.house(stage.everybody())
    stories.published(house)
    refused = stories.submitted(house, "His number is 536-22-8146.")
    assert not perform(stories.signing(refused), by=house.ana).allowed
    said = command("decisions", "replay")
    assert said.status == 0
    assert "decisions come out again, 0 rows were disposed of" in said.out
    assert int(said.out.split()[0]) == LedgerBody.objects.count()


def test_a_decision_that_was_written_otherwise_is_named(command, cast, monkeypatch):
    *before, last = commands.recorded()
    forged = replace(last, decision={**last.decision, "result": "refused"})
    monkeypatch.setattr(commands, "recorded", lambda: iter([*before, forged]))
    said = command("decisions", "replay")
    assert said.status == 1
    assert f"row {last.seq}" in said.out


def test_what_if_lists_what_another_pack_would_have_decided(command, db, data):
    stories.house(stage.everybody())
    same = command("decisions", "what-if", stage.PACK)
    assert (same.status, "0 otherwise" in same.out) == (0, True)

    shutil.copytree(settings.PACKS / stage.PACK, data / "stricter")
    told = data / "stricter" / "pack.toml"
    told.write_text(told.read_text().replace("longest_authorization_days = 365", "longest_authorization_days = 30", 1))
    other = command("decisions", "what-if", data / "stricter")
    assert other.status == 0
    (line,) = [line for line in other.out.splitlines() if " → " in line]
    assert "authorize: allowed → refused" in line
    assert "1 otherwise" in other.out


def test_what_if_says_when_there_is_no_such_pack(command, cast):
    assert command("decisions", "what-if", "nothing").status == 2


def test_followers_are_all_caught_up_after_a_sweep(cast):
    followers.catch_up()
    assert followers.catch_up() == 0
