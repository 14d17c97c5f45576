"""People and the directive in the browser: a delegation and its banner, a refusal in words, a clause at its place."""

import re

import pytest
from browser_checks import at_both_widths
from browser_house import House, tick
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_delegation_given_by_the_director_shows_itself_to_the_designee(house: House):
    dov = house.visit("Dov")
    dov.goto("/people/delegations/give/")
    dov.get_by_label("To whom").fill("1006")
    tick(dov, "powers", "post.sign")
    dov.get_by_label("Last day").fill("2030-01-01")
    tick(dov, "why", "absence")
    dov.get_by_label("Number of the instrument").fill("DIR-2026-40")
    dov.get_by_role("button", name="Give", exact=True).click()
    refusal = dov.locator("#refusal, [role=alert]").first
    expect(refusal).to_contain_text("is not longer than the limit")
    assert at_both_widths(dov) == []
    assert dov.get_by_label("Number of the instrument").input_value() == "DIR-2026-40"

    dov.get_by_label("Last day").fill(dov.get_by_label("First day").input_value())
    dov.get_by_role("button", name="Give", exact=True).click()
    expect(dov.get_by_role("status").first).to_be_visible()

    omar = house.visit("Omar")
    capacity = omar.locator("select#capacity")
    capacity.select_option(capacity.locator("option", has_text="for the Director").get_attribute("value"))
    omar.get_by_role("button", name="Act so").click()
    banner = omar.get_by_role("region", name="Acting for somebody")
    expect(banner).to_contain_text("You are acting for the Director under delegation")
    omar.goto("/clauses/")
    expect(banner).to_be_visible()


def test_a_clause_of_the_public_directive_is_found_at_its_anchor(house: House):
    page = house.visit()
    page.goto("/directive/#II.G.1")

    place = page.locator("[id='II.G.1']")
    expect(place).to_be_in_viewport()
    place.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/directive/clauses/II\.G\.1/"))


def test_a_page_that_is_not_yours_says_who_to_ask(house: House):
    page = house.visit("Sam")
    answer = page.goto("/people/employees/hire/")

    assert answer is not None and answer.status == 403
    expect(page.locator("h1")).to_have_text("This page is not yours to open")
