"""Measures the calendar with 5,000 posts in one month: time on the server, statements, weight of each page.

    python bench/calendar_pages.py [--posts N] [--times N]

The demonstration's department is built through its real acts; then N posts with their placements are put into one
month of it, straight into the tables, since only reading them is measured. Each page is then asked for again and again
as a signed-in browser would, through every layer of the application, by somebody who sees all and by a poster.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import acts as department_of

ROOMS = ["accounts", "gate", "people", "posts", "site", "desk"]
MONTH = datetime(2026, 3, 1)
VIEWS = ("month", "week", "day", "list")
BOUND_MS = 300
"""What a page may take on the server, 95 of 100 times."""


def fill(accounts: list[str], authors: list[str], count: int) -> None:
    """So many posts in one month, spread over days, accounts, authors and states."""
    from django.utils import timezone

    from countersign.gate.act import Ref
    from countersign.gate.frozen import freeze
    from countersign.posts.models import Placement, Post, Revision

    begins = timezone.make_aware(MONTH)
    states = ("scheduled", "published", "published", "published", "rejected", "unknown")
    posts = Post.objects.bulk_create(
        Post(author=authors[n % len(authors)], state="scheduled", submitted_at=begins) for n in range(count)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            post=post,
            number=1,
            hash=freeze("bench", Ref("post", str(post.pk)), {"n": n}, at=begins),
            excerpt=f"Visiting hours at the center change on day {n} of the program. Bring a photo ID, arrive early.",
            accounts=[accounts[n % len(accounts)]],
            at=begins,
        )
        for n, post in enumerate(posts)
    )
    for post, revision in zip(posts, revisions, strict=True):
        post.revision = revision
    Post.objects.bulk_update(posts, ["revision"], batch_size=500)
    placements = []
    for n, (post, revision) in enumerate(zip(posts, revisions, strict=True)):
        state, at = states[n % len(states)], begins + timedelta(minutes=(n * 8) % (30 * 24 * 60))
        went = state == "published"
        placements.append(
            Placement(
                post=post,
                account=accounts[n % len(accounts)],
                revision=revision,
                state=state,
                due_at=None if went else at,
                published_at=at if went else None,
                remote_id=f"{n}" if went else "",
            )
        )
    Placement.objects.bulk_create(placements)


def browser(person: str, mandate: str | None) -> Any:
    """A signed-in browser of somebody, the second factor shown."""
    from django.conf import settings
    from django.test import Client

    from countersign.people import signin

    user = signin.create(person)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "demonstration", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    if mandate is not None:
        session["capacity"] = mandate
    session.save()
    return client


def measured(client: Any, address: str, times: int) -> dict[str, float]:
    """How one page answers: milliseconds, statements and weight."""
    from django.db import connection

    statements = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")
    took, worked = [], []
    for _ in range(times):
        started, cpu = time.perf_counter(), time.process_time()
        client.get(address)
        took.append((time.perf_counter() - started) * 1e3)
        worked.append((time.process_time() - cpu) * 1e3)
    return {
        "median_ms": round(statistics.median(took), 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "cpu_p95_ms": round(statistics.quantiles(worked, n=20)[-1], 1),
        "statements": statements,
        "kb": round(len(answer.content) / 1024, 1),
        "kb_gzip": round(len(gzip.compress(answer.content)) / 1024, 1),
    }


def measure(count: int, times: int) -> dict[str, Any]:
    """Build, fill, and ask for every page, in the database that the environment names."""
    from countersign.gate import clock
    from countersign.site.demo.doing import acting, do, person
    from countersign.site.demo.feed import authorization

    accounts = department_of.department()
    pio = acting("1002", "pio")
    authors = [person(n) for n in department_of.AUTHORS]
    leave = do(authorization(pio, authors[1], accounts[:2], days=180), pio).subject_id
    fill(accounts, authors, count)
    clock.move(clock.now())
    see_all, poster = browser(person("1002"), pio.mandate), browser(authors[1], leave)
    figures: dict[str, Any] = {"load_before": round(os.getloadavg()[0], 1)}
    for who, client in (("all", see_all), ("poster", poster)):
        for view in VIEWS:
            address = f"/calendar/?view={view}&date={MONTH.date().replace(day=11).isoformat()}"
            figures[f"{who}_{view}"] = measured(client, address, times)
    figures["all_filtered"] = measured(see_all, f"/calendar/?date={MONTH.date()}&state=unknown&text=visiting", times)
    figures["all_csv"] = measured(see_all, f"/calendar/calendar.csv?date={MONTH.date()}", max(times // 5, 2))
    figures["all_ics"] = measured(see_all, f"/calendar/calendar.ics?date={MONTH.date()}", max(times // 5, 2))
    return figures


def main() -> None:
    """Measure on SQLite, and on PostgreSQL when asked; print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--engines", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        import django

        django.setup()
        print(json.dumps(measure(given.posts, given.times)))
        return

    import results

    figures: dict[str, Any] = {}
    for name in given.engines:
        with department_of.engine(name) as environment:
            command = [sys.executable, __file__, "--inside", "--posts", str(given.posts), "--times", str(given.times)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        figures[name] = told
        for page, one in told.items():
            if isinstance(one, dict):
                print(
                    f"{name} {page}: median {one['median_ms']} ms, p95 {one['p95_ms']} ms, "
                    f"processor p95 {one['cpu_p95_ms']} ms, {one['statements']} statements, "
                    f"{one['kb']} kB ({one['kb_gzip']} kB compressed)"
                )
                if "csv" not in page and "ics" not in page and one["p95_ms"] > BOUND_MS:
                    print(f"  more than {BOUND_MS} ms")
    counts = {"posts": given.posts, "times": given.times}
    results.write(
        "calendar_pages", figures, ROOMS, f"python bench/calendar_pages.py --posts {given.posts}", None, counts=counts
    )


if __name__ == "__main__":
    main()
