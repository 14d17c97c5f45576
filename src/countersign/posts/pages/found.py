"""What screening found in a revision, with what was said to it: for the post's own pages, on screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countersign.gate import clock
from countersign.people.web.identity import Visitor
from countersign.posts import queries, words
from countersign.posts.models import Answer, Label, Post, Revision

SIGNS = "post.sign"


@dataclass(frozen=True)
class Said:
    """What somebody said to a finding: why it may stay, and whether it is so; None when they did not say."""

    who: str
    reason: str
    so: bool | None


@dataclass(frozen=True)
class Found:
    """A finding as it was kept, how grave it is, and what was said to it, where the reader may know that."""

    found: Mapping[str, Any]
    severity: Any
    said: tuple[Said, ...]


def findings_of(post: Post, revision: Revision | None, here: Visitor) -> Sequence[Found]:
    """The findings kept with a revision. Reasons are for the author and for those who sign."""
    if revision is None or not revision.findings:
        return ()
    said: dict[str, list[Said]] = {}
    if here.by.person == post.author or here.may(SIGNS):
        answers = list(Answer.objects.filter(revision=revision).order_by("pk"))
        called = queries.names_of({a.person for a in answers}, clock.now())
        labels = Label.objects.filter(hash=revision.hash).exclude(verdict=Label.Verdict.MISSED)
        so = {(row.seq, row.key): row.verdict == Label.Verdict.RIGHT for row in labels}
        for a in answers:
            who = called.get(a.person, a.person)
            said.setdefault(a.key, []).append(Said(who, a.reason, so.get((a.seq, a.key))))
    return [
        Found(f, words.SEVERITIES.get(f["severity"], f["severity"]), tuple(said.get(f["key"], ())))
        for f in revision.findings
    ]
