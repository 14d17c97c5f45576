"""The files of the library as they go out: pictures, pictures made to fit, captions. The originals are never shown."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse

from countersign.evidence import store
from countersign.gate import clock
from countersign.people.web.identity import visitor
from countersign.posts import form, queries
from countersign.posts.models import Fitted, Media, Post
from countersign.posts.pages.common import me


def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture as it goes out; the original is never shown."""
    media = Media.objects.filter(pk=pk).first()
    if media is None or not _may_see(request, media):
        raise Http404
    return _file(request, media.sent, media.mime, media.sha256)


def fitted(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """A picture as it was made to fit a platform."""
    made = Fitted.objects.filter(media=pk, sha256=sha256).select_related("media").first()
    if made is None or not _may_see(request, made.media):
        raise Http404
    return _file(request, made.content, made.mime, made.sha256)


def _file(request: HttpRequest, content: str, mime: str, sha256: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(sha256.encode()).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    response = HttpResponse(store.get(content), content_type=mime)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    response["ETag"] = tag
    return response


def _may_see(request: HttpRequest, media: Media) -> bool:
    """Whoever writes or signs sees the library; others the pictures of posts that they may see."""
    here = visitor(request)
    if here.may("post.write") or here.may("post.sign"):
        return True
    seen = Post.objects.filter(queries.visible(me(request), clock.now())).values("pk")
    return media.revisions.filter(post__in=seen).exists()


def captions(request: HttpRequest, pk: int, sha256: str = "") -> HttpResponse:
    """The captions of a video; those of this digest, which a post may have frozen before others came."""
    found = Media.objects.filter(pk=pk).exclude(captions="").first()
    kept = _of_digest(found, sha256) if found is not None else None
    if kept is None:
        raise Http404
    return HttpResponse(store.get(kept), content_type="text/vtt; charset=utf-8")


def _of_digest(video: Media, sha256: str) -> str | None:
    if sha256 in ("", video.captions_sha256):
        return video.captions
    frozen = (p for r in video.revisions.order_by("-pk") for p in form.read(r.hash).pictures)
    return next((p.captions for p in frozen if p.media == str(video.pk) and p.captions_sha256 == sha256), None)
