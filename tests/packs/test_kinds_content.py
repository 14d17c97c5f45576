"""Pages, terms, pictures, findings, windows and records at their edges."""

from datetime import UTC, datetime, timedelta

import pytest

from countersign.rules.facts import (
    Accessibility,
    Accounts,
    AccountStanding,
    Application,
    Blanket,
    Captured,
    Consent,
    Directed,
    Element,
    Facts,
    Finding,
    Findings,
    Holds,
    Limits,
    Material,
    Materials,
    Matter,
    NotKnown,
    Now,
    PageElements,
    Pause,
    Period,
    Picture,
    Pictures,
    Platforms,
    PlatformStanding,
    Purposes,
    Reasons,
    Schedule,
    Strategy,
    TermsRead,
    Window,
)
from countersign.rules.kinds import accounts, content, records, screening
from countersign.rules.outcome import MET, needs_person, refused

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ALL = ("purpose", "logo")


def page(*seen, elements=ALL, required=ALL):
    facts = Facts([Now(NOW), PageElements(required, seen)])
    return accounts.page_elements_present(facts, elements=elements, max_age_days=30)


def found(name, evidence="e1", age=DAY):
    return Element(name, "found", evidence, NOW - age)


def test_a_page_shows_what_it_must():
    assert page(found("purpose"), found("logo")) == MET
    assert page(found("purpose"), Element("logo", "missing", "e1", NOW)) == refused("logo")
    assert page(found("purpose")) == refused("logo")


def test_what_could_not_be_made_out_needs_a_person_unless_something_is_missing():
    unsure = Element("logo", "unknown", "e1", NOW)
    assert page(found("purpose"), unsure) == needs_person("logo", fact="page_elements")
    assert page(unsure) == refused("purpose")
    assert page(found("purpose"), Element("logo", "perhaps", "e1", NOW)) == needs_person("logo", fact="page_elements")


def test_what_was_found_counts_with_evidence_and_for_a_time():
    assert page(found("purpose"), found("logo", evidence=None)) == needs_person("logo", fact="page_elements")
    assert page(found("purpose"), found("logo", age=30 * DAY)) == MET
    assert page(found("purpose"), found("logo", age=30 * DAY + SECOND)) == refused("logo")
    assert page(found("purpose"), Element("logo", "found", "e1", None)) == refused("logo")


def test_what_a_platform_cannot_show_is_not_asked_of_it():
    assert page(found("purpose"), required=("purpose",)) == MET
    assert page(found("purpose"), found("logo"), required=()) == needs_person(fact="page_elements")


def test_evidence_is_dated():
    ask = lambda *seen: accounts.elements_evidenced(Facts([PageElements(ALL, seen)]))  # noqa: E731
    assert ask(found("logo"), Element("purpose", "unknown", None, None)) == MET
    assert ask(Element("logo", "missing", None, NOW)) == refused("logo")
    assert ask(Element("logo", "found", "e1", None)) == refused("logo")
    assert ask() == refused()


def platforms(*standing):
    return Facts([Platforms(tuple(PlatformStanding(*s) for s in standing))])


def test_terms_are_accepted_as_they_are_now():
    assert accounts.terms_accepted(platforms(("fb", True, "t1", "t1"))) == MET
    assert accounts.terms_accepted(platforms(("fb", True, "t2", "t1"))) == refused("fb")
    assert accounts.terms_accepted(platforms(("fb", True, None, None))) == needs_person("fb", fact="platforms")
    assert accounts.terms_accepted(platforms(("fb", True, None, "t1"))) == needs_person("fb", fact="platforms")
    assert accounts.terms_accepted(platforms(("fb", True, None, None), ("x", True, "t2", None))) == refused("x")


def test_no_platform_is_not_an_approved_platform():
    assert accounts.platform_approved(platforms()) == needs_person(fact="platforms")
    assert accounts.terms_accepted(platforms()) == needs_person(fact="platforms")
    assert accounts.platform_approved(platforms(("fb", True, None, None), ("x", False, None, None))) == refused("x")


def test_a_checklist_is_gone_through_item_by_item():
    ask = lambda *args: accounts.terms_checked(Facts([TermsRead(*args)]), items=("ads", "data"))  # noqa: E731
    assert ask("t1", ("ads", "data", "venue"), ()) == MET
    assert ask("t1", ("ads",), ("ads",)) == refused("data")
    assert ask("t1", ("ads", "data"), ("ads",)) == needs_person("ads", fact="terms_read")
    assert ask(None, ("ads", "data"), ()) == refused("ads", "data")


def standing(*states, signed_form=True):
    return Facts([Accounts(tuple(AccountStanding(s, "fb", s, signed_form) for s in states))])


def test_no_account_is_not_an_open_account():
    assert accounts.accounts_in(standing("open"), states=("open",)) == MET
    assert accounts.accounts_in(standing("open", "suspended"), states=("open",)) == refused("suspended")
    assert accounts.accounts_in(standing(), states=("open",)) == needs_person(fact="accounts")
    assert accounts.accounts_not_in(standing(), states=("closed",)) == refused("accounts")
    assert accounts.signed_form(standing()) == needs_person(fact="accounts")
    assert accounts.signed_form(standing("open", signed_form=False)) == refused("open")


