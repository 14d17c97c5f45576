"""Bytes in, commitment out. Bytes are kept before the act that refers to them and are passed to it by commitment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from countersign.evidence.models import Content
from countersign.gate import clock
from countersign.gate.canonical import commit, new_salt


class Gone(LookupError):
    """The content was lawfully disposed of: its commitment is all that is left."""


class Damaged(Exception):
    """What is stored is not what was kept: a byte changed, or the file is missing."""


class SyncedFiles(FileSystemStorage):
    """Files on disk that are on disk: a row in the database never refers to bytes that a power cut could lose."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Write, then wait until the disk has both the file and its entry in the folder."""
        saved = super().save(name, content, max_length)
        path = Path(self.path(saved))
        for synced, flags in ((path, os.O_RDONLY), (path.parent, os.O_DIRECTORY)):
            handle = os.open(synced, flags)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return saved


def place(commitment: str) -> str:
    """Where a content lies in the storage."""
    return f"{commitment[:2]}/{commitment[2:4]}/{commitment}"


def put(data: bytes, media_type: str) -> str:
    """Keep `data` under a fresh salt. Returns its commitment. A kill in between leaves at most bytes nobody names."""
    salt = new_salt()
    commitment = commit(salt, data)
    storages["evidence"].save(place(commitment), ContentFile(data))
    Content.objects.create(
        commitment=commitment, salt=salt, media_type=media_type, size_bytes=len(data), kept_at=clock.now()
    )
    return commitment


def get(commitment: str) -> bytes:
    """The bytes under `commitment`, checked against it.

    Raises `Content.DoesNotExist`, `Gone` after a disposal, `Damaged` when they are not what was kept.
    """
    content = Content.objects.get(commitment=commitment)
    if content.state == Content.State.DISPOSED or content.salt is None:
        raise Gone(commitment)
    try:
        with storages["evidence"].open(place(commitment)) as file:
            data: bytes = file.read()
    except FileNotFoundError as error:
        raise Damaged(f"the bytes of {commitment[:12]} are missing") from error
    if commit(bytes(content.salt), data) != commitment:
        raise Damaged(f"the bytes of {commitment[:12]} are not those that were kept")
    return data
