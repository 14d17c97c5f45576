"""Many texts as Arrow tables: texts in, verdicts out, row by row what the contract's JSON line says.

    verdicts = screen_table(texts, screen, driver=Pool(4))

Texts have a column ``id`` (text or numbers), ``text``, and ``kind``, which a table of one kind may leave
out; other columns are ignored. Needs the extra ``bulk``; nothing else in this library does.
"""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import pyarrow as pa
from pyarrow import types

from .categories import Category, Kind
from .drivers import Driver, alone
from .items import Item, Unreadable, item
from .screen import Screen
from .stream import Outcome, Progress
from .verdict import TextId, Verdict

PART_ROWS = 2_048
PART_BYTES = 1 << 20
COLUMNS = ("id", "kind", "text")

FINDING = pa.struct(
    [
        pa.field("category", pa.string(), nullable=False),
        pa.field("score", pa.float64(), nullable=False),
        pa.field("start", pa.int64()),
        pa.field("end", pa.int64()),
        pa.field("clauses", pa.list_(pa.string()), nullable=False),
        pa.field("why", pa.string(), nullable=False),
        pa.field("by", pa.string(), nullable=False),
    ]
)
SCORES = pa.struct([pa.field(category.value, pa.float64()) for category in Category])
"""One column per category; null where the category is not used for the kind."""


class TableFault(ValueError):
    """Why a whole table cannot be screened; what is wrong with one row stands in its ``error``."""


def verdict_schema(texts: pa.Schema) -> pa.Schema:
    """The columns of the verdicts on such texts.

    ``id`` is string, int64, uint64 or float64 after the column given. ``error`` is null where the row was
    read; else it says why not and all others but ``id`` are null. Raises ``TableFault`` for columns that
    are missing or hold something else than text (``id``: text or numbers).
    """
    for name in ("text", *(["kind"] if "kind" in texts.names else [])):
        kept = _value_type(texts, name)
        if not (_holds_text(kept) or types.is_null(kept)):
            raise TableFault(f'column "{name}" holds {kept}, not text')
    return pa.schema(
        [
            pa.field("id", _id_type(_value_type(texts, "id"))),
            pa.field("severity", pa.string()),
            pa.field("findings", pa.list_(FINDING)),
            pa.field("scores", SCORES),
            pa.field("model", pa.string()),
            pa.field("error", pa.string()),
        ]
    )


def screen_table(
    texts: pa.Table, screen: Screen, *, kind: Kind | str = Kind.COMMENT, driver: Driver = alone
) -> pa.Table:
    """A verdict per text, in order. ``kind`` holds where there is no such column.

    A row that cannot be read (no id, no text, no such kind) gives a row with ``error``. Raises
    ``TableFault`` for a table that lacks a column.
    """
    schema = verdict_schema(texts.schema)
    return pa.Table.from_batches(screen_batches(texts.to_batches(), screen, kind=kind, driver=driver), schema)


def screen_batches(
    texts: Iterable[pa.RecordBatch],
    screen: Screen,
    *,
    kind: Kind | str = Kind.COMMENT,
    driver: Driver = alone,
    outcome: Outcome | None = None,
    progress: Progress | None = None,
) -> Generator[pa.RecordBatch, None, None]:
    """``screen_table`` for tables of any length: batches in, batches out, cut anew, memory flat.

    ``outcome`` is filled while batches are drawn; ``progress`` is called with the rows done so far.
    """
    outcome = Outcome() if outcome is None else outcome
    work: Callable[[Screen, bytes], tuple[int, int, bytes]] = partial(_screen_part, Kind(kind))
    for rows, failed, packed in driver(work, screen, _parts(texts)):
        outcome.read += rows
        outcome.failed += failed
        yield _unpacked(packed)
        if progress is not None:
            progress(outcome.read)


def to_json_line(row: Mapping[str, Any]) -> str:
    """A row of verdicts (as ``to_pylist`` gives it) as the line that the contract prints for the same text."""
    if row["error"] is not None:
        return json.dumps({"id": row["id"], "error": row["error"]})
    scores = {category: score for category, score in row["scores"].items() if score is not None}
    return json.dumps(
        {**{key: row[key] for key in ("id", "severity", "findings")}, "scores": scores, "model": row["model"]}
    )


def _value_type(texts: pa.Schema, name: str) -> pa.DataType:
    places = texts.get_all_field_indices(name)
    if len(places) != 1:
        raise TableFault(f'there is no column "{name}"' if not places else f'there are {len(places)} columns "{name}"')
    kept = texts.field(places[0]).type
    return kept.value_type if types.is_dictionary(kept) else kept


