"""The facts this room answers for acts of other rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import BooleanField, Case, Q, When

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
    runs = Case(When(running.employed(at), then=True), default=False, output_field=BooleanField())
    kept = Person.objects.filter(pk__in=numbers, merged_into__isnull=False).values("merged_into")
    wanted = Person.objects.filter(Q(pk__in=numbers) | Q(pk__in=kept))
    now = {pk: (kept, works) for pk, kept, works in wanted.values_list("pk", "merged_into", runs)}
    humans = {str(pk): str(now[pk][0] or pk) for pk in numbers if pk in now}
    employed = {str(pk) for pk, (_, works) in now.items() if works}
    periods = _periods({int(human) for human in humans.values()}, at)
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
