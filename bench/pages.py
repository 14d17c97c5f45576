"""Measures how long pages take when years of work lie behind them: 500 accounts and 50,000 posts.

    python bench/pages.py [--accounts N] [--posts N] [--looks N]

The demonstration's department is built through its real acts and filled by one bulk act; then home, composer and
review queue are asked for again and again, as their users do, through the whole of Django and its middleware. Time is
from request to the last byte of the answer, within the server's process; on both engines.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from acts import department, engine

AUTHORS = ("1004", "1007", "1009", "2001", "2003", "3001", "4001", "5001")
TOPICS = ("Visiting hours", "The job fair", "The welding class", "The library", "Family day", "The new clinic")
NEWS = ("moved to Saturday", "opens again on Monday", "has places left", "thanks its volunteers", "begins at nine")
MARKS = {"submitted": 300, "signed": 200, "returned": 100, "refused": 100}
"""How many posts are in a state other than published."""
ROOMS = [
    "accounts", "desk", "directive", "evidence", "gate", "people", "posts", "rules", "site", "packs/idoc_01_02_400"
]  # fmt: skip
PAGES = (
    ("home_pio", "1002", "/"),
    ("home_director", "1001", "/"),
    ("home_poster", "2001", "/"),
    ("composer", "2001", "/write/new/"),
    ("review_queue", "1002", "/review/"),
    ("posts", "1002", "/posts/"),
    ("calendar", "1002", "/calendar/"),
    ("accounts", "1002", "/accounts/"),
)


def fill(accounts: int, posts: int) -> float:
    """The bulk act, and leave for one poster on forty of its accounts. Returns the seconds of the act."""
    from countersign.accounts.models import Account
    from countersign.gate import clock
    from countersign.people.models import Unit
    from countersign.site.demo.acts import Channel, FillDemonstration, Item, Plan
    from countersign.site.demo.doing import acting, do, person
    from countersign.site.demo.feed import authorization

    chance = random.Random(7)
    units = [str(pk) for pk in Unit.objects.order_by("pk").values_list("pk", flat=True)]
    authors = [person(number) for number in AUTHORS]
    channels = tuple(
        Channel(units[n % len(units)], f"filled_{n}", f"Program {n}", authors[n % len(authors)])
        for n in range(accounts)
    )
    states = [state for state, count in MARKS.items() for _ in range(count)]
    states += ["published"] * (posts - len(states))
    chance.shuffle(states)
    now: datetime = clock.now()
    items = tuple(
        Item(
            chance.choice(authors),
            chance.randrange(accounts),
            f"{chance.choice(TOPICS)} {chance.choice(NEWS)}. Call 217 555 0100 and ask for number {n}.",
            state,
            now - timedelta(minutes=chance.randrange(1, 60 * 24 * 700)),
        )
        for n, state in enumerate(states)
    )
    director, pio = acting("1001", "director"), acting("1002", "pio")
    manifest = Plan(("news", "outreach"), "What the program offers, and for whom.", channels, items).keep()
    act = FillDemonstration.of(manifest)
    started = time.perf_counter()
    do(act, director)
    took = time.perf_counter() - started
    filled = Account.objects.filter(handle__startswith="filled_").order_by("pk").values_list("pk", flat=True)
    do(authorization(pio, person("2001"), [str(pk) for pk in filled[:40]], days=180), pio)
    return took


def measure(accounts: int, posts: int, looks: int) -> dict[str, object]:
    """Build, fill, look; in the database that the environment names."""
    from django.conf import settings
    from django.db import connection, reset_queries
    from django.test import Client

    from countersign.people import capacities  # noqa: F401  (everything is loaded before the first look)
    from countersign.site.demo.doing import person

    settings.ALLOWED_HOSTS = ["localhost"]
    department()
    figures: dict[str, object] = {"fill_s": round(fill(accounts, posts), 1)}
    for name, who, address in PAGES:
        client = Client(SERVER_NAME="localhost")
        if client.post("/cast/", {"person": person(who)}).status_code != 302:
            raise SystemExit("nobody can sign in by a card; is this a demonstration?")
        answer = client.get(address)
        if answer.status_code == 405:
            # A draft is begun by a POST, which leads to its page.
            address = client.post(address).headers["Location"]
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
        took = []
        for _ in range(looks):
            started = time.perf_counter()
            answer = client.get(address)
            _ = answer.content
            took.append(time.perf_counter() - started)
        with connection.execute_wrapper(counter := Counter()):
            client.get(address)
        reset_queries()
        figures |= {
            f"{name}_median_ms": round(statistics.median(took) * 1e3, 1),
            f"{name}_p95_ms": round(statistics.quantiles(took, n=20)[-1] * 1e3, 1),
            f"{name}_statements": counter.seen,
            f"{name}_kb": round(len(answer.content) / 1024),
        }
    figures["load"] = round(os.getloadavg()[0], 1)
    return figures


class Counter:
    """Counts the statements that pass through it."""

    def __init__(self) -> None:
        self.seen = 0

    def __call__(self, execute: Callable[..., object], *given: object) -> object:
        """Pass one statement on."""
        self.seen += 1
        return execute(*given)


def main() -> None:
    """Measure on both engines, each in a process of its own; print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=500)
    parser.add_argument("--posts", type=int, default=50_000)
    parser.add_argument("--looks", type=int, default=60)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        import django

        django.setup()
        print(json.dumps(measure(given.accounts, given.posts, given.looks)))
        return

    import results

    figures: dict[str, object] = {}
    counts = {"accounts": given.accounts, "posts": given.posts, "looks": given.looks}
    said = [word for name, count in counts.items() for word in (f"--{name}", str(count))]
    for name in ("sqlite", "postgresql"):
        with engine(name) as environment:
            command = [sys.executable, __file__, "--inside", name, *said]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        figures |= {f"{name}_{what}": value for what, value in told.items()}
        print(f"{name}: filled in {told['fill_s']} s; load {told['load']}")
        for page, _, address in PAGES:
            print(
                f"  {page:<14} {address:<16} median {told[page + '_median_ms']:7.1f} ms   "
                f"p95 {told[page + '_p95_ms']:7.1f} ms   {told[page + '_statements']:3} statements   "
                f"{told[page + '_kb']:4} kB"
            )
    results.write("pages", figures, ROOMS, f"python bench/pages.py {' '.join(said)}", 7, counts=counts)


if __name__ == "__main__":
    main()
