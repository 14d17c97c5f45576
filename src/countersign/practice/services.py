"""What can be done on the practice platform. Pages and interface both come here."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet
from django.utils.crypto import salted_hmac

from countersign.practice import rules
from countersign.practice.clock import now
from countersign.practice.contents import Content, Picture, Refused, carded, checked, fitting, own_picture
from countersign.practice.models import Account, Attachment, Comment, Media, Post, Receipt, Version

# Accounts


def open_account(handle: str, display_name: str) -> str:
    """Open an account and return its token, which is shown this once; ValueError for a bad or taken handle."""
    if not re.fullmatch(rules.HANDLE, handle):
        raise ValueError("a handle is 2 to 30 characters of a-z, 0-9 and _")
    if not display_name.strip() or len(display_name) > rules.PROFILE_MOST["display_name"]:
        raise ValueError(f"a display name has 1 to {rules.PROFILE_MOST['display_name']} characters")
    token = _new_token()
    try:
        with transaction.atomic():
            Account.objects.create(
                handle=handle, display_name=display_name.strip(), token_sha256=_digest(token), created_at=now()
            )
    except IntegrityError:
        raise ValueError(f"the handle {handle} is taken") from None
    return token


def renew_token(handle: str) -> str:
    """A new token for an account; the old one is worthless at once. Account.DoesNotExist if there is none."""
    account = Account.objects.get(handle=handle)
    token = _new_token()
    account.token_sha256 = _digest(token)
    account.save(update_fields=["token_sha256"])
    return token


def account_of(token: str) -> Account | None:
    """The account that a token belongs to."""
    return Account.objects.filter(token_sha256=_digest(token)).first()


def _new_token() -> str:
    return f"practice_{secrets.token_urlsafe(32)}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


# What an account does


def upload(account: Account, content: bytes) -> Media:
    """Take a picture or video in; nobody sees it yet."""
    mime = rules.media_type(content)
    if mime is None:
        taken = ", ".join((*rules.MEDIA_TYPES, *rules.VIDEO_TYPES))
        raise Refused(422, "not_a_picture", f"Only {taken} are taken.", "file")
    most = rules.VIDEO_BYTES_MOST if mime in rules.VIDEO_TYPES else rules.MEDIA_BYTES_MOST
    if len(content) > most:
        raise Refused(413, "too_big", f"This file has at most {most} bytes.", "file")
    return Media.objects.create(
        account=account,
        content=content,
        mime=mime,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=now(),
    )


def publish(account: Account, marker: str, content: Content) -> Receipt:
    """Make a post public, once for this marker."""

    def do(at: datetime) -> Post:
        text, media = checked(account, content)
        to_post, to_comment = _answered(content.reply_to)
        card, picture = carded(account, content)
        post = Post.objects.create(
            account=account, text=text, reply_to_post=to_post, reply_to_comment=to_comment, created_at=at,
            card=card, card_picture=picture,
        )  # fmt: skip
        _attach(post, media)
        return post

    return _once(account, marker, Receipt.Op.CREATE, content, do)


def edit(account: Account, marker: str, post_id: str, content: Content) -> Receipt:
    """Replace a post's text and pictures, once for this marker; what it said before stays in its history."""

    def do(at: datetime) -> Post:
        post = own_post(account, post_id, lock=True)
        text, media = checked(account, content)
        if content.reply_to != answers(post):
            raise Refused(422, "reply_to_fixed", "What a post answers cannot be changed.", "reply_to")
        before = [{"media": str(item.media_id), "alt": item.alt} for item in post.attachments.all()]
        Version.objects.create(post=post, text=post.text, media=before, card=post.card, until=at)
        post.card, post.card_picture = carded(account, content)
        post.attachments.all().delete()
        _attach(post, media)
        post.text, post.edited_at = text, at
        post.save(update_fields=["text", "edited_at", "card", "card_picture"])
        return post

    return _once(account, marker, Receipt.Op.EDIT, (post_id, content), do)


def delete(account: Account, marker: str, post_id: str) -> Receipt:
    """Delete a post with its pictures, history and comments, once for this marker; its number is not used again."""

    def do(at: datetime) -> Post:
        post = own_post(account, post_id, lock=True)
        held = list(post.attachments.values_list("media_id", flat=True))
        held += [old["media"] for version in post.versions.all() for old in version.media]
        held += [post.card_picture_id] if post.card_picture_id else []
        post.attachments.all().delete()
        post.versions.all().delete()
        post.comments.all().delete()
        post.text, post.deleted_at, post.card, post.card_picture = "", at, None, None
        post.save(update_fields=["text", "deleted_at", "card", "card_picture"])
        unused = Media.objects.filter(attachments__isnull=True, avatar_of__isnull=True, card_of__isnull=True)
        unused.filter(id__in=held).delete()
        return post

    return _once(account, marker, Receipt.Op.DELETE, post_id, do)


