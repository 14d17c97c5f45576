"""Taking over an account's history from its platform's archive: one row, which commits to the manifest of its items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.db import connection

from countersign.accounts import queries as accounts
from countersign.evidence import models as evidence
from countersign.gate.act import Act, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given
from countersign.posts.acts.publishing import captured
from countersign.posts.history.models import HistoryItem, HistoryRun
from countersign.rules import facts

OFFICIAL = ("open", "suspended", "closed")
"""The states of an account that is or was ours: the history of any other may be somebody's own."""

_FRESH = """FROM posts_historyitem i WHERE i.run_id = %s AND NOT EXISTS (
    SELECT 1 FROM evidence_capture c WHERE c.account = %s AND c.remote_id = i.remote_id)"""


@dataclass(frozen=True)
class ImportHistory(Act):
    """Make captures of everything that was new in a tried archive, all of it or nothing.

    `archive` is the SHA-256 of the file as it was given, `manifest` the commitment of the list of what was kept.
    """

    name: ClassVar[str] = "import_items"
    states_facts: ClassVar = (facts.Captured,)
    account: str
    run: str
    kind: str
    archive: str
    manifest: str
    count: int
    through: str = "page"

    @classmethod
    def of(cls, run: HistoryRun, through: str = "page") -> Self:
        """The act for a tried archive."""
        return cls(run.account, str(run.pk), run.kind, run.sha256, run.manifest, run.fresh, through)

    def ref(self) -> Ref:
        return Ref("account", self.account)

    def check(self) -> None:
        given.faults(
            count=None if self.count > 0 else _("it would add nothing"),
            through=None if self.through in ("page", "command") else _("page or command"),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        """Whether what was kept is still what was kept: the manifest is read, its pieces must be there."""
        run = HistoryRun.objects.filter(pk=given.number(self.run), account=self.account).first()
        if run is None or ImportHistory.of(run, self.through) != self or run.state != HistoryRun.State.TRIED:
            raise Malformed(run=_("it is not an archive that was tried and not taken over yet"))
        platform = accounts.touched([self.account])[self.account].platform
        given.faults(
            account=None if scope.state in OFFICIAL else _("it is not, and never was, an account of the agency"),
            kind=None if self.kind == platform else _("the archive is of another platform than the account"),
        )
        pieces = HistoryItem.objects.filter(run=run).values("piece").distinct()
        whole = not evidence.Content.objects.filter(pk__in=pieces).exclude(state=evidence.Content.State.LIVE).exists()
        return (captured(self.manifest) if whole else facts.Captured(False, None),)

    def effect(self, ctx: Effect) -> None:
        run = given.number(self.run)
        # First of all, so that throwing it away waits and then finds it taken.
        if not HistoryRun.objects.filter(pk=run, state=HistoryRun.State.TRIED).update(state=HistoryRun.State.TAKEN):
            raise Malformed(run=_("it was thrown away meanwhile"))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) {_FRESH}", [run, self.account])
            (fresh,) = cursor.fetchone()
        if fresh != self.count:
            raise Malformed(run=_("some of it came in on another way meanwhile; try the archive again"))
        ctx.commitments["manifest"] = self.manifest
        ctx.on_row(lambda seq: _capture(run, self.account, ctx.at, seq))


def _capture(run: int, account: str, at: datetime, seq: int) -> None:
    """The rows are made inside the database: a million of them never pass through this process."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO evidence_capture (account, remote_id, at, how, raw_id, neutral, seq)
                SELECT %s, i.remote_id, %s, 'archive', i.piece_id, i.neutral, %s {_FRESH} ORDER BY i.id""",
            [account, connection.ops.adapt_datetimefield_value(at), seq, run, account],
        )
    HistoryItem.objects.filter(run=run).update(neutral=None)
    HistoryRun.objects.filter(pk=run).update(seq=seq)
