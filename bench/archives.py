"""Measures items a second from an archive: reading alone, and on to captures on SQLite with every commit on disk.

    python bench/archives.py [--items N]

For each kind an archive of N items of our own is made, read once (one core), then tried, taken over by the act and
found as captures in a database of the bench's own. The second figure includes hashing, keeping the raw bytes,
the ledger row and the captures. Nothing is sent anywhere.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ["connectors/archives", "posts/acts/history.py", "posts/history", "evidence", "gate", "ledger", "rules"]


def main() -> int:
    """Measure every kind, print and keep the figures. Exit status 1 when one is below the goal of 2,000 a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=20_000)
    items = parser.parse_args().items
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench")]
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        os.environ["COUNTERSIGN_DATA"] = folder
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "countersign.site.settings"
        import django

        django.setup()
        figures = measure(Path(folder), items)
    for name, found in figures.items():
        print(f"{name:14} reading {found['read_per_s']:>8,.0f}/s   to captures {found['stored_per_s']:>8,.0f}/s")
    import results

    # A test's archive maker is part of what was measured only as its input.
    results.write(
        "archives", figures, ROOMS, f"python bench/archives.py --items {items}", None, counts={"items": items}
    )
    return 0 if min(f["stored_per_s"] for f in figures.values()) >= 2000 else 1


def measure(folder: Path, items: int) -> dict[str, dict[str, float]]:
    """Both figures for each kind."""
    from django.core.management import call_command

    import cast
    from connectors.archives import made
    from countersign.connectors import archives
    from posts import history_stories, post_stories

    call_command("migrate", verbosity=0)
    house = post_stories.house(cast.everybody())
    accounts: dict[str, str] = {}
    figures = {}
    for name, maker in made.MAKERS.items():
        if name == "tumblr_saved":
            continue  # The same platform once more, read from one page of its API.
        place = folder / name
        place.mkdir()
        archive = maker(place, items)
        began = time.perf_counter()
        count = sum(1 for _ in archives.read(archive.path, archive.kind, archive.answers))
        read_s = time.perf_counter() - began
        assert count == items
        accounts[name] = history_stories.account_on(house, archive.kind.value)
        figures[name] = {
            "read_per_s": round(items / read_s),
            "stored_per_s": round(items / stored(house, accounts[name], archive)),
        }
    return figures


def stored(house: object, account: str, archive: object) -> float:
    """Seconds from the file to its captures: trying it, then the act."""
    from dataclasses import asdict

    import cast
    from countersign.evidence.models import Capture
    from countersign.posts.acts import ImportHistory
    from countersign.posts.history import jobs, trying

    run = jobs.bring(account, archive.path, archive.path.name, house.cast.ana, archive.kind.value)
    run.answers = asdict(archive.answers)
    run.save()
    began = time.perf_counter()
    trying.stage(trying.begin(run), archive.path)
    run.refresh_from_db()
    cast.do(ImportHistory.of(run), house.ana)
    took = time.perf_counter() - began
    assert Capture.objects.filter(account=account, how="archive").count() == archive.items
    return took


if __name__ == "__main__":
    sys.exit(main())
