"""Bringing a text in: upload, settle doubts, compare with the pack, import. Nothing uploaded or settled gets lost."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from countersign.directive import acts, drafts, reading, settling, shown
from countersign.directive.finding import Finder
from countersign.directive.forms import UploadForm, doubt_forms
from countersign.directive.models import ImportDraft
from countersign.directive.trees import beside
from countersign.gate import packs
from countersign.gate.act import Malformed
from countersign.gate.door import Done
from countersign.people.web.doing import Obstacle, foresee, language, obstacle_of, respond
from countersign.people.web.identity import visitor


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a file, or go on with one that was uploaded before."""
    form = UploadForm(request.POST or None, request.FILES or None, initial={"language": language()})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            file: UploadedFile[bytes] = form.cleaned_data["file"]
            try:
                draft = drafts.begin(_person(request), _bytes(file), file.name or "", form.cleaned_data["language"])
                return redirect("import_draft", draft.pk)
            except reading.NotAText as error:
                form.add_error("file", str(error))
        status = 400
    context = {"form": form, "drafts": drafts.of(_person(request))}
    return render(request, "directive/upload.html", context, status=status)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree that was read, the doubts about it, and how it compares; saved on every button."""
    found = _draft(request, pk)
    if request.method != "POST":
        return _page(request, found)
    read = reading.read(found.file)
    forms = doubt_forms(read.directive, drafts.settled(found), request.POST)
    decisions = [s for form in forms if form.is_valid() and (s := form.settled()) is not None]
    drafts.settle(found, decisions)
    if "import" not in request.POST:
        messages.success(request, _("What you settled is kept."))
        return redirect("import_draft", found.pk)

    def then(done: Done) -> str:
        drafts.drop(found)
        return reverse("directive_version", args=[done.subject_id])

    return respond(
        request,
        acts.ImportDirective(found.file, found.language, tuple(decisions)),
        said=_("The text was brought in. It waits to be signed."),
        then=then,
        again=lambda obstacle: _page(request, found, obstacle),
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    drafts.drop(_draft(request, pk))
    messages.success(request, _("The draft was dropped."))
    return redirect("import_directive")


def _page(request: HttpRequest, draft: ImportDraft, obstacle: Obstacle | None = None) -> HttpResponse:
    read = reading.read(draft.file)
    decisions = drafts.settled(draft)
    tree, wrong = read.directive, None
    try:
        tree = settling.settle(read.text, read.directive, decisions)
    except settling.Impossible as error:
        wrong = obstacle_of(Malformed(settled=str(error)))
    pack = packs.in_force()
    comparison = beside(tree, pack)
    act = acts.ImportDirective(draft.file, draft.language, decisions)
    context = {
        "draft": draft,
        "read": read,
        "tree": tree,
        "header": shown.header_of(tree),
        "clauses": shown.of_text(tree, pack if comparison.agrees else None, {}, Finder(""), language()),
        "forms": doubt_forms(read.directive, decisions),
        "left": len(settling.left(read.directive, decisions)),
        "comparison": comparison,
        "pack": pack,
        "obstacle": obstacle or wrong,
        "closed": foresee(act, visitor(request).by),
    }
    return render(request, "directive/draft.html", context)


def _draft(request: HttpRequest, pk: int) -> ImportDraft:
    found = drafts.one(_person(request), pk)
    if found is None:
        raise Http404
    return found


def _bytes(file: UploadedFile[bytes]) -> bytes:
    """At most one byte more than may be, so that a file too large is known as such and read no further."""
    data: bytes = file.read(reading.MOST_BYTES + 1)
    return data


def _person(request: HttpRequest) -> str:
    return visitor(request).by.person
