"""Connecting an account in the browser: by signing in at the platform and coming back, or with what it gave out.

Whose credentials they are is asked of the platform before anything is kept; what another account would have given us is
given back. A sign-in belongs to the session that began it: what has to be kept until the person comes back is encrypted
in that session, for that person, and used once.
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from countersign.accounts import acts, credentials, health, our_app, queries, states, vault
from countersign.accounts.acts.connecting import BY_HAND, tells_identity
from countersign.accounts.addresses import host_of
from countersign.accounts.models import Health
from countersign.accounts.pages import connecting_words as words
from countersign.accounts.pages.common import closed_to, the_account
from countersign.accounts.pages.connecting_form import SIGN_IN, ConnectForm, initial
from countersign.accounts.queries import reaching
from countersign.connectors import errors
from countersign.connectors.interface import Can, Cap, Granted, Identity
from countersign.connectors.plain import plain
from countersign.connectors.stripping import names_a_credential
from countersign.gate import clock
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.identity import visitor

log = logging.getLogger(__name__)
PENDING = "connecting"
AWAY_AT_MOST = timedelta(minutes=15)
REFUSED = (errors.ConnectorError, LookupError, ValueError)
ISSUED = {"yes": True, "no": False}


@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest, pk: int) -> HttpResponse:
    """Say under which identity the account runs and how posts get there."""
    line = the_account(request, pk)
    form = ConnectForm(request.POST or None, initial=initial(line), line=line)
    closed = _closed(request, line)
    if request.method != "POST" or closed is not None:
        return _page(request, line, form, closed=closed, status=closed.status if closed and request.POST else 200)
    if not form.is_valid():
        return _page(request, line, form, status=400)
    given = form.cleaned_data
    if given["connector"] == BY_HAND:
        return _connected(request, line, form, given, None, None)
    if given["connector"].endswith(f":{SIGN_IN}"):
        return _go(request, line, form, given)
    try:
        typed = form.typed()
        # Handed over too, so that what was typed is known for a secret wherever the platform repeats it.
        with reaching.unconnected(line.id, form.kind, given["base_url"], typed, line.handle.lstrip("@")) as connector:
            granted = connector.sign_in_with(typed)
    except REFUSED as error:
        return _not_connected(request, line, form, error)
    return _granted(request, line, form, given, granted)


@require_safe
def came_back(request: HttpRequest) -> HttpResponse:
    """Somebody comes back from the platform at which they signed in."""
    pending = _pending(request)
    if pending is None:
        told = {
            "title": _("This sign-in is not one that you began here"),
            "what": _("Nothing was connected. It may have been begun in another browser, or too long ago."),
            "next": _("Go to the account and begin again."),
        }
        return render(request, "site/problem.html", told, status=400)
    line = the_account(request, int(pending["account"]))
    given = pending["given"]
    form = ConnectForm(initial={**initial(line), **given}, line=line)
    closed = _closed(request, line)
    if closed is not None:
        return _page(request, line, form, closed=closed, status=closed.status)
    query = {name: str(value) for name, value in request.GET.items()}
    try:
        known = {name: value for name, value in pending["state"].items() if names_a_credential(name)}
        with reaching.unconnected(line.id, form.kind, given["base_url"], known, line.handle.lstrip("@")) as connector:
            granted = connector.sign_in_finish(pending["state"], query)
    except REFUSED as error:
        return _not_connected(request, line, form, error)
    return _granted(request, line, form, given, granted)


@require_POST
def look_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at the connection now instead of tomorrow."""
    line = the_account(request, pk)
    if not line.connector or line.connector == BY_HAND or line.state not in states.CONNECTABLE:
        raise Http404(_("Nothing is connected there."))
    if Health.objects.filter(pk=pk, at__gt=clock.now() - timedelta(minutes=1)).exists():
        return redirect("accounts:account", pk)
    Health.objects.get_or_create(account_id=pk, defaults={"due_at": clock.now()})
    health.probe(line.id)
    return redirect("accounts:account", pk)


def _go(request: HttpRequest, line: queries.AccountLine, form: ConnectForm, given: Mapping[str, Any]) -> HttpResponse:
    """Send the person to the platform; what is needed when they come back stays in their session, encrypted."""
    try:
        with reaching.unconnected(line.id, form.kind, given["base_url"], {}, line.handle.lstrip("@")) as connector:
            start = connector.sign_in_start(our_app.return_url())
        if not start.url.startswith(("https://", "http://")):
            raise ValueError(_("The platform gave no address to sign in at."))
    except REFUSED as error:
        return _not_connected(request, line, form, error)
    kept = {
        "account": line.id,
        "at": clock.now().isoformat(),
        "state": dict(start.state),
        "given": {name: given[name] for name in ("identity", "department_identity", "url", "connector")}
        # The account's own server, which may turn out to be another one than was typed.
        | {"base_url": start.base_url or given["base_url"]},
    }
    sealed = vault.seal(_whose(request), json.dumps(kept))
    request.session[PENDING] = base64.b64encode(sealed).decode()
    return HttpResponseRedirect(start.url)


