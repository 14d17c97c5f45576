"""What a first installation has to know: from flags, a file, or asked on a terminal; each answer checked at once."""

from __future__ import annotations

import re
import tomllib
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from django.conf import settings

from countersign.accounts import pictures
from countersign.gate import packs
from countersign.people import acts, given
from countersign.people.models import Person, Unit
from countersign.rules.loading import PackFaults
from countersign.site.flags import OFFICES, TEXTS

ORIGIN = re.compile(r"[a-z0-9][a-z0-9.-]*(/[A-Za-z0-9._-]+)*")
MAIL = (
    "Mail is set by the environment, not here: COUNTERSIGN_MAIL_HOST and its neighbours, see docs/settings.md. "
    "Until then notices wait in the outbox."
)


class Unanswered(Exception):
    """Something was not given and there is no terminal to ask on."""


class Faulty(Exception):
    """An answer makes no sense; the message says which and why."""


@dataclass(frozen=True)
class Answers:
    """Everything the founding act needs."""

    agency: str
    website: str
    contact: str
    origin: str
    instrument: str
    pack: str
    units: tuple[acts.FirstUnit, ...]
    people: Mapping[str, acts.FirstPerson]
    logo: Path | None

    def act(self, logo: str = "") -> acts.Install:
        """The founding act; `logo` is the commitment of the picture, once it is kept."""
        return acts.Install(
            title=self.agency,
            website=self.website,
            contact=self.contact,
            pack=self.pack,
            units=self.units,
            people=tuple({p.employee_no: p for p in self.people.values()}.values()),
            offices=tuple(acts.FirstOffice(office, p.employee_no) for office, p in self.people.items()),
            instrument=self.instrument,
            logo=logo,
        )

    def founders(self) -> list[str]:
        """Employee numbers of those who hold an office to begin with."""
        return [p.employee_no for p in self.people.values()]


class Asking:
    """Asks on a terminal until an answer makes sense; without a terminal says what is missing."""

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self.stdin, self.stdout = stdin, stdout
        self.missing: list[str] = []

    def one(
        self, name: str, what: str, given_: str | None, fault: Callable[[str], str | None], default: str = ""
    ) -> str:
        """The answer given, else the one typed. Raises Faulty for one given that makes no sense."""
        if given_ is not None:
            why = fault(given_)
            if why:
                raise Faulty(f"{name}: {why}")
            return given_
        if not self.stdin.isatty():
            if default and fault(default) is None:
                return default
            if fault("") is not None:
                self.missing.append(name)
            return ""
        while True:
            typed = self._typed(f"{_sentence(what)}{f' [{default}]' if default else ''}: ") or default
            why = fault(typed)
            if why is None:
                return typed
            print(f"  {why}", file=self.stdout)

    def say(self, words: str) -> None:
        """A line for whoever is asked; nothing where nobody is."""
        if self.stdin.isatty():
            print(words, file=self.stdout)

    def _typed(self, question: str) -> str:
        self.stdout.write(question)
        self.stdout.flush()
        line = self.stdin.readline()
        if not line:
            # The terminal was closed: the same as being interrupted.
            raise KeyboardInterrupt
        return given.tidy(line)


def gather(args: Namespace, stdin: TextIO, stdout: TextIO) -> Answers:
    """Every answer: flags before the file, the file before asking. Raises Faulty and Unanswered."""
    told = _file(args.file) if args.file else {}
    asking = Asking(stdin, stdout)
    asking.say("Nothing is written before every question is answered. Ctrl-C leaves everything as it is.\n")

    def text(name: str, fault: Callable[[str], str | None], default: str = "") -> str:
        return asking.one(f"--{name}", TEXTS[name], getattr(args, name) or told.get(name), fault, default)

    agency = text("agency", given.name_fault)
    website = text("website", given.site_fault)
    contact = text("contact", lambda v: given.name_fault(v, most=300))
    logo = asking.one("--logo", "a file with the agency's logo, empty for none", _path(args.logo, told), _logo_fault)
    origin = text("origin", origin_fault, _origin_of(website))
    pack = text("pack", pack_fault, settings.FIRST_PACK)
    units = _units(asking, args.units, told.get("units"))
    instrument = text("instrument", _instrument_fault)
    people = _people(asking, args, told, units[0].code if units else "")
    if asking.missing:
        raise Unanswered("Not given, and there is no terminal to ask on: " + ", ".join(asking.missing))
    return Answers(
        agency=agency,
        website=website,
        contact=contact,
        origin=origin,
        instrument=instrument,
        pack=pack,
        units=units,
        people=people,
        logo=Path(logo) if logo else None,
    )


def logo(path: Path) -> tuple[bytes, str]:
    """The logo drawn anew, and its media type. Raises Faulty."""
    try:
        return pictures.redrawn(path.read_bytes())
    except (OSError, pictures.NotAPicture) as error:
        raise Faulty(f"--logo: {path} is no PNG, JPEG or WebP picture of at most 10 MB that can be read") from error


def origin_fault(value: str) -> str | None:
    """Why the log cannot be called so; None when it can."""
    good = ORIGIN.fullmatch(value) is not None and len(value) <= 200
    return None if good else "a host name in small letters, then a path if you like, without https://"


def pack_fault(value: str) -> str | None:
    """Why the pack cannot be used; None when it can."""
    try:
        if given.code_fault(value) is None:
            packs.shipped(value)
            return None
    except (PackFaults, OSError):
        pass
    known = sorted(p.name for p in Path(settings.PACKS).iterdir() if (p / "pack.toml").exists())
    return f"one of {', '.join(known)}"


