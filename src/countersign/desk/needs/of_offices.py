"""What an office owes: answers to questions that an act raised, and duties with a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.desk import questions
from countersign.desk.needs.need import Need
from countersign.desk.things import name_of
from countersign.gate import duties as owed_by
from countersign.gate import packs
from countersign.gate.act import Capacity
from countersign.people.web.doing import language
from countersign.people.web.identity import Visitor
from countersign.posts import queries as posts

SOON = timedelta(days=30)


def asked(here: Visitor) -> Iterator[Need]:
    """Questions that this person may answer."""
    for card in questions.open_to(here):
        yield Need(
            what=card.sentence,
            verb=_("Answer"),
            url=reverse("question", args=[card.id]),
            due_at=card.due_at,
            since=card.opened_at,
            clauses=card.clauses,
            detail=card.about,
        )


def duties(capacity: Capacity, at: datetime) -> Iterator[Need]:
    """Duties of this office that are due soon and not listed elsewhere."""
    if capacity.office is None:
        return
    pack, lang = packs.in_force(), language()
    found = list(owed_by.open_of(capacity.office, until=at + SOON))
    begins = posts.beginnings(capacity.person, at, [owed.subject_id for owed in found if owed.subject_kind == "post"])
    for owed in found:
        if owed.duty not in pack.duty or (capacity.units is not None and owed.unit not in capacity.units):
            continue
        if owed.subject_kind == "authorization":
            continue  # listed with the person's name above
        yield Need(
            what=pack.duty[owed.duty].what.get(lang),
            verb=_("Look"),
            url=_where(owed.subject_kind, owed.subject_id, owed.clause),
            due_at=owed.due_at,
            clauses=(owed.clause,),
            detail=(begins.get(owed.subject_id, "") if owed.subject_kind == "post" else "")
            or name_of(owed.subject_kind, owed.subject_id),
        )


def _where(kind: str, id: str, clause: str) -> str:
    if kind == "account":
        return reverse("accounts:account", args=[id])
    if kind == "platform":
        return reverse("accounts:platform", args=[id])
    if kind == "post":
        return reverse("posts:filling", args=[id])
    return reverse("clause", args=[clause])
