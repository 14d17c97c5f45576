"""Tables of texts: a fixed shape, a row's faults in its own row, and exactly what the command says of such a line."""

import io
import json
import os
import re
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.screening import Screen, bulk
from countersign.screening.bulk import TableFault, screen_batches, screen_table, to_json_line, verdict_schema
from countersign.screening.command import run
from screening.screening_bulk_examples import TEXTS, CountingModel, many_texts
from screening.screening_examples import AGENCY, CLAUSES

MANY = 5_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 100
HOUSE = Screen(CLAUSES, AGENCY)
WITH_MODEL = Screen(CLAUSES, AGENCY, CountingModel())
STRING = pa.string()


def table(texts: list, **columns) -> pa.Table:
    return pa.table({"id": pa.array(range(len(texts))), "text": texts, **columns})


def commanded(lines: list[str], *, kind: str = "comment", screen: Screen = WITH_MODEL) -> list[str]:
    """What the command prints for these JSON lines."""
    stdin = io.TextIOWrapper(io.BytesIO("".join(f"{line}\n" for line in lines).encode()), "utf-8")
    stdout = io.StringIO()
    args = ["--jsonl", "--kind", kind]
    run(args, stdin, stdout, io.StringIO(), screen.clauses, agency=screen.agency, model=screen.model)
    return stdout.getvalue().splitlines()


ANY_TEXT = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8"), max_size=80), st.lists(st.sampled_from(TEXTS)).map(" ".join)
)
KINDS = st.sampled_from(["draft", "comment", "tweet", "", None])
IDS = {
    "text": (st.none() | st.text(st.characters(codec="utf-8"), max_size=8), pa.string()),
    "whole": (st.none() | st.integers(-(1 << 63), (1 << 63) - 1), pa.int64()),
    "unsigned": (st.none() | st.integers(0, (1 << 64) - 1), pa.uint64()),
    "floating": (st.none() | st.floats(), pa.float64()),
}


@settings(max_examples=MANY, deadline=None)
@given(
    st.data(), st.sampled_from(sorted(IDS)), st.sampled_from([HOUSE, WITH_MODEL]), st.sampled_from(["draft", "comment"])
)
def test_a_row_says_exactly_what_the_command_says_of_the_same_line(data, sort, screen, default) -> None:
    ids, id_type = IDS[sort]
    has_kind = data.draw(st.booleans())
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries({"id": ids, "text": ANY_TEXT, **({"kind": KINDS} if has_kind else {})}), max_size=8
        )
    )
    schema = pa.schema({"id": id_type, "text": STRING, **({"kind": STRING} if has_kind else {})})
    verdicts = screen_table(pa.Table.from_pylist(rows, schema), screen, kind=default)
    verdicts.validate(full=True)
    assert verdicts.schema == verdict_schema(schema)
    printed = commanded([json.dumps(row) for row in rows], kind=default, screen=screen)
    # JSON has no NaN: such a line is no JSON at all, such a row has no id. Both say so, each in its way.
    given_back = [to_json_line(row) for row in verdicts.to_pylist()]
    endless = [
        isinstance(row["id"], float) and json.dumps(row["id"]) in ("NaN", "Infinity", "-Infinity") for row in rows
    ]
    assert [line for line, odd in zip(given_back, endless, strict=True) if not odd] == [
        line for line, odd in zip(printed, endless, strict=True) if not odd
    ]
    for line, odd in zip(given_back, endless, strict=True):
        if odd:
            assert json.loads(line)["id"] is None
            assert json.loads(line)["error"]


def test_the_shape_of_the_verdicts_is_fixed() -> None:
    schema = verdict_schema(pa.schema({"id": STRING, "kind": STRING, "text": STRING}))
    assert [(field.name, str(field.type)[:24]) for field in schema] == [
        ("id", "string"),
        ("severity", "string"),
        ("findings", "list<item: struct<categor"[:24]),
        ("scores", "struct<unlawful: double,"),
        ("model", "string"),
        ("error", "string"),
    ]
    assert screen_table(pa.table({"id": pa.array([], STRING), "text": pa.array([], STRING)}), HOUSE).schema == schema


