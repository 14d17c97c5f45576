"""The main job without a browser: each act is printed with its decision and clauses, refusals included."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management import call_command

from countersign.accounts import acts as accounts
from countersign.accounts.models import Account
from countersign.directive import acts as directive
from countersign.directive import reading
from countersign.gate import clock, log, packs, row
from countersign.gate.act import Act, By, Malformed, NotNow, NotYours
from countersign.gate.door import Done, perform
from countersign.people import acts as people
from countersign.posts import acts as posts
from countersign.posts.models import Placement
from countersign.rules.outcome import Result
from countersign.rules.replay import replay
from countersign.rules.words import sentences
from countersign.site.demo import channels, department, feed, text
from countersign.site.demo.doing import acting, employee, later, person, unit
from countersign.site.demo.running import clear
from countersign.site.demo.working import work
from countersign.site.past import Packs, recorded

STORY = "story"
"""A file in the data folder that says this place belongs to a story."""

GREETING = "Family day at Hill Correctional Center is on Saturday, 10 to 3. Bring a photo ID. doc.example.gov/visit"


class Broken(Exception):
    """The story did not go as it must."""


class Teller:
    """Performs acts aloud. What must be allowed is, what must be refused is; anything else breaks the story."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.refusals: list[tuple[str, tuple[str, ...]]] = []

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        print(f"\n{title}", file=self._out, flush=True)

    def does(self, act: Act, by: By, what: str) -> str:
        """An act that must be allowed. Returns its subject."""
        done = perform(act, by=by)
        self._tell(what, done)
        if not done.allowed:
            raise Broken(f"{what}: not allowed")
        return done.subject_id

    def is_stopped(self, act: Act, by: By, what: str) -> None:
        """An act that must not be performed, by a clause, for want of the right, or at this time."""
        try:
            done = perform(act, by=by)
        except (NotYours, NotNow) as error:
            self._line("refused", what, f"row {error.seq}: {error}")
            self.refusals.append((what, ()))
            return
        self._tell(what, done)
        if done.allowed:
            raise Broken(f"{what}: allowed")
        self.refusals.append((what, done.decision.clauses))

    def says(self, words: str) -> None:
        """A remark."""
        print(f"  {'':<9}{words}", file=self._out, flush=True)

    def _tell(self, what: str, done: Done) -> None:
        decision = done.decision
        if done.allowed:
            cited = f" ({', '.join(decision.met)})" if decision.met else ""
            self._line("allowed", what, f"row {done.seq}{cited}")
            return
        word = "refused" if decision.result is Result.REFUSED else "asks"
        self._line(word, what, f"row {done.seq} ({', '.join(decision.clauses)})")
        for one in sentences(packs.in_force(), decision, "en"):
            self.says(f"{', '.join(one.clauses)} requires: {one.sentence} What to do: {one.remedy}")

    def _line(self, word: str, what: str, detail: str) -> None:
        print(f"  {word:<8} {what}. {detail}", file=self._out, flush=True)


