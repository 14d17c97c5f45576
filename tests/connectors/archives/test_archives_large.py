"""A large archive is streamed: what stands in memory does not grow with it. Measured in a process of its own."""

import json
import os
import subprocess
import sys

from connectors.archives import made

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
TOTAL_BYTES, RECORDS = (2_100_000_000, 400_000) if LONG else (200_000_000, 30_000)
MOST_MB = 500 if LONG else 120

READER = """
import json, re, sys, time
from pathlib import Path
from countersign.connectors.archives import Item, Kind, read, recognise
path = Path(sys.argv[1])
assert recognise(path) == Kind.X
began, count, hashed = time.perf_counter(), 0, 0
for item in read(path, Kind.X):
    assert isinstance(item, Item)
    count += 1
    hashed += sum(bool(m.sha256) for m in item.media)
# Not getrusage: its peak includes that of the process which started this one.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"count": count, "hashed": hashed, "seconds": time.perf_counter() - began, "peak_mb": peak}))
"""


def test_an_archive_of_gigabytes_is_read_in_a_small_part_of_that(tmp_path, counted):
    path = tmp_path / "x.zip"
    made.large_x(path, TOTAL_BYTES, RECORDS)
    assert path.stat().st_size > TOTAL_BYTES
    done = subprocess.run([sys.executable, "-c", READER, path], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    path.unlink()
    assert told["count"] == RECORDS
    assert told["hashed"] > 10
    assert told["peak_mb"] < MOST_MB, told
    counted(bytes=TOTAL_BYTES, records=RECORDS, peak_mb=round(told["peak_mb"]))
