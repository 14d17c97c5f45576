"""What bears on sending at all: the time window, the blanket approval, the pause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from countersign.rules.facts.base import Fact
from countersign.rules.facts.mandates import Period


@dataclass(frozen=True)
class Window(Fact, name="window"):
    """The time window that was signed: not before, not after (UTC; null is open)."""

    opens: datetime | None
    closes: datetime | None


@dataclass(frozen=True)
class Blanket(Fact, name="blanket"):
    """The blanket approval a filled template goes out under; `template` is empty for what is under none.

    `signed` is true while an approver's signature on the template lives; `within` when nothing but its allowed
    blanks was filled, with what they allow; `confirmed` while a second person's confirmation of exactly this filling
    lives; `through_pause` when the template says, under that signature, that it goes out during a pause too.
    """

    template: str
    signed: bool
    period: Period | None
    within: bool
    confirmed: bool = False
    through_pause: bool = False


@dataclass(frozen=True)
class Pause(Fact, name="pause"):
    """Whether a crisis pause stands over publishing."""

    active: bool
