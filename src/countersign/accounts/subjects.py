"""What acts of this room are about: what each thing touches, whose own it is, and in which state it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from countersign.accounts import states
from countersign.accounts.given import number
from countersign.accounts.models import Account, Custodian, Impostor, Platform, Strategy, Terms
from countersign.gate import packs
from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import Subject

Scopes = Mapping[str, Scope]


def one(kind: str, id: str) -> Scope:
    """What one thing touches. Raises LookupError when there is none."""
    found = _RESOLVERS[kind]([id])
    if id not in found:
        raise LookupError(f"there is no {kind} {id}")
    return found[id]


def platforms(ids: Sequence[str]) -> Scopes:
    """Platforms of the pack in force, and those about which something was decided under an earlier one."""
    decided = dict(Platform.objects.filter(pk__in=ids).values_list("pk", "state"))
    known = packs.in_force().platform
    return {
        id: Scope(ref=Ref("platform", id), state=decided.get(id, states.NOT_APPROVED), platforms=(id,))
        for id in ids
        if id in known or id in decided
    }


def terms(ids: Sequence[str]) -> Scopes:
    """Versions of platforms' terms."""
    return {
        str(t.pk): Scope(
            ref=Ref("terms", str(t.pk)), state=state_of_terms(t), hash=t.form_hash, platforms=(t.platform,)
        )
        for t in Terms.objects.filter(pk__in=_numbers(ids))
    }


def state_of_terms(found: Terms) -> str:
    """Recorded, accepted, or superseded by a later version."""
    if not found.present:
        return states.SUPERSEDED
    return states.RECORDED if found.accepted_seq is None else states.ACCEPTED


def strategies(ids: Sequence[str]) -> Scopes:
    """Communication strategies: their author's own matter."""
    return {
        str(s.pk): Scope(
            ref=Ref("strategy", str(s.pk)),
            state=state_of_strategy(s),
            hash=s.form_hash,
            own=(s.author,),
            people=(s.author,),
        )
        for s in Strategy.objects.filter(pk__in=_numbers(ids))
    }


def state_of_strategy(found: Strategy) -> str:
    """Submitted, signed at some time, or ended."""
    if found.ended_seq is not None:
        return states.ENDED
    return states.SUBMITTED if found.signed_seq is None else states.SIGNED


def accounts(ids: Sequence[str]) -> Scopes:
    """Accounts, from their application on: the matter of whoever applied and of those who look after them."""
    found = list(Account.objects.filter(pk__in=_numbers(ids)))
    looked_after: dict[int, list[str]] = {}
    custodians = Custodian.objects.filter(account__in=found, ended_at=None).order_by("pk")
    for account, person in custodians.values_list("account_id", "person"):
        looked_after.setdefault(account, []).append(person)
    return {str(a.pk): _of_account(a, looked_after.get(a.pk, ())) for a in found}


def _of_account(account: Account, custodians: Iterable[str]) -> Scope:
    id = str(account.pk)
    own = tuple(dict.fromkeys((account.applicant, *custodians)))
    return Scope(
        ref=Ref("account", id),
        state=account.state,
        hash=account.form_hash,
        own=own,
        units=(account.unit,),
        people=own,
        accounts=(id,),
        platforms=(account.platform,),
        also=(f"unit:{account.unit}",),
    )


def impostors(ids: Sequence[str]) -> Scopes:
    """Pages that somebody may take for ours. They are nobody's own: whoever reports one may also list it."""
    return {
        str(i.pk): Scope(ref=Ref("impostor", str(i.pk)), state=i.state)
        for i in Impostor.objects.filter(pk__in=_numbers(ids))
    }


def _numbers(ids: Iterable[str]) -> list[int]:
    return [number(id) for id in ids]


_RESOLVERS: Mapping[str, Callable[[Sequence[str]], Scopes]] = {
    "platform": platforms,
    "terms": terms,
    "strategy": strategies,
    "account": accounts,
    "impostor": impostors,
}
_MOVES = {
    "platform": states.PLATFORM,
    "terms": states.TERMS,
    "strategy": states.STRATEGY,
    "account": states.ACCOUNT,
    "impostor": states.IMPOSTOR,
}

SUBJECTS = tuple(Subject(kind, resolve, _MOVES[kind]) for kind, resolve in _RESOLVERS.items())
