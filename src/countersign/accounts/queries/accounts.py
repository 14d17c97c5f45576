"""Accounts and applications: lists, one of them, their pages, and what posts on them touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import get_language

from countersign.accounts import states
from countersign.accounts.facts import as_asked, last_seen, signed_forms
from countersign.accounts.given import number
from countersign.accounts.models import Account, Attestation, Credential, Custodian
from countersign.accounts.queries.lines import AccountLine, ElementLine, Sign, Touched
from countersign.accounts.queries.sight import capacities, visible
from countersign.gate import packs
from countersign.people import queries as people
from countersign.people.queries import PAGE_SIZE, Page, page_of

SORTS = {
    "name": ("display_name", "pk"),
    "unit": ("place", "display_name", "pk"),
    "platform": ("platform", "display_name", "pk"),
    "state": ("state", "display_name", "pk"),
    "newest": ("-applied_at", "-pk"),
}
EVIDENCE_DAYS = "page_evidence_days"


def accounts(
    viewer: str,
    at: datetime,
    *,
    state: str = "",
    unit: str = "",
    platform: str = "",
    text: str = "",
    sort: str = "name",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[AccountLine]:
    """Accounts and applications as `viewer` may see them. `unit` includes its parts; `text` is looked for in name,
    handle and address; `sort` is one of `SORTS`."""
    found = Account.objects.filter(visible(viewer, at))
    if state:
        found = found.filter(state=state)
    if unit:
        found = found.filter(unit__in=people.with_parts([unit]))
    if platform:
        found = found.filter(platform=platform)
    for word in text.split():
        found = found.filter(Q(display_name__icontains=word) | Q(handle__icontains=word) | Q(url__icontains=word))
    if sort == "unit":
        # Units stand in another room's table: their order is brought along.
        places = [When(unit=u.id, then=Value(n)) for n, u in enumerate(people.units(closed=True))]
        found = found.annotate(place=Case(*places, default=Value(len(places)), output_field=IntegerField()))
    return page_of(found.order_by(*SORTS.get(sort, SORTS["name"])), page, _lines, size)


def account(viewer: str, at: datetime, id: str) -> AccountLine | None:
    """One account; None when there is none that `viewer` may see."""
    found = Account.objects.filter(visible(viewer, at), pk=number(id))
    return next(iter(_lines(list(found))), None)


def may_post_on(viewer: str, at: datetime) -> tuple[AccountLine, ...]:
    """The open accounts on which somebody has running written leave to post, by name."""
    named = {a for c in capacities(viewer, at) if c.kind == "authorized" for a in c.accounts or ()}
    found = Account.objects.filter(pk__in=[number(a) for a in named], state=states.OPEN)
    return tuple(_lines(list(found.order_by("display_name", "pk"))))


def names(ids: Iterable[str]) -> Mapping[str, str]:
    """What to call accounts, by id; ids of none are left out."""
    found = Account.objects.filter(pk__in=[number(i) for i in ids])
    return {
        str(pk): f"{title} ({platform_name(on)} @{handle.lstrip('@')})"
        for pk, title, on, handle in found.values_list("pk", "display_name", "platform", "handle")
    }


def platform_name(id: str) -> str:
    """What the pack calls a platform, in the reader's language; its id where the pack does not know it."""
    found = packs.in_force().platform.get(id)
    return found.called(get_language() or "en") if found else id


def signs(ids: Iterable[str]) -> Mapping[str, Sign]:
    """What the public sees beside a post of each of these accounts, by id; ids of none are left out."""
    found = Account.objects.filter(pk__in=[number(i) for i in ids])
    return {
        str(pk): Sign(title, on, platform_name(on), handle.lstrip("@"))
        for pk, title, on, handle in found.values_list("pk", "display_name", "platform", "handle")
    }


def touched(ids: Iterable[str]) -> Mapping[str, Touched]:
    """What posts on these accounts touch, by account; ids of none are left out."""
    return {
        id: Touched(id, a.unit, a.platform, a.state, tuple(a.purposes), a.connector) for id, a in as_asked(ids).items()
    }


def custodians(person: str) -> tuple[str, ...]:
    """The accounts that somebody looks after and that are in use or applied for."""
    looking = Custodian.objects.filter(person=person, ended_at=None)
    found = looking.exclude(account__state__in=(states.CLOSED, states.TAKEN_BACK))
    return tuple(str(pk) for pk in found.order_by("account").values_list("account", flat=True))


def looked_after_by(ids: Iterable[str]) -> tuple[str, ...]:
    """Those who look after any of these accounts now."""
    looking = Custodian.objects.filter(account__in=[number(i) for i in ids], ended_at=None).order_by("account", "pk")
    return tuple(dict.fromkeys(looking.values_list("person", flat=True)))


def page_of_account(line: AccountLine, at: datetime, lang: str) -> tuple[ElementLine, ...]:
    """Each thing the account's page must show, and what was last seen of it."""
    pack = packs.in_force()
    seen = last_seen([number(line.id)]).get(number(line.id), {})
    oldest = at - timedelta(days=int(pack.parameter.get(EVIDENCE_DAYS, 0)))
    known = {e.id: e for e in pack.elements}
    found = []
    for id in pack.elements_of(line.platform):
        last = seen.get(id)
        found.append(
            ElementLine(
                id=id,
                clause=known[id].clause,
                words=known[id].words.get(lang),
                state=last.state if last else "",
                evidence=last.evidence if last else "",
                person=last.person if last else "",
                at=last.at if last else None,
                fresh=last is not None and last.at >= oldest,
            )
        )
    return tuple(found)


def attested_by(account: str, commitment: str) -> bool:
    """Whether a picture stands behind an attestation of this account."""
    return bool(commitment) and Attestation.objects.filter(account=number(account), evidence=commitment).exists()


def _custodians(found: Iterable[Account]) -> Mapping[int, tuple[str, ...]]:
    looking: dict[int, tuple[str, ...]] = {}
    current = Custodian.objects.filter(account__in=list(found), ended_at=None).order_by("pk")
    for account, person in current.values_list("account_id", "person"):
        looking[account] = (*looking.get(account, ()), person)
    return looking


def _lines(found: list[Account]) -> list[AccountLine]:
    looking = _custodians(found)
    units = {u.id: u.name for u in people.units(closed=True)}
    signed = signed_forms(found)
    keyed = set(Credential.objects.filter(account__in=found).values_list("account_id", flat=True))
    return [
        AccountLine(
            id=str(a.pk),
            platform=a.platform,
            platform_name=platform_name(a.platform),
            unit=a.unit,
            unit_name=units.get(a.unit, a.unit),
            handle=a.handle,
            url=a.url,
            display_name=a.display_name,
            purposes=tuple(a.purposes),
            scope=a.scope,
            campaign=a.campaign,
            applicant=a.applicant,
            custodians=looking.get(a.pk, ()),
            state=a.state,
            form=a.form_hash,
            signed=str(a.pk) in signed,
            connector=a.connector,
            identity=a.identity,
            connected_as=a.connected_as.lstrip("@"),
            department_identity=a.department_identity,
            base_url=a.base_url,
            has_credential=a.pk in keyed,
            said=a.said,
            applied_at=a.applied_at,
            opened_at=a.opened_at,
            closed_at=a.closed_at,
        )
        for a in found
    ]
