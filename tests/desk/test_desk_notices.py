"""Who is told of what, once, and where it leads."""

from datetime import timedelta

import pytest

import cast as stage
from accounts import account_stories as accounts
from countersign.desk import followers, notices, reminders, troubles
from countersign.desk.models import Mail, Notice
from countersign.gate import clock, packs
from countersign.gate.acts import AnswerQuestion
from countersign.gate.door import perform
from countersign.gate.followers import catch_up
from countersign.gate.models import Cursor
from countersign.gate.wiring import house as wired
from countersign.people import acts as people
from countersign.posts import acts
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def told(person: str) -> list[str]:
    """The kinds of what somebody was told, in order."""
    found = Notice.objects.filter(person=person).order_by("seq", "kind").values_list("kind", flat=True)
    return [kind.partition(":")[0] for kind in found]


def some_clause() -> tuple[str, ...]:
    """Any clause, to be named when a post is given back."""
    return tuple(sorted(packs.in_force().clause)[:1])


@pytest.fixture
def heard(house, tell):
    """What each is told from here on; all that led here is forgotten."""
    tell()
    Notice.objects.all().delete()

    def since(person: str) -> list[str]:
        tell()
        return told(person)

    return since


def test_a_submitted_post_is_told_to_those_who_may_sign_it_and_not_to_its_author(house, heard):
    stories.submitted(house)
    assert heard(house.cast.ana) == ["post_to_sign"]
    assert heard(house.cast.dov) == ["post_to_sign"]
    assert heard(house.cast.lee) == heard(house.cast.rita) == heard(house.cast.sam) == []


def test_the_list_says_which_post_a_notice_is_about_and_its_sentence_does_not(house, heard, visit):
    stories.submitted(house, "Family day is on Saturday.")
    assert heard(house.cast.ana) == ["post_to_sign"]
    (line,) = visit(house.cast.ana).get("/notices/").context["lines"]
    assert line.about == "Family day is on Saturday."
    assert "Family" not in line.sentence


def test_a_designee_is_told_while_the_delegation_runs(house, heard):
    stage.delegate(house.ana, house.cast.mia, "post.sign", days=2)
    stories.submitted(house)
    assert heard(house.cast.mia) == ["delegation_given", "post_to_sign"]
    stage.pass_time(days=3)
    stories.submitted(house, "Another one, on Friday.")
    assert heard(house.cast.mia) == ["delegation_given", "post_to_sign"]


def test_a_signer_is_not_told_of_a_post_of_their_own(house, heard):
    leave = stage.authorize(house.dov, house.cast.ana, house.account)
    act = stories.written(house)
    stage.do(act, stage.By(house.cast.ana, leave))
    assert "post_to_sign" not in heard(house.cast.ana)
    assert "post_to_sign" in heard(house.cast.dov)


@pytest.mark.parametrize(("act", "kind"), [(acts.ReturnPost, "post_returned"), (acts.RefusePost, "post_refused")])
def test_an_author_is_told_what_became_of_a_post(house, heard, act, kind):
    post = stories.submitted(house)
    stage.do(act(post, stories.hash_of(post), stories.REASON, some_clause()), house.dov)
    assert heard(house.cast.lee) == [kind]


def test_an_author_is_told_that_their_post_was_signed_and_published_by_background_work(house, heard):
    stories.published(house)
    assert heard(house.cast.lee) == ["post_signed", "post_published"]


def test_what_is_handed_over_twice_is_told_once(house, heard, tell):
    stories.published(house)
    before = heard(house.cast.lee)
    Cursor.objects.filter(follower="desk.notices").update(seq=0)
    catch_up()
    assert [k for k in told(house.cast.lee) if k.startswith("post_")] == before
    assert Notice.objects.count() == len(set(Notice.objects.values_list("person", "seq", "kind")))


def test_a_post_that_is_stopped_at_the_last_moment_is_told_to_its_author(house, heard):
    post = stories.scheduled(house, in_hours=1)
    stage.do(acts.PausePublishing(stories.REASON), house.ana)
    stage.pass_time(hours=2)
    stories.work("publish")
    assert stories.placement(post).state == "scheduled"
    assert "post_held" in heard(house.cast.lee)


def test_a_consent_taken_back_is_told_to_the_authors_of_posts_that_rest_on_it(house, heard):
    consent = stage.do(stories.consent(house), house.ana).subject_id
    other = stage.do(stories.consent(house, label="Person B", number="C-18"), house.ana).subject_id
    picture = stories.shown(stories.picture(house), people="yes", pictured=1, consents=(consent,))
    stories.submitted(house, pictures=(picture,))
    stage.do(acts.WithdrawConsent(other), house.ana)
    assert "consent_withdrawn" not in heard(house.cast.lee)
    stage.do(acts.WithdrawConsent(consent), house.ana)
    assert heard(house.cast.lee) == ["consent_withdrawn"]


