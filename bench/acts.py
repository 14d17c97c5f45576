"""Measures acts a second with the act that arms a post: the whole pack, facts from every room, a row in the ledger.

    python bench/acts.py [--acts N] [--clients N]

The demonstration's department (64 employees, 8 accounts) is built through its real acts; then N posts are written,
signed and scheduled, and the arming of all of them is timed: by one process on SQLite, with every commit on disk, and
by several client processes at once on a PostgreSQL of the bench's own. Nothing is sent anywhere.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACK = "idoc_01_02_400"
ROOMS = ["accounts", "evidence", "gate", "ledger", "people", "posts", "rules", f"packs/{PACK}"]
AUTHORS = ("1004", "1007", "1009", "2001", "2003", "3001", "4001", "5001")
"""Employee numbers of those who write: as many as clients, so that each has posts of its own."""


@dataclass(frozen=True)
class Armed:
    """One act to be timed: arming a placement, in its author's right."""

    placement: str
    payload_hash: str
    person: str
    mandate: str | None


def department() -> list[str]:
    """The demonstration's department up to its open accounts on the practice platform; their ids."""
    from django.conf import settings
    from django.core.management import call_command

    from countersign.accounts.models import Account
    from countersign.gate import clock
    from countersign.site.demo import channels
    from countersign.site.demo import department as people

    call_command("migrate", verbosity=0)
    people.found(clock.now() - timedelta(days=30), pack=settings.FIRST_PACK)
    people.staff()
    people.designees()
    channels.platforms()
    channels.strategy()
    channels.accounts()
    return [str(pk) for pk in Account.objects.filter(platform="practice", state="open").values_list("pk", flat=True)]


def ready(accounts: list[str], count: int) -> list[Armed]:
    """As many placements as wanted, each signed and due, spread over accounts and authors."""
    from countersign.gate import clock
    from countersign.gate.act import By
    from countersign.posts import acts, form
    from countersign.posts.models import Placement
    from countersign.site.demo.doing import acting, do, person
    from countersign.site.demo.feed import authorization, revision, submission

    pio = acting("1002", "pio")
    authors: list[By] = []
    for number in AUTHORS:
        leave = do(authorization(pio, person(number), accounts, days=180), pio).subject_id
        authors.append(By(person(number), leave))
    made = []
    for n in range(count):
        author, account = authors[n % len(authors)], accounts[n % len(accounts)]
        words = f"Visiting hours at the center change on day {n} of the program. Bring a photo ID."
        post = do(submission(account, words), author).subject_id
        do(acts.SignPost(post, revision(post), judged=True), pio)
        do(acts.SchedulePost(post, revision(post), clock.now()), author)
        placement = Placement.objects.select_related("revision").get(post=post)
        payload = form.payload_hash(form.read(placement.revision.hash), account)
        made.append(Armed(str(placement.pk), payload, author.person, author.mandate))
    return made


def arm(one: Armed) -> float:
    """Arm one placement. Returns the seconds it took."""
    from countersign.gate.act import By
    from countersign.gate.door import perform
    from countersign.posts.acts import PublishPost

    act = PublishPost(one.placement, str(uuid.uuid4()), one.payload_hash)
    started = time.perf_counter()
    done = perform(act, by=By(one.person, one.mandate))
    took = time.perf_counter() - started
    if not done.allowed:
        raise SystemExit(f"a post that was made ready is not armed: {done.decision}")
    return took


def queries_of(one: Armed) -> int:
    """How many statements one such act sends to the database, its transaction's own included."""
    from django.db import connection

    seen = 0

    def count(execute: Callable[..., object], *given: object) -> object:
        nonlocal seen
        seen += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        arm(one)
    return seen


def client(share: list[Armed], begin: multiprocessing.Barrier, told: multiprocessing.Queue) -> None:  # type: ignore[valid-type]
    """One client: a connection of its own, one act after the other."""
    from django.db import connection

    connection.ensure_connection()
    # The first act of a process reads pack and templates; whoever serves people did that long before.
    arm(share[0])
    begin.wait()  # type: ignore[attr-defined]
    started, cpu = time.monotonic(), time.process_time()
    took = [arm(one) for one in share[1:]]
    told.put((started, time.monotonic(), time.process_time() - cpu, took))  # type: ignore[attr-defined]
    connection.close()


def measure(count: int, clients: int) -> dict[str, float]:
    """Build, arm, and say how it went; in the database that the environment names."""
    from django.db import connection, connections

    accounts = department()
    placements = ready(accounts, count + clients + 1)
    queries = queries_of(placements.pop())
    vendor = connection.vendor
    connections.close_all()
    context = multiprocessing.get_context("fork")
    begin, told = context.Barrier(clients), context.Queue()
    shares = [placements[n::clients] for n in range(clients)]
    workers = [context.Process(target=client, args=(share, begin, told)) for share in shares]
    for worker in workers:
        worker.start()
    heard = [told.get(timeout=600) for _ in workers]
    for worker in workers:
        worker.join()
    took = sorted(t for *_, times in heard for t in times)
    wall = max(end for _, end, *_ in heard) - min(start for start, *_ in heard)
    return {
        "acts": len(took),
        "clients": clients,
        "acts_per_s": round(len(took) / wall, 1),
        "median_ms": round(statistics.median(took) * 1e3, 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1] * 1e3, 1),
        "cpu_ms_per_act": round(sum(cpu for _, _, cpu, _ in heard) / len(took) * 1e3, 1),
        "queries_per_act": queries,
        "load_before": round(os.getloadavg()[0], 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "engine": vendor,  # type: ignore[dict-item]
    }


@contextmanager
def engine(name: str) -> Iterator[dict[str, str]]:
    """The environment of a process that has an engine and a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="countersign-bench-") as folder:
        given = {**os.environ, "COUNTERSIGN_DATA": folder, "DJANGO_SETTINGS_MODULE": "countersign.site.settings"}
        given.pop("DATABASE_URL", None)
        if name == "sqlite":
            yield given
            return
        sys.path.insert(0, str(ROOT / "scripts"))
        from with_postgres import postgres

        with postgres() as url:
            yield {**given, "DATABASE_URL": url}


def main() -> None:
    """Measure on both engines, each in a process of its own; print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--acts", type=int, default=400)
    parser.add_argument("--clients", type=int, default=len(AUTHORS))
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        import django

        django.setup()
        print(json.dumps(measure(given.acts, 1 if given.inside == "sqlite" else given.clients)))
        return

    import results

    figures: dict[str, object] = {}
    for name in ("sqlite", "postgresql"):
        with engine(name) as environment:
            command = [sys.executable, __file__, "--inside", name, "--acts", str(given.acts)]
            command += ["--clients", str(given.clients)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        figures |= {f"{name}_{what}": value for what, value in told.items() if what != "engine"}
        print(
            f"{told['engine']}: {told['acts_per_s']} acts/s, {told['clients']} client(s), "
            f"median {told['median_ms']} ms, p95 {told['p95_ms']} ms, {told['queries_per_act']} statements "
            f"and {told['cpu_ms_per_act']} ms of processor an act; load before: {told['load_before']}"
        )
    command_line = f"python bench/acts.py --acts {given.acts} --clients {given.clients}"
    counts = {"acts": given.acts, "clients": given.clients}
    results.write("acts", figures, ROOMS, command_line, None, counts=counts)


if __name__ == "__main__":
    main()
