"""What was said of findings: lists, counts by category and version, and how each reason fared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from countersign.gate.wiring import Judged
from countersign.people.queries import Page, page_of
from countersign.posts.models import Label, Post, Revision
from countersign.posts.queries import names_of, visible

Verdict = Label.Verdict
FILTERS = ("verdict", "category", "by", "version", "why_key")


@dataclass(frozen=True)
class LabelLine:
    """One thing said. `words` are those it is about, where the reader may see the post; `post` is then its number."""

    category: str
    verdict: str
    by: str
    why_key: str
    why: str
    version: str
    words: str
    post: str
    revision: int
    who: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class Count3:
    """How much was said of one category by one version: right, wrong, and missed."""

    category: str
    version: str
    right: int
    wrong: int
    missed: int


def labels(viewer: str, at: datetime, asked: Mapping[str, str], *, page: int = 1) -> Page[LabelLine]:
    """What was said, the latest first; `asked` narrows it by the columns in `FILTERS`."""

    def lines(rows: list[Label]) -> Iterable[LabelLine]:
        return _lines(rows, viewer, at)

    return page_of(narrowed(**asked).order_by("-pk"), page, lines)


def narrowed(**asked: str) -> QuerySet[Label]:
    """What was said, as far as it is asked for."""
    return Label.objects.filter(**{name: value for name, value in asked.items() if name in FILTERS and value})


def counts(**asked: str) -> tuple[Count3, ...]:
    """By category and version."""
    found: Any = narrowed(**asked).values("category", "version").order_by("category", "version")
    return tuple(Count3(**row) for row in found.annotate(**_said()))


def judged() -> Sequence[Judged]:
    """How often each reason was right and wrong, by version, with what was missed; the wrongest first."""
    found: Any = Label.objects.values("why_key", "category", "by", "version").annotate(**_said())
    rows = [Judged(**row) for row in found]
    return sorted(rows, key=lambda r: (-share_wrong(r), -r.wrong, r.why_key, r.category, r.version))


def share_wrong(one: Judged | Count3) -> float:
    """The part of its answers that said it was not so, in [0, 1]; 0 while nobody answered."""
    answered = one.right + one.wrong
    return one.wrong / answered if answered else 0.0


def versions() -> tuple[str, ...]:
    """Every version whose findings were answered."""
    return tuple(Label.objects.exclude(version="").order_by("version").values_list("version", flat=True).distinct())


def _said() -> dict[str, Count]:
    return {v.value: Count("pk", filter=Q(verdict=v)) for v in Verdict}


def _lines(rows: list[Label], viewer: str, at: datetime) -> Iterable[LabelLine]:
    hashes = {row.hash for row in rows}
    revisions = {r.hash: r for r in Revision.objects.filter(hash__in=hashes).only("hash", "number", "post", "findings")}
    seen = {r.post_id for r in revisions.values()}
    mine = set(Post.objects.filter(visible(viewer, at), pk__in=seen).values_list("pk", flat=True))
    called = names_of({row.person for row in rows}, at)
    for row in rows:
        revision = revisions.get(row.hash)
        shown = revision is not None and revision.post_id in mine
        kept: Iterable[dict[str, Any]] = revision.findings if revision is not None else ()
        found = next((f for f in kept if f["key"] == row.key), {})
        yield LabelLine(
            category=row.category,
            verdict=row.verdict,
            by=row.by,
            why_key=row.why_key,
            why=found.get("why", ""),
            version=row.version,
            words=found.get("words", "") if shown else "",
            post=str(revision.post_id) if revision is not None and shown else "",
            revision=revision.number if revision is not None and shown else 0,
            who=called.get(row.person, row.person),
            at=row.at,
            seq=row.seq,
        )
