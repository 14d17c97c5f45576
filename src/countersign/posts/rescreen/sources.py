"""The texts of this room that can be screened again: every revision that was ever submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.gate.act import PersonId
from countersign.gate.wiring import ShownText, TextPage, Texts
from countersign.posts import texts
from countersign.posts.given import number
from countersign.posts.models import Post, Revision
from countersign.posts.queries import visible
from countersign.screening import Kind


def _last() -> int:
    return Revision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _count(until: int) -> int:
    return Revision.objects.filter(pk__lte=until).count()


def _page(after: int, until: int, limit: int) -> TextPage:
    rows = list(Revision.objects.filter(pk__gt=after, pk__lte=until).order_by("pk").values_list("pk", "hash")[:limit])
    found: list[tuple[str, str]] = []
    unread = 0
    for pk, digest in rows:
        held = texts.under(digest)
        # A form without any text still gives its empty one; what gives nothing is not there any more.
        unread += not held
        found += [(f"{pk}:{where}", text) for where, text in held.items()]
    return TextPage(tuple(found), rows[-1][0] if len(rows) == limit else until, len(rows), unread)


def _show(refs: Sequence[str], person: PersonId, at: datetime) -> Mapping[str, ShownText]:
    pks = {ref: number(ref.partition(":")[0]) for ref in refs}
    kept = Revision.objects.in_bulk(set(pks.values()))
    mine = set(
        Post.objects.filter(visible(person, at), pk__in={r.post_id for r in kept.values()}).values_list("pk", flat=True)
    )
    found = {}
    for ref, pk in pks.items():
        revision = kept.get(pk)
        if revision is None:
            continue
        if revision.post_id not in mine:
            words = _("Post %(post)s, revision %(number)s") % {"post": revision.post_id, "number": revision.number}
            found[ref] = ShownText(words, "")
        else:
            address = reverse("posts:revision", args=[revision.post_id, revision.number])
            found[ref] = ShownText(revision.excerpt or _("a picture"), address)
    return found


SOURCES = (Texts("posts", Kind.DRAFT, _last, _count, _page, _show),)
