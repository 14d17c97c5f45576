"""Nothing slips between: what stops a post and the post that goes out meet at named points, in both orders.

On PostgreSQL the second act is seen waiting for the first one's guards. On SQLite a write transaction holds the whole
database, which is seen as well; there the outcome shows that one came wholly after the other.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

import cast as stage
from countersign.accounts import acts as accounts
from countersign.gate import door
from countersign.gate.act import Act, By
from countersign.gate.acts import WithdrawSignature
from countersign.gate.models import LedgerBody, Signature
from countersign.people import acts as people
from countersign.posts import acts, workflows
from countersign.posts.models import Attempt, Media, Placement, Work
from countersign.rules.outcome import Result
from posts import blanket_stories as glass
from posts import post_stories as stories
from posts.halting import PATIENCE_S, Halting, beside

pytestmark = pytest.mark.storage
LONG = os.environ.get("COUNTERSIGN_LONG") == "1"


@dataclass(frozen=True)
class Ready:
    """A scheduled post with a pictured person and licensed material, prepared and about to be armed."""

    house: stories.House
    placement: str
    consent: str
    rights: str
    signature: int

    def stop(self, what: str) -> tuple[Act, By]:
        """Something that must keep it from going out, and who does it."""
        house, why = self.house, stories.REASON
        return {
            "consent withdrawn": (acts.WithdrawConsent(self.consent), house.ana),
            "authorization ended": (people.EndAuthorization(house.leave, why), house.ana),
            "account suspended": (accounts.SuspendAccount(house.account, why), house.ana),
            "publishing paused": (acts.PausePublishing(why), house.dov),
            "licence withdrawn": (acts.WithdrawRights(self.rights, why), house.ana),
            "signature withdrawn": (WithdrawSignature(self.signature, why), house.ana),
            "platform withdrawn": (accounts.WithdrawPlatform("practice", why), house.ana),
            "account closed": (accounts.CloseAccount(house.account, why), house.ana),
            "employment ended": (people.EndEmployment(house.cast.lee, why), house.people.rita),
        }[what]

    def publishing(self) -> acts.PublishPost:
        """The act that arms it."""
        work = Work.objects.get(placement=self.placement)
        return acts.PublishPost(self.placement, str(work.attempt), work.prepared["payload_hash"])


ASKED = ("consent withdrawn", "authorization ended", "account suspended", "publishing paused")
OTHERS = (
    "licence withdrawn", "signature withdrawn", "platform withdrawn", "account closed", "employment ended",
)  # fmt: skip
STOPS = (*ASKED, *OTHERS)
MET = STOPS if LONG else ASKED
WHILE_ARMING = ("guards_taken", "facts_gathered", "effect_done", "row_written") if LONG else ("row_written",)
WHILE_STOPPING = ("guards_taken", "effect_done", "head_taken", "row_written") if LONG else ("guards_taken",)
TAKEN_DOWN = ("consent withdrawn", "licence withdrawn")
"""After these, what is public already must come down."""


@pytest.fixture
def ready(house) -> Ready:
    consent = stage.do(stories.consent(house), house.lee).subject_id
    licence = acts.RecordRights("A photographer", "CC BY 4.0", "R-9", stage.clock.now(), accounts=(house.account,))
    rights = stage.do(licence, house.lee).subject_id
    media: Media = stories.picture(house)
    used = stories.shown(media, people="yes", pictured=1, consents=(consent,), source="third_party", rights=rights)
    post = stories.scheduled(house, pictures=(used,))
    placement = str(stories.placement(post).pk)
    workflows.prepare(placement)
    return Ready(house, placement, consent, rights, Signature.objects.get(frozen_hash=stories.hash_of(post)).seq)


def rows_of(*names: str) -> list[tuple[str, str]]:
    found = LedgerBody.objects.filter(act__in=names).order_by("seq")
    return list(found.values_list("act", "result"))


def blocked(other: threading.Thread) -> None:
    """Wait until the other is seen waiting for the one that was halted; that it came through is a failure."""
    if connection.vendor == "sqlite":
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite3.connect(connection.settings_dict["NAME"], timeout=0).execute("BEGIN IMMEDIATE")
        return
    since = time.monotonic()
    while time.monotonic() - since < PATIENCE_S:
        assert other.is_alive(), "nothing held it"
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'"""
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("it neither waits nor comes through")


def one_then_other(first: Callable[[], object], point: str, then: Callable[[], object]) -> None:
    """Halt `first` at `point`, let `then` run into it, and let both go on."""
    with Halting(first, point) as halted:
        other = beside(then)
        blocked(other)
        halted.go.set()
        other.join(PATIENCE_S)
        halted.thread.join(PATIENCE_S)
    assert halted.failed is None
    assert not other.is_alive()


