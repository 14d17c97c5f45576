"""One clause: its words, ours, what it demands of which act, what is owed under it, and how it is read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from countersign.directive import acts, queries
from countersign.gate import packs
from countersign.gate.wiring import house
from countersign.people.web.doing import language
from countersign.people.web.history import ACT_WORDS
from countersign.people.web.identity import visitor
from countersign.rules.acts import ACTS
from countersign.rules.coverage import GATED, OWED, PEOPLE, sort_of
from countersign.rules.pack import Pack
from countersign.rules.text import Clause

WRITES_NOTES = ACTS[acts.WriteNote.name].power


@require_safe
def clause(request: HttpRequest, clause_id: str) -> HttpResponse:
    """The page that every clause chip opens."""
    pack, version, lang = packs.in_force(), queries.in_force(), language()
    tree = {c.id: c for c in queries.text_of(version).walk()} if version else {}
    ours, official = pack.clause.get(clause_id), tree.get(clause_id)
    if ours is None and official is None:
        raise Http404
    heading = official.heading if official else None
    context: dict[str, Any] = {
        "clause": clause_id,
        "heading": heading,
        "title": ours.label.get(lang) if ours and ours.label else "",
        "version": version,
        "paragraphs": [p for p in (official.text or "").split("\n\n") if p] if official else [],
        "summary": ours.words.get(lang) if ours else "",
        "reason": ours.reason.get(lang) if ours and ours.reason else "",
        "sort": _sort(pack, clause_id) if ours else None,
        "requirements": _requirements(pack, clause_id, lang),
        "duties": _duties(pack, clause_id, lang),
        "notes": [{"note": n, "words": n.words(lang)} for n in queries.notes(clause_id).get(clause_id, ())],
        "may_write_notes": visitor(request).may(WRITES_NOTES),
        "above": _above(clause_id, pack, tree, lang),
        "parts": _parts(clause_id, pack, official, lang),
    }
    return render(request, "directive/clause.html", context)


def _sort(pack: Pack, clause_id: str) -> tuple[str, str, str] | None:
    """What kind of clause it is for the house, as icon, label and sentence."""
    return {
        GATED: ("lock", _("checked each time"), _("What it demands is asked each time somebody tries the act.")),
        OWED: ("schedule", _("owed"), _("Somebody owes it by a day; when it is done, that is on record.")),
        PEOPLE: ("people", _("for people"), _("No program can check it; people keep it.")),
    }.get(sort_of(pack, clause_id) or "")


def _requirements(pack: Pack, clause_id: str, lang: str) -> list[dict[str, Any]]:
    done = house().acts
    return [
        {
            "sentence": r.sentence.get(lang),
            "acts": [ACT_WORDS.get(a, a) for a in r.acts if a in done],
            "later": [ACT_WORDS.get(a, a) for a in r.acts if a not in done],
            "answer_by": [pack.office[o].title.get(lang) for o in r.answer_by if o in pack.office],
        }
        for r in pack.requirements
        if clause_id in r.clauses
    ]


def _duties(pack: Pack, clause_id: str, lang: str) -> list[dict[str, Any]]:
    return [
        {
            "what": d.what.get(lang),
            "owner": pack.office[d.owner].title.get(lang) if d.owner in pack.office else d.owner,
            "trigger": d.trigger.get(lang) if d.trigger else "",
            "days": d.cycle_days,
        }
        for d in pack.duties
        if d.clause == clause_id
    ]


def _above(clause_id: str, pack: Pack, tree: dict[str, Clause], lang: str) -> list[tuple[str, str]]:
    """The clauses it stands in, the outermost first, each with its title."""
    steps = clause_id.split(".")
    ids = [".".join(steps[: n + 1]) for n in range(len(steps) - 1)]
    return [(i, _title(i, pack, tree.get(i), lang)) for i in ids if i in pack.clause or i in tree]


def _parts(clause_id: str, pack: Pack, official: Clause | None, lang: str) -> list[tuple[str, str]]:
    if official is not None:
        return [(c.id, _words(c.id, pack, c, lang)) for c in official.children]
    return [(c.id, c.words.get(lang)) for c in pack.parts_of(clause_id)]


def _title(clause_id: str, pack: Pack, official: Clause | None, lang: str) -> str:
    ours = pack.clause.get(clause_id)
    if ours and ours.label:
        return ours.label.get(lang)
    return (official.heading or "") if official else ""


def _words(clause_id: str, pack: Pack, official: Clause, lang: str) -> str:
    ours = pack.clause.get(clause_id)
    return ours.words.get(lang) if ours else official.words
