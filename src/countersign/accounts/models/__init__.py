"""What the room of accounts stores, by theme; whoever reads or writes it imports from here.

People and units are named by id; the rooms below keep them. Signatures and frozen forms are the gate's.
"""

from __future__ import annotations

from countersign.accounts.models.accounts import Account, Attestation, Custodian
from countersign.accounts.models.connections import Credential, Health, Incident, Probe, Rehearsal
from countersign.accounts.models.impostors import Impostor, Tip
from countersign.accounts.models.platforms import Platform, Strategy, Terms

__all__ = (
    "Account",
    "Attestation",
    "Credential",
    "Custodian",
    "Health",
    "Impostor",
    "Incident",
    "Platform",
    "Probe",
    "Rehearsal",
    "Strategy",
    "Terms",
    "Tip",
)
