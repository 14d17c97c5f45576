"""The bar: rooms and who has business in them; and the addresses that are for everyone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.desk.mail import LOOKS
from countersign.people.web.opening import ANYONE, EMPLOYEE, Who, holding


@dataclass(frozen=True)
class Room:
    """One entry of the bar."""

    label: Any
    url: str
    who: Who


KEEP_SCREENING = holding("contacts.keep", "watchlist.keep", "model.choose", "second_reader.choose")

ROOMS: tuple[Room, ...] = (
    Room(_("What needs me"), "home", EMPLOYEE),
    Room(_("Write"), "posts:mine", holding("post.write")),
    Room(_("Review"), "posts:queue", holding("post.sign")),
    Room(_("Break-glass"), "posts:break_glass", holding("post.write", "post.confirm", "blanket.sign")),
    Room(_("Calendar"), "posts:calendar", EMPLOYEE),
    Room(_("Accounts"), "accounts:index", EMPLOYEE),
    Room(_("People"), "people", EMPLOYEE),
    Room(_("Clauses"), "clause_status", EMPLOYEE),
    Room(_("Directive"), "directive", EMPLOYEE),
    Room(_("Screening"), "findings:how", KEEP_SCREENING),
    Room(_("Set-up"), "setup", holding("agency.change", "roster.keep")),
    Room(_("Outbox"), "outbox", LOOKS),
)
PUBLIC: tuple[Room, ...] = (
    Room(_("Is this account ours?"), "accounts:register", ANYONE),
    Room(_("The directive"), "directive", ANYONE),
    Room(_("How screening works"), "findings:how", ANYONE),
    Room(_("The log"), "log", ANYONE),
    Room(_("Practice platform"), "practice:home", ANYONE),
)
