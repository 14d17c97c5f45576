"""The composer: write, check as one types, attach pictures, submit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.gate import clock
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.identity import visitor
from countersign.posts import authority, drafting, links, pictures, queries, room
from countersign.posts.compose_form import ComposeForm
from countersign.posts.drafting import Written
from countersign.posts.models import Draft, Media, Reply
from countersign.posts.ocr import advice, kept
from countersign.posts.pages.common import me, names, page_number, post_or_404
from countersign.posts.pages.composing import helping
from countersign.posts.pages.composing.colleagues import mine_or_404
from countersign.posts.pages.composing.showing import form_of, page_of, seen


def index(request: HttpRequest) -> HttpResponse:
    """My drafts, those shared with me, and my posts."""
    person, at = me(request), clock.now()
    own = queries.posts(person, at, author=person, page=page_number(request))
    shared = queries.shared_drafts(person)
    shown = {
        "drafts": queries.drafts(person),
        "shared": [(d, name) for d, name in zip(shared, _authors(shared, at), strict=True)],
        "page": own,
    }
    return render(request, "posts/mine.html", shown)


def _authors(drafts: tuple[Draft, ...], at: Any) -> list[str]:
    called = queries.names_of({d.author for d in drafts}, at) if drafts else {}
    return [called.get(d.author, d.author) for d in drafts]


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft; with one account to post on, it is chosen already and its purposes with it."""
    person, at = me(request), clock.now()
    open_to = accounts.may_post_on(person, at)
    only = open_to[0] if len(open_to) == 1 else None
    draft = drafting.begin(person, at, accounts=(only.id,) if only else (), purposes=only.purposes if only else ())
    return redirect("posts:compose", draft.pk)


@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of a new revision of my own post."""
    post = post_or_404(request, pk)
    if post.author != me(request):
        raise Http404
    return redirect("posts:compose", drafting.changing(post, clock.now()).pk)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that answers a reply."""
    reply = Reply.objects.filter(pk=pk).first()
    person, at = me(request), clock.now()
    may = {a.id: a for a in accounts.may_post_on(person, at)}
    if reply is None or reply.account not in may:
        raise Http404(_("There is no such reply, or you may not post on its account."))
    return redirect("posts:compose", drafting.answering(person, reply, may[reply.account].purposes, at).pk)


