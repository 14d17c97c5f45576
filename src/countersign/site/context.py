"""What every page's frame needs: the agency, the rooms this person has business in, the zone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from countersign.desk import notices, shortcuts
from countersign.gate.models import Installation
from countersign.people import queries
from countersign.people.web.identity import visitor
from countersign.site.rooms import PUBLIC, ROOMS


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame of a page."""
    if not hasattr(request, "visitor"):
        return {}
    here = visitor(request)
    path = request.path
    rooms = [
        {"label": r.label, "url": reverse(r.url), "current": path.startswith(reverse(r.url)) and reverse(r.url) != "/"}
        for r in ROOMS
        if r.who.may(here)
    ]
    return {
        "visitor": here,
        "agency": queries.agency(),
        "demo": Installation.objects.filter(demo=True).exists(),
        "rooms": rooms,
        "unread": notices.unread(str(here.person.pk)) if here.person else "",
        "shortcuts": shortcuts.hook(here),
        "public_links": [{"label": r.label, "url": reverse(r.url)} for r in PUBLIC],
        "zone": settings.TIME_ZONE.replace("_", " "),
    }
