"""Where every clause stands: met, at risk, breached, for people only, or not yet in this version of the house.

Derived from open duties and open questions each time it is shown; nothing here is stored.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.desk.things import thing
from countersign.gate import clock, duties, packs, row
from countersign.gate.models import LedgerBody, Question
from countersign.gate.wiring import house
from countersign.people.web.doing import language
from countersign.people.web.history import ACT_WORDS, READS_ALL, answer
from countersign.people.web.identity import visitor
from countersign.rules.coverage import own_sort
from countersign.rules.pack import Clause, Pack

EVIDENCE = 25


class State(StrEnum):
    """Where a clause stands."""

    MET = "met"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    PEOPLE = "people"
    PENDING = "pending"


LOOKS = {
    State.MET: ("check_circle", "good"),
    State.AT_RISK: ("warning", "warn"),
    State.BREACHED: ("error", "bad"),
    State.PEOPLE: ("people", "quiet"),
    State.PENDING: ("schedule", "quiet"),
}


@dataclass(frozen=True)
class Line:
    """One clause in the list: its words, its state, and in a sentence why it stands so."""

    id: str
    depth: int
    words: str
    state: State | None
    label: str
    icon: str
    tone: str
    why: str
    overdue: int
    due: int
    questions: int
    next_due: datetime | None
    owner: str


def labels() -> dict[State, str]:
    """The states in words."""
    return {
        State.MET: _("met"),
        State.AT_RISK: _("at risk"),
        State.BREACHED: _("breached"),
        State.PEOPLE: _("for people only"),
        State.PENDING: _("not yet in this version"),
    }


def lines() -> list[Line]:
    """Every clause of the pack in force, in the directive's order."""
    pack, at, lang = packs.in_force(), clock.now(), language()
    open_duties = duties.open_by_clause()
    asked = Counter(c for q in Question.objects.filter(answered_seq=None).values_list("clauses", flat=True) for c in q)
    named = labels()
    found = []
    for clause in pack.clauses:
        own = open_duties.get(clause.id, [])
        overdue = [d for d in own if d.due_at <= at]
        near = [d for d in own if at < d.due_at <= at + timedelta(days=pack.duty[d.duty].at_risk_days)]
        state = _state(pack, clause, bool(overdue), bool(near) or bool(asked[clause.id]))
        first = min(own, key=lambda d: d.due_at, default=None)
        icon, tone = LOOKS[state] if state else ("", "quiet")
        found.append(
            Line(
                id=clause.id,
                depth=clause.id.count("."),
                words=clause.words.get(lang),
                state=state,
                label=named[state] if state else "",
                icon=icon,
                tone=tone,
                why=_why(state, len(overdue), len(near), asked[clause.id], clause, lang),
                overdue=len(overdue),
                due=len(own),
                questions=asked[clause.id],
                next_due=first.due_at if first else None,
                owner=_owner(pack, first.owner_office if first else "", lang),
            )
        )
    return found


def _state(pack: Pack, clause: Clause, overdue: bool, near: bool) -> State | None:
    """None for a heading that demands nothing itself: its parts say where they stand."""
    if overdue:
        return State.BREACHED
    if near:
        return State.AT_RISK
    sort = own_sort(pack, clause.id)
    if sort is None:
        return None
    if sort == "people":
        return State.PEOPLE
    acts = {a for r in pack.requirements if clause.id in r.clauses for a in r.acts}
    owed = [d for d in pack.duties if d.clause == clause.id]
    performed = acts & set(house().acts)
    if not performed and not any(d.id in house().wiring.duties for d in owed):
        return State.PENDING
    return State.MET


def _why(state: State | None, overdue: int, near: int, asked: int, clause: Clause, lang: str) -> str:
    if state is State.BREACHED:
        return _("%(n)d overdue") % {"n": overdue}
    if state is State.AT_RISK:
        parts = []
        if near:
            parts.append(_("%(n)d due soon") % {"n": near})
        if asked:
            parts.append(ngettext("%(n)d open question", "%(n)d open questions", asked) % {"n": asked})
        return ", ".join(parts)
    if state is State.PEOPLE and clause.reason:
        return clause.reason.get(lang)
    return ""


def _owner(pack: Pack, office: str, lang: str) -> str:
    return pack.office[office].title.get(lang) if office in pack.office else ""


def index(request: HttpRequest) -> HttpResponse:
    """The directive as one page of where it stands."""
    shown = lines()
    wanted = request.GET.get("state", "")
    named = labels()
    counts = Counter(line.state for line in shown if line.state)
    totals = [
        {"state": s.value, "label": named[s], "count": counts[s], "tone": LOOKS[s][1], "icon": LOOKS[s][0]}
        for s in State
    ]
    if wanted in {s.value for s in State}:
        shown = [line for line in shown if line.state == wanted]
    words = {"lines": shown, "totals": totals, "wanted": wanted, "reads_evidence": visitor(request).may(READS_ALL)}
    return render(request, "desk/clauses.html", words)


def evidence(request: HttpRequest, clause: str) -> HttpResponse:
    """What the ledger holds about a clause: the newest acts that its requirements bear on, and its open duties."""
    pack = packs.in_force()
    found = pack.clause.get(clause)
    if found is None:
        words = {"title": _("There is no such clause"), "what": "", "next": _("Look in the list of all clauses.")}
        return render(request, "site/problem.html", words, status=404)
    acts = sorted({a for r in pack.requirements if clause in r.clauses for a in r.acts})
    newest = LedgerBody.objects.filter(act__in=acts).order_by("-seq")[:EVIDENCE]
    rows = []
    for kept in newest:
        content = row.read(kept).content
        if content is None:
            continue
        stopped = any(clause in d["clauses"] for d in content["decision"]["determining"])
        rows.append(
            {
                "seq": kept.seq,
                "act": str(ACT_WORDS.get(kept.act, kept.act)),
                "at": kept.at,
                "by": content["by"],
                "stopped": stopped,
                "answer": answer(content),
            }
        )
    here, now = visitor(request), clock.now()
    owed = [
        {"about": thing(d.subject_kind, d.subject_id, here), "due_at": d.due_at, "overdue": d.due_at <= now}
        for d in duties.open_by_clause().get(clause, [])
    ]
    return render(
        request,
        "desk/evidence.html",
        {
            "clause": found,
            "words": found.words.get(language()),
            "rows": rows,
            "duties": owed,
        },
    )