def run(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Tell the story in fresh data in this place; 0 when everything went as it must."""
    folder: Path = settings.DATA
    held = {path.name for path in folder.iterdir()} - {"keys"}
    if held and STORY not in held:
        print(f"Not told: {folder} holds something else. Go to an empty directory.", file=stderr)
        return 2
    clear(folder)
    (folder / STORY).touch()
    call_command("migrate", verbosity=0)
    teller = Teller(stdout)
    try:
        tell(teller, args.directive)
    except (Broken, Malformed) as error:
        print(f"The story broke: {error}", file=stderr)
        return 1
    return _check(stdout)


def tell(teller: Teller, official: Path | None) -> None:
    """The whole story."""
    for part in (_found, _directive(official), _channel, _posters, _post, _wrong_turns):
        part(teller)


def _found(t: Teller) -> None:
    t.chapter("The department is founded.")
    department.found(clock.now() - timedelta(days=30), pack=settings.FIRST_PACK)
    department.staff()
    t.says(f"{row.size()} rows: units, offices named by an instrument, the roster as one bulk act")


def _directive(official: Path | None) -> Callable[[Teller], None]:
    def part(t: Teller) -> None:
        t.chapter("The directive is imported, signed and put in force.")
        pio, director = acting("1002", "pio"), acting("1001", "director")
        name = official.name if official else "summary.txt"
        data = official.read_bytes() if official else text.summary(packs.in_force()).encode()
        t.says(f"read from {official}" if official else "no official text given: the pack's own summary is used")
        version = t.does(directive.ImportDirective(reading.keep(data, name), "en"), pio, "Ana imports the text")
        t.is_stopped(directive.AdoptDirective(version), director, "Dov puts it in force before signing it")
        t.does(directive.SignDirective(version), director, "Dov signs it")
        t.does(directive.AdoptDirective(version), director, "Dov puts it in force")

    return part


def _channel(t: Teller) -> None:
    t.chapter("A platform is approved, an account is opened by two people.")
    pio, director, head = acting("1002", "pio"), acting("1001", "director"), acting("2002", "unit_head")
    t.is_stopped(_application("reddit", "hill_news"), head, "June applies on a platform nobody approved")
    channels.platforms()
    channels.strategy()
    t.says("platforms, their terms and the communication strategy are approved and signed")
    account = t.does(_application("practice", "hill_news"), head, "June applies for an account of Hill")
    sign = accounts.SignAccount(account, Account.objects.values_list("form_hash", flat=True).get(pk=account))
    t.does(sign, pio, "Ana signs")
    t.is_stopped(accounts.OpenAccount(account), pio, "Ana opens it on one signature only")
    for giver, who in ((pio, "Ana"), (director, "Dov")):
        delegation = people.Delegate(
            person("1004"), ("account.sign", "post.sign"), clock.now(), later(days=60), "absence", f"{who}-2026-1"
        )
        t.does(delegation, giver, f"{who} makes Mia a designee")
    other = t.does(_application("practice", "hill_jobs"), head, "June applies for a second account")
    again = accounts.SignAccount(other, Account.objects.values_list("form_hash", flat=True).get(pk=other))
    t.does(again, acting("1004", "pio", kind="designee"), "Mia signs it for the PIO")
    t.is_stopped(again, acting("1004", "director", kind="designee"), "Mia signs it for the Director as well")
    t.does(sign, director, "Dov signs the first one")
    channels.connect(account, "practice", "hill_news", "Hill Correctional Center")
    channels.attest(account, "practice", "Hill Correctional Center", "Visiting and events at Hill.")
    t.does(accounts.OpenAccount(account), pio, "Ana opens it")


def _posters(t: Teller) -> None:
    t.chapter("Employees are authorized to post, in writing, for a period.")
    account = channels.account("hill_news")
    for number, days in (("2001", 180), ("1004", 180), ("3001", 2)):
        act = feed.authorization(acting("1002", "pio"), person(number), (account,), days=days)
        t.does(act, acting("1002", "pio"), f"Ana authorizes employee {number} for {days} days")
    sam, pio = acting("3001", kind="authorized"), acting("1002", "pio")
    late = t.does(feed.submission(account, "Open day at the workshop, Saturday at noon."), sam, "Sam submits a post")
    t.does(posts.SignPost(late, feed.revision(late), judged=True), pio, "Ana signs it")
    t.does(posts.SchedulePost(late, feed.revision(late), later(days=4)), sam, "Sam schedules it for the fourth day")
    clock.move(clock.now() + timedelta(days=5))
    t.says("five days pass; Sam's leave ended on the second")
    work()
    held = Placement.objects.select_related("work").get(post_id=int(late))
    if held.state == "published" or held.work.held_seq is None:
        raise Broken(f"the post of somebody whose leave ended is {held.state}")
    t.refusals.append(("Sam's post falls due", tuple(held.work.held_clauses)))
    t.says(f"refused: Sam's post falls due and is held. row {held.work.held_seq} ({', '.join(held.work.held_clauses)})")


def _post(t: Teller) -> None:
    t.chapter("A post is written, signed, published, read back.")
    account = channels.account("hill_news")
    lee, pio = acting("2001", kind="authorized"), acting("1002", "pio")
    post = t.does(feed.submission(account, GREETING), lee, "Lee submits a post")
    t.is_stopped(posts.SchedulePost(post, feed.revision(post)), lee, "Lee schedules it unsigned")
    t.does(posts.SignPost(post, feed.revision(post), judged=True), pio, "Ana signs it")
    t.does(feed.submission(account, GREETING + "!", post=post), lee, "Lee changes one character after the signature")
    t.is_stopped(posts.SchedulePost(post, feed.revision(post)), lee, "Lee schedules what nobody signed")
    t.does(posts.SignPost(post, feed.revision(post), judged=True), pio, "Ana signs the new revision")
    t.does(posts.SchedulePost(post, feed.revision(post)), lee, "Lee schedules it")
    work()
    placement = Placement.objects.get(post_id=int(post))
    if placement.state != "published" or not placement.url:
        raise Broken(f"the post is {placement.state}: {placement.said}")
    t.says(f"published at {placement.url}, read back: {placement.sameness}")


def _wrong_turns(t: Teller) -> None:
    t.chapter("What must not work does not.")
    account = channels.account("hill_news")
    own = t.does(
        feed.submission(account, "Visiting hours change on Monday."), _authorized("1004"), "Mia submits a post"
    )
    act = posts.SignPost(own, feed.revision(own), judged=True)
    t.is_stopped(act, acting("1004", "pio", kind="designee"), "Mia signs her own post for the PIO")
    t.is_stopped(feed.submission(account, "See you on Sunday."), employee("3001"), "Sam posts, whose leave has ended")
    secret = t.does(feed.submission(account, "Call about 123-45-6789."), _authorized("2001"), "Lee submits a number")
    act = posts.SignPost(secret, feed.revision(secret), judged=True)
    t.is_stopped(act, acting("1002", "pio"), "Ana signs a Social Security number")


def _authorized(number: str) -> By:
    return acting(number, kind="authorized")


def _application(platform: str, handle: str) -> accounts.ApplyForAccount:
    return accounts.ApplyForAccount(
        unit=unit("HILL"),
        platform=platform,
        handle=handle,
        display_name="Hill Correctional Center",
        purposes=tuple(p.id for p in packs.in_force().purposes[:2]),
        scope_statement="Visiting, programs and events at Hill Correctional Center, for families and neighbors.",
        custodians=(person("2001"),),
    )


def _check(out: TextIO) -> int:
    print("\nEverything is derived and verified again.", file=out)
    again = replay(recorded(), Packs())
    report = log.verify()
    if again.difference is not None:
        print(f"  row {again.difference.seq}: {again.difference.why}", file=out)
        return 1
    print(f"  decisions replay: {again.same} decisions come out again", file=out)
    for line in report.lines():
        print(f"  log verify: {line}", file=out)
    return 0 if report.ok else 1
