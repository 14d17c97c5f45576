"""A pause, a consent taken back, a leave ended while a post goes out: whichever is first in the ledger decides."""

import pytest

import cast as stage
from countersign.gate.row import rows
from countersign.people import acts as people
from countersign.posts import acts, workflows
from countersign.posts.models import Attempt, Work
from posts import post_stories as stories
from posts.halting import PATIENCE_S, Halting, beside

pytestmark = pytest.mark.storage


def order(*names: str) -> list[tuple[str, bool]]:
    return [(r.act, r.allowed) for r in rows() if r.act in names]


def stopping(house, what: str, consent: str = ""):
    """One of the things that stop publishing, as an act to be performed."""
    return {
        "pause_publishing": lambda: stage.do(acts.PausePublishing("A disturbance at the center."), house.dov),
        "withdraw_consent": lambda: stage.do(acts.WithdrawConsent(consent), house.ana),
        "end_authorization": lambda: stage.do(people.EndAuthorization(house.leave, stories.REASON), house.ana),
        "suspend_account": lambda: stage.do(
            stories.accounts.acts.SuspendAccount(house.account, stories.REASON), house.ana
        ),
    }[what]


STOPS = ("pause_publishing", "withdraw_consent", "end_authorization", "suspend_account")


def ready(house) -> tuple[str, str]:
    """A scheduled post with a pictured person, prepared but not armed; its placement and its consent."""
    consent = stage.do(stories.consent(house), house.lee).subject_id
    used = stories.shown(stories.picture(house), people="yes", pictured=1, consents=(consent,))
    post = stories.scheduled(house, pictures=(used,))
    pk = str(stories.placement(post).pk)
    workflows.prepare(pk)
    return pk, consent


@pytest.mark.parametrize("what", STOPS)
def test_what_stops_waits_for_an_attempt_that_is_being_armed_and_lists_it(house, what):
    pk, consent = ready(house)
    stop = stopping(house, what, consent)
    with Halting(lambda: workflows.send(pk), "facts_gathered") as sending:
        other = beside(stop)
        other.join(0.3)
        assert other.is_alive()
        sending.go.set()
        other.join(PATIENCE_S)
        sending.thread.join(PATIENCE_S)
    assert sending.failed is None
    assert order("publish_post", what) == [("publish_post", True), (what, True)]
    # Armed before: it is there, or it is listed.
    assert len(stories.public()) == 1 or Attempt.objects.filter(outcome="armed").exists()


@pytest.mark.parametrize("what", STOPS)
def test_nothing_is_armed_after_what_stops(house, what):
    pk, consent = ready(house)
    stop = stopping(house, what, consent)
    with Halting(stop, "effect_done") as stopping_:
        other = beside(lambda: workflows.send(pk))
        other.join(0.3)
        assert other.is_alive()
        stopping_.go.set()
        other.join(PATIENCE_S)
    assert stopping_.failed is None
    assert order("publish_post", what) == [(what, True), ("publish_post", False)]
    assert stories.public() == []
    assert not Attempt.objects.exists()
    assert Work.objects.get(placement=pk).held_seq is not None


def test_a_pause_stops_everything_and_nothing_resumes_by_itself(house):
    post = stories.scheduled(house)
    stage.do(acts.PausePublishing("A disturbance at the center."), house.people.cora)
    stories.work("publish")
    assert stories.public() == []
    stage.do(acts.ResumePublishing("It is over, says the warden."), house.dov)
    stories.work("publish")
    assert stories.public() == []
    stories.schedule(house, post)
    stories.work("publish")
    assert stories.public() == [stories.TEXT]


def test_two_workers_at_once_send_once(house):
    post = stories.scheduled(house)
    pk = str(stories.placement(post).pk)
    workflows.prepare(pk)
    threads = [beside(lambda: workflows.send(pk)) for _ in range(3)]
    for thread in threads:
        thread.join(PATIENCE_S)
    assert stories.public() == [stories.TEXT]
    assert Attempt.objects.count() == 1
