"""Reviewing: due first with the time left, side by side with what was signed, one after the other, several together."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

import cast as stage
from countersign.desk.models import Notice
from countersign.gate import clock
from countersign.gate.models import LedgerBody
from countersign.gate.wiring import house as wired
from countersign.people import signin
from countersign.people.models import SignIn
from countersign.posts import acts, beside
from countersign.posts.difference import runs
from countersign.posts.models import Opened, Post
from posts import post_stories as stories

pytestmark = pytest.mark.storage


def browser(person: str, mandate: str | None = None, *, factor_age_s: float = 0) -> Client:
    """A signed-in browser, its second factor shown so long ago."""
    user = SignIn.objects.filter(person=person).first() or signin.create(person)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time() - factor_age_s}]
    session["account_authentication_methods_user"] = str(user.pk)
    if mandate is not None:
        session["capacity"] = mandate
    session.save()
    return client


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


def sign(client: Client, post: str, **more):
    values = {"revision": stories.hash_of(post), "judged": "on", **more}
    return client.post(f"/review/{post}/sign/", values)


def remind() -> list[str]:
    """What the engine's sweep does for reminders; the kinds that were claimed."""
    job = wired().jobs["reminders"]
    rows = list(job.claim(clock.now(), 20))
    for row in rows:
        job.steps[0][1](row)
    return rows


def told(person: str) -> list[str]:
    return sorted(Notice.objects.filter(person=person, kind__contains="late").values_list("kind", flat=True)) + sorted(
        Notice.objects.filter(person=person, kind__contains="soon").values_list("kind", flat=True)
    )


def test_the_queue_says_how_much_time_is_left(house, ana):
    stories.submitted(house, closes=clock.now() + timedelta(hours=1, minutes=30, seconds=30))
    assert "1 h 30 min left to sign" in ana.get("/review/").content.decode()


def test_a_time_not_before_counts_when_there_is_no_other(house, ana):
    last = stories.submitted(house, "It has no time at all.")
    later = stories.submitted(house, "Not before tomorrow.", opens=clock.now() + timedelta(days=1))
    first = stories.submitted(house, "Until tonight only.", closes=clock.now() + timedelta(hours=9))
    waiting = [one.line.id for one in ana.get("/review/").context["waiting"]]
    assert waiting == [first, later, last]


def test_signing_goes_on_with_the_next_one_until_none_is_left(house, ana):
    second = stories.submitted(house, "Second.", closes=clock.now() + timedelta(days=2))
    first = stories.submitted(house, "First.", closes=clock.now() + timedelta(days=1))
    answer = sign(ana, first, then="next")
    assert answer.status_code == 302 and answer.url == f"/review/{second}/"
    assert sign(ana, second, then="next").url == "/review/"
    assert set(Post.objects.values_list("state", flat=True)) == {"signed"}


def test_what_the_queue_is_narrowed_to_is_kept_from_post_to_post(house, ana):
    other = stories.submitted(house, "Job fair on Friday.")
    first = stories.submitted(house, "Visiting on Monday.", closes=clock.now() + timedelta(days=1))
    second = stories.submitted(house, "Visiting on Tuesday.", closes=clock.now() + timedelta(days=2))
    values = {"revision": stories.hash_of(first), "judged": "on", "then": "next"}
    answer = ana.post(f"/review/{first}/sign/?text=visiting", values)
    assert answer.url == f"/review/{second}/?text=visiting"
    values = {"revision": stories.hash_of(second), "judged": "on", "then": "next"}
    assert ana.post(f"/review/{second}/sign/?text=visiting", values).url == "/review/"
    assert Post.objects.get(pk=other).state == "submitted"


def test_a_refused_signature_stays_where_it_was_tried(house, ana):
    stories.submitted(house, "Another one waits.")
    post = stories.submitted(house)
    answer = ana.post(f"/review/{post}/sign/", {"revision": stories.hash_of(post), "then": "next"})
    assert answer.status_code in (202, 422)
    assert Post.objects.get(pk=post).state == "submitted"


def test_a_forgotten_tick_is_said_at_once_and_asks_nobody_else(house, ana):
    post = stories.submitted(house)
    rows = LedgerBody.objects.count()
    answer = ana.post(f"/review/{post}/sign/", {"revision": stories.hash_of(post)})
    assert answer.status_code == 422
    assert list(answer.context["signing"].errors) == ["judged"]
    assert LedgerBody.objects.count() == rows


