"""Several people on one draft: sharing it, saying something about it, and two texts that were saved from one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people import queries as people
from countersign.posts import difference, drafting
from countersign.posts.beside import sides
from countersign.posts.forms import RemarkForm
from countersign.posts.models import Draft, Remark, Shared
from countersign.posts.pages.common import me, person_name

MOST_FOUND = 10


def mine_or_404(request: HttpRequest, pk: int) -> Draft:
    """A draft that the person who is here writes on."""
    draft = drafting.one(me(request), pk)
    if draft is None:
        raise Http404(_("There is no such draft of yours."))
    return draft


def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague write on a draft of mine, or no longer. They are looked for by name or number."""
    draft = mine_or_404(request, pk)
    if draft.author != me(request):
        raise Http404(_("Only its author shares a draft."))
    at, text = clock.now(), request.POST.get("who", request.GET.get("who", "")).strip()
    if request.method == "POST" and (person := request.POST.get("person", "")):
        return _changed(request, draft, person, stop="stop" in request.POST)
    found: list[Any] = []
    if text:
        page = people.roster(draft.author, at, text=text)
        found = [p for p in page.items if p.id != draft.author][:MOST_FOUND]
    shown = {
        "draft": draft,
        "text": text,
        "found": found,
        "shared": [(s.person, person_name(s.person, at)) for s in draft.shared.order_by("at")],
    }
    return render(request, "posts/share.html", shown)


def _changed(request: HttpRequest, draft: Draft, person: str, *, stop: bool) -> HttpResponse:
    at = clock.now()
    if stop:
        Shared.objects.filter(draft=draft, person=person).delete()
        messages.success(request, _("They no longer write on this draft."))
    elif person in people.employed([person], at) and person != draft.author:
        Shared.objects.get_or_create(draft=draft, person=person, defaults={"at": at})
        messages.success(request, _("They find it under My posts now."))
    return redirect("posts:share", draft.pk)


@require_POST
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a draft, or mark what was said as settled."""
    draft = mine_or_404(request, pk)
    back = f"{reverse('posts:compose', args=[pk])}#remarks"
    settled = request.POST.get("settled", "")
    if settled.isascii() and settled.isdigit():
        Remark.objects.filter(draft=draft, pk=int(settled), settled_at=None).update(settled_at=clock.now())
        return redirect(back)
    filled = RemarkForm(request.POST)
    if filled.is_valid():
        text = filled.cleaned_data["remark"]
        Remark.objects.create(draft=draft, person=me(request), text=text, at=clock.now())
    else:
        messages.error(request, _("Write something first."))
    return redirect(back)


def both(request: HttpRequest, pk: int) -> HttpResponse:
    """Two texts that were saved from the same version, side by side. Nothing is lost before somebody chooses."""
    draft = mine_or_404(request, pk)
    other = draft.beside if draft.beside is not None else None
    if other is None or drafting.one(me(request), other.pk) is None:
        return redirect("posts:compose", pk)
    if request.method == "POST":
        return _chosen(request, draft, other, request.POST.get("do", ""))
    at = clock.now()
    pairs = [(_("Text"), other.text, draft.text), (_("First reply"), other.first_reply, draft.first_reply)]
    called = accounts.names((*other.variants, *draft.variants))
    pairs += [(name, other.variants.get(a, ""), draft.variants.get(a, "")) for a, name in called.items()]
    shown = {
        "draft": draft,
        "other": other,
        "by": person_name(other.saved_by or other.author, at),
        "mine_by": person_name(draft.saved_by or draft.author, at),
        "places": [(name, *sides(difference.runs(a, b))) for name, a, b in pairs if a != b],
    }
    return render(request, "posts/both.html", shown)


def _chosen(request: HttpRequest, draft: Draft, other: Draft, what: str) -> HttpResponse:
    at = clock.now()
    if what == "mine":
        # Only on from what was shown: a text that moved on meanwhile is not overwritten.
        shown = request.POST.get("version", "")
        version = int(shown) if shown.isascii() and shown.isdigit() else 0
        if not drafting.keep(other, drafting.written(draft), version, at, by=me(request)):
            messages.warning(request, _("The other one changed again meanwhile. Look at it as it is now."))
            return redirect("posts:both", draft.pk)
        draft.delete()
        messages.success(request, _("Your text is the draft now."))
        return redirect("posts:compose", other.pk)
    if what == "other":
        draft.delete()
        messages.success(request, _("The other text stays."))
        return redirect("posts:compose", other.pk)
    Draft.objects.filter(pk=draft.pk).update(beside=None)
    messages.success(request, _("Both are drafts of their own now."))
    return redirect("posts:compose", draft.pk)
