"""The words of the pages in other languages: collect them, check them, compile them.

messages.py             collect what is to be translated into the `.po` files, compile, and say what is missing
messages.py --check     change nothing; fail where a `.po` file is behind the code, or is not whole
messages.py --compile   only compile, to see on the pages what one has just translated
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

from catalogue import LOCALE, Message, compile_all, read

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ("xgettext", "msgmerge", "msguniq", "msgattrib")
# What Django's functions are called where they are imported: `from … import gettext_lazy as lazy`.
ALIAS = re.compile(r"\bu?(n?)(p?)gettext(?:_lazy|_noop)? as (\w+)")
# What django-allauth's own Spanish says as to a friend, where an agency says "usted". Ours goes before.
FAMILIAR = (
    "Be patient, you are sending too many requests.",
    "You cannot generate recovery codes without having two-factor authentication enabled.",
    "Are you sure you want to remove this security key?",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\{\w*\}")
DATED = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date):.*\n', re.MULTILINE)


class Collect(makemessages.Command):
    """Django's command, in an order that keeps differences small, and without guessing at translations."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching", "--sort-output"]
    msguniq_options = [*makemessages.Command.msguniq_options, "--sort-output"]


def main() -> int:
    """Do what was asked for; 1 when something is behind or missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--check", action="store_true", help="change nothing, fail where a catalogue is not whole")
    group.add_argument("--compile", action="store_true", help="only compile")
    options = parser.parse_args()
    if options.compile:
        compile_all(ROOT)
        return 0
    if missing := [program for program in PROGRAMS if not shutil.which(program)]:
        print(f"gettext's programs are needed ({', '.join(missing)}); on Debian and Ubuntu: apt-get install gettext")
        return 1
    with tempfile.TemporaryDirectory(prefix="countersign-messages-") as folder:
        fresh = collected(Path(folder))
        faults = [fault for path in sorted(fresh) for fault in behind(path, fresh[path])] if options.check else []
        if not options.check:
            for path, text in fresh.items():
                path.write_text(text, "utf-8")
    if not options.check:
        compile_all(ROOT)
    for path in sorted(fresh):
        messages = read(path.read_text("utf-8"))
        faults += [f"{language(path)}: {fault}" for message in messages for fault in faults_of(message)]
        print(f"{language(path)}: {len([m for m in messages if m.id])} messages")
    print("\n".join(faults) if faults else "every message is translated")
    return 1 if faults else 0


def collected(folder: Path) -> dict[Path, str]:
    """Each catalogue as it would be if it were brought up to date now.

    Collecting writes a file beside each template, hence in a copy: tests and builds may be reading the tree.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
    os.environ.setdefault("COUNTERSIGN_DATA", str(folder / "data"))
    django.setup()
    copy = folder / "countersign"
    shutil.copytree(ROOT / "src/countersign", copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    (copy / "unmarked.py").write_text("\n".join(f"gettext_noop({text!r})" for text in unmarked()), "utf-8")
    paths = sorted((ROOT / LOCALE).glob("*/LC_MESSAGES/*.po"))
    Collect.xgettext_options = [*makemessages.Command.xgettext_options, *keywords(copy)]
    with chdir(copy):
        # The copy's own folder of translations, and no other.
        settings.LOCALE_PATHS = [str(copy / "site/locale")]
        languages = [language(path) for path in paths]
        call_command(Collect(), locale=languages, no_location=True, no_obsolete=True, verbosity=0)
    within = {path: copy / path.relative_to(ROOT / "src/countersign") for path in paths}
    return {path: DATED.sub("", file.read_text("utf-8")) for path, file in within.items()}


def keywords(folder: Path) -> list[str]:
    """Options that tell xgettext every name under which the code below `folder` marks a message."""
    found = {match for path in folder.rglob("*.py") for match in ALIAS.findall(path.read_text("utf-8"))}
    options = []
    for several, within, name in sorted(found):
        first = 2 if within else 1
        places = ["1c"] if within else []
        places += [str(first), str(first + 1)] if several else [str(first)]
        options.append(f"--keyword={name}:{','.join(places)}")
    return options


def unmarked() -> list[str]:
    """Sentences of our pages that are not marked where they are written."""
    # The command line says them as they stand; a page translates them.
    from countersign.site.equipment import PROGRAMS

    return [*FAMILIAR, *(text for program in PROGRAMS for text in (program.used_for, program.without))]


def language(path: Path) -> str:
    """The language of a catalogue, from where it stands."""
    return path.parent.parent.name


def behind(path: Path, fresh: str) -> Iterator[str]:
    """What the code says and the catalogue does not, and the other way round."""
    here = {message.key for message in read(path.read_text("utf-8"))}
    there = {message.key for message in read(fresh)}
    yield from (f"{language(path)}: not collected yet (run `make messages`): {key!r}" for key in sorted(there - here))
    yield from (
        f"{language(path)}: no longer in the code (run `make messages`): {key!r}" for key in sorted(here - there)
    )


def faults_of(message: Message) -> Iterator[str]:
    """What keeps one translation from being used."""
    if message.fuzzy:
        yield f"only guessed: {message.id!r}"
    if not message.is_translated:
        yield f"not translated: {message.id!r}"
        return
    sources = {placeholders(message.id), placeholders(message.plural or message.id)}
    for form in message.strings.values():
        if message.id and placeholders(form) not in sources:
            yield f"other placeholders than in {message.id!r}: {form!r}"
        if message.id and edges(form) != edges(message.id):
            yield f"begins or ends with other line breaks than {message.id!r}: {form!r}"


def placeholders(text: str) -> tuple[str, ...]:
    """What is filled in when a text is shown, in alphabetical order."""
    return tuple(sorted(set(PLACEHOLDER.findall(text))))


def edges(text: str) -> tuple[bool, bool]:
    """Whether a text begins, and whether it ends, with a line break."""
    return text.startswith("\n"), text.endswith("\n")


if __name__ == "__main__":
    sys.exit(main())
