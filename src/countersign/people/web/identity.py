"""Who is here: the signed-in person, their capacities at this moment, and the one they chose to act in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from countersign.gate import clock
from countersign.gate.act import By, Capacity
from countersign.people import capacities
from countersign.people.models import Person

CHOSEN = "capacity"
METHODS = "account_authentication_methods"


class Visitor:
    """The person behind a request; nobody when not signed in, no longer employed, or a sign-in without a person."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def person(self) -> Person | None:
        """The employee."""
        user: Any = self._request.user
        if not user.is_authenticated or not self.capacities:
            return None
        return Person.objects.select_related("unit").get(pk=user.person_id)

    @cached_property
    def capacities(self) -> list[Capacity]:
        """What they may act as now; none once their employment is over."""
        user: Any = self._request.user
        if not user.is_authenticated or user.person_id is None:
            return []
        return capacities.of(str(user.person_id), clock.now())

    @cached_property
    def capacity(self) -> Capacity | None:
        """The capacity they chose; without a choice their own office, else the first they have."""
        session, held = self._request.session, self.capacities
        chosen = [c for c in held if CHOSEN in session and c.mandate == session[CHOSEN]]
        return next(iter(chosen or held), None)

    @property
    def by(self) -> By:
        """For the gate. Raises PermissionError when nobody is here: a page that acts must say who may open it."""
        if self.capacity is None:
            raise PermissionError("nobody is signed in")
        return By(self.capacity.person, self.capacity.mandate)

    def acting_in(self, mandate: str | None) -> By:
        """The same person in another of their capacities, for a page that lets them pick."""
        return By(self.by.person, mandate)

    def may(self, power: str) -> bool:
        """Whether any of their capacities has `power` somewhere: decides what is shown, never what is done."""
        return any(power in c.powers for c in self.capacities)

    @property
    def second_factor(self) -> bool:
        """Whether this session was entered with a second factor."""
        return any(m.get("method") == "mfa" for m in self._request.session.get(METHODS, ()))


def visitor(request: HttpRequest) -> Visitor:
    """Who is behind this request."""
    found: Visitor = request.visitor  # type: ignore[attr-defined]
    return found


class IdentityMiddleware:
    """Puts the visitor on each request. Nothing is read from the database until a page asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the visitor known."""
        request.visitor = Visitor(request)  # type: ignore[attr-defined]
        return self.get_response(request)
