"""Choosing which model reads texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.findings import given, installed, state, subjects
from countersign.findings.models import ModelChoice
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts


@dataclass(frozen=True)
class ChooseModel(Act):
    """Say which model reads texts from now on; no version means that the rules alone read.

    `comparison` is the commitment of a comparison with the one in use so far, on texts of the agency's own. The row
    says the digest of the model's files; other files under the same version are not used.
    """

    name: ClassVar[str] = "choose_model"
    states_facts: ClassVar = (facts.Reasons,)
    version: str
    reason: str
    comparison: str = ""

    def ref(self) -> Ref:
        return subjects.MODEL

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("comparison", self.comparison)
        if self.version == installed.in_use_version():
            raise Malformed(version=_("this one reads already"))
        if self.version:
            _opens(self.version)
        return (given.reasons(self.reason),)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (state.KEY,)

    def effect(self, ctx: Effect) -> None:
        found = installed.find(self.version) if self.version else None
        if found is None and self.version:
            raise Malformed(version=_("there is no such model here"))
        digest = found.digest if found else ""
        if digest:
            ctx.commitments["model"] = digest
        if self.comparison:
            ctx.commitments["comparison"] = self.comparison
        state.changed()

        def write(seq: int) -> None:
            ModelChoice.objects.create(
                seq=seq,
                version=self.version,
                digest=digest,
                comparison=self.comparison,
                reason=self.reason,
                person=ctx.by.person,
                at=ctx.at,
            )

        ctx.on_row(write)


def _opens(version: str) -> None:
    """Raise Malformed for a model that is not here or could not be read: choosing it would leave the rules alone."""
    found = installed.find(version)
    if found is None:
        raise Malformed(version=_("there is no such model here"))
    try:
        installed.load(found)
    except (OSError, ValueError, ImportError) as fault:
        raise Malformed(version=fill(_("its files cannot be read: {fault}"), fault=str(fault))) from fault
