"""Two readings of everything side by side: what the later one says differently, text by text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countersign.gate import clock, packs
from countersign.gate.act import PersonId
from countersign.gate.wiring import ShownText, house
from countersign.people.queries import page_of
from countersign.people.web.doing import language
from countersign.people.web.files import csv_file
from countersign.posts import plots, words
from countersign.posts.models import Comparison, Difference
from countersign.posts.pages.common import chip, me, page_number
from countersign.posts.rescreen import comparing as work
from countersign.posts.rescreen import reading, screens
from countersign.posts.rescreen.walking import State

MOST_IN_A_FILE = 50_000
STATES: dict[str, tuple[Any, str, str]] = {
    State.WAITING: (gettext_lazy("waits for a worker"), "schedule", "quiet"),
    State.RUNNING: (gettext_lazy("being compared"), "autorenew", "quiet"),
    State.DONE: (gettext_lazy("compared"), "check_circle", "good"),
    State.FAILED: (gettext_lazy("given up"), "error", "bad"),
}
SORTS = {
    "oldest": (gettext_lazy("oldest first"), ("pk",)),
    "newest": (gettext_lazy("newest first"), ("-pk",)),
    "graver": (gettext_lazy("what becomes graver first"), ("-change", "pk")),
    "milder": (gettext_lazy("what becomes milder first"), ("change", "pk")),
}
WAYS = (("gained", gettext_lazy("now raised")), ("lost", gettext_lazy("no longer raised")))
ASKED = ("category", "way", "sort")
start = work.start


@dataclass(frozen=True)
class Side:
    """What one reading says of a text."""

    severity: Any
    categories: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class Line:
    """One text of which two readings say different things."""

    shown: ShownText | None
    where: str
    before: Side
    later: Side


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A comparison: its sentence, its counts, and the texts that differ."""
    found, asked = _comparison_or_404(pk), _asked(request)
    person = me(request)

    def lines(rows: list[Difference]) -> Iterator[Line]:
        return _lines(rows, person)

    order = SORTS.get(asked["sort"], SORTS["oldest"])[1]
    page = page_of(_narrowed(found, asked).order_by(*order), page_number(request), lines)
    shown = {
        "found": found,
        "before": found.before,
        "later": found.later,
        "said": [(run, screens.said(run.screen)) for run in (found.before, found.later)],
        "chip": chip(STATES, found.state),
        "busy": found.state in (State.WAITING, State.RUNNING),
        "percent": min(100, 100 * found.done // found.total) if found.total else 100,
        "sentence": sentence(found),
        "counts": [(c, found.gained.get(c, 0), found.lost.get(c, 0)) for c in _categories(found)],
        "drawn": _drawn(found),
        "page": page,
        "asked": asked,
        "categories": [(c.id, c.words.get(language())) for c in packs.in_force().categories],
        "ways": WAYS,
        "sorts": [(value, label) for value, (label, _order) in SORTS.items()],
        "file": f"{reverse('posts:differences', args=[found.pk])}?{urlencode({k: v for k, v in asked.items() if v})}",
        "choose": _choose(found),
    }
    return render(request, "posts/comparison.html", shown)


def as_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What differs as a file, without the texts."""
    found, asked = _comparison_or_404(pk), _asked(request)
    order = SORTS.get(asked["sort"], SORTS["oldest"])[1]
    rows = _narrowed(found, asked).order_by(*order)[:MOST_IN_A_FILE]
    header = ("source", "ref", "severity_before", "categories_before", "severity_later", "categories_later",
              "scores_before", "scores_later")  # fmt: skip
    return csv_file(f"comparison-{found.pk}.csv", header, (_cells(row) for row in rows.iterator(chunk_size=2000)))


def sentence(found: Comparison) -> str:
    """What the comparison comes to, in plain words."""
    if not found.both:
        return _("The two have no text in common.")
    if not found.differing:
        return _("Of %(both)s texts both say the same.") % {"both": f"{found.both:,}"}
    return _(
        "Of %(both)s texts, the later one says something different of %(differing)s (%(percent)s %%): %(graver)s "
        "become graver, %(milder)s milder, the others change only in what they are found to be."
    ) % {
        "both": f"{found.both:,}",
        "differing": f"{found.differing:,}",
        "percent": f"{100 * found.differing / found.both:.1f}",
        "graver": f"{found.graver:,}",
        "milder": f"{found.milder:,}",
    }


def _choose(found: Comparison) -> str:
    """Where the later one can be chosen, citing this comparison; empty where it is no whole choice."""
    model = found.later.screen["model"] or ""
    if found.state != State.DONE or found.later.offered == screens.NO_WORDS:
        return ""
    return f"{reverse('findings:choose_model')}?{urlencode({'version': model, 'comparison': found.manifest})}"


def _categories(found: Comparison) -> list[str]:
    changed = {**found.gained, **found.lost}
    return sorted(changed, key=lambda c: (-found.gained.get(c, 0) - found.lost.get(c, 0), c))


def _drawn(found: Comparison) -> plots.Bars | None:
    called = {c.id: c.words.get(language()) for c in packs.in_force().categories}
    here = reverse("posts:comparison", args=[found.pk])
    rows = []
    for category in _categories(found):
        for way, label in WAYS:
            count = getattr(found, way).get(category, 0)
            if count:
                address = f"{here}?{urlencode({'category': category, 'way': way})}#texts"
                rows.append((f"{called.get(category, category)}: {label}", f"{count:,}", float(count), address, way))
    return plots.bars(rows) if rows else None


def _narrowed(found: Comparison, asked: Mapping[str, str]) -> QuerySet[Difference]:
    rows = Difference.objects.filter(comparison=found)
    # Categories stand between commas, so that one's name is never found inside another's.
    part = f",{asked['category']}," if asked["category"] else ","
    gained, lost = Q(gained__contains=part), Q(lost__contains=part)
    if asked["way"] in ("gained", "lost"):
        return rows.filter(gained if asked["way"] == "gained" else lost)
    return rows.filter(gained | lost) if asked["category"] else rows


def _lines(rows: Iterable[Difference], person: PersonId) -> Iterator[Line]:
    kept, at = list(rows), clock.now()
    shown: dict[tuple[str, str], ShownText] = {}
    for name in {row.source for row in kept}:
        source = house().texts.get(name)
        refs = [row.ref for row in kept if row.source == name]
        if source is not None:
            shown |= {(name, ref): text for ref, text in source.show(refs, person, at).items()}
    for row in kept:
        yield Line(
            shown.get((row.source, row.ref)),
            row.ref.partition(":")[2],
            _side(row.before, row.scores_before),
            _side(row.later, row.scores_later),
        )


def _side(seen: str, scores: Mapping[str, float]) -> Side:
    gravity = str(int(reading.severity(seen)))
    return Side(words.GRAVITIES[gravity][0], tuple((c, scores.get(c)) for c in reading.categories(seen)))


def _cells(row: Difference) -> tuple[object, ...]:
    (before, found), (later, now) = (seen.split("|", 1) for seen in (row.before, row.later))
    scores = ("; ".join(f"{c} {s}" for c, s in sorted(kept.items())) for kept in (row.scores_before, row.scores_later))
    return (row.source, row.ref, before, found, later, now, *scores)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").replace("\x00", "")[:64] for name in ASKED}


def _comparison_or_404(pk: int) -> Comparison:
    found = Comparison.objects.select_related("before", "later").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such comparison."))
    return found
