"""Views of the calendar that somebody saved for themselves, by name."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.gate import clock
from countersign.posts.models import SavedView
from countersign.posts.pages.calendar.asking import KINDS, View, narrowed
from countersign.posts.pages.common import me

MOST = 50
LONGEST_NAME = 80


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a page under a name; a name that is there already is given to this one."""
    given = dict(parse_qsl(request.POST.get("query", "")))
    name = " ".join(request.POST.get("name", "").replace("\x00", " ").split())[:LONGEST_NAME]
    kind = given.get("view", "month")
    at = clock.now()
    query = View(kind if kind in KINDS else "month", at.date(), narrowed(given)).query()
    mine = SavedView.objects.filter(person=me(request))
    if not name:
        messages.error(request, _("Give the view a name."))
    elif mine.exclude(name=name).count() >= MOST:
        messages.error(request, _("You have %(n)d views; remove one first.") % {"n": MOST})
    else:
        SavedView.objects.update_or_create(person=me(request), name=name, defaults={"query": query[:1000], "at": at})
        messages.success(request, _("Saved as %(name)s.") % {"name": name})
    return redirect(f"{reverse('posts:calendar')}?{query}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a view of one's own."""
    SavedView.objects.filter(person=me(request), pk=pk).delete()
    messages.success(request, _("The view is removed."))
    return redirect("posts:calendar")
