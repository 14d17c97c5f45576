"""Home: one list of what needs me, due first, and what I wait for. It agrees with what the gate lets me do."""

from datetime import timedelta

import pytest

import cast as stage
from accounts import account_stories as accounts
from countersign.desk import needs
from countersign.gate import clock
from countersign.gate.door import perform
from countersign.gate.models import Duty
from countersign.people import acts as people
from countersign.posts import acts, byhand
from countersign.posts.models import Attempt
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def wanted(visit):
    """What home shows somebody, as (what, where it leads)."""

    def shown(person: str) -> list[tuple[str, str]]:
        found = visit(person).get("/").context["needs"]
        return [(one["need"].what, one["need"].url) for one in found]

    return shown


def urls(found: list[tuple[str, str]]) -> list[str]:
    return [url for _what, url in found]


def test_a_submitted_post_needs_each_who_may_sign_it_until_it_is_signed(house, wanted):
    post = stories.submitted(house)
    where = f"/review/{post}/"
    assert where in urls(wanted(house.cast.ana))
    assert where in urls(wanted(house.cast.dov))
    assert where not in urls(wanted(house.cast.lee)) + urls(wanted(house.cast.rita)) + urls(wanted(house.cast.sam))
    stage.do(stories.signing(post), house.dov)
    assert where not in urls(wanted(house.cast.ana)) + urls(wanted(house.cast.dov))


def test_nobody_is_asked_to_sign_their_own_post(house, wanted):
    leave = stage.authorize(house.dov, house.cast.ana, house.account)
    post = stage.do(stories.written(house), stage.By(house.cast.ana, leave)).subject_id
    assert f"/review/{post}/" not in urls(wanted(house.cast.ana))
    assert f"/review/{post}/" in urls(wanted(house.cast.dov))


def test_an_application_needs_the_signature_that_is_missing_and_no_other(house, wanted):
    account = accounts.applied(house.people, platform="practice", handle="hillnews", url="")
    where = f"/accounts/{account}/sign/"
    assert where in urls(wanted(house.cast.ana)) and where in urls(wanted(house.cast.dov))
    accounts.sign(account, house.ana)
    assert where not in urls(wanted(house.cast.ana))
    assert where in urls(wanted(house.cast.dov))


def test_a_post_that_came_back_needs_its_author(house, wanted):
    post = stories.submitted(house)
    clause = sorted(stage.packs.in_force().clause)[0]
    stage.do(acts.ReturnPost(post, stories.hash_of(post), stories.REASON, (clause,)), house.ana)
    assert f"/posts/{post}/" in urls(wanted(house.cast.lee))


def test_what_i_wait_for_is_listed_below(house, visit):
    post = stories.submitted(house)
    page = visit(house.cast.lee).get("/")
    (one,) = page.context["waiting"]
    assert one.url == f"/posts/{post}/"
    assert b"What I wait for" in page.content
    assert visit(house.cast.ana).get("/").context["waiting"] == []


def test_leave_that_ends_soon_and_leave_asked_for_need_the_office_that_gives_it(house, wanted):
    now = clock.now()
    ask = people.RequestAuthorization(house.cast.sam, (house.account,), now, now + timedelta(days=300))
    asked = stage.do(ask, house.people.sam).subject_id
    assert f"/people/authorizations/{asked}/" in urls(wanted(house.cast.ana))
    assert f"/people/authorizations/{house.leave}/" not in urls(wanted(house.cast.ana))
    stage.pass_time(days=70)
    assert f"/people/authorizations/{house.leave}/" in urls(wanted(house.cast.ana))
    assert f"/people/authorizations/{house.leave}/" not in urls(wanted(house.cast.lee))


def test_a_question_needs_the_office_it_was_put_to(house, wanted):
    post = stories.published(house)
    (question,) = perform(acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON), by=house.ana).questions
    assert f"/questions/{question}/" in urls(wanted(house.people.cora.person))
    assert f"/questions/{question}/" not in urls(wanted(house.cast.lee))


