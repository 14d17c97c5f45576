"""One post: the thing itself, its signatures, placements and history; and its earlier revisions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from countersign.accounts.queries import exchanges
from countersign.connectors.compare import UNSEEN
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.gate.models import Signature
from countersign.people.web import history
from countersign.people.web.identity import Visitor, visitor
from countersign.posts import form, queries, words
from countersign.posts.models import Placement, Post, Revision
from countersign.posts.pages.common import (
    campaign,
    chip,
    me,
    names,
    person_name,
    placement_chip,
    post_chip,
    post_or_404,
    purposes,
)
from countersign.posts.pages.found import findings_of
from countersign.posts.pages.previewing import previews
from countersign.posts.pages.standing import standing
from countersign.posts.second import shown as second


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
        "found": findings_of(post, post.revision, visitor(request)),
        "chip": post_chip(post.state),
        "standing": standing(request, post),
        "form": frozen,
        "previews": previews(frozen) if frozen else (),
        "purposes": purposes(frozen.purposes) if frozen else (),
        "campaign": campaign(frozen.campaign) if frozen else "",
        "author": person_name(post.author, at),
        "mine": post.author == me(request),
        "signatures": signatures(post, visitor(request)),
        "placements": [_placement(p, visitor(request)) for p in placements],
        "revisions": post.revisions.order_by("-number"),
        "rows": history.history(_refs(post, placements), visitor(request)),
        "names": names(),
    }


def _refs(post: Post, placements: list[Placement]) -> list[Ref]:
    return [Ref("post", str(post.pk)), *(Ref("placement", str(p.pk)) for p in placements), *second.refs(post)]


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


def _placement(placement: Placement, here: Visitor) -> dict[str, Any]:
    (line,) = queries.placement_lines([placement])
    work = getattr(placement, "work", None)
    return {
        "line": line,
        "row": placement,
        "chip": placement_chip(line.state),
        "sameness": chip(words.SAMENESS, _sameness(placement)) if placement.state == "published" else None,
        "held_why": work.held_why if work and line.held else "",
        "attempts": sorted({str(mark) for mark in placement.attempts.values_list("marker", flat=True)})
        if exchanges.may_read(here.capacities, placement.account)
        else [],
        "held_clauses": work.held_clauses if work and line.held else (),
        "held_seq": work.held_seq if work and line.held else None,
        "newer": placement.shown_id is not None and placement.shown_id != placement.revision_id,
    }


def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An earlier revision, as it was frozen."""
    post = post_or_404(request, pk)
    found = Revision.objects.filter(post=post, number=number).first()
    if found is None:
        raise Http404
    frozen = form.read(found.hash)
    shown = {
        "post": post,
        "revision": found,
        "form": frozen,
        "previews": previews(frozen),
        "found": findings_of(post, found, visitor(request)),
    }
    return render(request, "posts/revision.html", shown)