def _units(asking: Asking, flags: list[str] | None, told: Any) -> tuple[acts.FirstUnit, ...]:
    if flags:
        return tuple(_unit(flag) for flag in flags)
    if told is not None:
        return tuple(_from_table("units", entry, acts.FirstUnit, _UNIT_KEYS) for entry in _tables("units", told))
    found: list[acts.FirstUnit] = []
    asking.say(f"\nUnits, each as CODE:NAME:KIND or CODE:NAME:KIND:PARENT. A kind is {', '.join(Unit.Kind.values)}.")
    asking.say("Begin with the one all others are part of, such as DOC:Department of Corrections:office.")

    def fault(value: str) -> str | None:
        if not value:
            return None if found else "at least one unit is needed"
        try:
            _unit(value, {u.code for u in found})
        except Faulty as error:
            return str(error)
        return None

    while typed := asking.one("--unit", "unit, empty when there is no more", None, fault):
        found.append(_unit(typed))
    return tuple(found)


def _unit(value: str, known: Iterable[str] | None = None) -> acts.FirstUnit:
    code, *rest = (part.strip() for part in value.split(":"))
    if len(rest) not in (2, 3):
        raise Faulty(f"--unit {value}: write CODE:NAME:KIND or CODE:NAME:KIND:PARENT")
    made = acts.FirstUnit(code, *rest)
    why = given.code_fault(code) or given.name_fault(made.title)
    why = why or (None if made.kind in Unit.Kind.values else f"a kind is one of {', '.join(Unit.Kind.values)}")
    if known is not None:
        why = why or ("named already" if code in known else None)
        why = why or ("its parent was not named yet" if made.parent and made.parent not in known else None)
    if why:
        raise Faulty(f"--unit {value}: {why}")
    return made


def _people(asking: Asking, args: Namespace, told: Mapping[str, Any], unit: str) -> dict[str, acts.FirstPerson]:
    found: dict[str, acts.FirstPerson] = {}
    for office, title in OFFICES.items():
        flag, table = getattr(args, office), told.get(office)
        if flag is None and table is not None:
            (entry,) = _tables(office, [table])
            entry = {"unit": unit, "employment": Person.Employment.FULL_TIME.value, **entry}
            found[office] = _from_table(office, entry, acts.FirstPerson, _PERSON_KEYS)
            continue
        if flag is not None:
            parts = [p.strip() for p in flag.split(":")]
            if len(parts) not in (2, 3):
                raise Faulty(f"--{office} {flag}: write NUMBER:NAME:MAIL")
            number, name, mail = (*parts, "")[:3]
        else:
            asking.say(f"\n{title}")
            number = asking.one(f"--{office}", "employee number", None, given.code_fault)
            earlier = next((p for p in found.values() if p.employee_no == number), None)
            if earlier is not None and number:
                found[office] = earlier
                continue
            if not number:
                continue
            name = asking.one(f"--{office}", "name", None, given.name_fault)
            mail = asking.one(f"--{office}", "work address, empty for none", None, given.mail_fault)
        why = given.code_fault(number) or given.name_fault(name) or given.mail_fault(mail)
        if why:
            raise Faulty(f"--{office}: {why}")
        found[office] = acts.FirstPerson(number, name, Person.Employment.FULL_TIME, unit, mail)
    for office, person in found.items():
        if any(p.employee_no == person.employee_no and p != person for p in found.values()):
            raise Faulty(f"--{office}: employee number {person.employee_no} is given for two different people")
    return found


_UNIT_KEYS = {"code": "code", "name": "title", "kind": "kind", "parent": "parent"}
_PERSON_KEYS = {
    "number": "employee_no",
    "name": "full_name",
    "employment": "employment_type",
    "unit": "unit",
    "mail": "work_mail",
}
_OPTIONAL = {"parent", "mail"}


def _from_table(where: str, entry: Mapping[str, str], kind: Callable[..., Any], keys: Mapping[str, str]) -> Any:
    unknown, missing = set(entry) - set(keys), set(keys) - _OPTIONAL - set(entry)
    if unknown or missing:
        why = f"{', '.join(sorted(missing))} missing" if missing else f"{', '.join(sorted(unknown))} not known"
        raise Faulty(f"{where}: {why}; its keys are {', '.join(keys)}")
    return kind(**{keys[key]: value for key, value in entry.items()})


def _tables(where: str, told: Any) -> list[dict[str, str]]:
    if not isinstance(told, list) or not all(isinstance(t, dict) for t in told):
        raise Faulty(f"{where}: a table is expected")
    if not all(isinstance(v, str) for t in told for v in t.values()):
        raise Faulty(f"{where}: every value is a text in quotes")
    return told


def _file(path: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Faulty(f"{path}: {error}") from error
    unknown = sorted(set(told) - {*TEXTS, *OFFICES, "logo", "units"})
    if unknown:
        raise Faulty(f"{path}: not known: {', '.join(unknown)}")
    for name in (*TEXTS, "logo"):
        if name in told and not isinstance(told[name], str):
            raise Faulty(f"{path}: {name} is a text in quotes")
    if "logo" in told:
        # As the file says it, seen from where the file is.
        told["logo"] = str(path.parent / told["logo"])
    return told


def _path(flag: Path | None, told: Mapping[str, Any]) -> str | None:
    return str(flag) if flag is not None else told.get("logo")


def _logo_fault(value: str) -> str | None:
    if not value:
        return None
    try:
        logo(Path(value))
    except Faulty as error:
        return str(error).removeprefix("--logo: ")
    return None


def _instrument_fault(value: str) -> str | None:
    return None if value.strip() else "the number of a paper is needed: without one nobody holds an office"


def _origin_of(website: str) -> str:
    host = urlsplit(website).hostname or ""
    return f"{host.removeprefix('www.')}/countersign" if host else ""


def _sentence(what: str) -> str:
    return what[0].upper() + what[1:]
