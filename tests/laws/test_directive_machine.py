"""Anything by anybody at any time, and what the gate lets through held against the directive in plain Python.

Every row of the ledger is read by `directive_model`; every attempt, and every word that the public can read, must
come from a row that the model could justify.
"""

import io
import os
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from django.db import connection, connections
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from PIL import Image

import databases
from countersign.accounts import acts as accounts
from countersign.accounts.models import Account
from countersign.evidence import store
from countersign.gate import clock, followers, packs, row, wiring
from countersign.gate.act import OPERATOR, Act, By, Malformed, Missing, NotNow, NotYours
from countersign.gate.acts import WithdrawSignature
from countersign.gate.door import perform
from countersign.people import acts as people
from countersign.posts import acts, pictures, workflows
from countersign.posts.followers import FOLLOWERS as POST_FOLLOWERS
from countersign.posts.models import Attempt, Media, Placement, Post
from countersign.practice.services import open_account
from countersign.rules.outcome import Result
from laws.directive_model import HELD, PERSONAL, POWERS, Model
from posts import post_stories as stories
from posts.conftest import kept_in

pytestmark = [pytest.mark.storage, pytest.mark.early]
LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
SEEDS = (1, 2, 3, 4, 5) if LONG else (1,)
STEPS_PER_SEED = 10_000 if LONG else 200
STEPS_AT_ONCE = 50 if LONG else 20
GIVEN = tuple(sorted(set(HELD) - PERSONAL))
TALLY: Counter[str] = Counter()
CHANCE = st.integers(0, 2**32)
"""What each step decides by: a seed, since values drawn one by one would mostly be the smallest there are."""


HAPPENS = {
    "time_passes": 2,
    "what_was_given_for_a_while_is_used_when_it_ends": 1,
    "people_come_and_go": 1,
    "offices_change_hands": 1,
    "powers_are_given_and_taken": 1,
    "leave_is_given_and_ended": 2,
    "an_account_is_asked_for_and_signed": 3,
    "an_account_is_run": 1,
    "everything_is_stopped_or_goes_on": 2,
    "a_post_goes_its_way": 6,
    "somebody_writes": 1,
    "somebody_decides": 2,
    "somebody_pictured_agrees_or_not_any_more": 1,
    "the_worker_comes_by": 1,
}
"""What can happen, and how often of so many times."""


