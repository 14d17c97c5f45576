"""Pages that somebody may take for ours: reported by anyone, listed as not ours or dismissed by those who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Q

from countersign.accounts import given, states
from countersign.accounts.addresses import name_key, url_key
from countersign.accounts.given import number
from countersign.accounts.models import Account, Impostor, Tip
from countersign.gate import packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts

IN_USE = (states.OPEN, states.SUSPENDED)


@dataclass(frozen=True)
class ReportImpostor(Act):
    """Say that a page may be taken for ours and is not. `tip` is what the public told us, when that is where it is
    from; `evidence` is the commitment of a picture."""

    name: ClassVar[str] = "report_impostor"
    platform: str
    url: str
    handle: str
    note: str = ""
    evidence: str = ""
    tip: str = ""

    def ref(self) -> Ref:
        return Ref("impostor")

    def check(self) -> None:
        given.faults(
            url=given.url_fault(self.url),
            handle=given.handle_fault(self.handle) if self.handle else None,
            note=given.text_fault(self.note, most=2000),
            platform=None if not self.platform or self.platform in packs.in_force().platform else _("no such platform"),
        )
        if not self.url and not self.handle:
            raise Malformed(url=_("an address or a handle is needed"))
        if not self.url and not self.platform:
            raise Malformed(platform=_("say on which platform this handle is"))

    def scope(self, by: By) -> Scope:
        return Scope(ref=self.ref())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("evidence", self.evidence)
        return ()

    def effect(self, ctx: Effect) -> str:
        made = Impostor.objects.create(
            platform=self.platform,
            handle=self.handle,
            name_key=name_key(self.handle),
            url=self.url,
            url_key=url_key(self.url) if self.url else "",
            note=self.note,
            evidence=self.evidence,
            state=states.REPORTED,
            reporter=ctx.by.person,
            reported_at=ctx.at,
        )
        if self.evidence:
            ctx.commitments["evidence"] = self.evidence
        Tip.objects.filter(pk=number(self.tip)).update(settled=True)
        return str(made.pk)


@dataclass(frozen=True)
class ListImpostor(Act):
    """Decide about a reported page: list it in the public register as not ours, or dismiss it."""

    name: ClassVar[str] = "list_impostor"
    states_facts: ClassVar = (facts.Reasons,)
    impostor: str
    listed: bool
    reason: str

    def ref(self) -> Ref:
        return Ref("impostor", self.impostor)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if scope.state == self._state():
            raise Malformed(listed=_("that is how it stands already"))
        if self.listed and _is_ours(Impostor.objects.get(pk=number(self.impostor))):
            raise Malformed(listed=_("this page is one of our own accounts"))
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        Impostor.objects.filter(pk=number(self.impostor)).update(
            state=self._state(), decided_at=ctx.at, said=self.reason
        )

    def _state(self) -> str:
        return states.LISTED if self.listed else states.DISMISSED


def _is_ours(page: Impostor) -> bool:
    """Whether a reported page is an account of ours: by its address, or by its handle on its platform."""
    ours = Account.objects.filter(state__in=IN_USE)
    same = Q(url_key=page.url_key) if page.url_key else Q(platform=page.platform, name_key=page.name_key)
    return ours.filter(same).exists()
