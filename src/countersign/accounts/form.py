"""The form of an account: everything that is signed, frozen under one hash."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from countersign.accounts.models import Account, Custodian
from countersign.gate import frozen, packs
from countersign.gate.act import Effect, Ref
from countersign.people import queries as people

KIND = "account"


def content(account: Account, at: datetime) -> dict[str, Any]:
    """What the account is to be, with the names by which a signer knows units and people."""
    pack = packs.in_force()
    looking = Custodian.objects.filter(account=account, ended_at=None).order_by("pk").values_list("person", flat=True)
    known = people.known([account.applicant, *looking], at)
    unit = next((u for u in people.units(closed=True) if u.id == account.unit), None)
    platform = pack.platform.get(account.platform)
    purposes = {p.id: p.words for p in pack.purposes}

    def named(id: str) -> dict[str, str]:
        return {"id": id, "name": known[id].name if id in known else ""}

    return {
        "account": str(account.pk),
        "platform": {"id": account.platform, "name": platform.name if platform else account.platform},
        "unit": {"id": account.unit, "name": unit.name if unit else ""},
        "handle": account.handle,
        "url": account.url,
        "display_name": account.display_name,
        "purposes": [{"id": p, "words": purposes.get(p)} for p in account.purposes],
        "scope": account.scope,
        "campaign": account.campaign or None,
        "custodians": [named(p) for p in looking],
        "applicant": named(account.applicant),
    }


def freeze(ctx: Effect, account: Account) -> str:
    """Part of an effect: the account's present form is frozen and is the one to be signed. Returns its hash."""
    digest = frozen.freeze(KIND, Ref("account", str(account.pk)), content(account, ctx.at), at=ctx.at)
    account.form_hash = digest
    account.save(update_fields=["form_hash"])
    ctx.commitments["form"] = digest
    return digest
