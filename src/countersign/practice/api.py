"""The practice platform's JSON interface, for accounts with a token. Errors: `{"error": {code, message, field}}`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt

from countersign.practice import rules, services
from countersign.practice.contents import Card, Content, Picture, Refused
from countersign.practice.models import Account, Attachment, Comment, Media, Post, Receipt

View = Callable[..., HttpResponse]


def _api(**methods: Callable[..., tuple[int, Any]]) -> View:
    """A view that asks for the token, picks the function by method and answers in JSON, refusals included."""

    @csrf_exempt
    @login_not_required
    def view(request: HttpRequest, **parts: str) -> HttpResponse:
        try:
            account = _account(request)
            chosen = methods.get(request.method or "")
            if chosen is None:
                raise Refused(405, "method", f"Use {', '.join(methods)}.")
            status, told = chosen(request, account, **parts)
        except Refused as refused:
            error = {"code": refused.code, "message": refused.message, "field": refused.field}
            response = JsonResponse({"error": error}, status=refused.status)
            if refused.status == 401:
                response["WWW-Authenticate"] = "Bearer"
            return _private(response)
        return _private(JsonResponse(told, status=status))

    return view


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _account(request: HttpRequest) -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    account = services.account_of(token.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise Refused(401, "bad_token", "The token is missing, wrong or no longer valid.")
    return account


# What is asked


def _body(request: HttpRequest) -> Mapping[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(400, "not_json", "The body is not a JSON object.")
    return body


def _text(body: Mapping[str, Any], name: str, field: str = "") -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise Refused(400, "not_text", f"{field or name} is not a text.", field or name)
    return value


def _picture(item: Any, field: str) -> Picture:
    if not isinstance(item, dict):
        raise Refused(400, "not_a_picture", f"{field} is not an object with id and alt.", field)
    said = item.get("captions") or {}
    if not isinstance(said, dict):
        raise Refused(400, "not_captions", f"{field}.captions is not an object with language and text.", field)
    captions = _text(said, "text", f"{field}.captions.text"), _text(said, "language", f"{field}.captions.language")
    return Picture(_text(item, "id", f"{field}.id"), _text(item, "alt", f"{field}.alt"), *captions)


def _card(item: Any) -> Card | None:
    if item is None:
        return None
    if not isinstance(item, dict):
        raise Refused(400, "not_a_card", "card is not an object with url, title and description.", "card")
    return Card(*(_text(item, name, f"card.{name}") for name in ("url", "title", "description", "picture")))


def _content(request: HttpRequest) -> Content:
    body = _body(request)
    media = body.get("media") or []
    if not isinstance(media, list):
        raise Refused(400, "not_a_list", "media is not a list.", "media")
    pictures = tuple(_picture(item, f"media[{place}]") for place, item in enumerate(media))
    reply_to = _text(body, "reply_to") if body.get("reply_to") else None
    return Content(_text(body, "text"), pictures, reply_to, _card(body.get("card")))


def _marker(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key", "")


def _window(request: HttpRequest) -> tuple[datetime | None, int | None]:
    """The earliest moment wanted (inclusive), and the number after which the next part begins."""
    since, cursor = request.GET.get("since"), request.GET.get("cursor")
    try:
        moment = parse_datetime(since) if since else None
    except ValueError:
        moment = None
    if since and (moment is None or timezone.is_naive(moment)):
        raise Refused(400, "bad_since", "since is an ISO 8601 time with its zone.", "since")
    if cursor is not None and not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 18):
        raise Refused(400, "bad_cursor", "cursor is one that this list gave.", "cursor")
    return moment, int(cursor) if cursor else None


# What is told


def _url(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)


def _media_told(request: HttpRequest, media: Media, alt: str) -> dict[str, Any]:
    return {
        "id": str(media.pk),
        "url": _url(request, media.get_absolute_url()),
        "mime": media.mime,
        "size_bytes": media.size_bytes,
        "sha256": media.sha256,
        "alt": alt,
    }


def _attached_told(request: HttpRequest, item: Attachment) -> dict[str, Any]:
    told = _media_told(request, item.media, item.alt)
    if item.captions:
        told["captions"] = {"language": item.captions_language, "text": item.captions}
    return told


def _card_told(request: HttpRequest, post: Post) -> dict[str, Any] | None:
    if post.card is None:
        return None
    number = post.card_picture_id
    held = Media.objects.defer("content").filter(pk=number).first() if number is not None else None
    picture = _media_told(request, held, "") if held is not None else None
    return {**post.card, "picture": picture}


def _author_told(request: HttpRequest, account: Account) -> dict[str, str]:
    return {
        "id": str(account.pk),
        "handle": account.handle,
        "display_name": account.display_name,
        "url": _url(request, account.get_absolute_url()),
    }


def _post_told(request: HttpRequest, post: Post) -> dict[str, Any]:
    return {
        "id": str(post.pk),
        "url": _url(request, post.get_absolute_url()),
        "author": _author_told(request, post.account),
        "text": post.text,
        "media": [_attached_told(request, item) for item in post.attachments.all()],
        "card": _card_told(request, post),
        "reply_to": services.answers(post),
        "created_at": post.created_at.isoformat(),
        "edited_at": post.edited_at.isoformat() if post.edited_at else None,
    }


def _comment_told(request: HttpRequest, comment: Comment) -> dict[str, Any]:
    return {
        "id": f"c{comment.pk}",
        "post_id": str(comment.post_id),
        "url": _url(request, comment.get_absolute_url()),
        "display_name": comment.display_name,
        "text": comment.text,
        "reply_to": str(comment.post_id),
        "created_at": comment.created_at.isoformat(),
    }


def _receipt_told(request: HttpRequest, receipt: Receipt) -> dict[str, Any]:
    subject = receipt.post or receipt.account
    return {
        "id": str(receipt.post_id) if receipt.post_id else "profile",
        "url": _url(request, subject.get_absolute_url()),
        "op": receipt.op,
        "marker": receipt.marker,
        "done_at": receipt.done_at.isoformat(),
    }


def _page(items: list[Any], told: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """One part of a list that was read with one item too many, which tells whether there is another part."""
    shown = items[: rules.PAGE_ITEMS]
    cursor = str(shown[-1].pk) if len(items) > rules.PAGE_ITEMS else None
    return {"items": [told(item) for item in shown], "cursor": cursor}


# The operations


def _me(request: HttpRequest, account: Account) -> tuple[int, Any]:
    return 200, _author_told(request, account)


def _limits(request: HttpRequest, account: Account) -> tuple[int, Any]:
    return 200, rules.limits()


def _upload(request: HttpRequest, account: Account) -> tuple[int, Any]:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(400, "no_file", "Send the picture as the file `file` of a form.", "file")
    if (file.size or 0) > rules.VIDEO_BYTES_MOST:
        raise Refused(413, "too_big", f"A file has at most {rules.VIDEO_BYTES_MOST} bytes.", "file")
    return 201, _media_told(request, services.upload(account, file.read()), "")


def _publish(request: HttpRequest, account: Account) -> tuple[int, Any]:
    return 201, _receipt_told(request, services.publish(account, _marker(request), _content(request)))


def _with_pictures(account: Account) -> Any:
    return account.posts.filter(deleted_at__isnull=True).select_related("account").prefetch_related(services.pictures())


def _list_own(request: HttpRequest, account: Account) -> tuple[int, Any]:
    since, cursor = _window(request)
    posts = _with_pictures(account).order_by("-id")
    if since:
        posts = posts.filter(created_at__gte=since)
    if cursor:
        posts = posts.filter(id__lt=cursor)
    return 200, _page(list(posts[: rules.PAGE_ITEMS + 1]), lambda post: _post_told(request, post))


def _fetch(request: HttpRequest, account: Account, post_id: str) -> tuple[int, Any]:
    return 200, _post_told(request, services.own_post(account, post_id))


def _edit(request: HttpRequest, account: Account, post_id: str) -> tuple[int, Any]:
    return 200, _receipt_told(request, services.edit(account, _marker(request), post_id, _content(request)))


def _delete(request: HttpRequest, account: Account, post_id: str) -> tuple[int, Any]:
    return 200, _receipt_told(request, services.delete(account, _marker(request), post_id))


def _history(request: HttpRequest, account: Account, post_id: str) -> tuple[int, Any]:
    versions = services.own_post(account, post_id).versions.all()
    return 200, {
        "items": [{"text": v.text, "media": v.media, "card": v.card, "until": v.until.isoformat()} for v in versions],
        "cursor": None,
    }


def _comments(request: HttpRequest, account: Account, post_id: str | None = None) -> tuple[int, Any]:
    since, cursor = _window(request)
    comments = Comment.objects.filter(post__account=account, post__deleted_at__isnull=True)
    if post_id is not None:
        comments = comments.filter(post=services.own_post(account, post_id))
    if since:
        comments = comments.filter(created_at__gte=since)
    if cursor:
        comments = comments.filter(id__gt=cursor)
    part = list(comments.select_related("post__account").order_by("id")[: rules.PAGE_ITEMS + 1])
    return 200, _page(part, lambda comment: _comment_told(request, comment))


def _by_marker(request: HttpRequest, account: Account, marker: str) -> tuple[int, Any]:
    receipt = account.receipts.select_related("post__account", "account").filter(marker=marker).first()
    if receipt is None:
        raise Refused(404, "no_marker", "Nothing was done under this marker.")
    return 200, _receipt_told(request, receipt)


def _profile(request: HttpRequest, account: Account) -> tuple[int, Any]:
    avatar = account.avatar
    return 200, {
        **{name: getattr(account, name) for name in rules.PROFILE_MOST},
        "avatar": _media_told(request, avatar, account.avatar_alt) if avatar else None,
        "url": _url(request, account.get_absolute_url()),
    }


def _write_profile(request: HttpRequest, account: Account) -> tuple[int, Any]:
    body = _body(request)
    unknown = set(body) - set(rules.PROFILE_MOST) - {"avatar"}
    if unknown:
        raise Refused(422, "no_field", f"A profile has no {', '.join(sorted(unknown))}.", "profile")
    fields = {name: _text(body, name) for name in rules.PROFILE_MOST if name in body}
    avatar = _picture(body["avatar"], "avatar") if body.get("avatar") else None
    receipt = services.write_profile(account, _marker(request), fields, avatar)
    return 200, _receipt_told(request, receipt)


me = _api(GET=_me)
limits = _api(GET=_limits)
media = _api(POST=_upload)
posts = _api(GET=_list_own, POST=_publish)
post = _api(GET=_fetch, PUT=_edit, DELETE=_delete)
history = _api(GET=_history)
post_comments = _api(GET=_comments)
comments = _api(GET=_comments)
marker = _api(GET=_by_marker)
profile = _api(GET=_profile, PUT=_write_profile)
