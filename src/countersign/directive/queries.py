"""Reads for pages and for the rooms above.

Versions that are or were in force are public; one that was only brought in is seen by those who work on versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from countersign.directive.models import DoubtSettled, InterpretationNote, Version
from countersign.directive.subjects import number
from countersign.directive.trees import frozen_tree
from countersign.evidence import store
from countersign.gate import packs
from countersign.gate.models import Frozen
from countersign.gate.wiring import house
from countersign.rules.acts import ACTS
from countersign.rules.text import Directive

WORKS = frozenset(ACTS[a].power for a in ("import_directive", "sign_directive", "adopt_directive", "write_note"))
"""The powers of those who see a version before it is in force."""


@dataclass(frozen=True)
class VersionLine:
    """One version as lists and pages show it; `before` is the version whose place it took."""

    id: str
    number: str
    title: str
    effective: date | None
    supersedes: date | None
    language: str
    state: str
    hash: str
    file: str
    before: str | None
    imported_at: datetime
    in_force_at: datetime | None
    superseded_at: datetime | None

    @property
    def public(self) -> bool:
        """Whether it is or was in force."""
        return self.in_force_at is not None


@dataclass(frozen=True)
class NoteLine:
    """How a clause is read: in the agency's words, or (without an id) in those that came with the pack."""

    clause: str
    en: str
    es: str
    id: str | None = None
    written_at: datetime | None = None

    def words(self, language: str) -> str:
        """In a language, as far as it was given."""
        return (self.es or self.en) if language == "es" else self.en


def in_force() -> VersionLine | None:
    """The version in force; None while no text was put in force."""
    found = Version.objects.filter(state=Version.State.IN_FORCE).first()
    return _line(found) if found else None


def version(id: str, viewer: str | None, at: datetime) -> VersionLine | None:
    """A version that `viewer` (None: anybody) may see."""
    found = _visible(viewer, at).filter(pk=number(id)).first()
    return _line(found) if found else None


def versions(viewer: str | None, at: datetime) -> tuple[VersionLine, ...]:
    """The versions that `viewer` (None: anybody) may see: those not yet in force first, then the latest first."""
    found = [_line(v) for v in _visible(viewer, at)]
    return tuple(sorted(found, key=lambda v: (not v.public, v.in_force_at or v.imported_at), reverse=True))


def text_of(version: VersionLine) -> Directive:
    """A version's text as the tree that was signed."""
    return frozen_tree(version.hash)


def original(version: VersionLine) -> bytes:
    """A version's file as it was brought in."""
    return store.get(version.file)


def proof_of(version: VersionLine) -> dict[str, str]:
    """What somebody needs to check a version's hash for themselves: salt and canonical form."""
    kept = Frozen.objects.get(hash=version.hash)
    return {
        "hash": kept.hash,
        "salt": bytes(kept.salt).hex(),
        "form": bytes(kept.canonical).decode(),
    }


def settled(version: VersionLine) -> tuple[DoubtSettled, ...]:
    """How the doubts about a version's text were settled, by line."""
    return tuple(DoubtSettled.objects.filter(version=number(version.id)).order_by("line", "why"))


def known_clauses() -> frozenset[str]:
    """The clauses of the pack in force and of the text in force."""
    now = in_force()
    in_text = (c.id for c in text_of(now).walk()) if now else ()
    return frozenset(packs.in_force().clause) | frozenset(in_text)


def notes(clause: str | None = None) -> Mapping[str, tuple[NoteLine, ...]]:
    """How clauses are read here, by clause: the agency's notes, and the pack's where the agency has none."""
    standing = InterpretationNote.objects.filter(ended_seq=None).order_by("pk")
    if clause is not None:
        standing = standing.filter(clause=clause)
    found: dict[str, tuple[NoteLine, ...]] = {}
    for n in standing:
        line = NoteLine(n.clause, n.en, n.es, str(n.pk), n.written_at)
        found[n.clause] = (*found.get(n.clause, ()), line)
    shipped: dict[str, tuple[NoteLine, ...]] = {}
    for note in packs.in_force().notes:
        if clause in (None, note.clause):
            line = NoteLine(note.clause, note.words.en, note.words.es)
            shipped[note.clause] = (*shipped.get(note.clause, ()), line)
    return {**shipped, **found}


def works_on_versions(viewer: str | None, at: datetime) -> bool:
    """Whether this person brings in, signs, puts in force or explains versions."""
    return viewer is not None and any(c.powers & WORKS for c in house().wiring.capacities(viewer, at))


def _visible(viewer: str | None, at: datetime) -> QuerySet[Version]:
    seen = Q() if works_on_versions(viewer, at) else Q(in_force_at__isnull=False)
    return Version.objects.filter(seen)


def _line(v: Version) -> VersionLine:
    return VersionLine(
        id=str(v.pk),
        number=v.number,
        title=v.title,
        effective=v.effective,
        supersedes=v.supersedes,
        language=v.language,
        state=v.state,
        hash=v.frozen_hash,
        file=v.file,
        before=None if v.before_id is None else str(v.before_id),
        imported_at=v.imported_at,
        in_force_at=v.in_force_at,
        superseded_at=v.superseded_at,
    )
