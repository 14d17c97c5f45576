"""The calendar: what went out, is to go out, or waits for a signature between two moments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from countersign.accounts import queries as accounts
from countersign.posts import states
from countersign.posts.models import Placement, Post
from countersign.posts.queries.sight import visible

OVERDUE, FAILED, WAITING = "overdue", "failed", "submitted"
"""What the calendar says of something whose time passed, that a platform turned down, that nobody signed yet."""
STATES = (
    WAITING, states.RETURNED, states.SIGNED, states.DUE, states.HELD, OVERDUE, states.SENDING, states.LIVE,
    FAILED, states.UNSURE, states.GOING, states.GONE,
)  # fmt: skip
"""Every state an entry of the calendar can be in, in the order of a post's life."""
PATIENCE = timedelta(minutes=5)
"""So long after its time something that is not out yet is overdue."""
MOST = 20_000


@dataclass(frozen=True)
class Asked:
    """What a calendar is narrowed to. `unit` includes its parts; `text` is looked for in beginnings."""

    state: str = ""
    account: str = ""
    unit: str = ""
    author: str = ""
    campaign: str = ""
    text: str = ""


class Entry(NamedTuple):
    """One thing in the calendar: a placement, or a post that has none yet (`placement` is empty).

    `at` is when it went out, is to go out, or by when it must be signed. `movable` says whether another time can be
    proposed, not whether the reader may. Entries sort by time. (A tuple, since a page may hold thousands.)
    """

    at: datetime
    post: str
    placement: str
    accounts: tuple[str, ...]
    state: str
    author: str
    excerpt: str
    movable: bool

    @property
    def public(self) -> bool:
        """Whether anybody can read it on the platform, or could."""
        return self.state in (states.LIVE, states.GOING, states.GONE)


def calendar(
    viewer: str, at: datetime, begins: datetime, ends: datetime, asked: Asked | None = None
) -> tuple[Entry, ...]:
    """What lies between two moments as `viewer` may see it at `at`, in order; at most `MOST`."""
    asked = asked or Asked()
    on = _accounts(viewer, at, asked)
    seen = Post.objects.filter(_posts(asked), pk__in=Post.objects.filter(visible(viewer, at)).values("pk"))
    found = [*_placed(seen, at, begins, ends, on), *_waiting(seen, at, begins, ends, on)]
    if asked.state:
        found = [e for e in found if e.state == asked.state]
    return tuple(sorted(found)[:MOST])


def authors(viewer: str, at: datetime) -> frozenset[str]:
    """Everybody who wrote something that `viewer` may see."""
    return frozenset(Post.objects.filter(visible(viewer, at)).order_by().values_list("author", flat=True).distinct())


def _posts(asked: Asked) -> Q:
    found = Q()
    if asked.author:
        found &= Q(author=asked.author)
    if asked.campaign:
        found &= Q(in_campaign__campaign=asked.campaign)
    for word in asked.text.split():
        found &= Q(revision__excerpt__icontains=word)
    return found


def _accounts(viewer: str, at: datetime, asked: Asked) -> frozenset[str] | None:
    """The accounts it is narrowed to; None for all."""
    if not asked.unit:
        return frozenset({asked.account}) if asked.account else None
    within = accounts.accounts(viewer, at, unit=asked.unit, size=MOST).items
    inside = frozenset(a.id for a in within)
    return inside & {asked.account} if asked.account else inside


def _placed(
    seen: QuerySet[Post], at: datetime, begins: datetime, ends: datetime, on: frozenset[str] | None
) -> Iterator[Entry]:
    placed = Placement.objects.filter(post__in=seen.values("pk")).exclude(state=states.UNSENT)
    if on is not None:
        placed = placed.filter(account__in=on)
    due = Q(due_at__gte=begins, due_at__lt=ends)
    went = Q(due_at=None, published_at__gte=begins, published_at__lt=ends)
    columns = ("pk", "post_id", "account", "state", "work__held_seq", "post__author", "revision__excerpt")
    for *row, due_at, published_at in placed.filter(due | went).values_list(*columns, "due_at", "published_at")[:MOST]:
        yield _entry(row, due_at or published_at, due_at is not None, at)
    # What was turned down is due no more and was never public: its time is that of the last try.
    turned_down = placed.filter(state=states.TURNED_DOWN, published_at=None, due_at=None)
    tried = turned_down.annotate(tried=Max("attempts__armed_at")).filter(tried__gte=begins, tried__lt=ends)
    for *row, when in tried.values_list(*columns, "tried")[:MOST]:
        yield _entry(row, when, False, at)


def _entry(row: list, when: datetime, due: bool, at: datetime) -> Entry:  # type: ignore[type-arg]
    pk, post, account, state, held, author, excerpt = row
    if due and held is not None:
        state = states.HELD
    elif due and state in (states.DUE, states.LIVE) and when <= at - PATIENCE:
        state = OVERDUE
    elif state == states.TURNED_DOWN:
        state = FAILED
    movable = state == FAILED or (due and state in (states.DUE, states.HELD, OVERDUE))
    return Entry(when, str(post), str(pk), (account,), state, author, excerpt, movable)


def _waiting(
    seen: QuerySet[Post], at: datetime, begins: datetime, ends: datetime, on: frozenset[str] | None
) -> Iterator[Entry]:
    """Posts without a placement, at the time they ask for: the end of their time, else its beginning."""
    closes = Q(revision__closes__gte=begins, revision__closes__lt=ends)
    opens = Q(revision__closes=None, revision__opens__gte=begins, revision__opens__lt=ends)
    waiting = seen.filter(closes | opens, state__in=(states.SUBMITTED, states.SIGNED, states.RETURNED))
    waiting = waiting.exclude(placements__state__in=(states.TURNED_DOWN, states.LIVE, states.UNSURE))
    columns = ("pk", "state", "author", "revision__accounts", "revision__excerpt")
    for pk, state, author, named, excerpt, opens_at, closes_at in waiting.values_list(
        *columns, "revision__opens", "revision__closes"
    )[:MOST]:
        if on is not None and not on & set(named):
            continue
        when = closes_at or opens_at
        late = when <= at and (state == states.SUBMITTED or (state == states.SIGNED and closes_at is not None))
        yield Entry(when, str(pk), "", tuple(named), OVERDUE if late else state, author, excerpt, True)


def on_accounts(entries: Iterable[Entry]) -> frozenset[str]:
    """Every account that some of these entries are on."""
    return frozenset(a for e in entries for a in e.accounts)
