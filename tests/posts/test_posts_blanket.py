"""Break-glass: a signed template, filled within its blanks and confirmed by a second person, goes out at once."""

from dataclasses import replace

import pytest

import cast as stage
from countersign.evidence import store
from countersign.gate import clock, duties
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.acts import AnswerQuestion, WithdrawSignature
from countersign.gate.door import perform
from countersign.gate.models import Duty, LedgerBody, Signature
from countersign.people import acts as people
from countersign.posts import acts
from countersign.posts.models import Filling, Post, Revision, Work
from countersign.rules.outcome import Result
from posts import blanket_stories as glass
from posts import post_stories as stories

pytestmark = pytest.mark.storage
WHY = stories.REASON


def stopped(act, by, *requirements):
    """The act is not performed, and exactly these requirements stand in its way."""
    done = perform(act, by=by)
    assert not done.allowed
    assert sorted(d.requirement for d in done.decision.determining) == sorted(requirements)
    return done


def held_by(post):
    """The requirements that held a due post back."""
    stories.work("publish")
    seq = Work.objects.get(placement__post=post).held_seq
    assert seq is not None, "nothing held it"
    row = LedgerBody.objects.get(seq=seq)
    assert row.act == "publish_post"
    return row


def test_a_filled_template_that_is_confirmed_is_public_at_once_and_read_back(house):
    post = glass.confirmed(house)
    stories.work()
    assert stories.public() == [glass.FILLED]
    assert Post.objects.get(pk=post).state == "published"
    assert stories.placement(post).sameness == "same"


def test_nobody_signed_the_post_itself_and_one_filled_without_confirmation_waits(house):
    post = glass.filled(house, glass.signed(house))
    assert Post.objects.get(pk=post).state == "filled"
    assert not Signature.objects.filter(frozen_hash=stories.hash_of(post)).exists()
    with pytest.raises(NotNow):
        perform(acts.SchedulePost(post, stories.hash_of(post)), by=house.lee)
    assert stories.work("publish") == 0
    assert stories.public() == []


def test_the_author_of_a_template_does_not_sign_it_nor_does_anybody_without_the_power(house):
    blanket = glass.submitted(house, by=house.ana)
    stopped(glass.signing(blanket), house.ana, "blanket_not_own")
    with pytest.raises(NotYours):
        perform(glass.signing(blanket), by=house.lee)
    stage.do(glass.signing(blanket), house.dov)
    stopped(glass.signing(blanket), house.dov, "post_signed_once")


def test_a_period_longer_than_the_pack_allows_is_not_even_submitted(house):
    ends = clock.now() + stories.timedelta(days=120)
    stopped(glass.template(house, ends=ends), house.lee, "blanket_period")


def test_an_unsigned_template_cannot_be_filled(house):
    stopped(glass.filling(house, glass.submitted(house)), house.lee, "blanket_covers")


@pytest.mark.parametrize(
    "changed",
    [
        {"unit": "999"},
        {"since": "2026-02-20T08:30"},
        {"since": "2026-03-02T23:30"},
        {"since": "soon"},
        {"visiting": "moved to Sunday"},
        {"count": "3001"},
        {"count": "about 20"},
        {"more": ""},
        {"more": "x" * 61},
        {"more": "See www.example.com"},
        {"more": "Ask @hill"},
        {"more": "Rioting is over."},
        {"more": "All is well.\nNobody was hurt."},
    ],
)
def test_what_lies_outside_a_blank_is_refused_with_its_clause(house, changed):
    done = stopped(glass.filling(house, glass.signed(house), **changed), house.lee, "blanket_covers")
    assert done.decision.clauses == ("II.F.3", "II.G.4.a")
    assert not Post.objects.exists()


def test_a_blank_left_out_or_invented_and_an_account_not_named_are_outside_too(house):
    blanket = glass.signed(house)
    whole = glass.typed(house)
    less = {k: v for k, v in whole.items() if k != "count"}
    for typed in (less, {**whole, "extra": "x"}):
        act = acts.FillBlanket(blanket, glass.form_of(blanket), typed, (house.account,))
        stopped(act, house.lee, "blanket_covers")
    other = stories.practice_account(house.people, "hilljobs")
    both = stage.authorize(house.ana, house.cast.lee, house.account, other)
    act = acts.FillBlanket(blanket, glass.form_of(blanket), whole, (other,))
    stopped(act, stories.By(house.cast.lee, both), "blanket_covers")


