"""The only place that reads the clock. It can be moved only in an installation made as a demonstration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from countersign.gate.models import Installation


def now() -> datetime:
    """The moment (UTC, whole microseconds), as this installation sees it."""
    return reading()[0]


def reading() -> tuple[datetime, bool]:
    """The moment, and whether it is a demonstration's, whose clock may have been moved."""
    return shifted(Installation.demo_offset_s())


def shifted(offset_s: float | None) -> tuple[datetime, bool]:
    """The moment by a demonstration's clock that was moved by so many seconds; None where nothing can move it."""
    moment = datetime.now(UTC)
    return (moment, False) if offset_s is None else (moment + timedelta(seconds=offset_s), True)


def machine() -> datetime:
    """The machine's own time, which nobody moves: for the age of a sign-in, never for a record."""
    return datetime.now(UTC)


def move(to: datetime) -> None:
    """Set the clock of a demonstration so that it now is `to`; it runs on from there.

    Raises PermissionError in any other installation: the time of a record is not for anybody to choose.
    """
    _set((to - datetime.now(UTC)).total_seconds())


def catch_up() -> None:
    """Let the clock of a demonstration show the real time from now on. Raises PermissionError elsewhere."""
    _set(0.0)


def _set(offset_s: float) -> None:
    installation = Installation.objects.first()
    if installation is None or not installation.demo:
        raise PermissionError("The clock can be set only in a database that was made as a demonstration.")
    installation.clock_offset_s = offset_s
    installation.save(update_fields=["clock_offset_s"])
