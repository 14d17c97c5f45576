"""Nothing is lost: what cannot go out waits, is told once to the right person, and goes out when it is put right."""

import httpx
import pytest
from django.test import Client
from django.urls import reverse

import cast as stage
from accounts import account_stories as accounts
from countersign.accounts.models import Incident as AccountIncident
from countersign.accounts.models import Rehearsal
from countersign.desk.models import Notice
from countersign.evidence.models import Exchange
from countersign.gate import clock
from countersign.posts import acts, ahead, queries, transports
from countersign.posts.models import Attempt, Work
from countersign.practice import services
from countersign.practice.inprocess import InProcessTransport
from countersign.practice.models import Account as Foreign
from posts import post_stories as stories

pytestmark = pytest.mark.storage
SENDS = ("publish", "recover", "take_down", "read_back", "dry_run", "health", "troubles")


class Refusing(httpx.BaseTransport):
    """The practice platform, answering some addresses otherwise: `says[(method, part)] = (status, words)`."""

    def __init__(self) -> None:
        self.inside = InProcessTransport()
        self.says: dict[tuple[str, str], tuple[int, str]] = {}
        self.asked: list[tuple[str, str]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, request.url.path))
        for (method, part), (status, words) in self.says.items():
            if request.method == method and request.url.path.endswith(part):
                return httpx.Response(status, json={"error": {"code": "no", "message": words}})
        return self.inside.handle_request(request)


@pytest.fixture
def line():
    way = transports.way("practice")
    refusing = Refusing()
    transports.use(
        "practice",
        lambda: httpx.Client(transport=refusing),
        base_url=way.base_url,
        plain_http_hosts=way.plain_http_hosts,
    )
    yield refusing
    transports._ways["practice"] = way


def revoke() -> None:
    """The platform forgets our token."""
    Foreign.objects.update(token_sha256="0" * 64)


def connect_again(house: stories.House) -> None:
    token = services._new_token()
    Foreign.objects.filter(handle="hillcc").update(token_sha256=services._digest(token))
    url = accounts.accounts_of(house.account).url
    connected = {"connector": "practice", "base_url": url.split("@")[0], "credential": token, "url": url}
    accounts.connect(house.account, house.ana, **connected, seen_handle="hillcc")


def sweep(times: int = 3, minutes: float = 6) -> None:
    for _ in range(times):
        stories.work(*SENDS)
        stage.pass_time(minutes=minutes)


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind__startswith=kind).values_list("person", flat=True))


def browser(by) -> Client:
    client = Client()
    assert client.post("/cast/", {"person": by.person}).status_code == 302
    return client


