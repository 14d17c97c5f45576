"""How an official enters: a link from who keeps the roster, a password, an app's codes, a passkey."""

import re

import pytest
from browser_checks import at_both_widths
from browser_house import ADDRESS, House, tick
from browser_keys import attach_passkey_device, code, wrong
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PASSWORD = "seven lanterns on the pier"


def link_for(house: House, name: str) -> str:
    """What Rita hands over to somebody so that they can set a password."""
    page = house.visit("Rita")
    page.goto("/people/employees/")
    page.get_by_label("Name", exact=False).first.fill(name)
    page.get_by_role("button", name=re.compile("Filter|Find|Search|Show")).first.click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name=re.compile("Make a (sign-in|new link)")).click()
    link = page.locator("code").inner_text()
    page.context.close()
    return link


def set_password(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Change Password")
    assert at_both_widths(page) == []
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Change Password").click()


def enter(page: Page, number: str) -> None:
    page.goto("/sign-in/login/")
    page.locator("input[name=login]").fill(number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()


def confirm(page: Page) -> None:
    """Give the password once more where that is asked before a second factor is changed."""
    if "/reauthenticate/" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def shown_secret(page: Page) -> str:
    """What the picture for the app says, for somebody who cannot see it."""
    return page.locator("main img").get_attribute("alt") or ""


def test_an_official_sets_up_two_second_factors_and_gets_in_by_each(house: House):
    page = house.visit()
    attach_passkey_device(page)
    link = link_for(house, "Vera Stone")
    assert link.startswith(ADDRESS)
    set_password(page, link)

    # A password alone leads an official nowhere but to a second factor.
    enter(page, "1008")
    page.goto("/accounts/")
    expect(page).to_have_url(re.compile("/sign-in/2fa/"))
    page.get_by_role("link", name="Activate").click()
    confirm(page)
    secret = shown_secret(page)
    page.locator("input[name=code]").fill(wrong(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.locator("main")).to_contain_text("Incorrect code")
    secret = shown_secret(page)
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page).to_have_url(re.compile("/recovery-codes/|/2fa/$"))

    page.goto("/sign-in/2fa/webauthn/add/")
    confirm(page)
    tick(page, "passwordless")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("main")).to_contain_text(re.compile("1 security key|Master key|Passkey"))

    # In again: a wrong code is refused, the passkey is a good second factor.
    page.get_by_role("button", name="Sign out").click()
    enter(page, "1008")
    expect(page).to_have_url(re.compile("/2fa/authenticate/"))
    page.locator("input[name=code]").fill(wrong(secret))
    page.get_by_role("button", name="Sign In", exact=True).click()
    expect(page.locator("main")).to_contain_text("Incorrect code")
    assert at_both_widths(page) == []
    page.goto("/accounts/")
    expect(page).to_have_url(re.compile("/2fa/authenticate/"))
    page.get_by_role("button", name="Use a security key").click()
    expect(page.locator(".cs-header__who")).to_have_text("Vera Stone")
    page.goto("/accounts/")
    expect(page.locator("h1")).to_have_text("Accounts")

    # And by the passkey alone, which is both factors in one.
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".cs-header__who")).to_have_text("Vera Stone")
    page.context.close()


def test_an_employee_without_an_office_needs_no_second_factor(house: House):
    page = house.visit()
    set_password(page, link_for(house, "Ivy Larsen"))

    enter(page, "5001")

    expect(page.locator(".cs-header__who")).to_have_text("Ivy Larsen")


def test_a_wrong_password_is_refused_and_the_link_works_once(house: House):
    page = house.visit()
    link = link_for(house, "Noor Aziz")
    set_password(page, link)

    page.goto(link)
    expect(page.locator("h1")).to_have_text("Bad Token")
    page.goto("/sign-in/login/")
    page.locator("input[name=login]").fill("4001")
    page.locator("input[name=password]").fill("not the one that was set")
    page.locator("main form button").first.click()

    expect(page.get_by_role("alert")).to_contain_text("not correct")
    expect(page.locator(".cs-header__who")).to_have_count(0)
