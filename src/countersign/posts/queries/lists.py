"""Lists: posts, what is to be reviewed, what is on its way, what a person has to do by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from countersign.accounts import queries as accounts
from countersign.people import queries as people
from countersign.people.queries import PAGE_SIZE, Page, page_of
from countersign.posts import states
from countersign.posts.models import Attempt, Draft, Incident, Pause, Placement, Post, Reply
from countersign.posts.queries.sight import visible

SIGN_BY = Coalesce("revision__closes", "revision__opens")
"""By when a post must be signed to go out at its time."""
DUE_FIRST = (SIGN_BY.asc(nulls_last=True), "submitted_at", "pk")
QUEUE_ORDERS = {"due": DUE_FIRST, "gravity": (F("revision__gravity").desc(nulls_last=True), *DUE_FIRST)}

MOST = 500
SORTS = {
    "newest": ("-submitted_at", "-pk"),
    "oldest": ("submitted_at", "pk"),
    "state": ("state", "-submitted_at", "-pk"),
    "author": ("author", "-submitted_at", "-pk"),
}


@dataclass(frozen=True)
class PostLine:
    """One post in a list. `due_at` is when something of it is to be sent next, or by when it must be signed.

    `unsure` is whether nobody knows what became of some of it, `sign_by` the moment after which a signature comes too
    late for the time it asks for, `form` the hash to be signed, `gravity` that of its gravest finding.
    """

    id: str
    author: str
    author_name: str
    state: str
    excerpt: str
    accounts: tuple[str, ...]
    submitted_at: datetime
    due_at: datetime | None
    findings: int
    held: bool
    unsure: bool = False
    sign_by: datetime | None = None
    form: str = ""
    gravity: int = 0

    def late(self, at: datetime) -> bool:
        """Whether its time passed and nobody signed it."""
        return self.state == states.SUBMITTED and self.sign_by is not None and self.sign_by <= at


@dataclass(frozen=True)
class PlacementLine:
    """One placement in a list."""

    id: str
    post: str
    account: str
    account_name: str
    state: str
    excerpt: str
    at: datetime | None
    url: str
    by_hand: bool
    held: bool


def posts(
    viewer: str,
    at: datetime,
    *,
    author: str = "",
    state: str = "",
    account: str = "",
    text: str = "",
    number: int | None = None,
    sort: str = "newest",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[PostLine]:
    """Posts as `viewer` may see them; `text` is looked for in their beginnings, `number` is a post's own, `sort` is
    one of `SORTS`."""
    found = _filtered(viewer, at, state, account, text)
    if number is not None:
        found = found.filter(pk=number)
    if author:
        found = found.filter(author=author)
    return page_of(found.order_by(*SORTS.get(sort, SORTS["newest"])), page, _lines, size)


def to_review(
    viewer: str,
    at: datetime,
    *,
    account: str = "",
    text: str = "",
    sort: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Page[PostLine]:
    """Posts that wait for a signature and that `viewer` did not write, those that must go out first first; or, as
    `sort` says, those with the gravest finding first."""
    found = _filtered(viewer, at, states.SUBMITTED, account, text).exclude(author=viewer)
    return page_of(found.order_by(*QUEUE_ORDERS.get(sort, DUE_FIRST)), page, _lines, size)


def next_to_review(
    viewer: str, at: datetime, after: str, *, account: str = "", text: str = "", sort: str = ""
) -> str | None:
    """The post to review after this one, in the same order; the first one after the last; None when no other waits."""
    waiting = _filtered(viewer, at, states.SUBMITTED, account, text).exclude(author=viewer)
    ids = [str(pk) for pk in waiting.order_by(*QUEUE_ORDERS.get(sort, DUE_FIRST)).values_list("pk", flat=True)[:MOST]]
    place = ids.index(after) + 1 if after in ids else 0
    others = [id for id in (*ids[place:], *ids[:place]) if id != after]
    return next(iter(others), None)


def to_be_signed_by(until: datetime) -> tuple[PostLine, ...]:
    """Posts that wait for a signature and whose time for it ends before `until`, those of the latest time first."""
    found = Post.objects.filter(state=states.SUBMITTED).annotate(by=SIGN_BY).filter(by__lte=until)
    return tuple(_lines(list(found.select_related("revision").order_by("-by", "pk")[:MOST])))


def late(author: str, at: datetime) -> tuple[PostLine, ...]:
    """An author's posts whose time passed before anybody signed or scheduled them."""
    waits = Q(state=states.SUBMITTED, by__lte=at) | Q(state=states.SIGNED, revision__closes__lte=at)
    found = Post.objects.annotate(by=SIGN_BY).filter(waits, author=author)
    return tuple(_lines(list(found.select_related("revision").order_by("by", "pk")[:MOST])))


def is_late(post: Post, at: datetime) -> bool:
    """Whether a post's time passed before it was signed, or before it was scheduled."""
    revision = post.revision
    if revision is None:
        return False
    if post.state == states.SUBMITTED:
        by = revision.closes or revision.opens
        return by is not None and by <= at
    return post.state == states.SIGNED and revision.closes is not None and revision.closes <= at


def drafts(author: str) -> tuple[Draft, ...]:
    """An author's drafts, the latest first."""
    return tuple(Draft.objects.filter(author=author, template=False).order_by("-saved_at", "-pk")[:MOST])


def shared_drafts(person: str) -> tuple[Draft, ...]:
    """Colleagues' drafts that somebody may write on, the latest first."""
    return tuple(Draft.objects.filter(shared__person=person).order_by("-saved_at", "-pk")[:MOST])


