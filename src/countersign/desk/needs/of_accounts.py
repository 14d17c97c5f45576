"""What accounts need: to be signed, and to have their connection put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.desk.needs.need import MOST, Need
from countersign.gate import signatures
from countersign.gate.act import Capacity


def accounts_to_sign(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Accounts applied for that wait for this office and this person."""
    if "account.sign" not in capacity.powers or capacity.office is None:
        return
    applied = accounts.accounts(capacity.person, at, state="applied", size=MOST).items
    signed = signatures.live_on([a.form for a in applied])
    for one in applied:
        given = signed.get(one.form, ())
        mine = any(s.office == capacity.office or s.person == capacity.person for s in given)
        if mine or one.applicant == capacity.person:
            continue
        yield Need(
            what=_("Sign the opening of an account: %(name)s on %(platform)s")
            % {"name": one.display_name, "platform": one.platform_name},
            verb=_("Look and sign"),
            url=reverse("accounts:sign_account", args=[one.id]),
            since=one.applied_at,
            detail=one.unit_name,
        )


def connections(capacity: Capacity) -> Iterator[Need]:
    """Connections that broke or will soon, of all accounts or of those this person looks after."""
    mine = frozenset(accounts.custodians(capacity.person)) if "account.connect" not in capacity.powers else None
    found = [t for t in accounts.troubles() if mine is None or t.account in mine]
    names = accounts.names({t.account for t in found})
    for trouble in found:
        yield Need(
            what=_("Put the connection of an account right: what is scheduled there waits")
            if trouble.stops
            else _("Look at the connection of an account"),
            verb=_("Look"),
            url=reverse("accounts:account", args=[trouble.account]),
            since=trouble.at,
            detail=names.get(trouble.account, ""),
        )
