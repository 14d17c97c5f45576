"""How the demonstration acts: as its people do, through the gate; an act it takes for granted must be allowed."""

from __future__ import annotations

from datetime import datetime, timedelta

from countersign.gate import clock
from countersign.gate.act import Act, By
from countersign.gate.door import Done, perform
from countersign.people import capacities
from countersign.people.models import Person, Unit
from countersign.rules.outcome import Result


class Unexpected(Exception):
    """An act of the demonstration came out otherwise than it must."""


def do(act: Act, by: By) -> Done:
    """Perform an act that must be allowed."""
    done = perform(act, by=by)
    if not done.allowed:
        why = "; ".join(f"{d.requirement} ({', '.join(d.clauses)})" for d in done.decision.determining)
        raise Unexpected(f"{act.name} was not allowed: {why}")
    return done


def refused(act: Act, by: By) -> Done:
    """Perform an act that the directive must stop, so that the record shows it stopped."""
    done = perform(act, by=by)
    if done.decision.result is Result.ALLOWED:
        raise Unexpected(f"{act.name} was allowed")
    return done


def person(employee_no: str) -> str:
    """An employee by number."""
    return str(Person.objects.values_list("pk", flat=True).get(employee_no=employee_no))


def unit(code: str) -> str:
    """A unit by code."""
    return str(Unit.objects.values_list("pk", flat=True).get(code=code))


def acting(employee_no: str, office: str | None = None, *, kind: str = "office") -> By:
    """Somebody in one of their capacities as it is now. Raises Unexpected when they have none such."""
    who = person(employee_no)
    for capacity in capacities.of(who, clock.now()):
        if capacity.kind == kind and (office is None or capacity.office == office):
            return By(who, capacity.mandate)
    raise Unexpected(f"{employee_no} has no capacity as {kind} of {office}")


def employee(employee_no: str) -> By:
    """Somebody as anyone employed."""
    return By(person(employee_no))


def later(**by: float) -> datetime:
    """A moment from now on."""
    return clock.now() + timedelta(**by)
