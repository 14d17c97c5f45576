"""The composer: write, check as one types, attach pictures, submit."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.accounts import queries as accounts
from countersign.connectors.interface import Draft as Sent
from countersign.connectors.interface import problems_of
from countersign.gate import clock, packs
from countersign.people.web.doing import Obstacle, respond
from countersign.people.web.identity import visitor
from countersign.posts import authority, connecting, drafting, findings, pictures, queries
from countersign.posts.drafting import Written
from countersign.posts.forms import ComposeForm
from countersign.posts.models import Consent, Draft, Media, Reply, Rights
from countersign.posts.pages.common import me, names, page_number, post_or_404

SHOWN_AT_MOST = 300


def index(request: HttpRequest) -> HttpResponse:
    """My drafts and my posts."""
    person, at = me(request), clock.now()
    own = queries.posts(person, at, author=person, page=page_number(request))
    return render(request, "posts/mine.html", {"drafts": queries.drafts(person), "page": own})


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
    draft = _mine(request, pk)
    if request.method != "POST":
        return _page_of(request, draft, _form(request, draft))
    form = _form(request, draft, bound=True)
    if not form.is_valid():
        return _page_of(request, draft, form, status=400)
    data = form.cleaned_data
    saved = drafting.save(draft, form.written(), data["version"], clock.now(), data["window"])
    for said in drafting.pictures(saved):
        drafting.remember(said, me(request))
    if saved.pk != draft.pk:
        messages.warning(request, _("This draft was saved somewhere else meanwhile. Both are kept: this is yours."))
        return redirect("posts:compose", saved.pk)
    return _do(request, saved, request.POST.get("do", "save"), form)


def _do(request: HttpRequest, draft: Draft, what: str, form: ComposeForm) -> HttpResponse:
    if what == "delete":
        draft.delete()
        messages.success(request, _("The draft is gone."))
        return redirect("posts:mine")
    if what == "purposes":
        drafting.save(draft, _with_purposes(draft), draft.version, clock.now())
        return redirect("posts:compose", draft.pk)
    if what.startswith("library:"):
        media = Media.objects.filter(pk=what.removeprefix("library:")).first() if what[8:].isdigit() else None
        if media is not None:
            drafting.add_picture(draft, media, clock.now())
        return redirect(f"{reverse('posts:compose', args=[draft.pk])}#pictures")
    if request.FILES.get("new_picture"):
        return _take_in(request, draft, form)
    if what == "submit":
        return _submit(request, draft)
    if what == "check":
        return _page_of(request, draft, _form(request, draft))
    messages.success(request, _("Saved."))
    return redirect("posts:compose", draft.pk)


def _submit(request: HttpRequest, draft: Draft) -> HttpResponse:
    def again(obstacle: Obstacle) -> HttpResponse:
        return _page_of(request, draft, _form(request, draft), obstacle=obstacle)

    by = visitor(request).by
    if draft.accounts:
        # Writing is done under leave to post; of several, the one for this account.
        by = authority.of_author(by.person, draft.accounts[0], clock.now())
    return respond(
        request,
        drafting.submission(draft),
        said=_("Submitted. It now waits for a signature."),
        then=lambda done: reverse("posts:post", args=[done.subject_id]),
        again=again,
        names=names(),
        by=by,
    )


def _take_in(request: HttpRequest, draft: Draft, form: ComposeForm) -> HttpResponse:
    file: Any = request.FILES["new_picture"]
    try:
        if file.size > pictures.MOST_BYTES:
            raise pictures.Unfit(_("The picture is too large."))
        media = pictures.take_in(file.read(), title=file.name or "", owner=me(request), at=clock.now())
    except pictures.Unfit as error:
        again = _form(request, draft)
        return _page_of(request, draft, again, status=400, picture_fault=_(str(error)))
    drafting.add_picture(draft, media, clock.now())
    return redirect(f"{reverse('posts:compose', args=[draft.pk])}#pictures")


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is seen in what stands in the composer now. It is saved along the way, unless another page has the draft."""
    draft = _mine(request, pk)
    form = _form(request, draft, bound=True)
    if not form.is_valid():
        return render(request, "posts/_findings.html", {})
    data = form.cleaned_data
    kept = drafting.keep(draft, form.written(), data["version"], clock.now(), data["window"])
    shown = {**_seen(form.written(), draft), "draft": draft, "kept": kept, "elsewhere": not kept}
    return render(request, "posts/_findings.html", shown)


