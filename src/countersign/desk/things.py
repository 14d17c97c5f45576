"""What a thing that a row, a duty or a question is about is called, and the page about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from countersign.accounts import queries as accounts
from countersign.desk.audience import scope_of
from countersign.gate import clock
from countersign.people import queries as people
from countersign.people.web.identity import Visitor
from countersign.people.web.opening import may_open

KINDS: Mapping[str, Any] = {
    "account": lazy("account"),
    "acknowledgment": lazy("acknowledgment of the directive"),
    "agency": lazy("the agency"),
    "appointment": lazy("appointment"),
    "authorization": lazy("leave to post"),
    "blanket": lazy("break-glass template"),
    "consent": lazy("consent"),
    "delegation": lazy("delegation"),
    "directive": lazy("version of the directive"),
    "impostor": lazy("page that is not ours"),
    "labels": lazy("what was said of findings"),
    "note": lazy("note on a clause"),
    "own_contacts": lazy("the agency's own contacts"),
    "opinion": lazy("opinion of the second reader"),
    "pack": lazy("pack"),
    "pause": lazy("pause of all publishing"),
    "person": lazy("employee"),
    "platform": lazy("platform"),
    "post": lazy("post"),
    "power": lazy("power"),
    "question": lazy("question"),
    "rescreening": lazy("screening of everything again"),
    "rights": lazy("licence"),
    "roster": lazy("roster"),
    "screening_model": lazy("the model that reads texts"),
    "second_reader": lazy("the second reader"),
    "signature": lazy("signature"),
    "strategy": lazy("communication strategy"),
    "terms": lazy("terms of a platform"),
    "unit": lazy("unit"),
    "watch_list": lazy("watch-list"),
}
"""The kinds of things that acts of this version are about."""
PAGES: Mapping[str, str] = {
    "account": "accounts:account",
    "agency": "agency",
    "appointment": "appointment",
    "authorization": "authorization",
    "blanket": "posts:blanket",
    "consent": "posts:consent",
    "delegation": "delegation",
    "directive": "directive_version",
    "impostor": "accounts:impostor",
    "labels": "posts:labels",
    "own_contacts": "findings:contacts",
    "person": "employee",
    "platform": "accounts:platform",
    "post": "posts:post",
    "question": "question",
    "rescreening": "posts:rescreening",
    "rights": "posts:rights",
    "screening_model": "findings:models",
    "second_reader": "findings:second_reader",
    "strategy": "accounts:strategy",
    "terms": "accounts:terms",
    "unit": "unit",
}
SINGLE = frozenset({"agency", "labels", "own_contacts", "pause", "screening_model", "second_reader"})
"""Kinds of which there is one, so that its number says nothing."""


@dataclass(frozen=True)
class Thing:
    """A thing by name, with the address of its page where the visitor may open it."""

    name: str
    url: str = ""


def thing(kind: str, id: str, here: Visitor) -> Thing:
    """A thing of this kind and number."""
    if kind == "placement":
        kind, id = "post", post_of(id)
    if not id and kind not in SINGLE:
        return Thing(_kind(kind))
    return Thing(name_of(kind, id), _address(kind, id, here))


def name_of(kind: str, id: str) -> str:
    """What a thing is called: by its own name where it has one, else by its kind and number."""
    if kind == "placement":
        kind, id = "post", post_of(id)
    own = ""
    if kind == "account":
        own = accounts.names([id]).get(id, "")
    elif kind == "platform":
        found = accounts.platform(id)
        own = found.name if found else ""
    elif kind == "person":
        known = people.known([id], clock.now())
        own = known[id].name if id in known else ""
    if own:
        return own
    return _kind(kind) if kind in SINGLE else _("%(thing)s %(number)s") % {"thing": _kind(kind), "number": id}


def _kind(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def _address(kind: str, id: str, here: Visitor) -> str:
    if kind not in PAGES:
        return ""
    address = reverse(PAGES[kind], args=[] if kind in SINGLE else [id])
    return address if may_open(here, address) else ""


def post_of(placement: str) -> str:
    """The post that a placement is of."""
    keys = (key.partition(":") for key in scope_of("placement", placement).also)
    return next((id for kind, _colon, id in keys if kind == "post"), "")