def compose(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on a draft. Every button saves first."""
    draft = mine_or_404(request, pk)
    if request.method != "POST":
        return page_of(request, draft, form_of(request, draft))
    form = form_of(request, draft, bound=True)
    if not form.is_valid():
        return page_of(request, draft, form, status=400)
    data = form.cleaned_data
    saved = drafting.save(draft, form.written(), data["version"], clock.now(), data["window"], me(request))
    for said in drafting.pictures(saved):
        drafting.remember(said, me(request))
    if saved.pk != draft.pk:
        messages.warning(request, _("This draft was saved somewhere else meanwhile. Both are kept: this is yours."))
        return redirect("posts:both", saved.pk)
    return _do(request, saved, request.POST.get("do", "save"), form)


HELPS: dict[str, Callable[[Written, str], Written]] = {
    "purposes": lambda written, _given: helping.with_purposes(written),
    "split": lambda written, _given: helping.split(written),
    "words": advice.with_words,
    "fix": helping.fixed,
    "time": helping.at_time,
}
"""What a button changes in what is written, by its name; after a colon stands what it is about."""


def _do(request: HttpRequest, draft: Draft, what: str, form: ComposeForm) -> HttpResponse:
    verb, _colon, about = what.partition(":")
    if verb in HELPS:
        given = request.POST.get("time", "") if verb == "time" else about
        made = HELPS[verb](drafting.written(draft), given)
        drafting.save(draft, made, draft.version, clock.now(), by=me(request))
        return redirect("posts:compose", draft.pk)
    if verb == "no_words":
        shown = next((p for p in drafting.formed(draft).everything if p.media == about), None)
        if shown is not None:
            kept.say_none(shown.sha256, me(request))
        return redirect(f"{reverse('posts:compose', args=[draft.pk])}#findings")
    if verb == "delete" and draft.author == me(request):
        draft.delete()
        messages.success(request, _("The draft is gone."))
        return redirect("posts:mine")
    if verb == "library":
        media = Media.objects.filter(pk=about).first() if about.isascii() and about.isdigit() else None
        if media is not None:
            drafting.add_picture(draft, media, clock.now(), me(request))
        return redirect(f"{reverse('posts:compose', args=[draft.pk])}#pictures")
    if verb == "find":
        return page_of(request, draft, form_of(request, draft), library_text=request.POST.get("library_text", ""))
    if request.FILES.get("new_picture"):
        return _take_in(request, draft)
    if verb in ("link", "no_link"):
        return _capture(request, draft, drop=verb == "no_link")
    if verb == "submit" and draft.author == me(request) and not draft.template:
        return _submit(request, draft)
    if verb == "check":
        return page_of(request, draft, form_of(request, draft))
    messages.success(request, _("Saved."))
    return redirect("posts:compose", draft.pk)


def _submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    def again(obstacle: Obstacle) -> HttpResponse:
        return page_of(request, draft, form_of(request, draft), obstacle=obstacle)

    by = visitor(request).by
    if draft.accounts:
        # Writing is done under leave to post; of several, the one for this account.
        by = authority.of_author(by.person, draft.accounts[0], clock.now())
    if draft.media:
        room.ask(draft.accounts)
        kept.read_waiting(p.sha256 for p in drafting.formed(draft).everything)
    return respond(
        request,
        drafting.submission(draft),
        said=_("Submitted. It now waits for a signature."),
        then=lambda done: reverse("posts:post", args=[done.subject_id]),
        again=again,
        names=names(),
        by=by,
    )


def _take_in(request: HttpRequest, draft: Draft) -> HttpResponse:
    file: Any = request.FILES["new_picture"]
    try:
        if file.size > pictures.MOST_BYTES:
            raise pictures.Unfit(_("The picture is too large."))
        media = pictures.take_in(file.read(), title=file.name or "", owner=me(request), at=clock.now())
    except pictures.Unfit as error:
        return page_of(request, draft, form_of(request, draft), status=400, picture_fault=_(str(error)))
    drafting.add_picture(draft, media, clock.now(), me(request))
    return redirect(f"{reverse('posts:compose', args=[draft.pk])}#pictures")


def _capture(request: HttpRequest, draft: Draft, *, drop: bool) -> HttpResponse:
    """Read the page behind the draft's first link once, so that everybody sees how it will look."""
    back = redirect(f"{reverse('posts:compose', args=[draft.pk])}#link")
    if drop:
        drafting.set_card(draft, None)
        return back
    url = links.first_link(*drafting.texts(drafting.written(draft)))
    try:
        if not url:
            raise links.NotRead(_("There is no https link in the text."))
        card = links.capture(url, clock.now())
    except links.NotRead as error:
        return page_of(request, draft, form_of(request, draft), status=400, link_fault=_(str(error)))
    drafting.set_card(draft, None)
    drafting.set_card(draft, card)
    try:
        read = links.picture_of(card)
        if read:
            media = pictures.take_in(read, title=card.title, owner=me(request), at=clock.now())
            drafting.add_picture(draft, media, clock.now(), me(request), card=True)
    except (links.NotRead, pictures.Unfit) as error:
        messages.warning(request, f"{_('The preview has no picture.')} {_(str(error))}")
    return back


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is seen in what stands in the composer now. It is saved along the way, unless another page has the draft, or
    the page only looks again at what it sent before."""
    draft = mine_or_404(request, pk)
    form = form_of(request, draft, bound=True)
    if not form.is_valid():
        return render(request, "posts/_live.html", {"draft": draft})
    data = form.cleaned_data
    if "look" in request.GET:
        return render(request, "posts/_live.html", {**seen(form.written(), draft), "draft": draft})
    kept = drafting.keep(draft, form.written(), data["version"], clock.now(), data["window"], me(request))
    shown = {**seen(form.written(), draft), "draft": draft, "kept": kept, "elsewhere": not kept}
    response = render(request, "posts/_live.html", shown)
    # What is kept on this device while there is no way to us may go once the server has it.
    response["Countersign-Kept"] = "yes" if kept else "no"
    response["Countersign-Version"] = str(draft.version)
    return response
