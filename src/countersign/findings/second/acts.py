"""Choosing the second reader. Its key stands in no row and on no page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from countersign.accounts import vault
from countersign.findings import given
from countersign.findings.second import addresses
from countersign.findings.second.models import SecondReader, SecondReaderKey
from countersign.findings.second.subject import REF
from countersign.gate.act import Act, Capacity, Effect, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts

MOST_CALLS = 10_000
LEAST_WAIT_S, LONGEST_WAIT_S = 5, 120


@dataclass(frozen=True)
class ChooseSecondReader(Act):
    """Say which endpoint is the second reader, or that there is none.

    `api_key` replaces the one that is kept, and an empty one keeps it, unless the endpoint is somewhere else: a key is
    never sent to anybody but the endpoint that it was entered for.
    """

    name: ClassVar[str] = "choose_second_reader"
    states_facts: ClassVar = (facts.Reasons,)
    on: bool
    base_url: str
    model: str
    calls_a_day: int
    timeout_s: int
    reason: str
    structured: bool = True
    api_key: str = field(default="", repr=False)

    def ref(self) -> Ref:
        return REF

    def check(self) -> None:
        nowhere = not self.on and not self.base_url
        given.faults(
            base_url=None if nowhere else addresses.fault(self.base_url),
            model=given.line_fault(self.model, empty=nowhere),
            calls_a_day=_between(self.calls_a_day, 1, MOST_CALLS),
            timeout_s=_between(self.timeout_s, LEAST_WAIT_S, LONGEST_WAIT_S),
            api_key=_key_fault(self.api_key) or (_("a key for which address?") if self.api_key and nowhere else None),
            reason=given.text_fault(self.reason),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        origin = addresses.origin(self.base_url) if self.base_url else ""
        SecondReaderKey.objects.exclude(origin=origin).delete()
        if self.api_key:
            sealed = {"origin": origin, "sealed": vault.seal(REF.key, self.api_key), "key": vault.newest()}
            SecondReaderKey.objects.update_or_create(pk=SecondReader.ONLY, defaults=sealed)
        values = {
            "on": self.on,
            "base_url": self.base_url,
            "model": self.model,
            "structured": self.structured,
            "calls_a_day": self.calls_a_day,
            "timeout_s": self.timeout_s,
            "changed_at": ctx.at,
        }
        SecondReader.objects.update_or_create(pk=SecondReader.ONLY, defaults=values)
        ctx.on_row(lambda seq: _numbered(seq))

    def fields(self) -> dict[str, Any]:
        """Everything but the key: whether there was a new one."""
        return {**super().fields(), "api_key": bool(self.api_key)}


def _numbered(seq: int) -> None:
    SecondReader.objects.update(seq=seq)


def _between(value: int, least: int, most: int) -> str | None:
    wrong = isinstance(value, bool) or not least <= value <= most
    return fill(_("between {least} and {most}"), least=least, most=most) if wrong else None


def _key_fault(key: str) -> str | None:
    """A key goes into a header, which holds visible ASCII alone."""
    if key and (len(key) > 1000 or not key.isascii() or not key.isprintable() or " " in key):
        return _("this is no key: it has spaces or signs that none has")
    return None
