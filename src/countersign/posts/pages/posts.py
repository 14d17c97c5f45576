"""One post: where it stands, the thing itself, signatures, placements, history; and the steps from there."""

from __future__ import annotations

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.connectors.compare import UNSEEN
from countersign.gate import clock
from countersign.gate.act import By, Malformed, NotNow, NotYours, Ref
from countersign.gate.door import ask
from countersign.gate.models import Signature
from countersign.people.web import history
from countersign.people.web.doing import Obstacle, Standing, Step, foresee, respond
from countersign.people.web.identity import Visitor, visitor
from countersign.posts import acts, authority, form, queries, states, words
from countersign.posts.forms import ReasonForm, ScheduleForm
from countersign.posts.models import Placement, Post, Revision
from countersign.posts.pages.common import (
    campaign,
    chip,
    me,
    names,
    page_number,
    person_name,
    placement_chip,
    placement_or_404,
    post_chip,
    post_or_404,
    purposes,
)
from countersign.posts.pages.previewing import previews

MOST = 500
MOST_IN_A_FILE = 5000
LONG_ENOUGH = "a reason that is long enough to be one"
NOTHING_LEFT = 400
"""How the question whether to schedule is answered where it makes no sense: there is nothing to be sent."""
WAITS = (states.DUE, states.LIVE)
"""Where a placement can still be given another time, or none."""
READS_EXCHANGES = ("ledger.read", "account.connect")


def index(request: HttpRequest) -> HttpResponse:
    """All posts that I may see."""
    asked = _asked(request)
    page = queries.posts(me(request), clock.now(), page=page_number(request), **asked)
    shown = {
        "page": page,
        "asked": asked,
        "states": [(s, label) for s, (label, _icon, _tone) in words.POST.items()],
        "sorts": words.SORTS,
        "accounts": [(a.id, a.name) for a in accounts.accounts(me(request), clock.now(), size=MOST).items],
    }
    return render(request, "posts/index.html", shown)


def as_file(request: HttpRequest) -> HttpResponse:
    """The same list as a file, as far as one file goes."""
    page = queries.posts(me(request), clock.now(), size=MOST_IN_A_FILE, **_asked(request))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="posts.csv"'
    writer = csv.writer(response)
    writer.writerow(["post", "state", "author", "accounts", "submitted_at", "due_at", "findings", "beginning"])
    for line in page.items:
        due = line.due_at.isoformat() if line.due_at else ""
        accounts_ = "; ".join(line.accounts)
        row = [line.id, line.state, line.author_name, accounts_, line.submitted_at.isoformat(), due, line.findings]
        writer.writerow([plain(cell) for cell in (*row, line.excerpt)])
    return response


