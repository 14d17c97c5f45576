"""The calendar: what is when, narrowed, saved, taken along; and moving a post to another time."""

import csv
import io
import json
import time
from datetime import datetime, timedelta
from datetime import time as dtime

import icalendar
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import cast as stage
from accounts import account_stories as accounts
from countersign.gate import clock, followers
from countersign.people import acts as people
from countersign.people import signin
from countersign.people.models import SignIn
from countersign.posts import acts, queries
from countersign.posts.models import Attempt, CalendarFeed, Placement, Post, SavedView, Slot
from countersign.posts.pages.calendar import ics
from countersign.posts.queries.calendar import STATES
from posts import post_stories as stories

pytestmark = pytest.mark.storage


def browser(person: str, mandate: str | None = None) -> Client:
    user = SignIn.objects.filter(person=person).first() or signin.create(person)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    if mandate is not None:
        session["capacity"] = mandate
    session.save()
    return client


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


def found(viewer: str, **asked: str) -> list[tuple[str, str]]:
    """What somebody's calendar holds of these weeks, as (post, state)."""
    at = clock.now()
    entries = queries.calendar(viewer, at, at - timedelta(days=30), at + timedelta(days=60), queries.Asked(**asked))
    return [(e.post, e.state) for e in entries]


def local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_a_post_stands_in_the_calendar_from_its_submission_to_its_end(house):
    viewer, at = house.cast.ana, clock.now()
    post = stories.submitted(house, opens=at + timedelta(days=1), closes=at + timedelta(days=3))
    assert found(viewer) == [(post, "submitted")]
    stage.do(stories.signing(post), house.ana)
    assert found(viewer) == [(post, "signed")]
    stories.schedule(house, post, in_hours=30)
    assert found(viewer) == [(post, "scheduled")]
    stage.pass_time(hours=31)
    assert found(viewer) == [(post, "overdue")]
    stories.work("publish")
    assert found(viewer) == [(post, "published")]


def test_what_is_held_failed_or_unknown_is_found_by_that_name(house):
    viewer, at = house.cast.ana, clock.now()
    held, failed, unknown = (stories.scheduled(house, f"Number {n}.", in_hours=n) for n in (1, 2, 3))
    late = stories.submitted(house, closes=at + timedelta(minutes=30))
    stage.pass_time(hours=4)
    place = {p: Placement.objects.get(post=p) for p in (held, failed, unknown)}
    stories.work("publish")
    # As a worker leaves them: a hold, a platform's no, and no answer at all.
    Placement.objects.filter(pk=place[held].pk).update(state="scheduled", due_at=at, published_at=None)
    place[held].work.held_seq = 1
    place[held].work.save()
    Placement.objects.filter(pk=place[failed].pk).update(state="rejected", due_at=None, published_at=None)
    Placement.objects.filter(pk=place[unknown].pk).update(state="unknown", due_at=at, published_at=None)
    for state, post in (("held", held), ("failed", failed), ("unknown", unknown), ("overdue", late)):
        assert found(viewer, state=state) == [(post, state)]
    assert Attempt.objects.filter(placement=place[failed]).count() == 1


def test_the_filters_narrow_by_account_unit_author_campaign_and_words(house):
    who, at = house.people, clock.now()
    other = accounts.opened(who)
    leave = stage.authorize(house.ana, house.cast.sam, other)
    soon = {"opens": at + timedelta(days=1)}
    first = stories.submitted(house, "Visiting hours change.", campaign="visiting", **soon)
    second = stage.do(stories.written(house, "A job fair.", account=other, **soon), stage.By(house.cast.sam, leave))
    followers.catch_up()
    viewer = house.cast.ana
    both = {first, second.subject_id}
    assert {p for p, _ in found(viewer)} == both
    assert found(viewer, account=house.account) == [(first, "submitted")]
    assert found(viewer, author=house.cast.sam) == [(second.subject_id, "submitted")]
    assert found(viewer, campaign="visiting") == [(first, "submitted")]
    assert found(viewer, text="job FAIR") == [(second.subject_id, "submitted")]
    assert found(viewer, unit=house.cast.logan) == []
    assert {p for p, _ in found(viewer, unit=house.cast.headquarters)} == both
    assert found(viewer, state="published") == []


def test_a_campaign_that_a_new_revision_gives_up_is_given_up_in_the_calendar(house):
    soon = {"opens": clock.now() + timedelta(days=1)}
    post = stories.submitted(house, campaign="visiting", **soon)
    stage.do(stories.written(house, post=post, **soon), house.lee)
    followers.catch_up()
    assert found(house.cast.ana, campaign="visiting") == []
    assert found(house.cast.ana) == [(post, "submitted")]


