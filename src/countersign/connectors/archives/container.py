"""The safe box around an archive: a zip or one single file, never a folder, and nothing is unpacked to disk.

Every name and size is checked before the first byte is read: names that would lead elsewhere, links, devices,
encryption, archives inside archives, overlapping or over-compressed members refuse the archive as a whole.
"""

from __future__ import annotations

import hashlib
import io
import mimetypes
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from countersign.connectors.archives.items import HostileArchive, Medium, Unreadable
from countersign.connectors.words import gettext_noop as _

BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an archive may be. Sizes in bytes; a ratio is unpacked size over packed size."""

    members: int = 200_000
    member_bytes: int = 16 << 30
    total_bytes: int = 64 << 30
    ratio: int = 200
    ratio_from: int = 32 << 20
    name_characters: int = 1000
    directory_bytes: int = 64 << 20


LIMITS = Limits()
_NESTED = re.compile(r"\.(zip|7z|rar|gz|tgz|bz2|xz|zst|tar|jar|iso|cab)$", re.IGNORECASE)
_ODD = re.compile(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL_HEADER = 30
_END_WITHIN = (1 << 16) + 22 + 20


@dataclass
class Archive:
    """An archive that is open and was found safe. Use as a context manager."""

    path: Path
    sizes: dict[str, int]
    limits: Limits = LIMITS
    _zip: zipfile.ZipFile | None = None
    _hashed: dict[str, str] = field(default_factory=dict)
    _by_end: dict[str, list[str]] | None = None

    @property
    def names(self) -> Sequence[str]:
        """Its members' names, in order. A single file is its own only member."""
        return tuple(self.sizes)

    @property
    def single(self) -> bool:
        """Whether it is one file and not a zip."""
        return self._zip is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._zip is not None:
            self._zip.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A member's bytes as a stream. Damage that shows only while reading raises `HostileArchive`."""
        try:
            with self._zip.open(name) if self._zip is not None else self.path.open("rb") as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise HostileArchive(
                _("“{name}” in it is damaged: its bytes are not those it names."), name=name
            ) from error
        except (NotImplementedError, RuntimeError) as error:
            if isinstance(error, RecursionError):
                raise
            raise HostileArchive(_("“{name}” in it is packed in a way that is not read."), name=name) from error

    def head(self, name: str, size: int = 4096) -> bytes:
        """The first bytes of a member."""
        with self.open(name) as stream:
            return stream.read(size)

    def matching(self, pattern: re.Pattern[str]) -> list[str]:
        """Members whose name `pattern` is found in."""
        return [n for n in self.sizes if pattern.search(n)]

    def sha256(self, name: str) -> str:
        """The SHA-256 of a member's bytes, in hexadecimal; computed once."""
        if name not in self._hashed:
            total = hashlib.sha256()
            with self.open(name) as stream:
                while block := stream.read(BLOCK):
                    total.update(block)
            self._hashed[name] = total.hexdigest()
        return self._hashed[name]

    def medium(self, reference: str, *, alt: str = "", url: str = "") -> Medium:
        """What an item refers to as `reference`, with its hash if the archive holds it under that name or its end."""
        mime = mimetypes.guess_type(reference.partition("?")[0])[0] or ""
        member = self._find(reference)
        return Medium(member, self.sha256(member) if member else "", mime, alt, url or ("" if member else reference))

    def _find(self, reference: str) -> str:
        wanted = reference.strip().lstrip("./")
        if self._zip is None or not wanted:
            return ""
        if wanted in self.sizes:
            return wanted
        if self._by_end is None:
            self._by_end = {}
            for name in self.sizes:
                self._by_end.setdefault(name.rpartition("/")[2], []).append(name)
        found = self._by_end.get(wanted.rpartition("/")[2], [])
        fitting = [n for n in found if n.endswith("/" + wanted)] or (found if "/" not in wanted else [])
        return fitting[0] if len(fitting) == 1 else ""