def plain(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET.get(name, "") for name in ("state", "account", "text", "sort")}


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A post."""
    post = post_or_404(request, pk)
    return render(request, "posts/post.html", _shown(request, post))


def _shown(request: HttpRequest, post: Post) -> dict[str, Any]:
    at = clock.now()
    frozen = form.read(post.revision.hash) if post.revision else None
    placements = list(post.placements.select_related("revision", "shown", "work").order_by("pk"))
    return {
        "post": post,
        "chip": post_chip(post.state),
        "standing": _standing(request, post),
        "form": frozen,
        "previews": previews(frozen) if frozen else (),
        "purposes": purposes(frozen.purposes) if frozen else (),
        "campaign": campaign(frozen.campaign) if frozen else "",
        "author": person_name(post.author, at),
        "mine": post.author == me(request),
        "signatures": signatures(post, visitor(request)),
        "placements": [_placement(p) for p in placements],
        "may_read_exchanges": any(visitor(request).may(p) for p in READS_EXCHANGES),
        "revisions": post.revisions.order_by("-number"),
        "rows": history.history(_refs(post, placements), visitor(request)),
        "names": names(),
    }


def _refs(post: Post, placements: list[Placement]) -> list[Ref]:
    return [Ref("post", str(post.pk)), *(Ref("placement", str(p.pk)) for p in placements)]


def signatures(post: Post, here: Visitor) -> list[dict[str, Any]]:
    """The signatures on the present revision, as the signature block shows them."""
    given = list(Signature.objects.filter(frozen_hash=post.revision.hash if post.revision else "").order_by("seq"))
    readable = history.addresses(here, [s.seq for s in given])
    return [
        {
            "name": s.name,
            "title": history.title_of(s.kind, s.office, s.mandate),
            "iso": s.at.isoformat(timespec="seconds"),
            "when": history.said(s.at),
            "short": s.frozen_hash[:12],
            "url": readable.get(s.seq, ""),
            "withdrawn": s.withdrawn_seq is not None,
        }
        for s in given
    ]


def _sameness(placement: Placement) -> str:
    """What the reading back found, in one of our words: what a platform did to files is said."""
    done = placement.comparison.get("rewritings", ()) if placement.sameness == "same_after_known_rewriting" else ()
    if any(name.endswith(UNSEEN) for name in done):
        return "recoded_unseen"
    return "recoded" if any(name.startswith("recoded") for name in done) else placement.sameness


def _placement(placement: Placement) -> dict[str, Any]:
    (line,) = queries.placement_lines([placement])
    work = getattr(placement, "work", None)
    return {
        "line": line,
        "row": placement,
        "chip": placement_chip(line.state),
        "sameness": chip(words.SAMENESS, _sameness(placement)) if placement.state == "published" else None,
        "held_why": work.held_why if work and line.held else "",
        "attempts": sorted({str(mark) for mark in placement.attempts.values_list("marker", flat=True)}),
        "held_clauses": work.held_clauses if work and line.held else (),
        "held_seq": work.held_seq if work and line.held else None,
        "newer": placement.shown_id is not None and placement.shown_id != placement.revision_id,
    }


def _standing(request: HttpRequest, post: Post) -> Standing:
    """Where a post stands and what may be done with it by whoever looks at it."""
    label, icon, tone = words.POST.get(post.state, (post.state, "info", "quiet"))
    steps: list[Step] = []
    by, id = visitor(request).by, str(post.pk)
    digest = post.revision.hash if post.revision else ""
    late = queries.is_late(post, clock.now())
    sentence = _late_sentence(post) if late else _sentence(post)
    if late and post.state == "submitted":
        label, icon, tone = _("overdue: not signed in time"), "error", "bad"
    unsure = post.placements.filter(state=states.UNSURE).first()
    if unsure is not None:
        label, icon, tone = words.PLACEMENT[states.UNSURE]
        sentence = _(
            "It was sent, or may have been, and no machine can tell what came of it. Look at the account's page. "
            "It is never sent again on a guess."
        )
        if visitor(request).may("post.settle"):
            steps.append(Step(_("Settle what became of it"), reverse("posts:settle", args=[unsure.pk]), None))
    if post.state == "filled":
        steps.append(Step(_("Read and confirm"), reverse("posts:filling", args=[post.pk]), None))
    reviews = post.state in ("submitted", "signed") and post.author != by.person and visitor(request).may("post.sign")
    review = Step(_("Review and sign"), reverse("posts:review", args=[post.pk]), None)
    if reviews and post.state == "submitted":
        steps.append(review)
    if post.state in ("signed", "scheduled"):
        why = foresee(acts.SchedulePost(id, digest), by_for(request, post), names=names())
        if why is None or why.status != NOTHING_LEFT:
            steps.append(Step(_("Schedule"), reverse("posts:schedule", args=[post.pk]), why))
    if reviews and post.state == "signed" and not _signed_by(by.person, digest):
        steps.append(review)
    waits = post.state == "scheduled" and post.placements.filter(due_at__isnull=False, state__in=WAITS).exists()
    if waits or late:
        verb = _("Give it a new time") if late else _("Move it to another time")
        steps.append(Step(verb, reverse("posts:move", args=[post.pk]), None))
    if waits:
        why = foresee(acts.UnschedulePost(id, LONG_ENOUGH), by_for(request, post))
        steps.append(Step(_("Take off the schedule"), reverse("posts:unschedule", args=[post.pk]), why))
    if post.author == by.person and post.state in ("submitted", "signed", "returned", "published"):
        verb = _("Change what is public") if post.state == "published" else _("Change it")
        steps.append(Step(verb, reverse("posts:change", args=[post.pk]), None, post=True))
    would = _if_due_now(post)
    return Standing(
        label=str(label),
        icon=icon,
        tone=tone,
        sentence=str(sentence),
        steps=tuple(steps),
        met=would[0],
        unmet=would[1],
    )


def _signed_by(person: str, digest: str) -> bool:
    return Signature.objects.filter(frozen_hash=digest, person=person, withdrawn_seq=None).exists()


def _sentence(post: Post) -> str:
    return {
        "submitted": _("Next, the Director, the PIO or a designee reads and signs it, returns it or refuses it."),
        "signed": _("It is signed in exactly this form. Next, somebody schedules it."),
        "returned": _("It was given back. Next, its author changes it and submits it again."),
        "refused": _("It was refused and does not go out."),
        "scheduled": _("At its time everything is asked again; only then does it go out."),
        "published": _("The public can read it. What is there was compared with what was signed."),
        "withdrawn": _("It was taken down. What it said stays on record."),
        "filled": _("It fills a signed template. Next, a second person reads and confirms it."),
        "discarded": _("It filled a template and was thrown away before anybody confirmed it."),
    }.get(post.state, "")


def _late_sentence(post: Post) -> str:
    if post.state == "submitted":
        return _("Its time passed before anybody signed it. Nothing is lost: with a new time it goes on.")
    return _("It was signed, and its time passed before it was scheduled. With a new time it is signed again.")


def _if_due_now(post: Post) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses that speak to publishing it now, met and unmet, as its author would be asked."""
    placement = post.placements.filter(due_at__isnull=False).first()
    if placement is None or post.revision is None:
        return (), ()
    frozen = form.read(placement.revision.hash)
    act = acts.PublishPost(
        str(placement.pk), "00000000-0000-4000-8000-000000000000", form.payload_hash(frozen, placement.account)
    )
    by = authority.of_author(post.author, placement.account, clock.now())
    try:
        decision = ask(act, by=by)
    except NotYours:
        return (), authority.clauses_of_leave()
    except (NotNow, Malformed):
        return (), ()
    return decision.met, decision.clauses


