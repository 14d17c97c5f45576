"""What acts of this room are about: versions of the directive, and notes on its clauses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from countersign.directive import states
from countersign.directive.models import InterpretationNote, Version
from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import Subject

NOBODY = 0
"""The number that no row has."""


def number(id: str) -> int:
    """The row's number in an id; `NOBODY` for what cannot be one."""
    return int(id) if id.isascii() and id.isdigit() and len(id) < 19 else NOBODY


def directives(ids: Sequence[str]) -> Mapping[str, Scope]:
    """Versions of the directive, which hold for the agency as a whole."""
    return {
        str(v.pk): Scope(ref=Ref("directive", str(v.pk)), state=v.state, hash=v.frozen_hash or None)
        for v in Version.objects.filter(pk__in=_numbers(ids))
    }


def notes(ids: Sequence[str]) -> Mapping[str, Scope]:
    """Notes on clauses."""
    return {
        str(n.pk): Scope(ref=Ref("note", str(n.pk)), state=states.ENDED if n.ended_seq is not None else states.STANDING)
        for n in InterpretationNote.objects.filter(pk__in=_numbers(ids))
    }


def _numbers(ids: Iterable[str]) -> list[int]:
    return [number(id) for id in ids]


SUBJECTS = (Subject("directive", directives, states.DIRECTIVE), Subject("note", notes, states.NOTE))
