"""Questions: a *needs a person* made concrete, and the answers as facts for the same hash or state only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from countersign.gate.act import Act, Scope
from countersign.gate.models import Question
from countersign.rules import facts
from countersign.rules.outcome import Decision, Result
from countersign.rules.pack import Pack


def bound_to(scope: Scope) -> str:
    """What an answer is good for: the frozen hash, or, without one, the subject's state number."""
    return scope.hash or f"state:{scope.state_no}"


def open_for(act: Act, scope: Scope, decision: Decision, pack: Pack, *, seq: int, at: datetime) -> tuple[int, ...]:
    """Open a question for each requirement that a person may answer. Asking twice opens none twice."""
    opened = []
    for why in decision.determining:
        offices = pack.requirement[why.requirement].answer_by if why.result is Result.NEEDS_PERSON else ()
        if not offices:
            continue
        question, _ = Question.objects.get_or_create(
            subject_kind=scope.ref.kind,
            subject_id=scope.ref.id or "",
            requirement=why.requirement,
            bound_to=bound_to(scope),
            defaults={
                "opened_seq": seq,
                "act": act.name,
                "clauses": list(why.clauses),
                "missing": list(why.missing),
                "fact": why.fact or "",
                "offices": list(offices),
                "units": list(scope.units),
                "own": list(scope.own),
                "opened_at": at,
            },
        )
        opened.append(question.pk)
    return tuple(opened)


def answers(scopes: Sequence[Scope]) -> list[facts.Answers]:
    """The port: answers given about each scope's subject."""
    kinds = {s.ref.kind for s in scopes}
    ids = {s.ref.id for s in scopes if s.ref.id}
    found: dict[tuple[str, str], list[facts.Answer]] = {}
    if ids:
        answered = Question.objects.filter(subject_kind__in=kinds, subject_id__in=ids, answered_seq__isnull=False)
        for q in answered.order_by("answered_seq"):
            found.setdefault((q.subject_kind, q.subject_id), []).append(
                facts.Answer(requirement=q.requirement, hash=q.bound_to, holds=bool(q.holds), person=q.answered_by)
            )
    return [facts.Answers(given=tuple(found.get((s.ref.kind, s.ref.id or ""), ()))) for s in scopes]
