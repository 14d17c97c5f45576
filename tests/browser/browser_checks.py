"""What must hold for a page that a browser shows."""

import json
from dataclasses import dataclass, field

from axe_playwright_python.base import AXE_SCRIPT
from browser_house import NARROW, WIDE
from playwright.sync_api import ConsoleMessage, Page, Response

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    # Loads every style sheet once more otherwise, for a rule that is not among these.
    "preload": {"assets": ["media"]},
}


@dataclass
class Noise:
    """What a page complained of in the console, and what it could not load."""

    heard: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Hear everything from now on."""
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("console", self._console)
        page.on("response", self._response)

    def taken(self) -> list[str]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.heard.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.status}: {response.url}")


def axe(page: Page) -> list[str]:
    """Every rule of accessibility that this page breaks, with the elements that do."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps(RULES)}).then(r => r.violations)")
    return [f"axe {v['id']}: {v['help']}: " + " | ".join(node["html"][:160] for node in v["nodes"][:3]) for v in found]


def sideways(page: Page) -> list[str]:
    """Whether the page is wider than the window, and the elements that make it so."""
    found: list[str] = page.evaluate(
        """() => {
          const room = document.documentElement.clientWidth;
          if (document.scrollingElement.scrollWidth <= room) return [];
          const wide = [...document.body.querySelectorAll('*')].filter(e => !e.closest('.cs-scroll')
            && e.getBoundingClientRect().right > room + 1);
          const names = wide.map(e => e.tagName.toLowerCase() + '.' + e.className).slice(-3);
          return [`${document.scrollingElement.scrollWidth} px wide in a window of ${room} px: ` + names.join(', ')];
        }"""
    )
    return found


def at_both_widths(page: Page, *, again: bool = False) -> list[str]:
    """What is wrong with the page that is shown, narrow and wide. It is left wide.

    One of a kind that was looked at before (`again`), for something in it that is new, is asked for accessibility
    only where there is less room.
    """
    wrong = []
    # A page that has just been left for another has no document for a moment.
    page.wait_for_load_state()
    page.wait_for_function("() => document.scrollingElement !== null")
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        unfit = [] if again and size == WIDE else axe(page)
        wrong += [f"{size['width']} px: {fault}" for fault in [*sideways(page), *unfit]]
    return wrong
