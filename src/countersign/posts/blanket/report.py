"""The report that both offices get on each use of a template: made before the confirmation, and passed to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from countersign.accounts import queries as accounts
from countersign.evidence import documents, store
from countersign.gate import packs
from countersign.gate.act import Capacity
from countersign.gate.models import Signature
from countersign.people import queries as people
from countersign.people.web.history import title_of
from countersign.posts import form
from countersign.posts.blanket import template as templates
from countersign.posts.blanket.words import category_words
from countersign.posts.models import Filling
from countersign.rules.codec import plain

TEMPLATE = Path(__file__).parent.parent / "documents" / "break_glass.typ"
AFTER_ACTION = "after_action"
"""The duty of the pack that follows."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Report on the use of a break-glass template",
        "template": "Template",
        "post": "Post",
        "confirmed_at": "Confirmed",
        "opening": "A signed template was filled and confirmed by a second person. It goes out under that signature.",
        "text": "What goes out",
        "accounts": "On these accounts",
        "blanks": "What was filled in",
        "people": "Who",
        "signed": "Template signed by",
        "filled": "Filled by",
        "confirmed": "Confirmed by",
        "period": "The template's period",
        "through_pause": "The signature covers publishing it during a pause.",
        "next": "What follows",
        "owed": "An after-action note is owed by",
    },
    "es": {
        "title": "Informe sobre el uso de una plantilla de emergencia",
        "template": "Plantilla",
        "post": "Publicación",
        "confirmed_at": "Confirmada",
        "opening": "Una plantilla firmada fue rellenada y confirmada por otra persona. Sale amparada por esa firma.",
        "text": "Lo que se publica",
        "accounts": "En estas cuentas",
        "blanks": "Lo que se rellenó",
        "people": "Quién",
        "signed": "Plantilla firmada por",
        "filled": "Rellenada por",
        "confirmed": "Confirmada por",
        "period": "Plazo de la plantilla",
        "through_pause": "La firma permite publicarla también durante una pausa.",
        "next": "Lo que sigue",
        "owed": "Se debe una nota posterior a más tardar el",
    },
}


@dataclass(frozen=True)
class Report:
    """Everything the report says."""

    agency: str
    post: str
    template: str
    category: str
    text: str
    accounts: tuple[str, ...]
    blanks: tuple[tuple[str, ...], ...]
    signers: tuple[str, ...]
    filler: str
    confirmer: str
    through_pause: bool
    starts: datetime
    ends: datetime
    filled_at: datetime
    at: datetime
    template_hash: str
    revision_hash: str


def draft(filling: Filling, by: Capacity, *, at: datetime, language: str) -> Report:
    """The report on a filling that `by` is about to confirm."""
    template, given = templates.read(filling.blanket_hash), templates.given(filling.revision_hash)
    house = people.agency()
    revision = form.read(filling.revision_hash)
    names = accounts.names(revision.accounts)
    filler = people.known([filling.person], at)[filling.person].name
    with translation.override(language):
        signed = Signature.objects.filter(frozen_hash=filling.blanket_hash, withdrawn_seq=None).order_by("seq")
        signers = tuple(f"{s.name}, {title_of(s.kind, s.office, s.mandate or None)}, {_minute(s.at)}" for s in signed)
        confirmer = f"{by.name}, {title_of(by.kind, by.office, by.mandate, by.title)}"
        category = str(category_words(template.category))
    return Report(
        agency=house.name if house else "",
        post=str(filling.post_id),
        template=template.title,
        category=category,
        text=templates.as_read(revision, names),
        accounts=tuple(names.get(a, a) for a in revision.accounts),
        blanks=tuple((b.label, given.words[b.name]) for b in template.blanks),
        signers=signers,
        filler=filler,
        confirmer=confirmer,
        through_pause=template.through_pause,
        starts=template.starts,
        ends=template.ends,
        filled_at=given.at,
        at=at,
        template_hash=filling.blanket_hash,
        revision_hash=filling.revision_hash,
    )


def keep(filling: Filling, by: Capacity, *, at: datetime, language: str = "en") -> str:
    """Make the report and keep it as evidence. Returns the commitment that the act is given."""
    lang = language if language in WORDS else "en"
    return store.put(
        documents.render(TEMPLATE, data(draft(filling, by, at=at, language=lang), lang)), documents.MEDIA_TYPE
    )


def due_at(at: datetime) -> datetime:
    """By when a note follows on what is confirmed at `at`, as the pack in force has it."""
    return at + timedelta(days=packs.in_force().duty[AFTER_ACTION].cycle_days or 0)


def data(report: Report, language: str) -> dict[str, Any]:
    """What the document is given: words, facts as people read them, and the same facts for machines."""
    local = timezone.localtime(report.at)
    return {
        "language": language,
        "words": dict(WORDS[language]),
        "report": plain(report),
        "made": [local.year, local.month, local.day],
        "at": _minute(report.at),
        "filled_at": _minute(report.filled_at),
        "period": f"{_minute(report.starts)} – {_minute(report.ends)}",
        "due": _minute(due_at(report.at)),
    }


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M %Z")