def test_only_somebody_with_leave_for_its_accounts_fills_it(house):
    blanket = glass.signed(house)
    with pytest.raises(NotYours):
        perform(glass.filling(house, blanket), by=stage.employee(house.cast.sam))
    with pytest.raises(NotYours):
        perform(glass.filling(house, blanket), by=house.ana)


def test_whoever_filled_it_does_not_confirm_it_and_another_poster_may(house):
    post = glass.filled(house, glass.signed(house))
    stopped(glass.confirming(post, house.lee), house.lee, "post_not_own")
    with pytest.raises(NotYours):
        perform(glass.confirming(post, house.cora), by=house.cora)
    sam = stories.By(house.cast.sam, stage.authorize(house.ana, house.cast.sam, house.account))
    stage.do(glass.confirming(post, sam), sam)
    stories.work()
    assert stories.public() == [glass.FILLED]


def test_one_human_with_two_entries_is_no_second_person(house):
    double = stage.do(people.Hire("2009", "Lee Novak", "full_time", house.cast.hill), house.people.rita).subject_id
    by = stories.By(double, stage.authorize(house.ana, double, house.account))
    blanket = glass.signed(house)
    post = glass.filled(house, blanket)
    act = glass.confirming(post, by)
    stage.do(act, by)
    stage.do(people.MergePeople(double, house.cast.lee, WHY), house.people.rita)
    held_by(post)
    assert stories.public() == []


def test_what_a_blank_brought_in_is_screened_like_any_text(house):
    blanket = glass.signed(house)
    stopped(glass.filling(house, blanket, more="His number is 536-22-8146."), house.lee, "blocked_personal_data")
    post = glass.filled(house, blanket, more="20% off at Corner Deli, code DOC20.")
    (found,) = [f for f in Revision.objects.get(post=post).findings if f["severity"] == "review"]
    sam = stories.By(house.cast.sam, stage.authorize(house.ana, house.cast.sam, house.account))
    answer = (found["key"], "The deli feeds those who are evacuated.")
    done = perform(glass.confirming(post, sam, answer), by=sam)
    assert done.decision.result is Result.NEEDS_PERSON, "an answer counts only from somebody who may sign posts"
    stopped(glass.confirming(post, house.dov), house.dov, *(d.requirement for d in done.decision.determining))
    stage.do(glass.confirming(post, house.dov, answer), house.dov)
    stories.work()
    assert len(stories.public()) == 1


def test_a_question_about_a_finding_is_answered_by_an_office_and_then_another_poster_confirms(house):
    post = glass.filled(house, glass.signed(house), more="20% off at Corner Deli, code DOC20.")
    sam = stories.By(house.cast.sam, stage.authorize(house.ana, house.cast.sam, house.account))
    for question in perform(glass.confirming(post, sam), by=sam).questions:
        stage.do(AnswerQuestion(question, True, "The deli feeds those who are evacuated."), house.ana)
    stage.do(glass.confirming(post, sam), sam)


def test_what_the_signer_answered_in_the_template_needs_no_second_answer(house):
    text = glass.TEXT + " 20% off at Corner Deli, code DOC20."
    blanket = glass.submitted(house, text=text)
    found = [f for f in glass.Blanket.objects.get(pk=blanket).findings if f["severity"] == "review"]
    assert found
    assert perform(glass.signing(blanket), by=house.ana).decision.result is Result.NEEDS_PERSON
    stage.do(glass.signing(blanket, *((f["key"], "The deli feeds those who are evacuated.") for f in found)), house.ana)
    sam = stories.By(house.cast.sam, stage.authorize(house.ana, house.cast.sam, house.account))
    post = glass.filled(house, blanket)
    stage.do(glass.confirming(post, sam), sam)


def test_ending_a_template_stops_what_waits_and_what_is_scheduled(house):
    blanket = glass.signed(house)
    waits, scheduled = glass.filled(house, blanket), glass.confirmed(house, blanket)
    stage.do(acts.EndBlanket(blanket, WHY), house.ana)
    stopped(glass.confirming(waits, house.dov), house.dov, "blanket_covers")
    stopped(glass.filling(house, blanket), house.lee, "blanket_covers")
    held_by(scheduled)
    assert stories.public() == []


