"""The pack in force, and earlier ones as they were frozen when they were put in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.conf import settings

from countersign.gate import frozen
from countersign.gate.act import Effect, Ref
from countersign.gate.models import Adoption
from countersign.rules.loading import load
from countersign.rules.pack import Pack

_loaded: dict[str, Pack] = {}
_held: ContextVar[Pack | None] = ContextVar("pack held by an act", default=None)


def shipped(pack_id: str) -> Pack:
    """A pack that comes with the product, by id. Raises `PackFaults` when it does not load."""
    key = f"shipped:{pack_id}"
    if key not in _loaded:
        _loaded[key] = load(Path(settings.PACKS) / pack_id)
    return _loaded[key]


def adopted(frozen_hash: str) -> Pack:
    """A pack as it was put in force."""
    if frozen_hash not in _loaded:
        _loaded[frozen_hash] = Pack.from_canonical(frozen.thaw(frozen_hash))
    return _loaded[frozen_hash]


@contextmanager
def held(pack: Pack) -> Iterator[None]:
    """The pack in force, the same for all that happens inside: an act holds its guard."""
    token = _held.set(pack)
    try:
        yield
    finally:
        _held.reset(token)


def in_force() -> Pack:
    """The pack that decides now: the last one adopted; before any, the one the settings name."""
    here = _held.get()
    if here is not None:
        return here
    return the(Adoption.objects.order_by("-seq").values_list("frozen_hash", flat=True).first())


def the(last: str | None) -> Pack:
    """The pack that was adopted last, under its hash; where none was, the one the settings name."""
    return adopted(last) if last else shipped(settings.FIRST_PACK)


def by_name(name: str) -> Pack:
    """The pack `id@version` as a ledger row names it. Raises KeyError when this installation never had it."""
    pack_id, _, version = name.partition("@")
    row = Adoption.objects.filter(pack_id=pack_id, version=version).order_by("-seq").first()
    if row is not None:
        return adopted(row.frozen_hash)
    pack = shipped(settings.FIRST_PACK)
    if f"{pack.id}@{pack.version}" != name:
        raise KeyError(name)
    return pack


def put_in_force(ctx: Effect, pack: Pack, digest: str | None = None) -> None:
    """Part of an effect: from this row on, `pack` decides. Freezes it unless it was frozen to be signed."""
    kept = digest or frozen.freeze("pack", Ref("pack", f"{pack.id}@{pack.version}"), pack.canonical(), at=ctx.at)
    ctx.commitments["pack"] = kept

    def write(seq: int) -> None:
        Adoption.objects.create(seq=seq, pack_id=pack.id, version=pack.version, frozen_hash=kept, at=ctx.at)

    ctx.on_row(write)
