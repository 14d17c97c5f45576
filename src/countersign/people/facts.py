"""The facts this room answers for acts of other rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from countersign.gate.act import Scope
from countersign.gate.wiring import Port
from countersign.people import running
from countersign.people.models import Mandate, Person
from countersign.rules import facts


def authorizations(scopes: Sequence[Scope], at: datetime) -> list[facts.Authorizations | facts.Unknown]:
    """The author's written leave for each account of each scope: the periods that are not over at `at`.

    Whose entry was merged into another is that other person. Unknown where no author is named.
    """
    numbers = {running.number(s.author or "") for s in scopes}
    now = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "merged_into"))
    humans = {str(pk): str(kept or pk) for pk, kept in now.items()}
    ids = {int(human) for human in humans.values()}
    employed = {str(pk) for pk in Person.objects.filter(running.employed(at), pk__in=ids).values_list("pk", flat=True)}
    periods = _periods(ids, at)
    answers: list[facts.Authorizations | facts.Unknown] = []
    for scope in scopes:
        author = humans.get(scope.author or "")
        if author is None:
            answers.append(facts.Unknown("no author is named" if not scope.author else "the author is not known"))
            continue
        covers = tuple(facts.Cover(a, tuple(periods.get((author, a), ()))) for a in scope.accounts)
        answers.append(facts.Authorizations(author, author in employed, covers))
    return answers


def _periods(people: set[int], at: datetime) -> Mapping[tuple[str, str], list[facts.Period]]:
    """Periods by person and account. Those that were over already cannot matter and are left out."""
    given = Mandate.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at),
        kind=Mandate.Kind.AUTHORIZATION,
        person__in=people,
        granted_seq__isnull=False,
        ends__gt=at,
    ).order_by("starts", "pk")
    found: dict[tuple[str, str], list[facts.Period]] = {}
    for mandate in given:
        for account in mandate.accounts or ():
            period = facts.Period(mandate.starts, mandate.ends, mandate.ended_at)
            found.setdefault((str(mandate.person_id), account), []).append(period)
    return found


PORTS = (Port(facts.Authorizations, authorizations),)
