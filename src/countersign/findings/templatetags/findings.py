"""What the templates of this room ask of a visitor."""

from __future__ import annotations

from django import template

from countersign.people.web.identity import Visitor

register = template.Library()


@register.filter
def holds(visitor: Visitor, power: str) -> bool:
    """Whether the visitor holds a power somewhere: what is offered, not what is allowed."""
    return visitor.may(power)
