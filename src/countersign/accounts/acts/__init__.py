"""The acts of this room, by theme."""

from __future__ import annotations

from countersign.accounts.acts.applications import ApplyForAccount, ChangeAccount, WithdrawApplication
from countersign.accounts.acts.connecting import ConnectAccount
from countersign.accounts.acts.impostors import ListImpostor, ReportImpostor
from countersign.accounts.acts.pages import AttestPage, Seen
from countersign.accounts.acts.platforms import ApprovePlatform, WithdrawPlatform
from countersign.accounts.acts.running import CloseAccount, OpenAccount, ResumeAccount, SuspendAccount
from countersign.accounts.acts.signing import ReturnAccount, SignAccount
from countersign.accounts.acts.strategy import Campaign, EndStrategy, SignStrategy, SubmitStrategy
from countersign.accounts.acts.terms import AcceptTerms, OpenItem, RecordTerms
from countersign.gate.act import Act

ACTS: tuple[type[Act], ...] = (
    ApprovePlatform,
    WithdrawPlatform,
    RecordTerms,
    AcceptTerms,
    SubmitStrategy,
    SignStrategy,
    EndStrategy,
    ApplyForAccount,
    ChangeAccount,
    WithdrawApplication,
    SignAccount,
    ReturnAccount,
    ConnectAccount,
    AttestPage,
    OpenAccount,
    SuspendAccount,
    ResumeAccount,
    CloseAccount,
    ReportImpostor,
    ListImpostor,
)

__all__ = [
    "ACTS",
    "AcceptTerms",
    "ApplyForAccount",
    "ApprovePlatform",
    "AttestPage",
    "Campaign",
    "ChangeAccount",
    "CloseAccount",
    "ConnectAccount",
    "EndStrategy",
    "ListImpostor",
    "OpenAccount",
    "OpenItem",
    "RecordTerms",
    "ReportImpostor",
    "ResumeAccount",
    "ReturnAccount",
    "Seen",
    "SignAccount",
    "SignStrategy",
    "SubmitStrategy",
    "SuspendAccount",
    "WithdrawApplication",
    "WithdrawPlatform",
]