def test_a_duty_that_falls_due_needs_its_owner_and_is_overdue_afterwards(house, visit):
    owed = Duty.objects.exclude(subject_kind="authorization").latest("due_at")

    def of_it(page) -> list[bool]:
        return [one["overdue"] for one in page.context["needs"] if one["need"].due_at == owed.due_at]

    assert of_it(visit(house.cast.ana).get("/")) == []
    clock.move(owed.due_at - timedelta(days=5))
    assert of_it(visit(house.cast.ana).get("/")) == [False]
    assert of_it(visit(house.cast.lee).get("/")) == []
    clock.move(owed.due_at + timedelta(minutes=1))
    page = visit(house.cast.ana).get("/")
    assert of_it(page) == [True]
    assert b"overdue" in page.content
    # Overdue first: the list is in the order in which things are due.
    due = [one["need"].due_at for one in page.context["needs"] if one["need"].due_at]
    assert due == sorted(due)


def test_what_waits_comes_before_what_is_due_much_later(house, visit):
    owed = Duty.objects.exclude(subject_kind="authorization").latest("due_at")
    post = stories.submitted(house)
    clock.move(owed.due_at - timedelta(days=20))
    places = {}
    for place, one in enumerate(visit(house.cast.ana).get("/").context["needs"]):
        places.setdefault(one["need"].due_at or one["need"].url, place)
    assert places[f"/review/{post}/"] < places[owed.due_at]


def test_a_post_of_which_nobody_knows_whether_it_is_there_is_listed_once(house, wanted, visit):
    post = stories.scheduled(house)
    stage.do(byhand.arming(stories.placement(post)), house.lee)
    attempt = str(Attempt.objects.get().pk)
    stage.do(acts.RecordOutcome(str(stories.placement(post).pk), attempt, "unknown"), house.lee)
    page = visit(house.cast.ana).get(f"/posts/{post}/")
    assert page.context["standing"].label == "nobody knows whether it is there"
    assert [step.verb for step in page.context["standing"].steps] == ["Settle what became of it"]
    found = urls(wanted(house.cast.ana))
    assert found.count(f"/placements/{stories.placement(post).pk}/settle/") == 1
    assert f"/posts/{post}/" not in found


def test_the_list_is_of_the_capacity_that_was_chosen(house, visit):
    stage.delegate(house.ana, house.cast.lee, "post.sign", days=20)
    leave = stage.authorize(house.ana, house.cast.sam, house.account)
    post = stage.do(stories.written(house), stage.By(house.cast.sam, leave)).subject_id
    lee = visit(house.cast.lee)
    held = {c.kind: c.mandate or "" for c in lee.get("/").context["visitor"].capacities}

    def shown(kind: str) -> list[str]:
        lee.post("/capacity/", {"capacity": held[kind]})
        return [one["need"].url for one in lee.get("/").context["needs"]]

    assert f"/review/{post}/" in shown("designee")
    assert f"/review/{post}/" not in shown("authorized")


def test_somebody_without_an_office_has_an_empty_page_that_says_what_would_be_there(house, visit):
    page = visit(house.cast.mia).get("/")
    assert page.context["needs"] == []
    assert b"Nothing needs you now" in page.content


def test_whoever_is_not_signed_in_is_shown_the_cast_of_a_demonstration(house, client):
    assert client.get("/").url == "/cast/"


def test_nothing_is_needed_from_nobody(house, rf):
    from countersign.people.web.identity import Visitor

    request = rf.get("/")
    request.user = type("Nobody", (), {"is_authenticated": False})()
    request.session = {}
    assert needs.of(Visitor(request)) == needs.waiting(Visitor(request)) == []


def test_every_need_leads_to_a_page_that_opens(house, visit):
    stories.submitted(house)
    accounts.applied(house.people, platform="practice", handle="hillnews", url="")
    post = stories.published(house, "A second.")
    perform(acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON), by=house.ana)
    stage.pass_time(days=75)
    for person in (house.cast.ana, house.cast.dov, house.cast.lee, house.people.cora.person):
        browser = visit(person)
        for one in browser.get("/").context["needs"]:
            assert browser.get(one["need"].url).status_code == 200, one["need"]