def test_unreadable_rows_are_rows_with_an_error() -> None:
    verdicts = screen_table(
        table(["oh shit", None, "x", "x"], kind=["draft", "draft", "tweet", None]), HOUSE
    ).to_pylist()
    assert [row["severity"] for row in verdicts] == ["review", None, None, None]
    assert [row["error"] and re.findall('"(.+?)"', row["error"])[0] for row in verdicts] == [
        None,
        "text",
        "kind",
        "kind",
    ]
    assert all(row["id"] == number for number, row in enumerate(verdicts))
    assert {verdicts[1][name] for name in ("findings", "scores", "model")} == {None}


FORMS = [
    pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view(),
    pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.large_string()),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_text_may_be_stored_in_any_of_arrows_ways(form) -> None:
    texts = ["oh shit", None, "SSN 123-45-6789, ñandú", "oh shit"]
    plain = {"id": ["a", "b", None, "d"], "kind": ["draft", "comment", "draft", None], "text": texts}
    stored = {
        name: pa.array(column, STRING).cast(form if not pa.types.is_dictionary(form) else form.value_type)
        for name, column in plain.items()
    }
    if pa.types.is_dictionary(form):
        stored = {name: column.dictionary_encode().cast(form) for name, column in stored.items()}
    assert screen_table(pa.table(stored), HOUSE).equals(screen_table(pa.table(plain), HOUSE))


def test_text_that_is_not_utf8_spoils_its_own_row() -> None:
    broken = pa.Array.from_buffers(pa.string(), 3, pa.array([b"oh shit", b"\xff\xfe", b"bye"]).buffers())
    verdicts = screen_table(pa.table({"id": broken, "text": broken}), HOUSE).to_pylist()
    assert [row["severity"] for row in verdicts] == ["review", None, "clear"]
    assert [row["id"] for row in verdicts] == ["oh shit", None, "bye"]


FAULTY = [
    ({"text": ["x"]}, 'no column "id"'),
    ({"id": [1]}, 'no column "text"'),
    ({"id": [True], "text": ["x"]}, '"id" holds bool'),
    ({"id": [date(2026, 11, 1)], "text": ["x"]}, '"id" holds date32'),
    ({"id": [1], "text": [5]}, '"text" holds int64'),
    ({"id": [1], "text": ["x"], "kind": [[1]]}, '"kind" holds list'),
]


@pytest.mark.parametrize("columns, told", FAULTY)
def test_a_table_of_another_shape_is_refused_whole(columns, told) -> None:
    with pytest.raises(TableFault, match=told):
        screen_table(pa.table(columns), HOUSE)


def test_two_columns_of_one_name_are_refused() -> None:
    double = pa.table([pa.array([1]), pa.array(["x"]), pa.array(["y"])], names=["id", "text", "text"])
    with pytest.raises(TableFault, match='2 columns "text"'):
        screen_table(double, HOUSE)


def test_the_cut_of_the_batches_changes_nothing(monkeypatch) -> None:
    texts = many_texts(300)
    whole = screen_table(texts, HOUSE)
    monkeypatch.setattr(bulk, "PART_BYTES", 500)
    cut = list(screen_batches(texts.to_batches(max_chunksize=7), HOUSE))
    assert len(cut) > 40
    assert pa.Table.from_batches(cut).combine_chunks().equals(whole.combine_chunks())
    halved = list(screen_batches(texts.to_batches(), HOUSE))
    assert len(halved) > 40
    assert pa.Table.from_batches(halved).combine_chunks().equals(whole.combine_chunks())


def test_other_columns_are_ignored() -> None:
    texts = many_texts(50)
    wider = texts.append_column("author", pa.array(["someone"] * 50)).select(["author", "text", "kind", "id"])
    assert screen_table(wider, HOUSE).equals(screen_table(texts, HOUSE))


