from __future__ import annotations

import shutil
import threading

import pytest
from ledger_rows import SIGNER, Rows

from countersign.ledger import leaf
from countersign.ledger.leaf import LeafError
from countersign.ledger.notes import COSIGNATURE, Signer, add_line, open_note
from countersign.ledger.publish import PublishError, publish
from countersign.ledger.verify import verify_directory


def test_a_log_grows_by_writing_only_what_is_new(tmp_path, files):
    rows = Rows(300)
    first = publish(tmp_path, rows, SIGNER)
    assert (first.previous_size, first.size) == (0, 300)
    before = files(tmp_path)
    assert set(before) == {
        ".lock",
        "checkpoint",
        "vkey",
        "tile/entries/000",
        "tile/entries/001.p/44",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
    }
    untouched = (tmp_path / "tile/0/000").stat().st_mtime_ns
    second = publish(tmp_path, rows.add(10), SIGNER)
    assert (second.previous_size, second.size, second.files_written) == (300, 310, 3)
    after = files(tmp_path)
    assert set(after) - set(before) == {"tile/entries/001.p/54", "tile/0/001.p/54"}
    assert {name for name in before if before[name] != after[name]} == {"checkpoint"}
    assert (tmp_path / "tile/0/000").stat().st_mtime_ns == untouched
    assert verify_directory(tmp_path, old=[before["checkpoint"]]).ok


def test_only_the_last_bundle_is_asked_for_again(tmp_path):
    rows = Rows(1000)
    publish(tmp_path, rows, SIGNER)
    asked = []
    entries = rows.entries
    rows.entries = lambda start, end: asked.append((start, end)) or entries(start, end)
    publish(tmp_path, rows.add(5), SIGNER)
    assert set(asked) == {(768, 1005)}


def test_partial_tiles_stay_until_the_full_one_replaces_them(tmp_path, files):
    rows = Rows(3)
    for more in (4, 100, 100):
        publish(tmp_path, rows, SIGNER)
        rows.add(more)
    kept = {name for name in files(tmp_path) if name.startswith("tile/0/000")}
    assert kept == {"tile/0/000.p/3", "tile/0/000.p/7", "tile/0/000.p/107"}
    publish(tmp_path, rows.add(100), SIGNER)
    assert {name for name in files(tmp_path) if name.startswith("tile/0/000")} == {"tile/0/000"}
    assert verify_directory(tmp_path).ok


def test_the_way_a_log_grew_does_not_show_in_its_full_tiles(tmp_path, files):
    rows = Rows(0)
    for more in (0, 1, 254, 1, 1, 255, 256, 0, 7):
        report = publish(tmp_path / "slowly", rows.add(more), SIGNER)
        assert report.size == len(rows.rows)
        assert verify_directory(tmp_path / "slowly").ok
    publish(tmp_path / "at once", rows, SIGNER)
    slowly, at_once = files(tmp_path / "slowly"), files(tmp_path / "at once")
    assert at_once.items() <= slowly.items()


def test_an_empty_log_can_be_published(tmp_path):
    publish(tmp_path, Rows(0), SIGNER)
    report = verify_directory(tmp_path)
    assert (report.ok, report.size, report.rows) == (True, 0, 0)
    publish(tmp_path, Rows(1), SIGNER)
    assert verify_directory(tmp_path).size == 1


def test_a_history_changed_before_the_last_bundle_is_not_signed(tmp_path, files):
    rows = Rows(1000)
    publish(tmp_path, rows, SIGNER)
    before = files(tmp_path)
    with pytest.raises(PublishError, match="history was changed"):
        publish(tmp_path, rows.rewritten(3).add(300), SIGNER)
    assert files(tmp_path) == before
    assert publish(tmp_path, rows.add(300), SIGNER).size == 1300
    assert verify_directory(tmp_path).ok


@pytest.mark.parametrize("more", [0, 1, 300])
def test_a_history_changed_in_the_last_bundle_is_not_signed(tmp_path, files, more):
    rows = Rows(1000)
    publish(tmp_path, rows, SIGNER)
    before = files(tmp_path)
    with pytest.raises(PublishError, match="first 1000 rows are no longer those that were published"):
        publish(tmp_path, rows.rewritten(990).add(more), SIGNER)
    assert files(tmp_path) == before


def test_fewer_rows_than_were_published_are_not_signed(tmp_path, files):
    rows = Rows(400)
    publish(tmp_path, rows, SIGNER)
    before = files(tmp_path)
    with pytest.raises(PublishError, match="400 rows are published but only 399 are left"):
        publish(tmp_path, rows.first(399), SIGNER)
    assert files(tmp_path) == before


def test_a_head_that_does_not_follow_from_its_rows_is_not_signed(tmp_path, files):
    rows, other = Rows(20), Rows(20, seed=2)
    rows.head = other.head
    with pytest.raises(PublishError, match="do not lead to the head"):
        publish(tmp_path, rows, SIGNER)
    assert set(files(tmp_path)) == {".lock"}


