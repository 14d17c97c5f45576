"""The screens that the archive can be read with, and what describes one so that it can be told from another.

What reads at present, the rules alone, both without the agency's own words, and every model that lies on this machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from countersign.findings.queries import commitments, installed, screen
from countersign.gate.canonical import canonical
from countersign.screening import RULES_VERSION, Model, Screen

IN_USE, RULES, NO_WORDS, MODEL = "in_use", "rules", "no_words", "model:"


class NotHere(LookupError):
    """What was to read cannot be had on this machine any more."""


@dataclass(frozen=True)
class Offered:
    """A screen by its id and what it is called."""

    id: str
    name: str


def offered() -> tuple[Offered, ...]:
    """Everything that can read at present."""
    found = [
        Offered(IN_USE, name_of(IN_USE)),
        Offered(RULES, name_of(RULES)),
        Offered(NO_WORDS, name_of(NO_WORDS)),
    ]
    if installed.can_read():
        found += [Offered(MODEL + m.version, name_of(MODEL + m.version)) for m in installed.models()]
    return tuple(found)


def name_of(id: str) -> str:
    """What a screen is called."""
    if id.startswith(MODEL):
        return _("The rules and the model %(version)s") % {"version": id.removeprefix(MODEL)}
    return {
        IN_USE: _("What reads at present"),
        RULES: _("The rules alone, with the agency's own words"),
        NO_WORDS: _("The rules alone, without the agency's lists of words"),
    }.get(id, id)


def build(id: str) -> Screen:
    """The screen of that id as it is now. Raises `NotHere`."""
    now = screen()
    if id == IN_USE:
        return now
    if id == RULES:
        return Screen(now.clauses, now.agency)
    if id == NO_WORDS:
        return Screen(now.clauses, replace(now.agency, watch_lists=()))
    if id.startswith(MODEL):
        return Screen(now.clauses, now.agency, _model(id.removeprefix(MODEL)))
    raise NotHere(id)


def _model(version: str) -> Model:
    found = installed.find(version)
    if found is None or not installed.can_read():
        raise NotHere(version)
    try:
        return installed.load(found)
    except (OSError, ValueError, ImportError) as error:
        raise NotHere(version) from error


def describe(screen: Screen) -> dict[str, Any]:
    """What decides what a screen finds. The agency's own words go in as a hash: a list is shown to nobody.

    The files of a model count, not only its name.
    """
    model = screen.model.version if screen.model is not None else None
    found = installed.find(model) if model is not None else None
    own = screen.agency
    # Of a list only its salted commitment: a hash of the terms themselves would confirm whoever guesses them.
    lists = commitments() if own.watch_lists else ()
    words = hashlib.sha256(canonical([own.phones, own.emails, own.addresses, lists])).hexdigest()
    return {
        "rules": RULES_VERSION,
        "model": model,
        "files": found.digest if found is not None else None,
        "words": words,
        "lists": len(screen.agency.watch_lists),
    }


def said(description: Mapping[str, Any]) -> str:
    """A description in a line, for people."""
    parts = [description["rules"]]
    parts.append(_("model %(version)s") % {"version": description["model"]} if description["model"] else _("no model"))
    lists = description.get("lists", 0)
    parts.append(_("%(n)d lists of words") % {"n": lists} if lists else _("no lists of words"))
    return " · ".join(str(p) for p in parts)
