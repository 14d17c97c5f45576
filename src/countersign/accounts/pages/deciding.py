"""Signing an account on one sheet, and the other steps of its life."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from countersign.accounts import acts, queries
from countersign.accounts.pages import listing
from countersign.accounts.pages.common import Deciding, decide, the_account
from countersign.accounts.pages.difference import changes
from countersign.gate import frozen
from countersign.gate.act import Act
from countersign.gate.models import Frozen
from countersign.people.web.doing import Obstacle, foresee, respond
from countersign.people.web.identity import visitor
from countersign.people.web.signed import blocks


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what is signed, with what changed since it was signed before, and the button below it."""
    line = the_account(request, pk)
    shown = request.POST.get("form", "") if request.method == "POST" else line.form

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {
            "line": line,
            "form": frozen.thaw(line.form),
            "digest": line.form,
            "changes": changes(line.id, line.form),
            "signatures": blocks(line.form, lambda h: reverse("accounts:signed_form", args=[h])),
            "obstacle": obstacle,
            "closed": foresee(acts.SignAccount(line.id, line.form), visitor(request).by) if not obstacle else None,
        }
        return render(request, "accounts/sign.html", context)

    if request.method != "POST":
        return page()
    return respond(
        request,
        acts.SignAccount(line.id, shown),
        said=_("Signed."),
        then=lambda done: reverse("accounts:account", args=[line.id]),
        again=page,
    )


@require_safe
def signed_form(request: HttpRequest, digest: str) -> HttpResponse:
    """A form as it was signed: its content, its salt, and whether they still give its hash."""
    kept = Frozen.objects.filter(hash=digest, kind__in=("account", "terms", "strategy")).first()
    if kept is None:
        raise Http404(_("There is no such form."))
    if kept.kind == "account":
        the_account(request, int(kept.subject_id))
    try:
        frozen.thaw(digest)
        holds = True
    except ValueError:
        holds = False
    context = {
        "digest": digest,
        "holds": holds,
        "canonical": bytes(kept.canonical).decode(),
        "salt": bytes(kept.salt).hex(),
        "at": kept.at,
        "signatures": blocks(digest, lambda h: reverse("accounts:signed_form", args=[h])),
    }
    return render(request, "accounts/signed_form.html", context)


@require_POST
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the account; what stands in the way is shown on its own page."""
    line = the_account(request, pk)
    return respond(
        request,
        acts.OpenAccount(line.id),
        said=_("The account is open and stands in the public register."),
        then=lambda done: reverse("accounts:account", args=[line.id]),
        again=lambda obstacle: listing.shown(request, pk, obstacle),
        names={line.id: line.name},
    )


REASONED: Mapping[str, Callable[[str, str], Act]] = {
    "return_account": acts.ReturnAccount,
    "withdraw_application": acts.WithdrawApplication,
    "suspend_account": acts.SuspendAccount,
    "resume_account": acts.ResumeAccount,
    "close_account": acts.CloseAccount,
}
"""The acts on an account that need a reason and nothing else."""


def reasoned(name: str) -> Callable[..., HttpResponse]:
    """The page on which one of them is done."""

    @require_http_methods(["GET", "POST"])
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        line = the_account(request, pk)
        return decide(
            request, _told(name, line), lambda reason: REASONED[name](line.id, reason), names={line.id: line.name}
        )

    page.__name__ = name
    return page


def _told(name: str, line: queries.AccountLine) -> Deciding:
    """The page of one of them in words."""
    title, what, verb, said = {
        "return_account": (
            _("Return the application"),
            _("It goes back to whoever applied, to be changed as you say."),
            _("Return"),
            _("Returned."),
        ),
        "withdraw_application": (
            _("Withdraw the application"),
            _("The account will not be opened. What was written and signed stays on record."),
            _("Withdraw the application"),
            _("The application was withdrawn."),
        ),
        "suspend_account": (
            _("Suspend the account"),
            _("From now on nothing is published on it until it is resumed. It stays in the register."),
            _("Suspend"),
            _("The account is suspended."),
        ),
        "resume_account": (
            _("Resume the account"),
            _("Posts may be published on it again. What opening asks for must hold now."),
            _("Resume"),
            _("The account is open again."),
        ),
        "close_account": (
            _("Close the account"),
            _(
                "It is given up for good: the register says since when, and what lets us publish on it is destroyed. "
                "Its records stay."
            ),
            _("Close the account"),
            _("The account is closed."),
        ),
    }[name]
    stops = name in ("withdraw_application", "suspend_account", "close_account")
    back = reverse("accounts:account", args=[line.id])
    return Deciding(title, what, verb, said, back, name=line.name, danger=stops)
