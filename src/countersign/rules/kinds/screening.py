"""What screening saw, and what only a reader can judge."""

from __future__ import annotations

from countersign.rules.facts import Facts, Finding, Findings, Matter, NotKnown
from countersign.rules.kind import kind
from countersign.rules.outcome import MET, Outcome, needs_person, refused


@kind("nothing_blocked", reads=(Matter, Findings))
def nothing_blocked(f: Facts, *, categories: tuple[str, ...]) -> Outcome:
    """No checked pattern of these categories fired on the matter's present content (severity `block`)."""
    seen = _of(_on_this(f), categories)
    blocked = dict.fromkeys(x.category for x in seen if x.severity == "block")
    return refused(*blocked) if blocked else MET


@kind("findings_answered", reads=(Matter, Findings))
def findings_answered(f: Facts, *, categories: tuple[str, ...]) -> Outcome:
    """Whoever signs answered each finding of these categories that asks for a person."""
    seen = _of(_on_this(f), categories)
    left = dict.fromkeys(x.category for x in seen if x.severity not in ("block", "clear") and not x.answered)
    return needs_person(*left, fact="findings") if left else MET


@kind("findings_known", reads=(Matter, Findings))
def findings_known(f: Facts, *, categories: tuple[str, ...]) -> Outcome:
    """Every finding is of a category in `categories`; one that no clause speaks to needs a person."""
    strange = dict.fromkeys(
        x.category
        for x in _on_this(f).items
        if x.category not in categories and x.severity != "clear" and not x.answered
    )
    return needs_person(*strange, fact="findings") if strange else MET


@kind("judged", reads=(Matter, Findings))
def judged(f: Facts) -> Outcome:
    """Whoever signs affirmed, for this very content, what no rule can judge."""
    return MET if _on_this(f).judged else needs_person(fact="findings")


def _on_this(f: Facts) -> Findings:
    """The findings, when they are about the matter's present content; else they are as good as none."""
    matter, findings = f[Matter], f[Findings]
    if findings.hash != matter.hash:
        raise NotKnown("findings", "they are about other content")
    return findings


def _of(findings: Findings, categories: tuple[str, ...]) -> list[Finding]:
    return [x for x in findings.items if x.category in categories]
