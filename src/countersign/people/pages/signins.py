"""How an employee gets in for the first time: a sign-in, and a link to set a password that is shown once."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from countersign.gate import clock
from countersign.people import signin
from countersign.people.models import SignIn
from countersign.people.pages.frame import entry_there, keeps_for, shown, unseen
from countersign.people.queries import lists
from countersign.people.web.identity import visitor


@require_POST
@sensitive_variables("link")
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a sign-in where there is none, and a link with which its owner sets a password.

    Whatever was good before, a password or an earlier link, is void: nobody is entered as without noticing it. The
    second factor of somebody who has one stays, and is asked for.
    """
    here, at = visitor(request), clock.now()
    person = lists.person(here.by.person, at, str(pk))
    if person is None or not keeps_for(here, person):
        return unseen(request, there=entry_there(pk))
    try:
        made = signin.create(person.id)
    except signin.NotEmployed:
        words = {"title": _("There is no sign-in for somebody who is not employed"), "next": _("Hire them first.")}
        return shown(request, "told.html", words, tab="employees", status=409)
    made.set_unusable_password()
    made.save(update_fields=["password"])
    link = request.build_absolute_uri(_address(made))
    context = {"person": person, "link": link, "days": settings.PASSWORD_RESET_TIMEOUT // 86400}
    response = shown(request, "sign_in_made.html", context, tab="employees")
    response["Cache-Control"] = "no-store"
    return response


def _address(made: SignIn) -> str:
    kept = {"uidb36": user_pk_to_url_str(made), "key": default_token_generator.make_token(made)}
    return reverse("account_reset_password_from_key", kwargs=kept)
