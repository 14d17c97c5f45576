"""The public register as page and as JSON, what the public tells us, and the pages of platforms and strategy."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, queries
from countersign.accounts.models import Impostor, Strategy, Terms, Tip
from countersign.accounts.pages import register
from countersign.evidence import store
from countersign.gate import clock

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def at(name: str, *args) -> str:
    return reverse(f"accounts:{name}", args=args)


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def public(people, visit) -> Client:
    """Somebody outside, without a sign-in."""
    return Client()


def impostor(people, **changed) -> str:
    values = {"platform": "facebook", "url": "https://facebook.com/fake-hill", "handle": "", **changed}
    found = stage.do(acts.ReportImpostor(**values), people.mia).subject_id
    stage.do(acts.ListImpostor(found, True, "it asks families for money"), people.ana)
    return found


def test_the_register_answers_each_of_its_four_answers(people, public):
    account = stories.opened(people)
    impostor(people)
    assert "is an official account of the Department" in body(public.get(at("register"), {"q": "facebook.com/HillCC"}))
    assert "is not an account of the Department" in body(public.get(at("register"), {"q": "facebook.com/fake-hill"}))
    unknown = body(public.get(at("register"), {"q": "<script>alert(1)</script>"}))
    assert "We know no account" in unknown
    assert "<script>alert" not in unknown
    stage.do(acts.CloseAccount(account, stories.REASON), people.ana)
    assert "and was given up" in body(public.get(at("register"), {"q": "@HillCC"}))


def test_the_register_names_no_employee_and_nothing_internal(people, public):
    account = stories.opened(people)
    stage.do(acts.SuspendAccount(account, "the password may be known"), people.ana)
    impostor(people)
    names = ("Novak", "Reyes", "Okafor", "Torres", "password may be known", "social@doc.example.gov", "families")
    for page in (at("register"), at("register_json"), f"{at('register')}?q=hillcc"):
        shown = body(public.get(page))
        assert [n for n in names if n in shown] == []


def test_the_register_as_json_has_the_shape_that_is_documented(people, public):
    account = stories.opened(people)
    stories.signed(people, handle="HillJobs", url="")
    impostor(people)
    said = json.loads(public.get("/register.json").content)
    assert list(said) == ["form", "agency", "register", "generated_at", "accounts", "not_ours"]
    assert said["form"] == 1
    assert said["agency"] == {
        "name": "Department of Corrections",
        "website": "https://doc.example.gov",
        "contact": "communications@doc.example.gov, 217 555 0100",
    }
    line = stories.accounts_of(account)
    assert said["accounts"] == [
        {
            "platform": "facebook",
            "platform_name": "Facebook",
            "handle": "HillCC",
            "url": "https://www.facebook.com/HillCC",
            "name": "Hill Correctional Center",
            "unit": "Hill Correctional Center",
            "purposes": ["news", "outreach"],
            "scope": stories.SCOPE,
            "state": "open",
            "since": line.opened_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "closed": None,
        }
    ]
    assert [(i["url"], i["platform"], i["handle"]) for i in said["not_ours"]] == [
        ("https://facebook.com/fake-hill", "facebook", None)
    ]


def test_the_public_tells_us_of_a_page_without_signing_in(people, public, visit):
    assert public.post(at("report"), {"page": "facebook.com/fake", "note": "asks for money"}).status_code == 302
    assert public.post(at("report"), {"page": "https://www.facebook.com/FAKE/"}).status_code == 302
    tip = Tip.objects.get()
    assert (tip.times, tip.note, tip.settled) == (2, "asks for money", False)
    assert "asks for money" in body(visit(people.ana).get(at("impostors")))
    assert "asks for money" not in body(visit(people.sam).get(at("impostors")))
    ana = visit(people.ana)
    assert "asks for money" in body(ana.get(at("report_impostor"), {"tip": tip.pk}))
    given = {"url": tip.url, "platform": "", "handle": "", "note": tip.note, "tip": tip.pk}
    assert ana.post(at("report_impostor"), given).status_code == 302
    found = Impostor.objects.get()
    assert (found.platform, found.url, found.state) == ("facebook", "https://facebook.com/fake", "reported")
    tip.refresh_from_db()
    assert tip.settled


@pytest.mark.parametrize("page", ["", "   ", "@", "http://", "x\x00y"])
def test_a_tip_that_names_no_page_is_not_kept(people, public, page):
    answer = public.post(at("report"), {"page": page})
    assert answer.status_code == 400
    assert not Tip.objects.exists()


def test_a_flood_of_tips_is_turned_away_but_known_pages_are_still_counted(people, public, monkeypatch):
    monkeypatch.setattr(register, "MOST_TIPS", 2)
    for page in ("@one", "@two"):
        assert public.post(at("report"), {"page": page}).status_code == 302
    answer = public.post(at("report"), {"page": "@three", "note": "mine"})
    assert answer.status_code == 429
    assert "mine" in body(answer)
    assert public.post(at("report"), {"page": "@one"}).status_code == 302
    assert Tip.objects.count() == 2


def test_a_tip_is_put_aside_by_those_who_keep_the_register_only(people, public, visit):
    tip = Tip.objects.create(handle="x", key="@x", first_at=clock.now(), last_at=clock.now())
    assert public.post(at("settle_tip", tip.pk)).status_code == 302
    assert visit(people.mia).post(at("settle_tip", tip.pk)).status_code == 403
    assert not Tip.objects.get().settled
    assert visit(people.ana).post(at("settle_tip", tip.pk)).status_code == 302
    assert Tip.objects.get().settled


def test_a_page_is_reported_and_listed_by_pages(people, visit):
    mia, ana = visit(people.mia), visit(people.ana)
    made = io.BytesIO(store.get(stories.picture()))
    file = SimpleUploadedFile("fake.png", made.getvalue(), "image/png")
    given = {"url": "https://facebook.com/fake", "platform": "facebook", "handle": "", "note": "x", "file": file}
    assert mia.post(at("report_impostor"), given).status_code == 302
    found = str(Impostor.objects.get().pk)
    assert mia.get(at("impostor_screenshot", found))["Content-Type"] == "image/png"
    assert mia.post(at("list_impostor", found), {"reason": stories.REASON}).status_code == 403
    assert ana.post(at("list_impostor", found), {"reason": "no"}).status_code == 422
    assert ana.post(at("list_impostor", found), {"reason": "it asks for money"}).status_code == 302
    shown = body(ana.get(at("impostor", found)))
    assert "it asks for money" in shown
    assert "Decision on a reported page" in shown
    assert ana.post(at("dismiss_impostor", found), {"reason": "it was taken down"}).status_code == 302
    assert queries.not_ours().total == 0


def test_a_report_that_names_nothing_is_shown_again(people, visit):
    given = {"url": "", "platform": "", "handle": "", "note": "kept words"}
    answer = visit(people.mia).post(at("report_impostor"), given)
    assert answer.status_code == 400
    assert "kept words" in body(answer)


def test_a_platform_page_says_what_is_missing_there(people, visit):
    ana = visit(people.ana)
    assert "not approved" in body(ana.get(at("platforms")))
    assert "No account may be applied for" in body(ana.get(at("platform", "facebook")))
    stage.do(acts.ApprovePlatform("facebook", stories.REASON), people.ana)
    assert "terms are not recorded yet" in body(ana.get(at("platform", "facebook")))
    terms = stories.record_terms(people.ana)
    assert "present terms are not accepted" in body(ana.get(at("platform", "facebook")))
    stage.do(acts.AcceptTerms(terms, stories.REASON), people.ana)
    assert "present terms are accepted" in body(ana.get(at("platform", "facebook")))
    stories.record_terms(people.ana, version="2026-02")
    assert "changed since they were accepted" in body(ana.get(at("platforms")))
    shown = body(ana.get(at("platform", "facebook")))
    assert "replaced by later terms" in shown
    assert "Approval of the platform" in shown
    assert ana.get(at("platform", "nowhere")).status_code == 404


def test_only_the_pio_is_offered_the_approval_and_others_are_told_who_can(people, visit):
    shown = body(visit(people.sam).get(at("platform", "facebook")))
    assert "Ana Reyes, Public Information Officer" in shown
    assert at("approve_platform", "facebook") not in shown
    answer = visit(people.dov).post(at("approve_platform", "facebook"), {"reason": stories.REASON})
    assert answer.status_code == 403


def test_the_text_of_terms_survives_a_form_that_was_wrong(people, visit):
    rita = visit(people.rita)
    file = SimpleUploadedFile("terms.txt", b"All that is posted is ours.", "text/plain")
    answer = rita.post(at("record_terms", "facebook"), {"version": "1", "dated": "2026-01-05", "file": file,
                                                        "item_venue": "open", "note_venue": ""})  # fmt: skip
    assert answer.status_code == 400
    token = re.search(r'name="kept" value="([^"]+)"', body(answer))[1]
    given = {"version": "1", "dated": "2026-01-05", "kept": token, "item_venue": "open", "note_venue": "abroad"}
    assert rita.post(at("record_terms", "facebook"), given).status_code == 302
    terms = Terms.objects.get()
    assert store.get(terms.text) == b"All that is posted is ours."
    assert terms.open == [{"item": "venue", "note": "abroad"}]
    shown = body(rita.get(at("terms", terms.pk)))
    assert "All that is posted is ours." in shown
    assert "abroad" in shown


def test_terms_without_a_text_are_refused_by_their_clause(people, visit):
    answer = visit(people.rita).post(at("record_terms", "facebook"), {"version": "1", "dated": "2026-01-05"})
    assert answer.status_code == 422
    assert "II.F.2" in body(answer)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00binary", b"   ", b"\x00"])
def test_a_document_is_a_pdf_or_a_text(people, visit, data):
    file = SimpleUploadedFile("terms.bin", data, "application/octet-stream")
    given = {"version": "1", "dated": "2026-01-05", "file": file}
    assert visit(people.rita).post(at("record_terms", "facebook"), given).status_code == 400
    assert not Terms.objects.exists()


def test_accepting_shows_what_was_looked_at_and_asks_counsel_where_it_must(people, visit):
    terms = stories.record_terms(people.ana, open=(acts.OpenItem("indemnity", "it has no limit"),))
    ana = visit(people.ana)
    assert "it has no limit" in body(ana.get(at("accept_terms", terms)))
    answer = ana.post(at("accept_terms", terms), {"reason": stories.REASON})
    assert answer.status_code == 202
    assert stories.REASON in body(answer)


def test_a_strategy_is_submitted_signed_and_ended_by_pages(people, visit):
    ana = visit(people.ana)
    assert "No strategy is in force" in body(ana.get(at("strategies")))
    given = {
        "title": "Strategy 2026",
        "starts": "2026-03-01",
        "ends": "2026-12-31",
        "campaigns": "Visiting made easy\nJobs\nJobs\n",
        "text": "We speak plainly.",
    }
    assert ana.post(at("submit_strategy"), given).status_code == 302
    strategy = Strategy.objects.get()
    assert [c["id"] for c in strategy.campaigns] == ["visiting-made-easy", "jobs", "jobs-2"]
    assert "We speak plainly." in body(ana.get(at("sign_strategy", strategy.pk)))
    assert visit(people.dov).post(at("sign_strategy", strategy.pk)).status_code == 403
    assert ana.post(at("sign_strategy", strategy.pk)).status_code == 302
    assert ana.post(at("sign_strategy", strategy.pk)).status_code == 422
    shown = body(ana.get(at("strategies")))
    assert "Visiting made easy" in shown
    assert "This is the strategy in force." in body(ana.get(at("strategy", strategy.pk)))
    assert body(ana.get(at("strategy_document", strategy.pk))) == "We speak plainly."
    assert ana.post(at("end_strategy", strategy.pk), {"reason": ""}).status_code == 422
    assert ana.post(at("end_strategy", strategy.pk), {"reason": "it went too far"}).status_code == 302
    assert ana.post(at("sign_strategy", strategy.pk)).status_code == 409


def test_a_strategy_that_ends_before_it_begins_is_shown_again_with_its_document_kept(people, visit):
    ana = visit(people.ana)
    given = {"title": "S", "starts": "2026-03-01", "ends": "2026-02-01", "text": "We speak plainly."}
    answer = ana.post(at("submit_strategy"), given)
    assert answer.status_code == 400
    assert "We speak plainly." in body(answer)
    assert not Strategy.objects.exists()


def test_the_forms_of_submitting_are_for_those_who_write_them(people, visit):
    assert visit(people.dov).get(at("submit_strategy")).status_code == 403
    assert visit(people.lee).get(at("record_terms", "facebook")).status_code == 403