class Directive(RuleBasedStateMachine):
    """One department from its beginning, in a database of its own."""

    built: tuple[str, stories.House, object]
    folder: object

    def __init__(self) -> None:
        super().__init__()
        name, self.house, kept = self.built
        self.opened = [kept_in(kept), databases.own_database(name, self.folder)]
        for context in self.opened:
            context.__enter__()
        self.file = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            # What survives a power cut is another test's matter.
            connection.cursor().execute("PRAGMA synchronous = OFF")
        self.model, self.read = Model(), 0
        self.words: dict[str, str] = {}
        self.numbers = self.steps = 0
        self.sure = False
        self.letter = store.put(b"A letter.", "text/plain")
        made = io.BytesIO()
        Image.new("RGB", (8, 8)).save(made, "PNG")
        self.shown = store.put(made.getvalue(), "image/png")
        self.media: Media = pictures.take_in(made.getvalue(), title="", owner="5", at=clock.now())
        self.reads()

    def teardown(self) -> None:
        try:
            self.nothing_else_is_public()
        finally:
            for context in reversed(self.opened):
                context.__exit__(None, None, None)
            if connection.vendor == "sqlite":
                Path(self.file).unlink()

    # Acting

    @rule(chance=CHANCE)
    def something_happens(self, chance: int) -> None:
        self.steps += 1
        self.chance = random.Random(f"{chance} {self.steps}")
        TALLY["steps"] += 1
        (what,) = self.chance.choices(list(HAPPENS), list(HAPPENS.values()))
        getattr(self, what)()

    def one(self, of):
        found = list(of)
        return self.chance.choice(found) if found else None

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def somebody(self, act: str, likely: float = 0.8) -> By:
        """Mostly somebody who could; else anybody, also under a mandate that is over or not theirs."""
        at, power = clock.now(), POWERS[act]
        able = [By(p, m) for p, m in self.model.capacities(at) if self.model.holds(power, m)]
        if able and (self.sure or self.likely(likely)):
            return self.one(able)
        anybody = self.one(self.model.employed)
        theirs = [i for i, m in self.model.mandates.items() if m.person == anybody]
        return By(anybody, self.one([*theirs, None, self.one(self.model.mandates)]))

    def tries(self, act: Act, by: By | None = None) -> str | None:
        """Do it; the subject if it was let through. What comes of it is in the ledger, which is read at once."""
        by = by or self.somebody(act.name)
        try:
            done = perform(act, by=by)
        except (NotYours, NotNow) as error:
            TALLY[type(error).__name__] += 1
            self.reads()
            return None
        except (Malformed, Missing, LookupError):
            TALLY["senseless"] += 1
            return None
        self.reads()
        TALLY[f"{done.decision.result}"] += 1
        for why in done.decision.determining:
            TALLY[f"stopped: {act.name} by {why.requirement}"] += 1
        return done.subject_id if done.decision.result is Result.ALLOWED else None

    def reads(self) -> None:
        for one in row.rows(self.read):
            self.read = one.seq + 1
            about = one.content["subject"]
            account = None
            if about["kind"] == "placement":
                account = Placement.objects.values_list("account", flat=True).get(pk=about["id"])
            self.model.take(one, account)
            if one.allowed:
                TALLY[f"let through: {one.act}"] += 1

    def nothing_else_is_public(self) -> None:
        """Every attempt has its row, every public word its attempt; what is sent is what was frozen."""
        armed = {r.seq: r.content["subject"]["hash"] for r in row.rows(acts=["publish_post"]) if r.allowed}
        sent = set()
        for attempt in Attempt.objects.exclude(op="delete").select_related("revision"):
            assert armed.get(attempt.armed_seq) == attempt.revision.hash
            sent.add(self.words[attempt.revision.hash])
        assert set(stories.public()) <= sent
        TALLY["attempts looked at"] += len(armed)

    def why(self) -> str:
        return self.one(["as agreed this morning", "as agreed this morning", "so"])

    def person(self) -> str:
        return self.one(self.model.employed)

    def account(self, *states: str) -> str | None:
        found = self.model.accounts
        return self.one([i for i, a in found.items() if a.state in states] or found)

    def ends(self):
        return clock.now() + timedelta(days=self.one([0.001, 1, 5, 30, 90, 365, 400]))

    # Time

    def time_passes(self):
        if self.likely(0.5):
            # To the very second something ends, or to just before it.
            at = clock.now()
            ends = [m.ends for m in self.model.mandates.values() if m.ends and m.ends > at and m.ended is None]
            if ends:
                before = self.one([timedelta(0), timedelta(seconds=1)])
                clock.move(max(min(ends) - before, at))
                return
        clock.move(clock.now() + timedelta(minutes=self.one([1, 7, 90, 60 * 24, 60 * 24 * 20])))

    def what_was_given_for_a_while_is_used_when_it_ends(self):
        """Somebody stands in, and acts once more in the very second in which it is over."""
        self.sure = True
        who, giver = self.hire(), self.somebody("approve_platform")
        powers = ("consent.record", "publishing.pause", "post.sign")
        given = self.gives(who, giver, powers, days=self.one([1, 2])) if who else None
        self.sure = False
        if given is None:
            return
        clock.move(self.model.mandates[given].ends - self.one([timedelta(0), timedelta(0), timedelta(seconds=9)]))
        by = By(who, given)
        self.tries(acts.RecordConsent("Person B", "public", "C-2", clock.now()), by)
        if self.model.authors:
            self.signs(self.one(self.model.authors), by)

    # People, offices, mandates

    def people_come_and_go(self):
        what = self.one(["hire", "hire", "leave", "merge"])
        if what == "hire":
            self.hire()
        elif what == "leave":
            self.tries(people.EndEmployment(self.person(), self.why()), self.somebody("end_employment", 0.5))
        else:
            self.tries(people.MergePeople(self.person(), self.person(), self.why()))

    def hire(self) -> str | None:
        self.numbers += 1
        return self.tries(people.Hire(f"9{self.numbers:03}", "New Person", "temporary", self.house.cast.hill))

    def offices_change_hands(self):
        offices = [i for i, m in self.model.mandates.items() if m.kind == "appointment"]
        if self.likely(0.3):
            self.tries(people.EndAppointment(self.one(offices), self.why()), self.somebody("end_appointment", 0.6))
            return
        office = self.one(["director", "pio", "administrator", "counsel", "unit_head"])
        units = (self.house.cast.hill,) if office == "unit_head" else ()
        act = people.Appoint(self.person(), office, clock.now(), self.one([None, self.ends()]), "EO 9", units=units)
        self.tries(act, self.one([None, None, OPERATOR]))

    def powers_are_given_and_taken(self):
        given = [i for i, m in self.model.mandates.items() if m.kind == "delegation"]
        if given and self.likely(0.3):
            self.tries(people.EndDelegation(self.one(given), self.why()))
        else:
            self.gives(self.person(), self.somebody("delegate"), tuple(self.chance.sample(GIVEN, 3)))

    def gives(self, designee: str, giver: By, powers: tuple[str, ...], days: float | None = None) -> str | None:
        """A delegation of those of the powers that the giver's office can give."""
        mandate = self.model.mandates.get(giver.mandate or "")
        office = packs.in_force().office.get(mandate.office) if mandate else None
        fit = tuple(p for p in powers if office and p in office.delegable)
        ends = clock.now() + timedelta(days=days) if days else self.ends()
        return self.tries(people.Delegate(designee, fit, clock.now(), ends, "absence", "D-1"), giver)

    def leave_is_given_and_ended(self):
        leaves = [i for i, m in self.model.mandates.items() if m.kind == "authorization"]
        what, now = self.one(["give", "give", "renew", "end"]), clock.now()
        if what == "end":
            self.tries(people.EndAuthorization(self.one(leaves), self.why()))
        elif what == "renew":
            self.tries(people.RenewAuthorization(self.one(leaves), now, self.ends(), "A-2", self.letter, self.why()))
        else:
            on = (self.account("open"),)
            self.tries(people.Authorize(self.person(), on, now, self.ends(), "A-1", self.letter))

    # Accounts

    def an_account_is_asked_for_and_signed(self):
        """The whole way, by whoever comes by; sometimes one human comes by twice, as a designee of both offices."""
        signers = [self.somebody("sign_account", 0.9) for _ in range(3)]
        # Then nobody else gets in the way, so that it is this which is asked.
        self.sure = self.likely(0.4)
        twice = self.one_human_twice() if self.sure else None
        self.asks_for_an_account(twice, twice or signers)
        self.sure = False

    def asks_for_an_account(self, twice: list[By] | None, signers: list[By]) -> None:
        self.numbers += 1
        handle = f"account{self.numbers}"
        cast = self.house.cast
        unit, custodian = (cast.hill, cast.lee) if twice else (self.one([cast.hill, cast.logan]), self.person())
        account = self.tries(
            accounts.ApplyForAccount(unit, "practice", handle, "Hill", ("news",), stories.accounts.SCOPE, (custodian,))
        )
        if account is None:
            return
        for by in signers:
            form = Account.objects.values_list("form_hash", flat=True).get(pk=account)
            self.tries(accounts.SignAccount(account, form), by)
        if twice and self.likely(0.8):
            self.tries(people.MergePeople(twice[1].person, twice[0].person, stories.REASON))
        if not twice and self.likely(0.2):
            self.changes(account)
        base = "http://localhost:8000/practice/"
        url, token = f"{base}@{handle}/", open_account(handle, "Hill")
        self.tries(accounts.ConnectAccount(account, "practice", "a@b.gov", True, url, base, token, handle))
        self.attests(account)
        self.tries(accounts.OpenAccount(account))

    def one_human_twice(self) -> list[By] | None:
        """Two entries of one human who nobody knows to be one, each a designee of another office."""
        found = []
        for office in ("pio", "director"):
            holders = [
                By(p, m)
                for p, m in self.model.capacities(clock.now())
                if (self.model.mandates[m].kind, self.model.mandates[m].office) == ("appointment", office)
            ]
            entry = self.hire()
            if not holders or entry is None:
                return None
            given = self.gives(entry, holders[0], ("account.sign",))
            if given is None:
                return None
            found.append(By(entry, given))
        return found

    def attests(self, account: str) -> None:
        seen = tuple(accounts.Seen(e, "found", self.shown) for e in packs.in_force().elements_of("practice"))
        self.tries(accounts.AttestPage(account, seen))

    def changes(self, account: str) -> None:
        now = Account.objects.get(pk=account)
        self.numbers += 1
        scope = f"{stories.accounts.SCOPE} {self.numbers}"
        self.tries(
            accounts.ChangeAccount(
                account, now.unit, now.handle, now.display_name, ("news",), scope, (self.person(),), now.url
            )
        )

    def an_account_is_run(self):
        what = self.one(["sign", "sign", "return", "attest", "open", "suspend", "resume", "resume", "close", "change"])
        account = self.account(*{"resume": ["suspended"], "open": ["applied"]}.get(what, ["open", "suspended"]))
        if what == "change":
            self.changes(account)
        elif what == "attest":
            self.attests(account)
        elif what == "sign":
            form = Account.objects.values_list("form_hash", flat=True).get(pk=account)
            self.tries(accounts.SignAccount(account, form))
        elif what == "open":
            self.tries(accounts.OpenAccount(account))
        else:
            kinds = {"return": accounts.ReturnAccount, "suspend": accounts.SuspendAccount}
            kinds |= {"resume": accounts.ResumeAccount, "close": accounts.CloseAccount}
            self.tries(kinds[what](account, self.why()))

    def everything_is_stopped_or_goes_on(self):
        if self.model.paused or self.likely(0.1):
            wanted = acts.ResumePublishing if self.model.paused and self.likely(0.9) else acts.PausePublishing
            self.tries(wanted("as agreed this morning"))
        elif "practice" not in self.model.platforms:
            self.tries(accounts.ApprovePlatform("practice", "as agreed this morning"))
        elif self.likely(0.3):
            self.tries(accounts.WithdrawPlatform("practice", self.why()))

    # Posts

    def submits(self, post: str | None = None, author: By | None = None, on: str | None = None) -> str | None:
        on = on or self.account("open")
        self.numbers += 1
        words = f"Visiting hours change on day {self.numbers} of the month."
        consents = [c for c, given in self.model.consents.items() if given or self.likely(0.1)]
        used = ()
        if consents and self.likely(0.5):
            used = (stories.shown(self.media, people="yes", pictured=1, consents=(self.one(consents),)),)
        act = acts.SubmitPost((acts.Variant(on, words),), used, ("news",), post=post)
        made = self.tries(act, author or self.somebody("submit_post", 0.9))
        if made:
            self.words[Post.objects.get(pk=made).revision.hash] = words
        return made

    def signs(self, post: str, by: By | None = None) -> str | None:
        return self.tries(acts.SignPost(post, self.model.now[post], judged=True), by)

    def schedules(self, post: str, by: By | None = None) -> None:
        self.tries(acts.SchedulePost(post, self.model.now[post]), by)

    def author_of(self, post: str) -> By | None:
        author = self.model.human(self.model.authors[post])
        leaves = [i for i, m in self.model.mandates.items() if m.kind == "authorization" and m.person == author]
        return By(author, self.one(leaves)) if leaves else None

    def a_post_goes_its_way(self) -> None:
        """Written, signed, scheduled, sent; with something coming between, every other time."""
        at = clock.now()
        leaves = [(p, m) for p, m in self.model.capacities(at) if self.model.mandates[m].kind == "authorization"]
        if not leaves:
            on, who = self.account("open"), self.person()
            self.tries(people.Authorize(who, (on,), at, at + timedelta(days=30), "A-1", self.letter))
            return
        who, leave = self.one(leaves)
        author, on = By(who, leave), self.one(sorted(self.model.mandates[leave].accounts))
        post = self.submits(author=author, on=on)
        if post is None:
            return
        if self.likely(0.2):
            self.signs_as_author(post, who)
        for _ in range(3):
            if self.signs(post, self.somebody("sign_post", 0.9)):
                break
        if self.likely(0.15):
            self.comes_between(post)
        self.schedules(post, author)
        placement = Placement.objects.filter(post=post).first()
        if placement and self.likely(0.5):
            workflows.prepare(str(placement.pk))
        if self.likely(0.5):
            self.comes_between(post)
        self.works()

    def signs_as_author(self, post: str, who: str) -> None:
        """The author may hold the power to sign, and still not sign this."""
        holders = [By(p, m) for p, m in self.model.capacities(clock.now()) if self.model.holds("delegate", m)]
        for giver in holders:
            if self.model.mandates[giver.mandate].office in ("director", "pio"):
                given = self.gives(who, giver, ("post.sign", "account.sign"))
                if given:
                    self.signs(post, By(who, given))
                    return

    def comes_between(self, post: str) -> None:
        signatures = [s for s, given in self.model.signatures.items() if given.hash == self.model.now[post]]
        leaves = [i for i, m in self.model.mandates.items() if m.kind == "authorization" and m.ended is None]
        author, account = self.author_of(post), self.model.revisions[self.model.now[post]].accounts[0]
        consents = self.model.revisions[self.model.now[post]].consents or tuple(self.model.consents)
        why = "as agreed this morning"
        self.sure = self.likely(0.7)
        back = [lambda: self.tries(WithdrawSignature(self.one(signatures), why)) if signatures else None] * 5
        between = [
            *back,
            lambda: self.submits(post, author, account),
            lambda: self.tries(people.EndAuthorization(self.one(leaves), why)) if leaves else None,
            lambda: self.tries(accounts.SuspendAccount(account, why)),
            lambda: self.changes(account),
            lambda: self.tries(acts.PausePublishing(why)),
            lambda: self.tries(acts.WithdrawConsent(self.one(consents))) if consents else None,
            lambda: self.tries(people.EndEmployment(author.person, why)) if author else None,
            lambda: self.tries(accounts.WithdrawPlatform("practice", why)),
            lambda: self.tries(people.MergePeople(self.person(), self.person(), why)),
            lambda: clock.move(max(self.model.mandates[author.mandate].ends, clock.now())) if author else None,
        ]
        self.one(between)()
        self.sure = False
        if self.likely(0.4):
            self.schedules(post, author)

    def somebody_writes(self):
        post = self.one([None, *self.model.authors])
        self.submits(post, self.author_of(post) if post else None)

    def somebody_decides(self):
        post = self.one(self.model.authors)
        if post is None:
            return
        what = self.one(["sign", "sign", "return", "withdraw", "schedule", "schedule", "unschedule"])
        if what == "sign":
            self.signs(post)
        elif what == "schedule":
            self.schedules(post, self.one([None, self.author_of(post)]))
        elif what == "unschedule":
            self.tries(acts.UnschedulePost(post, self.why()))
        elif what == "return":
            clause = self.one(packs.in_force().clauses).id
            self.tries(acts.ReturnPost(post, self.model.now[post], self.why(), (clause,)))
        else:
            self.tries(WithdrawSignature(self.one(self.model.signatures), self.why()))

    def somebody_pictured_agrees_or_not_any_more(self):
        if self.model.consents and self.likely(0.3):
            self.tries(acts.WithdrawConsent(self.one(self.model.consents)))
        else:
            self.tries(acts.RecordConsent("Person A", "public", "C-1", clock.now()), self.somebody("record_consent"))

    def the_worker_comes_by(self):
        self.works()

    def works(self) -> None:
        followers.catch_up()
        stories.work("publish", "recover", "take_down", "read_back")
        self.reads()


