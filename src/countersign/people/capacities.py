"""In what right somebody acts at a moment: derived anew from mandates each time, never stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from countersign.gate import packs
from countersign.gate.act import OPERATOR, Capacity, Scope
from countersign.people import running
from countersign.people.models import Agency, Mandate, Person, PersonalPower
from countersign.rules.pack import Pack

INSTALL = "install"
APPOINT = "appoint"
"""The power without which no office could ever be filled again."""
FOUNDING = frozenset({INSTALL, APPOINT})
"""All that the person at the machine holds before there is a house."""

ORDER = {Mandate.Kind.APPOINTMENT: 0, Mandate.Kind.DELEGATION: 1, Mandate.Kind.AUTHORIZATION: 2}
NAMED_AT_MOST = 8


def of(person: str, at: datetime) -> list[Capacity]:
    """Every capacity of a person at `at`, their own offices first, the employee's last; none when not employed."""
    pack = packs.in_force()
    if person == OPERATOR.person:
        return _operator(pack, at)
    mandates = _held(running.number(person), at)
    if mandates:
        # A mandate runs only while its holder is employed.
        found: Person | None = mandates[0].person
    else:
        found = Person.objects.filter(running.employed(at), pk=running.number(person)).first()
    if found is None:
        return []
    reading = _Reading(pack)
    made = [reading.capacity(m) for m in sorted(mandates, key=lambda m: (ORDER[Mandate.Kind(m.kind)], m.pk))]
    return [*made, _employee(found, pack)]


def _held(person: int, at: datetime) -> list[Mandate]:
    """A person's running mandates. Most were given from no other: only those that were take the longer question."""
    employed = running.employed(at, "person__")
    held = list(Mandate.objects.filter(running.within(at), employed, person=person).select_related("person"))
    if all(m.under_id is None for m in held):
        return held
    return list(Mandate.objects.filter(running.alive(at), person=person).select_related("person", "under"))


def who_can(power: str, scope: Scope, at: datetime) -> list[str]:
    """Names, with their title, of those who could do it now; to be told to somebody who could not."""
    pack = packs.in_force()
    offices = [o.id for o in pack.offices if power in o.powers]
    may = Q(office__in=offices)
    if power in pack.authorized:
        may |= Q(kind=Mandate.Kind.AUTHORIZATION)
    reading = _Reading(pack)
    shown: list[str] = []
    for mandate in (
        Mandate.objects.filter(running.alive(at), may).select_related("person", "under").order_by("kind", "pk")
    ):
        capacity = reading.capacity(mandate)
        if capacity.holds(power, scope):
            shown.append(f"{capacity.name}, {capacity.title}")
        if len(shown) == NAMED_AT_MOST:
            return shown
    if power in pack.own:
        own = [running.number(p) for p in scope.own]
        names = Person.objects.filter(running.employed(at), pk__in=own).order_by("pk").values_list("name", flat=True)
        shown += [name for name in names if not any(s.startswith(f"{name}, ") for s in shown)]
    return shown[:NAMED_AT_MOST]


def personal_powers(pack: Pack) -> frozenset[str]:
    """Powers covered by a designee only for certain reasons: those the pack starts with and those marked since."""
    marked = PersonalPower.objects.filter(ended_seq=None).values_list("power", flat=True)
    return frozenset(pack.parameter.get("personal_powers", ())) | frozenset(marked)


def _operator(pack: Pack, at: datetime) -> list[Capacity]:
    """The person at the machine: founds the house; then holds what the pack leaves to them, and, so that an agency
    whose last appointing officer died or left is not locked out, records an appointment while nobody else can."""
    powers = frozenset(pack.operator)
    if Agency.objects.exists():
        offices = [o.id for o in pack.offices if APPOINT in o.powers]
        filled = Mandate.objects.filter(running.alive(at), kind=Mandate.Kind.APPOINTMENT, office__in=offices).exists()
        powers -= FOUNDING if filled else {INSTALL}
    else:
        powers &= FOUNDING
    if not powers:
        return []
    return [Capacity(OPERATOR.person, "Operator", "operator", "operator", powers)]


def _employee(person: Person, pack: Pack) -> Capacity:
    return Capacity(
        person=str(person.pk),
        name=person.name,
        kind="employee",
        title="employee",
        powers=frozenset(pack.everyone),
        own_powers=frozenset(pack.own),
    )


@dataclass
class _Reading:
    """Turns mandates into capacities; reads the unit tree and the personal powers only if a mandate needs them."""

    pack: Pack
    _tree: running.Tree | None = field(default=None)
    _personal: frozenset[str] | None = field(default=None)

    def capacity(self, mandate: Mandate) -> Capacity:
        """The capacity a running mandate gives its holder."""
        kind, title, powers = self._gives(mandate)
        return Capacity(
            person=str(mandate.person_id),
            name=mandate.person.name,
            kind=kind,
            title=title,
            powers=powers,
            own_powers=frozenset(self.pack.own),
            office=mandate.office or None,
            mandate=str(mandate.pk),
            units=self._units(mandate),
            accounts=None if mandate.accounts is None else frozenset(mandate.accounts),
            reason=mandate.reason or None,
        )

    def _gives(self, mandate: Mandate) -> tuple[str, str, frozenset[str]]:
        if mandate.kind == Mandate.Kind.AUTHORIZATION:
            return "authorized", f"authorized to post, authorization {mandate.pk}", frozenset(self.pack.authorized)
        office = self.pack.office.get(mandate.office)
        if office is None:
            # An office that the pack in force does not have any longer gives nothing.
            return "office", mandate.office, frozenset()
        title = office.title.en
        if mandate.kind == Mandate.Kind.APPOINTMENT:
            return "office", title, frozenset(office.powers)
        powers = frozenset(mandate.powers) & frozenset(office.delegable)
        if mandate.reason not in self.pack.parameter.get("personal_power_reasons", ()):
            powers -= self._personal_powers()
        return "designee", f"for the {title} under delegation {mandate.pk}", powers

    def _personal_powers(self) -> frozenset[str]:
        if self._personal is None:
            self._personal = personal_powers(self.pack)
        return self._personal

    def _units(self, mandate: Mandate) -> frozenset[str] | None:
        """The units it reaches, with their parts; a delegation never reaches beyond what it was given from."""
        own = self._reach(mandate.units)
        givers = self._reach(mandate.under.units) if mandate.under is not None else None
        if own is None or givers is None:
            return givers if own is None else own
        return own & givers

    def _reach(self, units: list[str] | None) -> frozenset[str] | None:
        if units is None:
            return None
        if self._tree is None:
            self._tree = running.tree()
        return running.with_parts(units, self._tree)
