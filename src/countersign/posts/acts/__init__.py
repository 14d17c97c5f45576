"""The acts of this room, by theme."""

from __future__ import annotations

from countersign.gate.act import Act
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
from countersign.posts.acts.writing import Shown, SubmitPost
from countersign.posts.form import Variant

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
)

__all__ = [
    "ACTS",
    "ARMED_FOR",
    "Answered",
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
    "SignPost",
    "SubmitPost",
    "UnschedulePost",
    "Variant",
    "WithdrawConsent",
    "WithdrawPost",
    "WithdrawRights",
]
