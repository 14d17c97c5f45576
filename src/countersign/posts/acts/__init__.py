"""The acts of this room, by theme."""

from __future__ import annotations

from countersign.gate.act import Act
from countersign.posts.acts.blanket import EndBlanket, SignBlanket, SubmitBlanket
from countersign.posts.acts.filling import ConfirmBlanket, DiscardFilling, FillBlanket, WriteAfterAction
from countersign.posts.acts.history import ImportHistory
from countersign.posts.acts.leave import RecordConsent, RecordRights, WithdrawConsent, WithdrawRights
from countersign.posts.acts.pausing import PausePublishing, ResumePublishing
from countersign.posts.acts.publishing import (
    ARMED_FOR,
    PublishPost,
    RecordOutcome,
    RecordReadBack,
    SettleAttempt,
)
from countersign.posts.acts.scheduling import SchedulePost, UnschedulePost
from countersign.posts.acts.signing import Answered, RefusePost, ReturnPost, SignPost
from countersign.posts.acts.withdrawing import WithdrawPost
from countersign.posts.acts.writing import SubmitPost
from countersign.posts.form import Variant
from countersign.posts.shown import Shown

ACTS: tuple[type[Act], ...] = (
    SubmitPost,
    SignPost,
    ReturnPost,
    RefusePost,
    SchedulePost,
    UnschedulePost,
    PublishPost,
    RecordOutcome,
    RecordReadBack,
    SettleAttempt,
    WithdrawPost,
    RecordConsent,
    WithdrawConsent,
    RecordRights,
    WithdrawRights,
    PausePublishing,
    ResumePublishing,
    SubmitBlanket,
    SignBlanket,
    EndBlanket,
    FillBlanket,
    ConfirmBlanket,
    DiscardFilling,
    WriteAfterAction,
    ImportHistory,
)

__all__ = [
    "ACTS",
    "ARMED_FOR",
    "Answered",
    "ConfirmBlanket",
    "DiscardFilling",
    "EndBlanket",
    "FillBlanket",
    "ImportHistory",
    "PausePublishing",
    "PublishPost",
    "RecordConsent",
    "RecordOutcome",
    "RecordReadBack",
    "RecordRights",
    "RefusePost",
    "ResumePublishing",
    "ReturnPost",
    "SchedulePost",
    "SettleAttempt",
    "Shown",
    "SignBlanket",
    "SignPost",
    "SubmitBlanket",
    "SubmitPost",
    "UnschedulePost",
    "Variant",
    "WithdrawConsent",
    "WithdrawPost",
    "WithdrawRights",
    "WriteAfterAction",
]
