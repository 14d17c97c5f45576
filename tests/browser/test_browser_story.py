"""The main job from end to end in the browser: an account is opened by two officials, a post is signed and
published, and everything can be proven."""

import io
import re
from pathlib import Path

import pytest
from browser_checks import at_both_widths
from browser_house import ADDRESS, House, tick
from PIL import Image
from playwright.sync_api import Page, expect

from countersign.ledger.proof import verify_proof

pytestmark = [pytest.mark.browser, pytest.mark.early]

HANDLE, TITLE = "hill_family_days", "Hill Family Days"
WORDS = "Family day at Hill is on Saturday, 10 to 3. Bring a photo ID."
SLOW_MS = 30_000
"""What background work may take on a busy machine."""


def screenshot_file() -> dict[str, object]:
    """A picture of a page, as somebody would upload it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 400), "white").save(out, "PNG")
    return {"name": "page.png", "mimeType": "image/png", "buffer": out.getvalue()}


def step(page: Page, verb: str) -> None:
    """Take the next step that a page offers."""
    page.locator(".cs-standing").get_by_role("link", name=verb, exact=True).or_(
        page.locator(".cs-standing").get_by_role("button", name=verb, exact=True)
    ).first.click()


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def apply_for_account(page: Page) -> str:
    """Ana fills in the application. Returns the account's address."""
    page.goto("/accounts/apply/")
    unit = page.get_by_label("Unit")
    unit.select_option(unit.locator("option", has_text="Hill Correctional Center").get_attribute("value"))
    page.get_by_label("Platform").select_option("practice")
    page.get_by_label("Handle").fill(HANDLE)
    page.get_by_label("Display name").fill(TITLE)
    page.locator("label[for^=id_purposes]").first.click()
    page.get_by_label("How far it goes").fill("Family days at Hill: when, where, what to bring. Messages are not read.")
    page.get_by_label("Who looks after it").fill("2001")
    page.get_by_role("button", name="Apply").click()
    said(page, "")
    return page.url


def sign_account(page: Page, account: str) -> None:
    page.goto(f"{account}sign/")
    page.get_by_role("button", name="Sign", exact=True).click()
    said(page, "Signed.")


def test_from_an_application_to_a_proof(house: House, tmp_path: Path):
    token = house.platform_account(HANDLE, TITLE)
    ana, dov, mia, lee = (house.visit(who) for who in ("Ana", "Dov", "Mia", "Lee"))

    # Two signatures of two people, neither of them the applicant's.
    account = apply_for_account(ana)
    ana.goto(f"{account}sign/")
    expect(ana.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
    sign_account(mia, account)
    ana.goto(account)
    expect(ana.locator(".cs-signature")).to_have_count(1)
    sign_account(dov, account)

    # Connected under an identity of the Department, attested with what the page shows, opened.
    ana.goto(f"{account}connect/")
    ana.get_by_label("Identity that runs the account").fill("communications@doc.example.gov")
    tick(ana, "department_identity", "yes")
    ana.get_by_label("Address of the page").fill(f"{ADDRESS}/practice/@{HANDLE}/")
    tick(ana, "connector", "practice")
    ana.get_by_label("Address of the interface").fill(f"{ADDRESS}/practice/")
    ana.get_by_label("Token", exact=True).fill(token)
    ana.get_by_role("button", name="Connect", exact=True).click()
    said(ana, f"Connected as @{HANDLE}.")
    ana.goto(f"{account}page/")
    ana.locator("input#file_all").set_input_files(screenshot_file())  # type: ignore[arg-type]
    for label in ana.locator("label[for$=_found]").all():
        label.click()
    ana.get_by_role("button", name="Attest").click()
    said(ana, "")
    ana.goto(account)
    step(ana, "Open the account")
    said(ana, "The account is open")
    public = house.visit()
    public.goto(f"/register/?q={HANDLE}")
    expect(public.locator("main")).to_contain_text(TITLE)

    # Leave to post, by a letter that is read before it is signed.
    ana.goto("/people/authorizations/give/")
    ana.locator("[name=person]").fill("2001")
    ana.locator("label", has_text=TITLE).click()
    ana.get_by_role("button", name="Read the letter").click()
    expect(ana.locator(".pp-letter")).to_contain_text("Lee Novak")
    assert at_both_widths(ana) == []
    ana.get_by_role("button", name="Sign", exact=True).click()
    said(ana, "")

    # Written, submitted; its author cannot sign it, Ana does.
    lee.goto("/write/")
    lee.get_by_role("button", name="Write a post").first.click()
    lee.locator("#id_text").fill(WORDS)
    lee.locator("label[for^=id_accounts]", has_text=TITLE).click()
    lee.get_by_role("button", name="Take the purposes of the accounts").click()
    assert at_both_widths(lee) == []
    lee.get_by_role("button", name="Submit for signature").click()
    said(lee, "Submitted")
    post = lee.url
    number = re.search(r"/posts/(\d+)/", post)[1]  # type: ignore[index]
    lee.goto(f"/review/{number}/")
    tick(lee, "judged")
    lee.get_by_role("button", name="Sign", exact=True).click()
    expect(lee.locator("#refusal")).to_be_visible()
    assert at_both_widths(lee) == []
    ana.goto(f"/review/{number}/")
    tick(ana, "judged")
    ana.get_by_role("button", name="Sign", exact=True).click()
    said(ana, "Signed.")

    # Scheduled, published by the background work, read where the public reads it.
    lee.goto(post)
    step(lee, "Schedule")
    lee.get_by_role("button", name="Schedule", exact=True).click()
    said(lee, "")
    expect_published(lee, post)
    lee.locator("main .cs-card a[href*='/practice/']").first.click()
    expect(lee.locator("main")).to_contain_text(WORDS)
    public.goto(f"/practice/@{HANDLE}/")
    expect(public.locator("main")).to_contain_text(WORDS)

    # What happened stands in the history, each row with its proof.
    ana.goto(post)
    history = ana.locator(".cs-timeline")
    expect(history).to_contain_text("Signature of the post")
    expect(history).to_contain_text("Publication of the post")
    house.publish_log()
    history.get_by_role("link", name=re.compile(r"row \d+")).last.click()
    with ana.expect_download() as download:
        ana.get_by_role("link", name=re.compile("proof", re.IGNORECASE)).first.click()
    kept = tmp_path / "proof.json"
    download.value.save_as(kept)
    public.goto("/log/")
    report = verify_proof(kept.read_bytes(), public.locator("main code.cs-wrap").inner_text())
    assert report.ok, report


def expect_published(page: Page, post: str) -> None:
    """Look again until the background work is done."""
    waited = 0
    while waited < SLOW_MS:
        page.goto(post)
        if page.locator("main .cs-card a[href*='/practice/']").count():
            return
        page.wait_for_timeout(500)
        waited += 500
    raise AssertionError(page.locator("main").inner_text())
