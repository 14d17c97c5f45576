"""What a check is: expressions that find candidates, and a judge that looks at each one's surroundings.

All expressions of all checks go into one pattern set; a judge runs only where its expression hit.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ..agency import AgencyWords
from ..categories import Category, Kind, Severity
from ..engine import Groups
from ..fold import View
from .reasons import Reason


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate that a judge let stand; offsets are those of the view."""

    category: Category
    reason: Reason
    start: int
    end: int
    draft: Severity = Severity.REVIEW
    comment: Severity = Severity.REVIEW


@dataclass(slots=True)
class Sight:
    """What a judge may look at: one view of one text, its kind, and the agency's own words."""

    view: View
    kind: Kind
    agency: AgencyWords
    memory: dict[str, object] = field(default_factory=dict)
    """Answers about the whole text that several candidates share."""


Judge = Callable[[Sight, Groups], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Check:
    """One expression and who judges its matches. Group 1 is the candidate where the expression has bounds."""

    pattern: str
    judge: Judge


def always(
    category: Category,
    reason: Reason,
    draft: Severity = Severity.REVIEW,
    comment: Severity = Severity.REVIEW,
) -> Judge:
    """A judge for expressions that need no second look."""

    def judge(sight: Sight, groups: Groups) -> Iterator[Hit]:
        start, end = groups[1]
        yield Hit(category, reason, start, end, draft, comment)

    return judge
