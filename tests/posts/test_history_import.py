"""An account's history from its platform's archive: tried, taken over once, as one row of the ledger."""

import hashlib
import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.files.storage import storages

import cast as stage
import databases
from connectors.archives import made
from countersign import cli
from countersign.connectors import archives
from countersign.evidence import store
from countersign.evidence.models import Capture, Content
from countersign.gate import clock, packs
from countersign.gate.act import Malformed, NotYours
from countersign.gate.canonical import commit
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.posts.acts import ImportHistory
from countersign.posts.history import jobs, trying
from countersign.posts.history.models import HistoryItem, HistoryRun
from posts import history_stories as history
from posts import post_stories as stories

pytestmark = pytest.mark.storage
LONG = os.environ.get("COUNTERSIGN_LONG") == "1"


@pytest.fixture
def account(house) -> str:
    return history.account_on(house)


def imported() -> int:
    return Capture.objects.filter(how="archive").count()


def test_an_archive_is_tried_and_then_taken_over_as_one_row(house, account, tmp_path):
    archive = made.x(tmp_path, 30)
    digest = hashlib.sha256(archive.path.read_bytes()).hexdigest()
    run = history.tried(house, account, archive)
    assert (run.state, run.kind, run.read, run.fresh, run.known, run.faulty) == ("tried", "x", 30, 30, 0, 0)
    assert imported() == 0
    assert not list(trying.folder().rglob("*.zip")), "the file is not kept, only its hash"

    done = stage.do(ImportHistory.of(run), house.ana)

    row = LedgerBody.objects.get(seq=done.seq)
    body = json.loads(bytes(row.body))
    assert (body["act"], body["subject"]["id"]) == ("import_items", account)
    assert body["fields"]["archive"] == digest
    assert body["commitments"] == {"manifest": run.manifest}
    assert imported() == 30 == Capture.objects.filter(seq=done.seq, account=account).count()
    assert HistoryRun.objects.get().state == "taken"
    said = {c.neutral["content"] for c in Capture.objects.all() if c.how == "archive"}
    assert all(any(made.text(n) in s for s in said) for n in range(30))


def test_every_item_can_be_proved_alone_and_all_of_them_by_the_row(house, account, tmp_path):
    run = history.tried(house, account, made.x(tmp_path, 12))
    stage.do(ImportHistory.of(run), house.ana)
    manifest = json.loads(store.get(run.manifest))
    (piece,) = manifest["pieces"]
    items = list(HistoryItem.objects.filter(run=run).order_by("pk"))
    whole = store.get(piece["piece"])
    for item in items:
        raw = whole[item.begins : item.begins + item.size_bytes]
        assert json.loads(raw)["tweet"]["id_str"] == item.remote_id
        assert commit(bytes(item.salt), raw) == item.commitment
        assert Capture.objects.get(remote_id=item.remote_id).raw_id == piece["piece"]
    assert piece["index"] == hashlib.sha256(b"".join(bytes.fromhex(i.commitment) for i in items)).hexdigest()
    assert manifest["archive"]["sha256"] == run.sha256


def test_the_same_archive_again_adds_nothing_and_a_later_one_only_what_is_new(house, account, tmp_path):
    stage.do(ImportHistory.of(history.tried(house, account, made.x(tmp_path, 20))), house.ana)
    again = history.tried(house, account, made.x(tmp_path, 20))
    assert (again.fresh, again.known) == (0, 20)
    with pytest.raises(Malformed):
        perform(ImportHistory.of(again), by=house.ana)
    later = history.tried(house, account, made.x(tmp_path, 26))
    assert (later.fresh, later.known) == (6, 20)
    stage.do(ImportHistory.of(later), house.ana)
    assert imported() == 26


def test_of_two_that_were_tried_at_once_only_one_is_taken_over(house, account, tmp_path):
    one, two = (history.tried(house, account, made.x(tmp_path, 10)) for _ in range(2))
    stage.do(ImportHistory.of(one), house.ana)
    with pytest.raises(Malformed, match="meanwhile"):
        perform(ImportHistory.of(two), by=house.ana)
    with pytest.raises(Malformed):
        perform(ImportHistory.of(one), by=house.ana)
    assert imported() == 10


def test_who_may_not_import_imports_nothing(house, account, tmp_path):
    run = history.tried(house, account, made.x(tmp_path, 5))
    for by in (house.lee, house.people.mia, house.cora, house.people.sam):
        with pytest.raises(NotYours):
            perform(ImportHistory.of(run), by=by)
    assert imported() == 0


