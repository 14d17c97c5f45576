"""The agency's own contacts: public data, shown plainly, changed as a whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from countersign.findings import acts, queries, subjects
from countersign.findings.contacts import SORTS
from countersign.findings.forms import ContactsForm
from countersign.findings.pages.common import status_of
from countersign.people import queries as people
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list, and what the agency says of itself, which counts as well."""
    here, agency = visitor(request), people.agency()
    context = {
        "lines": [(line, SORTS[line.sort]) for line in queries.contacts()],
        "said": agency.contact if agency else "",
        "keeps": here.may("contacts.keep"),
        "changes_agency": here.may("agency.change"),
        "rows": history([subjects.CONTACTS], here),
    }
    return render(request, "findings/contacts.html", context)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Write the list anew."""
    now = "\n".join(f"{line.text} | {line.what}" for line in queries.contacts())
    form = ContactsForm(request.POST or None, initial={"lines": now})

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle}
        return render(request, "findings/change_contacts.html", context, status=status_of(form))

    if request.method != "POST" or not form.is_valid():
        return again()
    act = acts.ChangeContacts(tuple(acts.Contact(*pair) for pair in form.pairs()), form.cleaned_data["reason"])
    return respond(request, act, said=_("Changed."), then=lambda done: reverse("findings:contacts"), again=again)
