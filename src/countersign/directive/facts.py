"""The fact this room answers: how a text stands to the pack, for a version to be signed or put in force, and for a
pack that asks which text it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from countersign.directive.models import Version
from countersign.directive.subjects import number
from countersign.directive.trees import frozen_tree, unmatched
from countersign.gate import packs
from countersign.gate.act import Scope
from countersign.gate.wiring import Port
from countersign.rules import facts
from countersign.rules.pack import Pack


def texts(scopes: Sequence[Scope], at: datetime) -> list[facts.Text | facts.Unknown]:
    """A version beside the pack in force; a pack beside the version it fits best, in force or waiting to be.

    A pack may so be put in force just before the text it belongs to, which then finds it there.
    """
    return [_of_pack(s) if s.ref.kind == "pack" else _of_version(s) for s in scopes]


def _of_version(scope: Scope) -> facts.Text | facts.Unknown:
    version = Version.objects.filter(pk=number(scope.ref.id or "")).first()
    return facts.Unknown("there is no such version") if version is None else _text(version, packs.in_force())


def _of_pack(scope: Scope) -> facts.Text | facts.Unknown:
    pack = packs.adopted(scope.hash) if scope.hash else packs.shipped((scope.ref.id or "").partition("@")[0])
    waiting = Version.objects.exclude(state=Version.State.SUPERSEDED).order_by("-pk")
    found = [_text(v, pack) for v in waiting]
    return min(found, key=lambda t: t.unmatched) if found else facts.Unknown("no text was brought in")


def _text(version: Version, pack: Pack) -> facts.Text:
    tree = frozen_tree(version.frozen_hash)
    return facts.Text(hash=version.frozen_hash, doubts=len(tree.doubts), unmatched=unmatched(tree, pack))


PORTS = (Port(facts.Text, texts),)
