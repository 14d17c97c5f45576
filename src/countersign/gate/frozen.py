"""Frozen forms: content that can be signed, kept under a salted hash and never changed."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from countersign.gate.act import Ref
from countersign.gate.canonical import canonical, commit, new_salt
from countersign.gate.models import Frozen


def freeze(kind: str, subject: Ref, content: Any, *, at: datetime) -> str:
    """Keep `content` in canonical form and return its hash. Works inside an act's effect only."""
    form = canonical(content)
    salt = new_salt()
    digest = commit(salt, form)
    Frozen.objects.create(
        hash=digest,
        kind=kind,
        subject_kind=subject.kind,
        subject_id=subject.id or "",
        canonical=form,
        salt=salt,
        at=at,
    )
    return digest


def thaw(digest: str) -> Any:
    """The content under `digest`, checked against it.

    Raises `Frozen.DoesNotExist` when there is none, and ValueError when what is stored does not hash to it.
    """
    kept = Frozen.objects.get(hash=digest)
    if commit(bytes(kept.salt), bytes(kept.canonical)) != digest:
        raise ValueError(f"what is stored under {digest[:12]} is not what was frozen")
    return json.loads(bytes(kept.canonical))
