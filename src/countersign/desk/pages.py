"""Home: one list of what needs me, due first; below it what I wait for; nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from countersign.desk import needs
from countersign.gate import clock
from countersign.gate.models import Installation
from countersign.people.web.identity import visitor


def home(request: HttpRequest) -> HttpResponse:
    """What needs the person who is here; in a demonstration, the cast to somebody who is not."""
    here = visitor(request)
    if here.person is None:
        return redirect("cast" if Installation.objects.filter(demo=True).exists() else "account_login")
    at = clock.now()
    found = needs.of(here)
    shown = [{"need": n, "overdue": n.overdue(at)} for n in found]
    return render(request, "desk/home.html", {"needs": shown, "waiting": needs.waiting(here)})
