"""A post from its first revision to what the public reads: only exactly what was signed goes out."""

from datetime import timedelta

import pytest

import cast as stage
from countersign.evidence.models import Capture, Exchange
from countersign.gate import clock
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.acts import WithdrawSignature
from countersign.gate.door import perform
from countersign.gate.models import Signature
from countersign.people import acts as people
from countersign.posts import acts
from countersign.posts.models import Attempt, Post, Work
from posts import post_stories as stories

pytestmark = pytest.mark.storage


def test_a_signed_post_goes_out_and_is_read_back_as_it_was_signed(house):
    post = stories.scheduled(house)
    stories.work("publish")

    placement = stories.placement(post)
    assert stories.public() == [stories.TEXT]
    assert (placement.state, placement.sameness) == ("published", "same")
    assert placement.url.endswith(f"/posts/{placement.remote_id}/")
    assert Post.objects.get(pk=post).state == "published"
    attempt = Attempt.objects.get()
    assert attempt.outcome == "published"
    assert attempt.armed_seq is not None and attempt.settled_seq > attempt.armed_seq
    assert Capture.objects.get().remote_id == placement.remote_id
    assert Exchange.objects.filter(attempt=str(attempt.marker)).exists()


def test_nothing_goes_out_without_a_signature(house):
    post = stories.submitted(house)
    with pytest.raises(NotNow):
        perform(acts.SchedulePost(post, stories.hash_of(post)), by=house.lee)
    stories.work()
    assert stories.public() == []


def test_one_changed_character_needs_a_new_signature(house):
    post = stories.signed(house)
    before = stories.hash_of(post)
    stage.do(stories.written(house, stories.TEXT.replace("3", "4"), post=post), house.lee)

    assert stories.hash_of(post) != before
    with pytest.raises(NotNow):
        perform(acts.SchedulePost(post, stories.hash_of(post)), by=house.lee)
    with pytest.raises(Malformed):
        perform(acts.SignPost(post, before, judged=True), by=house.ana)


def test_a_revision_after_signing_cannot_ride_on_the_old_signature(house):
    post = stories.signed(house)
    with pytest.raises(Malformed):
        perform(acts.SchedulePost(post, "0" * 64), by=house.lee)


def test_the_author_cannot_sign_their_own_post(house):
    leave = stage.authorize(house.dov, house.cast.ana, house.account)
    ana_posting = stage.By(house.cast.ana, leave)
    post = stage.do(stories.written(house), ana_posting).subject_id

    done = perform(stories.signing(post), by=house.ana)
    assert not done.allowed
    assert "post_not_own" in [d.requirement for d in done.decision.determining]
    assert perform(stories.signing(post), by=house.dov).allowed


def test_leave_that_ended_before_the_time_holds_the_post(house):
    post = stories.scheduled(house, in_hours=24 * 91)
    stage.pass_time(days=92)
    stories.work("publish")

    assert stories.public() == []
    work = Work.objects.get(placement=stories.placement(post))
    assert work.held_seq is not None and work.held_clauses
    assert stories.work("publish") == 0


def test_leave_taken_away_marks_what_is_queued_at_once(house):
    from countersign.gate import followers

    post = stories.scheduled(house, in_hours=5)
    stage.do(people.EndAuthorization(house.leave, stories.REASON), house.ana)
    followers.catch_up()
    assert Work.objects.get(placement=stories.placement(post)).held_seq is not None


def test_leaving_employment_holds_what_was_queued(house):
    post = stories.scheduled(house, in_hours=1)
    stage.do(people.EndEmployment(house.cast.lee, stories.REASON), house.people.rita)
    stage.pass_time(hours=2)
    stories.work("publish")
    assert stories.public() == []
    assert Work.objects.get(placement=stories.placement(post)).held_seq is not None


