"""The second reader as a thing that an act is about: there is one, and it is nobody's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from countersign.gate.act import Ref, Scope
from countersign.gate.wiring import Subject

REF = Ref("second_reader", "second_reader")


def _scopes(ids: Sequence[str]) -> Mapping[str, Scope]:
    return {id: Scope(ref=REF) for id in ids if id == REF.id}


SUBJECT = Subject(REF.kind, _scopes)
