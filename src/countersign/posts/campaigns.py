"""Notes which campaign a post's present revision names, so that lists can be narrowed to it; decides nothing."""

from __future__ import annotations

from countersign.gate.row import Row
from countersign.posts.given import number
from countersign.posts.models import InCampaign, Post

NAMES = frozenset({"submit_post"})


def note(row: Row) -> None:
    """Keep the campaign that a submission names; none when it names none any more."""
    content = row.content
    if content is None:
        return
    post, campaign = number(row.subject_id), content["fields"].get("campaign")
    if not campaign:
        InCampaign.objects.filter(post=post).delete()
    elif Post.objects.filter(pk=post).exists():
        InCampaign.objects.update_or_create(post_id=post, defaults={"campaign": str(campaign)[:64]})
