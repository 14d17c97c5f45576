"""Finding an employee by name or number, for those who name one in an act. Names and units are no secret here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from countersign.people import running
from countersign.people.models import Person
from countersign.people.queries.employees import _person_line
from countersign.people.queries.lines import PersonLine

FOUND_AT_MOST = 8


def find(text: str, at: datetime, *, left_too: bool = False) -> tuple[PersonLine, ...]:
    """The entries that `text` may mean: the one with that employee number, else those whose name has all its words.

    At most one more than `FOUND_AT_MOST`. Entries merged into others are never meant.
    """
    entries = Person.objects.filter(merged_into=None).select_related("unit")
    if not left_too:
        entries = entries.filter(running.employed(at))
    numbered = entries.filter(employee_no=text.strip())
    if numbered.exists():
        return tuple(_person_line(p, at) for p in numbered)
    words = Q()
    for word in text.split():
        words &= Q(name__icontains=word)
    if not words:
        return ()
    return tuple(_person_line(p, at) for p in entries.filter(words).order_by("name", "pk")[: FOUND_AT_MOST + 1])
