"""A platform's terms of service: recorded with what was looked at in them, accepted with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from countersign.accounts import given, owed
from countersign.accounts.given import number
from countersign.accounts.models import Terms
from countersign.gate import frozen, packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts


@dataclass(frozen=True)
class OpenItem:
    """An item of the checklist that was looked at and stands open, with what is the matter with it."""

    item: str
    note: str


@dataclass(frozen=True)
class RecordTerms(Act):
    """Keep the terms of a platform as they are now, with the checklist. They replace those recorded before.

    `text` is the commitment of the text, kept before as evidence. `looked_at` are the items looked at, those that
    stand open among them.
    """

    name: ClassVar[str] = "record_terms"
    states_facts: ClassVar = (facts.TermsRead,)
    platform: str
    version: str
    dated: date
    text: str
    looked_at: tuple[str, ...] = ()
    open: tuple[OpenItem, ...] = ()

    def ref(self) -> Ref:
        return Ref("terms")

    def check(self) -> None:
        given.platform("platform", self.platform)
        given.faults(version=given.line_fault(self.version, most=100))
        given.once("looked_at", self.looked_at)
        given.once("open", (o.item for o in self.open))
        items = {item.id for item in packs.in_force().terms}
        if not {*self.looked_at, *(o.item for o in self.open)} <= items:
            raise Malformed(looked_at=_("the directive's pack has no such item"))
        if not {o.item for o in self.open} <= set(self.looked_at):
            raise Malformed(open=_("an item that nobody looked at cannot stand open"))
        for one in self.open:
            given.faults(open=given.text_fault(one.note) or (None if one.note.strip() else _("say what stands open")))

    def scope(self, by: By) -> Scope:
        return Scope(ref=self.ref(), platforms=(self.platform,))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"platform:{self.platform}",)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("text", self.text)
        return (facts.TermsRead(self.text or None, self.looked_at, tuple(o.item for o in self.open)),)

    def effect(self, ctx: Effect) -> str:
        Terms.objects.filter(platform=self.platform, present=True).update(present=False)
        open_items = [{"item": o.item, "note": o.note} for o in self.open]
        made = Terms.objects.create(
            platform=self.platform,
            version=self.version,
            dated=self.dated,
            text=self.text,
            looked_at=list(self.looked_at),
            open=open_items,
            recorded_at=ctx.at,
        )
        content = {
            "platform": self.platform,
            "version": self.version,
            "dated": self.dated,
            "text": self.text,
            "looked_at": list(self.looked_at),
            "open": open_items,
        }
        made.form_hash = frozen.freeze("terms", Ref("terms", str(made.pk)), content, at=ctx.at)
        made.save(update_fields=["form_hash"])
        ctx.commitments |= {"text": self.text, "form": made.form_hash}

        ctx.on_row(lambda seq: _update(made.pk, recorded_seq=seq))
        return str(made.pk)


@dataclass(frozen=True)
class AcceptTerms(Act):
    """Agree to a platform's present terms for the agency, and have them read again after a while."""

    name: ClassVar[str] = "accept_terms"
    states_facts: ClassVar = (facts.Reasons,)
    terms: str
    reason: str

    def ref(self) -> Ref:
        return Ref("terms", self.terms)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return tuple(f"platform:{p}" for p in scope.platforms)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        (platform,) = ctx.scope.platforms
        owed.anew(ctx, Ref("platform", platform))
        ctx.commitments["form"] = ctx.scope.hash or ""
        ctx.on_row(lambda seq: _update(number(self.terms), accepted_seq=seq, accepted_at=ctx.at))


def _update(pk: int, **values: object) -> None:
    Terms.objects.filter(pk=pk).update(**values)
