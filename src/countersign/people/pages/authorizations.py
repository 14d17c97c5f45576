"""Leave to post: the list by where it stands, one authorization as its letter is read, and the letter itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from countersign.evidence import store
from countersign.gate import clock, packs
from countersign.gate.act import Ref, Scope
from countersign.people import acts, capacities, letters, mandates, names, queries
from countersign.people.forms.authorizations import LeavesFilter
from countersign.people.models import Mandate
from countersign.people.pages import history
from countersign.people.pages.frame import (
    ASKS,
    AUTHORIZES,
    KEEPS,
    asked_page,
    barred,
    columns,
    office_words,
    shown,
    some_reason,
    unseen,
)
from countersign.people.queries import Leave, lists
from countersign.people.running import number
from countersign.people.templatetags.people import spoken_end
from countersign.people.web.doing import Standing, Step, language
from countersign.people.web.files import csv_file, download
from countersign.people.web.history import title_of
from countersign.people.web.identity import Visitor, visitor


@dataclass(frozen=True)
class Chip:
    """Where an authorization stands, as word and icon."""

    label: str
    icon: str
    tone: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list: running, ending soon, asked for, ended."""
    here, at = visitor(request), clock.now()
    form, asked = _asked(request)
    page = lists.leaves(here.by.person, at, asked, request.GET.get("sort", ""), asked_page(request))
    units = {u.id: u.name for u in queries.units(closed=True)}
    called = names.of(names.ACCOUNT, (a for leave in page.items for a in leave.accounts))
    heads = (("name", _("Who")), ("unit", _("Unit")), ("", _("Accounts")), ("starts", _("From")), ("ends", _("Until")))
    counts = lists.leave_counts(here.by.person, at, asked.soon_days)
    labels = {"running": _("Running"), "soon": _("Ending soon"), "asked": _("Asked for"), "ended": _("Ended")}
    context = {
        "form": form,
        "page": page,
        "rows": [
            (leave, units.get(leave.unit, ""), [called[a] for a in leave.accounts], chip(leave, at, asked.soon_days))
            for leave in page.items
        ],
        "columns": columns(request, *heads, usual="ends"),
        "standings": [
            {"key": key, "label": labels[key], "count": counts[key], "current": key == asked.standing}
            for key in lists.STANDINGS
        ],
        "standing": asked.standing,
        "filtered": bool(asked.text or asked.unit or asked.account),
        "soon_days": asked.soon_days,
        "gives": here.may(AUTHORIZES),
        "asks_for_others": here.may(ASKS),
        "keeps": here.may(KEEPS),
    }
    return shown(request, "authorizations.html", context, tab="authorizations")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a file."""
    here, at = visitor(request), clock.now()
    _form, asked = _asked(request)
    found = lists.leaves_whole(here.by.person, at, asked, request.GET.get("sort", ""))
    people = queries.known({leave.person for leave in found}, at)
    called = names.of(names.ACCOUNT, (a for leave in found for a in leave.accounts))
    units = {u.id: u.name for u in queries.units(closed=True)}
    rows = [
        (
            leave.number,
            people[leave.person].employee_no,
            leave.name,
            units.get(leave.unit, ""),
            "; ".join(called[a] for a in leave.accounts),
            leave.starts.isoformat(),
            leave.ends.isoformat(),
            leave.ended.isoformat() if leave.ended else "",
            chip(leave, at, asked.soon_days).label,
        )
        for leave in found
    ]
    header = ("number", "employee_no", "name", "unit", "accounts", "starts", "ends", "ended", "standing")
    return csv_file("authorizations.csv", header, rows)


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One authorization or request: its standing with the next step, and what its letter says."""
    here, at, id = visitor(request), clock.now(), str(pk)
    line = queries.line_of(here.by.person, at, id)
    leave = next((period for period in line if period.id == id), None)
    if leave is None:
        return unseen(request, there=there(pk))
    soon = soon_days()
    context: dict[str, Any] = {
        "leave": leave,
        "person": queries.known([leave.person], at)[leave.person],
        "me": leave.person == here.by.person,
        "keeps": here.may(KEEPS),
        "accounts": list(names.of(names.ACCOUNT, leave.accounts).values()),
        "standing": _standing(here, leave, at),
        "line": [(period, chip(period, at, soon)) for period in line] if len(line) > 1 else [],
        "asked_by": asked_by(history.last("authorization", id, "request_authorization")),
        "rows": history.of(here, "authorization", id),
    }
    if leave.given:
        context["letter"] = letters.data(as_letter(leave, at), packs.in_force())
    return shown(request, "authorization.html", context, tab="authorizations")


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter as it was made and kept, for those who may see the authorization."""
    here, at, id = visitor(request), clock.now(), str(pk)
    leave = next((p for p in queries.line_of(here.by.person, at, id) if p.id == id), None)
    if leave is None or not leave.letter:
        return unseen(request, there=leave is None and there(pk))
    try:
        data = store.get(leave.letter)
    except (store.Gone, store.Damaged):
        words = {
            "title": _("The letter cannot be shown"),
            "next": _("Its bytes are gone, or are not what was kept. Tell the person who runs this installation."),
        }
        return shown(request, "told.html", words, tab="authorizations", status=409)
    return download(data, f"authorization-{pk}.pdf", "application/pdf")


def as_letter(leave: Leave, at: datetime) -> letters.Letter:
    """What the kept letter says, put together again from the record: the giver as they were when they signed."""
    # A renewal is recorded under the period that it renews.
    said = history.content(Mandate.objects.values_list("granted_seq", flat=True).get(pk=number(leave.id)))
    by = said.get("by", {})
    house, holder = queries.agency(), queries.known([leave.person], at)[leave.person]
    before = Mandate.objects.filter(pk=number(leave.renews or "")).values_list("instrument", flat=True).first()
    return letters.Letter(
        agency=house.name if house else "",
        number=leave.number,
        date=datetime.fromisoformat(said["at"]) if "at" in said else leave.starts,
        person=leave.name,
        employee_no=holder.employee_no,
        unit=holder.unit_name,
        accounts=tuple(names.of(names.ACCOUNT, leave.accounts).items()),
        starts=leave.starts,
        ends=leave.ends,
        giver=by.get("name", ""),
        capacity=title_of(by["kind"], by["office"], by["mandate"], by["title"]) if by else "",
        conditions=leave.conditions,
        renews=before or "",
        language=language(),
    )


def chip(leave: Leave, at: datetime, soon: int) -> Chip:
    """Where an authorization stands at a moment."""
    if not leave.given:
        if leave.ended is not None:
            return Chip(_("not given"), "cancel", "quiet")
        return Chip(_("asked for"), "help", "warn")
    if leave.ended is not None and leave.ended <= at:
        return Chip(_("ended"), "cancel", "bad")
    if leave.ends <= at:
        return Chip(_("over"), "cancel", "quiet")
    if leave.starts > at:
        return Chip(_("begins later"), "schedule", "quiet")
    if leave.renewed:
        return Chip(_("runs, renewed"), "check_circle", "good")
    if leave.ends <= at + timedelta(days=soon):
        return Chip(_("ends soon"), "warning", "warn")
    return Chip(_("runs"), "check_circle", "good")


def asked_by(said: Mapping[str, Any]) -> str:
    """Who asked for it and in which right, from the row that recorded it."""
    by = said.get("by")
    return f"{by['name']}, {title_of(by['kind'], by['office'], by['mandate'], by['title'])}" if by else ""


def soon_days() -> int:
    """How many days before its end leave to post counts as ending soon: the pack's first notice."""
    return max(packs.in_force().parameter.get("renewal_notice_days") or (30,))


