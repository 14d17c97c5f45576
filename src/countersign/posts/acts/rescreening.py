"""Recording that everything was screened again: one row, which commits to the manifest of what came of each text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self

from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given
from countersign.posts.models import Rescreening
from countersign.rules import facts


@dataclass(frozen=True)
class RescreenArchive(Act):
    """Put on record what a whole reading of the archive saw. `rules` and `model` are the versions that read.

    `index` is the hash over the outcomes of all texts in their order, `manifest` the commitment of the account of them.
    """

    name: ClassVar[str] = "rescreen_archive"
    run: str
    rules: str
    model: str | None
    texts: int
    index: str
    manifest: str

    @classmethod
    def of(cls, run: Rescreening) -> Self:
        """The act for a reading that came to its end."""
        return cls(str(run.pk), run.screen["rules"], run.screen["model"], run.texts, run.index, run.manifest)

    def ref(self) -> Ref:
        return Ref("rescreening")

    def scope(self, by: By) -> Scope:
        return Scope(ref=self.ref())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        run = Rescreening.objects.filter(pk=given.number(self.run), state=Rescreening.State.READ).first()
        if run is None or RescreenArchive.of(run) != self:
            raise Malformed(run=_("it is not a reading that came to its end and is not on record yet"))
        return ()

    def effect(self, ctx: Effect) -> str:
        done: dict[str, Any] = {"state": Rescreening.State.DONE, "ended_at": ctx.at, "lease_until": None}
        reading = Rescreening.objects.filter(pk=given.number(self.run), state=Rescreening.State.READ)
        if not reading.update(**done):
            raise Malformed(run=_("it was put on record meanwhile"))
        ctx.commitments["manifest"] = self.manifest
        ctx.on_row(lambda seq: _numbered(self.run, seq))
        return self.run


def _numbered(run: str, seq: int) -> None:
    Rescreening.objects.filter(pk=given.number(run)).update(seq=seq)
