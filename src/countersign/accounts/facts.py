"""The facts this room answers, for its own acts and for those of other rooms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Max, Q

from countersign.accounts import states
from countersign.accounts.given import number
from countersign.accounts.models import Account, Attestation, Custodian, Platform, Terms
from countersign.accounts.strategy import in_force
from countersign.gate import memory, packs, signatures
from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import Port
from countersign.people import queries as people
from countersign.rules import facts
from countersign.rules.decide import ask_one
from countersign.rules.outcome import Result
from countersign.rules.pack import Pack, Requirement

_ASKED = Account.objects.only("platform", "state", "form_hash", "applicant", "unit", "purposes", "connector")
OPENS = "open_account"
"""The act whose signatures make an account's form the signed one."""


def platforms(scopes: Sequence[Scope], at: datetime) -> list[facts.Platforms | facts.Unknown]:
    """For each platform of a scope, or of its accounts where it names none: approved or not, its present terms, and
    those accepted last."""
    without = {number(a) for s in scopes if not s.platforms for a in s.accounts}
    of_account = dict(Account.objects.filter(pk__in=without).values_list("pk", "platform")) if without else {}
    named = [s.platforms or tuple(dict.fromkeys(of_account.get(number(a), "") for a in s.accounts)) for s in scopes]
    ids = {p for platforms in named for p in platforms}
    approved = set(Platform.objects.filter(pk__in=ids, state=states.APPROVED).values_list("pk", flat=True))
    counting = Terms.objects.filter(Q(present=True) | Q(accepted_seq__isnull=False), platform__in=ids)
    present: dict[str, str] = {}
    agreed: dict[str, str] = {}
    for terms in counting.order_by("accepted_seq").only("platform", "form_hash", "present", "accepted_seq"):
        if terms.present:
            present[terms.platform] = terms.form_hash
        if terms.accepted_seq is not None:
            agreed[terms.platform] = terms.form_hash
    return [
        facts.Unknown("an account is not there")
        if "" in found
        else facts.Platforms(
            tuple(facts.PlatformStanding(p, p in approved, present.get(p), agreed.get(p)) for p in found)
        )
        for found in named
    ]


def accounts(scopes: Sequence[Scope], at: datetime) -> list[facts.Accounts | facts.Unknown]:
    """For each account of a scope: its state, and whether the form it has now is the one that was signed."""
    found = as_asked(a for s in scopes for a in s.accounts)
    signed = signed_forms(found.values())
    answers: list[facts.Accounts | facts.Unknown] = []
    for scope in scopes:
        if any(a not in found for a in scope.accounts):
            answers.append(facts.Unknown("an account is not there"))
            continue
        standing = (facts.AccountStanding(a, found[a].platform, found[a].state, a in signed) for a in scope.accounts)
        answers.append(facts.Accounts(tuple(standing)))
    return answers


def as_asked(ids: Iterable[str]) -> Mapping[str, Account]:
    """Accounts by id, with what acts ask about them and no other column; ids of none are left out."""
    wanted = sorted({number(i) for i in ids})
    return memory.once(("accounts", *wanted), lambda: {str(a.pk): a for a in _ASKED.filter(pk__in=wanted)})


def signed_forms(found: Iterable[Account]) -> frozenset[str]:
    """Those of these accounts whose present form carries the signatures that the pack wants for opening one.

    Where the pack in force asks for none, any live signature will do, and without one a form is not signed.
    """
    accounts = list(found)
    custodians: dict[int, list[str]] = {}
    looking = Custodian.objects.filter(account__in=accounts, ended_at=None)
    for account, person in looking.values_list("account_id", "person"):
        custodians.setdefault(account, []).append(person)
    own = {a.pk: (a.applicant, *custodians.get(a.pk, ())) for a in accounts}
    human = people.one_human({person for named in own.values() for person in named})
    scopes = [
        Scope(
            ref=Ref("account", str(a.pk)),
            hash=a.form_hash,
            own=tuple(dict.fromkeys(human[p] for p in own[a.pk])),
            units=(a.unit,),
        )
        for a in accounts
    ]
    pack = packs.in_force()
    wanted = [r for r in pack.requirements if OPENS in r.acts and r.kind == "signatures"]
    return frozenset(
        scope.ref.id
        for scope, given in zip(scopes, signatures.on(scopes), strict=True)
        if scope.ref.id and scope.hash and _signed(pack, wanted, scope, given)
    )


def _signed(pack: Pack, wanted: Sequence[Requirement], scope: Scope, given: facts.Signatures) -> bool:
    if all(s.withdrawn for s in given.given):
        return False
    matter = facts.Matter("account", scope.ref.id or "", scope.hash, 0, scope.own, scope.units)
    known = facts.Facts([matter, given])
    return all(ask_one(pack, r, known).result is Result.ALLOWED for r in wanted)


