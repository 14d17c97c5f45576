"""The pages of accounts, through a browser's requests: from the application to the opening, and what is refused."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

import cast as stage
from accounts import account_stories as stories
from countersign.accounts import acts, queries
from countersign.accounts.models import Account, Attestation
from countersign.evidence import store
from countersign.evidence.models import Content
from countersign.gate import clock
from countersign.gate.models import Signature
from countersign.practice.services import open_account

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def at(name: str, *args) -> str:
    return reverse(f"accounts:{name}", args=args)


def body(response) -> str:
    return response.content.decode()


def screenshot() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(made, "PNG")
    return SimpleUploadedFile("page.png", made.getvalue(), "image/png")


def applied_for(people, **changed) -> dict:
    return {
        "unit": people.cast.hill,
        "platform": "facebook",
        "handle": "HillCC",
        "display_name": "Hill Correctional Center",
        "url": "https://www.facebook.com/HillCC",
        "purposes": ["news", "outreach"],
        "scope_statement": stories.SCOPE,
        "custodians": "2001 Lee Novak",
        "campaign": "",
        **changed,
    }


def test_an_account_goes_from_application_to_register_by_pages_alone(people, visit):
    ana, dov, lee = visit(people.ana), visit(people.dov), visit(people.lee)
    assert ana.post(at("approve_platform", "facebook"), {"reason": stories.REASON}).status_code == 302
    items = {f"item_{i}": "fine" for i in ("indemnity", "venue", "ads", "licence", "data")}
    given = {"version": "2026-01", "dated": "2026-01-05", "text": "You may use it.", **items}
    recorded = ana.post(at("record_terms", "facebook"), given)
    terms = re.search(r"/terms/(\d+)/", recorded["Location"])[1]
    assert ana.post(at("accept_terms", terms), {"reason": stories.REASON}).status_code == 302

    answer = lee.post(at("apply"), applied_for(people))
    account = re.search(r"/accounts/(\d+)/", answer["Location"])[1]
    for official in (dov, ana):
        sheet = official.get(at("sign_account", account))
        form = re.search(r'name="form" value="([0-9a-f]{64})"', body(sheet))[1]
        assert official.post(at("sign_account", account), {"form": form}).status_code == 302
    connected = {
        "identity": "social@doc.example.gov",
        "department_identity": "yes",
        "url": "https://www.facebook.com/HillCC",
        "connector": "manual",
    }
    assert ana.post(at("connect_account", account), connected).status_code == 302
    states = {f"state_{e}": "found" for e in ("purpose", "scope", "website_link", "maintained_by", "logo", "contact")}
    assert lee.post(at("attest_page", account), {**states, "file_all": screenshot()}).status_code == 302
    assert ana.post(at("open_account", account)).status_code == 302

    shown = body(ana.get(at("account", account)))
    assert "Ours since" in shown
    assert shown.count("cs-signature__name") == 2
    assert "Opening of the account" in shown
    assert "ours" in body(Client().get(at("register"), {"q": "@hillcc"}))


def test_what_is_refused_comes_back_with_its_clauses_and_nothing_typed_is_lost(people, visit):
    answer = visit(people.lee).post(at("apply"), applied_for(people, scope_statement="Only this."))
    shown = body(answer)
    assert answer.status_code == 422
    assert "Only this." in shown
    assert 'value="HillCC"' in shown
    assert "2001 Lee Novak" in shown
    assert "II.G.1.b" in shown
    assert "Ask the PIO to approve Facebook" in shown
    assert not Account.objects.exists()


def test_a_form_that_makes_no_sense_is_shown_again_with_links_to_its_faults(people, visit):
    stories.ready_platform(people.ana)
    for changed, said in (
        ({"custodians": "9999"}, "9999"),
        ({"custodians": "Nobody Known"}, "Nobody Known"),
        ({"handle": ""}, "HillCC"),
        ({"url": "not an address"}, "not an address"),
        ({"unit": "77"}, "HillCC"),
    ):
        answer = visit(people.lee).post(at("apply"), applied_for(people, **changed))
        assert answer.status_code == 400
        assert said in body(answer)
        assert 'href="#id_' in body(answer)


def test_employees_are_named_by_number_or_by_a_name_that_is_theirs_alone(people, visit):
    stories.ready_platform(people.ana)
    lee = visit(people.lee)
    lee.post(at("apply"), applied_for(people, custodians="2001\nSam Brandt; mia torres"))
    (line,) = queries.accounts(people.cast.lee, clock.now()).items
    assert line.custodians == (people.cast.lee, people.cast.sam, people.cast.mia)


def test_an_account_that_is_taken_already_is_a_bad_request(people, visit):
    stories.opened(people)
    answer = visit(people.lee).post(at("apply"), applied_for(people))
    assert answer.status_code == 400
    assert "another account or application has this handle" in body(answer)


def test_only_those_who_may_apply_see_the_form(people, visit):
    assert visit(people.sam).get(at("apply")).status_code == 403
    assert "Apply for an account" not in body(visit(people.sam).get(at("index")))
    assert visit(people.lee).get(at("apply")).status_code == 200


def test_an_account_page_says_what_is_missing_and_whose_step_is_next(people, visit):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    shown = body(visit(people.lee).get(at("account", account)))
    assert "It still needs the signature of Director, Public Information Officer." in shown
    assert "Dov Okafor, Director" in shown
    assert "II.G.1.a" in shown
    stories.sign(account, people.ana)
    assert "It still needs the signature of Director." in body(visit(people.ana).get(at("account", account)))


def test_an_application_is_shown_to_those_it_concerns_only(people, visit):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    for by in (people.lee, people.ana, people.dov, people.rita):
        assert visit(by).get(at("account", account)).status_code == 200
    for by in (people.sam, people.mia, people.cora):
        client = visit(by)
        assert client.get(at("account", account)).status_code == 404
        assert client.get(at("sign_account", account)).status_code == 404
        assert "HillCC" not in body(client.get(at("index")))
        assert client.get(at("signed_form", stories.form_of(account))).status_code == 404
    stories.sign(account, people.dov)
    stories.sign(account, people.ana)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee)
    stage.do(acts.OpenAccount(account), people.ana)
    assert visit(people.sam).get(at("account", account)).status_code == 200


def test_signing_by_the_wrong_person_names_who_can_and_in_the_wrong_state_says_so(people, visit):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    answer = visit(people.lee).post(at("sign_account", account), {"form": stories.form_of(account)})
    assert answer.status_code == 403
    assert "Ana Reyes, Public Information Officer" in body(answer)
    stage.do(acts.WithdrawApplication(account), people.lee)
    answer = visit(people.ana).post(at("sign_account", account), {"form": stories.form_of(account)})
    assert answer.status_code == 409
    assert not Signature.objects.filter(subject_kind="account").exists()


def test_a_form_changed_behind_the_signers_back_is_not_signed(people, visit):
    stories.ready_platform(people.ana)
    account = stories.applied(people)
    shown = stories.form_of(account)
    stage.do(stories.change(people, account, display_name="Hill Prison"), people.lee)
    answer = visit(people.dov).post(at("sign_account", account), {"form": shown})
    assert answer.status_code == 400
    assert "it was changed since you looked at it" in body(answer)
    assert "Hill Prison" in body(answer)


def test_the_sheet_shows_what_changed_since_it_was_signed(people, visit):
    account = stories.opened(people)
    stage.do(stories.change(people, account, display_name="Hill Prison", custodians=(people.cast.sam,)), people.lee)
    shown = body(visit(people.dov).get(at("sign_account", account)))
    assert "<del>Hill Correctional Center</del>" in shown
    assert "<ins>Hill Prison</ins>" in shown
    assert "<ins>Sam Brandt</ins>" in shown
    assert "<del>HillCC</del>" not in shown


def test_a_changed_open_account_says_that_nothing_is_published_on_it(people, visit):
    account = stories.opened(people)
    given = applied_for(people, display_name="Hill Prison")
    del given["platform"]
    assert visit(people.lee).post(at("change_account", account), given).status_code == 302
    shown = body(visit(people.ana).get(at("account", account)))
    assert "nothing is published on it" in shown
    assert "form not signed" in body(visit(people.sam).get(at("index")))


def test_opening_what_is_not_ready_is_refused_on_its_own_page(people, visit):
    account = stories.signed_on_ready_platform(people)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee, logo="missing")
    answer = visit(people.ana).post(at("open_account", account))
    assert answer.status_code == 422
    assert "logo" in body(answer)
    assert "II.G.1.d" in body(answer)
    assert visit(people.ana).get(at("open_account", account)).status_code == 405


def test_opening_that_needs_a_person_says_so(people, visit):
    account = stories.signed_on_ready_platform(people)
    stories.connect(account, people.ana)
    stories.attest(account, people.lee, scope="unknown")
    answer = visit(people.ana).post(at("open_account", account))
    assert answer.status_code == 202
    assert "A person has to answer" in body(answer)


@pytest.mark.parametrize("name", ["suspend_account", "close_account"])
def test_a_step_with_a_reason_keeps_the_reason_when_it_is_refused(people, visit, name):
    account = stories.opened(people)
    client = visit(people.ana)
    assert client.get(at(name, account)).status_code == 200
    answer = client.post(at(name, account), {"reason": "too few"})
    assert answer.status_code == 422
    assert "too few" in body(answer)
    assert client.post(at(name, account), {"reason": stories.REASON}).status_code == 302
    assert client.post(at(name, account), {"reason": stories.REASON}).status_code == 409
    assert visit(people.sam).post(at(name, account), {"reason": stories.REASON}).status_code == 403


def test_a_page_that_is_not_yours_to_use_says_who_can_instead_of_showing_the_form(people, visit):
    account = stories.opened(people)
    shown = body(visit(people.sam).get(at("suspend_account", account)))
    assert "Dov Okafor, Director" in shown
    assert 'name="reason"' not in shown


def test_the_practice_token_is_taken_and_never_shown_again(people, visit):
    stories.ready_platform(people.ana, "practice")
    account = stories.signed(people, platform="practice", url="")
    given = {
        "identity": "social@doc.example.gov",
        "department_identity": "yes",
        "url": "http://localhost:8000/practice/@hillcc/",
        "connector": "practice",
        "base_url": "http://localhost:8000/practice/",
        "asked_token": (token := open_account("hillcc", "Hill Correctional Center")),
    }
    client = visit(people.ana)
    assert client.post(at("connect_account", account), given).status_code == 302
    for page in (at("account", account), at("connect_account", account)):
        assert token not in body(client.get(page))
    assert "token stored encrypted" in body(client.get(at("account", account)))
    refused = client.post(at("connect_account", account), {**given, "department_identity": "no"})
    assert refused.status_code == 422
    assert token not in body(refused)


def test_attesting_keeps_a_screenshot_through_a_refusal(people, visit):
    account = stories.signed_on_ready_platform(people)
    lee = visit(people.lee)
    answer = lee.post(at("attest_page", account), {"state_logo": "found"})
    assert answer.status_code == 422
    answer = lee.post(at("attest_page", account), {"file_all": screenshot()})
    assert answer.status_code == 422
    token = re.search(r'name="kept_all" value="([^"]+)"', body(answer))[1]
    assert lee.post(at("attest_page", account), {"state_logo": "found", "kept_all": token}).status_code == 302
    kept = Attestation.objects.get()
    assert lee.get(at("screenshot", account, kept.evidence))["Content-Type"] == "image/png"


def test_a_token_for_somebody_elses_screenshot_is_worth_nothing(people, visit):
    account = stories.signed_on_ready_platform(people)
    answer = visit(people.lee).post(at("attest_page", account), {"file_all": screenshot()})
    token = re.search(r'name="kept_all" value="([^"]+)"', body(answer))[1]
    given = {"state_logo": "found", "kept_all": token}
    assert visit(people.ana).post(at("attest_page", account), given).status_code == 422
    forged = {"state_logo": "found", "kept_all": Content.objects.order_by("-kept_at").first().pk}
    assert visit(people.lee).post(at("attest_page", account), forged).status_code == 422


def test_only_evidence_of_this_account_is_handed_out(people, visit):
    account = stories.opened(people)
    other = stories.picture("red")
    lee = visit(people.lee)
    assert lee.get(at("screenshot", account, other)).status_code == 404
    assert lee.get(at("screenshot", account, "nothing")).status_code == 404


def test_what_is_no_picture_is_not_taken(people, visit):
    account = stories.signed_on_ready_platform(people)
    for file, said in (
        (SimpleUploadedFile("x.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"), "not a PNG"),
        (SimpleUploadedFile("x.gif", b"GIF89a" + b"\0" * 20, "image/gif"), "not a PNG"),
        (SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 9, "image/png"), "not a PNG"),
    ):
        file.seek(0)
        answer = visit(people.lee).post(at("attest_page", account), {"state_logo": "found", "file_all": file})
        assert answer.status_code == 400
        assert said in body(answer)
        assert not Attestation.objects.exists()


def test_a_screenshot_is_redrawn_without_what_came_with_it(people, visit):
    account = stories.signed_on_ready_platform(people)
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(made, "JPEG", exif=exif, comment=b"secret comment")
    file = SimpleUploadedFile("page.jpg", made.getvalue() + b"<script>trailing</script>", "image/jpeg")
    answer = visit(people.lee).post(at("attest_page", account), {"state_logo": "found", "file_all": file})
    assert answer.status_code == 302
    kept = store.get(Attestation.objects.get().evidence)
    assert all(word not in kept for word in (b"PhoneMaker", b"secret comment", b"trailing", b"Exif"))
    assert Image.open(io.BytesIO(kept)).size == (60, 80)


def test_files_are_handed_out_so_that_nothing_in_them_runs(people, visit):
    terms = stories.record_terms(people.ana, text=stories.text("<script>alert(1)</script>"))
    client = visit(people.sam)
    answer = client.get(at("terms_file", terms))
    assert answer["Content-Type"].startswith("text/plain")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "<script>alert" not in body(client.get(at("terms", terms)))


def test_the_list_is_filtered_sorted_paged_and_given_as_a_file(people, visit):
    stories.ready_platform(people.ana)
    for n in range(27):
        stories.applied(people, handle=f"hill{n:02}", display_name=f"Hill {n:02}", url="")
    client = visit(people.ana)
    first = client.get(at("index"))
    assert "Hill 00" in body(first)
    assert "Hill 26" not in body(first)
    assert "Page 1 of 2" in body(first)
    assert "Hill 26" in body(client.get(at("index"), {"page": 2}))
    assert "Hill 26" in body(client.get(at("index"), {"sort": "newest"}))
    assert "Hill 00" in body(client.get(at("index"), {"sort": "unit"}))
    assert "No account fits" in body(client.get(at("index"), {"state": "open"}))
    assert "27 accounts" in body(client.get(at("index"), {"platform": "facebook", "unit": people.cast.headquarters}))
    assert "No account fits" in body(client.get(at("index"), {"unit": people.cast.logan}))
    assert client.get(at("index"), {"page": "99999999999", "sort": "evil", "unit": "x"}).status_code == 200
    lines = list(csv.reader(io.StringIO(body(client.get(at("file"), {"text": "Hill 0"})))))
    assert len(lines) == 13
    assert lines[1][1] == "Hill 00"


def test_a_cell_of_the_file_is_never_a_formula(people, visit):
    stories.ready_platform(people.ana)
    stories.applied(people, display_name="=cmd|' /C calc'!A0")
    lines = list(csv.reader(io.StringIO(body(visit(people.ana).get(at("file"))))))
    assert lines[1][1].startswith("'=cmd")


def test_nobody_who_is_not_signed_in_sees_anything_but_the_register(people):
    stories.opened(people)
    for name, args in (
        ("index", ()), ("file", ()), ("account", (1,)), ("platforms", ()), ("strategies", ()), ("impostors", ()),
        ("apply", ()), ("sign_account", (1,)), ("record_terms", ("facebook",)), ("screenshot", (1, "x")),
    ):  # fmt: skip
        answer = Client().get(at(name, *args))
        assert answer.status_code == 302, name
        assert "/sign-in/" in answer["Location"]
    assert Client().get(at("register")).status_code == 200


def test_a_form_of_signatures_can_be_checked_without_us(people, visit):
    import hashlib

    account = stories.opened(people)
    digest = stories.form_of(account)
    shown = body(visit(people.sam).get(at("signed_form", digest)))
    salt = re.search(r"Salt.*?([0-9a-f]{64})", shown, re.DOTALL)[1]
    from countersign.gate.models import Frozen

    canonical = bytes(Frozen.objects.get(hash=digest).canonical)
    assert hashlib.sha256(bytes.fromhex(salt) + canonical).hexdigest() == digest
    assert "What is stored is exactly what was frozen" in shown


def test_the_history_shows_refusals_and_withdrawn_signatures_too(people, visit):
    from countersign.gate.acts import WithdrawSignature
    from countersign.gate.door import perform

    stories.ready_platform(people.ana)
    account = stories.applied(people)
    perform(acts.OpenAccount(account), by=people.ana)
    stories.sign(account, people.dov)
    given = Signature.objects.get(subject_kind="account")
    stage.do(WithdrawSignature(given.seq, "I was too quick"), people.dov)
    shown = body(visit(people.ana).get(at("account", account)))
    assert "Opening of the account: refused" in shown
    assert "Withdrawal of a signature" in shown
    assert "<strong>withdrawn</strong>" in shown
    assert shown.index("Withdrawal of a signature") < shown.index("Application for the account")


def test_pages_speak_spanish(people, visit):
    stories.opened(people)
    client = visit(people.ana)
    client.cookies["django_language"] = "es"
    answer = client.get(at("account", stories.opened(people, handle="Hill2", url="")))
    assert '<html lang="es">' in body(answer)
    assert "Noticias sobre servicios" in body(answer)


def test_the_clock_of_a_page_is_the_houses(people, visit):
    account = stories.opened(people)
    stage.pass_time(days=40)
    shown = body(visit(people.ana).get(at("account", account)))
    assert "seen too long ago" in shown
    assert clock.now() > stories.accounts_of(account).opened_at
