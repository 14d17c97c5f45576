"""Pieces of the pages of posts: states as chips. They never decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.text import Truncator
from django.utils.translation import gettext

from countersign.gate import packs
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor
from countersign.posts import queries, reasons, words
from countersign.posts.pages.common import chip, placement_chip, post_chip

register = template.Library()
BEGINNING = 60
"""Characters of a post that its pages are called by."""


@register.inclusion_tag("site/pieces/status_chip.html")
def post_state(state: str) -> dict[str, Any]:
    """A post's state as a chip."""
    return post_chip(state)


@register.inclusion_tag("site/pieces/status_chip.html")
def placement_state(state: str) -> dict[str, Any]:
    """A placement's state as a chip."""
    return placement_chip(state)


@register.filter
def holds(visitor: Visitor, power: str) -> bool:
    """Whether the visitor holds a power somewhere: what is offered, not what is allowed."""
    return visitor.may(power)


@register.filter
def named(names: dict[str, str], id: str) -> str:
    """What something is called, by its id."""
    return names.get(id, id)


@register.filter
def beginning(excerpt: str | None) -> str:
    """A post's own first words, as pages about it are called; one of pictures alone is without."""
    return Truncator(excerpt).chars(BEGINNING) if excerpt else gettext("without words")


@register.simple_tag
def publishing_paused() -> bool:
    """Whether a pause stands over publishing."""
    return queries.pause() is not None


@register.filter
def why(key: str, otherwise: str) -> Any:
    """Why screening spoke, by its key, in the language of the page."""
    return reasons.why(key, otherwise)


@register.filter
def place(where: str) -> Any:
    """What a place of a difference is called."""
    return words.WHERE.get(where, where)


@register.filter
def category(id: str) -> str:
    """What screening looks for, by its id, in the words of the pack in force."""
    found = next((c for c in packs.in_force().categories if c.id == id), None)
    return found.words.get(language()) if found else id


@register.inclusion_tag("posts/_found_by.html")
def found_by(found: Any, otherwise: str = "") -> dict[str, Any]:
    """What made a finding and in which version; `otherwise` is the version kept with the whole form."""
    kept = found if isinstance(found, Mapping) else vars(found)
    return {"by": kept["by"], "version": kept.get("version") or otherwise, "read_by": kept.get("read_by", "")}


@register.inclusion_tag("site/pieces/status_chip.html")
def severity_chip(gravity: int) -> dict[str, Any]:
    """How grave the gravest finding of a post is, as a chip."""
    return chip(words.GRAVITIES, str(gravity))