def _mine(request: HttpRequest, pk: int) -> Draft:
    draft = drafting.one(me(request), pk)
    if draft is None:
        raise Http404(_("There is no such draft of yours."))
    return draft


def _with_purposes(draft: Draft) -> Written:
    """The purposes that all chosen accounts were opened for."""
    touched = accounts.touched(draft.accounts)
    of_each = [set(touched[a].purposes) for a in draft.accounts if a in touched]
    common = set.intersection(*of_each) if of_each else set()
    inherited = tuple(p.id for p in packs.in_force().purposes if p.id in common)
    return Written(**{**vars(drafting.written(draft)), "purposes": inherited})


def _form(request: HttpRequest, draft: Draft, *, bound: bool = False) -> ComposeForm:
    at = clock.now()
    may = [(a.id, a.name) for a in accounts.may_post_on(me(request), at)]
    called = accounts.names(draft.accounts)
    may += [(a, called.get(a, a)) for a in draft.accounts if a not in dict(may)]
    strategy = accounts.strategy_in_force(at)
    initial = {
        "version": draft.version,
        "window": str(uuid.uuid4()),
        "text": draft.text,
        "accounts": draft.accounts,
        "purposes": draft.purposes,
        "campaign": draft.campaign,
        "opens": draft.opens,
        "closes": draft.closes,
        **{f"variant_{a}": text for a, text in draft.variants.items()},
    }
    consents = Consent.objects.filter(withdrawn_at=None).order_by("label", "pk")[:SHOWN_AT_MOST]
    rights = Rights.objects.filter(withdrawn_at=None).order_by("holder", "pk")[:SHOWN_AT_MOST]
    return ComposeForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        initial=initial,
        accounts=may,
        campaigns=[(c.id, c.title) for c in strategy.campaigns] if strategy else [],
        pictures=drafting.pictures(draft),
        consents=[(str(c.pk), f"{c.label} ({c.number})") for c in consents],
        rights=[(str(r.pk), f"{r.licence}, {r.holder}") for r in rights],
    )


def _page_of(
    request: HttpRequest,
    draft: Draft,
    form: ComposeForm,
    *,
    obstacle: Obstacle | None = None,
    status: int = 200,
    picture_fault: str = "",
) -> HttpResponse:
    written = drafting.written(draft)
    shown = {
        "draft": draft,
        "form": form,
        "obstacle": obstacle,
        "picture_fault": picture_fault,
        "written": written,
        "reply": Reply.objects.filter(account__in=draft.accounts, remote_id=draft.reply_to).first()
        if draft.reply_to
        else None,
        "library": queries.library().items[:12],
        "previews": _previews(draft),
        "beside": draft.beside,
        **_seen(written, draft),
    }
    return render(request, "posts/compose.html", shown, status=status)


def _previews(draft: Draft) -> list[dict[str, Any]]:
    called = accounts.names(draft.accounts)
    return [
        {"name": called.get(v.account, v.account), "text": v.text, "pictures": drafting.pictures(draft)}
        for v in drafting.variants(draft)
    ]


def _seen(written: Written, draft: Draft) -> dict[str, Any]:
    """Findings, what is hard to read, and how much room is left on each account."""
    texts = {"text": written.text}
    texts |= {f"text:{a}": t for a, t in written.variants.items() if t != written.text}
    texts |= {f"alt:{p.media}": p.alt for p in written.pictures if p.alt}
    called = accounts.names(written.accounts)
    room = []
    for account in written.accounts:
        text = written.variants.get(account) or written.text
        try:
            limits = connecting.usual_limits(account)
        except LookupError:
            continue
        problems = [_(p.template) % p.params for p in problems_of(Sent(text), limits) if p.code != "empty"]
        room.append({"name": called.get(account, account), "left": limits.left(text), "problems": problems})
    return {
        "findings": findings.examine(texts),
        "hard": findings.hard_to_read(texts),
        "room": room,
        "no_alt": sum(1 for p in written.pictures if not p.alt.strip()),
        "asked": True,
        "names": called,
    }
