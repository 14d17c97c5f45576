"""The list of employees: filtered, sorted, a page at a time, or as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.gate import clock
from countersign.people import words
from countersign.people.forms.employment import EmployeesFilter
from countersign.people.pages.frame import KEEPS, asked_page, columns, keeps_everywhere, shown
from countersign.people.queries import lists
from countersign.people.roster.writing import write
from countersign.people.web.files import download
from countersign.people.web.identity import visitor


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The room's door: to the list for those who keep it, to who may sign for everybody else."""
    return redirect("employees" if visitor(request).may(KEEPS) else "offices")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list."""
    here, at = visitor(request), clock.now()
    form, asked = _asked(request)
    page = lists.people(here.by.person, at, asked, request.GET.get("sort", ""), asked_page(request))
    heads = (
        ("name", _("Name")),
        ("number", _("Number")),
        ("type", _("Employment")),
        ("unit", _("Unit")),
    )
    return shown(
        request,
        "employees.html",
        {
            "form": form,
            "page": page,
            "people": [(person, words.EMPLOYMENT[person.employment_type]) for person in page.items],
            "columns": columns(request, *heads, usual="name"),
            "filtered": asked != lists.PeopleAsked(),
            "whole": keeps_everywhere(here),
        },
        tab="employees",
    )


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list as a roster file, with the same filters: what the house writes, it reads back."""
    _form, asked = _asked(request)
    lines = lists.people_file(visitor(request).by.person, clock.now(), asked, request.GET.get("sort", ""))
    return download(write(lines), "employees.csv", "text/csv; charset=utf-8")


def _asked(request: HttpRequest) -> tuple[EmployeesFilter, lists.PeopleAsked]:
    form = EmployeesFilter(request.GET)
    form.is_valid()
    names = ("unit", "employment_type", "text", "standing")
    return form, lists.PeopleAsked(**{name: form.cleaned_data.get(name, "") for name in names})
