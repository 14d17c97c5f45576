"""The set-up checklist: what an agency still has to do before its first post, derived each time from what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.desk import logbook, mail
from countersign.directive import queries as directive
from countersign.gate import packs
from countersign.gate.models import LedgerBody
from countersign.people import queries as people
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor
from countersign.people.web.opening import may_open
from countersign.rules.outcome import Result

SIGNS_ACCOUNTS = "account.sign"


@dataclass(frozen=True)
class Step:
    """One step: done, open, or (`done` None) something to see to that nothing here can tell.

    `ours` is false where the page is one of the sign-in library's, open to everybody who signed in.
    """

    what: str
    done: bool | None
    detail: str = ""
    url: str = ""
    verb: str = ""
    who: str = ""
    ours: bool = True


def steps(at: datetime) -> list[Step]:
    """Every step in the order in which they are best done."""
    return [*_house(at), *_ground(at), *_first(), *_running()]


def steps_for(here: Visitor, at: datetime) -> list[Step]:
    """The same with a button only where this person may open its page; who can take the step stays said."""
    return [s if not s.url or not s.ours or may_open(here, s.url) else replace(s, url="") for s in steps(at)]


def _house(at: datetime) -> list[Step]:
    agency = people.agency()
    pack = packs.in_force()
    return [
        Step(
            _("The house is installed"), agency is not None, f"{pack.id} {pack.version}", reverse("log"), _("The log")
        ),
        Step(
            _("The agency's logo is kept"),
            bool(agency and agency.logo),
            _("Accounts' pages must show it."),
            reverse("agency"),
            _("The agency"),
            _holders("agency.change"),
        ),
        Step(
            _("Employees are on the roster"),
            _happened("import_roster", "hire"),
            _("From a file, or one by one."),
            reverse("roster"),
            _("Bring in a roster"),
            _holders("roster.keep"),
        ),
        _second_factors(at),
    ]


def _ground(at: datetime) -> list[Step]:
    version = directive.in_force()
    ready = [p.name for p in accounts.platforms() if p.state == "approved" and p.accepted and not p.terms_stale]
    return [
        Step(
            _("The directive's official text is in force"),
            version is not None,
            version.title if version else _("Until then pages show our summary and say so."),
            reverse("import_directive"),
            _("Bring in the text"),
            _holders("directive.import"),
        ),
        Step(
            _("A platform is approved and its terms are accepted"),
            bool(ready),
            ", ".join(ready),
            reverse("accounts:platforms"),
            _("Platforms"),
            _holders("platform.approve"),
        ),
        Step(
            _("A communication strategy is signed"),
            accounts.strategy_in_force(at) is not None,
            "",
            reverse("accounts:strategies"),
            _("Strategy"),
            _holders("strategy.sign"),
        ),
    ]


def _first() -> list[Step]:
    return [
        Step(
            _("A first account is open"),
            any(p.accounts for p in accounts.platforms()),
            "",
            reverse("accounts:index"),
            _("Accounts"),
            _holders("account.apply"),
        ),
        Step(
            _("Somebody has leave to post"),
            _happened("authorize"),
            "",
            reverse("authorizations"),
            _("Leave to post"),
            _holders("authorization.sign"),
        ),
    ]


def _running() -> list[Step]:
    checkpoint = logbook.folder() / "checkpoint"
    return [
        Step(
            _("A mail server is set"),
            mail.server_set(),
            _("Without one, notices stay on their page and in the outbox. Set COUNTERSIGN_MAIL_HOST."),
            reverse("outbox"),
            _("Outbox"),
        ),
        Step(
            _("The log is published"),
            checkpoint.exists(),
            _("Give its newest head to somebody outside the agency now and then: history cannot be rewritten unseen."),
            reverse("log"),
            _("The log"),
        ),
        Step(
            _("Backups are made"),
            None,
            _(
                "Back up three things together: the database, the folder evidence and the folder keys, both in "
                "%(folder)s. Nothing here can see whether you do; restore one to try it."
            )
            % {"folder": settings.DATA},
        ),
    ]


def _second_factors(at: datetime) -> Step:
    """Those who sign accounts by an office of their own: without a second factor they cannot sign anything."""
    pack, lang = packs.in_force(), language()
    offices = [o for o in pack.offices if SIGNS_ACCOUNTS in o.powers]
    held = [h for h in people.holders(at) if h.office in {o.id for o in offices}]
    having = _with_second_factor([h.person for h in held])
    lacking = [f"{h.name}, {pack.office[h.office].title.get(lang)}" for h in held if h.person not in having]
    empty = [o.title.get(lang) for o in offices if o.id not in {h.office for h in held}]
    return Step(
        _("Those who sign accounts have a second factor"),
        not lacking and not empty,
        _("Not yet: %(names)s") % {"names": "; ".join([*lacking, *empty])} if lacking or empty else "",
        reverse("mfa_index"),
        _("My second factor"),
        ours=False,
    )


def _with_second_factor(persons: Sequence[str]) -> set[str]:
    ways = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found = Authenticator.objects.filter(user__person__in=persons, type__in=ways)
    return {str(pk) for pk in found.values_list("user__person", flat=True)}


def _happened(*acts: str) -> bool:
    return LedgerBody.objects.filter(act__in=acts, result=Result.ALLOWED).exists()


def _holders(power: str) -> str:
    """The offices that hold a power, in words."""
    lang = language()
    return ", ".join(o.title.get(lang) for o in packs.in_force().offices if power in o.powers)
