"""Calendar and palette in a browser: by keyboard, by mouse, and what single keys do."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browser_checks import at_both_widths
from browser_house import House
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MOVE = re.compile(r"/posts/\d+/move/")


def proposed(page: Page) -> str:
    """The day that the page of confirmation was asked for."""
    page.wait_for_url(MOVE)
    return parse_qs(urlsplit(page.url).query)["to"][0][:10]


def test_days_are_walked_with_the_arrow_keys_and_a_post_is_moved_by_a_week_and_a_day(house: House):
    page = house.visit("Ana")
    page.goto("/calendar/")
    page.locator("#calendar-grid td[tabindex='0']").focus()
    here = page.evaluate("document.activeElement.dataset.date")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.date") == here
    assert page.locator("#calendar-grid td[tabindex='0']").count() == 1

    entry = page.locator(".cal-entry[data-move]").first
    day = entry.locator("xpath=ancestor::td").get_attribute("data-date")
    entry.focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#calendar-said")).to_contain_text("Enter")
    page.keyboard.press("Enter")
    to = proposed(page)
    days = page.evaluate("([a, b]) => (new Date(b) - new Date(a)) / 86400000", [day, to])
    assert days == 8
    assert at_both_widths(page) == []


def test_escape_leaves_a_post_where_it_is_and_then_leaves_the_day(house: House):
    page = house.visit("Ana")
    page.goto("/calendar/")
    entry = page.locator(".cal-entry[data-move]").first
    entry.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    expect(page.locator("#calendar-said")).to_have_text("")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "TD"
    expect(page).to_have_url(re.compile(r"/calendar/$"))


def test_a_post_is_dropped_on_a_day_and_the_next_page_asks(house: House):
    page = house.visit("Ana")
    page.goto("/calendar/")
    entry = page.locator(".cal-entry[data-move]").first
    day = entry.locator("xpath=ancestor::td").get_attribute("data-date")
    last = page.locator("#calendar-grid td").last
    wanted = last.get_attribute("data-date")
    assert wanted != day
    entry.drag_to(last)
    assert proposed(page) == wanted


def test_in_a_week_a_post_is_moved_by_the_hour_and_the_day(house: House):
    page = house.visit("Ana")
    page.goto("/calendar/")
    page.goto("/calendar/?view=week&date=" + _day_of_a_movable_post(page))
    cell = page.locator("#calendar-grid td[tabindex='0']")
    assert cell.count() == 1
    cell.focus()
    here = _focused(page)
    page.keyboard.press("ArrowDown")
    assert _focused(page) != here
    page.keyboard.press("ArrowUp")
    assert _focused(page) == here

    entry = page.locator(".cal-entry[data-move]").first
    hour = int(entry.locator("xpath=ancestor::td").get_attribute("data-hour") or "")
    entry.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp" if hour == 23 else "Shift+ArrowDown")
    expect(page.locator("#calendar-said")).to_contain_text("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(MOVE)
    to = parse_qs(urlsplit(page.url).query)["to"][0]
    assert int(to[11:13]) == (22 if hour == 23 else hour + 1)


def test_on_a_narrow_screen_a_week_and_a_day_are_lists(house: House):
    page = house.visit("Ana")
    page.goto("/calendar/")
    day = _day_of_a_movable_post(page)
    for view in ("week", "day"):
        page.goto(f"/calendar/?view={view}&date={day}")
        assert at_both_widths(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        expect(page.locator("#calendar-grid")).to_be_hidden()
        expect(page.locator("#calendar-list .cal-list li").first).to_be_visible()
        page.set_viewport_size({"width": 1280, "height": 800})
        expect(page.locator("#calendar-grid")).to_be_visible()


def _day_of_a_movable_post(page: Page) -> str:
    return page.locator(".cal-entry[data-move]").first.locator("xpath=ancestor::td").get_attribute("data-date") or ""


def _focused(page: Page) -> str:
    return page.evaluate("document.activeElement.dataset.date + ' ' + document.activeElement.dataset.hour")


def test_without_scripts_a_day_and_a_move_are_links(house: House):
    page = house.visit("Ana", java_script_enabled=False)
    page.goto("/calendar/?view=list")
    page.get_by_role("link", name=re.compile("^Move")).first.click()
    page.wait_for_url(MOVE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Another time")


def test_ctrl_k_finds_from_anywhere_and_enter_goes_there(house: House):
    page = house.visit("Ana")
    page.goto("/accounts/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("dialog")
    box.get_by_role("combobox").fill("calen")
    expect(box.get_by_role("option").first).to_contain_text("Calendar")
    assert at_both_widths(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/calendar/")


def test_single_keys_lead_on_outside_of_fields_until_they_are_switched_off(house: House):
    page = house.visit("Ana")
    page.keyboard.press("r")
    page.wait_for_url("**/review/")
    page.locator("#text").press_sequentially("charm")
    expect(page).to_have_url(re.compile(r"/review/$"))
    page.goto("/keys/")
    page.get_by_role("button", name="Switch single keys off").click()
    expect(page.get_by_role("status").first).to_contain_text("off")
    page.keyboard.press("c")
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile(r"/keys/$"))