def test_tiles_and_rows_changed_together_do_not_pass_the_signed_root(tmp_path):
    rows, key = Rows(512), SIGNER
    publish(tmp_path / "true", rows, key)
    forged = rows.rewritten(3)
    publish(tmp_path / "forged", forged, key)
    shutil.copy(tmp_path / "true/checkpoint", tmp_path / "forged/checkpoint")
    for more in (0, 1):
        with pytest.raises(PublishError, match="first 512 rows are no longer those"):
            publish(tmp_path / "forged", forged.add(more), key)


def test_a_tile_is_not_written_over_even_where_no_checkpoint_covers_it(tmp_path, files):
    rows = Rows(300)
    publish(tmp_path, rows, SIGNER)
    (tmp_path / "checkpoint").unlink()
    before = files(tmp_path)
    with pytest.raises(PublishError, match="tile/entries/000 is published with other content"):
        publish(tmp_path, rows.rewritten(3), SIGNER)
    assert files(tmp_path) == before
    assert publish(tmp_path, rows, SIGNER).files_written == 1


def test_what_a_killed_run_was_writing_is_cleared_away_even_without_news(tmp_path, files):
    publish(tmp_path, Rows(5), SIGNER)
    before = files(tmp_path)
    (tmp_path / ".writing").write_bytes(b"half a ti")
    assert verify_directory(tmp_path).ok
    publish(tmp_path, Rows(5), SIGNER)
    assert files(tmp_path) == before


def test_rows_that_are_missing_doubled_or_not_leaves_are_not_published(tmp_path, files):
    rows = Rows(20)
    all_rows = [rows.leaf(n) for n in range(20)]
    for number, (given, error, said) in enumerate(
        [
            (all_rows[:-1], PublishError, "they end at 19"),
            ([*all_rows, leaf.leaf_bytes(20, bytes(32))], PublishError, "they end at 21"),
            (all_rows[:5] + all_rows[6:], PublishError, "row 6 came where row 5"),
            (all_rows[:5] + all_rows[4:], PublishError, "row 4 came where row 5"),
            ([*all_rows[:5], b'{"body":"a name"}', *all_rows[6:]], LeafError, "not a leaf"),
        ]
    ):
        rows.entries = lambda start, end, given=given: iter(given)
        with pytest.raises(error, match=said):
            publish(tmp_path / str(number), rows, SIGNER)
        assert set(files(tmp_path / str(number))) == {".lock"}


def test_a_directory_of_another_key_is_left_alone(tmp_path, files):
    publish(tmp_path, Rows(5), SIGNER)
    before = files(tmp_path)
    with pytest.raises(PublishError, match="cannot be trusted: no trusted key"):
        publish(tmp_path, Rows(6), Signer.generate(SIGNER.name))
    (tmp_path / "checkpoint").unlink()
    with pytest.raises(PublishError, match="belongs to another key"):
        publish(tmp_path, Rows(6), Signer.generate(SIGNER.name))
    (tmp_path / "checkpoint").write_bytes(before["checkpoint"])
    assert files(tmp_path) == before


@pytest.mark.parametrize("damaged", ["tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1", "checkpoint"])
def test_nothing_is_built_on_a_damaged_log(tmp_path, damaged):
    rows = Rows(300)
    publish(tmp_path, rows, SIGNER)
    data = bytearray((tmp_path / damaged).read_bytes())
    data[-5] ^= 1
    (tmp_path / damaged).write_bytes(data)
    with pytest.raises(PublishError):
        publish(tmp_path, rows, SIGNER)
    assert (tmp_path / damaged).read_bytes() == data


def test_a_lost_tile_of_the_last_bundle_is_written_again(tmp_path, files):
    rows = Rows(300)
    publish(tmp_path, rows, SIGNER)
    before = files(tmp_path)
    for name in ("tile/0/001.p/44", "tile/entries/001.p/44", "vkey"):
        (tmp_path / name).unlink()
    publish(tmp_path, rows, SIGNER)
    assert files(tmp_path) == before
    (tmp_path / "tile/1/000.p/1").unlink()
    with pytest.raises(PublishError, match="damaged"):
        publish(tmp_path, rows, SIGNER)


def test_a_witnesss_signature_outlives_a_run_without_news(tmp_path):
    rows, witness = Rows(9), Signer.generate("witness.example", COSIGNATURE)
    note = publish(tmp_path, rows, SIGNER).checkpoint
    signed = add_line(note, witness.line(open_note(note, [SIGNER.verifier]).text, at_s=5))
    (tmp_path / "checkpoint").write_bytes(signed)
    assert publish(tmp_path, rows, SIGNER).checkpoint == signed
    report = verify_directory(tmp_path)
    assert report.ok
    assert "witness.example was not checked" in "\n".join(report.remarks)
    assert "not checked" not in "\n".join(verify_directory(tmp_path, witnesses=[witness.verifier]).remarks)


def test_a_second_publisher_waits_and_then_sees_the_newest_head(tmp_path):
    rows, done = Rows(10), []
    second = threading.Thread(target=lambda: done.append(publish(tmp_path, rows, SIGNER)))

    def step(name: str) -> None:
        if name == "before checkpoint":
            rows.add(5)
            second.start()
            second.join(timeout=0.2)
            assert not done

    assert publish(tmp_path, rows, SIGNER, step=step).size == 10
    second.join()
    assert [(p.previous_size, p.size) for p in done] == [(10, 15)]
    assert verify_directory(tmp_path).ok
