"""The composer's page: its form, and what is seen in what stands in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.connectors.interface import Can, Cap
from countersign.gate import clock
from countersign.people.web.doing import Obstacle
from countersign.posts import drafting, findings, links, queries, readability, room, slots
from countersign.posts.compose_form import ComposeForm
from countersign.posts.drafting import Written
from countersign.posts.given import number
from countersign.posts.models import Consent, Draft, Media, Reply, Rights
from countersign.posts.ocr import advice, screened
from countersign.posts.ocr.kept import State
from countersign.posts.pages.common import me, person_name
from countersign.posts.pages.previewing import Preview, previews

SHOWN_AT_MOST = 300
LIBRARY_SHOWN = 12


def form_of(request: HttpRequest, draft: Draft, *, bound: bool = False) -> ComposeForm:
    """The form of a draft; `bound` to what was sent."""
    at, person = clock.now(), me(request)
    may = [(a.id, a.name) for a in accounts.may_post_on(person, at)]
    # What a colleague may not post on themselves stays in the draft all the same, its text too.
    there = dict.fromkeys((*draft.accounts, *draft.variants))
    called = accounts.names(there)
    may += [(a, called.get(a, a)) for a in there if a not in dict(may)]
    strategy = accounts.strategy_in_force(at)
    initial = {
        "version": draft.version,
        "window": str(uuid.uuid4()),
        "text": draft.text,
        "accounts": draft.accounts,
        "purposes": draft.purposes,
        "campaign": draft.campaign,
        "opens": draft.opens,
        "closes": draft.closes,
        "first_reply": draft.first_reply,
        **{f"variant_{a}": text for a, text in draft.variants.items()},
        **{f"first_reply_{a}": text for a, text in draft.first_replies.items()},
    }
    consents = Consent.objects.filter(withdrawn_at=None).order_by("label", "pk")[:SHOWN_AT_MOST]
    rights = Rights.objects.filter(withdrawn_at=None).order_by("holder", "pk")[:SHOWN_AT_MOST]
    return ComposeForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        initial=initial,
        accounts=may,
        captioned=_captioned(draft),
        silent=_silent(draft, may),
        campaigns=[(c.id, c.title) for c in strategy.campaigns] if strategy else [],
        pictures=drafting.pictures(draft),
        consents=[(str(c.pk), f"{c.label} ({c.number})") for c in consents],
        rights=[(str(r.pk), f"{r.licence}, {r.holder}") for r in rights],
        times=[(offer.at.isoformat(), slots.said(offer)) for offer in slots.free(at)],
    )


def _captioned(draft: Draft) -> tuple[str, ...]:
    """The videos of a draft that have captions."""
    if not draft.media:
        return ()
    kept = Media.objects.filter(pk__in=[number(m["media"]) for m in draft.media]).exclude(captions="")
    return tuple(str(pk) for pk in kept.values_list("pk", flat=True))


def _silent(draft: Draft, called: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The accounts of a draft whose platforms have no place for captions, by what they are called."""
    if not draft.media:
        return []
    places = room.places(draft.accounts)
    silent = {a for a, place in places.items() if place.support(Cap.CAPTIONS).can is Can.NO}
    return [(a, name) for a, name in called if a in silent]


def page_of(
    request: HttpRequest,
    draft: Draft,
    form: ComposeForm,
    *,
    obstacle: Obstacle | None = None,
    status: int = 200,
    picture_fault: str = "",
    link_fault: str = "",
    library_text: str = "",
) -> HttpResponse:
    """The whole page."""
    at, person = clock.now(), me(request)
    shown = {
        "draft": draft,
        "form": form,
        "obstacle": obstacle,
        "picture_fault": picture_fault,
        "link_fault": link_fault,
        "reply": Reply.objects.filter(account__in=draft.accounts, remote_id=draft.reply_to).first()
        if draft.reply_to
        else None,
        "library": queries.library(library_text).items[:LIBRARY_SHOWN],
        "library_text": library_text,
        "card": drafting.card(draft),
        "link": links.first_link(*drafting.texts(drafting.written(draft))),
        "beside": draft.beside,
        "author": person_name(draft.author, at),
        "mine": draft.author == person,
        "shared": queries.names_of(draft.shared.values_list("person", flat=True), at),
        "remarks": [
            {"row": r, "who": who} for r, who in _named(list(draft.remarks.order_by("at")[:SHOWN_AT_MOST]), draft)
        ],
        "kinds": dict(Media.objects.filter(pk__in=[number(m["media"]) for m in draft.media]).values_list("pk", "mime")),
        **seen(drafting.written(draft), draft),
    }
    return render(request, "posts/compose.html", shown, status=status)


def _named(remarks: list[Any], draft: Draft) -> list[tuple[Any, str]]:
    called = queries.names_of({r.person for r in remarks}, draft.saved_at) if remarks else {}
    return [(r, called.get(r.person, r.person)) for r in remarks]


def seen(written: Written, draft: Draft) -> dict[str, Any]:
    """Findings, what is hard to read, how much room is left, and how it will look on each account."""
    texts = {"text": written.text}
    texts |= {f"text:{a}": t for a, t in written.variants.items() if t != written.text and a in written.accounts}
    texts |= {"first_reply": written.first_reply} if written.first_reply else {}
    texts |= {f"first_reply:{a}": t for a, t in written.first_replies.items() if t and a in written.accounts}
    form = drafting.formed(draft, written)
    texts |= {f"alt:{p.media}": p.alt for p in form.pictures if p.alt}
    texts |= {f"captions:{p.media}": findings.captions_of(p.captions) for p in form.pictures if p.captions}
    texts |= {"card": findings.card_of(form.card)} if form.card is not None else {}
    shown = previews(form, counted=True)
    pictured = advice.pictured(form, {p.media: n for n, p in enumerate(written.pictures, start=1)})
    return {
        "findings": (*findings.examine(texts), *screened.screened(form)),
        "pictured": pictured,
        "being_read": any(one.state is State.WAITING for one in pictured),
        "names": {p.account: p.name for p in shown},
        "of_card": {p.media for p in written.pictures if p.card},
        "hard": findings.hard_to_read(texts),
        "grade": readability.grade(written.text),
        "no_alt": sum(1 for p in form.pictures if not p.alt.strip()),
        "no_captions": sum(1 for p in form.pictures if p.mime.startswith("video/") and not p.captions),
        "previews": shown,
        "unconnected": _unconnected(written),
        "asked": True,
        "wheres": _wheres(shown, written),
    }


def _unconnected(written: Written) -> list[str]:
    places = room.places(written.accounts)
    return [a for a in written.accounts if a not in places]


def _wheres(previews: tuple[Preview, ...], written: Written) -> Mapping[str, str]:
    """What to call the place of a finding; empty for the text itself, which needs no name."""
    found = {"text": "", "first_reply": _("First reply"), "card": _("Preview of the link")}
    found |= {f"text:{p.account}": p.name for p in previews}
    found |= {f"first_reply:{p.account}": f"{_('First reply')}, {p.name}" for p in previews}
    for n, picture in enumerate(written.pictures, start=1):
        found[f"alt:{picture.media}"] = _("Alternative text of picture %(n)s") % {"n": n}
        found[f"words:{picture.media}"] = _("Words in picture %(n)s") % {"n": n}
        found[f"captions:{picture.media}"] = _("Captions of video %(n)s") % {"n": n}
    return found
