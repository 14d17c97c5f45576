"""Tells whom it concerns that something is not going its way by itself: the connection of an account, a post that would
not go out as it is, a post that is due and does not go out.

Each is told once, under the row by which the account was connected or the post scheduled; that notice is its own mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from countersign.accounts import queries as accounts
from countersign.desk import notices
from countersign.desk.audience import able, scope_of
from countersign.desk.models import Notice
from countersign.gate import clock
from countersign.gate.act import Scope
from countersign.gate.models import LedgerBody
from countersign.gate.wiring import Job
from countersign.posts import queries as posts
from countersign.rules.acts import ACTS
from countersign.rules.outcome import Result

CONNECTS, SETTLES = ACTS["connect_account"].power, ACTS["settle_attempt"].power
ACCOUNT, AHEAD, OVERDUE = "account_trouble", "post_would_fail", "post_overdue"
LOOKS_BACK = timedelta(days=2)


def claim(at: datetime, limit: int) -> Sequence[str]:
    """What was not told yet. Telling it twice tells nobody twice, so nothing has to be leased."""
    found = [f"{ACCOUNT}:{t.id}" for t in accounts.troubles()]
    found += [f"{AHEAD}:{about(r.about)}" for r in accounts.failed_rehearsals(at - LOOKS_BACK)]
    found += [f"{OVERDUE}:{id}" for id in posts.overdue(at)]
    found = list(dict.fromkeys(found))
    return [name for name in found if not _told(name)][:limit] if found else []


def tell(name: str) -> None:
    """Give the notices of one of them, if it is still so."""
    kind, _colon, id = name.partition(":")
    at = clock.now()
    if kind == ACCOUNT:
        trouble = accounts.trouble(int(id))
        if trouble is not None:
            scope = scope_of("account", trouble.account)
            custodians = accounts.looked_after_by([trouble.account])
            _give([*custodians, *able(CONNECTS, scope, at)], name, "connect_account", scope, trouble.at)
        return
    scope = scope_of("placement", id)
    author = [scope.author] if scope.author else []
    custodians = accounts.looked_after_by(scope.accounts)
    if kind == AHEAD:
        _give([*author, *custodians], name, "schedule_post", scope, at)
    elif kind == OVERDUE and id in posts.overdue(at):
        _give(able(SETTLES, scope, at), name, "schedule_post", scope, at)


def about(rehearsal: str) -> str:
    """The placement that a rehearsal was about."""
    return rehearsal.split(":")[1]


def _give(to: Iterable[str], name: str, act: str, scope: Scope, at: datetime) -> None:
    seq = _row(act, scope)
    if seq is not None:
        notices.give(to, seq=seq, kind=name, ref=scope.ref, at=at)


def _row(act: str, scope: Scope) -> int | None:
    """The latest row by which the account was connected, or the post scheduled."""
    subjects = [scope.ref.key, *scope.also]
    wanted = next((key.partition(":") for key in subjects if key.startswith(f"{ACTS[act].subject}:")), None)
    if wanted is None:
        return None
    rows = LedgerBody.objects.filter(
        act=act, subject_kind=wanted[0], subject_id=wanted[2], result=Result.ALLOWED
    ).order_by("-seq")
    return rows.values_list("seq", flat=True).first()


def _told(name: str) -> bool:
    """Whether this was told of the account as it is connected, or of the post as it is scheduled, now."""
    kind, _colon, id = name.partition(":")
    told = Notice.objects.filter(kind=name)
    if kind == ACCOUNT:
        return told.exists()
    seq = _row("schedule_post", scope_of("placement", id))
    return seq is None or told.filter(seq=seq).exists()


JOBS = (Job("troubles", claim, (("tell", tell),)),)
