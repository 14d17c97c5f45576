"""The composer's page: its form, and what is seen in what stands in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people.web.doing import Obstacle
from countersign.posts import drafting, findings, queries, readability, room, slots
from countersign.posts.acts import Shown
from countersign.posts.drafting import Written
from countersign.posts.forms import ComposeForm
from countersign.posts.given import number
from countersign.posts.models import Consent, Draft, Media, Reply, Rights
from countersign.posts.pages.common import Preview, me, person_name, previews_of

SHOWN_AT_MOST = 300
LIBRARY_SHOWN = 12


@dataclass(frozen=True)
class Described:
    """A picture of a draft with what the preview and the limits need to know of its file."""

    said: Shown
    mime: str
    size_bytes: int
    sha256: str
    duration_s: float | None
    captions: str

    @property
    def media(self) -> str:
        """Its id in the library."""
        return self.said.media

    @property
    def alt(self) -> str:
        """Its alternative text here."""
        return self.said.alt


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
    }
    consents = Consent.objects.filter(withdrawn_at=None).order_by("label", "pk")[:SHOWN_AT_MOST]
    rights = Rights.objects.filter(withdrawn_at=None).order_by("holder", "pk")[:SHOWN_AT_MOST]
    return ComposeForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        initial=initial,
        accounts=may,
        campaigns=[(c.id, c.title) for c in strategy.campaigns] if strategy else [],
        pictures=drafting.pictures(draft),
        consents=[(str(c.pk), f"{c.label} ({c.number})") for c in consents],
        rights=[(str(r.pk), f"{r.licence}, {r.holder}") for r in rights],
        times=[(offer.at.isoformat(), slots.said(offer)) for offer in slots.free(at)],
    )


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
    texts |= {f"alt:{p.media}": p.alt for p in written.pictures if p.alt}
    shown = described(written.pictures)
    texts |= {f"captions:{p.media}": findings.captions_of(p.captions) for p in shown if p.captions}
    places = room.places(written.accounts)
    previews = previews_of(drafting.of_written(written, draft.reply_to), shown, drafting.card(draft), places)
    return {
        "findings": findings.examine(texts),
        "hard": findings.hard_to_read(texts),
        "grade": readability.grade(written.text),
        "no_alt": sum(1 for p in written.pictures if not p.alt.strip()),
        "no_captions": _without_captions(shown),
        "only_pictures": bool(written.pictures) and not written.text.strip(),
        "previews": previews,
        "unconnected": [a for a in written.accounts if a not in places],
        "asked": True,
        "wheres": _wheres(previews, written),
    }


def described(pictures: tuple[Shown, ...]) -> tuple[Described, ...]:
    """Pictures of a draft with their files' facts; those no longer in the library are left out."""
    kept = Media.objects.in_bulk([number(p.media) for p in pictures])
    return tuple(
        Described(p, m.mime, m.size_bytes, m.sha256, m.duration_s, m.captions)
        for p in pictures
        if (m := kept.get(number(p.media))) is not None
    )


def _without_captions(shown: tuple[Described, ...]) -> int:
    return sum(1 for p in shown if p.mime.startswith("video/") and not p.captions)


def _wheres(previews: tuple[Preview, ...], written: Written) -> Mapping[str, str]:
    """What to call the place of a finding; empty for the text itself, which needs no name."""
    found = {"text": "", "first_reply": _("First reply")} | {f"text:{p.account}": p.name for p in previews}
    for n, picture in enumerate(written.pictures, start=1):
        found[f"alt:{picture.media}"] = _("Alternative text of picture %(n)s") % {"n": n}
        found[f"captions:{picture.media}"] = _("Captions of video %(n)s") % {"n": n}
    return found
