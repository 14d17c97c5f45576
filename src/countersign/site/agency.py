"""What the agency says of itself: name, website, contact and logo, changed by an act with a reason."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.accounts import uploads
from countersign.people import acts, queries
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor

LONG_ENOUGH = "a reason that is long enough to be one"
"""Stands for the reason while it is asked whether the visitor could change anything at all."""


class AgencyForm(forms.Form):
    """The agency as the public knows it."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    website = forms.CharField(
        label=gettext_lazy("Website"),
        max_length=300,
        help_text=gettext_lazy("Every account must link to it."),
    )
    contact = forms.CharField(label=gettext_lazy("How the public reaches the agency"), max_length=300)
    file = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 10 MB. Left empty, the logo stays as it is."),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 2}))


def change(request: HttpRequest) -> HttpResponse:
    """Change it. A logo that was given is kept through whatever stands in the way of the rest."""
    here = visitor(request)
    agency = queries.agency()
    if agency is None:
        raise Http404
    now = {"title": agency.name, "website": agency.website, "contact": agency.contact}
    form = AgencyForm(request.POST or None, request.FILES or None, initial=now)
    logo = _logo(form, here.by.person) if request.method == "POST" and form.is_valid() else ""

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        as_it_is = acts.ChangeAgency(agency.name, agency.website, agency.contact, agency.logo, LONG_ENOUGH)
        closed = foresee(as_it_is, here.by)
        kept = uploads.token(logo, here.by.person) if logo else form.data.get("kept", "")
        shown = {"form": form, "obstacle": obstacle, "closed": closed, "kept": kept, "has_logo": bool(agency.logo)}
        return render(request, "site/agency.html", shown)

    if request.method != "POST" or not form.is_valid():
        response = again()
        response.status_code = 400 if request.method == "POST" else 200
        return response
    given = form.cleaned_data
    act = acts.ChangeAgency(given["title"], given["website"], given["contact"], logo or agency.logo, given["reason"])
    return respond(
        request,
        act,
        said=_("Changed."),
        then=lambda done: reverse("agency"),
        again=again,
    )


def _logo(form: AgencyForm, person: str) -> str:
    """The picture given now, else the one kept from before; a file that is no picture is a fault of its field."""
    file = form.cleaned_data["file"]
    if not file:
        return uploads.kept(form.cleaned_data["kept"], person)
    try:
        return uploads.picture(file)
    except uploads.NotTaken as error:
        form.add_error("file", str(error))
    return ""
