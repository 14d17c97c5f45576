"""Spanish is whole: every message has its words, what runs is what is written, and pages show no English between."""

import gettext
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import formats, translation

import cast as stage
import messages
from catalogue import Message, compile_all, compiled, read
from countersign.people import signin

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/countersign/site/locale/es/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def spanish() -> list[Message]:
    return read(CATALOGUE.read_text("utf-8"))


def test_every_message_is_translated_for_sure_and_with_the_same_placeholders(spanish):
    assert len(spanish) > 1000
    assert [fault for message in spanish for fault in messages.faults_of(message)] == []


def test_the_catalogue_has_the_plural_of_spanish(spanish):
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in spanish[0].value
    assert {len(message.strings) for message in spanish if message.plural is not None} == {2}
    assert {len(message.strings) for message in spanish if message.plural is None} == {1}


def test_the_catalogue_is_neither_behind_the_code_nor_ahead_of_it():
    assert shutil.which("xgettext"), "gettext's programs are needed here; on Debian and Ubuntu: apt-get install gettext"
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/messages.py", "--check"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_compiled_catalogue_is_what_is_written():
    built = CATALOGUE.with_suffix(".mo")
    assert built.is_file(), "not compiled; `make setup` does it, or scripts/messages.py --compile"
    assert built.read_bytes() == compiled(read(CATALOGUE.read_text("utf-8"))), "behind; scripts/messages.py --compile"


def test_what_python_reads_from_the_compiled_catalogue_is_every_translation(spanish):
    found = gettext.GNUTranslations(io.BytesIO(compiled(spanish)))
    for message in spanish[1:]:
        if message.plural is None and message.context is None:
            assert found.gettext(message.id) == message.strings[0]
        elif message.context is None:
            several = [found.ngettext(message.id, message.plural, n) for n in (1, 0, 2, 7)]
            assert several == [message.strings[0], *[message.strings[1]] * 3]


def test_contexts_escapes_and_guesses_are_read_as_gettext_reads_them():
    text = """
#, fuzzy
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"
msgctxt "month"
msgid "May"
msgstr "mayo"

#, fuzzy, python-format
msgid "%(n)s left"
msgstr "%(n)s izquierda"

msgid ""
"two\\n"
"lines \\"so\\"\\t\\\\"
msgstr "dos"

#~ msgid "gone"
#~ msgstr "ido"
"""
    found = gettext.GNUTranslations(io.BytesIO(compiled(read(text))))
    assert found.pgettext("month", "May") == "mayo"
    assert found.gettext("May") == "May"
    assert found.gettext("%(n)s left") == "%(n)s left"
    assert found.gettext('two\nlines "so"\t\\') == "dos"
    assert found.gettext("gone") == "gone"


@pytest.mark.parametrize("line", ["msgid no quotes", 'message "x"', 'msgid "x" "y'])
def test_a_line_that_is_not_gettexts_is_named(line):
    with pytest.raises(ValueError, match="line 2"):
        read(f"# first\n{line}\n")


def test_compiling_writes_once_and_again_only_after_a_change(tmp_path):
    source = tmp_path / "src/countersign/site/locale/es/LC_MESSAGES/django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Language: es\\n"\n\nmsgid "Sign"\nmsgstr "Firmar"\n', "utf-8")
    compile_all(tmp_path)
    first = source.with_suffix(".mo").stat()
    compile_all(tmp_path)
    assert source.with_suffix(".mo").stat().st_mtime_ns == first.st_mtime_ns
    source.write_text(source.read_text("utf-8").replace("Firmar", "Firme"), "utf-8")
    compile_all(tmp_path)
    assert b"Firme" in source.with_suffix(".mo").read_bytes()
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (Message(id="Sign"), "not translated"),
        (Message(id="Sign", strings={0: "Firmar"}, fuzzy=True), "only guessed"),
        (Message(id="%(n)s left", strings={0: "quedan %(m)s"}), "placeholders"),
        (Message(id="{n} left", strings={0: "quedan"}), "placeholders"),
        (Message(id="%(n)s day", plural="%(n)s days", strings={0: "%(n)s día", 1: ""}), "not translated"),
        (Message(id="Sign\n", strings={0: "Firmar"}), "line breaks"),
    ],
)
def test_what_would_spoil_a_page_is_a_fault(entry, fault):
    assert [fault in said for said in messages.faults_of(entry)] == [True]


def test_one_day_may_be_said_without_its_number():
    entry = Message(id="one day", plural="%(n)s days", strings={0: "un día", 1: "%(n)s días"})
    assert list(messages.faults_of(entry)) == []


class Words(HTMLParser):
    """What a page says, piece by piece, without what is marked as being in English."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("title", "alt", "placeholder", "aria-label"):
            if given.get(name) and not self._quiet:
                self.said.append(str(given[name]))
        if tag not in ("meta", "link", "img", "input", "br", "hr", "use", "wbr", "col", "source"):
            self._stack.append((tag, self._quiet or tag in ("script", "style") or given.get("lang") == "en"))

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._quiet:
            self.said.append(" ".join(data.split()))

    @property
    def _quiet(self) -> bool:
        return bool(self._stack) and self._stack[-1][1]


def test_a_date_in_figures_cannot_be_mistaken_for_another():
    with translation.override("es"):
        assert formats.date_format(date(2026, 12, 2), "SHORT_DATE_FORMAT") == "2 dic 2026"
        assert formats.date_format(datetime(2026, 12, 2, 15, 4), "SHORT_DATETIME_FORMAT") == "2 dic 2026, 15:04"
        assert formats.number_format(1234.5, 1, force_grouping=True) == "1,234.5"


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of the house that needs nothing filled in."""
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern).replace("\\Z", "").strip("^$")
        if isinstance(entry, URLResolver):
            yield from addresses(entry, here)
        elif isinstance(entry, URLPattern) and not re.search(r"[<(]|logout", here):
            yield here


def entered(person: str) -> Client:
    """Somebody in a browser that asks for Spanish: signed in, their second factor shown."""
    client = Client(headers={"accept-language": "es"})
    user = signin.create(person)
    client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[METHODS] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def test_pages_in_spanish_show_no_english_of_ours(db, settings, tmp_path, spanish):
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence}
    cache.clear()
    cast = stage.everybody()
    english = {text for m in spanish[1:] for text in (m.id, m.plural) if text and text not in m.strings.values()}
    # A choice of languages calls each as it calls itself.
    english.discard("English")
    # The library that sets up passkeys calls this field so in every language.
    english.discard("Name")
    shown, found = 0, {}
    for person in (cast.ana, cast.rita):
        client = entered(person)
        for address in addresses(get_resolver()):
            answer = client.get(address)
            if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
                continue
            words = Words()
            words.feed(answer.content.decode())
            assert '<html lang="es"' in answer.content.decode(), address
            shown += 1
            found |= {text: address for text in words.said if text in english}
    assert found == {}
    assert shown > 30