@pytest.fixture
def pages(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


# A token that expired, was revoked or lacks a scope


def test_a_revoked_token_makes_the_post_wait_with_one_incident_and_one_notice_each(house, line):
    post = stories.scheduled(house)
    revoke()
    sweep(times=6)
    assert stories.placement(post).state == "scheduled"
    assert Attempt.objects.count() == 0
    assert [i.kind for i in AccountIncident.objects.filter(closed_at=None)] == ["expired"]
    # Those who can connect it and whoever looks after it, once each, not once a try.
    people = told("account_trouble")
    assert house.ana.person in people
    assert house.cast.lee in people
    assert len(people) == len(set(people))
    asked = [a for a in line.asked if a[0] != "GET"]
    assert asked == []


def test_connected_again_the_waiting_post_goes_out_by_itself_once(house, line):
    post = stories.scheduled(house)
    revoke()
    sweep(times=3)
    connect_again(house)
    assert not AccountIncident.objects.filter(closed_at=None).exists()
    stories.work("publish")
    assert stories.placement(post).state == "published"
    assert stories.public() == [stories.TEXT]


def test_a_scope_that_is_missing_at_the_last_moment_waits_too(house, line):
    line.says["POST", "/api/v1/posts"] = (403, "insufficient_scope: missing permission to write")
    post = stories.scheduled(house)
    sweep(times=4)
    assert stories.placement(post).state == "scheduled"
    assert [a.outcome for a in Attempt.objects.all()] == ["not_sent"]
    assert [i.kind for i in AccountIncident.objects.filter(closed_at=None)] == ["scope"]
    line.says.clear()
    connect_again(house)
    sweep(times=1)
    assert stories.placement(post).state == "published"
    assert stories.public() == [stories.TEXT]


def test_a_right_that_is_missing_only_for_reading_stops_no_publishing(house, line):
    stories.published(house)
    line.says["GET", "/comments"] = (403, "insufficient_scope")
    stage.pass_time(minutes=5)
    stories.work("replies")
    assert [i.kind for i in AccountIncident.objects.filter(closed_at=None)] == ["less"]
    post = stories.scheduled(house, "A second post.")
    stories.work("publish")
    assert stories.placement(post).state == "published"


def test_nothing_is_published_with_credentials_of_another_account(house, line):
    post = stories.scheduled(house)
    token = services.open_account("other_cc", "Other")
    Foreign.objects.filter(handle="other_cc").update(token_sha256="1" * 64)
    digest = Foreign.objects.get(handle="hillcc").token_sha256
    Foreign.objects.filter(handle="hillcc").update(token_sha256=services._digest(token))
    Foreign.objects.filter(handle="other_cc").update(token_sha256=digest)
    sweep(times=2)
    assert stories.public() == []
    assert stories.placement(post).state == "scheduled"
    assert [i.kind for i in AccountIncident.objects.filter(closed_at=None)] == ["other_account"]


# A day ahead


def test_a_day_ahead_it_is_tried_without_anything_public(house, line):
    post = stories.scheduled(house, in_hours=30)
    stories.work("dry_run")
    assert not Rehearsal.objects.exists()
    stage.pass_time(hours=7)
    line.asked.clear()
    stories.work("dry_run")
    assert Rehearsal.objects.get().passed
    assert {method for method, _ in line.asked} == {"GET"}
    assert Exchange.objects.filter(account=house.account).exists()
    line.asked.clear()
    stories.work("dry_run")
    assert line.asked == []
    assert stories.placement(post).state == "scheduled"
    assert told("post_would_fail") == []


def test_what_would_not_go_out_is_told_to_author_and_custodians_once(house, line):
    line.says["GET", "/api/v1/limits"] = (200, "")
    stories.scheduled(house, in_hours=20)

    class Short(Refusing):
        def handle_request(self, request):
            if request.url.path.endswith("/limits"):
                told = self.inside.handle_request(request)
                told.read()
                return httpx.Response(200, json={**told.json(), "text": 10})
            return self.inside.handle_request(request)

    way = transports.way("practice")
    short = Short()
    transports.use(
        "practice", lambda: httpx.Client(transport=short), base_url=way.base_url, plain_http_hosts=way.plain_http_hosts
    )
    for _ in range(3):
        stories.work("dry_run", "troubles")
        stage.pass_time(minutes=10)
    failed = Rehearsal.objects.get()
    assert not failed.passed
    assert "10" in failed.said
    assert told("post_would_fail") == [house.cast.lee]


def test_another_time_is_tried_anew(house, line):
    post = stories.scheduled(house, in_hours=10)
    stories.work("dry_run")
    first = ahead.name(stories.placement(post))
    stories.schedule(house, post, in_hours=12)
    stories.work("dry_run")
    assert Rehearsal.objects.count() == 2
    assert ahead.name(stories.placement(post)) != first


# Five minutes past due


def test_what_is_due_and_does_not_go_out_is_told_once_and_shown(house):
    post = stories.scheduled(house)
    stories.work("troubles")
    assert told("post_overdue") == []
    stage.pass_time(minutes=6)
    for _ in range(3):
        stories.work("troubles")
    assert told("post_overdue") == [house.ana.person]
    pk = str(stories.placement(post).pk)
    assert queries.overdue(clock.now()) == (pk,)
    assert [(x.id, x.how, x.overdue) for x in queries.whole_queue(clock.now()).due] == [(pk, "waits", True)]
    stories.work("publish")
    assert queries.overdue(clock.now()) == ()


def test_during_a_pause_nothing_counts_as_forgotten(house):
    stories.scheduled(house)
    stage.do(acts.PausePublishing("Something happened at the center."), house.ana)
    stage.pass_time(minutes=10)
    stories.work("troubles")
    assert told("post_overdue") == []


def test_a_pause_holds_what_waited_for_its_account_too(house, line):
    post = stories.scheduled(house)
    revoke()
    sweep(times=1)
    stage.do(acts.PausePublishing("Something happened at the center."), house.ana)
    connect_again(house)
    sweep(times=2)
    assert stories.public() == []
    assert stories.placement(post).state == "scheduled"


# The queue page


def test_the_queue_says_what_happened_in_words_and_never_in_those_of_a_program(house, line, pages):
    line.says["GET", "/api/v1/me"] = (503, "We are away for a moment.")
    stories.scheduled(house)
    stories.work("publish")
    Work.objects.update(held_why="The platform's answer is not of the expected shape (JSONDecodeError).")
    page = browser(house.people.rita).get(reverse("posts:publishing_queue")).content.decode()
    assert "it may be under maintenance, or changed" in page
    assert "JSONDecodeError" not in page


def test_the_queue_says_what_is_due_why_it_waits_and_lets_it_be_tried_now(house, line, pages):
    line.says["GET", "/api/v1/me"] = (503, "We are away for a moment.")
    post = stories.scheduled(house)
    stories.work("publish")
    pk = stories.placement(post).pk
    rita = browser(house.people.rita)
    page = rita.get(reverse("posts:publishing_queue")).content.decode()
    assert "tried, will be tried again" in page
    assert "We are away for a moment" in page
    line.says.clear()
    assert rita.post(reverse("posts:retry", args=[pk])).status_code == 302
    stories.work("publish")
    assert stories.public() == [stories.TEXT]
    assert "Nothing is due." in rita.get(reverse("posts:publishing_queue")).content.decode()


def test_what_may_be_public_already_is_never_tried_again_from_the_queue(house, pages):
    import killing

    post = stories.scheduled(house)
    assert killing.run_and_kill_at("sent", lambda: stories.work("publish"))
    pk = stories.placement(post).pk
    assert stories.placement(post).state == "publishing"
    before = Work.objects.get(placement=pk).not_before
    rita = browser(house.people.rita)
    assert rita.post(reverse("posts:retry", args=[pk])).status_code == 302
    assert not queries.may_retry(pk, clock.now())
    assert Work.objects.get(placement=pk).not_before == before
    Attempt.objects.update(outcome="unknown")
    stories.Placement.objects.filter(pk=pk).update(state="unknown")
    rita.post(reverse("posts:retry", args=[pk]))
    stage.pass_time(minutes=10)
    stories.work("publish")
    assert stories.public() == [stories.TEXT]
    assert Attempt.objects.count() == 1
    assert [x.how for x in queries.whole_queue(clock.now()).failed] == ["unknown"]


def test_the_queue_is_for_those_who_keep_things_running(house, pages):
    assert browser(house.ana).get(reverse("posts:publishing_queue")).status_code == 200
    assert browser(house.people.mia).get(reverse("posts:publishing_queue")).status_code == 403
    post = stories.scheduled(house)
    pk = stories.placement(post).pk
    assert browser(house.people.mia).post(reverse("posts:retry", args=[pk])).status_code == 403


def test_what_waits_for_an_account_stands_in_the_queue_with_the_way_to_it(house, line, pages):
    stories.scheduled(house)
    revoke()
    sweep(times=2)
    page = browser(house.people.rita).get(reverse("posts:publishing_queue")).content.decode()
    assert "waits for the account to be connected" in page
    assert reverse("accounts:account", args=[house.account]) in page