def page_elements(scopes: Sequence[Scope], at: datetime) -> list[facts.PageElements | facts.Unknown]:
    """What the page of a scope's one account must show, and what was last seen of each."""
    ids = [number(s.accounts[0]) for s in scopes if len(s.accounts) == 1]
    platform_of = dict(Account.objects.filter(pk__in=ids).values_list("pk", "platform"))
    seen = last_seen(platform_of)
    pack = packs.in_force()
    answers: list[facts.PageElements | facts.Unknown] = []
    for scope in scopes:
        pk = number(scope.accounts[0]) if len(scope.accounts) == 1 else None
        if pk not in platform_of:
            answers.append(facts.Unknown("no one account is named"))
            continue
        elements = tuple(
            facts.Element(a.element, a.state, a.evidence or None, a.at)
            for a in sorted(seen.get(pk, {}).values(), key=lambda a: a.element)
        )
        answers.append(facts.PageElements(pack.elements_of(platform_of[pk]), elements))
    return answers


def last_seen(ids: Iterable[int]) -> Mapping[int, Mapping[str, Attestation]]:
    """The last attestation of each element, by account."""
    attested = Attestation.objects.filter(account__in=list(ids))
    newest = attested.values("account", "element").annotate(last=Max("seq")).values_list("account", "element", "last")
    wanted = {(account, element): last for account, element, last in newest}
    found: dict[int, dict[str, Attestation]] = {}
    for one in attested.filter(seq__in=set(wanted.values())):
        if wanted[one.account_id, one.element] == one.seq:
            found.setdefault(one.account_id, {})[one.element] = one
    return found


def applications(scopes: Sequence[Scope], at: datetime) -> list[facts.Application | facts.Unknown]:
    """What the application of a scope's one account states, as it stands now."""
    ids = [number(s.accounts[0]) for s in scopes if len(s.accounts) == 1]
    found = {a.pk: a for a in Account.objects.filter(pk__in=ids).prefetch_related("custodians")}
    looking = {pk: tuple(c.person for c in a.custodians.all() if c.ended_at is None) for pk, a in found.items()}
    employed = people.employed({p for persons in looking.values() for p in persons}, at)
    answers: list[facts.Application | facts.Unknown] = []
    for scope in scopes:
        account = found.get(number(scope.accounts[0])) if len(scope.accounts) == 1 else None
        if account is None:
            answers.append(facts.Unknown("no one account is named"))
        else:
            answers.append(stated(account.purposes, account.scope, looking[account.pk], employed, account))
    return answers


def stated(
    purposes: Iterable[str],
    scope: str,
    custodians: Sequence[str],
    employed: frozenset[str],
    account: Account | None = None,
) -> facts.Application:
    """An application as a fact: counts and ids only."""
    return facts.Application(
        purposes=tuple(purposes),
        scope_characters=len(scope.strip()),
        custodians=tuple(custodians),
        custodians_employed=tuple(c for c in custodians if c in employed),
        department_identity=account.department_identity if account else None,
    )


def terms_read(scopes: Sequence[Scope], at: datetime) -> list[facts.TermsRead | facts.Unknown]:
    """The version of terms that a scope is about or, for a platform, its present one: what was looked at in it."""
    ids = [number(s.ref.id) for s in scopes if s.ref.kind == "terms"]
    named = {str(t.pk): t for t in Terms.objects.filter(pk__in=ids)}
    of = {p for s in scopes if s.ref.kind != "terms" for p in s.platforms}
    present = {t.platform: t for t in Terms.objects.filter(platform__in=of, present=True)}
    answers: list[facts.TermsRead | facts.Unknown] = []
    for scope in scopes:
        if scope.ref.kind == "terms":
            found = named.get(scope.ref.id or "")
        elif len(scope.platforms) == 1:
            found = present.get(scope.platforms[0])
        else:
            answers.append(facts.Unknown("no one platform is named"))
            continue
        if found is None:
            answers.append(facts.TermsRead(None, (), ()))
        else:
            answers.append(
                facts.TermsRead(found.form_hash, tuple(found.looked_at), tuple(i["item"] for i in found.open))
            )
    return answers


def strategies(scopes: Sequence[Scope], at: datetime) -> list[facts.Strategy]:
    """The strategy in force; `named` is left to acts that name a campaign."""
    found = in_force(at)
    if found is None:
        return [facts.Strategy(None, False, (), None) for _ in scopes]
    one = facts.Strategy(found.form_hash, True, tuple(c["id"] for c in found.campaigns), None)
    return [one for _ in scopes]


PORTS = (
    Port(facts.Platforms, platforms),
    Port(facts.Accounts, accounts),
    Port(facts.PageElements, page_elements),
    Port(facts.Application, applications),
    Port(facts.TermsRead, terms_read),
    Port(facts.Strategy, strategies),
)