def _pending(request: HttpRequest) -> dict[str, Any] | None:
    """The sign-in that this session began and that this answer belongs to; used up by asking."""
    sealed = request.session.pop(PENDING, None)
    if sealed is None:
        return None
    try:
        kept: dict[str, Any] = json.loads(vault.unseal(_whose(request), base64.b64decode(sealed)))
    except vault.Unreadable:
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > AWAY_AT_MOST:
        return None
    expected = str(kept["state"].get("state", ""))
    if expected and not hmac.compare_digest(expected, request.GET.get("state", "")):
        return None
    return kept


def _whose(request: HttpRequest) -> str:
    return f"sign-in of {visitor(request).by.person}"


def _granted(
    request: HttpRequest, line: queries.AccountLine, form: ConnectForm, given: Mapping[str, Any], granted: Granted
) -> HttpResponse:
    """Credentials are there: ask the platform whose they are, then let the act decide."""
    try:
        seen = None
        if tells_identity(form.kind):
            with reaching.unconnected(line.id, form.kind, given["base_url"], granted.credentials) as connector:
                seen = connector.whoami()
    except REFUSED as error:
        return _not_connected(request, line, form, error)
    response = _connected(request, line, form, given, granted, seen)
    if response.status_code != 302:
        _give_back(line, form.kind, given["base_url"], granted)
    return response


def _connected(
    request: HttpRequest,
    line: queries.AccountLine,
    form: ConnectForm,
    given: Mapping[str, Any],
    granted: Granted | None,
    seen: Identity | None,
) -> HttpResponse:
    act = acts.ConnectAccount(
        account=line.id,
        connector=given["connector"].partition(":")[0],
        identity=given["identity"],
        department_identity=ISSUED.get(given["department_identity"]),
        url=given["url"],
        base_url=given.get("base_url", ""),
        credential=credentials.pack(granted.credentials) if granted else "",
        seen_handle=seen.handle if seen else "",
        seen_id=seen.remote_id if seen else "",
        seen_url=seen.url if seen else "",
        expires_at=granted.expires_at if granted else None,
        scopes=tuple(granted.scopes) if granted else (),
    )
    return respond(
        request,
        act,
        said=_("Connected as @%(handle)s.") % {"handle": seen.handle.lstrip("@")} if seen else _("Connected."),
        then=lambda done: reverse("accounts:account", args=[line.id]),
        again=lambda obstacle: _page(request, line, form, obstacle=obstacle),
        names={line.id: line.name, **_as_told(seen)},
    )


def _as_told(seen: Identity | None) -> dict[str, str]:
    """What the platform said, in place of what it is called: whoever took the wrong account sees which one it was."""
    if seen is None:
        return {}
    told = {"handle": f"@{seen.handle.lstrip('@')}", "server": host_of(seen.url), "account_number": seen.remote_id}
    return {what: value for what, value in told.items() if value}


def _give_back(line: queries.AccountLine, kind: str, base_url: str, granted: Granted) -> None:
    """What is not kept is made worthless at the platform, where it lets us; where it does not, it is forgotten."""
    try:
        with reaching.unconnected(line.id, kind, base_url, granted.credentials) as connector:
            if connector.capabilities()[Cap.REVOKE].can is not Can.NO:
                connector.revoke()
    except REFUSED:
        return


def _not_connected(
    request: HttpRequest, line: queries.AccountLine, form: ConnectForm, error: Exception
) -> HttpResponse:
    """The platform did not take it: say so in its own words."""
    log.info("account %s was not connected: %s", line.id, error)
    fault = _("The platform was asked and this was not possible: %(why)s") % {"why": _(plain(str(error)))}
    return _page(request, line, form, faults=(fault,), status=422)


def _closed(request: HttpRequest, line: queries.AccountLine) -> Obstacle | None:
    sample = acts.ConnectAccount(line.id, BY_HAND, "x", True, line.url or "https://example.org")
    return closed_to(sample, visitor(request).by)


def _page(
    request: HttpRequest,
    line: queries.AccountLine,
    form: ConnectForm,
    *,
    obstacle: Obstacle | None = None,
    closed: Obstacle | None = None,
    faults: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "line": line,
        "form": form,
        "obstacle": obstacle,
        "closed": closed,
        "faults": faults,
        "abilities": words.abilities(form.kind) if form.kind else (),
    }
    return render(request, "accounts/connect.html", context, status=status)
