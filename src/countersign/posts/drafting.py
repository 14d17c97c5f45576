"""Drafts: kept as they are written, by their author and whom they share it with; what is saved twice from one version
is kept twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from countersign.posts import form, forming, thread
from countersign.posts.acts import Shown, SubmitPost, Variant
from countersign.posts.given import number
from countersign.posts.models import Draft, Media, Post, Reply
from countersign.rules.codec import built, plain


@dataclass(frozen=True)
class Written:
    """What stands in the composer. `variants` are texts tuned for some accounts, `first_replies` first replies; the
    others get `text` and `first_reply`."""

    text: str = ""
    variants: dict[str, str] = field(default_factory=dict)
    accounts: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    campaign: str = ""
    opens: datetime | None = None
    closes: datetime | None = None
    pictures: tuple[Shown, ...] = ()
    first_reply: str = ""
    first_replies: dict[str, str] = field(default_factory=dict)


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
    return Draft.objects.create(
        author=post.author,
        post=post,
        opens=now.opens,
        closes=now.closes,
        reply_to=now.variants[0].reply_to or "",
        saved_at=at,
        **_saying(now, now.accounts),
    )


def _saying(now: form.Form, may: Sequence[str]) -> dict[str, Any]:
    """What a frozen form says as a draft keeps it, on those of its accounts that are among `may`."""
    text, first_reply = now.variants[0].written, now.variants[0].first_reply or ""
    on = [v for v in now.variants if v.account in may]
    return {
        "text": text,
        "variants": {v.account: v.written for v in on if v.written != text},
        "accounts": [v.account for v in on],
        "purposes": list(now.purposes),
        "campaign": now.campaign or "",
        "media": [_within(asdict(p), may) for p in shown_in(now)],
        "first_reply": first_reply,
        "first_replies": {v.account: v.first_reply for v in on if v.first_reply and v.first_reply != first_reply},
        "card": plain(replace(now.card, picture=None)) if now.card is not None else None,
    }


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
        media=[_within(m, may) for m in draft.media],
        first_reply=draft.first_reply,
        first_replies={a: t for a, t in draft.first_replies.items() if a in may},
        card=draft.card,
        saved_at=at,
    )


def of_post(post: Post, author: str, may: Sequence[str], at: datetime) -> Draft:
    """A draft of a new post that begins with what a post says now."""
    if post.revision is None:
        return begin(author, at)
    return Draft.objects.create(author=author, saved_at=at, **_saying(form.read(post.revision.hash), may))


def shown_in(now: form.Form) -> tuple[Shown, ...]:
    """The files of a frozen form as a draft knows them, that of its card too."""
    its = now.card.picture if now.card is not None else None
    return (*(shown(p) for p in now.pictures), *((shown(its, card=True),) if its is not None else ()))


def _within(said: dict[str, Any], may: Sequence[str]) -> dict[str, Any]:
    """A file of a draft, said for no other accounts than these."""
    on = said.get("on")
    kept = [a for a in on if a in may] if on is not None else None
    return {**said, "on": kept, "without": [a for a in said.get("without", ()) if a in may]}


def shown(picture: form.Picture, *, card: bool = False) -> Shown:
    """A picture of a frozen form as a draft knows it."""
    return Shown(
        media=picture.media,
        alt=picture.alt,
        people=picture.people,
        pictured=picture.pictured,
        consents=picture.consents,
        source=picture.source,
        rights=picture.rights,
        without=picture.without,
        on=picture.on,
        part=picture.part,
        card=card,
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
        "first_replies": written.first_replies,
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
        first_replies=dict(draft.first_replies),
    )


def pictures(draft: Draft) -> tuple[Shown, ...]:
    """The pictures of a draft that are in the library."""
    found = [built(Shown, m) for m in draft.media]
    there = set(Media.objects.filter(pk__in=[number(s.media) for s in found]).values_list("pk", flat=True))
    return tuple(s for s in found if number(s.media) in there)


def add_picture(draft: Draft, media: Media, at: datetime, by: str = "", *, card: bool = False) -> Draft:
    """Put a picture of the library into a draft, with what was said about it before; with `card` as the picture of the
    link's card, in place of the one before."""
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
    there = tuple(p for p in now.pictures if not (card and p.card))
    return save(draft, replace(now, pictures=(*there, replace(said, card=card))), draft.version, at, by=by)


