"""How texts are screened now: the one place that says so.

The pack in force gives the clauses; this room gives the agency's own contacts, the watch-lists that count today and the
model in use. All of it is built once and kept until something changes: what is asked each time is the stamp of the last
change here and what the agency says of itself.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _

from countersign.findings import installed, sealing, state, states
from countersign.findings.models import WatchList as Kept
from countersign.findings.queries.contacts import contacts
from countersign.gate import clock, memory, packs
from countersign.people import queries as people
from countersign.screening import AgencyWords, Category, Kind, Model, Screen, WatchList, own_contacts

LOG = logging.getLogger(__name__)

Speaks = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
"""Category, clauses on a draft, clauses on a comment, as the pack in force says."""

DEAF, BLIND = "watch-lists unread", "model unread"
"""What a version says beside itself when a list could not be opened, or the chosen model could not be."""


@dataclass(frozen=True)
class Dated:
    """A watch-list as screening takes it, with the days on which it counts."""

    words: WatchList
    committed: str
    starts: date
    ends: date | None

    def counts(self, today: date) -> bool:
        """Whether it warns on this day."""
        return self.starts <= today and (self.ends is None or today <= self.ends)


@dataclass(frozen=True, eq=False)
class Settings:
    """Everything this room says about screening, as of one stamp. Told from another by identity: it may be long."""

    contacts: tuple[str, ...]
    lists: tuple[Dated, ...]
    model: str
    digest: str
    unread_lists: tuple[str, ...]


@dataclass(frozen=True)
class Built:
    """A screen that is ready, and what of it could not be had."""

    screen: Screen
    commitments: tuple[str, ...]
    unread_lists: tuple[str, ...]
    unread_model: str


def screen() -> Screen:
    """The screen of the pack in force, the agency's own contacts, its watch-lists and the model in use."""
    return built().screen


def version() -> str:
    """Which rules (or model) screen: part of what is signed. It says so when a watch-list or the model was not read."""
    now = built()
    missing = [*([DEAF] if now.unread_lists else []), *([BLIND] if now.unread_model else [])]
    return ", ".join([now.screen.version, *missing])


def commitments() -> tuple[str, ...]:
    """The salted commitments to the watch-lists that count today: what may be said of them where a row is kept."""
    return built().commitments


def troubles() -> tuple[str, ...]:
    """What of screening does not work at present, in sentences, for those who can put it right."""
    now = built()
    found = [
        _("No key of this installation opens the watch-list “%(name)s”: its words warn nobody. Enter them anew.")
        % {"name": name}
        for name in now.unread_lists
    ]
    if now.unread_model:
        said = _(
            "The model %(version)s cannot be read, or its files are not those that were chosen. The rules read alone."
        )
        found.append(said % {"version": now.unread_model})
    return tuple(found)


def screening_changed() -> None:
    """Build everything anew the next time: for this process, when a model's files were changed beside the house."""
    _settings.cache_clear()
    _built.cache_clear()


def built() -> Built:
    """The screen as it is now, with what of it could not be had."""
    kept = _settings(state.stamp())
    agency = memory.once("what the agency says of itself", people.agency)
    today = memory.once("today", lambda: timezone.localdate(clock.now())) if kept.lists else None
    counting = tuple(n for n, one in enumerate(kept.lists) if today is not None and one.counts(today))
    speaks = tuple((c.id, c.draft, c.comment) for c in packs.in_force().categories)
    return _built(speaks, agency.contact if agency else "", counting, kept)


@lru_cache(maxsize=4)
def _settings(stamp: str) -> Settings:
    lists, unread = [], []
    for kept in Kept.objects.filter(state=states.KEPT).order_by("pk"):
        try:
            terms = tuple(term.text for term in sealing.terms(kept))
        except sealing.Unreadable:
            unread.append(kept.name)
            continue
        if terms:
            kinds = tuple(Kind(kind) for kind in kept.kinds)
            words = WatchList(Category(kept.category), terms, kinds)
            lists.append(Dated(words, kept.committed, kept.starts, kept.ends))
    last = installed.chosen()
    return Settings(
        contacts=tuple(line.text for line in contacts()),
        lists=tuple(lists),
        model=installed.in_use_version(),
        digest=last.digest if last is not None else "",
        unread_lists=tuple(unread),
    )


@lru_cache(maxsize=4)
def _built(speaks: Speaks, said: str, counting: tuple[int, ...], kept: Settings) -> Built:
    clauses = {category: {"draft": draft, "comment": comment} for category, draft, comment in speaks}
    own = own_contacts([*(part.strip() for part in said.split(",")), *kept.contacts])
    words = AgencyWords(own.phones, own.emails, own.addresses, tuple(kept.lists[n].words for n in counting))
    model = _model(kept.model, kept.digest) if kept.model else None
    unread = kept.model if kept.model and model is None else ""
    commitments = tuple(kept.lists[n].committed for n in counting)
    return Built(Screen(clauses=clauses, agency=words, model=model), commitments, kept.unread_lists, unread)


def _model(version: str, digest: str) -> Model | None:
    """The model, if its files are there and those that were chosen (any, where nobody chose); else None, and logged."""
    found = installed.find(version)
    if found is None or (digest and found.digest != digest):
        LOG.error("the files of the screening model %s are not those that were chosen; the rules read alone", version)
        return None
    try:
        return installed.load(found)
    except (OSError, ValueError, ImportError):
        LOG.exception("the screening model %s cannot be read; the rules read alone", version)
        return None
