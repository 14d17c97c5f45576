from __future__ import annotations

import random
import shutil

import pytest
from ledger_rows import SIGNER, Rows

from countersign.ledger import leaf, tree
from countersign.ledger.checkpoint import sign_checkpoint
from countersign.ledger.notes import Signer
from countersign.ledger.publish import publish
from countersign.ledger.report import MAX_FAULTS
from countersign.ledger.tiles import TileBuilder
from countersign.ledger.verify import verify_directory

SIZES = (3, 200, 300, 700)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A log that grew in four runs, so that older partial tiles lie beside the newest."""
    directory = tmp_path_factory.mktemp("log")
    rows, old = Rows(), {}
    for size in SIZES:
        old[size] = publish(directory, rows.add(size - len(rows.rows)), SIGNER).checkpoint
    return directory, rows, old


@pytest.fixture
def log(published, tmp_path):
    directory = tmp_path / "log"
    shutil.copytree(published[0], directory)
    return directory


def where(report) -> list[str]:
    return [fault.where for fault in report.faults]


def test_a_whole_log_is_found_whole_against_all_older_checkpoints(published):
    directory, rows, old = published
    report = verify_directory(directory, vkey=SIGNER.verifier.vkey, old=list(old.values()))
    assert report.ok
    assert report.remarks == []
    assert (report.size, report.rows, report.older_checkpoints) == (700, 700, 4)
    assert report.root == rows.frontier.root()
    assert report.lines()[0] == "The log is whole."
    assert "compare it with one from elsewhere" in verify_directory(directory).remarks[0]


def test_one_changed_byte_anywhere_is_found(log, files, how_many, say):
    names = sorted(name for name in files(log) if name != ".lock")
    assert {"checkpoint", "vkey", "tile/1/000.p/1", "tile/0/002.p/188", "tile/entries/001"} <= set(names)
    pick, found = random.Random(17), 0
    count = how_many(60, 1000, "changed_bytes", 17)
    for case in range(count):
        name = names[case % len(names)]
        original = (log / name).read_bytes()
        at, change = pick.randrange(len(original)), pick.randrange(1, 256)
        (log / name).write_bytes(original[:at] + bytes([original[at] ^ change]) + original[at + 1 :])
        report = verify_directory(log)
        found += not report.ok
        assert not report.ok, f"{name}, byte {at} changed by {change}"
        (log / name).write_bytes(original)
    assert verify_directory(log).ok
    say(f"{found} of {count} single-byte changes found, in all {len(names)} files")


def test_a_byte_too_many_or_too_few_is_found_in_every_file(log, files):
    for name, original in files(log).items():
        if name == ".lock":
            continue
        for changed in (original + b"\n", original[:-1], b""):
            (log / name).write_bytes(changed)
            assert not verify_directory(log).ok, name
        (log / name).write_bytes(original)
    assert verify_directory(log).ok


def test_a_fault_names_the_file_it_is_in(log):
    entries = log / "tile/entries/001"
    entries.write_bytes(entries.read_bytes().replace(b'"seq":300', b'"seq":301'))
    report = verify_directory(log)
    assert [str(f) for f in report.faults] == [
        "tile/entries/001: row 300 is numbered 301",
        "tile/0/001: hash 300 is not that of the published entry",
    ]
    assert report.lines()[0] == "The log is NOT whole: 2 faults."


def test_every_missing_file_is_found(log, files):
    names = sorted(set(files(log)) - {".lock"})
    older = "tile/1/000.p/1"
    for name in names:
        path = log / name
        data = path.read_bytes()
        path.unlink()
        report = verify_directory(log)
        # The one older partial tile here is part of a newer one; which older sizes were signed, no file says.
        assert report.ok == (name == older), name
        path.write_bytes(data)


def test_what_does_not_belong_in_the_tile_tree_is_a_fault_and_what_lies_beside_it_a_remark(log):
    (log / "tile/0/extra").write_bytes(b"")
    (log / "tile/0/002.p/007").write_bytes(b"")
    (log / "checkpoint.tsr").write_bytes(b"a timestamp")
    (log / "tile/0/009").write_bytes(bytes(8192))
    report = verify_directory(log)
    assert sorted(where(report)) == ["tile/0/002.p/007", "tile/0/extra"]
    assert "1 files beside the log were not checked: they do not belong to it" in report.remarks
    assert any(remark.startswith("1 files are ahead of the checkpoint") for remark in report.remarks)


def test_a_folder_where_a_file_should_be_is_a_fault(log):
    for name in ("tile/0/000", "tile/entries/002.p/188", "vkey"):
        (log / name).unlink()
        (log / name).mkdir()
    assert {"tile/0/000", "tile/entries/002.p/188"} <= set(where(verify_directory(log, vkey=SIGNER.verifier.vkey))), (
        "each is named"
    )
    assert where(verify_directory(log)) == ["vkey"]


def test_a_key_that_is_not_the_trusted_one_is_found(log):
    other = Signer.generate(SIGNER.name).verifier.vkey
    assert where(verify_directory(log, vkey=other)) == ["vkey", "checkpoint"]
    assert where(verify_directory(log, vkey="nonsense")) == ["trusted key"]
    (log / "vkey").write_text(f"{other}\n")
    assert where(verify_directory(log, vkey=SIGNER.verifier.vkey)) == ["vkey"]
    assert where(verify_directory(log)) == ["checkpoint"]


def test_a_directory_without_a_log_is_not_a_whole_log(tmp_path):
    assert where(verify_directory(tmp_path)) == ["vkey"]
    assert where(verify_directory(tmp_path, vkey=SIGNER.verifier.vkey)) == ["vkey", "checkpoint"]


def sign_anything(directory, entries):
    """What a holder of the key can make who does not use our writer."""
    builder = TileBuilder()
    for entry in entries:
        for tile, data in builder.append(entry):
            (directory / tile.path).parent.mkdir(parents=True, exist_ok=True)
            (directory / tile.path).write_bytes(data)
    for tile, data in builder.partials():
        (directory / tile.path).parent.mkdir(parents=True, exist_ok=True)
        (directory / tile.path).write_bytes(data)
    (directory / "vkey").write_text(f"{SIGNER.verifier.vkey}\n")
    (directory / "checkpoint").write_bytes(sign_checkpoint(builder.size, builder.root(), SIGNER))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e: e[:5] + e[6:], "row 5 is numbered 6 (and 3 more in this file)"),
        (lambda e: e[:5] + e[4:], "row 5 is numbered 4 (and 5 more in this file)"),
        (lambda e: [*e[:-1], e[-1][:-1] + b',"who":"x"}'], "row 9: not a leaf in canonical form"),
        (lambda e: [*e[:-1], e[-1].replace(b",", b", ")], "row 9: not a leaf in canonical form"),
    ],
)
def test_entries_that_are_not_numbered_leaves_are_found_though_properly_signed(tmp_path, change, said):
    entries = [leaf.leaf_bytes(n, bytes([n]) * 32) for n in range(10)]
    sign_anything(tmp_path / "good", entries)
    assert verify_directory(tmp_path / "good").ok
    sign_anything(tmp_path / "bad", change(entries))
    report = verify_directory(tmp_path / "bad")
    assert [(fault.where.split(".")[0], fault.what) for fault in report.faults] == [("tile/entries/000", said)]


def test_rows_and_their_tile_rewritten_under_an_untouched_checkpoint_are_found(published, log, tmp_path):
    _, rows, _ = published
    publish(tmp_path / "forged", rows.rewritten(5), SIGNER)
    for name in ("tile/entries/000", "tile/0/000"):
        shutil.copy(tmp_path / "forged" / name, log / name)
    report = verify_directory(log)
    assert [str(f) for f in report.faults] == ["tile/1/000.p/2: hash 0 is not that of the full tile of level 0"]


def test_a_signed_root_or_size_that_the_tiles_do_not_have_is_found(log):
    (log / "checkpoint").write_bytes(sign_checkpoint(700, tree.EMPTY_ROOT, SIGNER))
    assert where(verify_directory(log)) == ["checkpoint"]
    (log / "checkpoint").write_bytes(sign_checkpoint(701, tree.EMPTY_ROOT, SIGNER))
    assert "tile/0/002.p/189" in where(verify_directory(log))


def test_the_verifier_stops_when_everything_is_missing(log):
    (log / "checkpoint").write_bytes(sign_checkpoint(10**15, tree.EMPTY_ROOT, SIGNER))
    report = verify_directory(log)
    assert MAX_FAULTS <= len(report.faults) < MAX_FAULTS + 10
    assert "was not read further" in report.lines()[0]


def test_history_rewritten_cut_or_forked_and_signed_with_the_true_key_is_found(tmp_path, how_many, say):
    pick = random.Random(23)
    count, found = how_many(24, 500, "changed_histories", 23), {"rewritten": 0, "cut back": 0, "forked": 0}
    for case in range(count):
        rows = Rows(pick.randint(2, 600), seed=case)
        size = len(rows.rows)
        old = publish(tmp_path / "true", rows, SIGNER).checkpoint
        kind = list(found)[case % 3]
        if kind == "rewritten":
            forged = rows.rewritten(pick.randrange(size)).add(pick.randint(0, 300))
        elif kind == "cut back":
            forged = rows.first(pick.randrange(size))
        else:
            fork = pick.randrange(size)
            forged = rows.first(fork)
            forged.add(size - fork + pick.randint(0, 5))
            assert forged.rows[fork] != rows.rows[fork]
        publish(tmp_path / "forged", forged, SIGNER)
        assert verify_directory(tmp_path / "forged", vkey=SIGNER.verifier.vkey).ok, "nothing shows from inside"
        report = verify_directory(tmp_path / "forged", vkey=SIGNER.verifier.vkey, old=[old])
        assert [fault.where for fault in report.faults] == [f"older checkpoint of {size} rows"]
        said = "cut back" if kind == "cut back" else "rewritten"
        assert said in report.faults[0].what
        found[kind] += 1
        shutil.rmtree(tmp_path / "true")
        shutil.rmtree(tmp_path / "forged")
    say(f"{sum(found.values())} of {count} forged histories found against an older checkpoint: {found}")


def test_an_older_checkpoint_that_cannot_be_trusted_proves_nothing(log):
    other = Signer.generate(SIGNER.name)
    report = verify_directory(log, old=[sign_checkpoint(3, tree.EMPTY_ROOT, other), b"nonsense"])
    assert where(report) == ["older checkpoint", "older checkpoint"]
    assert report.older_checkpoints == 0
