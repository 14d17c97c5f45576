"""What the pages of this room share: who is here, what to call things, the post as its reader will see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.connectors import interface
from countersign.connectors.interface import Draft as Sent
from countersign.gate import clock, packs
from countersign.people.web.doing import language
from countersign.people.web.identity import visitor
from countersign.posts import queries, words
from countersign.posts.form import Form, Named, Variant
from countersign.posts.models import Placement, Post
from countersign.posts.room import Place


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
class Piece:
    """One post of what goes to an account: the post itself, a further part of a thread, or the first reply."""

    text: str
    number: int
    of: int
    is_reply: bool = False
    counts: tuple[Count, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """One variant as its reader will see it, on that account's platform."""

    account: str
    name: str
    text: str
    reply_to: str | None
    pictures: tuple[Any, ...]
    pieces: tuple[Piece, ...] = ()
    title: str = ""
    platform: str = ""
    platform_name: str = ""
    handle: str = ""
    card: Any = None


def me(request: HttpRequest) -> str:
    """The id of the person who is here."""
    return visitor(request).by.person


def post_or_404(request: HttpRequest, pk: int) -> Post:
    """A post that the person who is here may see."""
    found = Post.objects.filter(queries.visible(me(request), clock.now()), pk=pk).select_related("revision").first()
    if found is None:
        raise Http404(_("There is no such post, or it is not yours to see."))
    return found


def placement_or_404(request: HttpRequest, pk: int) -> Placement:
    """A placement of a post that the person who is here may see."""
    found = Placement.objects.filter(pk=pk).select_related("post", "revision", "shown").first()
    if found is None:
        raise Http404(_("There is no such placement."))
    post_or_404(request, found.post_id)
    return found


def previews(form: Form) -> tuple[Preview, ...]:
    """Each variant of a form as its reader will see it."""
    return previews_of(form.variants, form.pictures, form.card)


def previews_of(
    variants: Iterable[Variant],
    pictures: tuple[Any, ...],
    card: Any = None,
    places: Mapping[str, Place] = MappingProxyType({}),
) -> tuple[Preview, ...]:
    """Each variant as its reader will see it; counted where `places` tell how much fits."""
    found = list(variants)
    signs = accounts.signs(v.account for v in found)
    made = []
    for v in found:
        sign = signs.get(v.account)
        made.append(
            Preview(
                account=v.account,
                name=f"{sign.title} ({sign.platform_name} @{sign.handle})" if sign else v.account,
                text=v.text,
                reply_to=v.reply_to,
                pictures=pictures,
                pieces=_pieces(v, pictures, places.get(v.account)),
                title=sign.title if sign else v.account,
                platform=sign.platform if sign else "",
                platform_name=sign.platform_name if sign else "",
                handle=sign.handle if sign else "",
                card=card if card is not None and card.url in v.written else None,
            )
        )
    return tuple(made)


def _pieces(variant: Variant, pictures: tuple[Any, ...], place: Place | None) -> tuple[Piece, ...]:
    made = []
    parts = 1 + len(variant.more)
    for n, text in enumerate(variant.texts):
        counts: tuple[Count, ...] = ()
        problems: tuple[str, ...] = ()
        if place is not None:
            limits = place.limits.text
            counts = tuple(Count(x.count(text), x.most, words.UNITS.get(str(x.unit), str(x.unit))) for x in limits)
            files = tuple(pictures) if n == 0 else ()
            draft = Sent(text, tuple(_file(p) for p in files))
            found = place.problems(draft, follows=n > 0)
            problems = tuple(_(p.template) % p.params for p in found if p.code not in ("empty", "missing"))
        made.append(Piece(text, min(n + 1, parts), parts, n >= parts, counts, problems))
    return tuple(made)


def _file(picture: Any) -> interface.Media:
    """A picture of a draft or of a form, by size and type only: enough to see whether it fits."""
    return Named(
        b"",
        getattr(picture, "mime", "image/jpeg"),
        picture.alt,
        getattr(picture, "duration_s", None),
        digest=getattr(picture, "sha256", ""),
        size=getattr(picture, "size_bytes", 1),
    )


def names() -> Mapping[str, str]:
    """What to call the accounts that a refusal may name, by id."""
    from countersign.posts.models import Revision

    latest = Revision.objects.order_by("-pk").values_list("accounts", flat=True)[:200]
    return accounts.names({a for on in latest for a in on})


def purposes(ids: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """Purposes in words."""
    known = {p.id: p.words.get(language()) for p in packs.in_force().purposes}
    return tuple(known.get(i, i) for i in ids)


def campaign(id: str | None) -> str:
    """A campaign by its title, as the latest strategy that has it calls it; empty for none."""
    found = (c.title for s in accounts.strategies(clock.now()) for c in s.campaigns if c.id == id)
    return next(found, id or "")


def chip(table: Mapping[str, tuple[Any, str, str]], state: str) -> dict[str, Any]:
    """A state as a chip shows it."""
    label, icon, tone = table.get(state, (state, "info", "quiet"))
    return {"label": label, "icon": icon, "tone": tone}


def post_chip(state: str) -> dict[str, Any]:
    """A post's state."""
    return chip(words.POST, state)


def placement_chip(state: str) -> dict[str, Any]:
    """A placement's state."""
    return chip(words.PLACEMENT, state)


def page_number(request: HttpRequest) -> int:
    """The page of a list that is asked for; the first for anything that is no number."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def person_name(id: str, at: datetime) -> str:
    """What somebody is called."""
    return queries.names_of([id], at).get(id, id)