def in_flight() -> tuple[Attempt, ...]:
    """Attempts of which something may still become public, or may be public without our knowing; the oldest first."""
    found = Attempt.objects.filter(outcome__in=states.IN_FLIGHT).order_by("armed_at")
    return tuple(found.select_related("placement__post__revision", "revision")[:MOST])


def by_hand(at: datetime, accounts_: Iterable[str] | None = None) -> tuple[PlacementLine, ...]:
    """What people have to post or take down by hand now, on these accounts or on all."""
    due = Q(state__in=(states.DUE, states.LIVE), due_at__lte=at) & (Q(work=None) | Q(work__held_seq=None))
    busy = Q(state__in=(states.SENDING, states.GOING))
    found = Placement.objects.filter(due | busy, by_hand=True)
    if accounts_ is not None:
        found = found.filter(account__in=list(accounts_))
    return placement_lines(found.order_by("due_at", "pk")[:MOST])


def held(author: str) -> tuple[PlacementLine, ...]:
    """What of an author's queued posts is held, and waits to be put right and scheduled again."""
    found = Placement.objects.filter(post__author=author, due_at__isnull=False, work__held_seq__isnull=False)
    return placement_lines(found.order_by("due_at", "pk")[:MOST])


def to_take_down() -> tuple[PlacementLine, ...]:
    """Public placements whose consent or licence was taken back."""
    found = Placement.objects.filter(state=states.LIVE, wanted_down_seq__isnull=False)
    return placement_lines(found.order_by("wanted_down_seq")[:MOST])


def unsettled() -> tuple[PlacementLine, ...]:
    """Placements of which nobody knows what became of them: a person has to look."""
    return placement_lines(Placement.objects.filter(state=states.UNSURE).order_by("pk")[:MOST])


def incidents() -> tuple[Incident, ...]:
    """What went wrong and is not put right, the oldest first."""
    return tuple(Incident.objects.filter(closed_seq=None).select_related("placement__post").order_by("at")[:MOST])


def pause() -> Pause | None:
    """The pause that stands over publishing, if one does."""
    return Pause.objects.filter(ended_at=None).first()


def replies(accounts_: Iterable[str] | None, *, answered: bool | None = False, page: int = 1) -> Page[Reply]:
    """What was written under our posts on these accounts (None: on all), the latest first."""
    found = Reply.objects.all() if accounts_ is None else Reply.objects.filter(account__in=list(accounts_))
    if answered is not None:
        found = found.filter(answer__isnull=not answered)
    return page_of(found.select_related("placement", "answer").order_by("-at", "-pk"), page, list)


def placement_lines(found: Iterable[Placement]) -> tuple[PlacementLine, ...]:
    """Placements as lines."""
    rows = list(found.select_related("revision", "work") if isinstance(found, QuerySet) else found)
    names = accounts.names({p.account for p in rows})
    return tuple(
        PlacementLine(
            id=str(p.pk),
            post=str(p.post_id),
            account=p.account,
            account_name=names.get(p.account, p.account),
            state=states.HELD if _held(p) else p.state,
            excerpt=p.revision.excerpt,
            at=p.due_at or p.published_at,
            url=p.url,
            by_hand=p.by_hand,
            held=_held(p),
        )
        for p in rows
    )


def beginnings(viewer: str, at: datetime, ids: Iterable[str]) -> Mapping[str, str]:
    """How those of these posts begin that `viewer` may see."""
    wanted = [int(id) for id in ids if id.isascii() and id.isdigit()]
    found = Post.objects.filter(visible(viewer, at), pk__in=wanted, revision__isnull=False)
    return {str(pk): excerpt for pk, excerpt in found.values_list("pk", "revision__excerpt")}


def names_of(people_: Iterable[str], at: datetime) -> Mapping[str, str]:
    """What people are called."""
    return {id: line.name for id, line in people.known(set(people_), at).items()}


def _held(placement: Placement) -> bool:
    work = getattr(placement, "work", None)
    return placement.due_at is not None and work is not None and work.held_seq is not None


def _filtered(viewer: str, at: datetime, state: str, account: str, text: str) -> QuerySet[Post]:
    found = Post.objects.filter(visible(viewer, at)).select_related("revision")
    if state:
        found = found.filter(state=state)
    if account:
        there = Placement.objects.filter(post=OuterRef("pk"), account=account)
        found = found.filter(Q(Exists(there)) | Q(revision__accounts=[account]))
    for word in text.split():
        found = found.filter(revision__excerpt__icontains=word)
    return found


def _lines(found: list[Post]) -> list[PostLine]:
    shown = {a for p in found if p.revision for a in p.revision.accounts}
    called = accounts.names(shown)
    authors = names_of({p.author for p in found}, found[0].submitted_at) if found else {}
    waiting: dict[int, list[Placement]] = {}
    pending = Placement.objects.filter(post__in=found, due_at__isnull=False).select_related("work").order_by("due_at")
    for place in pending:
        waiting.setdefault(place.post_id, []).append(place)
    lines = []
    for p in found:
        first = waiting.get(p.pk, [])
        sign_by = (p.revision.closes or p.revision.opens) if p.revision else None
        lines.append(
            PostLine(
                id=str(p.pk),
                author=p.author,
                author_name=authors.get(p.author, p.author),
                state=p.state,
                excerpt=p.revision.excerpt if p.revision else "",
                accounts=tuple(called.get(a, a) for a in (p.revision.accounts if p.revision else ())),
                submitted_at=p.submitted_at,
                due_at=first[0].due_at if first else sign_by,
                findings=len(p.revision.findings) if p.revision else 0,
                held=any(_held(w) for w in first),
                unsure=any(w.state == states.UNSURE for w in first),
                sign_by=sign_by,
                form=p.revision.hash if p.revision else "",
                gravity=p.revision.gravity if p.revision else 0,
            )
        )
    return lines