def test_everybody_sees_only_what_they_may_see(house):
    post = stories.submitted(house, opens=clock.now() + timedelta(days=1))
    assert found(house.cast.lee) == [(post, "submitted")]
    assert found(house.cast.sam) == []
    assert found("999") == []


def test_times_are_the_agency_s_and_a_day_ends_at_its_midnight(house, ana):
    # 23:30 in Chicago is the next day in Greenwich.
    evening = timezone.make_aware(datetime(2026, 3, 20, 23, 30))
    stories.submitted(house, closes=evening)
    weeks = ana.get("/calendar/?date=2026-03-01").context["weeks"]
    days = {d.date.isoformat(): d.total for week in weeks for d in week if d.total}
    assert days == {"2026-03-20": 1}
    assert ana.get("/calendar/?view=day&date=2026-03-21").context["total"] == 0


def test_a_full_day_says_how_many_more_there_are_and_its_list_has_them_all(house, ana):
    at = timezone.make_aware(datetime(2026, 3, 20, 12, 0))
    for n in range(5):
        stories.submitted(house, f"Number {n} of the day.", closes=at + timedelta(minutes=n))
    grid, below = ana.get("/calendar/?date=2026-03-05").content.decode().split('id="calendar-list"')
    assert "2 more" in grid and "Number 4 of the day" not in grid
    assert "Number 4 of the day" in below, "for screens that are too narrow for the grid"
    rows = ana.get("/calendar/?view=day&date=2026-03-20").context["rows"]
    assert [r.entry.excerpt[:8] for r in rows] == [f"Number {n}" for n in range(5)]


def test_every_view_opens_on_every_date(house, lee):
    dates = ("", "2026-03-08", "2026-11-01", "0001-01-01", "9999-12-31", "x")
    for kind in ("month", "week", "day", "list", "nonsense"):
        for date in dates:
            assert lee.get(f"/calendar/?view={kind}&date={date}").status_code == 200, (kind, date)


def test_odd_filters_find_nothing_and_break_nothing(house, ana):
    stories.submitted(house, closes=clock.now() + timedelta(days=1))
    names = ("state", "account", "unit", "author", "campaign", "text")
    # The first is left out of what is asked for; of the others nothing is called so.
    for value, total in (("\x00", 1), ("9" * 20, 0), ("' OR 1=1 --", 0), ("%_\\", 0), ("\U0001f600", 0)):
        assert ana.get("/review/", {"text": value}).status_code == 200
        for name in names:
            answer = ana.get("/calendar/", {name: value})
            assert (answer.status_code, answer.context["total"]) == (200, total), (name, value)


def test_a_view_is_saved_by_name_without_its_date_and_removed(house, lee, ana):
    asked = {"query": "view=list&state=failed&date=2026-03-02&evil=%3Cscript%3E", "name": " What  failed "}
    assert lee.post("/calendar/views/", asked).url == "/calendar/?view=list&state=failed"
    (kept,) = SavedView.objects.all()
    assert (kept.person, kept.name, kept.query) == (house.cast.lee, "What failed", "view=list&state=failed")
    assert "What failed" in lee.get("/calendar/").content.decode()
    assert "What failed" not in ana.get("/calendar/").content.decode()
    ana.post(f"/calendar/views/{kept.pk}/remove/")
    assert SavedView.objects.count() == 1
    lee.post(f"/calendar/views/{kept.pk}/remove/")
    assert SavedView.objects.count() == 0


def test_a_view_without_a_name_is_not_saved(house, lee):
    lee.post("/calendar/views/", {"query": "view=list", "name": "  "})
    assert SavedView.objects.count() == 0


def test_what_is_shown_is_taken_along_as_csv_json_and_icalendar(house, ana):
    soon = clock.now() + timedelta(days=2)
    post = stories.submitted(house, "=HYPERLINK(1) is no formula here.", closes=soon)
    other = stories.submitted(house, "Not in this month.", closes=soon + timedelta(days=90))
    stage.do(acts.RefusePost(other, stories.hash_of(other), stories.REASON, ("II.G.4.a",)), house.ana)
    rows = list(csv.DictReader(io.StringIO(ana.get("/calendar/calendar.csv").content.decode("utf-8-sig"))))
    assert [(r["post"], r["state"], r["beginning"][0]) for r in rows] == [(post, "submitted", "'")]
    told = json.loads(ana.get("/calendar/calendar.json?state=submitted").content)
    assert [e["post"] for e in told["entries"]] == [post]
    assert datetime.fromisoformat(told["entries"][0]["at"]) == soon.replace(microsecond=0)
    assert json.loads(ana.get("/calendar/calendar.json?state=failed").content)["entries"] == []
    made = icalendar.Calendar.from_ical(ana.get("/calendar/calendar.ics").content)
    (event,) = made.walk("VEVENT")
    assert event.decoded("dtstart") == soon.replace(microsecond=0)
    assert "HYPERLINK" in event["summary"]


