"""What the pages of this room share: who is here, what to call things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from countersign.accounts import queries as accounts
from countersign.gate import clock, packs
from countersign.people.web.doing import language
from countersign.people.web.identity import visitor
from countersign.posts import queries, words
from countersign.posts.models import Placement, Post, Revision

LONG_ENOUGH = "a reason that is long enough to be one"
"""Stands for the reason that an act will be given, where it is only asked whether the act would be possible."""


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


def names() -> Mapping[str, str]:
    """What to call the accounts that a refusal may name, by id."""
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
