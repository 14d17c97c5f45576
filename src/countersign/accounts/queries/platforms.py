"""Platforms and their terms: no secret among employees."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count
from django.utils.translation import get_language

from countersign.accounts import states
from countersign.accounts.given import number
from countersign.accounts.models import Account, Platform, Terms
from countersign.accounts.queries.lines import OpenLine, PlatformLine, TermsLine
from countersign.accounts.subjects import state_of_terms
from countersign.gate import packs


def platforms() -> tuple[PlatformLine, ...]:
    """Every platform of the pack in force, in its order, and those decided about under an earlier one."""
    return _lines(None)


def platform(id: str) -> PlatformLine | None:
    """One platform; None when there is none."""
    return next(iter(_lines(id)), None)


def terms_of(platform: str) -> tuple[TermsLine, ...]:
    """Every version of a platform's terms on record, the latest first."""
    return tuple(_terms(t) for t in Terms.objects.filter(platform=platform).order_by("-pk"))


def terms(id: str) -> TermsLine | None:
    """One version of terms; None when there is none."""
    found = Terms.objects.filter(pk=number(id)).first()
    return _terms(found) if found else None


def _lines(only: str | None) -> tuple[PlatformLine, ...]:
    pack = packs.in_force()
    decided = {p.pk: p for p in Platform.objects.all()}
    ids = [i for i in (*pack.platform, *(d for d in decided if d not in pack.platform)) if only in (None, i)]
    present = {t.platform: t for t in Terms.objects.filter(present=True, platform__in=ids)}
    accepted = {
        t.platform: t
        for t in Terms.objects.filter(platform__in=ids, accepted_seq__isnull=False).order_by("accepted_seq")
    }
    used = _used(ids)
    lines = []
    for id in ids:
        entry, row = pack.platform.get(id), decided.get(id)
        now, agreed = present.get(id), accepted.get(id)
        lines.append(
            PlatformLine(
                id=id,
                name=entry.called(get_language() or "en") if entry else id,
                named_by_directive=entry.named_by_directive if entry else False,
                hosts=entry.hosts if entry else (),
                elements=pack.elements_of(id),
                state=row.state if row else states.NOT_APPROVED,
                decided_at=row.decided_at if row else None,
                terms=_terms(now) if now else None,
                accepted=_terms(agreed) if agreed else None,
                accounts=used.get(id, 0),
            )
        )
    return tuple(lines)


def _used(ids: Iterable[str]) -> dict[str, int]:
    open_accounts = Account.objects.filter(platform__in=list(ids), state__in=(states.OPEN, states.SUSPENDED))
    return dict(open_accounts.values("platform").annotate(n=Count("pk")).values_list("platform", "n"))


def _terms(found: Terms) -> TermsLine:
    return TermsLine(
        id=str(found.pk),
        platform=found.platform,
        version=found.version,
        dated=found.dated,
        text=found.text,
        form=found.form_hash,
        state=state_of_terms(found),
        looked_at=tuple(found.looked_at),
        open=tuple(OpenLine(o["item"], o["note"]) for o in found.open),
        recorded_at=found.recorded_at,
        accepted_at=found.accepted_at,
    )