def address_of(client: Client, **given: str) -> str:
    """A new feed address of whoever is signed in there, as a path."""
    shown = client.post("/calendar/feed/", {"do": "make", **given}).context["address"]
    return "/" + shown.split("/", 3)[3]


def events(address: str) -> list[icalendar.Event]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_feed_shows_what_its_owner_may_see_without_the_words_of_what_is_not_public(house, lee):
    stories.published(house, "This is public.")
    stories.submitted(house, "This is not public.", closes=clock.now() + timedelta(days=2))
    summaries = [str(e["summary"]) for e in events(address_of(lee))]
    assert any("This is public." in s for s in summaries)
    assert len(summaries) == 2 and not any("not public" in s for s in summaries)
    summaries = [str(e["summary"]) for e in events(address_of(lee, words="on"))]
    assert any("This is not public." in s for s in summaries)


def test_a_feed_has_the_sight_of_its_owner_and_of_nobody_else(house):
    stories.submitted(house, "This is not public.", closes=clock.now() + timedelta(days=2))
    assert events(address_of(browser(house.cast.sam), words="on")) == []


def test_a_renewed_address_ends_the_one_before_and_ending_it_ends_it(house, lee):
    first = address_of(lee)
    second = address_of(lee)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    lee.post("/calendar/feed/", {"do": "end"})
    assert Client().get(second).status_code == 404


def test_the_secret_of_a_feed_is_shown_once_and_kept_nowhere(house, lee):
    secret = address_of(lee).removesuffix(".ics").rsplit("/", 1)[-1]
    assert secret not in lee.get("/calendar/feed/").content.decode()
    (kept,) = CalendarFeed.objects.values()
    assert secret not in json.dumps(kept, default=str)


def test_a_feed_of_somebody_who_left_tells_nothing(house):
    sam = address_of(browser(house.cast.sam))
    rita = stage.acting(house.cast.rita, "administrator")
    stage.do(people.EndEmployment(house.cast.sam, stories.REASON), rita)
    assert Client().get(sam).status_code == 404


def test_moving_within_the_time_that_was_signed_needs_no_new_signature(house, lee):
    post = stories.scheduled(house, in_hours=24)
    to = (clock.now() + timedelta(hours=50)).replace(second=0, microsecond=0)
    page = lee.get(f"/posts/{post}/move/?to={local(to)}&from=calendar")
    assert "no new signature is needed" in page.content.decode()
    values = {"revision": stories.hash_of(post), "due_at": local(to)}
    answer = lee.post(f"/posts/{post}/move/?from=calendar", values)
    assert answer.url == f"/calendar/?date={timezone.localtime(to).date().isoformat()}"
    assert stories.placement(post).due_at == to
    assert Post.objects.get(pk=post).revisions.count() == 1


def test_a_day_alone_keeps_the_hour(house, lee):
    post = stories.scheduled(house, in_hours=24)
    now = timezone.localtime(stories.placement(post).due_at)
    day = (now + timedelta(days=3)).date().isoformat()
    initial = lee.get(f"/posts/{post}/move/?to={day}").context["form"].initial["due_at"]
    assert (timezone.localtime(initial).date().isoformat(), initial.minute) == (day, now.minute)
    assert timezone.localtime(initial).hour == now.hour


def test_moving_to_a_time_that_is_over_publishes_nothing(house, lee):
    post = stories.scheduled(house, in_hours=24)
    before = stories.placement(post).due_at
    values = {"revision": stories.hash_of(post), "due_at": local(clock.now() - timedelta(hours=2))}
    answer = lee.post(f"/posts/{post}/move/", values)
    assert answer.status_code == 400 and "That time is over." in answer.content.decode()
    assert stories.placement(post).due_at == before
    stories.work("publish")
    assert stories.public() == []


def test_outside_the_time_that_was_signed_a_signed_post_is_submitted_anew(house, lee):
    at = clock.now().replace(second=0, microsecond=0)
    post = stories.signed(house, closes=at + timedelta(days=1))
    to = at + timedelta(days=5)
    page = lee.get(f"/posts/{post}/move/?to={local(to)}")
    assert "waits for a signature" in page.content.decode()
    values = {"revision": stories.hash_of(post), "closes": local(to)}
    assert lee.post(f"/posts/{post}/move/", values).status_code == 302
    moved = Post.objects.select_related("revision").get(pk=post)
    assert (moved.state, moved.revision.number, moved.revision.closes) == ("submitted", 2, to)


def test_what_stands_scheduled_is_not_changed_under_its_signature(house, lee):
    post = stories.scheduled(house, in_hours=3, closes=clock.now() + timedelta(days=1))
    page = lee.get(f"/posts/{post}/move/?to={local(clock.now() + timedelta(days=5))}").content.decode()
    assert "Take it off the schedule first" in page
    values = {"revision": stories.hash_of(post), "closes": local(clock.now() + timedelta(days=5))}
    assert lee.post(f"/posts/{post}/move/", values).status_code == 409
    assert Post.objects.get(pk=post).revisions.count() == 1


