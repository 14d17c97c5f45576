"""What the room of posts stores, by theme; whoever reads or writes it imports from here.

People, accounts and platforms are named by id; the rooms below keep them. Frozen forms and signatures are the gate's.
"""

from __future__ import annotations

from countersign.posts.history.models import HistoryItem, HistoryRun
from countersign.posts.labels.models import Label
from countersign.posts.models.blankets import AfterAction, Blanket, BlanketAnswer, Filling
from countersign.posts.models.drafts import Draft, Remark, Shared, Slot
from countersign.posts.models.fitted import AskedLimit, Fitted
from countersign.posts.models.marks import CalendarFeed, InCampaign, Opened, SavedView
from countersign.posts.models.media import Consent, Leave, Media, Rights
from countersign.posts.models.posts import Answer, Post, Revision
from countersign.posts.models.publishing import Attempt, Incident, Part, Pause, Placement, Work
from countersign.posts.models.replies import Collecting, Reply
from countersign.posts.rescreen.models import Comparison, Difference, Outcome, Rescreening
from countersign.posts.second.models import Asking, Opinion

__all__ = (
    "AfterAction",
    "Answer",
    "AskedLimit",
    "Asking",
    "Attempt",
    "Blanket",
    "BlanketAnswer",
    "CalendarFeed",
    "Collecting",
    "Comparison",
    "Consent",
    "Difference",
    "Draft",
    "Filling",
    "Fitted",
    "HistoryItem",
    "HistoryRun",
    "InCampaign",
    "Incident",
    "Label",
    "Leave",
    "Media",
    "Opened",
    "Opinion",
    "Outcome",
    "Part",
    "Pause",
    "Placement",
    "Post",
    "Remark",
    "Reply",
    "Rescreening",
    "Revision",
    "Rights",
    "SavedView",
    "Shared",
    "Slot",
    "Work",
)