def there(pk: int) -> bool:
    """Whether there is such an authorization or request."""
    return Mandate.objects.filter(pk=number(str(pk)), kind=Mandate.Kind.AUTHORIZATION).exists()


def _asked(request: HttpRequest) -> tuple[LeavesFilter, lists.LeavesAsked]:
    here = visitor(request)
    form = LeavesFilter(request.GET)
    form.offer(names.offered(names.ACCOUNT, here.by.person, clock.now()))
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name, "") for name in ("text", "unit", "account")}
    standing = form.cleaned_data.get("standing", "")
    standing = standing if standing in lists.STANDINGS else "running"
    return form, lists.LeavesAsked(standing=standing, soon_days=soon_days(), **wanted)


def _standing(here: Visitor, leave: Leave, at: datetime) -> Standing:
    state = chip(leave, at, soon_days())
    said = history.content(Mandate.objects.values_list("granted_seq", flat=True).get(pk=number(leave.id)))
    return Standing(
        label=state.label,
        icon=state.icon,
        tone=state.tone,
        sentence=_sentence(leave, at),
        steps=_steps(here, leave, at),
        met=tuple(said.get("decision", {}).get("met", ())),
    )


def _sentence(leave: Leave, at: datetime) -> str:
    said = {"name": leave.name, "day": spoken_end(leave.ends), "count": len(leave.accounts), "who": _decides(leave, at)}
    if not leave.given:
        if leave.ended is not None:
            if history.last("authorization", leave.id, "withdraw_authorization_request"):
                return _("The request was taken back; it gives nothing.")
            return _("The request was turned down; it gives nothing.")
        return _("Asked for %(name)s; it gives nothing until somebody decides: %(who)s.") % said
    if leave.ended is not None and leave.ended <= at:
        return _("Taken away before its time. %(name)s may not post under it.") % said
    if leave.ends <= at:
        return _("Its time is over. %(name)s may not post under it.") % said
    if leave.renewed:
        runs = ngettext(
            "%(name)s may post on %(count)d account until %(day)s; a further period follows.",
            "%(name)s may post on %(count)d accounts until %(day)s; a further period follows.",
            len(leave.accounts),
        )
    else:
        runs = ngettext(
            "%(name)s may post on %(count)d account until %(day)s, unless it is renewed before: %(who)s.",
            "%(name)s may post on %(count)d accounts until %(day)s, unless it is renewed before: %(who)s.",
            len(leave.accounts),
        )
    return runs % said