def _as_last_signed(media: Media) -> Shown | None:
    """What the last revision that used a picture froze about it; None when none did."""
    last = media.revisions.order_by("-pk").first()
    if last is None:
        return None
    found = next((p for p in form.read(last.hash).everything if p.media == str(media.pk)), None)
    # Where it goes is said anew in each post.
    return shown(replace(found, without=(), on=None, part=0)) if found is not None else None


def remember(said: Shown, owner: str) -> None:
    """What was said about a picture is proposed the next time; only whoever took it in changes that."""
    media = Media.objects.filter(pk=number(said.media), owner=owner).first()
    if media is None:
        return
    media.alt, media.people, media.pictured = said.alt, said.people, said.pictured
    media.source, media.rights_id = said.source, number(said.rights) or None
    media.save()
    media.consents.set([number(c) for c in said.consents])


def of_written(written: Written, reply_to: str = "") -> tuple[Variant, ...]:
    """What would go to each account as it stands in the composer."""
    made = []
    for account in written.accounts:
        first, *more = thread.split(written.variants.get(account) or written.text)
        first_reply = written.first_replies.get(account) or written.first_reply
        made.append(Variant(account, first, reply_to or None, tuple(more), first_reply or None))
    return tuple(made)


def formed(draft: Draft, what: Written | None = None) -> form.Form:
    """What would be frozen of a draft (or of what stands in its composer): each variant as its platform gets it."""
    now = what or written(draft)
    said, shows = used(now, card(draft, now))
    files, its = forming.with_files(shows, said)
    return forming.as_sent(
        form.Form(
            author=draft.author,
            variants=of_written(now, draft.reply_to),
            pictures=files,
            purposes=now.purposes,
            campaign=now.campaign or None,
            opens=now.opens,
            closes=now.closes,
            screened_by="",
            card=its,
        )
    )


def used(now: Written, shows: form.Card | None) -> tuple[tuple[Shown, ...], form.Card | None]:
    """The files that go to one of the chosen accounts at all, and the card."""
    made = []
    for p in now.pictures:
        on = tuple(a for a in p.on if a in now.accounts) if p.on is not None else None
        if on != () and (shows is not None or not p.card):
            made.append(replace(p, on=on, without=tuple(a for a in p.without if a in now.accounts)))
    return tuple(made), shows


def card(draft: Draft, what: Written | None = None) -> form.Card | None:
    """The preview of a link that was captured for a draft, if its link still stands in what is written."""
    if not draft.card:
        return None
    now = what or written(draft)
    found: form.Card = built(form.Card, draft.card)
    return found if any(found.url in text for text in texts(now)) else None


def texts(now: Written) -> tuple[str, ...]:
    """Every text that stands in the composer."""
    return (now.text, *now.variants.values(), now.first_reply, *now.first_replies.values())


def set_card(draft: Draft, captured: form.Card | None) -> None:
    """Keep how the link of a draft will look, or nothing any more, its picture neither."""
    media = draft.media if captured is not None else [m for m in draft.media if not m.get("card")]
    Draft.objects.filter(pk=draft.pk).update(card=plain(captured), media=media)
    draft.refresh_from_db()


def submission(draft: Draft) -> SubmitPost:
    """The act that puts a draft before those who sign, its pictures made to fit each account. Not in a transaction."""
    now = written(draft)
    said, shows = used(now, card(draft, now))
    return SubmitPost(
        variants=formed(draft, now).variants,
        pictures=said,
        purposes=tuple(draft.purposes),
        campaign=draft.campaign or None,
        opens=draft.opens,
        closes=draft.closes,
        post=str(draft.post_id) if draft.post_id else None,
        draft=str(draft.pk),
        card=shows,
    )
