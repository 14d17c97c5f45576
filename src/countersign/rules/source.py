"""Reading one TOML file of a pack: every value is asked for by name, and every fault knows its file and line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from countersign.rules import toml_lines
from countersign.rules.codec import plain
from countersign.rules.pack import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a pack: where, what, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.remedy}"


class Table:
    """A table of a TOML file while it is read. Keys that nobody asked for are faults when it is `closed`."""

    def __init__(
        self, file: str, data: Mapping[str, Any], lines: Mapping[toml_lines.Path, int], faults: list[Fault]
    ) -> None:
        self.file = file
        self._data = data
        self._lines = lines
        self._faults = faults
        self._path: toml_lines.Path = ()
        self._read: set[str] = set()

    @classmethod
    def of_file(cls, folder: Path, name: str, faults: list[Fault]) -> Table:
        """The file's top table; one that is missing or no TOML is one fault and reads as empty."""
        path = folder / name
        try:
            text = path.read_text(encoding="utf-8")
            data = tomllib.loads(text)
        except FileNotFoundError:
            faults.append(Fault(name, 1, "This file is missing.", "Every pack has it; it may be empty."))
        except UnicodeDecodeError as error:
            faults.append(Fault(name, 1, f"This file is not UTF-8 text (byte {error.start}).", "Save it as UTF-8."))
        except tomllib.TOMLDecodeError as error:
            line, said = _syntax_error(str(error), text)
            faults.append(Fault(name, line, f"This is not TOML: {said}.", "Correct it and check again."))
        except OSError as error:
            faults.append(Fault(name, 1, f"This file cannot be read: {error.strerror}.", "Make it a readable file."))
        else:
            return cls(name, data, toml_lines.lines_of(text), faults)
        # What this file lacks is said once; what follows from it is noise.
        return cls(name, {}, {}, [])

    def line(self, *keys: str | int) -> int:
        """The line of a key of this table, or of the nearest thing around it that has one."""
        path = (*self._path, *keys)
        while path not in self._lines and path:
            path = path[:-1]
        return self._lines.get(path, 1)

    def fault(self, key: str | None, what: str, remedy: str) -> None:
        """Note a fault at `key`, or at the table's own header."""
        line = self.line() if key is None else self.line(key)
        self._faults.append(Fault(self.file, line, what, remedy))

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def names(self) -> tuple[str, ...]:
        """The names that stand in this table, read or not."""
        return tuple(self._data)

    def raw(self, key: str) -> Any:
        """The value as plain JSON, or None where there is none."""
        self._read.add(key)
        return plain(self._data.get(key))

    def text(self, key: str) -> str:
        """A text that must be there; a fault and an empty text where it is not."""
        value = self._wanted(key, str, "a text")
        if value is not None and not value.strip():
            self.fault(key, f"{key!r} is empty.", "Write it or take the entry out.")
        return value or ""

    def flag(self, key: str) -> bool:
        """True or false; a fault where it is neither."""
        return bool(self._wanted(key, bool, "true or false"))

    def choice(self, key: str, options: Sequence[str]) -> str:
        """One of a few words."""
        value = self._wanted(key, str, "a text")
        if value is not None and value not in options:
            self.fault(key, f"{key!r} is {value!r}.", f"It must be one of: {', '.join(options)}.")
            return options[0]
        return value or options[0]

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date, written as TOML writes dates."""
        if not required and key not in self._data:
            return None
        value = self._wanted(key, date, "a date such as 2026-01-31")
        return value if isinstance(value, date) else None

    def strings(self, key: str, *, at_least: int = 0) -> tuple[str, ...]:
        """A list of texts, each once; where `at_least` is 0 it may be left out."""
        self._read.add(key)
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.fault(key, f"{key!r} is not a list of texts.", f'Write it as {key} = ["…"].')
            return ()
        if len(value) < at_least:
            self.fault(key, f"{key!r} names nothing.", "It needs at least one entry.")
        for twice in sorted({v for v in value if value.count(v) > 1}):
            self.fault(key, f"{key!r} names {twice!r} twice.", "Once is enough.")
        return tuple(dict.fromkeys(value))

    def words(self, key: str) -> Words:
        """A text in both languages."""
        self._read.add(key)
        value = self._data.get(key)
        if not isinstance(value, dict):
            said = "is missing" if value is None else "is not in two languages"
            self.fault(key, f"{key!r} {said}.", f'Write it as {key} = {{en = "…", es = "…"}}.')
            return Words("", "")
        for language, name in (("en", "English"), ("es", "Spanish")):
            given = value.get(language)
            if not isinstance(given, str) or not given.strip():
                self.fault(key, f"{key!r} has no {name} words.", f'Add {language} = "…".')
        for strange in sorted(set(value) - {"en", "es"}):
            self.fault(key, f"{key!r} has the unknown language {strange!r}.", "A pack is written in en and es.")
        return Words(str(value.get("en", "")), str(value.get("es", "")))

    def maybe_words(self, key: str) -> Words | None:
        """A text in both languages that may be left out."""
        return self.words(key) if key in self._data else None

    def tables(self, key: str) -> Iterator[Table]:
        """The entries of a list of tables, each closed after it was used."""
        self._read.add(key)
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fault(key, f"{key!r} is not a list of tables.", f"Write each entry under [[{key}]].")
            return
        for index, entry in enumerate(value):
            yield from self._closing(entry, key, index)

    def named(self, key: str) -> Iterator[tuple[str, Table]]:
        """The tables under `key` with their names, each closed after it was used."""
        self._read.add(key)
        value = self._data.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
            self.fault(key, f"{key!r} does not hold tables.", f"Write each under [{key}.<name>].")
            return
        for name, entry in value.items():
            for table in self._closing(entry, key, name):
                yield name, table

    def table(self, key: str) -> Iterator[Table]:
        """The table under `key`, closed after it was used; none where it was left out."""
        self._read.add(key)
        value = self._data.get(key)
        if value is None:
            return
        if not isinstance(value, dict):
            self.fault(key, f"{key!r} is not a table.", f"Write it under [{key}].")
            return
        yield from self._closing(value, key)

    def close(self) -> None:
        """Every key that nothing read is a fault: most are slips of the pen that would go unseen."""
        for key in self._data:
            if key not in self._read:
                self.fault(key, f"Nothing reads {key!r} here.", "Correct its name or take it out.")

    def _closing(self, entry: Mapping[str, Any], *step: str | int) -> Iterator[Table]:
        table = Table(self.file, entry, self._lines, self._faults)
        table._path = (*self._path, *step)
        yield table
        table.close()

    def _wanted(self, key: str, kind: type, said: str) -> Any:
        self._read.add(key)
        if key not in self._data:
            self.fault(None, f"{key!r} is missing.", f"Add it; it is {said}.")
            return None
        value = self._data[key]
        if type(value) is not kind:
            self.fault(key, f"{key!r} is {value!r}.", f"It must be {said}.")
            return None
        return value


def _syntax_error(message: str, text: str) -> tuple[int, str]:
    """The line that `tomllib` names at the end of its message, and the message without it."""
    said, _, place = message.rpartition(" (at ")
    digits = "".join(c for c in place.partition(",")[0] if c.isdigit())
    if said and digits:
        return int(digits), said
    return max(text.count("\n"), 1), said or message
