"""Workers die and networks fail: one post, or a person who looks; never two."""

import httpx
import pytest

import cast as stage
import killing
from countersign.gate.act import Malformed, NotNow
from countersign.gate.door import perform
from countersign.posts import acts, transports, workflows
from countersign.posts.models import Attempt, Incident, Post
from countersign.practice.inprocess import InProcessTransport
from posts import post_stories as stories

pytestmark = pytest.mark.storage


def sweep(minutes: float = 6, times: int = 4) -> None:
    """Leases run out and the sweep comes by, several times."""
    for _ in range(times):
        stage.pass_time(minutes=minutes)
        stories.work("publish", "recover", "take_down", "read_back")


@pytest.mark.parametrize("point", ["armed", "sent", "settled", "committed", "row_written"])
def test_killed_anywhere_it_is_published_exactly_once(house, point):
    post = stories.scheduled(house)
    assert killing.run_and_kill_at(point, lambda: stories.work("publish"))
    sweep()
    assert stories.public() == [stories.TEXT]
    assert (stories.placement(post).state, stories.placement(post).sameness) == ("published", "same")
    assert Attempt.objects.filter(outcome="published").count() == 1


class Flaky(httpx.BaseTransport):
    """The practice platform over a line that fails as told: before or after the platform did it."""

    def __init__(self) -> None:
        self.inside = InProcessTransport()
        self.fail: dict[tuple[str, str], str] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for (method, part), how in list(self.fail.items()):
            if request.method == method and part in request.url.path:
                if how == "before":
                    raise httpx.ConnectError("no route", request=request)
                self.inside.handle_request(request)
                raise httpx.ReadTimeout("no answer", request=request)
        return self.inside.handle_request(request)


@pytest.fixture
def line():
    way = transports.way("practice")
    flaky = Flaky()
    transports.use(
        "practice",
        lambda: httpx.Client(transport=flaky),
        base_url=way.base_url,
        plain_http_hosts=way.plain_http_hosts,
    )
    yield flaky
    transports._ways["practice"] = way


def test_an_answer_that_was_lost_is_found_again_and_nothing_is_sent_twice(house, line):
    line.fail[("POST", "api/v1/posts")] = "after"
    post = stories.scheduled(house)
    stories.work("publish")
    assert Attempt.objects.get().outcome == "armed"
    sweep()
    assert stories.public() == [stories.TEXT]
    assert stories.placement(post).state == "published"
    assert Attempt.objects.count() == 1


def test_a_platform_that_is_away_is_tried_again_later(house, line):
    line.fail[("POST", "api/v1/posts")] = "before"
    post = stories.scheduled(house)
    stories.work("publish")
    assert (stories.placement(post).state, Attempt.objects.get().outcome) == ("scheduled", "not_sent")
    line.fail.clear()
    sweep()
    assert stories.public() == [stories.TEXT]
    markers = set(Attempt.objects.values_list("marker", flat=True))
    assert (Attempt.objects.count(), len(markers)) == (2, 1)


def unsure(house, line) -> str:
    """A post whose platform took the request, then went away for longer than anybody asks."""
    post = stories.scheduled(house)
    line.fail[("POST", "api/v1/posts")] = "after"
    line.fail[("GET", "api/v1/markers")] = "before"
    stories.work("publish")
    sweep(minutes=40, times=25)
    assert stories.placement(post).state == "unknown"
    return post


def test_what_nobody_can_find_out_is_a_persons_to_settle(house, line, monkeypatch):
    monkeypatch.setattr("countersign.posts.leases.READ_TRIES", 2)
    post = unsure(house, line)
    placement = stories.placement(post)
    assert Incident.objects.get(closed_seq=None).kind == "unknown"
    attempt = str(Attempt.objects.get().pk)
    # Nobody can make it go out a second time meanwhile.
    with pytest.raises(Malformed):
        perform(acts.SchedulePost(post, stories.hash_of(post)), by=house.lee)
    found = acts.SettleAttempt(str(placement.pk), attempt, True, "I see it on the page.", placement_url(), "1")
    stage.do(found, house.ana)
    assert stories.placement(post).state == "published"
    assert not Incident.objects.filter(closed_seq=None).exists()
    assert Post.objects.get(pk=post).state == "published"


def placement_url() -> str:
    return "http://localhost:8000/practice/@hillcc/posts/1/"


def test_what_a_person_did_not_find_is_held_until_it_is_scheduled_again(house, line, monkeypatch):
    monkeypatch.setattr("countersign.posts.leases.READ_TRIES", 2)
    post = unsure(house, line)
    placement = stories.placement(post)
    attempt = str(Attempt.objects.get().pk)
    stage.do(acts.SettleAttempt(str(placement.pk), attempt, False, "It is not on the page."), house.ana)
    line.fail.clear()
    sweep(times=1)
    assert Attempt.objects.count() == 1

    stories.schedule(house, post)
    stories.work("publish")
    # It had arrived after all: under the same marker the platform makes no second one.
    assert stories.public() == [stories.TEXT]


def test_an_attempt_on_its_way_cannot_be_settled(house):
    post = stories.scheduled(house)
    assert killing.run_and_kill_at("armed", lambda: stories.work("publish"))
    attempt = Attempt.objects.get()
    with pytest.raises(Malformed):
        perform(acts.SettleAttempt(str(attempt.placement_id), str(attempt.pk), False, "Not there."), by=house.ana)
    assert stories.placement(post).state == "publishing"


def test_two_workers_never_have_the_same_placement(house):
    from countersign.gate import clock
    from countersign.posts import leases

    post = stories.scheduled(house)
    pk = str(stories.placement(post).pk)
    assert leases.due(clock.now(), 5) == [pk]
    assert leases.due(clock.now(), 5) == []


def test_a_step_that_runs_twice_sends_once(house):
    post = stories.scheduled(house)
    pk = str(stories.placement(post).pk)
    for step in (workflows.prepare, workflows.prepare, workflows.send, workflows.send, workflows.read_back):
        step(pk)
    workflows.recover(pk)
    assert stories.public() == [stories.TEXT]
    assert Attempt.objects.count() == 1


def test_an_attempt_that_was_armed_too_long_ago_is_not_sent(house):
    from countersign.gate import points

    post = stories.scheduled(house)

    def slow(point: str) -> None:
        if point == "armed":
            stage.pass_time(seconds=61)

    points.listen(slow)
    stories.work("publish")
    points.listen(None)
    assert stories.public() == []
    assert stories.placement(post).state == "scheduled"
    assert Attempt.objects.get().outcome == "not_sent"


def test_an_outcome_is_written_down_once(house):
    post = stories.published(house)
    attempt = Attempt.objects.get()
    again = acts.RecordOutcome(str(stories.placement(post).pk), str(attempt.pk), "not_sent")
    with pytest.raises(NotNow):
        perform(again, by=house.lee)


def test_a_platform_that_refuses_the_content_leaves_it_rejected(house, line):
    class Refusing(httpx.BaseTransport):
        def handle_request(self, request):
            if request.method == "POST" and request.url.path.endswith("/posts"):
                return httpx.Response(422, json={"error": {"code": "empty", "message": "No.", "field": "text"}})
            return InProcessTransport().handle_request(request)

    line.inside = Refusing()
    post = stories.scheduled(house)
    stories.work("publish")
    assert stories.placement(post).state == "rejected"
    assert Post.objects.get(pk=post).state == "signed"
