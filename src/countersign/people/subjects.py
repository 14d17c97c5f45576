"""What acts of this room are about: what each thing touches, whose own it is, and in which state it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from countersign.gate import packs
from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import Subject
from countersign.people import states
from countersign.people.models import Agency, Mandate, Person, PersonalPower, RosterImport, Unit
from countersign.people.running import number

AGENCY = Ref("agency", "agency")
ROSTER = "roster"
"""The guard that a roster import takes whole and every other change of the roster takes in part."""

Scopes = Mapping[str, Scope]


def one(kind: str, id: str) -> Scope:
    """What one thing touches. Raises LookupError when there is none."""
    found = _RESOLVERS[kind]([id])
    if id not in found:
        raise LookupError(f"there is no {kind} {id}")
    return found[id]


def agency(ids: Sequence[str]) -> Scopes:
    """The agency itself."""
    there = Agency.objects.exists()
    return {AGENCY.id or "": Scope(ref=AGENCY, state=states.INSTALLED)} if there and AGENCY.id in ids else {}


def units(ids: Sequence[str]) -> Scopes:
    """Units; one is in use while somebody works there or an open unit is part of it."""
    found = Unit.objects.filter(pk__in=_numbers(ids)).annotate(
        staffed=Exists(Person.objects.filter(unit=OuterRef("pk"), ends=None)),
        divided=Exists(Unit.objects.filter(parent=OuterRef("pk"), closed=None)),
    )
    return {
        str(u.pk): Scope(
            ref=Ref("unit", str(u.pk)),
            state=states.CLOSED if u.closed else states.IN_USE if u.staffed or u.divided else states.EMPTY,
            units=(str(u.pk),),
        )
        for u in found
    }


def people(ids: Sequence[str]) -> Scopes:
    """Employees."""
    return {str(p.pk): of_person(p) for p in Person.objects.filter(pk__in=_numbers(ids))}


def of_person(person: Person) -> Scope:
    """What one employee's entry touches: its own matter, in its unit."""
    id = str(person.pk)
    state = states.EMPLOYED if person.ends is None else states.LEFT
    return Scope(
        ref=Ref("person", id),
        state=states.MERGED if person.merged_into_id else state,
        own=(id,),
        units=(str(person.unit_id),),
        people=(id,),
        also=(ROSTER, f"unit:{person.unit_id}"),
    )


def rosters(ids: Sequence[str]) -> Scopes:
    """Roster files that were taken over."""
    found = RosterImport.objects.filter(pk__in=ids).values_list("manifest", flat=True)
    return {m: Scope(ref=Ref("roster", m), state=states.IMPORTED) for m in found}


def appointments(ids: Sequence[str]) -> Scopes:
    """Appointments: the matter of the person appointed."""
    return {
        str(m.pk): Scope(
            ref=Ref("appointment", str(m.pk)),
            state=states.ENDED if m.ended_seq is not None else states.RUNNING,
            own=(str(m.person_id),),
            people=(str(m.person_id),),
            units=tuple(m.units or ()),
        )
        for m in _mandates(Mandate.Kind.APPOINTMENT, ids)
    }


def delegations(ids: Sequence[str]) -> Scopes:
    """Delegations: the matter of giver and designee, ended by the office they were given from."""
    return {
        str(m.pk): Scope(
            ref=Ref("delegation", str(m.pk)),
            state=states.ENDED if m.ended_seq is not None else states.RUNNING,
            own=_once(m.under.person_id if m.under else None, m.person_id),
            people=_once(m.under.person_id if m.under else None, m.person_id),
            units=tuple(m.units or (m.under.units if m.under else None) or ()),
            offices=(m.office,),
        )
        for m in _mandates(Mandate.Kind.DELEGATION, ids).select_related("under")
    }


def authorizations(ids: Sequence[str]) -> Scopes:
    """Authorizations: the matter of the poster and, while it is only asked for, of whoever asked."""
    renewed = Exists(Mandate.objects.filter(renews=OuterRef("pk"), ended_seq=None))
    return {
        str(m.pk): Scope(
            ref=Ref("authorization", str(m.pk)),
            state=_standing(m, getattr(m, "is_renewed", False)),
            own=_once(m.person_id, m.asked_by_id if m.granted_seq is None else None),
            author=str(m.person_id),
            people=(str(m.person_id),),
            accounts=tuple(m.accounts or ()),
            units=(str(m.person.unit_id),),
            also=(ROSTER,),
        )
        for m in _mandates(Mandate.Kind.AUTHORIZATION, ids).annotate(is_renewed=renewed).select_related("person")
    }


def powers(ids: Sequence[str]) -> Scopes:
    """Powers that an office can delegate: ordinary, or marked as personal."""
    delegable = {p for office in packs.in_force().offices for p in office.delegable}
    marked = set(PersonalPower.objects.filter(ended_seq=None, power__in=ids).values_list("power", flat=True))
    return {
        power: Scope(ref=Ref("power", power), state=states.PERSONAL if power in marked else states.ORDINARY)
        for power in ids
        if power in delegable
    }


def _standing(mandate: Mandate, renewed: bool) -> str:
    if mandate.ended_seq is not None:
        return states.ENDED
    if mandate.granted_seq is None:
        return states.ASKED
    return states.RENEWED if renewed else states.RUNNING


def _mandates(kind: Mandate.Kind, ids: Sequence[str]) -> QuerySet[Mandate]:
    return Mandate.objects.filter(kind=kind, pk__in=_numbers(ids))


def _numbers(ids: Iterable[str]) -> list[int]:
    return [number(id) for id in ids]


def _once(*people: int | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(p) for p in people if p is not None))


_RESOLVERS: Mapping[str, Callable[[Sequence[str]], Scopes]] = {
    "agency": agency,
    "unit": units,
    "person": people,
    "roster": rosters,
    "appointment": appointments,
    "delegation": delegations,
    "authorization": authorizations,
    "power": powers,
}
_MOVES = {
    "agency": states.AGENCY,
    "unit": states.UNIT,
    "person": states.PERSON,
    "roster": states.ROSTER,
    "appointment": states.APPOINTMENT,
    "delegation": states.DELEGATION,
    "authorization": states.AUTHORIZATION,
    "power": states.POWER,
}

SUBJECTS = tuple(Subject(kind, resolve, _MOVES[kind]) for kind, resolve in _RESOLVERS.items())