def test_an_application_has_no_history_here_and_another_platforms_archive_is_not_its(house, account, tmp_path):
    run = history.tried(house, account, made.reddit(tmp_path, 5))
    assert (run.state, run.why_values) == ("refused", {"kind": "reddit", "platform": "x"})
    from accounts import account_stories as accounts

    applied = accounts.applied(house.people, platform="x", handle="HillTwo", url="https://x.com/HillTwo")
    run = history.tried(house, applied, made.x(tmp_path, 5))
    with pytest.raises(Malformed, match="never was"):
        perform(ImportHistory.of(run), by=house.ana)
    assert imported() == 0


def test_what_was_kept_and_is_damaged_is_refused_by_clause(house, account, tmp_path):
    run = history.tried(house, account, made.x(tmp_path, 5))
    with storages["evidence"].open(store.place(run.manifest), "wb") as file:
        file.write(b"something else")
    done = perform(ImportHistory.of(run), by=house.ana)
    assert not done.allowed
    assert [d.requirement for d in done.decision.determining] == ["round_captured"]
    assert imported() == 0


def test_a_hostile_archive_is_refused_whole_and_leaves_nothing(house, account, tmp_path):
    before = Content.objects.count()
    posts = [made.tweet(n) for n in range(5000)]
    bad = {"data/tweets.js": made.script("tweets", posts) + b";fetch('//evil')"}
    run = history.tried(house, account, made.Made(made.zipped(tmp_path / "bad.zip", bad), archives.Kind.X, 0))
    assert run.state == "refused"
    assert run.why == "A script follows the data."
    assert HistoryItem.objects.count() == 0
    assert Content.objects.count() == before
    assert not list(trying.folder().rglob("*.zip"))


def test_what_the_archive_leaves_open_is_asked_and_the_answer_goes_on(house, tmp_path):
    account = history.account_on(house, "whatsapp")
    archive = made.whatsapp(tmp_path, 9)
    run = history.brought(house, account, archive)
    stories.work("history")
    run.refresh_from_db()
    assert run.state == "asking"
    assert [q["key"] for q in run.questions] == ["date_order", "zone", "own"]
    jobs.answer(run, archive.answers)
    stories.work("history")
    run.refresh_from_db()
    assert (run.state, run.fresh, run.questions) == ("tried", 9, [])
    stage.do(ImportHistory.of(run), house.ana)
    assert {c.neutral.get("attributedTo", {}).get("name") for c in Capture.objects.filter(how="archive")} == {
        "Hill DOC",
        None,
    }


def test_throwing_it_away_leaves_no_bytes(house, account, tmp_path):
    before = Content.objects.count()
    run = history.tried(house, account, made.x(tmp_path, 5))
    piece = HistoryItem.objects.first().piece_id
    assert trying.discard(run)
    assert HistoryItem.objects.count() == 0
    assert Content.objects.count() == before + 1, "the manifest, which holds no words"
    assert not storages["evidence"].exists(store.place(piece))
    with pytest.raises(Malformed):
        perform(ImportHistory.of(run), by=house.ana)


def test_what_was_taken_over_cannot_be_thrown_away(house, account, tmp_path):
    run = history.tried(house, account, made.x(tmp_path, 5))
    stage.do(ImportHistory.of(run), house.ana)
    assert not trying.discard(run)
    assert imported() == 5


def test_a_worker_that_lost_its_lease_writes_nothing_more(house, account, tmp_path, monkeypatch):
    monkeypatch.setattr("countersign.posts.history.reading.BATCH_ITEMS", 10)
    run = history.brought(house, account, made.x(tmp_path, 60))
    assert jobs.due(clock.now(), 5) == [str(run.pk)]
    assert jobs.due(clock.now(), 5) == [], "one worker at a time"
    keep, batches = trying._keep, []

    def overtaken(mine, batch, tally):
        batches.append(len(batch))
        if len(batches) == 3:
            HistoryRun.objects.filter(pk=run.pk).update(tries=7)
        return keep(mine, batch, tally)

    monkeypatch.setattr(trying, "_keep", overtaken)
    jobs.read(str(run.pk))
    assert len(batches) == 3
    assert HistoryItem.objects.count() == 20
    # The next worker throws that away and begins again.
    monkeypatch.setattr(trying, "_keep", keep)
    HistoryRun.objects.update(tries=1)
    jobs.read(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.fresh, HistoryItem.objects.count()) == ("tried", 60, 60)


