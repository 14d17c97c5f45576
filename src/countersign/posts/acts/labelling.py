"""What a signer says of a finding, and handing out the texts with all that was said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from countersign.gate.act import Act, Effect, Malformed, Ref
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given, states, texts
from countersign.posts.models import Label, Revision
from countersign.screening import USED, Kind

MOST_MISSED = 14
Verdict = Label.Verdict


@dataclass(frozen=True)
class Missed:
    """A category that screening did not see in one text of a post; `start` and `end` null for the whole text."""

    category: str
    where: str
    start: int | None = None
    end: int | None = None


def check_missed(revision: str, missed: Iterable[Missed]) -> None:
    """Raise `Malformed` unless each names a category and a place of the frozen form."""
    said = list(missed)
    if not said:
        return
    given.once("missed", (f"{m.category} {m.where} {m.start} {m.end}" for m in said))
    held = texts.under(revision)
    given.faults(missed=next((fault for one in said if (fault := _fault(one, held))), None))
    if len(said) > MOST_MISSED:
        raise Malformed(missed=_("more than there are categories"))


def _fault(one: Missed, held: Mapping[str, str]) -> str | None:
    if one.category not in USED[Kind.DRAFT]:
        return _("there is no such category")
    if one.where not in held:
        return _("there is no such text in the post")
    if (one.start is None) != (one.end is None):
        return _("it begins and ends, or is about the whole")
    within = one.start is None or one.end is None or 0 <= one.start < one.end <= len(held[one.where])
    return None if within else _("it is not within the text")


def keep_labels(revision: Revision, said: Mapping[str, bool], missed: Iterable[Missed], ctx: Effect, seq: int) -> None:
    """Part of an effect: which findings were so and which were not, by their keys, and what was missed."""
    common = {"kind": Kind.DRAFT, "hash": revision.hash, "person": ctx.by.person, "at": ctx.at, "seq": seq}
    rows = [
        Label(
            **common,
            **_found(one),
            key=one["key"],
            verdict=Verdict.RIGHT if said[one["key"]] else Verdict.WRONG,
        )
        for one in revision.findings
        if one["key"] in said
    ]
    rows += [
        Label(
            **common,
            where=one.where,
            key=f"missed:{one.category}:{one.where}:{one.start}-{one.end}",
            category=one.category,
            start=one.start,
            end=one.end,
            verdict=Verdict.MISSED,
        )
        for one in missed
    ]
    Label.objects.bulk_create(rows)


def _found(one: Mapping[str, Any]) -> dict[str, Any]:
    names = ("where", "category", "start", "end", "by", "why_key")
    return {**{name: one[name] for name in names}, "version": one.get("version", "")}


@dataclass(frozen=True)
class ExportLabels(Act):
    """Hand out the texts of which people said whether screening was right, as one file.

    `sha256` is that of the file, `manifest` the commitment of what is in it; `masked` whether personal data was
    covered up first.
    """

    name: ClassVar[str] = "export_labels"
    count: int
    masked: bool
    sha256: str
    manifest: str

    def ref(self) -> Ref:
        return Ref("labels", states.LABELS)

    def check(self) -> None:
        given.faults(count=None if self.count > 0 else _("there is nothing in it"))
        given.document("manifest", self.manifest)

    def effect(self, ctx: Effect) -> None:
        ctx.commitments["manifest"] = self.manifest
