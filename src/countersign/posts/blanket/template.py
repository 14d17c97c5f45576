"""The form of a template: exactly what is signed. And the text that comes of it, once its blanks are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from countersign.gate import frozen
from countersign.people import queries as people
from countersign.posts.blanket.blanks import PLACE, Blank, Outside, Setting, filled
from countersign.posts.form import Form, Variant
from countersign.rules.codec import built, plain

KIND = "template"
FILLED = "blanket"
"""Under which name a revision's frozen content says what it fills."""
STALE_AFTER = timedelta(hours=24)
"""How long what was filled in may wait for its confirmation and go out: what it says of the hour is old then."""


@dataclass(frozen=True)
class Template:
    """Everything a signature on a template covers. `through_pause`: it goes out although publishing is paused.

    `tuned` is the text of those accounts that have one of their own, with the same blanks or some of them.
    """

    author: str
    title: str
    category: str
    language: str
    text: str
    blanks: tuple[Blank, ...]
    accounts: tuple[str, ...]
    purposes: tuple[str, ...]
    campaign: str | None
    starts: datetime
    ends: datetime
    through_pause: bool
    screened_by: str
    tuned: Mapping[str, str] = field(default_factory=dict)

    def text_for(self, account: str) -> str:
        """What goes to one account."""
        return self.tuned.get(account, self.text)

    def to_json(self) -> dict[str, Any]:
        """What is frozen."""
        found: dict[str, Any] = plain(self)
        return found


@dataclass(frozen=True)
class Given:
    """What a revision's frozen form says of the template it fills: which form of it, typed what, giving which words."""

    template: str
    typed: Mapping[str, str]
    words: Mapping[str, str]
    at: datetime


@lru_cache(maxsize=128)
def read(digest: str) -> Template:
    """The template under a hash, checked against it. Raises what `gate.frozen.thaw` raises."""
    found: Template = built(Template, frozen.thaw(digest)["template"])
    return found


def given(revision: str) -> Given:
    """What the revision under a hash fills. Raises KeyError when it fills nothing."""
    found: Given = built(Given, frozen.thaw(revision)[FILLED])
    return found


def names_in(text: str) -> tuple[str, ...]:
    """The names of the blanks in a text, each once, in their order."""
    return tuple(dict.fromkeys(PLACE.findall(text)))


def compose(text: str, words: Mapping[str, str]) -> str:
    """The text with its blanks filled, in one pass: what was filled in is not looked at again."""
    return PLACE.sub(lambda found: words[found[1]], text)


def unfilled(template: Template, account: str = "") -> str:
    """The text with each blank shown by its label, for readers and for screening; with `account`, that of this one."""
    labels = {b.name: f"[{b.label}]" for b in template.blanks}
    return PLACE.sub(lambda found: labels.get(found[1], found[0]), template.text_for(account))


def setting(language: str, at: datetime) -> Setting:
    """The setting of a filling at `at`: the units as they are called now."""
    return Setting(at, language, {u.id: u.name for u in people.units(closed=True)})


def words_for(template: Template, typed: Mapping[str, str], at: datetime) -> dict[str, str | Outside]:
    """For each blank the words that go into the text, or why what was typed is outside it."""
    here = setting(template.language, at)
    found: dict[str, str | Outside] = {}
    for blank in template.blanks:
        try:
            found[blank.name] = filled(blank, typed.get(blank.name, ""), here)
        except Outside as error:
            found[blank.name] = error
    return found


def as_form(
    template: Template, words: Mapping[str, str], *, author: str, accounts: Sequence[str], at: datetime, screened: str
) -> Form:
    """The form of a post that is this template with these words in its blanks, and nothing else."""
    return Form(
        author=author,
        variants=tuple(Variant(account, compose(template.text_for(account), words)) for account in accounts),
        pictures=(),
        purposes=template.purposes,
        campaign=template.campaign,
        opens=None,
        closes=min(at + STALE_AFTER, template.ends),
        screened_by=screened,
    )


def as_read(form: Form, names: Mapping[str, str]) -> str:
    """What goes out, for readers: one text where all accounts get the same, else each under its account's name."""
    if len({v.text for v in form.variants}) == 1:
        return form.variants[0].text
    return "\n\n".join(f"{names.get(v.account, v.account)}:\n{v.text}" for v in form.variants)


def within(template: Template, given: Given, form: Form) -> bool:
    """Whether a form is this template with nothing but its blanks filled, with what they allow, for its accounts.

    Looked at as things were when it was filled; what a unit was called then counts, since that is what goes out.
    """
    if set(given.typed) != {b.name for b in template.blanks} or not set(form.accounts) <= set(template.accounts):
        return False
    units = {given.typed[b.name]: given.words.get(b.name, "") for b in template.blanks if b.kind == "unit"}
    here = Setting(given.at, template.language, units)
    try:
        words = {b.name: filled(b, given.typed[b.name], here) for b in template.blanks}
    except Outside:
        return False
    made = as_form(template, words, author=form.author, accounts=form.accounts, at=given.at, screened=form.screened_by)
    return words == dict(given.words) and form == made
