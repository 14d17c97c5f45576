"""What screening says about a template and about what was filled in, and which of it the template's signer answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from countersign.gate import packs
from countersign.gate.models import Signature
from countersign.posts.acts.signing import Answered
from countersign.posts.blanket.template import Template, unfilled
from countersign.posts.models import Blanket, BlanketAnswer
from countersign.rules import facts

Kept = Sequence[Mapping[str, Any]]
"""Findings as they are kept."""


def texts(template: Template) -> dict[str, str]:
    """Everything in a template that can go out: its words with the blanks named, and each entry of each list."""
    lists = {f"{b.name}:{i}": o for b in template.blanks if b.kind == "choice" for i, o in enumerate(b.options)}
    tuned = {f"text:{account}": unfilled(template, account) for account in template.tuned}
    return {"text": unfilled(template), **tuned, **lists}


def fact(digest: str, found: Kept, answered: Iterable[str], *, judged: bool) -> facts.Findings:
    """The findings on a form, some of them answered by their key."""
    keys = set(answered)
    items = tuple(facts.Finding(f["category"], f["severity"], f["by"], f["key"] in keys) for f in found)
    return facts.Findings(digest, items, judged)


def long_enough(answers: Iterable[Answered]) -> set[str]:
    """The keys that were answered with a reason that counts as one."""
    least = max(int(packs.in_force().parameter.get("min_reason_characters", 1)), 1)
    return {a.key for a in answers if len(a.reason.strip()) >= least}


def answered_before(blanket: Blanket, found: Kept) -> set[str]:
    """The keys of those findings that stand in the template too and were answered with its living signature.

    The same words for the same reason; whatever a blank brought in was answered by nobody yet.
    """
    live = Signature.objects.filter(frozen_hash=blanket.hash, withdrawn_seq=None).values("seq")
    rows = BlanketAnswer.objects.filter(blanket=blanket, seq__in=live).exclude(words="")
    said = set(rows.values_list("category", "words"))
    return {str(f["key"]) for f in found if (f["category"], f["words"]) in said}