def open_archive(path: Path, limits: Limits = LIMITS) -> Archive:
    """Open `path` after looking it over. Raises `HostileArchive` or `Unreadable`."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise Unreadable(_("The file cannot be opened.")) from error
    if stat.S_ISDIR(mode):
        raise Unreadable(_("This is a folder. Give the file as the platform made it."))
    if not stat.S_ISREG(mode):
        raise Unreadable(_("This is not a file."))
    with path.open("rb") as file:
        start = file.read(4)
    if start[:2] == b"PK":
        return _open_zip(path, limits)
    if start[:2] == b"\x1f\x8b" or start in (b"7z\xbc\xaf", b"Rar!", b"\xfd7zX", b"BZh9"):
        raise Unreadable(_("This packing is not read. Unpack it and give the file in it that the instructions name."))
    return Archive(path, {path.name: path.stat().st_size}, limits)


def _open_zip(path: Path, limits: Limits) -> Archive:
    if _directory_bytes(path) > limits.directory_bytes:
        raise HostileArchive(_("It holds more than {most} files."), most=limits.members)
    try:
        packed = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, OverflowError) as error:
        raise HostileArchive(_("It is no whole zip file.")) from error
    try:
        sizes = _checked(packed.infolist(), limits, path.stat().st_size)
    except BaseException:
        packed.close()
        raise
    return Archive(path, sizes, limits, packed)


def _checked(members: list[zipfile.ZipInfo], limits: Limits, size: int) -> dict[str, int]:
    """Every member's size by its name, folders left out. Raises `HostileArchive` at the first thing that is wrong."""
    if len(members) > limits.members:
        raise HostileArchive(_("It holds more than {most} files."), most=limits.members)
    sizes: dict[str, int] = {}
    for member in members:
        for wrong, sentence in _RULES:
            if wrong(member, limits):
                raise HostileArchive(sentence, name=_shown(member.filename))
        if member.is_dir():
            continue
        if member.filename in sizes:
            raise HostileArchive(_("It holds “{name}” twice."), name=_shown(member.filename))
        sizes[member.filename] = member.file_size
    if sum(sizes.values()) > limits.total_bytes:
        raise HostileArchive(_("Unpacked it would be larger than {most} GB."), most=limits.total_bytes >> 30)
    _apart(members, size)
    return sizes


def _directory_bytes(path: Path) -> int:
    """How large the list of members says it is: it is read into memory before anything in it can be checked."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - _END_WITHIN))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < 22:
            raise HostileArchive(_("It is no whole zip file."))
        stated = int.from_bytes(tail[at + 12 : at + 16], "little")
        locator = tail[at - 20 : at] if at >= 20 else b""
        if locator[:4] == b"PK\x06\x07":
            file.seek(min(int.from_bytes(locator[8:16], "little"), size))
            large = file.read(56)
            if large[:4] == b"PK\x06\x06":
                stated = max(0 if stated == 0xFFFFFFFF else stated, int.from_bytes(large[40:48], "little"))
        return stated


def _apart(members: list[zipfile.ZipInfo], size: int) -> None:
    """Members must not share bytes: that is how a small file unpacks to an endless one."""
    ends = 0
    for member in sorted(members, key=lambda m: m.header_offset):
        if member.header_offset < ends:
            raise HostileArchive(_("“{name}” shares its bytes with another file in it."), name=_shown(member.filename))
        ends = member.header_offset + _LOCAL_HEADER + len(member.orig_filename) + member.compress_size
    if ends > size:
        raise HostileArchive(_("It is no whole zip file."))


def _leads_elsewhere(member: zipfile.ZipInfo, limits: Limits) -> bool:
    # `orig_filename` is what stands in the file; zipfile's own `filename` ends at a NUL.
    name = member.orig_filename
    parts = name.rstrip("/").split("/")
    return bool(
        not name or name.startswith("/") or _ODD.search(name) or any(p in ("", ".", "..") for p in parts)
        or len(name) > limits.name_characters
    )  # fmt: skip


def _is_special(member: zipfile.ZipInfo, limits: Limits) -> bool:
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _is_bomb(member: zipfile.ZipInfo, limits: Limits) -> bool:
    dense = member.file_size > limits.ratio * max(member.compress_size, 1)
    return member.file_size > limits.member_bytes or (member.file_size >= limits.ratio_from and dense)


_RULES: tuple[tuple[Callable[[zipfile.ZipInfo, Limits], bool], str], ...] = (
    (_leads_elsewhere, _("A name in it leads out of the archive: “{name}”.")),
    (_is_special, _("It holds a link or a device instead of a file: “{name}”.")),
    (lambda m, _l: bool(m.flag_bits & 0x1), _("“{name}” in it is encrypted.")),
    (lambda m, _l: m.compress_type not in _PACKED, _("“{name}” in it is packed in a way that is not read.")),
    (lambda m, _l: bool(_NESTED.search(m.filename)), _("It holds another archive: “{name}”. Give that one by itself.")),
    (_is_bomb, _("“{name}” in it would grow far beyond what a platform packs.")),
)


def _shown(name: str) -> str:
    """A name fit to be shown: what cannot be printed as an escape, cut to a length."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name[:120])


def text_of(stream: IO[bytes]) -> io.TextIOWrapper:
    """The stream as UTF-8 text, a byte order mark taken off, line ends kept as they are."""
    return io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")


def of_file(path: Path) -> str:
    """The SHA-256 of a whole file as it was given, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
