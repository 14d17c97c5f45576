"""The posting times of the agency: a list that those who sign keep, and everybody who writes picks from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from countersign.gate import clock
from countersign.people.web.identity import visitor
from countersign.posts import slots, words
from countersign.posts.forms import SlotForm
from countersign.posts.models import Slot


def index(request: HttpRequest) -> HttpResponse:
    """The times, when they are next free, and for those who sign: adding and removing."""
    keeps = visitor(request).may("post.sign")
    filled = SlotForm(request.POST or None)
    if request.method == "POST" and keeps:
        gone = request.POST.get("remove", "")
        if gone.isascii() and gone.isdigit():
            Slot.objects.filter(pk=int(gone)).delete()
            messages.success(request, _("The posting time is gone. What is scheduled stays scheduled."))
            return redirect("posts:times")
        if filled.is_valid():
            data = filled.cleaned_data
            Slot.objects.create(name=data["name"], weekdays=sorted(data["weekdays"]), at=data["at"])
            messages.success(request, _("The posting time can be picked now."))
            return redirect("posts:times")
    named = dict(words.WEEKDAYS)
    shown = {
        "slots": [(slot, [named[d] for d in slot.weekdays]) for slot in Slot.objects.all()],
        "free": slots.free(clock.now()),
        "form": filled,
        "keeps": keeps,
    }
    return render(request, "posts/times.html", shown, status=400 if request.method == "POST" else 200)
