"""`countersign init`: the first installation of an agency.

Everything is asked and checked before anything is written. The act that founds the house is one transaction; what
follows it (sign-ins and their links) can be done again with `--links`.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from countersign.evidence import store
from countersign.gate import clock, log, row
from countersign.gate.act import OPERATOR, Malformed
from countersign.gate.door import perform
from countersign.gate.models import Installation
from countersign.people import queries, signin
from countersign.people.models import Agency, Person
from countersign.site import answers
from countersign.site.answers import Answers, Faulty, Unanswered

FOUNDED, TURNED_DOWN, NOT_DONE = 0, 1, 2


def run(args: Namespace, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Found the house. 1 when it is refused or there already, 2 when an answer is missing or makes no sense."""
    try:
        return _run(args, stdin, stdout, stderr)
    except KeyboardInterrupt:
        print("\nInterrupted. Nothing is half done: run it again.", file=stderr)
        return NOT_DONE


def _run(args: Namespace, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    call_command("migrate", verbosity=0)
    if args.links:
        return _links_again(stdout, stderr)
    if _there(stderr):
        return TURNED_DOWN
    try:
        given = answers.gather(args, stdin, stdout)
        act = given.act()
        act.check()
        logo = answers.logo(given.logo) if given.logo else None
    except Malformed as error:
        for field, why in error.faults.items():
            print(f"{field}: {why}", file=stderr)
        return NOT_DONE
    except (Faulty, Unanswered) as error:
        print(error, file=stderr)
        return NOT_DONE
    return _found(given, logo, stdout, stderr)


def _there(stderr: TextIO) -> bool:
    """Whether there is a house already; says so."""
    if Installation.objects.filter(demo=True).exists():
        print(
            f"This is a demonstration's database ({settings.DATA}). Set COUNTERSIGN_DATA to another folder.",
            file=stderr,
        )
        return True
    agency = Agency.objects.first()
    if agency is not None:
        print(
            f"Already installed, for {agency.name}. Nothing was changed. `countersign init --links` prints the links "
            "again with which first passwords are set.",
            file=stderr,
        )
        return True
    return False


def _found(given: Answers, logo: tuple[bytes, str] | None, stdout: TextIO, stderr: TextIO) -> int:
    # An earlier try may have come as far as this row; while no act was recorded it binds nobody.
    origin = {"origin": given.origin, "demo": False, "made_at": clock.now()}
    if row.size():
        Installation.objects.get_or_create(id=1, defaults=origin)
    else:
        Installation.objects.update_or_create(id=1, defaults=origin)
    done = perform(given.act(logo=store.put(*logo) if logo else ""), by=OPERATOR)
    if not done.allowed:
        for why in done.decision.determining:
            print(f"Not allowed: {why.requirement} ({', '.join(why.clauses)})", file=stderr)
        return TURNED_DOWN
    log.signer(settings.DATA / "keys")
    print(f"\n{given.agency} is installed: row {done.seq} of the ledger, under {given.pack}.", file=stdout)
    print(f"Keys are in {settings.DATA / 'keys'}: back them up, apart from the database.", file=stdout)
    _print_links(given.founders(), stdout)
    print("\nStart it with `countersign serve`, then go on with the checklist:", file=stdout)
    print(f"  {settings.BASE_URL}{reverse('setup')}", file=stdout)
    print(f"\n{answers.MAIL}", file=stdout)
    return FOUNDED


def _links_again(stdout: TextIO, stderr: TextIO) -> int:
    """Links for those named at the beginning who have not set a password yet."""
    if not Agency.objects.exists():
        print("Nothing is installed yet: run `countersign init`.", file=stderr)
        return TURNED_DOWN
    first = queries.holders(clock.now())
    numbers = [p.employee_no for p in Person.objects.filter(pk__in=[int(h.person) for h in first]).order_by("pk")]
    if not _print_links(numbers, stdout):
        print("Everybody who holds an office has set a password. The roster's keeper makes new links.", file=stderr)
        return TURNED_DOWN
    return FOUNDED


def _print_links(numbers: Sequence[str], stdout: TextIO) -> int:
    """One link for each who has no password; returns how many. The links are shown here and kept nowhere."""
    made = 0
    for number in dict.fromkeys(numbers):
        person = Person.objects.get(employee_no=number)
        entry = signin.create(str(person.pk))
        if entry.has_usable_password():
            continue
        if not made:
            days = settings.PASSWORD_RESET_TIMEOUT // 86400
            print(f"\nEach sets a password by their own link, good once and for {days} days:", file=stdout)
        made += 1
        print(f"  {person.name} ({number}): {settings.BASE_URL}{signin.first_password(entry)}", file=stdout)
    return made
