"""A house whose worker publishes on three platforms outside and is killed on the way: prepared once, copied for each
story.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db.models import Q

import cast as stage
import databases
from accounts import account_stories as accounts
from connectors.faulty import CutAnswer, Fault, Forward, LoseAnswer, LoseRequest
from countersign.accounts import credentials
from countersign.connectors.interface import AccountSettings
from countersign.gate import clock, log
from countersign.gate.act import By
from countersign.posts.models import Placement, Work
from posts import post_stories as stories
from posts.conftest import kept_in
from posts.platforms_outside import PLATFORMS, Outside, identity, text_of

PROGRAM = Path(__file__).with_name("mortal_worker.py")
POSTS = 10 if os.environ.get("COUNTERSIGN_LONG") == "1" else 3
APART_MIN = 7
"""Posts come due so far apart: longer than a lease, so that each new worker also takes up what the last one held."""
PATIENCE_S = 4.0
AT = {"arrived": "had arrived", "forwarded": "had been answered"}
AT_WORK_S = 1.0
"""About how long a worker is busy with what is due, once it has begun."""
SETTLED_S = 60.0


def text(n: int) -> str:
    """The text of the nth post; none is a part of another."""
    return f"Visiting hours change on day {n:02}: 8 to 3."


class Workers:
    """The process from which workers are forked."""

    def __init__(self, url: str, data: Path) -> None:
        tests = str(Path(__file__).parent.parent)
        environment = databases.environment(url, data) | {"COUNTERSIGN_PRIVATE_HOSTS": "127.0.0.1"}
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            env={**environment, "PYTHONPATH": os.pathsep.join((tests, *sys.path))},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _order(self, order: str) -> list[str]:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().split()

    def live(self, nth: int = 0, point: str = "any") -> int:
        """A new worker; it kills itself when it reaches this point for the nth time. Its process number."""
        return int(self._order(f"live {nth} {point}")[0])

    def bury(self, patience_s: float = 0.0) -> bool:
        """Wait for its end, or end it; whether it had been killed before that."""
        by, number = self._order(f"bury {patience_s}")
        assert int(number) == signal.SIGKILL, "the worker ended by itself"
        return by == "itself"

    def close(self) -> None:
        """No more workers."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


