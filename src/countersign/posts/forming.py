"""From what stands in the composer to what is frozen: files as each account gets them, and where the card goes.

The composer's preview and the act that freezes are both made here, so that what is shown is what is signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from countersign.connectors.interface import Can, Cap
from countersign.evidence.models import Content
from countersign.posts import fitting, room
from countersign.posts.form import CARD_NOT_SENT, CARD_SENT, Card, Form, Picture, Variant
from countersign.posts.given import number
from countersign.posts.models import Media
from countersign.posts.shown import Shown


def pictures(shown: Iterable[Shown]) -> tuple[Picture, ...]:
    """Files of the library as a form holds them. Raises LookupError for one that is not there."""
    said = list(shown)
    kept = Media.objects.in_bulk([number(p.media) for p in said])
    sizes = _sizes([m.captions for m in kept.values() if m.captions])
    made = []
    for p in said:
        media = kept.get(number(p.media))
        if media is None:
            raise LookupError(p.media)
        made.append(_picture(p, media, sizes))
    return tuple(made)


def _picture(said: Shown, media: Media, sizes: Mapping[str, int]) -> Picture:
    return Picture(
        media=said.media,
        content=media.sent,
        sha256=media.sha256,
        mime=media.mime,
        size_bytes=media.size_bytes,
        alt=said.alt,
        people=said.people,
        pictured=said.pictured,
        consents=said.consents,
        source=said.source,
        rights=said.rights or None,
        duration_s=media.duration_s,
        captions=media.captions,
        captions_sha256=media.captions_sha256,
        language=media.captions_language if media.captions else "",
        without=said.without if media.captions else (),
        on=said.on,
        part=said.part,
        pixels=media.width * media.height or None,
        captions_size_bytes=sizes.get(media.captions, 0),
    )


def _sizes(captions: Sequence[str]) -> Mapping[str, int]:
    if not captions:
        return {}
    return dict(Content.objects.filter(pk__in=captions).values_list("commitment", "size_bytes"))


def with_files(card: Card | None, shown: Iterable[Shown]) -> tuple[tuple[Picture, ...], Card | None]:
    """The files of the post itself, and its card with its picture. Raises LookupError."""
    said = list(shown)
    files = pictures(p for p in said if not p.card)
    if card is None:
        return files, None
    its = pictures(p for p in said if p.card)
    return files, replace(card, picture=its[0] if its else None)


def as_sent(form: Form) -> Form:
    """The form with each variant as its platform takes it: pictures made to fit, and whether the card goes there.

    Makes and keeps what is missing. An account that is not connected is left as it is: nobody knows what fits there.
    """
    places = room.places(form.accounts)
    fit = fitting.Fitting(form.everything)
    return replace(form, variants=tuple(_tuned(form, v, places.get(v.account), fit) for v in form.variants))


def _tuned(form: Form, variant: Variant, place: room.Place | None, fit: fitting.Fitting) -> Variant:
    if place is None:
        return variant
    goes = [p for p in form.pictures if p.goes_to(variant.account)]
    fitted = [made for p in goes if (made := fit.made(p, place.limits.for_mime(p.mime) or place.picture_limit))]
    card = _card(form, variant, place)
    if card == CARD_SENT and form.card is not None and form.card.picture is not None:
        made = fit.made(form.card.picture, place.limits.card_picture)
        fitted += [made] if made is not None else []
    return replace(variant, fitted=tuple(fitted), card=card)


def _card(form: Form, variant: Variant, place: room.Place) -> str:
    """A card goes with the part in which its link stands, unless files go with that part."""
    part = variant.part_with(form.card.url) if form.card is not None else None
    if part is None or form.files(variant.account, part):
        return ""
    return CARD_NOT_SENT if place.support(Cap.CARD).can is Can.NO else CARD_SENT
