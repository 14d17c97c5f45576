"""The three things that can be asked of an archive: what it is, what has to be asked about it, what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from countersign.connectors.archives.container import LIMITS, Archive, Limits, open_archive
from countersign.connectors.archives.formats import (
    bluesky,
    facebook,
    instagram,
    linkedin,
    mastodon,
    reddit,
    tumblr,
    whatsapp,
    x,
    youtube,
)
from countersign.connectors.archives.items import (
    Answers,
    Doubt,
    Faulty,
    HostileArchive,
    Item,
    Kind,
    Question,
    Unanswered,
    Unreadable,
)
from countersign.connectors.words import gettext_noop as _


class Format(Protocol):
    """What each module under `formats` says of its kind of archive."""

    KIND: Kind

    def fits(self, archive: Archive) -> bool:
        """Whether the archive has the structure of this kind. Looks at names and first bytes only."""

    def questions(self, archive: Archive) -> tuple[Question, ...]:
        """What has to be asked before it can be read."""

    def read(self, archive: Archive, answers: Answers) -> Iterator[Item | Faulty]:
        """Its items one by one, with every record that is none as `Faulty`."""


_FORMATS: tuple[Format, ...] = (
    x, facebook, instagram, linkedin, reddit, tumblr, youtube, whatsapp, mastodon, bluesky,
)  # fmt: skip
FORMATS = {f.KIND: f for f in _FORMATS}


def recognise(path: Path, limits: Limits = LIMITS) -> Kind | Doubt:
    """What the file is, by its structure and not by its name. Raises `HostileArchive` or `Unreadable`."""
    with _opened(path, limits) as archive:
        found = tuple(kind for kind, f in FORMATS.items() if _fits(f, archive))
    return found[0] if len(found) == 1 else Doubt(found)


def examine(path: Path, kind: Kind, limits: Limits = LIMITS) -> tuple[Question, ...]:
    """What has to be asked before the file can be read as `kind`. Raises `HostileArchive` or `Unreadable`."""
    with _opened(path, limits) as archive:
        _must_fit(archive, kind)
        return FORMATS[kind].questions(archive)


def read(path: Path, kind: Kind, answers: Answers | None = None, limits: Limits = LIMITS) -> Iterator[Item | Faulty]:
    """Every record of the file, as an item or as faulty. Memory does not grow with the file.

    Raises `Unanswered` when something is left open, `HostileArchive` (also midway: then nothing of it may be kept)
    and `Unreadable`.
    """
    given = answers or Answers()
    with _opened(path, limits) as archive:
        _must_fit(archive, kind)
        open_questions = tuple(q for q in FORMATS[kind].questions(archive) if not getattr(given, q.key))
        if open_questions:
            raise Unanswered(open_questions)
        yield from FORMATS[kind].read(archive, given)


@contextmanager
def _opened(path: Path, limits: Limits) -> Iterator[Archive]:
    try:
        with open_archive(path, limits) as archive:
            yield archive
    except RecursionError as error:
        raise HostileArchive(_("Its records are nested too deeply.")) from error
    except OSError as error:
        raise Unreadable(_("The file cannot be opened.")) from error


def _fits(format: Format, archive: Archive) -> bool:
    try:
        return format.fits(archive)
    except Unreadable:
        return False


def _must_fit(archive: Archive, kind: Kind) -> None:
    if not _fits(FORMATS[kind], archive):
        raise Unreadable(_("This is not an archive of {kind}."), kind=kind.value)
