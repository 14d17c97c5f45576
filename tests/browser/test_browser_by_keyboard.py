"""Without a mouse, without colours, on paper, magnified, and without scripts."""

import re

import pytest
from browser_house import NARROW, House
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
  return {name: at.innerText || at.value || at.id, tag: at.tagName, seen, size: [box.width, box.height]};
}"""
OVERLAPS = """() => {
  const things = [...document.querySelectorAll('a, button, select, input:not([type=hidden]), h1, h2, .cs-status')]
    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .filter(e => !e.closest('.usa-skipnav, .usa-sr-only'))
    .filter(e => { const b = e.getBoundingClientRect(); return b.width > 1 && b.right > 0; });
  const boxes = things.map(e => [e, [...e.getClientRects()]]);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  const found = [];
  boxes.forEach(([e, es], i) => boxes.slice(i + 1).forEach(([f, fs]) => {
    if (!e.contains(f) && !f.contains(e) && es.some(a => fs.some(b => meet(a, b))))
      found.push(`${e.outerHTML.slice(0, 90)} over ${f.outerHTML.slice(0, 90)}`);
  }));
  return found;
}"""
MOST_STOPS = 80


def tab_to(page: Page, words: str, *, tag: str = "") -> None:
    """Press Tab until the focus is on something that says `words`; at each stop the focus must be seen."""
    unseen, stops = [], []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        stops.append(at["name"])
        if not at["seen"]:
            unseen.append(at)
        if re.search(words, at["name"]) and tag in ("", at["tag"]):
            assert not unseen
            return
    raise AssertionError(f"no way by Tab to {words!r}: {stops}")


def test_the_first_stop_skips_to_the_content(house: House):
    page = house.visit("Ana")

    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["name"] == "Skip to the content"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_another_capacity_is_chosen_by_keyboard_and_said_on_every_page(house: House):
    page = house.visit("Mia")

    banner = page.get_by_role("region", name="Acting for somebody")
    expect(banner).to_contain_text("You are acting for the Public Information Officer")
    tab_to(page, "employee", tag="SELECT")
    page.keyboard.press("End")
    tab_to(page, "Act so")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("You now act as")
    expect(page.locator("select#capacity option:checked")).to_have_count(1)
    expect(banner).to_have_count(0)


def test_a_post_is_signed_by_keyboard_alone(house: House):
    page = house.visit("Ana")
    tab_to(page, "^Review$")
    page.keyboard.press("Enter")
    page.wait_for_url("/review/")
    tab_to(page, "Volunteers wanted", tag="A")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/\d+/"))

    tab_to(page, "^on$|judged", tag="INPUT")
    page.keyboard.press("Space")
    tab_to(page, "^Sign$", tag="BUTTON")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").first).to_contain_text("Signed")
    expect(page.locator(".cs-signature__name")).to_have_text("Ana Reyes")


def test_without_the_page_s_own_colours_every_status_still_has_its_word(house: House):
    page = house.visit("Dov", forced_colors="active")
    page.goto("/clauses/")

    chips = page.locator("td .cs-status")
    assert chips.count() > 20
    words = {text.strip() for text in chips.all_inner_texts()}
    assert "" not in words and len(words) > 1
    border = chips.first.evaluate("e => getComputedStyle(e).borderTopStyle")
    assert border == "solid"


def test_on_paper_the_content_stands_without_the_bar(house: House):
    page = house.visit("Dov")
    page.goto("/clauses/")
    page.emulate_media(media="print")

    assert not page.locator("header").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("td .cs-status").first.is_visible()


@pytest.mark.parametrize("address", ["/", "/clauses/", "/accounts/", "/people/employees/", "/directive/"])
def test_magnified_to_twice_the_size_nothing_lies_on_anything(house: House, address: str):
    page = house.visit("Ana", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page.goto(address)

    assert page.evaluate(OVERLAPS) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate(OVERLAPS) == []


def test_switching_the_language_keeps_the_page_and_its_filter(house: House):
    page = house.visit("Ana")
    page.goto("/clauses/?state=people")

    page.get_by_role("button", name="Español").click()

    expect(page).to_have_url(re.compile(r"/clauses/\?state=people$"))
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_without_scripts_one_signs_in_changes_the_language_and_finds_an_account(house: House):
    page = house.visit("Lee", java_script_enabled=False)
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="English").click()

    page.get_by_role("link", name="Is this account ours?").click()
    page.get_by_role("searchbox").or_(page.locator("main input[name=q]")).first.fill("hill_correctional")
    page.locator("main form button").first.click()

    expect(page.locator("main")).to_contain_text("Hill Correctional Center")