@pytest.mark.parametrize("point", WHILE_ARMING)
@pytest.mark.parametrize("what", MET)
def test_what_stops_comes_after_an_attempt_that_is_being_armed_and_finds_it(ready, counted, what, point):
    act, by = ready.stop(what)
    one_then_other(lambda: workflows.send(ready.placement), point, lambda: stage.do(act, by))

    assert rows_of("publish_post", act.name) == [("publish_post", Result.ALLOWED), (act.name, Result.ALLOWED)]
    attempt, placement = Attempt.objects.get(), Placement.objects.get()
    stopped = LedgerBody.objects.get(act=act.name).seq
    assert attempt.armed_seq < stopped
    if what in TAKEN_DOWN:
        assert placement.wanted_down_seq == stopped
    # It is known to be there, or it is listed as on its way.
    assert placement.state == "published" or attempt.outcome in ("armed", "unknown")
    assert Attempt.objects.count() == 1
    counted(interleavings=1)


@pytest.mark.parametrize("point", WHILE_STOPPING)
@pytest.mark.parametrize("what", MET)
def test_nothing_is_armed_after_what_stops(ready, counted, what, point):
    act, by = ready.stop(what)
    one_then_other(lambda: stage.do(act, by), point, lambda: workflows.send(ready.placement))

    assert rows_of("publish_post", act.name) == [(act.name, Result.ALLOWED), ("publish_post", Result.REFUSED)]
    assert not Attempt.objects.exists()
    assert stories.public() == []
    assert Work.objects.get(placement=ready.placement).held_seq is not None
    counted(interleavings=1)


@pytest.fixture
def filled(house) -> Ready:
    """A filled template, confirmed by a second person, prepared and about to be armed."""
    blanket = glass.signed(house)
    placement = str(stories.placement(glass.confirmed(house, blanket)).pk)
    workflows.prepare(placement)
    signature = Signature.objects.get(frozen_hash=glass.form_of(blanket)).seq
    return Ready(house, placement, blanket, "", signature)


def ends(filled: Ready, what: str) -> tuple[Act, By]:
    """Something that ends the approval which a filled template rests on, and who does it."""
    if what == "template ended":
        return acts.EndBlanket(filled.consent, stories.REASON), filled.house.dov
    if what == "template's signature withdrawn":
        return WithdrawSignature(filled.signature, stories.REASON), filled.house.ana
    confirmed = Signature.objects.get(frozen_hash=Placement.objects.get().revision.hash).seq
    return WithdrawSignature(confirmed, stories.REASON), filled.house.dov


ENDINGS = ("template ended", "template's signature withdrawn", "confirmation withdrawn")
ENDING = ENDINGS if LONG else ENDINGS[:1]


@pytest.mark.parametrize("point", WHILE_STOPPING)
@pytest.mark.parametrize("what", ENDING)
def test_nothing_is_armed_under_a_template_after_it_ended(filled, counted, what, point):
    act, by = ends(filled, what)
    one_then_other(lambda: stage.do(act, by), point, lambda: workflows.send(filled.placement))

    assert rows_of("publish_post", act.name) == [(act.name, Result.ALLOWED), ("publish_post", Result.REFUSED)]
    assert not Attempt.objects.exists()
    assert stories.public() == []
    counted(interleavings=1)


@pytest.mark.parametrize("point", WHILE_ARMING)
@pytest.mark.parametrize("what", ENDING)
def test_a_template_ends_after_an_attempt_that_is_being_armed_under_it(filled, counted, what, point):
    act, by = ends(filled, what)
    one_then_other(lambda: workflows.send(filled.placement), point, lambda: stage.do(act, by))

    assert rows_of("publish_post", act.name) == [("publish_post", Result.ALLOWED), (act.name, Result.ALLOWED)]
    assert Attempt.objects.get().armed_seq < LedgerBody.objects.get(act=act.name).seq
    counted(interleavings=1)


def test_publishing_under_a_template_holds_it_and_whatever_ends_it_wants_it_for_itself(filled):
    shared, _ = keys(filled.publishing(), filled.house.lee)
    assert f"blanket:{filled.consent}" in shared
    for what in ENDINGS:
        _, changing = keys(*ends(filled, what))
        assert changing & shared, what


def test_publishing_locks_everything_it_relies_on(ready):
    shared, exclusive = keys(ready.publishing(), ready.house.lee)
    post = Placement.objects.get().post_id
    assert exclusive == {f"placement:{ready.placement}"}
    assert shared == {
        "pack",
        f"person:{ready.house.cast.lee}",
        f"account:{ready.house.account}",
        "platform:practice",
        f"unit:{ready.house.cast.hill}",
        f"post:{post}",
        f"consent:{ready.consent}",
        f"rights:{ready.rights}",
        "pause:publishing",
    }


@pytest.mark.parametrize("what", STOPS)
def test_whatever_stops_publishing_wants_for_itself_what_publishing_reads(ready, what):
    shared, exclusive = keys(ready.publishing(), ready.house.lee)
    _, changing = keys(*ready.stop(what))
    assert changing & (shared | exclusive)


def keys(act: Act, by: By) -> tuple[frozenset[str], frozenset[str]]:
    """The guards that the gate takes for an act: to read, and to change."""
    return door._keys(act, door._scope(act, by), by)
