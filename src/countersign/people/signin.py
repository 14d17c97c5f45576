"""How employees enter: by the number the agency gave them, never by signing up, with a second factor for officials."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from countersign.gate import clock
from countersign.people import capacities
from countersign.people.models import Person, SignIn
from countersign.people.running import employed, number

OPEN_WITHOUT = ("mfa_", "account_logout", "account_reauthenticate", "set_language")
"""How the names of addresses begin that are open to an official who has yet to show a second factor."""


class NotEmployed(Exception):
    """Only somebody who is employed gets a sign-in."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes a sign-in for themselves, and nobody who is not employed gets in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a sign-in is made for an employee by those who keep the roster."""
        return False

    def populate_username(self, request: HttpRequest, user: SignIn) -> None:
        """The employee number, whatever else is proposed. Raises PermissionDenied for somebody without an entry."""
        if user.person is None:
            raise PermissionDenied("A sign-in belongs to an employee.")
        user.username = user.person.employee_no

    def pre_login(self, request: HttpRequest, user: SignIn, **kwargs: object) -> HttpResponse | None:
        """Turn away whoever is not employed at this moment."""
        if person_of(user, clock.now()) is None:
            user.is_active = False
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response


def create(person: str) -> SignIn:
    """The sign-in of an employee, made when there is none: no password until its owner sets one by a link.

    The closed sign-in of somebody who is employed again is opened, and its old password is void.

    Raises NotEmployed for anybody who is not employed now.
    """
    found = Person.objects.filter(employed(clock.now()), pk=number(person)).first()
    if found is None:
        raise NotEmployed(person)
    existing = SignIn.objects.filter(person=found).first()
    if existing is not None:
        if not existing.is_active:
            existing.is_active = True
            existing.set_unusable_password()
            existing.save(update_fields=["is_active", "password"])
        return existing
    made = SignIn.objects.create_user(found.employee_no, found.work_mail)
    made.person = found
    made.save(update_fields=["person"])
    return made


def first_password(sign_in: SignIn) -> str:
    """The path of the page on which the owner of a sign-in sets a password: good once, for a few days.

    Sent to the work address, or handed over on paper to those who have none.
    """
    key = default_token_generator.make_token(sign_in)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(sign_in), "key": key})


def person_of(user: object, at: datetime) -> str | None:
    """The employee who is signed in, while employed; None for anybody else."""
    if not isinstance(user, SignIn) or not user.is_active or user.person_id is None:
        return None
    there = Person.objects.filter(employed(at), pk=user.person_id).exists()
    return str(user.person_id) if there else None


def needs_second_factor(person: str, at: datetime) -> bool:
    """Whether somebody holds, by office or delegation, anything to decide or sign: then a password is not enough."""
    return any(c.kind in ("office", "designee") and c.powers for c in capacities.of(person, at))


def second_factor_met(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session, at sign-in or since."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


class SecondFactor:
    """Middleware: an official who entered by password alone gets nowhere but to a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Send officials to show their second factor or, without one, to set it up."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if not request.user.is_authenticated or (name or "").startswith(OPEN_WITHOUT):
            return None
        at = clock.now()
        person = person_of(request.user, at)
        if person is None or second_factor_met(request) or not needs_second_factor(person, at):
            return None
        ways = [m["url"] for m in get_adapter(request).get_reauthentication_methods(request.user)]
        shown = [url for url in ways if url != reverse("account_reauthenticate")]
        if not shown:
            return redirect("mfa_index")
        return redirect(f"{shown[0]}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
