"""Watch-lists for those who keep them: what each is for, its terms once they were read, and what it would raise."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from countersign.findings import acts, queries, sealing, states
from countersign.findings.card import KINDS
from countersign.findings.forms import ChangeListForm, ListForm, TryForm
from countersign.findings.marking import marked
from countersign.findings.pages.common import LONG_ENOUGH, Deciding, closed_to, decide, page_number, status_of
from countersign.gate import clock, packs
from countersign.gate.act import Ref
from countersign.people.web.doing import Obstacle, Standing, Step, attempt, language, respond
from countersign.people.web.history import history
from countersign.people.web.identity import visitor
from countersign.screening import Kind

Look = tuple[str, str, str]
"""What to call the state of a list, with its icon and tone."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every list, without its terms."""
    found = queries.watch_lists(page=page_number(request))
    context = {
        "lists": [(line, _look(line), _category(line.category)) for line in found.items],
        "found": found,
        "troubles": queries.troubles(),
    }
    return render(request, "findings/watch_lists.html", context)


@sensitive_post_parameters("terms")
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a list."""
    form = ListForm(request.POST or None, initial={"starts": timezone.localdate(clock.now()), "kinds": [Kind.DRAFT]})

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle}
        return render(request, "findings/start_watch_list.html", context, status=status_of(form))

    if request.method != "POST" or not form.is_valid():
        return again()
    given = form.cleaned_data
    act = acts.StartWatchList(
        given["title"], given["category"], tuple(given["kinds"]), given["note"], given["starts"], given["ends"],
        form.added(),
    )  # fmt: skip
    return respond(
        request,
        act,
        said=_("The list is kept. From now on its words are looked for in every text."),
        then=lambda done: reverse("findings:watch_list", args=[done.subject_id]),
        again=again,
    )


@sensitive_post_parameters("text")
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: what it is for. A text sent here is tried, shown again with what it would raise, and not kept."""
    return _page(request, _the_list(pk), trying=True)


@never_cache
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the terms. That they were read is an act of its own, done before they are shown."""
    line = _the_list(pk)
    outcome = attempt(acts.ReadWatchList(line.id), visitor(request).by)
    if isinstance(outcome, Obstacle):
        return _page(request, line, obstacle=outcome)
    try:
        return _page(request, line, terms=queries.terms_of(line.id), seq=outcome.seq)
    except sealing.Unreadable:
        return _page(request, line)


@sensitive_post_parameters("terms")
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Add terms, take out those that were marked where the list was read, or say anew what it is for."""
    line = _the_list(pk)
    now = {
        "title": line.name,
        "category": line.category,
        "kinds": line.kinds,
        "note": line.note,
        "starts": line.starts,
        "ends": line.ends,
    }
    chosen = [int(n) for n in request.POST.getlist("removed") if n.isascii() and n.isdigit() and len(n) < 19]
    # Where the list was read, terms are marked and sent here, before there is a reason.
    sent = request.method == "POST" and "title" in request.POST
    form = ChangeListForm(request.POST if sent else None, initial=now)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        context = {"form": form, "obstacle": obstacle, "line": line, "removed": chosen}
        return render(request, "findings/change_watch_list.html", context, status=status_of(form))

    if not sent or not form.is_valid():
        return again()
    given = form.cleaned_data
    act = acts.ChangeWatchList(
        line.id, given["title"], given["category"], tuple(given["kinds"]), given["note"], given["starts"],
        given["ends"], given["reason"], form.added(), tuple(chosen),
    )  # fmt: skip
    return respond(
        request,
        act,
        said=_("Changed. It counts at once."),
        then=lambda done: reverse("findings:watch_list", args=[line.id]),
        again=again,
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a list."""
    line = _the_list(pk)
    page = Deciding(
        title=_("End this list"),
        what=_("It warns nobody any more, and its terms are destroyed. What it was for stays on record."),
        verb=_("End the list"),
        said=_("The list is ended and its terms are destroyed."),
        back=reverse("findings:watch_list", args=[line.id]),
        name=line.name,
        danger=True,
    )
    return decide(request, page, lambda reason: acts.EndWatchList(line.id, reason))


def _the_list(pk: int) -> queries.ListLine:
    found = queries.watch_list(str(pk))
    if found is None:
        raise Http404(_("There is no such list."))
    return found


def _page(
    request: HttpRequest,
    line: queries.ListLine,
    *,
    trying: bool = False,
    terms: tuple[sealing.Term, ...] | None = None,
    seq: int | None = None,
    obstacle: Obstacle | None = None,
) -> HttpResponse:
    tried = TryForm(request.POST if trying and request.method == "POST" else None)
    context: dict[str, Any] = {
        "line": line,
        "category": _category(line.category),
        "kinds": [KINDS[Kind(kind)] for kind in line.kinds],
        "standing": _standing(request, line),
        "terms": terms,
        "seq": seq,
        "kept": line.state == states.KEPT,
        "same": queries.integrity(line.id) if line.state == states.KEPT else True,
        "obstacle": obstacle,
        "tried": tried,
        "rows": history([Ref("watch_list", line.id)], visitor(request)),
        **(_tried(line, tried) if tried.is_bound and tried.is_valid() and line.state == states.KEPT else {}),
    }
    response = render(request, "findings/watch_list.html", context)
    response.status_code = obstacle.status if obstacle else status_of(tried)
    return response


def _tried(line: queries.ListLine, form: TryForm) -> dict[str, Any]:
    text: str = form.cleaned_data["text"]
    try:
        raised = queries.try_out(line.id, Kind(form.cleaned_data["kind"]), text)
    except sealing.Unreadable:
        return {}
    shown: SafeString = marked(text, [(one.start, one.end) for one in raised])
    return {"raised": raised, "shown": shown}


def _standing(request: HttpRequest, line: queries.ListLine) -> Standing:
    label, icon, tone = _look(line)
    address = {name: reverse(f"findings:{name}_watch_list", args=[line.id]) for name in ("read", "change", "end")}
    steps: list[Step] = []
    if line.state == states.KEPT:
        closed = closed_to(request, acts.EndWatchList(line.id, LONG_ENOUGH))
        steps = [
            Step(_("Read the terms"), address["read"], closed, post=True),
            Step(_("Add or take out terms"), address["change"], closed),
            Step(_("End the list"), address["end"], closed),
        ]
    today = timezone.localdate(clock.now())
    if line.state == states.ENDED:
        sentence = _("It warns nobody. Its terms are destroyed.")
    elif line.counts(today):
        sentence = _("Its words are looked for in every text of these kinds, and nobody is shown the list.")
    elif line.starts > today:
        sentence = _("Its first day is still to come.")
    else:
        sentence = _("Its last day is over: it warns nobody. End it, or give it a later last day.")
    return Standing(label, icon, tone, sentence, tuple(steps))


def _look(line: queries.ListLine) -> Look:
    if line.state == states.ENDED:
        return _("ended"), "lock", "quiet"
    if line.counts(timezone.localdate(clock.now())):
        return _("counts"), "check_circle", "good"
    return _("does not count today"), "schedule", "warn"


def _category(id: str) -> str:
    known = packs.in_force().category.get(id)
    return known.words.get(language()) if known else id