def test_an_application_counts_its_custodians_once():
    def ask(custodians, employed, least=2):
        facts = Facts([Application(("news",), 80, custodians, employed, True)])
        return accounts.application_custodians(facts, least=least)

    assert ask(("lee", "sam"), ("sam", "lee")) == MET
    assert ask(("lee", "lee"), ("lee",)) == refused("custodians")
    assert ask(("lee", "sam"), ("lee",)) == refused("custodians")
    assert ask((), (), least=0) == refused("custodians")


def test_an_identity_of_which_nobody_spoke_needs_a_person():
    ask = lambda known: accounts.department_identity(Facts([Application((), 0, (), (), known)]))  # noqa: E731
    assert [ask(True), ask(False)] == [MET, refused("identity")]
    assert ask(None) == needs_person("identity", fact="application")


def consent(id="k1", standing="employee", *, covers=True, ends=None, ended=None, voluntary=False, guardian=False):
    return Consent(id, standing, covers, Period(NOW - DAY, ends, ended), voluntary, guardian)


def pictured(count, *consents, people="yes"):
    return Facts([Now(NOW), Pictures((Picture("i1", people, count, consents),))])


@pytest.mark.parametrize(
    ("given", "good"),
    [
        (consent(), True),
        (consent(standing="public"), True),
        (consent(standing="custody", voluntary=True), True),
        (consent(standing="custody"), False),
        (consent(standing="custody", guardian=True), False),
        (consent(standing="minor", guardian=True), True),
        (consent(standing="minor", voluntary=True), False),
        (consent(standing="somebody"), False),
        (consent(covers=False), False),
        (consent(ends=NOW), False),
        (consent(ends=NOW + SECOND), True),
        (consent(ended=NOW), False),
        (consent(ended=NOW + SECOND), True),
    ],
)
def test_which_consents_count(given, good):
    assert content.consents_cover(pictured(1, given)) == (MET if good else refused("i1"))


def test_every_person_in_a_picture_has_a_consent_of_their_own():
    assert content.consents_cover(pictured(2, consent("k1"), consent("k2"))) == MET
    assert content.consents_cover(pictured(2, consent("k1"), consent("k1"))) == refused("i1")
    assert content.consents_cover(pictured(3, consent("k1"), consent("k2"))) == refused("i1")
    assert content.consents_cover(pictured(0, people="no")) == MET


@pytest.mark.parametrize(
    ("people", "count", "known"),
    [("no", 0, True), ("yes", 2, True), ("unanswered", 0, False), ("yes", 0, False), ("no", 1, False), ("?", 0, False)],
)
def test_a_picture_is_answered_when_words_and_count_agree(people, count, known):
    outcome = content.pictures_answered(pictured(count, people=people))
    assert outcome == (MET if known else needs_person("i1", fact="pictures"))


def test_whose_material_it_is_must_be_known_before_it_is_cleared():
    def ask(*items):
        return content.rights_cleared(Facts([Now(NOW), Materials(tuple(Material(*i) for i in items))]))

    assert ask(("i1", "own", False, None), ("i2", "third_party", True, None)) == MET
    assert ask(("i2", "third_party", True, Period(NOW - DAY, NOW))) == refused("i2")
    assert ask(("i2", "third_party", False, Period(NOW - DAY, NOW + DAY))) == refused("i2")
    assert ask(("i1", "unanswered", True, None)) == needs_person("i1", fact="materials")
    assert ask(("i1", "unanswered", True, None), ("i2", "third_party", False, None)) == refused("i2")


def test_a_window_opens_and_closes_to_the_second():
    ask = lambda opens, closes: content.inside_window(Facts([Now(NOW), Window(opens, closes)]))  # noqa: E731
    assert ask(None, None) == MET
    assert ask(NOW, NOW + SECOND) == MET
    assert ask(NOW + SECOND, None) == refused("opens")
    assert ask(None, NOW) == refused("closes")


def test_a_window_that_is_over_is_not_ahead():
    ask = lambda opens, closes: content.window_ahead(Facts([Now(NOW), Window(opens, closes)]))  # noqa: E731
    assert ask(NOW - DAY, None) == MET
    assert ask(NOW - DAY, NOW + SECOND) == MET
    assert ask(NOW - DAY, NOW) == refused("closes")
    assert ask(NOW + DAY, NOW + DAY) == refused("closes")


