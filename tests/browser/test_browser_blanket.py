"""Break-glass on a phone of 320 pixels, with scripts off: two clicks to the form, a second person, and it is public."""

import pytest
from browser_house import ADDRESS, House
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

TITLE = "Evacuation"
NARROW_PX = 320


def narrow(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROW_PX, f"{page.url} is {wide} px wide"


def phone(house: House, who: str) -> Page:
    """Somebody's phone."""
    page = house.visit(who)
    page.set_viewport_size({"width": NARROW_PX, "height": 640})
    return page


def test_a_template_is_found_filled_confirmed_and_reported_from_a_phone(house):
    lee = phone(house, "Lee")
    lee.route("**/*.js", lambda route: route.abort())
    lee.goto("/")
    lee.get_by_role("link", name="Break-glass", exact=True).click()
    narrow(lee)
    lee.get_by_role("listitem").filter(has_text=TITLE).get_by_role("link", name="Fill it").click()
    narrow(lee)
    lee.get_by_label("Which unit").select_option(label="Hill Correctional Center")
    lee.get_by_label("Where to").select_option("the county fairground")
    lee.get_by_label("How many people").fill("99999")
    lee.get_by_role("button", name="Put it before a second person").click()
    expect(lee.get_by_text("Between 1 and 3000.").first).to_be_visible()
    narrow(lee)
    lee.get_by_label("How many people").fill("240")
    lee.get_by_role("button", name="Show it").last.click()
    expect(lee.locator("#seen")).to_contain_text("240 people are moved.")
    lee.get_by_role("button", name="Put it before a second person").click()
    expect(lee.get_by_role("status").filter(has_text="Filled.")).to_be_visible()
    expect(lee.get_by_role("button", name="Confirm and let it go out")).to_have_count(0)
    narrow(lee)

    dov = phone(house, "Dov")
    dov.goto(lee.url.replace(ADDRESS, ""))
    dov.get_by_role("button", name="Confirm and let it go out").click()
    expect(dov.get_by_role("status").filter(has_text="Confirmed.")).to_be_visible()
    expect(dov.get_by_role("link", name="The report to both offices (PDF)")).to_be_visible()
    expect(dov.locator("#note")).to_contain_text("Owed by")
    narrow(dov)