def test_a_consent_taken_back_is_told_for_a_public_post_too(house, heard):
    consent = stage.do(stories.consent(house), house.ana).subject_id
    picture = stories.shown(stories.picture(house), people="yes", pictured=1, consents=(consent,))
    stories.published(house, pictures=(picture,))
    stage.do(acts.WithdrawConsent(consent), house.ana)
    assert "consent_withdrawn" in heard(house.cast.lee)


def test_an_application_is_told_to_those_who_sign_and_what_becomes_of_it_to_applicant_and_custodians(house, heard):
    who = house.people
    account = accounts.applied(who, platform="practice", handle="hillnews", url="", custodians=(who.cast.mia,))
    assert heard(who.cast.dov) == heard(who.cast.ana) == ["account_to_sign"]
    stage.do(accounts.acts.ReturnAccount(account, stories.REASON), who.dov)
    assert heard(who.cast.lee) == heard(who.cast.mia) == ["account_returned"]


def test_a_suspended_account_is_told_to_its_people_and_to_the_other_signer(house, heard):
    stage.do(accounts.acts.SuspendAccount(house.account, stories.REASON), house.ana)
    assert heard(house.cast.lee) == heard(house.cast.dov) == ["account_suspended"]
    assert heard(house.cast.ana) == []


def test_leave_asked_for_given_renewed_and_ended_is_told_to_the_person_and_the_office_that_keeps_it(house, heard):
    who, now = house.people, clock.now()
    ask = people.RequestAuthorization(who.cast.sam, (house.account,), now, now + timedelta(days=30))
    asked = stage.do(ask, who.sam).subject_id
    assert heard(who.cast.ana) == ["leave_asked"]
    stage.delegate(who.ana, who.cast.mia, "authorization.sign")
    mia = stage.acting(who.cast.mia, "pio", kind="designee")
    given = stage.authorize(mia, who.cast.sam, house.account, request=asked)
    assert heard(who.cast.sam) == ["leave_given"]
    assert heard(who.cast.ana) == ["leave_asked", "leave_given_to"]
    stage.do(people.EndAuthorization(given, stories.REASON), mia)
    assert heard(who.cast.sam) == ["leave_given", "leave_ended"]
    assert heard(who.cast.ana)[-1] == "leave_ended_of"
    assert "leave_given_to" not in told(who.cast.dov)


def test_a_question_is_told_to_the_offices_that_may_answer_it(house, heard):
    post = stories.published(house)
    (question,) = perform(acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON), by=house.ana).questions
    assert "question_asked" in heard(house.people.cora.person)
    notice = Notice.objects.get(person=house.people.cora.person, kind=f"question_asked:{question}")
    assert notices.leads_to(notice) == f"/questions/{question}/"
    assert not Notice.objects.filter(person=house.cast.lee, kind__startswith="question").exists()


def unread(person: str) -> list[str]:
    found = Notice.objects.filter(person=person, read_at=None).order_by("seq").values_list("kind", flat=True)
    return [kind.partition(":")[0] for kind in found]


@pytest.mark.parametrize("how", ["sign", "return", "change"])
def test_what_somebody_else_did_does_not_stay_unread(house, heard, how):
    post = stories.submitted(house)
    heard(house.cast.dov)
    assert unread(house.cast.dov) == unread(house.cast.ana) == ["post_to_sign"]
    if how == "sign":
        stage.do(stories.signing(post), house.ana)
    elif how == "return":
        stage.do(acts.ReturnPost(post, stories.hash_of(post), stories.REASON, some_clause()), house.ana)
    else:
        stage.do(stories.written(house, "Visiting hours change on Tuesday.", post=post), house.lee)
    heard(house.cast.dov)
    # A changed post is asked for again, once.
    assert unread(house.cast.dov) == unread(house.cast.ana) == (["post_to_sign"] if how == "change" else [])


def test_of_two_signers_only_the_one_who_signed_is_done(house, heard):
    account = accounts.applied(house.people, platform="practice", handle="hillnews", url="")
    heard(house.cast.ana)
    accounts.sign(account, house.ana)
    heard(house.cast.ana)
    assert unread(house.cast.ana) == []
    assert unread(house.cast.dov) == ["account_to_sign"]


