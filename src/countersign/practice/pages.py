"""The practice platform's pages: they look like a public network's and say on each that nothing here is public."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from countersign.practice import rules, services
from countersign.practice.contents import Refused
from countersign.practice.looks import shown, unlisted
from countersign.practice.models import Account, Attachment, Media, Post

_POSTS_A_PAGE = 20
_COMMENTS_A_PAGE = 100


class CommentForm(forms.Form):
    """What a visitor fills in."""

    display_name = forms.CharField(label=_("Your name, as others see it"), max_length=rules.COMMENT_NAME_MOST)
    text = forms.CharField(label=_("Comment"), max_length=rules.COMMENT_MOST, widget=forms.Textarea(attrs={"rows": 4}))


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    live = Count("posts", filter=Q(posts__deleted_at__isnull=True))
    accounts = Paginator(Account.objects.annotate(post_count=live).order_by("handle"), _POSTS_A_PAGE * 5)
    page = accounts.get_page(request.GET.get("page"))
    return shown(request, "home.html", {"page": page})


@login_not_required
@require_safe
def account(request: HttpRequest, handle: str) -> HttpResponse:
    """An account's profile and posts, newest first."""
    owner = get_object_or_404(Account.objects.select_related("avatar").defer("avatar__content"), handle=handle)
    posts = (
        owner.posts.filter(deleted_at__isnull=True)
        .select_related("account", "reply_to_post__account", "reply_to_comment__post__account")
        .prefetch_related(services.pictures())
        .annotate(comment_count=Count("comments"))
        .order_by("-id")
    )
    page = Paginator(posts, _POSTS_A_PAGE).get_page(request.GET.get("page"))
    return shown(request, "account.html", {"owner": owner, "page": page})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, handle: str, post_id: int) -> HttpResponse:
    """A post with what visitors wrote under it, and the form to write more."""
    found = get_object_or_404(Post.objects.select_related("account"), account__handle=handle, id=post_id)
    if found.deleted_at is not None:
        return shown(request, "deleted.html", {"owner": found.account}, status=410)
    form = CommentForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            refused = _comment(request, found, form)
            if isinstance(refused, str):
                return HttpResponseRedirect(refused)
            status = refused
        else:
            status = 422
    answers = Prefetch("replies", Post.objects.filter(deleted_at__isnull=True).select_related("account"))
    comments = Paginator(found.comments.prefetch_related(answers), _COMMENTS_A_PAGE)
    page = comments.get_page(request.GET.get("page") or comments.num_pages)
    context = {"post": found, "owner": found.account, "form": form, "page": page}
    context["replies"] = found.replies.filter(deleted_at__isnull=True).select_related("account").order_by("id")
    return shown(request, "post.html", context, status=status)


def _comment(request: HttpRequest, found: Post, form: CommentForm) -> str | int:
    """Where the comment stands now, or the status of the refusal, which the form then shows."""
    try:
        return services.comment(
            found,
            display_name=form.cleaned_data["display_name"],
            text=form.cleaned_data["text"],
            sender=request.META.get("REMOTE_ADDR", ""),
        ).get_absolute_url()
    except Refused as refused:
        if refused.status == 429:
            form.add_error(None, translated("That is a lot at once. Please wait a minute and try again."))
        else:
            form.add_error(refused.field or None, translated("This cannot be posted as it is."))
        return refused.status


@login_not_required
@require_GET
def captions(request: HttpRequest, attachment: int) -> HttpResponse:
    """What a video of a post says, for those who cannot hear it."""
    found = get_object_or_404(Attachment.objects.exclude(captions=""), pk=attachment)
    return unlisted(HttpResponse(found.captions, content_type="text/vtt; charset=utf-8"))


@login_not_required
@require_GET
def media(request: HttpRequest, media_id: str) -> HttpResponse:
    """A file's bytes, once a post or a profile shows it."""
    held = Q(attachments__isnull=False) | Q(avatar_of__isnull=False) | Q(card_of__isnull=False)
    found = Media.objects.filter(held, id=media_id).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.mime)
    # A picture that is secretly a page must not become one.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return unlisted(response)
