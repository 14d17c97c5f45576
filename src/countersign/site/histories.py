"""`countersign import`: an account's history from a file on this machine, however large.

Whoever runs the machine imports in that capacity, the operator's, and the row says so: nobody is signed in here, so the
command can act in no employee's name. Where the pack in force does not leave it to the operator, what was found waits
for somebody entitled, who takes it over in the browser.
"""

from __future__ import annotations

import contextlib
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TextIO

from django.conf import settings
from django.urls import reverse

from countersign.accounts import queries as accounts
from countersign.connectors import archives
from countersign.gate import clock
from countersign.gate.act import OPERATOR, Malformed, NotNow, NotYours
from countersign.gate.door import perform
from countersign.posts.acts import ImportHistory
from countersign.posts.history import jobs, trying
from countersign.posts.history.models import HistoryRun
from countersign.posts.history.reading import FAULTS_KEPT, Tally, fresh

DONE, NOT_DONE, NOT_POSSIBLE = 0, 1, 2
Say = Callable[[str], None]


class _Stopped(Exception):
    """Why the command ends here, and with which status."""

    def __init__(self, why: str, status: int) -> None:
        super().__init__(why)
        self.status = status


def import_history(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Try the archive, say what is in it, and unless it is a dry run take over what is new."""

    def say(line: str) -> None:
        print(line, file=stdout)

    try:
        kind = _kind(args)
        answers = _answered(args, kind, stdout)
        if args.dry_run:
            return _tried(args, kind, answers, say)
        return _taken(args, kind, answers, say)
    except archives.ArchiveError as error:
        print(f"Refused as a whole, nothing was kept: {error}", file=stderr)
        return NOT_DONE
    except _Stopped as error:
        print(error, file=stderr)
        return error.status


def _kind(args: Namespace) -> archives.Kind:
    kinds = [k.value for k in archives.Kind]
    if args.kind not in (*kinds, "auto"):
        raise _Stopped(f"There is no kind “{args.kind}”. Known are: auto, {', '.join(kinds)}.", NOT_POSSIBLE)
    if args.account not in accounts.touched([args.account]):
        raise _Stopped(f"There is no account {args.account}.", NOT_POSSIBLE)
    return archives.Kind(jobs.recognised(args.file, "" if args.kind == "auto" else args.kind, args.account))


def _answered(args: Namespace, kind: archives.Kind, stdout: TextIO) -> archives.Answers:
    """The answers given as options; at a terminal, open questions are asked."""
    answers = archives.Answers(args.date_order, args.zone, args.own)
    left = [q for q in archives.examine(args.file, kind) if not getattr(answers, q.key)]
    if left and not sys.stdin.isatty():
        flags = ", ".join(f"--{q.key.replace('_', '-')}" for q in left)
        examples = "".join(f"\n  in the archive: {q.example}" for q in left if q.example)
        choices = "".join(
            f"\n  --{q.key.replace('_', '-')} is one of: {', '.join(q.choices)}" for q in left if q.choices
        )
        raise _Stopped(f"Something has to be said first: {flags}.{examples}{choices}", NOT_DONE)
    for question in left:
        shown = f" ({', '.join(question.choices)})" if question.choices else ""
        print(f"{_ASKED[question.key]}{shown} {question.example}", file=stdout)
        answers = replace(answers, **{question.key: input("> ").strip()})
    return answers


_ASKED = {
    "date_order": "Does the day (dmy) or the month (mdy) come first?",
    "zone": "In which time zone are its times, such as America/Chicago?",
    "own": "Under which name did the account write?",
}


def _tried(args: Namespace, kind: archives.Kind, answers: archives.Answers, say: Say) -> int:
    tally = Tally()
    for _batch in fresh(args.file, kind, answers, args.account, tally):
        pass
    _told(kind, tally, say)
    say("This was a dry run: nothing was written.")
    return DONE


def _taken(args: Namespace, kind: archives.Kind, answers: archives.Answers, say: Say) -> int:
    run = HistoryRun.objects.create(
        account=args.account,
        kind=kind.value,
        name=args.file.name[:200],
        size_bytes=args.file.stat().st_size,
        answers={"date_order": answers.date_order, "zone": answers.zone, "own": answers.own},
        made_at=clock.now(),
    )
    try:
        tally = trying.stage(trying.begin(run), args.file)
    except archives.ArchiveError as error:
        with contextlib.suppress(trying.Lost):
            trying.refuse(run, error)
        raise
    except trying.Lost as error:
        raise _Stopped("Somebody threw this import away while it was read.", NOT_DONE) from error
    run.refresh_from_db()
    _told(kind, tally, say)
    say(f"The archive's SHA-256 is {run.sha256}.")
    if not tally.fresh:
        trying.discard(run)
        say("Nothing in it is new: nothing was added.")
        return DONE
    return _performed(run, say)


def _performed(run: HistoryRun, say: Say) -> int:
    try:
        done = perform(ImportHistory.of(run, "command"), by=OPERATOR)
    except NotYours as error:
        place = settings.BASE_URL.rstrip("/") + reverse("posts:history_run", args=[run.pk])
        say(f"It is kept, and counts once somebody entitled takes it over: {place}")
        say(f"Who can: {'; '.join(error.who_can) or 'nobody at present'} (row {error.seq})")
        return DONE
    except (NotNow, Malformed) as error:
        trying.discard(run)
        raise _Stopped(f"Not taken over: {error}", NOT_DONE) from error
    if not done.allowed:
        trying.discard(run)
        raise _Stopped(f"Not taken over: {', '.join(done.decision.clauses)} (row {done.seq})", NOT_DONE)
    say(f"Taken over: {run.fresh} items, ledger row {done.seq}.")
    return DONE


def _told(kind: archives.Kind, tally: Tally, say: Say) -> None:
    say(f"An archive of {kind.value}: {tally.read} records.")
    say(f"  new       {tally.fresh}")
    say(f"  known     {tally.known}")
    say(f"  repeated  {tally.repeated}")
    say(f"  faulty    {tally.faulty}")
    if tally.first_at and tally.last_at:
        say(f"  from {_day(tally.first_at)} to {_day(tally.last_at)} (UTC)")
    for fault in tally.faults[:FAULTS_KEPT]:
        say(f"  {fault.where}: {fault.why}")
    if tally.faulty > FAULTS_KEPT:
        say(f"  and {tally.faulty - FAULTS_KEPT} more")


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