@dataclass
class World:
    """The house, with signed posts that come due one after the other, each on all three platforms."""

    outside: dict[str, Outside]
    accounts: dict[str, str]
    workers: Workers
    data: Path
    prepared: Path
    template: str
    database: str
    began: datetime
    sent: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a request that makes a post was sent, by platform and text."""
    faults: dict[tuple[str, str], Fault] = field(default_factory=dict)
    """What the network does to the first of them."""
    network: Callable[[str], Fault] = lambda method: Forward()
    """And to all others, by their method."""
    doomed: Callable[[str, str, bool], None] = lambda kind, moment, makes: None
    busy: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    asking: threading.local = field(default_factory=threading.local)

    def anew(self) -> None:
        """House and platforms are as they were when they were prepared."""
        databases.refreshed(self.template, self.database)
        shutil.rmtree(self.data)
        shutil.copytree(self.prepared, self.data)
        for there in self.outside.values():
            there.forget()
            there.proxy.seen.clear()
        self.network = lambda method: Forward()
        self.faults = {}
        self.sent.clear()
        clock.move(self.began)

    # What the proxies ask and tell

    def listen(self) -> None:
        """From now on."""
        for kind, there in self.outside.items():
            there.proxy.choose = partial(self._choose, kind)
            there.proxy.watch = partial(self._watch, kind)

    def _choose(self, kind: str, method: str, path: str) -> Fault:
        fault = self.faults.pop((kind, self.asking.text), None)
        return fault if fault is not None else self.network(method)

    def _watch(self, kind: str, moment: str, method: str, path: str, body: bytes) -> None:
        makes = method == "POST" and path.endswith(self.outside[kind].creates)
        with self.lock:
            self.busy += {"arrived": 1, "over": -1}.get(moment, 0)
            self.asking.text = text_of(body) if makes else ""
            if makes and moment == "arrived":
                self.sent[kind, self.asking.text] += 1
        if moment != "over":
            self.doomed(kind, moment, makes)

    def quiet(self) -> None:
        """Wait until the platforms have answered everything, also to those who are dead."""
        deadline = time.monotonic() + 20
        while self.busy:
            assert time.monotonic() < deadline
            time.sleep(0.002)

    # Lives

    def killed(self, chance: random.Random) -> str:
        """A worker that is killed somewhere. Where it was, in words."""
        where, reached = chance.choice((self._in_an_act, self._at_a_request, self._at_some_time))(chance)
        self.doomed = lambda kind, moment, makes: None
        self.quiet()
        return where if reached else "at rest"

    def _in_an_act(self, chance: random.Random) -> tuple[str, bool]:
        # Half of them at any point, half where it matters most.
        anywhere = chance.random() < 0.5
        point = "any" if anywhere else chance.choice(("armed", "sent", "settled", "committed"))
        self.workers.live(chance.randint(1, 90 if anywhere else 6), point)
        return "in an act" if anywhere else f"at the point {point}", self.workers.bury(PATIENCE_S)

    def _at_a_request(self, chance: random.Random) -> tuple[str, bool]:
        wanted = (chance.choice(sorted(self.outside)), chance.choice(("arrived", "forwarded")), True)
        left, pid = chance.randint(1, 2), self.workers.live()

        def doomed(*now: object) -> None:
            nonlocal left
            left -= now == wanted
            if left == 0:
                os.kill(pid, signal.SIGKILL)

        self.doomed = doomed
        return f"when a request for a post {AT[wanted[1]]}", self.workers.bury(PATIENCE_S)

    def _at_some_time(self, chance: random.Random) -> tuple[str, bool]:
        # Counted from the first request: a start takes long on a busy machine, and nothing can go wrong in it.
        begun = threading.Event()
        self.doomed = lambda kind, moment, makes: begun.set()
        self.workers.live()
        reached = begun.wait(PATIENCE_S)
        self.workers.bury(chance.uniform(0.0, AT_WORK_S))
        return "at some time", reached

    def stood(self) -> dict[str, str]:
        """How far the worker had got on each platform with what it was at."""
        armed = Placement.objects.filter(state="publishing").values_list("account", flat=True)
        held = Work.objects.filter(lease_until__gt=clock.now()).values_list("placement__account", flat=True)
        told = {}
        for kind, account in self.accounts.items():
            begun = "at it, nothing armed" if account in held else "at nothing"
            told[kind] = "armed, outcome not written" if account in armed else begun
        return told

    def to_the_end(self) -> None:
        """A worker that nobody kills, while time passes, until nothing is left to do."""
        self.workers.live()
        deadline, passes = time.monotonic() + SETTLED_S, time.monotonic()
        while not settled():
            assert time.monotonic() < deadline, f"lost: {list(Placement.objects.values_list('pk', 'state'))}"
            if time.monotonic() > passes:
                stage.pass_time(minutes=6)
                passes = time.monotonic() + 0.5
            time.sleep(0.05)
        self.workers.bury()
        self.quiet()

    # What must hold

    def judge(self) -> Counter[tuple[str, str]]:
        """Each post is there once, or unknown and sent once at most. How many ended how, by platform."""
        ended: Counter[tuple[str, str]] = Counter()
        for kind, there in self.outside.items():
            public = there.texts()
            assert set(public) <= {text(n) for n in range(POSTS)}
            for n in range(POSTS):
                shown = public.count(text(n))
                ended[kind, f"{self._judged(kind, n, shown)}, {shown} public"] += 1
        log.verify()
        return ended

    def _judged(self, kind: str, n: int, public: int) -> str:
        placement, sent = self._placement(n, kind), self.sent[kind, text(n)]
        state = placement.state
        told = f"{text(n)} on {kind} is {state}, {public} public, sent {sent} times"
        assert state in ("published", "unknown"), told
        assert public == 1 or (public == 0 and state == "unknown"), told
        if state == "unknown" or kind == "mastodon":
            assert sent <= 1, told
        if state == "published":
            assert placement.sameness in ("same", "same_after_known_rewriting"), told
        # What is tried again bears the mark by which the platform knows it.
        assert placement.attempts.values("marker").distinct().count() == 1, told
        return state

    def _placement(self, n: int, kind: str) -> Placement:
        """Posts are numbered as they were written."""
        return Placement.objects.filter(account=self.accounts[kind]).order_by("pk")[n]


def settled() -> bool:
    """Whether every post is public and read back, or a person's to find out."""
    read = Q(state="published", read_at__isnull=False)
    return not Placement.objects.exclude(read | Q(state="unknown")).exists()


