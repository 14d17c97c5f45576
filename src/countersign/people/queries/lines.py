"""What the reads of this room hand out: plain lines, no rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PersonLine:
    """One employee as a list shows them."""

    id: str
    employee_no: str
    name: str
    employment_type: str
    unit: str
    unit_name: str
    work_mail: str
    employed: bool


@dataclass(frozen=True)
class UnitLine:
    """One unit; `path` are the names from the top of the tree down to it."""

    id: str
    code: str
    name: str
    kind: str
    parent: str | None
    path: tuple[str, ...]
    closed: bool


@dataclass(frozen=True)
class Holding:
    """An office held or a power held for somebody: by whom, where, from when to when, on which paper.

    `ends` is when it was or will be over, whichever of date, act and end of employment comes first.
    """

    id: str
    kind: str
    person: str
    name: str
    office: str
    units: tuple[str, ...] | None
    powers: tuple[str, ...]
    starts: datetime
    ends: datetime | None
    reason: str
    instrument: str
    document: str
    giver: str | None = None
    giver_name: str = ""


@dataclass(frozen=True)
class Leave:
    """An authorization, or a request for one (`given` false), with the periods before and after it in its line."""

    id: str
    person: str
    name: str
    unit: str
    accounts: tuple[str, ...]
    starts: datetime
    ends: datetime
    ended: datetime | None
    given: bool
    number: str
    letter: str
    conditions: str
    renews: str | None
    renewed: bool


@dataclass(frozen=True)
class AgencyLine:
    """The agency as its pages speak of it; `logo` is the commitment of the picture kept as its own."""

    name: str
    website: str
    contact: str
    logo: str
