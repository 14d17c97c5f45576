"""The commands that need the house: each takes its arguments and two streams and gives an exit status."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management import call_command

from countersign.accounts import credentials, vault
from countersign.findings import queries as findings
from countersign.findings.queries import second
from countersign.gate import log, row
from countersign.gate.wiring import house
from countersign.ledger.notes import Verifier
from countersign.ledger.publish import PublishError
from countersign.ledger.report import Report
from countersign.ledger.verify import verify_directory
from countersign.rules import replay as past
from countersign.rules.loading import PackFaults, load
from countersign.site import equipment, serving
from countersign.site import init as founding
from countersign.site.demo import running, story
from countersign.site.histories import import_history as import_history
from countersign.site.past import Packs, recorded


def migrate(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Bring the database to this version."""
    call_command("migrate", verbosity=1, stdout=stdout, stderr=stderr)
    return 0


def init(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """The first installation of an agency."""
    return founding.run(args, sys.stdin, stdout, stderr)


def check(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """What is here, what is missing and becomes a question to a person, and how the rooms are wired."""
    for line in equipment.lines():
        print(line, file=stdout)
    wiring = house().wiring
    print("\nRooms are wired as follows.", file=stdout)
    print("  acts      " + ", ".join(sorted(house().acts)), file=stdout)
    print("  subjects  " + ", ".join(sorted(house().subjects)), file=stdout)
    for port in sorted(wiring.ports, key=lambda p: p.fact.fact_name):
        print(f"  port      {port.fact.fact_name}: {port.answer.__module__}", file=stdout)
    for follower in wiring.followers:
        print(f"  follower  {follower.name}: {', '.join(sorted(follower.acts))}", file=stdout)
    for job in wiring.jobs:
        print(f"  job       {job.name}: {', '.join(name for name, _ in job.steps)}", file=stdout)
    for source in wiring.texts:
        print(f"  texts     {source.name}: {source.page.__module__}", file=stdout)
    print(f"  judged    {wiring.judged.__module__}", file=stdout)
    print("  duties    " + ", ".join(sorted(wiring.duties)), file=stdout)
    return 0


def serve(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Pages and background work in one process."""
    return _serve(args, stdout, stderr, worker=True)


def web(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Pages only; the background work is done by workers elsewhere."""
    return _serve(args, stdout, stderr, worker=False)


def worker(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Background work only."""
    serving.work(stdout)
    return 0


def _serve(args: Namespace, stdout: TextIO, stderr: TextIO, *, worker: bool) -> int:
    try:
        serving.serve(host=args.host, port=args.port, worker=worker, stdout=stdout)
    except serving.Busy as error:
        print(f"Not started: {error}. Name another with --port.", file=stderr)
        return 2
    return 0


def demo(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """An invented department on this machine, or its story told in the terminal."""
    if args.story:
        return story.run(args, stdout, stderr)
    return running.serve(args, stdout, stderr)


def log_publish(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Write what is new of the ledger as static files."""
    try:
        done = log.publish(args.directory, _keys())
    except PublishError as error:
        print(f"Not published: {error}", file=stderr)
        return 1
    print(f"{done.size} rows published, {done.size - done.previous_size} of them new, in {args.directory}", file=stdout)
    return 0


def log_verify(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Verify published files, or the rows of this installation."""
    old = [path.read_bytes() for path in args.old]
    if args.directory is not None:
        report = verify_directory(args.directory, old=old)
    else:
        verifier: Verifier | None = log.signer(_keys()).verifier if row.size() else None
        report = log.verify(verifier=verifier, old=old)
    return _said(report, stdout)


def keys_rotate(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Make a new key, unless keys are handed in, and encrypt every credential and watch-list with the newest."""
    if not vault.from_environment():
        vault.add_key()
    rotated = credentials.encrypt_anew()
    unread = findings.encrypt_anew()
    second_reader = second.encrypt_anew()
    print(f"{rotated.done} credentials are encrypted with the key {vault.newest()}", file=stdout)
    if rotated.unreadable:
        lost = ", ".join(rotated.unreadable)
        print(f"No key opens those of the accounts {lost}: connect them again. Nothing was dropped.", file=stderr)
        return 1
    if unread:
        lost = ", ".join(unread)
        print(f"No key opens the watch-lists {lost}: enter their terms anew. Nothing was dropped.", file=stderr)
        return 1
    if not second_reader:
        print("No key opens that of the second reader: enter it again. Nothing was dropped.", file=stderr)
        return 1
    if args.drop_old and vault.from_environment():
        print(f"Now take the old keys out of {vault.VARIABLE}.", file=stdout)
    elif args.drop_old:
        print(f"{vault.drop_old_keys()} older keys were forgotten", file=stdout)
    return 0


def replay(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """Derive every recorded decision again; 1 at the first difference."""
    outcome = past.replay(recorded(), Packs())
    if outcome.difference is not None:
        print(f"row {outcome.difference.seq} ({outcome.difference.act}): {outcome.difference.why}", file=stdout)
        return 1
    print(f"{outcome.same} decisions come out again, {outcome.disposed} rows were disposed of", file=stdout)
    return 0


def what_if(args: Namespace, stdout: TextIO, stderr: TextIO) -> int:
    """The decisions that another pack would have made otherwise."""
    folder = Path(args.pack) if Path(args.pack).is_dir() else settings.PACKS / args.pack
    try:
        proposed = load(folder)
    except (PackFaults, OSError) as error:
        print(error, file=stderr)
        return 2
    outcome = past.what_if(recorded(), proposed)
    for turned in outcome.turned:
        cited = ", ".join(turned.after.clauses or turned.before.clauses)
        print(f"row {turned.seq} {turned.act}: {turned.before.result} → {turned.after.result} ({cited})", file=stdout)
    for unclear in outcome.cannot_tell:
        print(f"row {unclear.seq} {unclear.act}: cannot tell, not recorded: {', '.join(unclear.facts)}", file=stdout)
    print(
        f"{outcome.same} the same, {len(outcome.turned)} otherwise, {len(outcome.cannot_tell)} cannot tell, "
        f"{outcome.disposed} disposed of",
        file=stdout,
    )
    return 0


def _keys() -> Path:
    keys: Path = settings.DATA / "keys"
    return keys


def _said(report: Report, stdout: TextIO) -> int:
    for line in report.lines():
        print(line, file=stdout)
    return 0 if report.ok else 1
