"""What needs me, due first; and what I wait for. One list, gathered from every room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.desk import questions
from countersign.desk.things import name_of
from countersign.gate import clock, duties, packs, signatures
from countersign.gate.act import Capacity
from countersign.people import queries as people
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor
from countersign.posts import queries as posts
from countersign.posts.queries import blankets

SOON = timedelta(days=30)
PRESSING = timedelta(days=7)
"""What is due within this comes before what has no time of its own; what is due later comes after it."""
MOST = 50


@dataclass(frozen=True)
class Need:
    """One thing that needs this person: what, by when, where to do it, under which clauses."""

    what: str
    verb: str
    url: str
    due_at: datetime | None = None
    since: datetime | None = None
    clauses: tuple[str, ...] = ()
    detail: str = ""

    def overdue(self, at: datetime) -> bool:
        """Whether its time is over."""
        return self.due_at is not None and self.due_at <= at


@dataclass(frozen=True)
class Waiting:
    """One thing of this person's that somebody else has to do next."""

    what: str
    url: str
    since: datetime | None
    for_whom: str


def of(here: Visitor) -> list[Need]:
    """Everything that needs this person in the capacity they chose: what presses, what waits, what comes later."""
    capacity = here.capacity
    if capacity is None:
        return []
    at = clock.now()
    gathered = (
        _to_confirm(capacity, at),
        _posts_to_sign(capacity, at),
        _templates_to_sign(capacity, at),
        _accounts_to_sign(capacity, at),
        _questions(here),
        _returned(capacity, at),
        _late(capacity, at),
        _held(capacity),
        _unsettled(capacity),
        _to_take_down(capacity),
        _incidents(capacity),
        _connections(capacity),
        _by_hand(capacity, at),
        _leave_asked_for(capacity, at),
        _leave_ending(capacity, at),
        _notes_owed(capacity, at),
        _duties(capacity, at),
    )
    found = [need for part in gathered for need in part]
    far = datetime.max.replace(tzinfo=at.tzinfo)

    def place(need: Need) -> tuple[int, datetime, datetime]:
        rank = 1 if need.due_at is None else 0 if need.due_at <= at + PRESSING else 2
        return rank, need.due_at or far, need.since or far

    return sorted(found, key=place)


def waiting(here: Visitor) -> list[Waiting]:
    """What this person waits for: their posts before those who sign."""
    capacity = here.capacity
    if capacity is None:
        return []
    found = posts.posts(capacity.person, clock.now(), author=capacity.person, state="submitted", size=MOST)
    who = _title("director") + " " + _("or") + " " + _title("pio")
    return [
        Waiting(line.excerpt, reverse("posts:post", args=[line.id]), line.submitted_at, who) for line in found.items
    ]


def _posts_to_sign(capacity: Capacity, at: datetime) -> Iterator[Need]:
    if "post.sign" not in capacity.powers:
        return
    for line in posts.to_review(capacity.person, at, size=MOST).items:
        yield Need(
            what=_("Sign, return or refuse a post by %(author)s") % {"author": line.author_name},
            verb=_("Review"),
            url=reverse("posts:review", args=[line.id]),
            due_at=line.due_at,
            since=line.submitted_at,
            detail=line.excerpt,
        )


def _to_confirm(capacity: Capacity, at: datetime) -> Iterator[Need]:
    for line in blankets.to_confirm(capacity, at):
        yield Need(
            what=_("Confirm a filled break-glass template: %(title)s") % {"title": line.title},
            verb=_("Read and confirm"),
            url=reverse("posts:filling", args=[line.post]),
            due_at=line.confirm_by,
            since=line.at,
            detail=line.excerpt,
        )


def _templates_to_sign(capacity: Capacity, at: datetime) -> Iterator[Need]:
    for line in blankets.to_sign(capacity, at):
        yield Need(
            what=_("Sign a break-glass template: %(title)s") % {"title": line.title},
            verb=_("Look and sign"),
            url=reverse("posts:blanket", args=[line.id]),
            since=line.starts,
            detail=line.author_name,
        )