@dataclass
class Lossy:
    """A network that loses some of what changes something."""

    chance: random.Random
    share: float = 0.3

    def __call__(self, method: str) -> Fault:
        if method == "GET" or self.chance.random() > self.share:
            return Forward()
        return self.chance.choice((LoseAnswer(), LoseAnswer(), CutAnswer(), LoseRequest()))


@contextmanager
def prepared(house: stories.House, built: str, kept: Path, folder: Path) -> Iterator[World]:
    """The world. `built` and `kept` are the database and files in which `house` was built."""
    outside = {kind: make(_made(folder / kind)) for kind, make in PLATFORMS.items()}
    data, ready = folder / "data", folder / "prepared"
    shutil.copytree(kept, data, ignore=shutil.ignore_patterns("*.sqlite3*"))
    with databases.copied(built, folder) as template, databases.copied(built, folder) as database:
        with databases.named(template), kept_in(data):
            opened = {kind: _account(there, house.people) for kind, there in outside.items()}
            _write(house, tuple(opened.values()))
            began = clock.now()
        databases.refreshed(template, database)
        workers = Workers(databases.url_of(database), data)
        # A first life while nothing is due: the engine's own tables are made once, not in each story.
        workers.live()
        workers.bury(2.0)
        shutil.copytree(data, ready, ignore=shutil.ignore_patterns(f"{Path(database).name}*"))
        world = World(outside, opened, workers, data, ready, template, database, began)
        world.listen()
        try:
            with databases.named(database), kept_in(data):
                yield world
        finally:
            workers.close()
            for there in outside.values():
                there.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _account(there: Outside, who: accounts.People) -> str:
    """An open account there."""
    if accounts.queries.platform(there.kind).state != "approved":
        accounts.ready_platform(who.ana, there.kind)
    account = accounts.signed(who, platform=there.kind, handle=there.handle, url=there.page)
    given, base = there.credentials(), there.proxy.url
    connected = {"connector": there.kind, "base_url": base, "credential": credentials.pack(given), "url": there.page}
    seen = identity(AccountSettings(there.kind, there.handle, base, given, ("bsky.app",)))
    accounts.connect(account, who.ana, **connected, **seen)
    accounts.attest(account, who.lee)
    stage.do(accounts.acts.OpenAccount(account), who.ana)
    return account


def _write(house: stories.House, on: tuple[str, ...]) -> None:
    """Posts on these accounts that are signed and scheduled one after the other; every other one has a picture."""
    lee = By(house.cast.lee, stage.authorize(house.ana, house.cast.lee, *on))
    shown = stories.shown(stories.picture(house))
    for n in range(POSTS):
        variants = tuple(stories.acts.Variant(account, text(n)) for account in on)
        act = stories.acts.SubmitPost(variants, (shown,) if n % 2 else (), stories.PURPOSES)
        post = stage.do(act, lee).subject_id
        stage.do(stories.signing(post), house.ana)
        due = clock.now() + timedelta(minutes=APART_MIN * (n + 1))
        stage.do(stories.acts.SchedulePost(post, stories.hash_of(post), due), lee)