def test_somebody_without_leave_moves_nothing_and_is_told_who_can(house):
    post = stories.published(house)
    stage.do(stories.written(house, "It says more now.", post=post), house.lee)
    stage.do(stories.signing(post), house.ana)
    sam = browser(house.cast.sam)
    to = clock.now() + timedelta(days=2)
    values = {"revision": stories.hash_of(post), "due_at": local(to)}
    answer = sam.post(f"/posts/{post}/move/", values)
    assert answer.status_code in (403, 404)
    assert stories.placement(post).due_at is None


def test_a_form_that_is_not_the_present_one_moves_nothing(house, lee):
    post = stories.scheduled(house, in_hours=24)
    values = {"revision": "0" * 64, "due_at": local(clock.now() + timedelta(days=2))}
    before = stories.placement(post).due_at
    assert lee.post(f"/posts/{post}/move/", values).status_code == 400
    assert stories.placement(post).due_at == before


def test_the_page_asks_the_database_no_more_for_many_posts_than_for_few(house, ana):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert ana.get("/calendar/").status_code == 200
        return len(seen)

    at = clock.now()
    stories.submitted(house, closes=at + timedelta(days=1))
    ana.get("/calendar/")
    few = asked()
    for n in range(6):
        stories.submitted(house, f"Number {n}.", closes=at + timedelta(days=1 + n % 3, minutes=n))
    assert asked() == few


def test_every_state_of_the_calendar_has_its_words():
    from countersign.posts.pages.calendar import words

    assert {state for state, _label in words.CHOICES} == set(STATES)
    assert set(STATES) <= set(words.STATE)


def test_a_week_shows_each_post_at_its_hour_and_the_named_posting_times(house, ana):
    Slot.objects.create(name="Morning news", weekdays=[0, 4], at=dtime(9, 30))
    at = timezone.make_aware(datetime(2026, 3, 20, 5, 10))
    for n in range(6):
        stories.submitted(house, f"Number {n} of the hour.", closes=at + timedelta(minutes=n))
    stories.submitted(house, "An evening post.", closes=at.replace(hour=21))
    shown = ana.get("/calendar/?view=week&date=2026-03-18")
    rows = shown.context["hours"]
    # From the earliest to the latest of what lies there, whatever the usual hours are; without gaps.
    assert [row.hour for row in rows] == list(range(5, 22))
    assert [c.date.isoformat() for c in rows[0].cells] == [f"2026-03-{day}" for day in range(15, 22)]
    friday = {row.hour: row.cells[5] for row in rows}
    assert [len(friday[5].shown), friday[5].more, len(friday[21].shown)] == [2, 4, 1]
    assert sum(len(c.shown) + c.more for row in rows for c in row.cells) == shown.context["total"] == 7
    named = {(c.date.isoformat(), row.hour) for row in rows for c in row.cells for _ in c.slots}
    assert named == {("2026-03-16", 9), ("2026-03-20", 9)}
    body = shown.content.decode()
    assert "Morning news" in body and "4 more" in body
    # On a narrow screen the list stands in its place, and has them all.
    assert len(shown.context["rows"]) == 7


def test_a_day_without_anything_shows_its_usual_hours(house, ana):
    rows = ana.get("/calendar/?view=day&date=2026-03-21").context["hours"]
    assert [row.hour for row in rows] == list(range(7, 19))
    assert all(len(row.cells) == 1 for row in rows)


def test_what_is_odd_in_a_text_is_one_line_in_the_icalendar_file(house, ana):
    odd = "One; two, three\\four\nfive " + "é🎉" * 60
    stories.submitted(house, odd, closes=clock.now() + timedelta(days=2))
    body = ana.get("/calendar/calendar.ics").content
    assert max(map(len, body.split(b"\r\n"))) <= 75
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    (entry,) = queries.calendar(house.cast.ana, clock.now(), clock.now(), clock.now() + timedelta(days=3))
    assert str(event["summary"]).endswith(entry.excerpt)
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "URL", "STATUS", "TRANSP", "LOCATION"} <= set(event)


@pytest.mark.parametrize("value", ["", "a;b,c\\d\ne", "\x00\x07bell", "é" * 200, "🎉" * 99, "x" * 75, "x" * 76])
def test_every_text_comes_out_of_a_file_as_it_went_in(value):
    line = ics.folded(f"SUMMARY:{ics.text(value)}")
    made = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (event,) = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert str(event["summary"]) == value.replace("\x00\x07", "")
    assert all(len(part.encode()) <= 75 for part in line.split("\r\n"))