def _holds_text(kept: pa.DataType) -> bool:
    # Some writers store text without saying that it is text.
    return any(
        holds(kept)
        for holds in (
            types.is_string, types.is_large_string, types.is_string_view,
            types.is_binary, types.is_large_binary, types.is_binary_view,
        )
    )  # fmt: skip


def _id_type(kept: pa.DataType) -> pa.DataType:
    if _holds_text(kept) or types.is_null(kept):
        return pa.string()
    if types.is_integer(kept):
        return pa.uint64() if types.is_uint64(kept) else pa.int64()
    if types.is_floating(kept):
        return pa.float64()
    raise TableFault(f'column "id" holds {kept}, neither text nor numbers')


def _parts(texts: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    for batch in texts:
        verdict_schema(batch.schema)
        needed = batch.select([name for name in COLUMNS if name in batch.schema.names])
        for start in range(0, needed.num_rows, PART_ROWS):
            for piece in _of_modest_size(needed.slice(start, PART_ROWS)):
                yield _packed(pa.record_batch([_plain(column) for column in piece.columns], piece.schema.names))


def _of_modest_size(piece: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    if piece.num_rows < 2 or piece.nbytes <= PART_BYTES:
        yield piece
    else:
        half = piece.num_rows // 2
        yield from _of_modest_size(piece.slice(0, half))
        yield from _of_modest_size(piece.slice(half))


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if types.is_dictionary(column.type) else column


def _packed(batch: pa.RecordBatch) -> bytes:
    """Arrow's own format: pickling would carry the whole batch of which a piece is a view."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


def _unpacked(packed: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(packed) as stream:
        return stream.read_next_batch()


def _screen_part(kind: Kind, screen: Screen, packed: bytes) -> tuple[int, int, bytes]:
    texts = _unpacked(packed)
    rows: list[Verdict | Unreadable] = []
    items: list[Item] = []
    places: list[int] = []
    for place, given in enumerate(_rows(texts, kind)):
        try:
            items.append(item(*given))
        except Unreadable as unreadable:
            rows.append(unreadable)
        else:
            places.append(place)
            rows.append(_TO_COME)
    for place, verdict in zip(places, screen.texts(items), strict=True):
        rows[place] = verdict
    return len(rows), len(rows) - len(items), _packed(_verdicts(rows, verdict_schema(texts.schema)))


_TO_COME = Unreadable(None, "")


def _rows(texts: pa.RecordBatch, kind: Kind) -> Iterator[tuple[object, object, object]]:
    count = texts.num_rows
    kinds = _values(texts.column("kind")) if "kind" in texts.schema.names else [kind] * count
    return zip(_values(texts.column("id")), kinds, _values(texts.column("text")), strict=True)


def _values(column: pa.Array) -> list[Any]:
    """What Python makes of them; text that is not UTF-8 stays bytes, which no item may be."""
    if not _holds_text(column.type):
        return list(column.to_pylist())
    try:
        return list(column.cast(pa.large_string()).to_pylist())
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return [_decoded(value) for value in column.cast(pa.large_binary()).to_pylist()]


def _decoded(value: bytes | None) -> str | bytes | None:
    try:
        return value if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def _verdicts(rows: list[Verdict | Unreadable], schema: pa.Schema) -> pa.RecordBatch:
    read = [row if isinstance(row, Verdict) else None for row in rows]
    ids: list[TextId | None] = [row.id for row in rows]
    columns: list[list[Any]] = [
        ids,
        [None if verdict is None else verdict.severity.word for verdict in read],
        [None if verdict is None else [finding.to_json() for finding in verdict.findings] for verdict in read],
        [None if verdict is None else verdict.model for verdict in read],
        [row.fault if isinstance(row, Unreadable) else None for row in rows],
    ]
    scores = pa.StructArray.from_arrays(
        [
            pa.array([None if verdict is None else verdict.scores.get(category) for verdict in read], pa.float64())
            for category in Category
        ],
        fields=list(SCORES),
        mask=pa.array([verdict is None for verdict in read]),
    )
    arrays = [
        pa.array(column, schema.field(name).type)
        for name, column in zip(("id", "severity", "findings", "model", "error"), columns, strict=True)
    ]
    return pa.record_batch([*arrays[:3], scores, *arrays[3:]], schema=schema)
