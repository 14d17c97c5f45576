"""Reviewing: the queue, and one post to sign, return or refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from countersign.gate import clock
from countersign.gate.act import Act
from countersign.gate.door import Done
from countersign.gate.models import Signature
from countersign.people import queries as people
from countersign.people.web import stepup
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor
from countersign.posts import acts, beside, form, opening, queries, states, texts, words
from countersign.posts.forms import ReturnForm, SignPostForm
from countersign.posts.given import number
from countersign.posts.models import Answer, Consent, Post, Revision, Rights
from countersign.posts.ocr import advice
from countersign.posts.pages.common import (
    LONG_ENOUGH,
    campaign,
    me,
    names,
    page_number,
    person_name,
    post_chip,
    post_or_404,
    purposes,
)
from countersign.posts.pages.post import signatures
from countersign.posts.pages.previewing import previews

ASKED = ("account", "text", "sort")


@dataclass(frozen=True)
class Asked:
    """A finding with the fields for its answer, when it asks for one: whether it is so, and why it may stay."""

    found: dict[str, Any]
    severity: Any
    field: Any
    so: Any


@dataclass(frozen=True)
class Waiting:
    """A post in the queue, and whether its reader has had this revision before them.

    What was opened may be chosen: to be returned together with others, and signed unless a finding asks for an answer.
    """

    line: queries.PostLine
    opened: bool


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a signature, what must go out first first."""
    at, person, asked = clock.now(), me(request), _asked_for(request)
    page = queries.to_review(
        person, at, account=asked["account"], text=asked["text"], sort=asked["sort"], page=page_number(request)
    )
    opened = opening.by(person, (line.id for line in page.items))
    waiting = [Waiting(line, line.id in opened) for line in page.items]
    shown = {
        "page": page,
        "waiting": waiting,
        "choosable": any(one.opened for one in waiting),
        "kept": f"?{urlencode(kept)}" if (kept := {k: v for k, v in asked.items() if v}) else "",
        **asked,
        "sorts": words.QUEUE_SORTS,
        "unsettled": queries.unsettled(),
        "to_take_down": queries.to_take_down(),
        "incidents": queries.incidents(),
    }
    return render(request, "posts/review_queue.html", shown)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a post as the public will see it, and sign it, return it or refuse it."""
    post = post_or_404(request, pk)
    if post.revision_id is not None:
        opening.note(me(request), post.revision_id, clock.now())
    return _page(request, post)


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign exactly the revision that was shown."""
    post = post_or_404(request, pk)
    if request.method != "POST":
        return _page(request, post)
    filled = _sign_form(request, post, bound=True)
    if not filled.is_valid():
        return _page(request, post, signing=filled, status=400)
    if not filled.cleaned_data["judged"]:
        # Forgotten by who is here, which is no question to anybody else.
        filled.fields["judged"].widget.attrs["autofocus"] = True
        filled.add_error("judged", _("Tick this first: no rule can tell it for you."))
        return _page(request, post, signing=filled, status=422)
    if (first := stepup.asked_again(request)) is not None:
        return first
    data = filled.cleaned_data
    act = acts.SignPost(str(post.pk), data["revision"], filled.answers(), data["judged"], filled.seen())
    return _do(request, post, act, _("Signed."), signing=filled)


