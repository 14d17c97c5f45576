"""Drafts: kept as they are written, by their author and whom they share it with; what is saved twice from one version
is kept twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from countersign.posts import form, thread
from countersign.posts.acts import Shown, SubmitPost, Variant
from countersign.posts.given import number
from countersign.posts.models import Draft, Media, Post, Reply
from countersign.rules.codec import built, plain


@dataclass(frozen=True)
class Written:
    """What stands in the composer. `variants` are texts tuned for some accounts; the others get `text`."""

    text: str = ""
    variants: dict[str, str] = field(default_factory=dict)
    accounts: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    campaign: str = ""
    opens: datetime | None = None
    closes: datetime | None = None
    pictures: tuple[Shown, ...] = ()
    first_reply: str = ""


def one(person: str, id: int) -> Draft | None:
    """A draft that this person writes on: their own, or one that its author shares with them."""
    mine = Q(author=person) | Q(shared__person=person)
    return Draft.objects.filter(mine, pk=id).select_related("post", "beside").distinct().first()


def begin(author: str, at: datetime, *, accounts: tuple[str, ...] = (), purposes: tuple[str, ...] = ()) -> Draft:
    """A new, empty draft."""
    return Draft.objects.create(author=author, accounts=list(accounts), purposes=list(purposes), saved_at=at)


def answering(author: str, reply: Reply, purposes: tuple[str, ...], at: datetime) -> Draft:
    """A draft that answers what somebody wrote under a post of ours."""
    found = Draft.objects.filter(author=author, reply_to=reply.remote_id, accounts=[reply.account]).first()
    if found is not None:
        return found
    draft = begin(author, at, accounts=(reply.account,), purposes=purposes)
    Draft.objects.filter(pk=draft.pk).update(reply_to=reply.remote_id)
    return draft


def changing(post: Post, at: datetime) -> Draft:
    """A draft of a new revision of a post, beginning with what its present revision says."""
    draft = Draft.objects.filter(author=post.author, post=post).first()
    if draft is not None or post.revision is None:
        return draft or begin(post.author, at)
    now = form.read(post.revision.hash)
    text = now.variants[0].written
    return Draft.objects.create(
        author=post.author,
        post=post,
        text=text,
        variants={v.account: v.written for v in now.variants if v.written != text},
        accounts=list(now.accounts),
        purposes=list(now.purposes),
        campaign=now.campaign or "",
        opens=now.opens,
        closes=now.closes,
        media=[asdict(shown(p)) for p in now.pictures],
        reply_to=now.variants[0].reply_to or "",
        first_reply=now.variants[0].first_reply or "",
        card=plain(now.card),
        saved_at=at,
    )


def copied(draft: Draft, author: str, may: Sequence[str], at: datetime) -> Draft:
    """A draft of `author` with what another one says, on those of its accounts that are among `may`.

    Its times are not copied, nor what it answers or would change: it is a post of its own.
    """
    return Draft.objects.create(
        author=author,
        text=draft.text,
        variants={a: t for a, t in draft.variants.items() if a in may},
        accounts=[a for a in draft.accounts if a in may],
        purposes=list(draft.purposes),
        campaign=draft.campaign,
        media=list(draft.media),
        first_reply=draft.first_reply,
        card=draft.card,
        saved_at=at,
    )


def of_post(post: Post, author: str, may: Sequence[str], at: datetime) -> Draft:
    """A draft of a new post that begins with what a post says now."""
    if post.revision is None:
        return begin(author, at)
    now = form.read(post.revision.hash)
    text = now.variants[0].written
    return Draft.objects.create(
        author=author,
        text=text,
        variants={v.account: v.written for v in now.variants if v.written != text and v.account in may},
        accounts=[a for a in now.accounts if a in may],
        purposes=list(now.purposes),
        campaign=now.campaign or "",
        media=[asdict(shown(p)) for p in now.pictures],
        first_reply=now.variants[0].first_reply or "",
        card=plain(now.card),
        saved_at=at,
    )


def shown(picture: form.Picture) -> Shown:
    """A picture of a frozen form as a draft knows it."""
    return Shown(
        media=picture.media,
        alt=picture.alt,
        people=picture.people,
        pictured=picture.pictured,
        consents=picture.consents,
        source=picture.source,
        rights=picture.rights,
    )


def keep(draft: Draft, written: Written, version: int, at: datetime, window: str = "", by: str = "") -> bool:
    """Save what was written on from `version`, or by the same open page as the last time; else nothing is changed."""
    goes_on = Q(version=version) | Q(window=window) if window else Q(version=version)
    values = _values(written, at, window, by or draft.author)
    kept = Draft.objects.filter(goes_on, pk=draft.pk).update(version=F("version") + 1, **values)
    if kept:
        draft.refresh_from_db()
    return bool(kept)


def save(draft: Draft, written: Written, version: int, at: datetime, window: str = "", by: str = "") -> Draft:
    """Save what was written on from `version`. Returns the draft; another one beside it when it had moved on.

    The other one belongs to whoever wrote it.
    """
    if keep(draft, written, version, at, window, by):
        return draft
    values = _values(written, at, window, by or draft.author)
    return Draft.objects.create(
        author=by or draft.author,
        post=draft.post if by in ("", draft.author) else None,
        reply_to=draft.reply_to,
        card=draft.card,
        beside=draft,
        **values,
    )


def _values(written: Written, at: datetime, window: str, by: str) -> dict[str, Any]:
    return {
        "text": written.text,
        "variants": written.variants,
        "accounts": list(written.accounts),
        "purposes": list(written.purposes),
        "campaign": written.campaign,
        "opens": written.opens,
        "closes": written.closes,
        "media": [asdict(p) for p in written.pictures],
        "first_reply": written.first_reply,
        "saved_at": at,
        "saved_by": by,
        "window": window,
    }


def written(draft: Draft) -> Written:
    """What stands in a draft."""
    return Written(
        text=draft.text,
        variants=dict(draft.variants),
        accounts=tuple(draft.accounts),
        purposes=tuple(draft.purposes),
        campaign=draft.campaign,
        opens=draft.opens,
        closes=draft.closes,
        pictures=pictures(draft),
        first_reply=draft.first_reply,
    )


def pictures(draft: Draft) -> tuple[Shown, ...]:
    """The pictures of a draft that are in the library."""
    found = [Shown(**{**m, "consents": tuple(m["consents"])}) for m in draft.media]
    there = set(Media.objects.filter(pk__in=[number(s.media) for s in found]).values_list("pk", flat=True))
    return tuple(s for s in found if number(s.media) in there)


def add_picture(draft: Draft, media: Media, at: datetime, by: str = "") -> Draft:
    """Put a picture of the library into a draft, with what was said about it before."""
    said = Shown(
        media=str(media.pk),
        alt=media.alt,
        people=media.people,
        pictured=media.pictured,
        consents=tuple(str(pk) for pk in media.consents.order_by("pk").values_list("pk", flat=True)),
        source=media.source,
        rights=str(media.rights_id) if media.rights_id else None,
    )
    if not said.alt.strip() or "unanswered" in (said.people, said.source):
        said = _as_last_signed(media) or said
    now = written(draft)
    if any(p.media == said.media for p in now.pictures):
        return draft
    return save(draft, Written(**{**vars(now), "pictures": (*now.pictures, said)}), draft.version, at, by=by)


def _as_last_signed(media: Media) -> Shown | None:
    """What the last revision that used a picture froze about it; None when none did."""
    last = media.revisions.order_by("-pk").first()
    if last is None:
        return None
    return next((shown(p) for p in form.read(last.hash).pictures if p.media == str(media.pk)), None)


def remember(said: Shown, owner: str) -> None:
    """What was said about a picture is proposed the next time; only whoever took it in changes that."""
    media = Media.objects.filter(pk=number(said.media), owner=owner).first()
    if media is None:
        return
    media.alt, media.people, media.pictured = said.alt, said.people, said.pictured
    media.source, media.rights_id = said.source, number(said.rights) or None
    media.save()
    media.consents.set([number(c) for c in said.consents])


def variants(draft: Draft) -> tuple[Variant, ...]:
    """What would go to each account."""
    return of_written(written(draft), draft.reply_to)


def of_written(written: Written, reply_to: str = "") -> tuple[Variant, ...]:
    """What would go to each account as it stands in the composer."""
    made = []
    for account in written.accounts:
        first, *more = thread.split(written.variants.get(account) or written.text)
        made.append(Variant(account, first, reply_to or None, tuple(more), written.first_reply or None))
    return tuple(made)


def card(draft: Draft) -> form.Card | None:
    """The preview of a link that was captured for a draft, if its link still stands in it."""
    if not draft.card:
        return None
    found: form.Card = built(form.Card, draft.card)
    return found if any(found.url in text for text in (draft.text, *draft.variants.values())) else None


def set_card(draft: Draft, captured: form.Card | None) -> None:
    """Keep how the link of a draft will look, or nothing any more."""
    Draft.objects.filter(pk=draft.pk).update(card=plain(captured))
    draft.refresh_from_db()


def submission(draft: Draft) -> SubmitPost:
    """The act that puts a draft before those who sign."""
    return SubmitPost(
        variants=variants(draft),
        pictures=pictures(draft),
        purposes=tuple(draft.purposes),
        campaign=draft.campaign or None,
        opens=draft.opens,
        closes=draft.closes,
        post=str(draft.post_id) if draft.post_id else None,
        draft=str(draft.pk),
        card=card(draft),
    )
