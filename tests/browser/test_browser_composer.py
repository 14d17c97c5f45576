"""The composer in a browser: it counts and saves as one types, keeps what is typed while there is no way to the house,
shows two texts side by side, and does all of it without scripts too."""

import re

import pytest
from browser_checks import at_both_widths
from browser_house import House
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
MOST_MS = 300
"""What the composer's page may take, as the server's own time."""


def begin(page: Page) -> str:
    page.goto("/write/")
    page.get_by_role("button", name="Write a post").click()
    page.wait_for_url(re.compile(r"/write/\d+/"))
    # The design system hides the box itself: one clicks its label, as a mouse does.
    page.locator("label[for^=id_accounts]").first.click()
    return page.url


def save(page: Page) -> None:
    page.locator(".ps-actions").get_by_role("button", name="Save", exact=True).click()


def test_what_is_typed_is_counted_shown_and_saved_without_a_button(house: House):
    page = house.visit("Lee")
    address = begin(page)
    page.locator("#id_text").fill("Family day is on Saturday.\n---\nBring a photo ID.")

    expect(page.locator("#live")).to_contain_text("Part 2 of 2")
    expect(page.locator(".ps-count").first).to_contain_text("left")
    expect(page.locator(".ps-saved")).to_contain_text("Saved")
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value("Family day is on Saturday.\n---\nBring a photo ID.")
    assert at_both_widths(page) == []


def test_what_was_typed_without_a_way_to_the_house_is_offered_back(house: House):
    page = house.visit("Lee")
    address = begin(page)
    page.route("**/check/", lambda route: route.abort())
    page.locator("#id_text").fill("Typed in a cellar.")
    expect(page.locator("#offline")).to_be_visible()

    page.unroute("**/check/")
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value("")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_text")).to_have_value("Typed in a cellar.")
    expect(page.locator(".ps-saved")).to_contain_text("Saved")
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value("Typed in a cellar.")
    expect(page.locator("#kept-here")).to_be_hidden()


def test_two_windows_that_wrote_on_from_one_text_end_side_by_side(house: House):
    one = house.visit("Lee")
    address = begin(one)
    other = one.context.new_page()
    other.goto(address)
    one.locator("#id_text").fill("Doors open at eight.")
    expect(one.locator(".ps-saved")).to_contain_text("Saved")
    other.locator("#id_text").fill("Doors open at nine.")
    expect(other.locator(".ps-saved")).to_contain_text("another window")
    save(other)

    other.wait_for_url(re.compile(r"/both/"))
    expect(other.locator("del")).to_contain_text("eight")
    expect(other.locator("ins")).to_contain_text("nine")
    assert at_both_widths(other) == []
    other.get_by_role("button", name="Go on with yours").click()
    expect(other.locator("#id_text")).to_have_value("Doors open at nine.")


def test_without_scripts_one_writes_a_thread_fixes_a_tag_and_submits(house: House):
    page = house.visit("Lee", java_script_enabled=False)
    begin(page)
    page.locator("#id_text").fill("Visits change on Monday. #visitinghours\n---\nBring a photo ID.")
    save(page)
    expect(page.locator("#live")).to_contain_text("Part 2 of 2")
    page.get_by_role("button", name="Use #VisitingHours").click()
    expect(page.locator("#id_text")).to_have_value(re.compile("#VisitingHours"))
    page.get_by_role("button", name="Take the purposes of the accounts").click()
    page.get_by_role("button", name="Submit for signature").click()
    expect(page.get_by_role("status").first).to_contain_text("Submitted")


def test_the_page_is_there_in_time(house: House):
    page = house.visit("Lee")
    address = begin(page)
    page.locator("#id_text").fill("Visits change on Monday. " * 20)
    expect(page.locator(".ps-saved")).to_contain_text("Saved")
    took: list[float] = []
    while len(took) < 20 and min(took, default=MOST_MS + 1) > MOST_MS:
        page.goto(address)
        took.append(page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd"))
    # The fastest of some: what the page costs, not what else this machine does meanwhile.
    assert min(took) <= MOST_MS, took