def test_words_stand_side_by_side_with_what_was_signed(house, ana):
    post = stories.signed(house, "Visiting hours change on Monday.", closes=clock.now() + timedelta(days=3))
    changed = stories.written(
        house, "Visiting hours change on Tuesday.", post=post, closes=clock.now() + timedelta(days=5)
    )
    stage.do(changed, house.lee)
    answer = ana.get(f"/review/{post}/")
    places = {p.where: p for p in answer.context["changed"]}
    assert set(places) == {"text", "closes"}
    before, after = places["text"].before.runs, places["text"].after.runs
    assert "".join(r.text for r in before) == "Visiting hours change on Monday."
    assert "".join(r.text for r in after) == "Visiting hours change on Tuesday."
    assert "<del>Monday.</del>" in answer.content.decode() and "<ins>Tuesday.</ins>" in answer.content.decode()


def test_pictures_and_their_alternative_texts_stand_side_by_side(house, ana):
    navy, teal = stories.picture(house, "navy"), stories.picture(house, "teal")
    post = stories.signed(house, pictures=(stories.shown(navy),))
    now = (stories.shown(navy, alt="The gate at noon."), stories.shown(teal))
    stage.do(stories.written(house, post=post, pictures=now), house.lee)
    places = {p.where: p for p in ana.get(f"/review/{post}/").context["changed"]}
    assert places["alt"].before.picture is not None
    assert places["picture"].before.picture is None
    assert places["picture"].after.picture.media == str(teal.pk)


def test_what_only_moved_is_not_shown_as_removed():
    old, new = beside.sides(runs("Bring a photo ID. Doors open at eight.", "Doors open at eight. Bring a photo ID."))
    assert {r.kind for r in (*old, *new)} == {"same", "moved"}
    assert "".join(r.text for r in old) == "Bring a photo ID. Doors open at eight."
    assert "".join(r.text for r in new) == "Doors open at eight. Bring a photo ID."


def test_nobody_signs_together_what_they_did_not_open(house, ana):
    read = stories.submitted(house, "Read before.")
    unread = stories.submitted(house, "Never opened.")
    ana.get(f"/review/{read}/")
    answer = ana.post("/review/together/", {"post": [read, unread], "do": "sign", "judged": "on"})
    assert "1 of 2 signed" in answer.content.decode()
    assert Post.objects.get(pk=read).state == "signed"
    assert Post.objects.get(pk=unread).state == "submitted"
    assert "You have not opened it" in answer.content.decode()


def test_what_somebody_else_opened_does_not_count(house, ana):
    post = stories.submitted(house)
    browser(house.cast.dov, house.dov.mandate).get(f"/review/{post}/")
    ana.post("/review/together/", {"post": [post], "do": "sign", "judged": "on"})
    assert Post.objects.get(pk=post).state == "submitted"
    assert list(Opened.objects.values_list("person", flat=True)) == [house.cast.dov]


def test_a_revision_that_was_opened_earlier_does_not_count_either(house, ana):
    post = stories.submitted(house)
    ana.get(f"/review/{post}/")
    stage.do(stories.written(house, "It says something else now.", post=post), house.lee)
    ana.post("/review/together/", {"post": [post], "do": "sign", "judged": "on"})
    assert Post.objects.get(pk=post).state == "submitted"


def test_a_revision_that_came_between_reading_together_and_signing_is_not_signed(house, ana):
    post = stories.submitted(house)
    ana.get(f"/review/{post}/")
    shown = stories.hash_of(post)
    stage.do(stories.written(house, "It says something else now.", post=post), house.lee)
    ana.get(f"/review/{post}/")
    ana.post("/review/together/", {"post": [post], f"revision_{post}": shown, "do": "sign", "judged": "on"})
    assert Post.objects.get(pk=post).state == "submitted"


def test_a_finding_that_asks_for_an_answer_is_answered_on_its_own_page(house, ana):
    post = stories.submitted(house, "This is a shitty day at the center.")
    ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [post], "do": "sign", "judged": "on"})
    assert "A finding asks for an answer" in answer.content.decode()
    assert Post.objects.get(pk=post).state == "submitted"


def test_several_are_not_signed_without_the_printed_sentence(house, ana):
    post = stories.submitted(house)
    ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [post], "do": "sign"})
    assert answer.status_code == 400
    assert Post.objects.get(pk=post).state == "submitted"


