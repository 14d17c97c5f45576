"""The public register: our accounts, *is this ours?*, and pages that are not ours. For anyone; it names nobody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from countersign.accounts import addresses, given, queries
from countersign.accounts.forms import TipForm
from countersign.accounts.models import Tip
from countersign.accounts.pages.common import page_number
from countersign.gate import clock, packs
from countersign.people import queries as people
from countersign.people.web.doing import language

MOST = 100_000
MOST_TIPS = 1000
"""Tips that wait to be looked at; beyond that none is taken, so that nobody can fill our disk."""
FORM = 1


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search, the answer to *is this account ours?*, and the list."""
    asked = request.GET.get("q", "").strip()[:400]
    text = request.GET.get("text", "").strip()[:100]
    lang = language()
    purposes = {p.id: p.words.get(lang) for p in packs.in_force().purposes}
    found = queries.entries(text=text, page=page_number(request))
    context = {
        "asked": asked,
        "text": text,
        "answer": queries.is_ours(asked) if asked else None,
        "found": found,
        "entries": [(e, [purposes.get(p, p) for p in e.purposes]) for e in found.items],
        "not_ours": queries.not_ours(size=50),
    }
    return render(request, "accounts/register.html", context)


@require_safe
def as_json(request: HttpRequest) -> JsonResponse:
    """The register for programs. Its shape is described in the documentation and changes only with its `form`."""
    agency = people.agency()
    body: dict[str, Any] = {
        "form": FORM,
        "agency": {
            "name": agency.name if agency else "",
            "website": agency.website if agency else "",
            "contact": agency.contact if agency else "",
        },
        "register": f"{settings.BASE_URL}/register/",
        "generated_at": clock.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "accounts": [_entry(e) for e in queries.entries(size=MOST).items],
        "not_ours": [_not_ours(i) for i in queries.not_ours(size=MOST).items],
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Tell us of a page that pretends to be ours. No sign-in, no name; it decides nothing by itself."""
    form = TipForm(request.POST or None, initial={"page": request.GET.get("page", "")[:400]})
    if request.method != "POST" or not form.is_valid():
        return _form(request, form, 400 if request.method == "POST" else 200)
    page, note = form.cleaned_data["page"].strip(), form.cleaned_data["note"]
    is_url = addresses.looks_like_url(page)
    key = addresses.url_key(page) if is_url else f"@{addresses.name_key(page)}"
    if (given.line_fault(page, most=400) if is_url else given.handle_fault(page)) or len(key) < 2:
        form.add_error("page", _("This is neither an address nor a handle."))
        return _form(request, form, 400)
    if not _keep(page, is_url, key[:400], note):
        form.add_error(None, _("So many reports wait at the moment that we cannot take another. Please write to us."))
        return _form(request, form, 429)
    messages.success(request, _("Thank you. Somebody will look at it."))
    return redirect("accounts:register")


def _form(request: HttpRequest, form: TipForm, status: int) -> HttpResponse:
    return render(request, "accounts/report.html", {"form": form}, status=status)


def _keep(page: str, is_url: bool, key: str, note: str) -> bool:
    """Keep a tip, or count it where the page was told of before. False when too many wait."""
    now = clock.now()
    if Tip.objects.filter(key=key).update(times=F("times") + 1, last_at=now, settled=False):
        return True
    if Tip.objects.filter(settled=False).count() >= MOST_TIPS:
        return False
    named = {"url": page} if is_url else {"handle": page[:100]}
    try:
        with transaction.atomic():
            Tip.objects.create(key=key, note=note, first_at=now, last_at=now, **named)
    except IntegrityError:
        # Somebody told us of the same page at the same moment.
        Tip.objects.filter(key=key).update(times=F("times") + 1, last_at=now)
    return True


def _entry(entry: queries.Entry) -> dict[str, Any]:
    return {
        "platform": entry.platform,
        "platform_name": entry.platform_name,
        "handle": entry.handle,
        "url": entry.url or None,
        "name": entry.display_name,
        "unit": entry.unit,
        "purposes": list(entry.purposes),
        "scope": entry.scope,
        "state": entry.state,
        "since": entry.since.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "closed": entry.closed.isoformat(timespec="seconds").replace("+00:00", "Z") if entry.closed else None,
    }


def _not_ours(page: queries.NotOurs) -> dict[str, Any]:
    return {
        "platform": page.platform or None,
        "handle": page.handle or None,
        "url": page.url or None,
        "listed": page.listed.isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
