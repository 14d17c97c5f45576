"""Reading given archives in the background: one run at a time for each worker, its row is the lease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db.models import Q

from countersign.accounts import queries as accounts
from countersign.connectors import archives
from countersign.connectors.words import gettext_noop as _
from countersign.gate import clock
from countersign.gate.wiring import Job
from countersign.posts.history import trying
from countersign.posts.history.models import HistoryRun

MOST_TRIES = 8


def due(at: datetime, limit: int) -> Sequence[str]:
    """Runs that wait to be read, or whose reader was lost."""
    State = HistoryRun.State
    free = Q(lease_until=None) | Q(lease_until__lte=at)
    waiting = HistoryRun.objects.filter(free, state__in=(State.WAITING, State.READING)).exclude(path="")
    return [
        str(pk)
        for pk in waiting.order_by("pk").values_list("pk", flat=True)[:limit]
        if HistoryRun.objects.filter(free, pk=pk).update(lease_until=at + trying.LEASE)
    ]


def read(run: str) -> None:
    """Read one given archive to its end, or to its first question, or to why it is refused."""
    found = HistoryRun.objects.filter(pk=int(run)).exclude(path="").first()
    if found is None:
        return
    try:
        _read(found, Path(found.path))
    except trying.Lost:
        return


def _read(found: HistoryRun, path: Path) -> None:
    try:
        found = trying.begin(found)
        if found.tries > MOST_TRIES:
            raise archives.Unreadable(_("Reading it broke off several times."))
        found.kind = recognised(path, found.kind, found.account)
        HistoryRun.objects.filter(pk=found.pk).update(kind=found.kind)
        if not _ask(found, path):
            trying.stage(found, path)
            trying.drop_file(found)
            HistoryRun.objects.filter(pk=found.pk).update(path="")
    except archives.ArchiveError as error:
        trying.refuse(found, error)


def recognised(path: Path, wanted: str, account: str) -> str:
    """The kind of the archive, which must be one of the account's platform. Raises `archives.ArchiveError`."""
    platform = accounts.touched([account])[account].platform
    kind: archives.Kind | archives.Doubt = archives.Kind(wanted) if wanted else archives.recognise(path)
    if isinstance(kind, archives.Doubt):
        if platform not in {k.value for k in kind.candidates}:
            raise archives.Unreadable(_("This is no archive that is known here."))
        # It fits several kinds; the account says which is meant.
        kind = archives.Kind(platform)
    if kind.value != platform:
        raise archives.Unreadable(
            _("This is an archive of {kind}, and the account is on {platform}."), kind=kind.value, platform=platform
        )
    return kind.value


def _ask(run: HistoryRun, path: Path) -> bool:
    """Put the archive's open questions to whoever brought it. Returns whether there are any."""
    answers = archives.Answers(**run.answers)
    asked = archives.examine(path, archives.Kind(run.kind))
    if all(getattr(answers, q.key) for q in asked):
        return False
    HistoryRun.objects.filter(pk=run.pk, tries=run.tries).update(
        state=HistoryRun.State.ASKING, questions=[asdict(q) for q in asked], lease_until=None
    )
    return True


def answer(run: HistoryRun, answers: archives.Answers) -> None:
    """Go on with these answers."""
    HistoryRun.objects.filter(pk=run.pk, state=HistoryRun.State.ASKING).update(
        state=HistoryRun.State.WAITING, answers=asdict(answers), lease_until=None
    )


def bring(account: str, path: Path, name: str, person: str, kind: str = "") -> HistoryRun:
    """A run for a file that lies at `path`; the next free worker reads it."""
    return HistoryRun.objects.create(
        account=account, path=str(path), name=name[:200], person=person, kind=kind,
        size_bytes=path.stat().st_size, made_at=clock.now(),
    )  # fmt: skip


JOBS = (Job("history", due, (("read", read),)),)
