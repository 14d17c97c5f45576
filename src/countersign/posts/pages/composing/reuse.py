"""Writing something again: duplicates of drafts and posts, and templates that everybody who writes can begin with."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.posts import drafting, queries
from countersign.posts.models import Draft
from countersign.posts.pages.common import me, post_or_404
from countersign.posts.pages.composing.colleagues import mine_or_404

MOST = 200


@require_POST
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of mine that begins with what another one says."""
    copy = drafting.copied(mine_or_404(request, pk), me(request), _may(request), clock.now())
    messages.success(request, _("This is a copy. The first one stays as it is."))
    return redirect("posts:compose", copy.pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of mine that begins with what a post says. It is a new post: nothing of it is signed."""
    post = post_or_404(request, pk)
    if post.revision is None:
        raise Http404
    copy = drafting.of_post(post, me(request), _may(request), clock.now())
    messages.success(request, _("This is a new post that begins with the same words."))
    return redirect("posts:compose", copy.pk)


def templates(request: HttpRequest) -> HttpResponse:
    """The templates."""
    found = Draft.objects.filter(template=True).order_by("title", "pk")[:MOST]
    called = queries.names_of({d.author for d in found}, clock.now())
    return render(
        request,
        "posts/templates.html",
        {"templates": [(d, called.get(d.author, ""), d.author == me(request)) for d in found]},
    )


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a copy of a draft as a template under a name."""
    draft = mine_or_404(request, pk)
    title = " ".join(request.POST.get("title", "").split())[:200]
    if not title:
        messages.error(request, _("Give the template a name first."))
        return redirect("posts:compose", pk)
    copy = drafting.copied(draft, me(request), tuple(draft.accounts), clock.now())
    Draft.objects.filter(pk=copy.pk).update(template=True, title=title, opens=None, closes=None)
    messages.success(request, _("Everybody who writes posts can begin with it now."))
    return redirect("posts:templates")


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of mine that begins with a template."""
    found = Draft.objects.filter(pk=pk, template=True).first()
    if found is None:
        raise Http404
    return redirect("posts:compose", drafting.copied(found, me(request), _may(request), clock.now()).pk)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template of mine out."""
    gone, _rows = Draft.objects.filter(pk=pk, template=True, author=me(request)).delete()
    if not gone:
        raise Http404
    messages.success(request, _("The template is gone. Drafts that began with it stay."))
    return redirect("posts:templates")


def _may(request: HttpRequest) -> tuple[str, ...]:
    return tuple(a.id for a in accounts.may_post_on(me(request), clock.now()))