def test_one_s_own_post_is_refused_in_its_row_and_the_others_are_signed(house):
    leave = stage.authorize(house.dov, house.cast.ana, house.account)
    own = stage.do(stories.written(house, "My own words."), stage.By(house.cast.ana, leave)).subject_id
    other = stories.submitted(house)
    ana = browser(house.cast.ana, house.ana.mandate)
    for post in (own, other):
        ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [own, other], "do": "sign", "judged": "on"})
    assert "1 of 2 signed" in answer.content.decode()
    assert (Post.objects.get(pk=own).state, Post.objects.get(pk=other).state) == ("submitted", "signed")


CLAUSE = "II.G.2"
BACK = {"do": "return", "clause": CLAUSE, "reason": "Each of them needs the new visiting hours, from Monday on."}


def test_several_are_returned_with_one_reason_and_a_result_for_each(house, ana):
    one = stories.submitted(house, "Doors open at nine.")
    asking = stories.submitted(house, "This is a shitty day at the center.")
    unread = stories.submitted(house, "Never opened.")
    for post in (one, asking):
        ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [one, asking, unread], **BACK})
    said = answer.content.decode()
    assert "2 of 3 returned" in said
    assert (said.count("returned to its author"), said.count("not returned")) == (2, 1)
    assert "You have not opened it" in said
    found = {str(p.pk): p for p in Post.objects.filter(pk__in=[one, asking, unread])}
    assert [found[p].state for p in (one, asking, unread)] == ["returned", "returned", "submitted"]
    assert {(found[p].said, tuple(found[p].said_clauses)) for p in (one, asking)} == {(BACK["reason"], (CLAUSE,))}
    rows = LedgerBody.objects.filter(act="return_post", result="allowed").values_list("subject_id", flat=True)
    assert sorted(rows) == sorted([one, asking])


def test_several_are_not_returned_without_clause_and_reason_and_nothing_typed_is_lost(house, ana):
    post = stories.submitted(house)
    ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [post], "do": "return", "reason": "See the new hours."})
    assert answer.status_code == 400
    assert "See the new hours." in answer.content.decode()
    assert Post.objects.get(pk=post).state == "submitted"


def test_a_return_that_the_directive_refuses_says_so_in_its_row(house, ana):
    post = stories.submitted(house)
    ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [post], **BACK, "reason": "No."})
    assert "0 of 1 returned" in answer.content.decode()
    assert "cs-reasons" in answer.content.decode()
    assert Post.objects.get(pk=post).state == "submitted"


def test_a_revision_that_came_meanwhile_is_not_returned_unread(house, ana):
    post = stories.submitted(house)
    ana.get(f"/review/{post}/")
    shown = stories.hash_of(post)
    stage.do(stories.written(house, "It says something else now.", post=post), house.lee)
    ana.get(f"/review/{post}/")
    answer = ana.post("/review/together/", {"post": [post], f"revision_{post}": shown, **BACK})
    assert "It was changed meanwhile" in answer.content.decode()
    assert Post.objects.get(pk=post).state == "submitted"


def test_who_may_not_sign_returns_nothing_together(house):
    post = stories.submitted(house)
    assert browser(house.cast.lee).post("/review/together/", {"post": [post], **BACK}).status_code == 403
    assert Post.objects.get(pk=post).state == "submitted"


def test_little_time_left_is_told_to_the_office_holder_and_the_designee_once(house):
    stage.delegate(house.ana, house.cast.mia, "post.sign", days=20)
    stories.submitted(house, closes=clock.now() + timedelta(hours=3))
    assert remind() == []
    stage.pass_time(hours=1, minutes=30)
    assert len(remind()) == 1
    assert remind() == []
    assert told(house.cast.mia) == told(house.cast.ana) == told(house.cast.dov) == ["post_to_sign_soon"]
    assert told(house.cast.lee) == []


def test_what_was_signed_in_time_reminds_nobody(house):
    post = stories.submitted(house, closes=clock.now() + timedelta(hours=1))
    job = wired().jobs["reminders"]
    (row,) = job.claim(clock.now(), 20)
    stage.do(stories.signing(post), house.ana)
    job.steps[0][1](row)
    assert told(house.cast.ana) == told(house.cast.dov) == []
    assert job.claim(clock.now(), 20) == []


def test_a_reminder_that_a_lost_worker_held_is_given_by_the_next(house):
    stories.submitted(house, closes=clock.now() + timedelta(hours=1))
    job = wired().jobs["reminders"]
    first = job.claim(clock.now(), 20)
    assert job.claim(clock.now(), 20) == []
    stage.pass_time(minutes=3)
    assert job.claim(clock.now(), 20) == first


