"""Where a post stands, what may be done with it by whoever looks at it, and in which capacity."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.gate import clock
from countersign.gate.act import By, Malformed, NotNow, NotYours
from countersign.gate.door import ask
from countersign.gate.models import Signature
from countersign.people.web.doing import Standing, Step, foresee
from countersign.people.web.identity import visitor
from countersign.posts import acts, authority, form, queries, states, words
from countersign.posts.models import Post
from countersign.posts.pages.common import LONG_ENOUGH, names

NOTHING_LEFT = 400
"""How the question whether to schedule is answered where it makes no sense: there is nothing to be sent."""
WAITS = (states.DUE, states.LIVE)
"""Where a placement can still be given another time, or none."""


def standing(request: HttpRequest, post: Post) -> Standing:
    """Where a post stands and what may be done with it by whoever looks at it."""
    label, icon, tone = words.POST.get(post.state, (post.state, "info", "quiet"))
    steps: list[Step] = []
    by, id = visitor(request).by, str(post.pk)
    digest = post.revision.hash if post.revision else ""
    late = queries.is_late(post, clock.now())
    sentence = _late_sentence(post) if late else _sentence(post)
    if late and post.state == "submitted":
        label, icon, tone = _("overdue: not signed in time"), "error", "bad"
    unsure = post.placements.filter(state=states.UNSURE).first()
    if unsure is not None:
        label, icon, tone = words.PLACEMENT[states.UNSURE]
        sentence = _(
            "It was sent, or may have been, and no machine can tell what came of it. Look at the account's page. "
            "It is never sent again on a guess."
        )
        if visitor(request).may("post.settle"):
            steps.append(Step(_("Settle what became of it"), reverse("posts:settle", args=[unsure.pk]), None))
    if post.state == "filled":
        steps.append(Step(_("Read and confirm"), reverse("posts:filling", args=[post.pk]), None))
    reviews = post.state in ("submitted", "signed") and post.author != by.person and visitor(request).may("post.sign")
    review = Step(_("Review and sign"), reverse("posts:review", args=[post.pk]), None)
    if reviews and post.state == "submitted":
        steps.append(review)
    if post.state in ("signed", "scheduled"):
        why = foresee(acts.SchedulePost(id, digest), by_for(request, post), names=names())
        if why is None or why.status != NOTHING_LEFT:
            steps.append(Step(_("Schedule"), reverse("posts:schedule", args=[post.pk]), why))
    if reviews and post.state == "signed" and not _signed_by(by.person, digest):
        steps.append(review)
    waits = post.state == "scheduled" and post.placements.filter(due_at__isnull=False, state__in=WAITS).exists()
    if waits or late:
        verb = _("Give it a new time") if late else _("Move it to another time")
        steps.append(Step(verb, reverse("posts:move", args=[post.pk]), None))
    if waits:
        why = foresee(acts.UnschedulePost(id, LONG_ENOUGH), by_for(request, post))
        steps.append(Step(_("Take off the schedule"), reverse("posts:unschedule", args=[post.pk]), why))
    if post.author == by.person and post.state in ("submitted", "signed", "returned", "published"):
        verb = _("Change what is public") if post.state == "published" else _("Change it")
        steps.append(Step(verb, reverse("posts:change", args=[post.pk]), None, post=True))
    would = _if_due_now(post)
    return Standing(
        label=str(label),
        icon=icon,
        tone=tone,
        sentence=str(sentence),
        steps=tuple(steps),
        met=would[0],
        unmet=would[1],
    )


def _signed_by(person: str, digest: str) -> bool:
    return Signature.objects.filter(frozen_hash=digest, person=person, withdrawn_seq=None).exists()


def _sentence(post: Post) -> str:
    return {
        "submitted": _("Next, the Director, the PIO or a designee reads and signs it, returns it or refuses it."),
        "signed": _("It is signed in exactly this form. Next, somebody schedules it."),
        "returned": _("It was given back. Next, its author changes it and submits it again."),
        "refused": _("It was refused and does not go out."),
        "scheduled": _("At its time everything is asked again; only then does it go out."),
        "published": _("The public can read it. What is there was compared with what was signed."),
        "withdrawn": _("It was taken down. What it said stays on record."),
        "filled": _("It fills a signed template. Next, a second person reads and confirms it."),
        "discarded": _("It filled a template and was thrown away before anybody confirmed it."),
    }.get(post.state, "")


def _late_sentence(post: Post) -> str:
    if post.state == "submitted":
        return _("Its time passed before anybody signed it. Nothing is lost: with a new time it goes on.")
    return _("It was signed, and its time passed before it was scheduled. With a new time it is signed again.")


def _if_due_now(post: Post) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The clauses that speak to publishing it now, met and unmet, as its author would be asked."""
    placement = post.placements.filter(due_at__isnull=False).first()
    if placement is None or post.revision is None:
        return (), ()
    frozen = form.read(placement.revision.hash)
    act = acts.PublishPost(
        str(placement.pk), "00000000-0000-4000-8000-000000000000", form.payload_hash(frozen, placement.account)
    )
    by = authority.of_author(post.author, placement.account, clock.now())
    try:
        decision = ask(act, by=by)
    except NotYours:
        return (), authority.clauses_of_leave()
    except (NotNow, Malformed):
        return (), ()
    return decision.met, decision.clauses


def by_for(request: HttpRequest, post: Post) -> By:
    """The visitor's capacity for a post of their own: their leave for its account; else the one they chose."""
    by = visitor(request).by
    if post.author == by.person and post.revision and post.revision.accounts:
        return authority.of_author(by.person, post.revision.accounts[0], clock.now())
    return by