def test_purposes_strategy_pause_and_problems():
    stated = Facts([Purposes(("news", "sales"), ("news",))])
    assert content.purpose_stated(stated, purposes=("news",)) == refused("sales")
    assert content.purposes_of_account(stated) == refused("sales")
    strategy = lambda **given: Facts([Strategy(**{**signed, **given})])  # noqa: E731
    signed = {"hash": "s1", "signed": True, "campaigns": ("jobs",), "named": None}
    assert content.strategy_in_force(strategy(), campaign="optional") == MET
    assert content.strategy_in_force(strategy(), campaign="required") == refused("campaign")
    assert content.strategy_in_force(strategy(named="jobs"), campaign="required") == MET
    assert content.strategy_in_force(strategy(named="x"), campaign="optional") == refused("campaign")
    assert content.strategy_in_force(strategy(hash=None), campaign="optional") == refused("strategy")
    assert content.accessible(Facts([Accessibility(("alt_text_missing",))])) == refused("alt_text_missing")
    assert content.limits_kept(Facts([Limits(("fb:too_long",))])) == refused("fb:too_long")


def test_a_pause_stops_everything_but_templates_signed_for_it_where_the_pack_lets_them():
    ask = lambda template, through, **more: content.not_paused(  # noqa: E731
        Facts([Pause(True), Blanket(template, True, None, True, True, through)]), **more
    )
    assert ask("", False) == ask("", True) == ask("b1", True) == refused("pause")
    assert ask("b1", False, blankets="signed_through") == refused("pause")
    assert ask("", True, blankets="signed_through") == refused("pause")
    assert ask("b1", True, blankets="signed_through") == MET
    assert content.not_paused(Facts([Pause(False), Blanket("", False, None, False)])) == MET


def findings(*items, hash="h1", judged=True):
    matter = Matter("post", "p1", "h1", 1, (), ())
    return Facts([matter, Findings(hash, tuple(Finding(c, s, "rule", a) for c, s, a in items), judged)])


def test_a_checked_pattern_refuses_and_all_else_asks():
    of = {"categories": ("legal", "security")}
    assert screening.nothing_blocked(findings(("legal", "block", True)), **of) == refused("legal")
    assert screening.nothing_blocked(findings(("legal", "review", False), ("hate", "block", False)), **of) == MET
    assert screening.findings_answered(findings(("legal", "review", True), ("hate", "review", False)), **of) == MET
    left = needs_person("security", "legal", fact="findings")
    twice = (("security", "review", False), ("legal", "grave", False), ("legal", "review", False))
    assert screening.findings_answered(findings(*twice), **of) == left
    assert screening.findings_answered(findings(("legal", "clear", False), ("legal", "block", False)), **of) == MET
    assert screening.findings_known(findings(("new", "review", False)), **of) == needs_person("new", fact="findings")


def test_findings_about_other_content_are_as_good_as_none():
    for ask in (
        lambda f: screening.judged(f),
        lambda f: screening.nothing_blocked(f, categories=()),
        lambda f: screening.findings_answered(f, categories=()),
        lambda f: screening.findings_known(f, categories=()),
    ):
        assert ask(findings()) == MET
        with pytest.raises(NotKnown) as missing:
            ask(findings(hash="h0"))
        assert missing.value.fact == "findings"


def test_records_go_only_when_all_says_so():
    ask = lambda *args: records.schedule_approved(Facts([Now(NOW), Schedule(*args)]))  # noqa: E731
    assert ask("SR-1", "24-1", NOW) == MET
    assert ask("SR-1", "24-1", NOW + SECOND) == refused("eligible_at")
    assert ask("", None, None) == refused("item", "approval", "eligible_at")
    held = Facts([Holds(("hold1",), ("r1",))])
    assert records.no_hold(held, then="refuse") == refused("hold1", "r1")
    assert records.no_hold(held, then="ask") == needs_person("hold1", "r1", fact="holds")
    assert records.no_hold(Facts([Holds((), ())]), then="refuse") == MET
    assert records.captured_first(Facts([Captured(True, None)])) == refused("capture")
    assert records.captured_first(Facts([Captured(False, "c1")])) == refused("capture")


def test_grounds_are_given():
    reasons = lambda *args: Facts([Reasons(*args)])  # noqa: E731
    assert records.reason_given(reasons(10, (), ()), min_characters=10) == MET
    assert records.reason_given(reasons(0, (), ()), min_characters=0) == refused("reason")
    assert records.cites_clause(reasons(10, (), ("x",))) == refused("clause")
    assert records.cites_category(reasons(10, (), ("x", "y")), allowed=("x",)) == refused("y")
    assert records.cites_category(reasons(10, (), ()), allowed=("x",)) == refused("category")
    assert records.cites_category(reasons(10, (), ("x",)), allowed=()) == refused("x")


def test_a_version_is_acknowledged_once():
    directed = lambda current, *known: Facts([Directed("lee", current, known)])  # noqa: E731
    assert records.acknowledgment_due(directed("v2", "v1")) == MET
    assert records.acknowledgment_due(directed("v2", "v1", "v2")) == refused("acknowledged")
    assert records.acknowledgment_due(directed(None)) == refused("directive")
    assert records.acknowledged_current(directed("v2", "v2")) == MET
    for unsure in (directed("v2", "v1"), directed(None)):
        assert records.acknowledged_current(unsure) == needs_person("acknowledgment", fact="directed")