def commanded_on_files(*args: str) -> tuple[int, str, str]:
    stdout, stderr = io.StringIO(), io.StringIO()
    status = run(list(args), io.StringIO(), stdout, stderr, CLAUSES, agency=AGENCY)
    return status, stdout.getvalue(), stderr.getvalue()


def _write(texts: pa.Table, path) -> None:
    if path.suffix == ".parquet":
        pq.write_table(texts, path, row_group_size=100)
    else:
        with (pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file)(path, texts.schema) as sink:
            sink.write_table(texts, max_chunksize=100)


def _read(path) -> pa.Table:
    if path.suffix == ".parquet":
        return pq.read_table(path)
    with (pa.ipc.open_stream if path.suffix == ".arrows" else pa.ipc.open_file)(pa.OSFile(str(path))) as source:
        return source.read_all()


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".feather", ".arrows"])
def test_the_command_reads_and_writes_tables(ending, tmp_path) -> None:
    texts = many_texts(400).append_column("author", pa.array(["someone"] * 400))
    given, out = tmp_path / f"texts{ending}", tmp_path / f"verdicts{ending}"
    _write(texts, given)
    assert commanded_on_files(str(given), "--out", str(out)) == (1, "", "")  # 1: some rows cannot be read
    expected = screen_table(texts, HOUSE)
    assert _read(out).equals(expected)
    lines = "".join(f"{to_json_line(row)}\n" for row in expected.to_pylist())
    assert commanded_on_files(str(given)) == (1, lines, "")
    assert commanded_on_files(str(given), "--out", str(tmp_path / "v.jsonl")) == (1, "", "")
    assert (tmp_path / "v.jsonl").read_text() == lines
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([given.name, out.name, "v.jsonl"])


def test_a_damaged_table_leaves_words_and_no_half_file(tmp_path) -> None:
    given, out = tmp_path / "texts.parquet", tmp_path / "verdicts.parquet"
    given.write_bytes(b"PAR1 and no more")
    status, printed, told = commanded_on_files(str(given), "--out", str(out))
    assert (status, printed) == (1, "")
    assert told.startswith(f"cannot read {given}")
    _write(many_texts(5_000), given)
    whole = given.read_bytes()
    given.write_bytes(whole[:2_000] + b"\xff" * 20_000 + whole[22_000:])
    status, printed, told = commanded_on_files(str(given), "--out", str(out))
    assert (status, printed) == (1, "")
    assert told.startswith(f"cannot read {given}")
    assert [path.name for path in tmp_path.iterdir()] == ["texts.parquet"]


def test_what_cannot_be_written_is_said_and_keeps_what_was_there(tmp_path) -> None:
    given = tmp_path / "texts.parquet"
    _write(many_texts(10), given)
    nowhere = tmp_path / "none" / "v.parquet"
    assert commanded_on_files(str(given), "--out", str(nowhere))[::2] == (
        1, f"cannot write {nowhere}: No such file or directory\n",
    )  # fmt: skip
    lines = tmp_path / "texts.txt"
    lines.write_text("hello\n")
    status, _, told = commanded_on_files(str(lines), "--out", str(tmp_path / "v.parquet"))
    assert status == 2
    assert "only a table" in told


def test_a_table_without_its_columns_is_named(tmp_path) -> None:
    given = tmp_path / "texts.parquet"
    pq.write_table(pa.table({"body": ["x"]}), given)
    assert commanded_on_files(str(given)) == (1, "", f'cannot screen {given}: there is no column "text"\n')


def test_without_arrow_the_command_says_what_to_install(tmp_path, monkeypatch) -> None:
    for module in ("countersign.screening.bulk", "countersign.screening.tables", "pyarrow"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    status, _, told = commanded_on_files(str(tmp_path / "texts.parquet"))
    assert status == 2
    assert "countersign[bulk]" in told
