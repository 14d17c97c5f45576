"""The facts this room answers for acts of other rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import BooleanField, Case, Q, When

from countersign.gate.act import Scope
from countersign.gate.wiring import Port
from countersign.people import running
from countersign.people.models import Mandate, Person
from countersign.people.queries.employees import one_human
from countersign.rules import facts


def authorizations(scopes: Sequence[Scope], at: datetime) -> list[facts.Authorizations | facts.Unknown]:
    """The author's written leave for each account of each scope: the periods that are not over at `at`.

    Whose entry was merged into another is that other person. Unknown where no author is named.
    """
    humans = one_human({s.author for s in scopes if s.author})
    works, periods = _leave({running.number(human) for human in humans.values()}, at)
    answers: list[facts.Authorizations | facts.Unknown] = []
    for scope in scopes:
        author = humans.get(scope.author or "")
        if author is None or author not in works:
            answers.append(facts.Unknown("no author is named" if not scope.author else "the author is not known"))
            continue
        covers = tuple(facts.Cover(a, tuple(periods.get((author, a), ()))) for a in scope.accounts)
        answers.append(facts.Authorizations(author, works[author], covers))
    return answers


def _leave(people: set[int], at: datetime) -> tuple[Mapping[str, bool], Mapping[tuple[str, str], list[facts.Period]]]:
    """Who is employed, and periods by person and account. Those that were over already cannot matter: left out."""
    given = Mandate.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at),
        kind=Mandate.Kind.AUTHORIZATION,
        person__in=people,
        granted_seq__isnull=False,
        ends__gt=at,
    ).order_by("starts", "pk")
    columns = ("person", _employed(at, "person__"), "accounts", "starts", "ends", "ended_at")
    works: dict[str, bool] = {}
    periods: dict[tuple[str, str], list[facts.Period]] = {}
    for person, employed, accounts, starts, ends, ended_at in given.values_list(*columns):
        works[str(person)] = employed
        for account in accounts or ():
            periods.setdefault((str(person), account), []).append(facts.Period(starts, ends, ended_at))
    # Most who write have leave to: only the others have to be asked about.
    others = people - {int(person) for person in works}
    if others:
        known = Person.objects.filter(pk__in=others).values_list("pk", _employed(at))
        works |= {str(person): employed for person, employed in known}
    return works, periods


def _employed(at: datetime, prefix: str = "") -> Case:
    return Case(When(running.employed(at, prefix), then=True), default=False, output_field=BooleanField())


PORTS = (Port(facts.Authorizations, authorizations),)
