"""Signing several posts together: each is an act of its own with a result of its own, and none that was not opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.gate import clock, packs
from countersign.people.web import stepup
from countersign.people.web.doing import Obstacle, attempt, language
from countersign.people.web.identity import visitor
from countersign.posts import acts, form, opening, queries, states
from countersign.posts.given import number
from countersign.posts.models import Post
from countersign.posts.pages.common import me, names, person_name, previews

MOST = 25
"""So many at most: more than that nobody has in mind any more."""


@dataclass(frozen=True)
class Row:
    """One of the posts that were chosen, and what became of it or stands in its way."""

    post: Post
    author: str
    previews: tuple[Any, ...]
    hash: str
    fault: str = ""
    signed: bool = False
    obstacle: Obstacle | None = None


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Read the chosen posts once more on one page, and sign them; then see what became of each."""
    rows = _chosen(request)
    if not rows:
        return redirect("posts:queue")
    signs = request.POST.get("do") == "sign"
    affirmed = request.POST.get("judged") == "on"
    if signs and affirmed:
        if (first := stepup.asked_again(request)) is not None:
            return first
        rows = [_signed(request, row) for row in rows]
    shown = {
        "rows": rows,
        "done": signs and affirmed,
        "missing": signs and not affirmed,
        "ready": sum(1 for row in rows if not row.fault),
        "signed": sum(1 for row in rows if row.signed),
        "sentence": packs.in_force().signer.sentence.get(language()),
    }
    return render(request, "posts/review_together.html", shown, status=400 if shown["missing"] else 200)


def _chosen(request: HttpRequest) -> list[Row]:
    at, person = clock.now(), me(request)
    ids = [number(i) for i in dict.fromkeys(request.POST.getlist("post"))][:MOST]
    seen = Post.objects.filter(queries.visible(person, at), pk__in=ids).select_related("revision").distinct()
    kept: Mapping[int, Post] = {p.pk: p for p in seen}
    opened = opening.by(person, (str(pk) for pk in kept))
    return [_row(request, kept[id], person_name(kept[id].author, at), str(id) in opened) for id in ids if id in kept]


def _row(request: HttpRequest, post: Post, author: str, opened: bool) -> Row:
    revision = post.revision
    if revision is None:
        return Row(post, author, (), "", fault=_("It has no form that could be signed."))
    # The form shown on the page before is the one that is signed, or none is.
    shown = request.POST.get(f"revision_{post.pk}", revision.hash)
    fault = ""
    if post.state != states.SUBMITTED:
        fault = _("It does not wait for a signature any more.")
    elif not opened:
        fault = _("You have not opened it in this form. Open it and read it first.")
    elif shown != revision.hash:
        fault = _("It was changed meanwhile. Open it and read it as it is now.")
    elif any(f["severity"] == "review" for f in revision.findings):
        fault = _("A finding asks for an answer. Sign it on its own page.")
    return Row(post, author, previews(form.read(revision.hash)), revision.hash, fault=fault)


def _signed(request: HttpRequest, row: Row) -> Row:
    if row.fault:
        return row
    act = acts.SignPost(str(row.post.pk), row.hash, (), True)
    outcome = attempt(act, visitor(request).by, names=names())
    if isinstance(outcome, Obstacle):
        return Row(row.post, row.author, row.previews, row.hash, obstacle=outcome)
    return Row(row.post, row.author, row.previews, row.hash, signed=True)