def test_a_withdrawn_signature_stops_a_scheduled_post(house):
    post = stories.scheduled(house, in_hours=1)
    seq = Signature.objects.get(subject_kind="post").seq
    stage.do(WithdrawSignature(seq, stories.REASON), house.ana)
    stage.pass_time(hours=2)
    stories.work("publish")
    assert stories.public() == []
    assert Work.objects.get(placement=stories.placement(post)).held_seq is not None

    # Signed anew and scheduled again, it goes.
    stage.do(stories.signing(post), house.dov)
    stories.schedule(house, post)
    stories.work("publish")
    assert stories.public() == [stories.TEXT]


def test_nothing_goes_out_before_or_after_the_time_that_was_signed(house):
    opens = clock.now() + timedelta(hours=2)
    post = stories.signed(house, opens=opens, closes=opens + timedelta(hours=1))
    with pytest.raises(Malformed):
        perform(acts.SchedulePost(post, stories.hash_of(post), opens - timedelta(minutes=1)), by=house.lee)
    stories.schedule(house, post)
    assert stories.placement(post).due_at == opens
    stage.pass_time(hours=3)
    stories.work("publish")
    assert stories.public() == []


def test_a_returned_post_can_be_submitted_again_and_a_refused_one_cannot(house):
    post = stories.submitted(house)
    back = acts.ReturnPost(post, stories.hash_of(post), "Say which day it begins.", ("II.G.4.a",))
    stage.do(back, house.ana)
    stage.do(stories.written(house, "From Monday on.", post=post), house.lee)
    refusing = acts.RefusePost(post, stories.hash_of(post), "Not ours to announce.", ("II.G.4.a",))
    stage.do(refusing, house.dov)
    with pytest.raises(NotNow):
        perform(stories.written(house, "Again.", post=post), by=house.lee)


def test_sending_back_without_a_clause_is_refused(house):
    post = stories.submitted(house)
    done = perform(acts.ReturnPost(post, stories.hash_of(post), "It does not read well.", ()), by=house.ana)
    assert [d.requirement for d in done.decision.determining] == ["post_sent_back_with_clause"]


def test_an_edit_is_a_new_revision_that_is_signed_and_changes_the_public_post(house):
    post = stories.published(house)
    remote = stories.placement(post).remote_id
    stage.do(stories.written(house, "Visiting hours change on Tuesday.", post=post), house.lee)
    stage.do(stories.signing(post), house.dov)
    stories.schedule(house, post)
    stories.work("publish")

    placement = stories.placement(post)
    assert stories.public() == ["Visiting hours change on Tuesday."]
    assert (placement.remote_id, placement.sameness) == (remote, "same")
    assert sorted(Attempt.objects.values_list("op", flat=True)) == ["create", "edit"]
    assert Post.objects.get(pk=post).state == "published"


def test_a_published_post_is_taken_down_after_counsel_answered(house):
    from countersign.gate.acts import AnswerQuestion

    post = stories.published(house)
    act = acts.WithdrawPost(str(stories.placement(post).pk), "The date was wrong, a new post follows.")
    # Nobody knows of holds yet: that needs a person.
    first = perform(act, by=house.lee)
    assert first.questions
    stage.do(AnswerQuestion(first.questions[0], True, "No request touches it."), house.cora)
    stage.do(act, house.lee)
    stories.work("take_down")

    assert stories.public() == []
    assert stories.placement(post).state == "withdrawn"
    assert Post.objects.get(pk=post).state == "withdrawn"


def test_somebody_without_leave_cannot_submit(house):
    with pytest.raises(NotYours):
        perform(stories.written(house), by=stage.employee(house.cast.sam))


def test_what_a_platform_changed_after_all_is_an_incident(house):
    from countersign.posts.models import Incident
    from countersign.practice.models import Post as Public

    post = stories.scheduled(house)
    job = next(j for j in stories.wired().jobs.values() if j.name == "publish")
    (row,) = job.claim(clock.now(), 5)
    for name, step in job.steps:
        if name == "read_back":
            Public.objects.update(text="Something else.")
        step(row)
    assert stories.placement(post).sameness == "differs"
    assert Incident.objects.get(closed_seq=None).kind == "differs"
