"""The second reader's opinions where a finding is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from countersign.findings.queries import second
from countersign.posts.models import Post
from countersign.posts.second import shown

register = template.Library()
ASKS = "second_reader.ask"


@register.inclusion_tag("posts/second/_beside.html", takes_context=True)
def opinions_beside(context: template.Context, post: Post, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the second reader thinks of one finding of a post as it is now, and the way to ask it."""
    render = context.render_context
    if "second_reader" not in render:
        revision = post.revision
        render["second_reader"] = (shown.opinions(revision) if revision else {}, second.reader() is not None)
    opinions, on = render["second_reader"]
    here = context.get("visitor")
    asks = on and here is not None and here.may(ASKS)
    address = f"{reverse('posts:second_reader', args=[post.pk])}?{urlencode({'finding': found['key']})}"
    return {"opinions": opinions.get(found["key"], ()), "asks": asks, "address": address}
