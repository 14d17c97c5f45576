"""Powers that must be used in person: which they are, and marking one or unmarking it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.gate import clock, packs
from countersign.people import acts, capacities, queries
from countersign.people.forms.fields import ReasonForm
from countersign.people.pages import history
from countersign.people.pages.frame import (
    MARKS,
    barred,
    carry_out,
    office_words,
    power_words,
    sent,
    shown,
    some_reason,
    unseen,
)
from countersign.people.queries import Holding
from countersign.people.web.doing import Obstacle
from countersign.people.web.identity import visitor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every power that an office can delegate, and whether it is ordinary or personal."""
    pack = packs.in_force()
    personal, fixed = capacities.personal_powers(pack), frozenset(pack.parameter.get("personal_powers", ()))
    offices: dict[str, list[str]] = {}
    for office in pack.offices:
        for power in office.delegable:
            offices.setdefault(power, []).append(office_words(office.id))
    rows = [
        {"id": p, "words": power_words(p), "offices": offices[p], "personal": p in personal, "fixed": p in fixed}
        for p in sorted(offices, key=lambda p: (p not in personal, power_words(p)))
    ]
    context = {
        "powers": rows,
        "marks": visitor(request).may(MARKS),
        "reasons": pack.parameter.get("personal_power_reasons", ()),
    }
    return shown(request, "powers.html", context, tab="offices")


def mark(request: HttpRequest, power: str) -> HttpResponse:
    """Mark a power as personal, or say that it is no longer."""
    pack, by = packs.in_force(), visitor(request).by
    if power not in {p for office in pack.offices for p in office.delegable}:
        return unseen(request, there=False)
    personal = power in capacities.personal_powers(pack)
    form = ReasonForm(sent(request))
    closed = barred(acts.MarkPersonal(power, not personal, some_reason()), by)

    def page(obstacle: Obstacle | None) -> HttpResponse:
        context = {
            "form": form,
            "obstacle": obstacle,
            "closed": closed,
            "power": power_words(power),
            "personal": personal,
            "hit": [] if personal else _routine(power),
            "rows": history.of(visitor(request), "power", power),
        }
        return shown(request, "mark_personal.html", context, tab="offices")

    return carry_out(
        request,
        form,
        act=lambda given: acts.MarkPersonal(power, not personal, given["reason"]),
        page=page,
        said=_("Recorded."),
        then=lambda done: reverse("powers"),
    )


def _routine(power: str) -> list[Holding]:
    """Delegations that stop giving the power once it is personal: those not for a reason that the pack allows."""
    allowed = packs.in_force().parameter.get("personal_power_reasons", ())
    return [h for h in queries.acting(clock.now()) if power in h.powers and h.reason not in allowed]
