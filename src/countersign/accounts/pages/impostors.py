"""Pages that somebody may take for ours: reported by employees, told of by the public, listed or dismissed."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from countersign.accounts import acts, queries, states, uploads
from countersign.accounts.addresses import looks_like_url, platform_of
from countersign.accounts.forms import ImpostorForm
from countersign.accounts.models import Tip
from countersign.accounts.pages import words
from countersign.accounts.pages.common import (
    LONG_ENOUGH,
    Deciding,
    as_employee,
    closed_to,
    decide,
    names_of,
    page_number,
    viewer,
    with_file,
)
from countersign.accounts.pages.files import download
from countersign.gate import packs
from countersign.gate.act import Ref
from countersign.people.web.doing import Obstacle, Standing, Step, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Reported pages; for those who decide about them also what the public told us."""
    state = request.GET.get("state", "")
    state = state if state in words.IMPOSTOR else ""
    found = queries.impostors(state=state, page=page_number(request))
    decides = visitor(request).may("impostor.list")
    context = {
        "found": found,
        "lines": [(i, words.IMPOSTOR[i.state]) for i in found.items],
        "state": state,
        "states": [(s, look.label) for s, look in words.IMPOSTOR.items()],
        "tips": queries.tips() if decides else None,
    }
    return render(request, "accounts/impostors.html", context)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report a page that may be taken for ours."""
    here = viewer(request)
    form = ImpostorForm(request.POST or None, request.FILES or None, initial=_from_tip(request))
    faults: list[str] = []
    kept = _screenshot(request, form, here, faults) if request.method == "POST" and form.is_valid() else ""

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        return with_file(request, "accounts/report_impostor.html", form, kept, faults, obstacle)

    if request.method != "POST" or not form.is_valid() or faults:
        return page()
    given = form.cleaned_data
    url = given["url"].strip()
    if url and "://" not in url and looks_like_url(url):
        url = f"https://{url}"
    hosts = {p.id: p.hosts for p in packs.in_force().platforms}
    act = acts.ReportImpostor(
        platform=given["platform"] or (platform_of(url, hosts) if url else ""),
        url=url,
        handle=given["handle"].strip(),
        note=given["note"],
        evidence=kept,
        tip=given["tip"] if visitor(request).may("impostor.list") else "",
    )
    return respond(
        request,
        act,
        said=_("Reported. Those who keep the register will decide about it."),
        then=lambda done: reverse("accounts:impostor", args=[done.subject_id]),
        again=page,
        by=as_employee(visitor(request)),
    )


@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One reported page."""
    line = _impostor(pk)
    look, by = words.IMPOSTOR[line.state], visitor(request).by
    steps = []
    for listed, verb in ((True, _("List as not ours")), (False, _("Do not list"))):
        if line.state == (states.LISTED if listed else states.DISMISSED):
            continue
        closed = closed_to(acts.ListImpostor(line.id, listed, LONG_ENOUGH), by)
        name = "list_impostor" if listed else "dismiss_impostor"
        if closed is None or listed:
            steps.append(Step(verb, reverse(f"accounts:{name}", args=[line.id]), closed))
    sentence = {
        states.REPORTED: _("It waits for a decision: is it to be listed in the public register as not ours?"),
        states.LISTED: _("The public register says that this page is not ours: %(why)s") % {"why": line.said},
        states.DISMISSED: _("It is not listed: %(why)s") % {"why": line.said},
    }[line.state]
    context = {
        "line": line,
        "standing": Standing(str(look.label), look.icon, look.tone, sentence, tuple(steps)),
        "reporter": names_of([line.reporter]).get(line.reporter, ""),
        "rows": history([Ref("impostor", line.id)], visitor(request)),
    }
    return render(request, "accounts/impostor.html", context)


@require_http_methods(["GET", "POST"])
def put_on_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List a page as not ours."""
    line = _impostor(pk)
    page = Deciding(
        title=_("List this page as not ours"),
        what=_("Everybody who asks the public register about it is told that it is not ours."),
        verb=_("List as not ours"),
        said=_("The page is listed as not ours."),
        back=reverse("accounts:impostor", args=[line.id]),
        name=line.url or line.handle,
    )
    return decide(request, page, lambda reason: acts.ListImpostor(line.id, True, reason))


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not list a page, or take it off the list."""
    line = _impostor(pk)
    page = Deciding(
        title=_("Do not list this page"),
        what=_("The public register says nothing about it."),
        verb=_("Do not list"),
        said=_("The page is not listed."),
        back=reverse("accounts:impostor", args=[line.id]),
        name=line.url or line.handle,
    )
    return decide(request, page, lambda reason: acts.ListImpostor(line.id, False, reason))


@require_safe
def screenshot(request: HttpRequest, pk: int) -> HttpResponse:
    """The screenshot given with a report."""
    return download(_impostor(pk).evidence)


@require_POST
def settle_tip(request: HttpRequest, pk: int) -> HttpResponse:
    """Put aside what the public told us, when it leads nowhere. It decided nothing, so this is no act either."""
    if not Tip.objects.filter(pk=pk).update(settled=True):
        raise Http404(_("There is no such report."))
    messages.success(request, _("Put aside."))
    return redirect("accounts:impostors")


def _impostor(pk: int) -> queries.ImpostorLine:
    found = queries.impostor(str(pk))
    if found is None:
        raise Http404(_("There is no such report."))
    return found


def _from_tip(request: HttpRequest) -> dict[str, str]:
    """What the public told us, as the beginning of a report, for those who may read it."""
    asked = request.GET.get("tip", "")
    if not asked.isdigit() or not visitor(request).may("impostor.list"):
        return {}
    tip = Tip.objects.filter(pk=int(asked)).first()
    return {"url": tip.url, "handle": tip.handle, "note": tip.note, "tip": str(tip.pk)} if tip else {}


def _screenshot(request: HttpRequest, form: ImpostorForm, here: str, faults: list[str]) -> str:
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        try:
            return uploads.picture(file)
        except uploads.NotTaken as error:
            faults.append(str(error))
            return ""
    return uploads.kept(form.cleaned_data["kept"], here)
