"""Accounts that no machine reaches: a person arms, posts, and attests with the address and a picture."""

import pytest

import cast as stage
from accounts import account_stories as accounts
from countersign.connectors.errors import BadAttestation
from countersign.gate.door import perform
from countersign.people import acts as people
from countersign.posts import acts, byhand
from countersign.posts.models import Attempt
from posts import post_stories as stories

pytestmark = pytest.mark.storage
URL = "https://www.facebook.com/HillCC/posts/17"

SENDS = ("publish", "recover", "take_down", "read_back", "replies", "dry_run")


@pytest.fixture
def facebook(house) -> tuple[str, stories.By]:
    """An open account that is posted to by hand, and Lee's leave for it."""
    account = accounts.opened(house.people)
    leave = stage.authorize(house.ana, house.cast.lee, account)
    return account, stories.By(house.cast.lee, leave)


@pytest.fixture
def waiting(house, facebook):
    account, lee = facebook
    post = stage.do(stories.written(house, account=account), lee).subject_id
    stage.do(stories.signing(post), house.ana)
    stage.do(acts.SchedulePost(post, stories.hash_of(post)), lee)
    return post


def test_no_worker_touches_it_and_a_person_posts_exactly_what_was_signed(waiting, facebook):
    _, lee = facebook
    assert stories.work(*SENDS) == 0
    placement = stories.placement(waiting)
    stage.do(byhand.arming(placement), lee)
    attempt = Attempt.objects.get()
    task = byhand.task(attempt)
    assert task.checklist.text == stories.TEXT

    stage.pass_time(minutes=7)
    assert stories.work(*SENDS) == 0
    stage.do(byhand.attested(attempt, url=URL, by="Lee Novak", shown=accounts.picture()), lee)
    placement = stories.placement(waiting)
    assert (placement.state, placement.url) == ("published", URL)


def test_the_person_is_asked_again_at_the_moment_of_posting(waiting, house, facebook):
    _, lee = facebook
    stage.do(acts.PausePublishing("A disturbance at the center."), house.dov)
    done = perform(byhand.arming(stories.placement(waiting)), by=lee)
    assert [d.requirement for d in done.decision.determining] == ["post_not_paused"]


@pytest.mark.parametrize("url", ["https://www.facebook.com/", "https://example.com/HillCC/posts/17", "javascript:x"])
def test_an_address_that_cannot_be_it_is_not_taken(waiting, facebook, url):
    _, lee = facebook
    stage.do(byhand.arming(stories.placement(waiting)), lee)
    with pytest.raises(BadAttestation):
        byhand.attested(Attempt.objects.get(), url=url, by="Lee Novak", shown=accounts.picture())


def test_where_the_poster_lost_their_leave_meanwhile_the_pio_settles_it(waiting, house, facebook):
    _, lee = facebook
    stage.do(byhand.arming(stories.placement(waiting)), lee)
    attempt = Attempt.objects.get()
    stage.do(people.EndAuthorization(lee.mandate, stories.REASON), house.ana)
    stage.pass_time(minutes=5)
    settling = acts.SettleAttempt(str(attempt.placement_id), str(attempt.pk), True, "Lee had posted it.", URL, URL)
    stage.do(settling, house.ana)
    assert stories.placement(waiting).state == "published"
