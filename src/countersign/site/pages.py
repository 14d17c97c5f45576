"""Pages of the frame: choosing a capacity, the agency's logo, set-up, and, in a demonstration, whom to be."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from countersign.desk import setup as checklist
from countersign.evidence import store
from countersign.evidence.models import Content
from countersign.gate import clock
from countersign.gate.models import Installation
from countersign.people import queries, signin
from countersign.people.web.history import title_of
from countersign.people.web.identity import CHOSEN, visitor
from countersign.site import cast as stage
from countersign.site import equipment

LOOPBACK = ("127.0.0.1", "::1")


@require_POST
def choose_capacity(request: HttpRequest) -> HttpResponse:
    """Act in another of one's capacities from now on."""
    wanted = request.POST.get("capacity") or None
    found = next((c for c in visitor(request).capacities if c.mandate == wanted), None)
    if found is None:
        messages.error(request, _("You do not hold that capacity any more."))
    else:
        request.session[CHOSEN] = found.mandate
        title = title_of(found.kind, found.office, found.mandate, found.title)
        messages.success(request, _("You now act as %(title)s.") % {"title": title})
    return redirect(_back(request))


@require_GET
def agency_logo(request: HttpRequest) -> HttpResponse:
    """The agency's logo, as it was stored."""
    agency = queries.agency()
    if agency is None or not agency.logo:
        raise Http404
    kept = Content.objects.get(commitment=agency.logo)
    response = HttpResponse(store.get(agency.logo), content_type=kept.media_type)
    response["Cache-Control"] = "public, max-age=3600"
    return response


def cast(request: HttpRequest) -> HttpResponse:
    """Whom to be in a demonstration: one click signs in, the second factor counted as met.

    Only from this machine, and only in a database that was made as a demonstration.
    """
    if not Installation.objects.filter(demo=True).exists() or request.META.get("REMOTE_ADDR") not in LOOPBACK:
        raise Http404
    if request.method != "POST":
        return render(request, "site/cast.html", {"cards": stage.cards()})
    person = request.POST.get("person", "")
    if person not in {c.person for c in stage.cards()}:
        raise Http404
    logout(request)
    user = signin.create(person)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="mfa", type="demonstration")
    return redirect("home")


def setup(request: HttpRequest) -> HttpResponse:
    """What is still to be done before the first post, and which other programs this machine has."""
    steps = checklist.steps_for(visitor(request), clock.now())
    programs = [
        {"name": p.names[0], "path": p.found(), "used_for": p.used_for, "without": p.without, "install": p.install}
        for p in equipment.PROGRAMS
    ]
    left = sum(1 for step in steps if step.done is False)
    return render(request, "desk/setup.html", {"steps": steps, "left": left, "programs": programs})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere."""
    words = {
        "title": _("There is nothing at this address"),
        "what": _("Nothing was changed."),
        "next": _("Go back, or start from what needs you."),
    }
    return render(request, "site/problem.html", words, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. It needs neither database nor frame, since those may be what is broken."""
    return HttpResponse(loader.render_to_string("site/broken.html"), status=500)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
