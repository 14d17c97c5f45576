"""Single keys that lead somewhere: which there are, the page that lists them, and whether they do anything.

A single key never does anything by itself: it opens a page or moves the focus. Whoever speaks to the machine or
strikes keys by accident switches them off, for every page at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.desk.models import SingleKeys
from countersign.desk.palette import may_open
from countersign.people.web.identity import Visitor, visitor


@dataclass(frozen=True)
class Key:
    """One key, what it does, and the address it opens if it opens one."""

    key: str
    what: Any
    opens: str = ""


KEYS = (
    Key("/", gettext_lazy("Find a page, a post, an account, a person or a clause")),
    Key("?", gettext_lazy("Show this list"), "keys"),
    Key("h", gettext_lazy("What needs me"), "home"),
    Key("w", gettext_lazy("My posts and drafts"), "posts:mine"),
    Key("r", gettext_lazy("Posts to review"), "posts:queue"),
    Key("c", gettext_lazy("Calendar"), "posts:calendar"),
    Key("n", gettext_lazy("Notices"), "notices"),
    Key("j", gettext_lazy("In a list: the next one")),
    Key("k", gettext_lazy("In a list: the one before")),
    Key("s", gettext_lazy("On the page of a review: go to the signature, without signing")),
    Key("b", gettext_lazy("On the page of a review: go to returning or refusing")),
)
ALWAYS = (
    (gettext_lazy("Ctrl K, or on a Mac Command K"), gettext_lazy("Find anything")),
    (gettext_lazy("Arrow keys in the calendar"), gettext_lazy("From day to day; Enter goes into a day, Escape out")),
    (gettext_lazy("Shift and an arrow key on a post in the calendar"), gettext_lazy("Move it by a day or a week")),
    (gettext_lazy("Page Up and Page Down in the calendar"), gettext_lazy("The page before and after")),
)


def on(person: str) -> bool:
    """Whether single keys do something for this person."""
    return not SingleKeys.objects.filter(person=person, on=False).exists()


def hook(here: Visitor) -> Mapping[str, str]:
    """What the script of every page needs to know: whether single keys are on, and which leads where."""
    if here.person is None:
        return {}
    active = on(str(here.person.pk))
    leads = {k.key: reverse(k.opens) for k in KEYS if k.opens and may_open(here, k.opens)} if active else {}
    return {"on": "on" if active else "off", "leads": json.dumps(leads)}


def page(request: HttpRequest) -> HttpResponse:
    """Every key that does something, and the switch for single ones."""
    here = visitor(request)
    person = here.by.person
    if request.method == "POST":
        wanted = request.POST.get("do") == "on"
        SingleKeys.objects.update_or_create(person=person, defaults={"on": wanted})
        messages.success(request, _("Single keys are on.") if wanted else _("Single keys are off."))
        return redirect("keys")
    listed = [k for k in KEYS if not k.opens or may_open(here, k.opens)]
    return render(request, "desk/keys.html", {"keys": listed, "always": ALWAYS, "on": on(person)})
