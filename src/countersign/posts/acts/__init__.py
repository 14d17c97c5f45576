"""The acts of this room, by theme."""

from __future__ import annotations

from countersign.gate.act import Act
from countersign.posts.acts.asking import AskSecondReader, RecordOpinion
from countersign.posts.acts.blanket import EndBlanket, SignBlanket, SubmitBlanket
from countersign.posts.acts.filling import ConfirmBlanket, DiscardFilling, FillBlanket, WriteAfterAction
from countersign.posts.acts.history import ImportHistory
from countersign.posts.acts.labelling import ExportLabels, Missed
from countersign.posts.acts.leave import RecordConsent, RecordRights, WithdrawConsent, WithdrawRights
from countersign.posts.acts.pausing import PausePublishing, ResumePublishing
from countersign.posts.acts.publishing import (
    ARMED_FOR,
    PublishPost,
    RecordOutcome,
    RecordReadBack,
    SettleAttempt,
)
from countersign.posts.acts.rescreening import RescreenArchive
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
    ExportLabels,
    RescreenArchive,
    AskSecondReader,
    RecordOpinion,
)

__all__ = [
    "ACTS",
    "ARMED_FOR",
    "Answered",
    "AskSecondReader",
    "ConfirmBlanket",
    "DiscardFilling",
    "EndBlanket",
    "ExportLabels",
    "FillBlanket",
    "ImportHistory",
    "Missed",
    "PausePublishing",
    "PublishPost",
    "RecordConsent",
    "RecordOpinion",
    "RecordOutcome",
    "RecordReadBack",
    "RecordRights",
    "RefusePost",
    "RescreenArchive",
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
