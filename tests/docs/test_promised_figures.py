"""The last measurement of each promised figure keeps its promise. `bench/` measures; this only reads what it wrote."""

import json
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest

RESULTS = Path(__file__).resolve().parents[2] / "bench" / "results"
ENGINES = ("sqlite", "postgresql")
CALENDAR = [f"{who}_{view}" for who in ("all", "poster") for view in ("month", "week", "day", "list")]
QUICK_PAGES = ("home_pio", "home_director", "home_poster", "composer", "review_queue")
PROMISED = [
    ("decide", "decide_median_us", "at most", 100),
    ("acts", "sqlite_acts_per_s", "at least", 50),
    ("acts", "postgresql_acts_per_s", "at least", 80),
    ("acts", "postgresql_clients", "at least", 8),
    ("acts", "postgresql_p95_ms", "at most", 150),
    ("first_page", "first_page_s", "at most", 120),
    ("suite", "whole_s", "at most", 720),
    ("screening_rules", "speed.short_plain", "at least", 30_000),
    ("screening_rules", "speed.short_a_zero_width_character", "at least", 30_000),
    ("screening_rules", "peak_memory_mb", "at most", 400),
    *(("pages", f"{engine}_{page}_p95_ms", "at most", 300) for engine in ENGINES for page in QUICK_PAGES),
    *(("calendar_pages", f"{engine}.{page}.p95_ms", "at most", 300) for engine in ENGINES for page in CALENDAR),
]


@pytest.mark.parametrize(("result", "figure", "bound", "promised"), PROMISED)
def test_the_last_measured_figure_keeps_what_was_promised(result, figure, bound, promised):
    figures = json.loads((RESULTS / f"{result}.json").read_text("utf-8"))["figures"]
    measured = reduce(getitem, figure.split("."), figures)
    assert measured <= promised if bound == "at most" else measured >= promised