def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a post to its author, or refuse it."""
    post = post_or_404(request, pk)
    if request.method != "POST":
        return _page(request, post)
    filled = ReturnForm(request.POST, held=_held(post))
    if not filled.is_valid():
        return _page(request, post, sending=filled, status=400)
    data, digest = filled.cleaned_data, request.POST.get("revision", "")
    if request.POST.get("do") == "refuse":
        refusing = acts.RefusePost(str(post.pk), digest, data["reason"], (data["clause"],), filled.seen())
        return _do(request, post, refusing, _("Refused."), sending=filled)
    returning = acts.ReturnPost(str(post.pk), digest, data["reason"], (data["clause"],), filled.seen())
    return _do(request, post, returning, _("Returned to its author."), sending=filled)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """What the queue is narrowed to: kept from post to post."""
    return {name: request.GET.get(name, "").replace("\x00", "") for name in ASKED}


def _do(request: HttpRequest, post: Post, act: Act, said: str, **forms: Any) -> HttpResponse:
    def then(done: Done) -> str:
        if request.POST.get("then") != "next":
            return reverse("posts:post", args=[post.pk])
        following = queries.next_to_review(me(request), clock.now(), str(post.pk), **_asked_for(request))
        if following is None:
            messages.info(request, _("Nothing else waits for a signature."))
            return reverse("posts:queue")
        return reverse("posts:review", args=[following]) + _kept(request)

    return respond(
        request,
        act,
        said=_("Post %(n)s: %(said)s") % {"n": post.pk, "said": said} if request.POST.get("then") == "next" else said,
        then=then,
        again=lambda obstacle: _page(request, post, obstacle=obstacle, **forms),
        names=names(),
    )


def _kept(request: HttpRequest) -> str:
    query = request.GET.urlencode()
    return f"?{query}" if query else ""


def _page(
    request: HttpRequest,
    post: Post,
    *,
    obstacle: Obstacle | None = None,
    signing: SignPostForm | None = None,
    sending: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    revision = post.revision
    if revision is None:
        raise LookupError(f"post {post.pk} has no revision")
    frozen = form.read(revision.hash)
    filled = signing or _sign_form(request, post)
    numbered = {p.media: n for n, p in enumerate(frozen.everything, start=1)}
    before = _last_signed(post)
    may = foresee(_as_if_signed(post), visitor(request).by, names=names()) if not obstacle else None
    sign_by = revision.closes or revision.opens
    signs = visitor(request).may("post.sign")
    following = queries.next_to_review(me(request), at, str(post.pk), **_asked_for(request)) if signs else None
    shown = {
        "post": post,
        "revision": revision,
        "chip": post_chip(post.state),
        "form": frozen,
        "previews": previews(frozen),
        "purposes": purposes(frozen.purposes),
        "campaign": campaign(frozen.campaign),
        "author": person_name(post.author, at),
        "leave": people.authorizations(post.author, at, person=post.author).items,
        "asked": _asked(revision, filled),
        "pictured": advice.pictured(frozen, numbered),
        "wheres": {f"words:{media}": _("Words in picture %(n)s") % {"n": n} for media, n in numbered.items()},
        "signing": filled,
        "sending": sending or ReturnForm(held=_held(post)),
        "consents": Consent.objects.filter(pk__in=[number(c) for p in frozen.everything for c in p.consents]),
        "rights": Rights.objects.filter(pk__in=[number(p.rights) for p in frozen.everything if p.rights]),
        "before": before,
        "changed": beside.places(form.read(before.hash), frozen) if before else (),
        "signatures": signatures(post, visitor(request)),
        "answers": Answer.objects.filter(revision=revision),
        "obstacle": obstacle,
        "stands_in_the_way": may,
        "names": names(),
        "sign_by": sign_by if post.state == states.SUBMITTED else None,
        "late": post.state == states.SUBMITTED and sign_by is not None and sign_by <= at,
        "following": following,
        "kept": _kept(request),
        "steps_up": may is None and not stepup.fresh(request),
        "open": post.state in (states.SUBMITTED, states.SIGNED, states.SCHEDULED),
    }
    return render(request, "posts/review.html", shown, status=status)


def _sign_form(request: HttpRequest, post: Post, *, bound: bool = False) -> SignPostForm:
    revision = post.revision
    asking = [f for f in revision.findings if f["severity"] == "review"] if revision else []
    initial = {"revision": revision.hash if revision else ""}
    return SignPostForm(request.POST if bound else None, initial=initial, findings=asking, held=_held(post))


def _held(post: Post) -> Mapping[str, str]:
    return texts.under(post.revision.hash) if post.revision else {}


def _asked(revision: Revision, filled: SignPostForm) -> list[Asked]:
    fields = {key: (filled[name], filled[filled.so(name)]) for name, key in filled.keys.items()}
    return [
        Asked(f, words.SEVERITIES.get(f["severity"], f["severity"]), *fields.get(f["key"], (None, None)))
        for f in revision.findings
    ]


def _as_if_signed(post: Post) -> acts.SignPost:
    """The act as it would be with every finding answered: what stands in its way then is something else."""
    revision = post.revision
    found = revision.findings if revision else []
    reasons = tuple(acts.Answered(f["key"], LONG_ENOUGH) for f in found)
    return acts.SignPost(str(post.pk), revision.hash if revision else "", reasons, True)


def _last_signed(post: Post) -> Revision | None:
    """The latest earlier revision that carried a signature."""
    hashes = list(post.revisions.exclude(pk=post.revision_id or 0).values_list("hash", flat=True))
    signed = set(Signature.objects.filter(frozen_hash__in=hashes).values_list("frozen_hash", flat=True))
    return post.revisions.filter(hash__in=signed).order_by("-number").first()
