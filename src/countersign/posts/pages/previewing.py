"""A post as its readers will see it, account by account: exactly what each platform gets, and why where it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.connectors.interface import Can, Cap
from countersign.posts import form as forms
from countersign.posts import room, words
from countersign.posts.form import Card, File, Form, Variant

NEITHER = ("empty", "missing")
"""Problems that are not worth telling while somebody begins to write."""


@dataclass(frozen=True)
class Count:
    """How much of one limit a text takes. `unit` is in words."""

    counted: int
    most: int
    unit: Any

    @property
    def left(self) -> int:
        """What is left; negative when it is too long."""
        return self.most - self.counted


@dataclass(frozen=True)
class Seen:
    """A file as it goes to one account: where its very bytes are, and what was done to them for it."""

    media: str
    mime: str
    alt: str
    src: str
    captions: str = ""
    language: str = ""
    fitted: str = ""


@dataclass(frozen=True)
class Piece:
    """One post of what goes to an account: the post itself, a further part of a thread, or the first reply.

    `notes` say why something of it looks otherwise there, or does not go there.
    """

    text: str
    number: int
    of: int
    is_reply: bool = False
    files: tuple[Seen, ...] = ()
    card: Card | None = None
    card_picture: Seen | None = None
    notes: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """One variant as its reader will see it, on that account's platform."""

    account: str
    name: str
    text: str
    reply_to: str | None
    pieces: tuple[Piece, ...] = ()
    title: str = ""
    platform: str = ""
    platform_name: str = ""
    handle: str = ""


def previews(form: Form, *, counted: bool = False) -> tuple[Preview, ...]:
    """Each variant of a form as its reader will see it; `counted`, and with what does not fit, while it is written."""
    signs, places = accounts.signs(form.accounts), room.places(form.accounts)
    made = []
    for v in form.variants:
        sign = signs.get(v.account)
        made.append(
            Preview(
                account=v.account,
                name=f"{sign.title} ({sign.platform_name} @{sign.handle})" if sign else v.account,
                text=v.text,
                reply_to=v.reply_to,
                pieces=tuple(_piece(form, v, n, places.get(v.account), counted) for n in range(len(v.texts))),
                title=sign.title if sign else v.account,
                platform=sign.platform if sign else "",
                platform_name=sign.platform_name if sign else "",
                handle=sign.handle if sign else "",
            )
        )
    return tuple(made)


def _piece(form: Form, variant: Variant, n: int, place: room.Place | None, counted: bool) -> Piece:
    text, parts = variant.texts[n], 1 + len(variant.more)
    counts: tuple[Count, ...] = ()
    problems: tuple[str, ...] = ()
    if counted and place is not None:
        limits = place.limits.text
        counts = tuple(Count(x.count(text), x.most, words.UNITS.get(str(x.unit), str(x.unit))) for x in limits)
        # Any id will do for the part before: nothing here is sent.
        found = place.problems(forms.named(form, variant.account, n, "0"), follows=n > 0)
        problems = tuple(_(p.template) % p.params for p in found if p.code not in NEITHER)
    files = form.files(variant.account, n)
    card = form.card_for(variant.account, n)
    return Piece(
        text=text,
        number=min(n + 1, parts),
        of=parts,
        is_reply=n >= parts,
        files=tuple(map(seen, files)),
        card=card,
        card_picture=_card_picture(variant, card),
        notes=(*_about_card(form, variant, n, place, files), *_about_captions(variant, files, place)),
        counts=counts,
        problems=problems,
    )


def seen(file: File) -> Seen:
    """A file as a page shows it."""
    p, fitted = file.picture, file.fitted
    src, told = reverse("posts:picture", args=[p.media]), ""
    if fitted is not None:
        src = reverse("posts:fitted", args=[p.media, fitted.sha256])
        size = {"width": fitted.width, "height": fitted.height, "size": filesizeformat(fitted.size_bytes)}
        told = _("Made to fit: %(width)s × %(height)s, %(size)s") % size
    captions = reverse("posts:captions_as", args=[p.media, p.captions_sha256]) if file.captions else ""
    return Seen(p.media, file.mime, p.alt, src, captions, p.language, told)


def _card_picture(variant: Variant, card: Card | None) -> Seen | None:
    if card is None or card.picture is None:
        return None
    fitted = next((f for f in variant.fitted if f.media == card.picture.media), None)
    return seen(File(card.picture, fitted))


def _about_card(
    form: Form, variant: Variant, n: int, place: room.Place | None, files: tuple[File, ...]
) -> tuple[str, ...]:
    if form.card is None or variant.part_with(form.card.url) != n:
        return ()
    if not variant.card:
        return (
            (_("No preview of the link: a post shows its files or the preview of a link, not both."),) if files else ()
        )
    support = place.support(Cap.CARD) if place is not None else None
    if variant.card == forms.CARD_NOT_SENT:
        why = _(support.reason) if support is not None and support.can is Can.NO else ""
        return (f"{_('This preview is not sent.')} {why}".strip(),)
    return (_(support.reason),) if support is not None and support.reason else ()


def _about_captions(variant: Variant, files: tuple[File, ...], place: room.Place | None) -> tuple[str, ...]:
    """Why a video that has captions goes without them."""
    for file in files:
        if file.picture.captions and variant.account in file.picture.without:
            support = place.support(Cap.CAPTIONS) if place is not None else None
            why = _(support.reason) if support is not None and support.can is Can.NO else ""
            return (f"{_('It goes there without its captions, as its author decided.')} {why}".strip(),)
    return ()