def command(capsys, *arguments) -> tuple[int, str]:
    """The command in this process: its status and all that it said."""
    status = cli.main(["import", "x", *map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_the_command_tries_without_writing_takes_over_and_adds_nothing_twice(house, account, tmp_path, capsys):
    archive = made.x(tmp_path, 25).path
    status, said = command(capsys, archive, "--account", account, "--dry-run")
    assert (status, HistoryRun.objects.count(), imported()) == (0, 0, 0)
    assert "new       25" in said
    status, said = command(capsys, archive, "--account", account)
    assert (status, imported()) == (0, 25)
    assert "Taken over: 25 items" in said
    status, said = command(capsys, archive, "--account", account)
    assert (status, imported()) == (0, 25)
    assert "known     25" in said
    assert "nothing was added" in said
    assert archive.exists(), "a file that was named is not ours to take away"
    body = json.loads(bytes(LedgerBody.objects.filter(act="import_items").get().body))
    assert body["fields"]["through"] == "command"
    assert (body["by"]["person"], body["by"]["kind"]) == ("operator", "operator"), "in nobody's name but its own"


def test_the_command_can_act_in_no_employees_name(house, account, tmp_path, capsys):
    with pytest.raises(SystemExit):
        cli.main(["import", "x", str(made.x(tmp_path, 3).path), "--account", account, "--by", "1002"])
    assert "--by" in capsys.readouterr().err
    assert imported() == 0


def test_where_the_pack_does_not_leave_it_to_the_operator_somebody_entitled_takes_it_over(
    house, account, tmp_path, capsys, monkeypatch
):
    another = replace(packs.in_force(), operator=("install", "appoint"))
    with monkeypatch.context() as under:
        under.setattr(packs, "the", lambda last: another)
        status, said = command(capsys, made.x(tmp_path, 4).path, "--account", account)
    run = HistoryRun.objects.get()
    assert (status, imported(), run.state) == (0, 0, "tried")
    assert f"/history/{run.pk}/" in said
    assert "Ana" in said, "who can is named"
    tried = LedgerBody.objects.get(act="import_items")
    assert (tried.actor, tried.result) == ("operator", "refused")
    stage.do(ImportHistory.of(run), house.ana)
    assert imported() == 4


def test_the_command_says_what_it_needs_and_what_it_does_not_take(house, account, tmp_path, capsys):
    archive = made.x(tmp_path, 3).path
    evil = made.zipped(tmp_path / "evil.zip", {"data/tweets.js": made.script("tweets", [made.tweet(1)]), "../x": b"1"})
    for arguments, status, why in (
        ((archive, "--account", "77"), 2, "no account 77"),
        ((evil, "--account", account), 1, "leads out of the archive"),
        ((tmp_path, "--account", account), 1, "This is a folder"),
    ):
        assert command(capsys, *arguments)[0] == status
        assert why in command(capsys, *arguments)[1]
    chat = history.account_on(house, "whatsapp")
    status = cli.main(["import", "auto", str(made.whatsapp(tmp_path, 3).path), "--account", chat])
    assert status == 1
    assert "--date-order, --zone, --own" in capsys.readouterr().err
    assert (imported(), HistoryItem.objects.count()) == (0, 0)


@pytest.mark.parametrize("after_items", [0, 2000, 4000, 6000] if LONG else [2000])
def test_killed_in_the_middle_it_leaves_nothing_and_the_next_run_takes_all(
    house, account, database, tmp_path, capsys, counted, after_items
):
    archive = made.x(tmp_path, 6_000).path
    arguments = [sys.executable, "-m", "countersign.cli", "import", "x", str(archive), "--account", account]
    process = subprocess.Popen(
        arguments,
        env=databases.environment(database, settings.DATA),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not (HistoryRun.objects.exists() and HistoryItem.objects.count() >= after_items):
        time.sleep(0.03)
    process.kill()
    process.wait()
    rows = LedgerBody.objects.filter(act="import_items").count()
    assert imported() == rows * 6_000
    status, said = command(capsys, archive, "--account", account)
    assert status == 0, said
    assert imported() == 6_000
    counted(kills=1)


def test_an_act_that_is_cut_off_leaves_no_capture_and_no_row(house, account, tmp_path):
    from countersign.gate import points

    run = history.tried(house, account, made.x(tmp_path, 8))

    def cut(point):
        if point == "row_written":
            raise KeyboardInterrupt

    points.listen(cut)
    try:
        with pytest.raises(KeyboardInterrupt):
            perform(ImportHistory.of(run), by=house.ana)
    finally:
        points.listen(None)
    assert imported() == 0
    assert not LedgerBody.objects.filter(act="import_items").exists()
    stage.do(ImportHistory.of(run), house.ana)
    assert imported() == 8


def test_a_lost_worker_that_finds_a_fault_does_not_refuse_what_another_reads(house, account, tmp_path):
    run = history.tried(house, account, made.x(tmp_path, 5))
    HistoryRun.objects.update(state=HistoryRun.State.READING, tries=5)
    with pytest.raises(trying.Lost):
        trying.refuse(run, archives.HostileArchive("A script follows the data."))
    assert HistoryItem.objects.count() == 5
    assert HistoryRun.objects.get().state == "reading"
