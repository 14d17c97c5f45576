"""Notices: giving them, what they say, where they lead, and the page that lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.desk.models import Mail, Notice
from countersign.desk.things import post_of
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.gate.models import LedgerBody
from countersign.people import queries as people
from countersign.people.web.identity import visitor
from countersign.posts import queries as posts

PAGE = 25
SHOWN_AT_MOST = 99

WORDS: Mapping[str, Any] = {
    "post_to_sign": _("A post waits for a signature"),
    "post_to_sign_soon": _("Little time is left to sign a post"),
    "post_to_sign_late": _("A post's time passed before anybody signed it"),
    "post_late": _("Your post's time passed before anybody signed it: give it a new one"),
    "post_signed": _("Your post was signed"),
    "post_template_to_sign": _("A break-glass template waits for a signature"),
    "post_template_signed": _("A break-glass template of yours was signed"),
    "post_template_ended": _("A break-glass template was ended"),
    "post_filled": _("A break-glass template was filled and waits for a second person"),
    "post_break_glass": _("A break-glass template was used: the report is there, an after-action note is owed"),
    "post_after_action": _("An after-action note was written"),
    "post_returned": _("Your post came back to you to be changed"),
    "post_refused": _("Your post was refused"),
    "post_held": _("Your post is held: something stands in the way"),
    "post_published": _("Your post is published"),
    "post_taken_down": _("Your post was taken down"),
    "post_rejected": _("The platform did not take your post"),
    "post_unknown": _("Nobody knows whether a post is there: somebody has to look"),
    "post_differs": _("A post does not show what was signed"),
    "consent_withdrawn": _("A consent that your post rests on was taken back"),
    "rights_withdrawn": _("A licence that your post rests on no longer counts"),
    "account_to_sign": _("An account waits for a signature"),
    "account_signed": _("An account of yours was signed"),
    "account_returned": _("An application came back to you to be changed"),
    "account_opened": _("An account is open"),
    "account_suspended": _("An account is suspended"),
    "account_resumed": _("An account is open again"),
    "account_closed": _("An account is closed"),
    "account_trouble": _("Something is wrong with the connection of an account"),
    "post_would_fail": _("A post that is scheduled would not go out as it is"),
    "post_overdue": _("A post is due and has not gone out"),
    "leave_asked": _("Somebody asks for leave to post"),
    "leave_given": _("You have leave to post"),
    "leave_given_to": _("Somebody was given leave to post"),
    "leave_renewed": _("Your leave to post was renewed"),
    "leave_renewed_of": _("Somebody's leave to post was renewed"),
    "leave_ended": _("Your leave to post is over"),
    "leave_ended_of": _("Somebody's leave to post is over"),
    "appointed": _("You hold an office"),
    "delegation_given": _("You may act for somebody"),
    "delegation_ended": _("A delegation is over"),
    "question_asked": _("A question waits for an answer"),
}
"""What each kind of notice says, here and as the subject of its mail: no names, no words of a post."""

GROUPS: Mapping[str, Any] = {
    "post": _("Posts"),
    "account": _("Accounts"),
    "leave": _("Leave to post"),
    "question": _("Questions"),
    "other": _("Other"),
}
"""What the list can be narrowed to, by how a kind begins."""

LEADS = {
    "account": "accounts:account",
    "post": "posts:post",
    "authorization": "authorization",
    "appointment": "appointment",
    "delegation": "delegation",
    "question": "question",
    "consent": "posts:consent",
    "rights": "posts:rights",
    "blanket": "posts:blanket",
}
"""The page about a thing, by its kind."""
ELSEWHERE = {
    "post_to_sign": "posts:review",
    "post_to_sign_soon": "posts:review",
    "post_to_sign_late": "posts:review",
    "post_late": "posts:move",
    "account_to_sign": "accounts:sign_account",
    "post_unknown": "posts:settle",
    "post_filled": "posts:filling",
    "post_break_glass": "posts:filling",
    "post_after_action": "posts:filling",
}
"""Where a notice leads that asks for something to be done."""


@dataclass(frozen=True)
class Line:
    """One notice in the list."""

    id: int
    sentence: str
    about: str
    by: str
    at: datetime
    seq: int
    unread: bool


def give(to: Iterable[str], *, seq: int, kind: str, ref: Ref, at: datetime) -> None:
    """Tell these people of a row, and put a mail for each who has a work address in the outbox. Once each."""
    now = clock.now()
    known = people.known(to, now)
    for person, line in known.items():
        if not line.employed:
            continue
        with transaction.atomic():
            notice, made = Notice.objects.get_or_create(
                person=person,
                seq=seq,
                kind=kind,
                defaults={"subject_kind": ref.kind, "subject_id": ref.id or "", "at": at},
            )
            if made and line.work_mail:
                Mail.objects.create(notice=notice, to=line.work_mail, made_at=now, due_at=now)


def done(kind: str, ref: Ref, *, before: int, at: datetime) -> None:
    """Nobody has to do any more what these notices asked for: they count as read."""
    Notice.objects.filter(_about(ref, before), kind__startswith=kind).update(read_at=at)


def seen(person: str, ref: Ref, *, before: int, at: datetime) -> None:
    """Whoever did something about a thing has seen what they were told of it before."""
    Notice.objects.filter(_about(ref, before), person=person).update(read_at=at)


def _about(ref: Ref, before: int) -> Q:
    return Q(subject_kind=ref.kind, subject_id=ref.id or "", seq__lt=before, read_at=None)


def says(kind: str) -> str:
    """What a notice of this kind says, in the language of the moment."""
    return str(WORDS[kind.partition(":")[0]])


def unread(person: str) -> str:
    """How many notices somebody has not read, as the header shows it: empty for none, never above a hundred."""
    counted = Notice.objects.filter(person=person, read_at=None)[: SHOWN_AT_MOST + 1].count()
    return f"{SHOWN_AT_MOST}+" if counted > SHOWN_AT_MOST else str(counted or "")


def index(request: HttpRequest) -> HttpResponse:
    """What this person was told: unread first, the latest first; by group, all or only what is unread."""
    group, only = request.GET.get("group", ""), request.GET.get("only", "")
    mine = Notice.objects.filter(person=visitor(request).by.person)
    waiting = mine.filter(read_at=None).exists()
    if only == "unread":
        mine = mine.filter(read_at=None)
    if group in GROUPS and group != "other":
        mine = mine.filter(kind__startswith=f"{group}_")
    elif group == "other":
        for name in GROUPS:
            mine = mine.exclude(kind__startswith=f"{name}_")
    ordered = mine.annotate(was_read=Q(read_at__isnull=False)).order_by("was_read", "-seq", "kind")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    shown = {
        "lines": _lines(list(page), visitor(request).by.person),
        "page": page,
        "groups": GROUPS.items(),
        "group": group,
        "only": only,
    }
    return render(request, "desk/notices.html", {**shown, "waiting": waiting})


def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads. It counts as read from then on."""
    notice = Notice.objects.filter(pk=pk, person=visitor(request).by.person).first()
    if notice is None:
        raise Http404
    Notice.objects.filter(pk=pk, read_at=None).update(read_at=clock.now())
    return redirect(leads_to(notice))


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Mark one notice, or without a number all of them, as read."""
    mine = Notice.objects.filter(person=visitor(request).by.person, read_at=None)
    wanted = request.POST.get("notice", "")
    if wanted:
        mine = mine.filter(pk=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0)
    mine.update(read_at=clock.now())
    return redirect("notices")


def leads_to(notice: Notice) -> str:
    """The address a notice leads to."""
    subject, id = notice.subject_kind, notice.subject_id
    wanted = ELSEWHERE.get(notice.kind) or LEADS.get(subject)
    if subject == "placement" and notice.kind != "post_unknown":
        wanted, id = LEADS["post"], post_of(id)
    try:
        return reverse(wanted, args=[id]) if wanted and id else reverse("home")
    except NoReverseMatch:
        return reverse("home")


def _post(notice: Notice) -> str:
    """The post a notice is about, or nothing."""
    if notice.subject_kind == "placement":
        return post_of(notice.subject_id)
    return notice.subject_id if notice.subject_kind == "post" else ""


def _lines(found: list[Notice], viewer: str) -> list[Line]:
    actors = dict(LedgerBody.objects.filter(seq__in=[n.seq for n in found]).values_list("seq", "actor"))
    names = {id: line.name for id, line in people.known(set(actors.values()), clock.now()).items()}
    called = accounts.names([n.subject_id for n in found if n.subject_kind == "account"])
    told = {n.pk: _post(n) for n in found}
    begin = posts.beginnings(viewer, clock.now(), told.values())
    return [
        Line(
            id=n.pk,
            sentence=says(n.kind),
            about=called.get(n.subject_id, "") if n.subject_kind == "account" else begin.get(told[n.pk], ""),
            by=names.get(actors.get(n.seq, ""), ""),
            at=n.at,
            seq=n.seq,
            unread=n.read_at is None,
        )
        for n in found
    ]