@pytest.fixture(autouse=True)
def notices_of_the_desk_left_out():
    """Only the posts' follower matters here; whom the desk tells of it does not."""
    before = wiring.house().wiring
    wiring.install(replace(before, followers=POST_FOLLOWERS))
    yield
    wiring.install(before)


def run(built, folder, seed: int) -> None:
    """Runs until the steps are done: one seed after the other as often as it takes."""
    until, again = TALLY["steps"] + STEPS_PER_SEED, 0
    while TALLY["steps"] < until:
        machine = type("Machine", (Directive,), {"built": built, "folder": folder})
        left = until - TALLY["steps"]
        hypothesis.seed(seed + 1000 * again)(machine)
        run_state_machine_as_test(
            machine,
            settings=hypothesis.settings(
                max_examples=max(1, left // STEPS_AT_ONCE),
                stateful_step_count=STEPS_AT_ONCE,
                deadline=None,
                database=None,
                phases=(hypothesis.Phase.generate,),
                suppress_health_check=list(hypothesis.HealthCheck),
            ),
        )
        again += 1


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_anybody_does_nothing_gets_by_the_directive(built, django_db_blocker, tmp_path, counted, seed):
    before = Counter(TALLY)
    with django_db_blocker.unblock():
        run(built, tmp_path, seed)
    connections.close_all()
    done = TALLY - before
    print(f"\nseed {seed}: " + ", ".join(f"{n} {what}" for what, n in done.most_common()))
    let_through = sum(n for what, n in done.items() if what.startswith("let through: "))
    refused = done["refused"] + done["NotYours"] + done["NotNow"]
    counted(seed=seed, seeds=1, steps=done["steps"], let_through=let_through, refused_or_stopped=refused)
    # Enough went through and enough was stopped for this to mean something.
    for what in ("publish_post", "open_account", "sign_post", "delegate", "record_outcome"):
        assert done[f"let through: {what}"] > 0, what
    assert done["refused"] > 0
    assert done["NotYours"] > 0