def test_an_answered_question_is_nobodys_any_more(house, heard):
    post = stories.published(house)
    (question,) = perform(acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON), by=house.ana).questions
    heard(house.people.cora.person)
    asked = Notice.objects.filter(kind=f"question_asked:{question}", read_at=None)
    assert asked.exists()
    stage.do(AnswerQuestion(question, True, "No hold touches this post."), house.cora)
    heard(house.people.cora.person)
    assert not asked.exists()


def test_whoever_left_is_not_told_any_more(house, heard):
    post = stories.submitted(house)
    stage.do(people.EndEmployment(house.cast.lee, stories.REASON), house.people.rita)
    stage.do(acts.ReturnPost(post, stories.hash_of(post), stories.REASON, some_clause()), house.ana)
    assert "post_returned" not in heard(house.cast.lee)


def test_only_people_with_a_work_address_get_mail(house, heard):
    stories.published(house)
    heard(house.cast.lee)
    assert Notice.objects.filter(person=house.cast.lee).exists()
    assert not Mail.objects.filter(notice__person=house.cast.lee).exists()
    assert set(Mail.objects.filter(notice__person=house.cast.ana).values_list("to", flat=True)) == {
        "ana.reyes@doc.example.gov"
    }


def test_every_kind_says_something_and_every_act_that_is_followed_is_performed_here():
    kinds = {one.kind for tells in followers.TELLS.values() for one in tells}
    jobs = {"post_held", "question_asked", reminders.SOON, reminders.LATE, reminders.AUTHOR_LATE}
    jobs |= {troubles.ACCOUNT, troubles.AHEAD, troubles.OVERDUE}
    assert kinds | jobs == set(notices.WORDS)
    assert {*followers.TELLS, *followers.DONE} <= set(wired().acts)
    assert set(followers.DONE.values()) <= set(notices.WORDS)


def test_the_list_shows_what_is_unread_first_and_marks_it_read(house, heard, visit):
    stories.submitted(house)
    stories.submitted(house, "A second one for Tuesday.")
    heard(house.cast.ana)
    ana = visit(house.cast.ana)
    first, second = Notice.objects.filter(person=house.cast.ana).order_by("seq")
    page = ana.get("/notices/")
    assert page.content.count(b"Mark as read") == 2
    assert b"Lee Novak" in page.content

    assert ana.get(f"/notices/{second.pk}/").url == f"/review/{second.subject_id}/"
    assert [line.unread for line in ana.get("/notices/").context["lines"]] == [True, False]
    assert [line.id for line in ana.get("/notices/").context["lines"]] == [first.pk, second.pk]
    assert b"unread" in ana.get("/").content

    assert ana.post("/notices/read/").status_code == 302
    assert not Notice.objects.filter(person=house.cast.ana, read_at=None).exists()
    assert ana.get("/notices/?only=unread").context["lines"] == []
    assert len(ana.get("/notices/?group=post").context["lines"]) == 2
    assert ana.get("/notices/?group=account").context["lines"] == []


def test_nobody_opens_or_marks_what_somebody_else_was_told(house, heard, visit):
    stories.submitted(house)
    heard(house.cast.ana)
    notice = Notice.objects.filter(person=house.cast.ana).first()
    sam = visit(house.cast.sam)
    assert sam.get(f"/notices/{notice.pk}/").status_code == 404
    sam.post("/notices/read/", {"notice": str(notice.pk)})
    sam.post("/notices/read/")
    notice.refresh_from_db()
    assert notice.read_at is None


def test_marking_with_a_number_that_is_none_marks_nothing(house, heard, visit):
    stories.submitted(house)
    heard(house.cast.ana)
    visit(house.cast.ana).post("/notices/read/", {"notice": "9" * 30})
    assert Notice.objects.filter(person=house.cast.ana, read_at=None).exists()


def test_a_long_list_has_pages(house, visit):
    for number in range(30):
        notices.give([house.cast.ana], seq=number, kind="post_signed", ref=stage.Ref("post", "1"), at=clock.now())
    ana = visit(house.cast.ana)
    first = ana.get("/notices/?group=post")
    assert len(first.context["lines"]) == 25
    assert b"page=2" in first.content and b"group=post" in first.content
    assert len(ana.get("/notices/?page=2").context["lines"]) == 5


def test_the_header_counts_to_a_hundred_and_no_further(house):
    for number in range(101):
        notices.give([house.cast.sam], seq=number, kind="post_signed", ref=stage.Ref("post", "1"), at=clock.now())
        if number == 2:
            assert notices.unread(house.cast.sam) == "3"
    assert notices.unread(house.cast.sam) == "99+"
    assert notices.unread(house.cast.lee) == ""
