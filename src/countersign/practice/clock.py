"""The only place where the practice platform reads the time."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string


def now() -> datetime:
    """The time, aware; an installation may name its own clock by the dotted path in `PRACTICE_CLOCK`."""
    named: str | None = getattr(settings, "PRACTICE_CLOCK", None)
    if named is None:
        return timezone.now()
    return cast("Callable[[], datetime]", import_string(named))()