def by_for(request: HttpRequest, post: Post) -> By:
    """The visitor's capacity for a post of their own: their leave for its account; else the one they chose."""
    by = visitor(request).by
    if post.author == by.person and post.revision and post.revision.accounts:
        return authority.of_author(by.person, post.revision.accounts[0], clock.now())
    return by


def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Schedule a post."""
    post = post_or_404(request, pk)
    digest = post.revision.hash if post.revision else ""
    filled = ScheduleForm(request.POST or None, initial={"revision": digest})

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        return _step(request, post, filled, _("Schedule"), obstacle, intro=_("Everything is asked again at its time."))

    if request.method != "POST" or not filled.is_valid():
        return _answered(request, again())
    act = acts.SchedulePost(str(post.pk), filled.cleaned_data["revision"], filled.cleaned_data["due_at"])
    return respond(
        request,
        act,
        said=_("Scheduled."),
        then=lambda done: reverse("posts:post", args=[pk]),
        again=again,
        names=names(),
        by=by_for(request, post),
    )


def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post off the schedule."""
    post = post_or_404(request, pk)
    filled = ReasonForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        return _step(request, post, filled, _("Take off the schedule"), obstacle)

    if request.method != "POST" or not filled.is_valid():
        return _answered(request, again())
    return respond(
        request,
        acts.UnschedulePost(str(post.pk), filled.cleaned_data["reason"]),
        said=_("It is off the schedule."),
        then=lambda done: reverse("posts:post", args=[pk]),
        again=again,
        by=by_for(request, post),
    )


def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post down from one account."""
    placement = placement_or_404(request, pk)
    filled = ReasonForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        intro = _("It is taken down from this account only. What it showed was captured and stays on record.")
        return _step(request, placement.post, filled, _("Take it down"), obstacle, intro=intro, grave=True)

    if request.method != "POST" or not filled.is_valid():
        return _answered(request, again())
    return respond(
        request,
        acts.WithdrawPost(str(placement.pk), filled.cleaned_data["reason"]),
        said=_("It is being taken down."),
        then=lambda done: reverse("posts:post", args=[placement.post_id]),
        again=again,
        by=by_for(request, placement.post),
    )


def _step(
    request: HttpRequest,
    post: Post,
    filled: Any,
    verb: str,
    obstacle: Obstacle | None,
    *,
    intro: str = "",
    grave: bool = False,
) -> HttpResponse:
    shown = {"post": post, "form": filled, "verb": verb, "obstacle": obstacle, "intro": intro, "grave": grave}
    return render(request, "posts/step.html", shown)


def _answered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response.status_code = 400 if request.method == "POST" else 200
    return response


def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier revision, as it was frozen."""
    post = post_or_404(request, pk)
    found = Revision.objects.filter(post=post, number=number).first()
    if found is None:
        raise Http404
    frozen = form.read(found.hash)
    shown = {"post": post, "revision": found, "form": frozen, "previews": previews(frozen)}
    return render(request, "posts/revision.html", shown)