def _notes_owed(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """To whoever filled a template; its office has it among its duties."""
    if capacity.kind == "office":
        return
    for line in blankets.owing(capacity.person, at):
        yield Need(
            what=_("Write what happened when a break-glass template was used"),
            verb=_("Write it"),
            url=reverse("posts:filling", args=[line.post]),
            due_at=line.note_by,
            since=line.confirmed_at,
            detail=line.title,
        )


def _accounts_to_sign(capacity: Capacity, at: datetime) -> Iterator[Need]:
    if "account.sign" not in capacity.powers or capacity.office is None:
        return
    applied = accounts.accounts(capacity.person, at, state="applied", size=MOST).items
    signed = signatures.live_on([a.form for a in applied])
    for one in applied:
        given = signed.get(one.form, ())
        mine = any(s.office == capacity.office or s.person == capacity.person for s in given)
        if mine or one.applicant == capacity.person:
            continue
        yield Need(
            what=_("Sign the opening of an account: %(name)s on %(platform)s")
            % {"name": one.display_name, "platform": one.platform_name},
            verb=_("Look and sign"),
            url=reverse("accounts:sign_account", args=[one.id]),
            since=one.applied_at,
            detail=one.unit_name,
        )


def _questions(here: Visitor) -> Iterator[Need]:
    for card in questions.open_to(here):
        yield Need(
            what=card.sentence,
            verb=_("Answer"),
            url=reverse("question", args=[card.id]),
            due_at=card.due_at,
            since=card.opened_at,
            clauses=card.clauses,
            detail=card.about,
        )


def _returned(capacity: Capacity, at: datetime) -> Iterator[Need]:
    for line in posts.posts(capacity.person, at, author=capacity.person, state="returned", size=MOST).items:
        yield Need(
            what=_("A post came back to you"),
            verb=_("Change it"),
            url=reverse("posts:post", args=[line.id]),
            since=line.submitted_at,
            detail=line.excerpt,
        )


def _late(capacity: Capacity, at: datetime) -> Iterator[Need]:
    for line in posts.late(capacity.person, at):
        yield Need(
            what=_("A post of yours was not signed in time; nothing of it is lost")
            if line.state == "submitted"
            else _("A post of yours was signed and its time passed; nothing of it is lost"),
            verb=_("Give it a new time"),
            url=reverse("posts:move", args=[line.id]),
            due_at=line.sign_by,
            since=line.submitted_at,
            detail=line.excerpt,
        )


def _unsettled(capacity: Capacity) -> Iterator[Need]:
    if "post.settle" not in capacity.powers:
        return
    for line in posts.unsettled():
        yield Need(
            what=_("Look whether a post is there: nobody knows what became of it"),
            verb=_("Settle"),
            url=reverse("posts:settle", args=[line.id]),
            since=line.at,
            detail=f"{line.account_name}: {line.excerpt}",
        )


def _held(capacity: Capacity) -> Iterator[Need]:
    for line in posts.held(capacity.person):
        yield Need(
            what=_("A post of yours is held"),
            verb=_("See why"),
            url=reverse("posts:post", args=[line.post]),
            since=line.at,
            detail=f"{line.account_name}: {line.excerpt}",
        )


def _to_take_down(capacity: Capacity) -> Iterator[Need]:
    if "post.withdraw" not in capacity.powers:
        return
    for line in posts.to_take_down():
        if capacity.accounts is not None and line.account not in capacity.accounts:
            continue
        yield Need(
            what=_("Take a post down: a consent or a licence was taken back"),
            verb=_("Take it down"),
            url=reverse("posts:take_down", args=[line.id]),
            since=line.at,
            detail=f"{line.account_name}: {line.excerpt}",
        )


def _incidents(capacity: Capacity) -> Iterator[Need]:
    if "post.settle" not in capacity.powers:
        return
    for incident in posts.incidents():
        if incident.kind == "unknown":
            continue  # listed with what there is to settle
        yield Need(
            what=_("What the platform shows is not what was signed")
            if incident.kind == "differs"
            else _("Something went wrong with a post"),
            verb=_("Look"),
            url=reverse("posts:post", args=[incident.placement.post_id]),
            since=incident.at,
        )


def _connections(capacity: Capacity) -> Iterator[Need]:
    mine = frozenset(accounts.custodians(capacity.person)) if "account.connect" not in capacity.powers else None
    found = [t for t in accounts.troubles() if mine is None or t.account in mine]
    names = accounts.names({t.account for t in found})
    for trouble in found:
        yield Need(
            what=_("Put the connection of an account right: what is scheduled there waits")
            if trouble.stops
            else _("Look at the connection of an account"),
            verb=_("Look"),
            url=reverse("accounts:account", args=[trouble.account]),
            since=trouble.at,
            detail=names.get(trouble.account, ""),
        )


def _by_hand(capacity: Capacity, at: datetime) -> Iterator[Need]:
    if capacity.kind != "authorized":
        return
    for line in posts.by_hand(at, capacity.accounts):
        yield Need(
            what=_("Post by hand on %(account)s") % {"account": line.account_name},
            verb=_("Do it"),
            url=reverse("posts:task", args=[line.id]),
            due_at=line.at,
            detail=line.excerpt,
        )


def _leave_asked_for(capacity: Capacity, at: datetime) -> Iterator[Need]:
    if "authorization.sign" not in capacity.powers:
        return
    for leave in people.asked_for(capacity.person, at):
        yield Need(
            what=_("%(name)s asks for leave to post") % {"name": leave.name},
            verb=_("Look"),
            url=reverse("authorization", args=[leave.id]),
            since=leave.starts,
        )


def _leave_ending(capacity: Capacity, at: datetime) -> Iterator[Need]:
    if "authorization.sign" not in capacity.powers:
        return
    days = max(packs.in_force().parameter.get("renewal_notice_days", (30,)))
    for leave in people.ending_soon(capacity.person, at, days):
        yield Need(
            what=_("Renew %(name)s's leave to post, or let it end") % {"name": leave.name},
            verb=_("Look"),
            url=reverse("authorization", args=[leave.id]),
            due_at=leave.ends,
        )


def _duties(capacity: Capacity, at: datetime) -> Iterator[Need]:
    if capacity.office is None:
        return
    pack, lang = packs.in_force(), language()
    found = list(duties.open_of(capacity.office, until=at + SOON))
    begins = posts.beginnings(capacity.person, at, [owed.subject_id for owed in found if owed.subject_kind == "post"])
    for owed in found:
        if owed.duty not in pack.duty or (capacity.units is not None and owed.unit not in capacity.units):
            continue
        if owed.subject_kind == "authorization":
            continue  # listed with the person's name above
        yield Need(
            what=pack.duty[owed.duty].what.get(lang),
            verb=_("Look"),
            url=_where(owed.subject_kind, owed.subject_id, owed.clause),
            due_at=owed.due_at,
            clauses=(owed.clause,),
            detail=(begins.get(owed.subject_id, "") if owed.subject_kind == "post" else "")
            or name_of(owed.subject_kind, owed.subject_id),
        )


def _where(kind: str, id: str, clause: str) -> str:
    if kind == "account":
        return reverse("accounts:account", args=[id])
    if kind == "platform":
        return reverse("accounts:platform", args=[id])
    if kind == "post":
        return reverse("posts:filling", args=[id])
    return reverse("clause", args=[clause])


def _title(office: str) -> str:
    found = packs.in_force().office.get(office)
    return found.title.get(language()) if found else office