def test_withdrawing_the_templates_signature_or_the_confirmation_stops_it_as_well(house):
    blanket = glass.signed(house)
    first, second = glass.confirmed(house, blanket), glass.confirmed(house, blanket)
    confirmation = Signature.objects.get(frozen_hash=stories.hash_of(first)).seq
    stage.do(WithdrawSignature(confirmation, WHY), house.dov)
    stage.do(WithdrawSignature(Signature.objects.get(frozen_hash=glass.form_of(blanket)).seq, WHY), house.ana)
    held_by(first)
    assert Work.objects.get(placement__post=second).held_seq is not None
    assert stories.public() == []
    stage.do(glass.signing(blanket), house.dov)
    stage.do(glass.confirming(first, house.ana), house.ana)
    schedule = acts.SchedulePost(second, stories.hash_of(second))
    stage.do(schedule, house.lee)
    stories.work("publish")
    assert len(stories.public()) == 2


def test_when_its_period_is_over_nothing_goes_out_under_it(house):
    blanket = glass.signed(house, ends=clock.now() + stories.timedelta(hours=2))
    post = glass.confirmed(house, blanket)
    stage.pass_time(hours=3)
    held_by(post)
    stopped(glass.filling(house, blanket, since="2026-03-02T11:30"), house.lee, "blanket_covers")


def test_what_waited_a_day_for_its_confirmation_is_too_old(house):
    post = glass.filled(house, glass.signed(house))
    stage.pass_time(hours=25)
    stopped(glass.confirming(post, house.dov), house.dov, "post_window")


def test_a_pause_stops_a_template_unless_it_was_signed_to_go_out_all_the_same(house):
    ordinary, through = glass.signed(house), glass.signed(house, through_pause=True)
    stage.do(acts.PausePublishing(WHY), house.dov)
    stopped_post, post = glass.confirmed(house, ordinary), glass.confirmed(house, through, more="Stay away.")
    stories.work("publish")
    assert [t[-10:] for t in stories.public()] == ["Stay away."]
    assert Work.objects.get(placement__post=stopped_post).held_seq is not None
    assert Post.objects.get(pk=post).state == "published"


def test_everything_else_is_asked_of_it_as_of_any_post(house):
    post = glass.confirmed(house)
    stage.do(people.EndAuthorization(house.leave, WHY), house.ana)
    stories.work("publish")
    assert Work.objects.get(placement__post=post).held_seq is not None
    assert stories.public() == []


def test_a_report_is_kept_before_anything_goes_out(house):
    post = glass.filled(house, glass.signed(house))
    with pytest.raises(Malformed):
        perform(acts.ConfirmBlanket(post, stories.hash_of(post), ""), by=house.dov)
    with pytest.raises(Malformed):
        perform(acts.ConfirmBlanket(post, stories.hash_of(post), "0" * 64), by=house.dov)
    stage.do(glass.confirming(post, house.dov), house.dov)
    assert store.get(Filling.objects.get(post=post).report).startswith(b"%PDF-")


def test_an_after_action_note_is_owed_within_three_days_until_it_is_written(house):
    post = glass.confirmed(house)
    (owed,) = duties.open_of("pio", until=clock.now() + stories.timedelta(days=3))
    assert (owed.duty, owed.subject_id) == ("after_action", post)
    stage.pass_time(days=10)
    stopped(acts.WriteAfterAction(post, "ok"), house.lee, "after_action_said")
    stage.do(acts.WriteAfterAction(post, "The count was right; calling families took too long."), house.lee)
    assert Duty.objects.get(pk=owed.pk).met_seq is not None
    stage.do(acts.WriteAfterAction(post, "Added by the PIO: the list of families is renewed."), house.ana)
    assert [n.person for n in Filling.objects.get(post=post).notes.order_by("at", "pk")] == [
        house.cast.lee,
        house.cast.ana,
    ]


def test_no_note_is_written_on_an_ordinary_post(house):
    with pytest.raises(Malformed):
        perform(acts.WriteAfterAction(stories.submitted(house), "Nothing of the sort happened."), by=house.lee)


