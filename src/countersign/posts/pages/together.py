"""Signing or returning several posts together: each is an act of its own with a result of its own, and nothing happens
to one that was not opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.gate import clock, packs
from countersign.gate.act import Act
from countersign.people.web import stepup
from countersign.people.web.doing import Obstacle, attempt, language
from countersign.people.web.identity import visitor
from countersign.posts import acts, form, opening, queries, states
from countersign.posts.forms import SendBackForm
from countersign.posts.given import number
from countersign.posts.models import Post
from countersign.posts.pages.common import me, names, person_name
from countersign.posts.pages.previewing import previews

MOST = 25
"""So many at most: more than that nobody has in mind any more."""


@dataclass(frozen=True)
class Row:
    """One of the posts that were chosen, and what became of it or stands in its way.

    `fault` is why nothing can be done with it from here, `asks` why it can be returned and not signed. `became` is
    `signed` or `returned`.
    """

    post: Post
    author: str
    previews: tuple[Any, ...]
    hash: str
    fault: str = ""
    asks: str = ""
    became: str = ""
    obstacle: Obstacle | None = None


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Read the chosen posts once more on one page, and sign or return them; then see what became of each."""
    rows = _chosen(request)
    if not rows:
        return redirect("posts:queue")
    do = request.POST.get("do")
    affirmed = request.POST.get("judged") == "on"
    sending = SendBackForm(request.POST if do == "return" else None)
    done = (do == "sign" and affirmed) or (do == "return" and sending.is_valid())
    if done and do == "sign" and (first := stepup.asked_again(request)) is not None:
        return first
    if done:
        rows = [_tried(request, row, _act(do or "", row, sending)) for row in rows]
    shown = {
        "rows": rows,
        "done": done,
        "do": do,
        "missing": do == "sign" and not affirmed,
        "sending": sending,
        "ready": sum(1 for row in rows if not row.fault and not row.asks),
        "returnable": sum(1 for row in rows if not row.fault),
        "became": sum(1 for row in rows if row.became),
        "sentence": packs.in_force().signer.sentence.get(language()),
    }
    return render(
        request, "posts/review_together.html", shown, status=200 if done or do not in ("sign", "return") else 400
    )


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
    fault = asks = ""
    if post.state != states.SUBMITTED:
        fault = _("It does not wait for a signature any more.")
    elif not opened:
        fault = _("You have not opened it in this form. Open it and read it first.")
    elif shown != revision.hash:
        fault = _("It was changed meanwhile. Open it and read it as it is now.")
    elif any(f["severity"] == "review" for f in revision.findings):
        asks = _("A finding asks for an answer. Sign it on its own page.")
    return Row(post, author, previews(form.read(revision.hash)), revision.hash, fault=fault, asks=asks)


def _act(do: str, row: Row, sending: SendBackForm) -> Act | None:
    """What is to be done with one of them; None where nothing can be."""
    if row.fault or (do == "sign" and row.asks):
        return None
    post = str(row.post.pk)
    if do == "sign":
        return acts.SignPost(post, row.hash, (), True)
    return acts.ReturnPost(post, row.hash, sending.cleaned_data["reason"], (sending.cleaned_data["clause"],))


def _tried(request: HttpRequest, row: Row, act: Act | None) -> Row:
    if act is None:
        return row
    outcome = attempt(act, visitor(request).by, names=names())
    if isinstance(outcome, Obstacle):
        return replace(row, obstacle=outcome)
    return replace(row, became="signed" if isinstance(act, acts.SignPost) else "returned")
