"""Writing how a clause is read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from countersign.directive import acts, queries
from countersign.directive.forms import NoteForm
from countersign.directive.queries import NoteLine
from countersign.people.web.doing import Obstacle, respond


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, clause_id: str) -> HttpResponse:
    """Write a note on a clause; with `?note=`, change or take back the one that stands."""
    if clause_id not in queries.known_clauses():
        raise Http404
    old = _standing(clause_id, request.GET.get("note"))
    begin = {"en": old.en, "es": old.es} if old else {}
    form = NoteForm(request.POST if request.method == "POST" else None, initial=begin, takes_back=old is not None)

    def page(obstacle: Obstacle | None = None) -> HttpResponse:
        if obstacle is not None:
            form.show(obstacle.faults)
        return render(
            request, "directive/note.html", {"clause": clause_id, "form": form, "old": old, "obstacle": obstacle}
        )

    if request.method != "POST" or not form.is_valid():
        response = page()
        response.status_code = 400 if form.is_bound else 200
        return response
    given = form.cleaned_data
    taken_back = old is not None and "take_back" in request.POST
    act = acts.WriteNote(
        clause_id,
        "" if taken_back else given["en"],
        "" if taken_back else given["es"],
        replaces=old.id if old else None,
        reason=given.get("reason", ""),
    )
    said = _("The note was taken back.") if taken_back else _("The note was written.")
    then = reverse("clause", args=[clause_id])
    return respond(request, act, said=said, then=lambda done: then, again=page)


def _standing(clause_id: str, wanted: str | None) -> NoteLine | None:
    """The note to be replaced. 404 for one that no longer stands."""
    if wanted is None:
        return None
    found = next((n for n in queries.notes(clause_id).get(clause_id, ()) if n.id is not None and n.id == wanted), None)
    if found is None:
        raise Http404
    return found
