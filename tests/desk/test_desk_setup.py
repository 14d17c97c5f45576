"""The set-up checklist: each step is done when what it asks for is there, and open when it is not."""

import io

import pytest
from allauth.mfa.models import Authenticator
from PIL import Image

import cast as stage
from accounts import account_stories as accounts
from countersign.accounts.queries import platform
from countersign.desk import setup
from countersign.evidence import store
from countersign.gate import clock, log
from countersign.gate.act import OPERATOR, By
from countersign.gate.models import Installation
from countersign.people import acts as people
from countersign.people import queries, signin
from countersign.site import equipment

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def done() -> dict[str, bool | None]:
    return {step.what: step.done for step in setup.steps(clock.now())}


def opened() -> set[str]:
    return {what for what, is_done in done().items() if is_done is False}


@pytest.fixture
def founded(db, data) -> None:
    """Just installed."""
    stage.demonstration()
    stage.do(stage.installation(), OPERATOR)


def test_after_installing_everything_else_is_open(founded):
    found = done()
    assert [what for what, is_done in found.items() if is_done] == ["The house is installed"]
    assert [what for what, is_done in found.items() if is_done is None] == ["Backups are made"]
    assert len(opened()) == 10


def test_each_step_is_done_by_what_it_asks_for_and_by_nothing_else(founded, data, settings):
    left = opened()

    def closed(what: str) -> None:
        nonlocal left
        now = opened()
        assert left - now == {what}
        assert now <= left
        left = now

    person = {h.office: h.person for h in queries.holders(clock.now())}
    dov, rita = stage.acting(person["director"], "director"), stage.acting(person["administrator"], "administrator")
    ana = stage.acting(person["pio"], "pio")
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    logo = store.put(made.getvalue(), "image/png")
    agency = queries.agency()
    stage.do(people.ChangeAgency(agency.name, agency.website, agency.contact, logo, stage.REASON), rita)
    closed("The agency's logo is kept")
    hill = next(u.id for u in queries.units() if u.code == "HILL")
    lee = stage.do(people.Hire("2001", "Lee Novak", "full_time", hill), rita).subject_id
    closed("Employees are on the roster")

    for official in (dov, ana):
        assert "Those who sign accounts have a second factor" in opened()
        entry = signin.create(official.person)
        Authenticator.objects.create(user=entry, type=Authenticator.Type.RECOVERY_CODES, data={})
        assert "Those who sign accounts have a second factor" in opened()
        Authenticator.objects.create(user=entry, type=Authenticator.Type.TOTP, data={"secret": "x"})
    closed("Those who sign accounts have a second factor")

    stage.do(accounts.acts.ApprovePlatform("practice", stage.REASON), ana)
    assert opened() == left
    terms = accounts.record_terms(ana, "practice")
    assert opened() == left
    stage.do(accounts.acts.AcceptTerms(terms, stage.REASON), ana)
    closed("A platform is approved and its terms are accepted")
    strategy = accounts.strategy(ana)
    assert opened() == left
    stage.do(accounts.acts.SignStrategy(strategy), ana)
    closed("A communication strategy is signed")

    now = clock.now()
    stage.do(people.Appoint(lee, "unit_head", now, None, "EO 2026-08", units=(hill,)), dov)
    account = open_account(dov, ana, stage.acting(lee, "unit_head"), hill)
    closed("A first account is open")
    stage.authorize(ana, lee, account)
    closed("Somebody has leave to post")

    log.publish(data / "log", data / "keys")
    closed("The log is published")
    settings.EMAIL_HOST = "mail.doc.example.gov"
    assert opened() == left, "a demonstration sends none"
    Installation.objects.update(demo=False, clock_offset_s=0.0)
    assert "A mail server is set" not in opened()
    assert "The directive's official text is in force" in opened()


def open_account(dov: By, ana: By, lee: By, hill: str) -> str:
    """Hill's account on the practice platform, applied for, signed, connected, attested, opened."""
    address = "http://localhost:8000/practice/@hillcc/"
    act = accounts.acts.ApplyForAccount(
        hill, "practice", "hillcc", "Hill Correctional Center", ("news",), accounts.SCOPE, (lee.person,), address
    )
    account = stage.do(act, lee).subject_id
    accounts.sign(account, dov)
    accounts.sign(account, ana)
    accounts.connect(account, ana, url=address)
    accounts.attest(account, lee)
    assert "A first account is open" in opened()
    stage.do(accounts.acts.OpenAccount(account), ana)
    return account


def test_terms_that_changed_since_they_were_accepted_open_their_step_again(house):
    what = "A platform is approved and its terms are accepted"
    assert done()[what] is True
    accounts.record_terms(house.ana, "practice", "2026-02")
    assert platform("practice").terms_stale
    assert done()[what] is False


def test_a_strategy_that_is_over_opens_its_step_again(house):
    what = "A communication strategy is signed"
    assert done()[what] is True
    stage.pass_time(days=400)
    assert done()[what] is False


def test_an_office_that_nobody_holds_leaves_the_second_factor_open(house):
    what = "Those who sign accounts have a second factor"
    for official in (house.cast.dov, house.cast.ana):
        Authenticator.objects.create(user=signin.create(official), type=Authenticator.Type.WEBAUTHN, data={})
    assert done()[what] is True
    stage.do(people.EndEmployment(house.cast.ana, stage.REASON), house.people.rita)
    assert done()[what] is False


def test_the_page_says_for_each_step_where_it_is_done_and_by_whom(house, visit):
    page = visit(house.cast.rita).get("/setup/")
    assert page.status_code == 200
    assert page.context["left"] == len(opened())
    for step in page.context["steps"]:
        assert step.what.replace("'", "&#x27;").encode() in page.content
    assert b"Public Information Officer" in page.content
    assert all(program.names[0].encode() in page.content for program in equipment.PROGRAMS)


def test_a_program_that_is_missing_is_shown_with_what_follows(house, visit, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    page = visit(house.cast.rita).get("/setup/")
    for program in equipment.PROGRAMS:
        assert program.without.encode() in page.content and program.install.encode() in page.content


def test_the_page_is_for_those_who_change_the_agency_or_keep_its_roster(house, visit):
    assert visit(house.cast.dov).get("/setup/").status_code == 200
    for person in (house.cast.ana, house.cast.lee, house.cast.sam):
        assert visit(person).get("/setup/").status_code == 403


def test_every_address_on_the_page_is_one(house, visit):
    for person in (house.cast.rita, house.cast.dov):
        browser = visit(person)
        for step in browser.get("/setup/").context["steps"]:
            if step.url:
                assert browser.get(step.url).status_code in (200, 302), step


def test_a_button_is_there_for_whoever_may_open_its_page_and_who_can_is_said_to_all(house, visit):
    what = "Employees are on the roster"
    dov, rita = (visit(p).get("/setup/").context["steps"] for p in (house.cast.dov, house.cast.rita))
    (for_dov,), (for_rita,) = ([s for s in steps if s.what == what] for steps in (dov, rita))
    assert (for_dov.url, for_rita.url) == ("", "/people/roster/")
    assert for_dov.who == for_rita.who != ""


def test_time_alone_does_not_make_a_step_done(founded):
    before = opened()
    stage.pass_time(days=30)
    assert opened() == before
