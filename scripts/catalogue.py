"""Translations: read gettext's `.po` files, and compile them to the `.mo` files that run.

The standard library alone: the build hook runs this where neither Django nor the gettext programs are.
Formats: GNU gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
"""

import ast
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path("src/countersign/site/locale")
MAGIC = 0x950412DE
# Seven numbers of four bytes each: magic, revision, how many rows, where the two tables stand, size and place of a
# hash table (there is none).
HEADER = struct.Struct("<7I")
ROW = struct.Struct("<2I")


@dataclass
class Message:
    """One entry of a `.po` file. `strings` holds one translation, or one for each plural form."""

    context: str | None = None
    id: str = ""
    plural: str | None = None
    strings: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """What gettext looks up."""
        name = self.id if self.plural is None else f"{self.id}\0{self.plural}"
        return name if self.context is None else f"{self.context}\4{name}"

    @property
    def value(self) -> str:
        """What gettext finds."""
        return "\0".join(self.strings[n] for n in sorted(self.strings))

    @property
    def is_translated(self) -> bool:
        """Whether every form has words."""
        return bool(self.strings) and all(self.strings.values())


def read(text: str) -> list[Message]:
    """The messages of a `.po` file, its header (the empty id) first. Obsolete entries are left out.

    Raises ValueError, with the line's number, where a line is none of gettext's.
    """
    found: list[Message] = []
    now = Message()
    part = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            if part:
                found.append(now)
                now, part = Message(), ""
            if line.startswith("#,") and "fuzzy" in line:
                now.fuzzy = True
            continue
        if not line.startswith('"'):
            word, _, line = line.partition(" ")
            # An entry may follow the one before without an empty line.
            if part.startswith("msgstr") and not word.startswith("msgstr"):
                found.append(now)
                now = Message()
            part = word
        _add(now, part, line, number)
    if part:
        found.append(now)
    return found


def _add(message: Message, part: str, quoted: str, number: int) -> None:
    """Put one quoted piece where its keyword says."""
    try:
        piece = ast.literal_eval(quoted)
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"line {number}: not a quoted string") from error
    if part == "msgctxt":
        message.context = (message.context or "") + piece
    elif part == "msgid":
        message.id += piece
    elif part == "msgid_plural":
        message.plural = (message.plural or "") + piece
    elif part.startswith("msgstr"):
        form = int(part[7:-1]) if part.startswith("msgstr[") else 0
        message.strings[form] = message.strings.get(form, "") + piece
    else:
        raise ValueError(f"line {number}: not a keyword of gettext: {part}")


def compiled(messages: Iterable[Message]) -> bytes:
    """The `.mo` file of these messages. What is not translated, or only guessed, is left out: English shows then."""
    rows = sorted((m.key.encode(), m.value.encode()) for m in messages if m.is_translated and (not m.fuzzy or not m.id))
    ids_at = HEADER.size
    strings_at = ids_at + ROW.size * len(rows)
    place = strings_at + ROW.size * len(rows)
    tables, body = b"", b""
    for column in (0, 1):
        for row in rows:
            tables += ROW.pack(len(row[column]), place + len(body))
            body += row[column] + b"\0"
    return HEADER.pack(MAGIC, 0, len(rows), ids_at, strings_at, 0, strings_at) + tables + body


def compile_all(root: Path) -> None:
    """Bring every `.mo` file below `root` up to date with its `.po` file; leave alone what is."""
    for source in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        content = compiled(read(source.read_text("utf-8")))
        if not target.is_file() or target.read_bytes() != content:
            # A server that reads it meanwhile must not see half of it.
            half = target.with_suffix(".part.mo")
            half.write_bytes(content)
            half.replace(target)