def _decides(leave: Leave, at: datetime) -> str:
    """Who decides on it, by name: the office that owes its renewal, or, for that office's own holder, who else can."""
    office = next((duty.owner for duty in mandates.owed()), "")
    holders = queries.holders(at, office=office)
    if holders and all(h.person != leave.person for h in holders):
        return "; ".join(f"{h.name}, {office_words(h.office)}" for h in holders)
    scope = Scope(Ref("authorization", leave.id), units=(leave.unit,), accounts=leave.accounts)
    can = capacities.who_can(AUTHORIZES, scope, at)
    return "; ".join(c for c in can if not c.startswith(f"{leave.name}, ")) or _("nobody at present")


def _steps(here: Visitor, leave: Leave, at: datetime) -> tuple[Step, ...]:
    over = _("It is over already.")
    end = barred(acts.EndAuthorization(leave.id, some_reason()), here.by, now=over)
    if not leave.given:
        if leave.ended is not None:
            return ()
        # The letter is not made yet, so this asks only whether the person decides on such requests at all.
        decide = end if end is not None and end.status in (403, 409) else None
        steps = [
            Step(_("Decide: see the letter"), f"{reverse('give_authorization')}?request={leave.id}", decide),
            Step(_("Turn it down"), reverse("end_authorization", args=[leave.id]), end),
        ]
        if barred(acts.WithdrawAuthorizationRequest(leave.id), here.by) is None:
            take_back = reverse("withdraw_authorization_request", args=[leave.id])
            steps.append(Step(_("Take the request back"), take_back, None))
        return tuple(steps)
    if leave.ended is not None:
        return ()
    renew = barred(
        acts.RenewAuthorization(
            leave.id, max(leave.ends, at), max(leave.ends, at) + timedelta(days=1), leave.number, leave.letter,
            some_reason(),
        ),
        here.by,
        now=_("It is renewed already."),
    )  # fmt: skip
    steps = [Step(_("Renew"), reverse("renew_authorization", args=[leave.id]), renew)]
    if leave.ends > at:
        steps.append(Step(_("End it now"), reverse("end_authorization", args=[leave.id]), end))
    return tuple(steps)