def test_a_time_that_passed_unsigned_is_told_to_author_and_signers_and_loses_nothing(house, lee, ana):
    post = stories.submitted(house, closes=clock.now() + timedelta(hours=1))
    stage.pass_time(hours=2)
    remind()
    assert told(house.cast.lee) == ["post_late"]
    assert "post_to_sign_late" in told(house.cast.ana)
    assert "overdue by 1 h" in ana.get("/review/").content.decode()
    assert "Its time passed before anybody signed it" in ana.get(f"/review/{post}/").content.decode()
    assert "Give it a new time" in lee.get(f"/posts/{post}/").content.decode()


def test_a_new_time_for_an_overdue_post_is_one_step_and_everything_else_stays(house, lee):
    media = stories.picture(house)
    post = stories.submitted(house, pictures=(stories.shown(media),), closes=clock.now() + timedelta(hours=1))
    stage.pass_time(hours=2)
    form = lee.get(f"/posts/{post}/move/").context["form"]
    assert form.initial["closes"] > clock.now()
    values = {"revision": form["revision"].value(), "closes": form["closes"].value().strftime("%Y-%m-%dT%H:%M")}
    assert lee.post(f"/posts/{post}/move/", values).status_code == 302
    first, second = Post.objects.get(pk=post).revisions.order_by("number")
    assert (second.excerpt, second.accounts) == (first.excerpt, first.accounts)
    assert list(second.pictures.values_list("pk", flat=True)) == [media.pk]
    assert second.closes > clock.now()
    assert Post.objects.get(pk=post).state == "submitted"


def test_an_old_second_factor_is_asked_for_again_and_then_the_signature_goes_on(house):
    post = stories.submitted(house)
    ana = browser(house.cast.ana, house.ana.mandate, factor_age_s=2 * 3600)
    user = SignIn.objects.get(person=house.cast.ana)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    asked = sign(ana, post)
    assert asked.status_code == 302 and asked.url.startswith("/sign-in/2fa/reauthenticate/")
    assert Post.objects.get(pk=post).state == "submitted"
    # Nothing is typed a second time: what was sent goes on once the code is right.
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    where = f"/review/{post}/sign/"
    assert ana.post(asked.url, {"code": "000000", "next": where}).status_code == 200
    assert Post.objects.get(pk=post).state == "submitted"
    assert ana.post(asked.url, {"code": code, "next": where}).status_code == 302
    assert Post.objects.get(pk=post).state == "signed"


def test_a_password_shown_again_is_no_second_factor(house):
    post = stories.submitted(house)
    ana = browser(house.cast.ana, house.ana.mandate, factor_age_s=2 * 3600)
    user = SignIn.objects.get(person=house.cast.ana)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    session = ana.session
    methods = [*session["account_authentication_methods"], {"method": "password", "at": time.time()}]
    session["account_authentication_methods"] = methods
    session.save()
    sign(ana, post)
    assert Post.objects.get(pk=post).state == "submitted"


def test_several_together_ask_for_the_second_factor_too(house):
    post = stories.submitted(house)
    ana = browser(house.cast.ana, house.ana.mandate, factor_age_s=2 * 3600)
    user = SignIn.objects.get(person=house.cast.ana)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    ana.get(f"/review/{post}/")
    ana.post("/review/together/", {"post": [post], "do": "sign", "judged": "on"})
    assert Post.objects.get(pk=post).state == "submitted"


def test_returning_says_which_clause_and_goes_on(house, ana):
    first = stories.submitted(house, "First.", closes=clock.now() + timedelta(days=1))
    second = stories.submitted(house, "Second.", closes=clock.now() + timedelta(days=2))
    clause = sorted(stage.packs.in_force().clause)[0]
    back = {"revision": stories.hash_of(first), "clause": clause, "reason": "Say which day.", "do": "return"}
    answer = ana.post(f"/review/{first}/send-back/", {**back, "then": "next"})
    assert answer.url == f"/review/{second}/"
    assert Post.objects.get(pk=first).state == "returned"


def test_acts_beside_the_page_are_the_same_acts(house, ana):
    # Together is no way round the gate: a post that is refused for good cannot be signed with others.
    post = stories.submitted(house)
    clause = sorted(stage.packs.in_force().clause)[0]
    ana.get(f"/review/{post}/")
    stage.do(acts.RefusePost(post, stories.hash_of(post), stories.REASON, (clause,)), house.dov)
    ana.post("/review/together/", {"post": [post], "do": "sign", "judged": "on"})
    assert Post.objects.get(pk=post).state == "refused"
