"""Opinions as they are shown: beside their question, as a machine's, with who asked and what it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from countersign.findings.queries.second import STANCES, TROUBLES, hidden
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.posts import queries, states
from countersign.posts.acts.asking import LOST
from countersign.posts.models import Asking, Opinion, Post, Revision
from countersign.posts.second.preparing import Cannot
from countersign.screening.second import Stance

CANNOT: Mapping[str, Any] = {
    Cannot.OFF: _("The second reader is off."),
    Cannot.GONE: _("The text of this finding is not kept any more."),
    Cannot.UNREAD_LISTS: _(
        "A watch-list of the agency cannot be opened, so nobody can keep its words from leaving. Nothing is sent."
    ),
    Cannot.TOO_LONG: _("The text is too long to be sent."),
    Cannot.NOTHING_LEFT: _("Without the personal data nothing of the text is left to judge. Nothing is sent."),
}
NOT_RECORDED = _("What came back could not be recorded: whoever asked may not ask any more.")
WORKER_LOST = _("Whatever was working on it stopped, several times.")


@dataclass(frozen=True)
class Shown:
    """One opinion, or what became of asking. `waiting` while nothing came back; `why` where there is none."""

    id: int
    waiting: bool
    again_at: datetime | None
    stance: Any
    falls_under: bool
    reason: str
    quote: str
    misquoted: bool
    why: Any
    model: str
    host: str
    prompt: str
    who: str
    at: datetime
    seq: int | None
    told_seq: int | None
    hidden: tuple[tuple[str, int], ...]


def opinions(revision: Revision) -> Mapping[str, Sequence[Shown]]:
    """What was asked about each finding of a revision, by its key, the latest first."""
    rows = list(Opinion.objects.filter(revision=revision).select_related("asking").order_by("-pk"))
    called = queries.names_of({row.person for row in rows}, clock.now()) if rows else {}
    found: dict[str, list[Shown]] = {}
    for row in rows:
        found.setdefault(row.finding, []).append(_shown(row, called.get(row.person, row.person)))
    return found


def refs(post: Post) -> list[Ref]:
    """What of a post's history is about opinions."""
    return [Ref("opinion", str(pk)) for pk in Opinion.objects.filter(revision__post=post).values_list("pk", flat=True)]


def _shown(row: Opinion, who: str) -> Shown:
    asking: Asking | None = getattr(row, "asking", None)
    lost = asking is not None and asking.lost
    later = asking is not None and asking.tries and asking.due_at > clock.now()
    return Shown(
        id=row.pk,
        waiting=row.state == states.ASKED and not lost,
        again_at=asking.due_at if asking and later else None,
        stance=STANCES.get(row.stance, row.stance),
        falls_under=row.stance == Stance.FALLS_UNDER,
        reason=row.reason,
        quote=row.quote,
        misquoted=row.misquoted,
        why=NOT_RECORDED if lost else _why(row.why),
        model=row.model,
        host=_host(row.base_url),
        prompt=row.prompt,
        who=who,
        at=row.at,
        seq=row.seq,
        told_seq=row.told_seq,
        hidden=tuple(hidden(row.hidden)),
    )


def _why(why: str) -> Any:
    return WORKER_LOST if why == LOST else TROUBLES.get(why, why)


def _host(base_url: str) -> str:
    return base_url.partition("://")[2].partition("/")[0]
