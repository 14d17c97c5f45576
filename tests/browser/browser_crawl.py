"""The walk of one person through every page in one language, and what must hold for each page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from browser_checks import Noise, at_both_widths
from browser_house import House
from browser_walk import Found, kind, route, walk

EVERYBODY = ("Ana", "Dov", "Rita", "Lee", "Sam", "")
"""The PIO, the Director, who keeps the roster; two employees without an office, one of whom may post; nobody."""
EXAMPLES = {"en": 2, "es": 1}
"""Pages of one kind differ by the state of what they show, in the same way in both languages."""
BY_SCRIPT = "/sign-in/2fa/webauthn/"
"""Passkeys are made by scripts in every browser; the codes of an app are there for those without."""


@dataclass
class Shown:
    """What the browser has shown already, in each language: pages made of nothing new are read but not shown."""

    parts: set[str] = field(default_factory=set)
    pages: int = 0

    def has_met(self, found: Found) -> bool:
        """Whether the same page was shown before, in whichever language and whatever was asked of it."""
        return any(f"{language} {route(found.address)}" in self.parts for language in EXAMPLES)

    def is_new(self, found: Found, language: str) -> bool:
        """Whether it is the first of its kind, or made of something not seen before."""
        parts = {f"{language} {part}" for part in [route(found.address), kind(found.address), *found.bones]}
        fresh = not parts <= self.parts
        self.parts |= parts
        self.pages += fresh
        return fresh


def crawl(house: House, shown: Shown, who: str, language: str) -> None:
    """Every page is whole and says the language it is in; each new one is accessible and fits both widths."""
    page = house.visit(who, language=language)
    noise, fresh = Noise(), page.context.new_page()
    noise.listen(fresh)
    faults, read, before = [], [], shown.pages
    for found in walk(page, each=EXAMPLES[language]):
        read.append(found.address)
        wrong = list(_excused(found))
        if found.language != language:
            wrong.append(f"it says that it is in {found.language!r}")
        again = language != "en" or shown.has_met(found)
        if shown.is_new(found, language):
            fresh.goto(found.address)
            wrong += at_both_widths(fresh, again=again)
            wrong += noise.taken()
        if wrong:
            faults.append("\n  ".join([f"{found.address} by a link on {found.via}", *wrong]))
    page.context.close()
    print(f"{len(read)} pages read, {shown.pages - before} of them shown", *read, sep="\n")
    assert len(read) > 3
    assert not faults, "\n".join(faults)


def _excused(found: Found) -> Iterable[str]:
    for fault in found.faults:
        if not (found.dead and BY_SCRIPT in found.address):
            yield fault
