"""The media library: pictures, the consents of people in them, licences for other people's material."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.act import Ref
from countersign.people import queries as people
from countersign.people.web import history
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.identity import visitor
from countersign.people.web.opening import forbidden
from countersign.posts import acts, drafting, queries, videos, words
from countersign.posts import captions as captioning
from countersign.posts.forms import CaptionsForm, ConsentForm, PictureForm, ReasonForm, RightsForm, lines
from countersign.posts.models import Consent, Media, Placement, Rights
from countersign.posts.ocr import kept
from countersign.posts.pages import uploads
from countersign.posts.pages.common import me, page_number

MOST = 200
SHORT = 20
MOST_PAGES = 40


def index(request: HttpRequest) -> HttpResponse:
    """The pictures and videos, narrowed by words and by what is known of them."""
    asked = {name: request.GET.get(name, "") for name in ("text", "kind", "known")}
    page = queries.library(asked["text"], page_number(request), kind=asked["kind"], known=asked["known"])
    shown = {"page": page, "asked": asked, "kinds": words.KINDS, "knowns": words.KNOWN}
    return render(request, "posts/library.html", shown)


def add(request: HttpRequest) -> HttpResponse:
    """Take a picture or a video into the library."""
    filled = PictureForm(request.POST or None, request.FILES or None)
    if not videos.has_programs():
        filled.fields["played"].help_text = _("Nothing here can look into a video by itself, so a person has to.")
    else:
        del filled.fields["lasts_s"], filled.fields["played"]
    if request.method == "POST" and filled.is_valid():
        try:
            media = uploads.library(filled.cleaned_data, me(request))
        except uploads.NotTaken as error:
            filled.add_error("file", str(error))
        else:
            drafting.remember(acts.Shown(str(media.pk), lines(filled.cleaned_data["alt"])), me(request))
            messages.success(request, _("It is in the library."))
            return redirect("posts:media", media.pk)
    status = 400 if request.method == "POST" else 200
    return render(request, "posts/add_picture.html", {"form": filled}, status=status)


def consents(request: HttpRequest) -> HttpResponse:
    """Consents and licences on record."""
    called = accounts.names(
        {a for c in [*Consent.objects.all()[:MOST], *Rights.objects.all()[:MOST]] for a in c.accounts or ()}
    )
    shown = {
        "consents": [_consent(c, called) for c in Consent.objects.order_by("withdrawn_at", "-pk")[:MOST]],
        "rights": [_rights(r, called) for r in Rights.objects.order_by("withdrawn_at", "-pk")[:MOST]],
    }
    return render(request, "posts/consents.html", shown)


def _consent(found: Consent, called: Any) -> dict[str, Any]:
    return {
        "row": found,
        "standing": dict(words.STANDINGS).get(found.standing, found.standing),
        "accounts": [called.get(a, a) for a in found.accounts or ()],
    }


def _rights(found: Rights, called: Any) -> dict[str, Any]:
    return {"row": found, "accounts": [called.get(a, a) for a in found.accounts or ()]}


def record_consent(request: HttpRequest) -> HttpResponse:
    """Record a consent."""
    filled = ConsentForm(
        request.POST or None, request.FILES or None, accounts=_accounts(request), people=_people(request)
    )

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        shown = {"form": filled, "obstacle": obstacle, "title": _("Record a consent"), "verb": _("Record it")}
        return render(request, "posts/record.html", shown)

    act = _consent_act(filled) if request.method == "POST" and filled.is_valid() else None
    if act is None:
        response = again()
        response.status_code = 400 if request.method == "POST" else 200
        return response
    return respond(
        request,
        act,
        said=_("The consent is on record."),
        then=lambda done: reverse("posts:consent", args=[done.subject_id]),
        again=again,
    )


def _consent_act(filled: ConsentForm) -> acts.RecordConsent | None:
    data = filled.cleaned_data
    try:
        document = uploads.document(data["document"])
    except uploads.NotTaken as error:
        filled.add_error("document", str(error))
        return None
    return acts.RecordConsent(
        label=data["label"],
        standing=data["standing"],
        number=data["number"],
        starts=data["starts"],
        ends=data["ends"],
        document=document,
        accounts=tuple(data["accounts"]),
        purposes=tuple(data["purposes"]),
        person=data["person"],
        guardian=data["guardian"],
        voluntary=data["voluntary"],
    )


def record_rights(request: HttpRequest) -> HttpResponse:
    """Record a licence."""
    filled = RightsForm(request.POST or None, request.FILES or None, accounts=_accounts(request))

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        shown = {"form": filled, "obstacle": obstacle, "title": _("Record a licence"), "verb": _("Record it")}
        return render(request, "posts/record.html", shown)

    document: str | None = None
    if request.method == "POST" and filled.is_valid():
        try:
            document = uploads.document(filled.cleaned_data["document"])
        except uploads.NotTaken as error:
            filled.add_error("document", str(error))
    if document is None:
        response = again()
        response.status_code = 400 if request.method == "POST" else 200
        return response
    data = filled.cleaned_data
    act = acts.RecordRights(
        holder=data["holder"],
        licence=data["licence"],
        number=data["number"],
        starts=data["starts"],
        ends=data["ends"],
        document=document,
        accounts=tuple(data["accounts"]),
    )
    return respond(
        request,
        act,
        said=_("The licence is on record."),
        then=lambda done: reverse("posts:rights", args=[done.subject_id]),
        again=again,
    )


def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """One consent, and taking it back."""
    found = Consent.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not _keeps(request) and found.person != me(request):
        return forbidden(request)
    reason = request.POST.get("reason", "")
    return _leave(request, "consent", found, acts.WithdrawConsent(str(pk), reason), ReasonForm())


def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """One licence, and ending it."""
    found = Rights.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    if not _keeps(request):
        return forbidden(request)
    reason = request.POST.get("reason", "")
    return _leave(request, "rights", found, acts.WithdrawRights(str(pk), reason), ReasonForm())


def _leave(
    request: HttpRequest,
    kind: str,
    found: Consent | Rights,
    act: acts.WithdrawConsent | acts.WithdrawRights,
    form: ReasonForm,
) -> HttpResponse:
    called = accounts.names(found.accounts or ())
    using = list(found.revisions.values_list("pk", flat=True))

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        shown = {
            "kind": kind,
            "found": found,
            "standing": dict(words.STANDINGS).get(getattr(found, "standing", ""), ""),
            "accounts": [called.get(a, a) for a in found.accounts or ()],
            "form": ReasonForm(request.POST) if request.method == "POST" else form,
            "obstacle": obstacle,
            "used": queries.placement_lines(Placement.objects.filter(revision__in=using).order_by("pk")[:MOST]),
            "rows": history.history([Ref(kind, str(found.pk))], visitor(request)),
        }
        return render(request, "posts/leave.html", shown)

    if request.method != "POST":
        return again()
    return respond(
        request,
        act,
        said=_("It no longer counts. What was queued is held; what is public is listed to be taken down."),
        then=lambda done: reverse(f"posts:{kind}", args=[found.pk]),
        again=again,
    )


def _keeps(request: HttpRequest) -> bool:
    """Whether the person who is here has to do with consents: who is pictured is nobody else's business."""
    here = visitor(request)
    return any(here.may(power) for power in ("consent.record", "rights.record", "post.sign"))


