"""What screening sees: refused, asked about, or nothing; an answer is good for that very text only."""

import pytest

import cast as stage
from countersign.gate.door import perform
from countersign.posts import acts, findings
from countersign.posts.models import Answer, Revision
from posts import post_stories as stories

pytestmark = pytest.mark.storage

CLEAR = (
    "The Department does not comment on pending litigation.",
    "Warden Smith retires Friday, thank you for 30 years.",
    "Job fair, 40 employers.",
    "Visiting hours 8–3.",
    "Narcan training for families.",
)
SSN = "His number is 536-22-8146."
PROFANE = "This is a shitty day at the center."


def test_everyday_words_raise_nothing(house):
    for text in CLEAR:
        assert findings.examine({"text": text}) == ()


def test_our_own_telephone_number_is_no_private_one(house):
    assert findings.examine({"text": "Call 217 555 0100 for visiting hours."}) == ()


def test_a_social_security_number_is_submitted_and_refused_at_signing(house):
    post = stories.submitted(house, SSN)
    done = perform(stories.signing(post), by=house.ana)
    assert [d.requirement for d in done.decision.determining] == ["blocked_personal_data"]
    assert done.decision.clauses

    keyed = [(f["key"], "It is an example only.") for f in Revision.objects.get().findings]
    assert not perform(stories.signing(post, *keyed), by=house.ana).allowed


def test_a_profane_line_is_asked_about_and_the_signers_answer_lets_it_pass(house):
    post = stories.submitted(house, PROFANE)
    asked = perform(stories.signing(post), by=house.ana)
    assert (str(asked.decision.result), bool(asked.questions)) == ("needs_person", True)

    (found,) = Revision.objects.get().findings
    stage.do(stories.signing(post, (found["key"], "It quotes the play's own title.")), house.ana)
    stories.schedule(house, post)
    stories.work("publish")
    assert stories.public() == [PROFANE]
    assert {a.key for a in Answer.objects.all()} == {found["key"], "judged"}


def test_an_answer_does_not_reach_another_text(house):
    post = stories.submitted(house, PROFANE)
    (found,) = Revision.objects.get().findings
    answer = (found["key"], "It quotes the play's own title.")
    stage.do(stories.signing(post, answer), house.ana)
    stage.do(stories.written(house, PROFANE + " Again.", post=post), house.lee)
    assert not perform(stories.signing(post), by=house.dov).allowed


def test_an_empty_reason_is_no_answer(house):
    post = stories.submitted(house, PROFANE)
    (found,) = Revision.objects.get().findings
    assert not perform(stories.signing(post, (found["key"], "  ")), by=house.ana).allowed


def test_the_printed_sentence_must_be_affirmed(house):
    post = stories.submitted(house)
    done = perform(stories.signing(post, judged=False), by=house.ana)
    assert [d.requirement for d in done.decision.determining] == ["judged_by_signer"]


def test_the_words_of_a_post_do_not_stand_in_the_ledger(house):
    from countersign.gate.row import rows

    post = stories.signed(house, "Something quite unmistakable.")
    stories.schedule(house, post)
    stories.work("publish")
    assert not [r for r in rows() if "unmistakable" in str(r.content)]


def test_letters_from_a_symbol_alphabet_stop_a_submit(house):
    done = perform(stories.written(house, "𝓥𝓲𝓼𝓲𝓽 us on Monday."), by=house.lee)
    assert [d.requirement for d in done.decision.determining] == ["post_accessible"]


def test_what_does_not_fit_stops_a_submit(house):
    done = perform(stories.written(house, "x" * 2001), by=house.lee)
    assert [d.requirement for d in done.decision.determining] == ["post_fits_platforms"]


def test_a_purpose_of_its_own_is_refused(house):
    done = perform(stories.written(house, purposes=("training",)), by=house.lee)
    assert [d.requirement for d in done.decision.determining] == ["post_purpose_of_account"]


def test_a_campaign_that_the_strategy_lacks_is_refused(house):
    done = perform(stories.written(house, campaign="elections"), by=house.lee)
    assert [d.requirement for d in done.decision.determining] == ["post_serves_strategy"]
    assert perform(stories.written(house, campaign="visiting"), by=house.lee).allowed


def test_a_lone_half_of_a_character_is_malformed(house):
    from countersign.gate.act import Malformed

    with pytest.raises(Malformed):
        perform(acts.SubmitPost((acts.Variant(house.account, "a\ud800"),), (), ("news",)), by=house.lee)


def test_every_reason_of_screening_and_accessibility_has_words_for_translators():
    from countersign.posts.reasons import WHY
    from countersign.screening import USED, Kind, ProblemKind
    from countersign.screening.checks import reasons

    spoken = {r.key: r.why for r in reasons.ALL}
    asked = {f"model-{category}" for category in USED[Kind.DRAFT]}
    assert set(WHY) == {*spoken, *asked, *(str(k) for k in ProblemKind)}
    assert {k: str(WHY[k]) for k in spoken} == spoken
