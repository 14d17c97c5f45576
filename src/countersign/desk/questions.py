"""The question card: what could not be known, who may answer, and an answer with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.desk import things
from countersign.gate import packs
from countersign.gate.acts import AnswerQuestion
from countersign.gate.models import Question
from countersign.people.web.doing import Obstacle, foresee, language, respond
from countersign.people.web.identity import Visitor, visitor
from countersign.rules.words import name_of


@dataclass(frozen=True)
class Card:
    """A question in words."""

    id: int
    sentence: str
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    who: tuple[str, ...]
    about: str
    opened_at: datetime
    due_at: datetime | None
    answered: bool
    holds: bool | None


class AnswerForm(forms.Form):
    """Yes or no, and why."""

    holds = forms.ChoiceField(
        label=gettext_lazy("Does it hold?"),
        choices=[("yes", gettext_lazy("Yes, it holds")), ("no", gettext_lazy("No, it does not hold"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("What you looked at, in a sentence. It is kept with the answer."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def card(question: Question) -> Card:
    """A stored question as a card in the reader's language."""
    pack, lang = packs.in_force(), language()
    requirement = pack.requirement.get(question.requirement)
    return Card(
        id=question.pk,
        sentence=requirement.sentence.get(lang) if requirement else question.requirement,
        clauses=tuple(question.clauses),
        missing=tuple(name_of(pack, m, lang) for m in question.missing),
        who=tuple(pack.office[o].title.get(lang) if o in pack.office else o for o in question.offices),
        about=things.name_of(question.subject_kind, question.subject_id),
        opened_at=question.opened_at,
        due_at=question.due_at,
        answered=question.answered_seq is not None,
        holds=question.holds,
    )


def open_to(here: Visitor) -> list[Card]:
    """Open questions that this person may answer in the capacity they chose, oldest first."""
    capacity = here.capacity
    if capacity is None or capacity.office is None:
        return []
    found = Question.objects.filter(answered_seq=None).order_by("due_at", "opened_at")[:200]
    return [
        card(q)
        for q in found
        if capacity.office in q.offices
        and capacity.person not in q.own
        and (capacity.units is None or set(q.units) <= capacity.units)
    ]


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a question, and answer it."""
    question = Question.objects.filter(pk=pk).first()
    if question is None:
        raise Http404(_("There is no such question."))
    form = AnswerForm(request.POST or None)

    def again(obstacle: Obstacle | None = None) -> HttpResponse:
        closed = None
        if question.answered_seq is None:
            closed = foresee(AnswerQuestion(pk, True, _("a reason long enough to count")), visitor(request).by)
        shown: dict[str, Any] = {"card": card(question), "form": form, "obstacle": obstacle, "closed": closed}
        return render(request, "desk/question.html", shown)

    if request.method != "POST" or not form.is_valid():
        response = again()
        response.status_code = 400 if request.method == "POST" else 200
        return response
    act = AnswerQuestion(pk, form.cleaned_data["holds"] == "yes", form.cleaned_data["reason"])
    return respond(
        request,
        act,
        said=_("Answered. Whoever asked can now try again: nothing goes on by itself."),
        then=lambda done: reverse("question", args=[pk]),
        again=again,
    )