def write_profile(account: Account, marker: str, fields: dict[str, str], avatar: Picture | None) -> Receipt:
    """Set those fields of the profile that are given, once for this marker."""

    def do(at: datetime) -> None:
        page = Account.objects.select_for_update().get(pk=account.pk)
        for name, value in fields.items():
            setattr(page, name, fitting(f"profile.{name}", value, rules.PROFILE_MOST[name]))
        if not page.display_name:
            raise Refused(422, "empty", "An account needs a name.", "profile.display_name")
        if page.website and not re.match(r"https?://[^\s/]", page.website):
            raise Refused(422, "not_an_address", "A website begins with https:// or http://.", "profile.website")
        if avatar is not None:
            page.avatar = own_picture(account, avatar.media_id, "avatar")
            page.avatar_alt = fitting("avatar.alt", avatar.alt, rules.ALT_MOST)
        page.save()

    return _once(account, marker, Receipt.Op.PROFILE, (sorted(fields.items()), avatar), do)


def _once(
    account: Account, marker: str, op: Receipt.Op, request: Any, do: Callable[[datetime], Post | None]
) -> Receipt:
    """Do it and keep the receipt, in one transaction; a marker seen before gives its receipt and does nothing."""
    if not re.fullmatch(rf"[A-Za-z0-9._-]{{1,{rules.MARKER_MOST}}}", marker):
        raise Refused(400, "bad_marker", "An Idempotency-Key of letters, digits, . _ and - is needed.")
    asked = hashlib.sha256(json.dumps([op, request], default=vars).encode()).hexdigest()
    at = now()
    with transaction.atomic():
        try:
            # The insert comes first: of two requests with one marker, the second waits here for the first's end.
            with transaction.atomic():
                receipt = Receipt.objects.create(
                    account=account, marker=marker, op=op, request_sha256=asked, done_at=at
                )
        except IntegrityError:
            known = Receipt.objects.select_related("post__account").get(account=account, marker=marker)
            if known.request_sha256 != asked:
                raise Refused(422, "marker_used", "This Idempotency-Key was used for something else.") from None
            return known
        receipt.post = do(at)
        receipt.save(update_fields=["post"])
        return receipt


def _attach(post: Post, media: list[tuple[Media, Picture]]) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            post=post,
            media=item,
            position=place,
            alt=used.alt,
            captions=used.captions,
            captions_language=used.language,
        )
        for place, (item, used) in enumerate(media)
    )


def _answered(reply_to: str | None) -> tuple[Post | None, Comment | None]:
    """The post or comment that is answered."""
    number = _number((reply_to or "").removeprefix("c"))
    if reply_to is None:
        return None, None
    if reply_to.startswith("c"):
        comment = Comment.objects.filter(id=number).first()
        if comment is not None:
            return None, comment
    else:
        post = Post.objects.filter(id=number, deleted_at__isnull=True).first()
        if post is not None:
            return post, None
    raise Refused(422, "no_target", "What this answers is not there.", "reply_to")


def answers(post: Post) -> str | None:
    """What a post answers, in the form of `Content.reply_to`."""
    if post.reply_to_comment_id is not None:
        return f"c{post.reply_to_comment_id}"
    return str(post.reply_to_post_id) if post.reply_to_post_id is not None else None


def pictures() -> Prefetch[Any, Any, Any]:
    """Reads a list of posts with their pictures, without the pictures' bytes."""
    return Prefetch("attachments", Attachment.objects.select_related("media").defer("media__content"))


def own_post(account: Account, post_id: str, *, lock: bool = False) -> Post:
    """The account's post of that number; Refused with 404 if there never was one, 410 if it is deleted."""
    posts: QuerySet[Post] = Post.objects.select_for_update() if lock else Post.objects.select_related("account")
    post = posts.filter(account=account, id=_number(post_id)).prefetch_related(pictures()).first()
    if post is None:
        raise Refused(404, "no_post", "There is no such post.")
    if post.deleted_at is not None:
        raise Refused(410, "post_deleted", "This post was deleted.")
    return post


def _number(text: str) -> int:
    """A number as it stands in an address; -1, which nothing has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else -1


# What a visitor does


def comment(post: Post, *, display_name: str, text: str, sender: str) -> Comment:
    """Write a comment under a post. `sender` is where it comes from (an address); only a keyed digest is kept.

    Refused with 429 when one sender writes faster than the pace allows, with 410 under a deleted post.
    """
    if post.deleted_at is not None:
        raise Refused(410, "post_deleted", "This post was deleted.")
    name = fitting("display_name", display_name, rules.COMMENT_NAME_MOST)
    said = fitting("text", text, rules.COMMENT_MOST)
    if not name or not said:
        raise Refused(422, "empty", "A name and a text are needed.", "text" if name else "display_name")
    at = now()
    digest = salted_hmac("countersign.practice.sender", sender, algorithm="sha256").hexdigest()
    for span, most in rules.COMMENT_PACE:
        if Comment.objects.filter(sender=digest, created_at__gt=at - span).count() >= most:
            raise Refused(429, "too_fast", f"Please wait {int(span.total_seconds())} seconds.")
    return Comment.objects.create(post=post, display_name=name, text=said, sender=digest, created_at=at)