def _accounts(request: HttpRequest) -> list[tuple[str, str]]:
    found = accounts.accounts(me(request), clock.now(), state="open", size=MOST)
    return [(a.id, a.name) for a in found.items]


def _people(request: HttpRequest) -> list[tuple[str, str]]:
    """The employees whom the person who is here may see in the roster."""
    at, found, number = clock.now(), [], 1
    while number <= MOST_PAGES:
        page = people.roster(me(request), at, page=number)
        found += [(p.id, p.name) for p in page.items]
        if number >= page.pages:
            break
        number += 1
    return found


def media(request: HttpRequest, pk: int) -> HttpResponse:
    """One picture or video: where it is used, its consents and rights, and using it again."""
    found = Media.objects.filter(pk=pk).select_related("rights").first()
    if found is None:
        raise Http404
    at, person = clock.now(), me(request)
    filled = CaptionsForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if found.owner != person or not found.mime.startswith("video/"):
            return forbidden(request)
        if filled.is_valid() and _captioned(found, filled):
            messages.success(request, _("The captions are with the video. Posts signed before keep theirs."))
            return redirect("posts:media", pk)
    used = Placement.objects.filter(revision__pictures=found, post__in=queries.seen_by(person, at)).order_by("-pk")
    shown = {
        "media": found,
        "consents": found.consents.all() if _keeps(request) else (),
        "missing": queries.consents_missing(found),
        "used": queries.placement_lines(used[:MOST]),
        "drafts": queries.drafts(person)[:SHORT],
        "mine": found.owner == person,
        "form": filled,
        "words": kept.found([found.sha256])[found.sha256] if not found.mime.startswith("video/") else None,
    }
    return render(request, "posts/picture.html", shown, status=400 if request.method == "POST" else 200)


def _captioned(found: Media, filled: CaptionsForm) -> bool:
    try:
        made = captioning.checked(filled.cleaned_data["captions"].read(captioning.MOST_BYTES + 1), found.duration_s)
    except captioning.Unfit as error:
        filled.add_error("captions", _(str(error)))
        return False
    found.captions, found.captions_sha256 = store.put(made, "text/vtt"), hashlib.sha256(made).hexdigest()
    found.captions_language = filled.cleaned_data["language"] or "en"
    found.save()
    return True


@require_POST
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it into one of my drafts, or into a new one, with the consents and rights that it has."""
    found = Media.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    at, chosen = clock.now(), request.POST.get("draft", "")
    known = drafting.one(me(request), int(chosen)) if chosen.isascii() and chosen.isdigit() else None
    draft = drafting.add_picture(known or drafting.begin(me(request), at), found, at, me(request))
    return redirect(f"{reverse('posts:compose', args=[draft.pk])}#pictures")
