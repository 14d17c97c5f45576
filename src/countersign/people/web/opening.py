"""Who may open an address: said beside the address, checked before its page runs. Nothing said, nobody opens."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from countersign.people.web.identity import Visitor, visitor

Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Who:
    """A rule on who may open an address, and its name in the list of addresses."""

    name: str
    may: Callable[[Visitor], bool]
    sign_in: bool = True


ANYONE = Who("anyone", lambda v: True, sign_in=False)
EMPLOYEE = Who("any employee", lambda v: v.person is not None)


def holding(*powers: str) -> Who:
    """Whoever holds one of these powers somewhere, in any capacity."""
    return Who(f"holders of {', '.join(powers)}", lambda v: any(v.may(p) for p in powers))


def opens(page: Page, *, who: Who) -> Page:
    """The page, behind its rule. `who` stays readable on it, for the test that walks every address."""

    @functools.wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        here = visitor(request)
        if who.may(here):
            return page(request, *args, **kwargs)
        if who.sign_in and here.person is None and not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        return forbidden(request)

    guarded.who = who  # type: ignore[attr-defined]
    return guarded


def may_open(here: Visitor, address: str) -> bool:
    """Whether somebody may open an address of ours, by the rule beside it: for what is offered, never what is done."""
    who: Who = resolve(address).func.who  # type: ignore[attr-defined]
    return who.may(here)


def forbidden(request: HttpRequest) -> HttpResponse:
    """The page for somebody who may not open what they asked for."""
    words = {
        "title": _("This page is not yours to open"),
        "what": _("Nothing was changed."),
        "next": _(
            "If you need it for your work, ask the person who keeps the roster which office or delegation gives it."
        ),
    }
    return render(request, "site/problem.html", words, status=403)
