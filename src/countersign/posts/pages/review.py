"""Reviewing: the queue, and one post to sign, return or refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.gate import clock
from countersign.gate.act import Act
from countersign.gate.models import Signature
from countersign.people import queries as people
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor
from countersign.posts import acts, difference, form, queries, words
from countersign.posts.forms import SendBackForm, SignForm
from countersign.posts.given import number
from countersign.posts.models import Answer, Consent, Post, Revision, Rights
from countersign.posts.pages import posts
from countersign.posts.pages.common import (
    campaign,
    me,
    names,
    page_number,
    person_name,
    post_chip,
    post_or_404,
    previews,
    purposes,
)


@dataclass(frozen=True)
class Asked:
    """A finding with the field for its answer, when it asks for one."""

    found: dict[str, Any]
    severity: Any
    field: Any


def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a signature, what must go out first first."""
    at, person = clock.now(), me(request)
    account, text = request.GET.get("account", ""), request.GET.get("text", "")
    page = queries.to_review(person, at, account=account, text=text, page=page_number(request))
    shown = {
        "page": page,
        "text": text,
        "account": account,
        "unsettled": queries.unsettled(),
        "to_take_down": queries.to_take_down(),
        "incidents": queries.incidents(),
    }
    return render(request, "posts/queue.html", shown)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a post as the public will see it, and sign it, return it or refuse it."""
    post = post_or_404(request, pk)
    return _page(request, post)


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign exactly the revision that was shown."""
    post = post_or_404(request, pk)
    if request.method != "POST":
        return _page(request, post)
    filled = _sign_form(request, post, bound=True)
    if not filled.is_valid():
        return _page(request, post, signing=filled, status=400)
    data = filled.cleaned_data
    answers = tuple(acts.Answered(key, data[name]) for name, key in filled.keys.items() if data[name].strip())
    act = acts.SignPost(str(post.pk), data["revision"], answers, data["judged"])
    return _do(request, post, act, _("Signed."), signing=filled)


def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a post to its author, or refuse it."""
    post = post_or_404(request, pk)
    if request.method != "POST":
        return _page(request, post)
    filled = SendBackForm(request.POST)
    if not filled.is_valid():
        return _page(request, post, sending=filled, status=400)
    data, digest = filled.cleaned_data, request.POST.get("revision", "")
    if request.POST.get("do") == "refuse":
        refusing = acts.RefusePost(str(post.pk), digest, data["reason"], (data["clause"],))
        return _do(request, post, refusing, _("Refused."), sending=filled)
    returning = acts.ReturnPost(str(post.pk), digest, data["reason"], (data["clause"],))
    return _do(request, post, returning, _("Returned to its author."), sending=filled)


def _do(request: HttpRequest, post: Post, act: Act, said: str, **forms: Any) -> HttpResponse:
    return respond(
        request,
        act,
        said=said,
        then=lambda done: reverse("posts:post", args=[post.pk]),
        again=lambda obstacle: _page(request, post, obstacle=obstacle, **forms),
        names=names(),
    )


def _page(
    request: HttpRequest,
    post: Post,
    *,
    obstacle: Obstacle | None = None,
    signing: SignForm | None = None,
    sending: SendBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    at = clock.now()
    revision = post.revision
    if revision is None:
        raise LookupError(f"post {post.pk} has no revision")
    frozen = form.read(revision.hash)
    filled = signing or _sign_form(request, post)
    before = _last_signed(post)
    may = foresee(_as_if_signed(post), visitor(request).by, names=names()) if not obstacle else None
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
        "signing": filled,
        "sending": sending or SendBackForm(),
        "consents": Consent.objects.filter(pk__in=[number(c) for p in frozen.pictures for c in p.consents]),
        "rights": Rights.objects.filter(pk__in=[number(p.rights) for p in frozen.pictures if p.rights]),
        "before": before,
        "changed": difference.between(form.read(before.hash), frozen) if before else (),
        "signatures": posts.signatures(post, visitor(request)),
        "answers": Answer.objects.filter(revision=revision),
        "obstacle": obstacle,
        "stands_in_the_way": may,
        "names": names(),
    }
    return render(request, "posts/review.html", shown, status=status)


def _sign_form(request: HttpRequest, post: Post, *, bound: bool = False) -> SignForm:
    revision = post.revision
    asking = [f for f in revision.findings if f["severity"] == "review"] if revision else []
    initial = {"revision": revision.hash if revision else ""}
    return SignForm(request.POST if bound else None, initial=initial, findings=asking)


def _asked(revision: Revision, filled: SignForm) -> list[Asked]:
    fields = {key: filled[name] for name, key in filled.keys.items()}
    return [
        Asked(f, words.SEVERITIES.get(f["severity"], f["severity"]), fields.get(f["key"])) for f in revision.findings
    ]


def _as_if_signed(post: Post) -> acts.SignPost:
    """The act as it would be with every finding answered: what stands in its way then is something else."""
    revision = post.revision
    found = revision.findings if revision else []
    reasons = tuple(acts.Answered(f["key"], posts.LONG_ENOUGH) for f in found)
    return acts.SignPost(str(post.pk), revision.hash if revision else "", reasons, True)


def _last_signed(post: Post) -> Revision | None:
    """The latest earlier revision that carried a signature."""
    hashes = list(post.revisions.exclude(pk=post.revision_id or 0).values_list("hash", flat=True))
    signed = set(Signature.objects.filter(frozen_hash__in=hashes).values_list("frozen_hash", flat=True))
    return post.revisions.filter(hash__in=signed).order_by("-number").first()
