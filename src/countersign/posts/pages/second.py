"""The second reader on one finding of a post: what would be sent and to whom, asking, and what it thinks."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from countersign.evidence import store
from countersign.findings.queries import second
from countersign.people.web.doing import Obstacle, foresee, language, respond
from countersign.people.web.identity import visitor
from countersign.posts import acts
from countersign.posts.models import Post
from countersign.posts.pages.common import names, post_or_404
from countersign.posts.second import shown
from countersign.posts.second.preparing import NotAskable, Prepared, finding_of, prepare
from countersign.screening.second import PROMPT_VERSION


@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what would be sent about one finding; on POST have it asked."""
    post = post_or_404(request, pk)
    key = request.GET.get("finding", "").replace("\x00", "")
    found = finding_of(post.revision, key) if post.revision else None
    if found is None:
        raise Http404(_("There is no such finding in the post."))
    if request.method != "POST":
        return _page(request, post, key)
    prepared, cannot = _prepared(post, key)
    # Somebody else's request may not go out under this click: what was shown is what is kept and sent.
    if prepared is None or _digest(prepared) != request.POST.get("shown"):
        changed = Obstacle(409, _("It would be another request than you saw. Look at it again."))
        return _page(request, post, key, obstacle=None if cannot else changed, status=409)
    act = _act(post, key, prepared, store.put(prepared.body, "application/json"))
    return respond(
        request,
        act,
        said=_("The second reader was asked."),
        then=lambda done: _address(post, key),
        again=lambda obstacle: _page(request, post, key, obstacle=obstacle),
        names=names(),
    )


def _page(
    request: HttpRequest, post: Post, key: str, *, obstacle: Obstacle | None = None, status: int = 200
) -> HttpResponse:
    revision = post.revision
    if revision is None:
        raise Http404
    prepared, cannot = _prepared(post, key)
    opinions = shown.opinions(revision).get(key, ())
    closed = foresee(_act(post, key, prepared, ""), visitor(request).by) if prepared and obstacle is None else None
    context = {
        "post": post,
        "found": finding_of(revision, key),
        "address": _address(post, key),
        "opinions": opinions,
        "waiting": any(one.waiting for one in opinions),
        "prepared": prepared,
        "digest": _digest(prepared) if prepared else "",
        "hidden": second.hidden(prepared.hidden) if prepared else (),
        "cannot": cannot,
        "left": second.left_today(),
        "prompt": PROMPT_VERSION,
        "obstacle": obstacle,
        # Nothing is kept before somebody asks: that the request is missing is not what stands in the way.
        "closed": closed if closed is not None and closed.status == 403 else None,
    }
    return render(request, "posts/second/about.html", context, status=status)


def _prepared(post: Post, key: str) -> tuple[Prepared | None, object]:
    """What would be sent, or why nothing can be."""
    found = finding_of(post.revision, key) if post.revision else None
    if post.revision is None or found is None:
        raise Http404
    try:
        return prepare(post.revision, found, language()), None
    except NotAskable as error:
        return None, shown.CANNOT[error.why]


def _act(post: Post, key: str, prepared: Prepared, request: str) -> acts.AskSecondReader:
    digest = post.revision.hash if post.revision else ""
    reader = prepared.reader
    return acts.AskSecondReader(str(post.pk), digest, key, request, reader.base_url, reader.model, language())


def _digest(prepared: Prepared) -> str:
    """What tells one request from another, for the form alone."""
    return hashlib.sha256(prepared.reader.base_url.encode() + b"\0" + prepared.body).hexdigest()


def _address(post: Post, key: str) -> str:
    return f"{reverse('posts:second_reader', args=[post.pk])}?{urlencode({'finding': key})}"