def test_a_filling_that_was_thrown_away_is_not_confirmed_any_more(house):
    post = glass.filled(house, glass.signed(house))
    stage.do(acts.DiscardFilling(post), house.lee)
    with pytest.raises(NotNow):
        perform(glass.confirming(post, house.dov), by=house.dov)


def test_an_ordinary_post_cannot_be_confirmed_instead_of_signed(house):
    post = stories.scheduled(house)
    kept = store.put(b"%PDF-", "application/pdf")
    with pytest.raises(Malformed):
        perform(acts.ConfirmBlanket(post, stories.hash_of(post), kept), by=house.dov)


def test_a_signed_template_is_not_changed_and_a_change_before_that_is_not_what_was_shown(house):
    blanket = glass.submitted(house)
    before = glass.form_of(blanket)
    stage.do(glass.template(house, title="Another title", blanket=blanket), house.lee)
    with pytest.raises(Malformed):
        perform(acts.SignBlanket(blanket, before, judged=True), by=house.ana)
    with pytest.raises(Malformed):
        perform(glass.template(house, blanket=blanket), by=house.ana)
    stage.do(glass.signing(blanket), house.ana)
    with pytest.raises(NotNow):
        perform(glass.template(house, blanket=blanket), by=house.lee)


def test_a_unit_that_is_renamed_after_filling_goes_out_as_it_was_confirmed(house):
    glass.confirmed(house)
    stage.do(people.ChangeUnit(house.cast.hill, "Hill Center", "facility", house.cast.headquarters), house.people.rita)
    stories.work("publish")
    assert stories.public() == [glass.FILLED]


def test_text_changed_behind_the_houses_back_is_no_longer_within_the_blanks(house, monkeypatch):
    from countersign.posts.blanket import template as templates

    post = glass.confirmed(house)
    as_signed = templates.compose
    monkeypatch.setattr(templates, "compose", lambda text, words: as_signed(text, words) + " And more.")
    held_by(post)
    assert stories.public() == []


# An account's own text, and what fits whatever is filled in


def test_an_account_has_a_text_of_its_own_and_each_gets_what_was_signed_for_it(house):
    other = stories.practice_account(house.people, "hillnews")
    lee = stage.By(house.cast.lee, stage.authorize(house.ana, house.cast.lee, house.account, other))
    short = "{unit}: lockdown since {since}. Visiting is {visiting}."
    blanket = glass.submitted(house, lee, accounts=(house.account, other), tuned={other: short})
    stage.do(glass.signing(blanket), house.ana)
    fill = acts.FillBlanket(blanket, glass.form_of(blanket), glass.typed(house), (other,))
    post = stage.do(fill, lee).subject_id
    stage.do(glass.confirming(post, house.dov), house.dov)
    stories.work("publish")
    assert stories.public() == [
        "Hill Correctional Center: lockdown since March 2, 8:30 AM. Visiting is cancelled today."
    ]
    glass.confirmed(house, blanket)
    stories.work("publish")
    assert glass.FILLED in stories.public()


def test_what_could_get_too_long_with_what_its_blanks_allow_cannot_be_submitted(house):
    text = glass.TEXT + " " + "x" * 1900
    with pytest.raises(Malformed, match="fit"):
        stage.do(glass.template(house, text=text), house.lee)
    # Fewer letters in the one blank that has no other bound, and it fits.
    room = tuple(replace(b, most=10) if b.name == "more" else b for b in glass.blanks(house))
    glass.submitted(house, text=glass.TEXT + " " + "x" * 1850, blanks=room)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tuned": {"999": "Another account's."}},
        {"tuned": {"own": "   "}},
        {"tuned": {"own": "{strange} stands nowhere else."}},
        {"tuned": {"own": "x" * 4000}},
    ],
    ids=["of another account", "empty", "with a blank nobody described", "too long"],
)
def test_a_text_of_an_account_is_looked_at_like_the_text_itself(house, wrong):
    tuned = {house.account if name == "own" else name: text for name, text in wrong["tuned"].items()}
    with pytest.raises(Malformed):
        stage.do(glass.template(house, tuned=tuned), house.lee)
