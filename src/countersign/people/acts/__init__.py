"""The acts of this room, by theme."""

from __future__ import annotations

from countersign.gate.act import Act
from countersign.people.acts.agency import ChangeAgency
from countersign.people.acts.authorizations import (
    Authorize,
    EndAuthorization,
    RenewAuthorization,
    RequestAuthorization,
    WithdrawAuthorizationRequest,
)
from countersign.people.acts.delegations import Delegate, EndDelegation, ReturnDelegation
from countersign.people.acts.employment import ChangePerson, EndEmployment, Hire, MergePeople
from countersign.people.acts.install import FirstOffice, FirstPerson, FirstUnit, Install
from countersign.people.acts.offices import Appoint, EndAppointment, MarkPersonal
from countersign.people.acts.roster import ImportRoster
from countersign.people.acts.units import AddUnit, ChangeUnit, CloseUnit

ACTS: tuple[type[Act], ...] = (
    Install,
    ChangeAgency,
    AddUnit,
    ChangeUnit,
    CloseUnit,
    Hire,
    ChangePerson,
    EndEmployment,
    MergePeople,
    ImportRoster,
    Appoint,
    EndAppointment,
    MarkPersonal,
    Delegate,
    EndDelegation,
    ReturnDelegation,
    RequestAuthorization,
    WithdrawAuthorizationRequest,
    Authorize,
    RenewAuthorization,
    EndAuthorization,
)

__all__ = [
    "ACTS",
    "AddUnit",
    "Appoint",
    "Authorize",
    "ChangeAgency",
    "ChangePerson",
    "ChangeUnit",
    "CloseUnit",
    "Delegate",
    "EndAppointment",
    "EndAuthorization",
    "EndDelegation",
    "EndEmployment",
    "FirstOffice",
    "FirstPerson",
    "FirstUnit",
    "Hire",
    "ImportRoster",
    "Install",
    "MarkPersonal",
    "MergePeople",
    "RenewAuthorization",
    "RequestAuthorization",
    "ReturnDelegation",
    "WithdrawAuthorizationRequest",
]
