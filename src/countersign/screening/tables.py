"""Tables as files: Parquet, and Arrow's own two formats, read and written batch by batch."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .bulk import COLUMNS
from .files import CannotRun

_READ_ROWS = 8_192
_GROUP_ROWS = 65_536
"""Rows in a row group: enough for good compression, few enough to hold in memory."""


@dataclass(frozen=True, slots=True)
class Texts:
    """An open table. ``rows`` is None where only reading to the end would tell."""

    schema: pa.Schema
    rows: int | None
    batches: Iterator[pa.RecordBatch]


@contextmanager
def reading(path: Path) -> Iterator[Texts]:
    """Open a table by the ending of its name. Raises ``CannotRun`` if it is none or is damaged, also further on."""
    with ExitStack() as closing:
        with _faults_named(path):
            source = closing.enter_context(path.open("rb"))
            if path.suffix == ".parquet":
                # Without a buffer of its own size a whole row group is read at once, however large it is.
                table = closing.enter_context(pq.ParquetFile(source, buffer_size=1 << 20, pre_buffer=False))
                schema, rows = table.schema_arrow, table.metadata.num_rows
                wanted = [name for name in COLUMNS if name in schema.names]
                batches = table.iter_batches(_READ_ROWS, columns=wanted)
            elif path.suffix == ".arrows":
                stream = closing.enter_context(pa.ipc.open_stream(source))
                schema, rows, batches = stream.schema, None, iter(stream)
            else:
                file = closing.enter_context(pa.ipc.open_file(source))
                schema, rows = file.schema, None
                batches = (file.get_batch(number) for number in range(file.num_record_batches))
        yield Texts(schema, rows, _read(path, batches))


def _read(path: Path, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    with _faults_named(path):
        yield from batches


@contextmanager
def _faults_named(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pa.ArrowException) as fault:
        why = fault.strerror if isinstance(fault, OSError) else None
        raise CannotRun(f"cannot read {path}: {why or fault}") from None


@contextmanager
def writing(path: Path, ending: str, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Give a function that appends a batch to a new table at ``path``, in the format that ``ending`` stands for."""
    with path.open("wb") as file:
        if ending == ".parquet":
            with pq.ParquetWriter(file, schema, compression="zstd") as table:
                group: list[pa.RecordBatch] = []

                def append(batch: pa.RecordBatch) -> None:
                    group.append(batch)
                    if sum(held.num_rows for held in group) >= _GROUP_ROWS:
                        table.write_table(pa.Table.from_batches(group))
                        group.clear()

                yield append
                if group:
                    table.write_table(pa.Table.from_batches(group))
        else:
            new = pa.ipc.new_stream if ending == ".arrows" else pa.ipc.new_file
            with new(file, schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
                yield stream.write_batch
