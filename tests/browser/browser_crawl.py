"""The walk of one person through every page, and what must hold for each page in both languages."""

import fcntl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from browser_checks import Noise, at_both_widths
from browser_house import House
from browser_walk import Found, kind, route, walk
from playwright.sync_api import Page

BY_SCRIPT = "/sign-in/2fa/webauthn/"
"""Passkeys are made by scripts in every browser; the codes of an app are there for those without."""


@dataclass(frozen=True)
class Shown:
    """What a browser has shown already, for all who walk at the same time: pages made of nothing new are only read."""

    file: Path

    def new(self, *parts: str) -> set[str]:
        """Those of these that nobody has shown yet; from now on somebody has."""
        with self.file.open("a+", encoding="utf-8") as known:
            fcntl.flock(known, fcntl.LOCK_EX)
            known.seek(0)
            fresh = set(parts) - set(known.read().split("\n"))
            known.write("".join(f"{part}\n" for part in sorted(fresh)))
        return fresh


def crawl(house: House, shown: Shown, who: str, *, each: int) -> None:
    """Every page is whole; each new one is accessible and fits both widths, and is so in Spanish as well.

    Pages of one kind differ by the state of what they show: `each` is how many of a kind are read.
    """
    page = house.visit(who)
    english, spanish = Shows(page.context.new_page()), Shows(house.visit(who, language="es"))
    faults, read = [], []
    for found in walk(page, each=each):
        read.append(found.address)
        wrong = list(_excused(found))
        if found.language != "en":
            wrong.append(f"it says that it is in {found.language!r}")
        this = route(found.address)
        new = shown.new(this, kind(found.address), *found.bones)
        if new:
            wrong += english.faults(found.address, again=this not in new)
        # Both languages are made of the same elements: what may differ is how long the words are.
        if shown.new(f"es {this}"):
            wrong += [f"in Spanish: {fault}" for fault in spanish.faults(found.address, again=True)]
            language = spanish.page.evaluate("document.documentElement.lang")
            wrong += [] if language == "es" else [f"in Spanish it says that it is in {language!r}"]
        if wrong:
            faults.append("\n  ".join([f"{found.address} by a link on {found.via}", *wrong]))
    page.context.close()
    spanish.page.context.close()
    print(f"{len(read)} pages read, {english.pages} shown, {spanish.pages} in Spanish", *read, sep="\n")
    assert len(read) > 3
    assert not faults, "\n".join(faults)


class Shows:
    """A page in which one address after the other is shown."""

    def __init__(self, page: Page) -> None:
        self.page, self.pages, self._noise = page, 0, Noise()
        self._noise.listen(page)

    def faults(self, address: str, *, again: bool) -> list[str]:
        """What is wrong with what is shown at this address; `again` as `at_both_widths` has it."""
        self.pages += 1
        self.page.goto(address)
        return at_both_widths(self.page, again=again) + self._noise.taken()


def _excused(found: Found) -> Iterable[str]:
    for fault in found.faults:
        if not (found.dead and BY_SCRIPT in found.address):
            yield fault
