"""The first installation of an agency: asked, checked, founded whole or not at all."""

import io
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from PIL import Image

import cast as stage
from countersign.evidence.models import Content
from countersign.gate import clock, packs
from countersign.gate.models import Installation, LedgerBody
from countersign.people import queries
from countersign.people.models import Agency, SignIn
from countersign.site import init

pytestmark = [pytest.mark.django_db, pytest.mark.early]

GIVEN = {
    "agency": "Department of Corrections",
    "website": "https://doc.example.gov",
    "contact": "Office of Public Information, 217 555 0100",
    "origin": "log.doc.example.gov/countersign",
    "instrument": "EO 2026-07",
    "director": "1001:Dov Okafor:dov.okafor@doc.example.gov",
    "pio": "1002:Ana Reyes:ana.reyes@doc.example.gov",
    "administrator": "1003:Rita Lund",
}
UNITS = ("DOC:Department of Corrections:office", "HILL:Hill Correctional Center:facility:DOC")


def flags(units=UNITS, **changed: str | None) -> list[str]:
    given = {**GIVEN, **changed}
    words = [w for name, value in given.items() if value is not None for w in (f"--{name}", value)]
    return [*words, *(w for unit in units for w in ("--unit", unit))]


def links(said: str) -> list[str]:
    return re.findall(r"http://localhost:8000(/sign-in/\S+)", said)


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())


class Terminal(io.StringIO):
    """Somebody who types these lines."""

    def isatty(self) -> bool:
        return True


@pytest.mark.storage
def test_flags_alone_found_the_house(command, data):
    done = command("init", *flags())
    assert (done.status, done.err) == (0, "")
    assert Installation.objects.get().origin == "log.doc.example.gov/countersign"
    assert not Installation.objects.get().demo
    assert queries.agency().name == "Department of Corrections"
    assert [(u.code, u.parent is not None) for u in queries.units()] == [("DOC", False), ("HILL", True)]
    held = {(h.name, h.office, h.instrument) for h in queries.holders(clock.now())}
    assert held == {
        ("Dov Okafor", "director", "EO 2026-07"),
        ("Ana Reyes", "pio", "EO 2026-07"),
        ("Rita Lund", "administrator", "EO 2026-07"),
    }
    body = LedgerBody.objects.get()
    assert (body.act, body.actor, body.result) == ("install", "operator", "allowed")
    assert (data / "keys" / "log_key").stat().st_mode & 0o077 == 0
    assert "http://localhost:8000/setup/" in done.out
    assert "COUNTERSIGN_MAIL_HOST" in done.out


@pytest.mark.storage
def test_each_of_the_first_three_sets_a_password_once_by_their_own_link(command):
    (dov, _ana, _rita) = links(command("init", *flags()).out)
    client = Client()
    form = client.get(dov, follow=True)
    where = form.redirect_chain[-1][0]
    chosen = {"password1": "a long enough sentence 7", "password2": "a long enough sentence 7"}
    assert client.post(where, chosen).status_code == 302
    assert SignIn.objects.get(username="1001").check_password("a long enough sentence 7")
    again = Client().get(dov, follow=True)
    assert Client().post(again.redirect_chain[-1][0] if again.redirect_chain else dov, chosen).status_code != 302


@pytest.mark.storage
def test_links_are_printed_again_only_for_those_without_a_password(command):
    command("init", *flags())
    ana = SignIn.objects.get(username="1002")
    ana.set_password("a long enough sentence 7")
    ana.save()
    said = command("init", "--links")
    assert said.status == 0
    assert len(links(said.out)) == 2
    assert "Ana Reyes" not in said.out
    for entry in SignIn.objects.all():
        entry.set_password("a long enough sentence 7")
        entry.save()
    assert command("init", "--links").status == 1


def test_links_before_anything_is_installed_are_refused(command):
    said = command("init", "--links")
    assert (said.status, SignIn.objects.count()) == (1, 0)


@pytest.mark.storage
def test_a_second_installation_is_refused_and_changes_nothing(command):
    command("init", *flags())
    again = command("init", *flags(agency="Another agency", origin="other.example.gov"))
    assert again.status == 1
    assert "Already installed, for Department of Corrections" in again.err
    assert LedgerBody.objects.count() == 1
    assert Installation.objects.get().origin == "log.doc.example.gov/countersign"


@pytest.mark.storage
def test_a_demonstration_is_not_made_into_an_installation(command):
    stage.demonstration()
    said = command("init", *flags())
    assert said.status == 1
    assert "demonstration" in said.err
    assert not Agency.objects.exists()


@pytest.mark.storage
def test_a_file_answers_and_flags_go_before_it(command, tmp_path):
    Image.new("RGB", (30, 20), "navy").save(tmp_path / "logo.png")
    (tmp_path / "answers.toml").write_text(
        """
        agency = "Department of Corrections"
        website = "https://doc.example.gov"
        contact = "217 555 0100"
        instrument = "EO 2026-07"
        logo = "logo.png"
        [[units]]
        code = "DOC"
        name = "Department of Corrections"
        kind = "office"
        [[units]]
        code = "HILL"
        name = "Hill Correctional Center"
        kind = "facility"
        parent = "DOC"
        [director]
        number = "1001"
        name = "Dov Okafor"
        mail = "dov.okafor@doc.example.gov"
        [pio]
        number = "1002"
        name = "Ana Reyes"
        unit = "HILL"
        employment = "contractual"
        [administrator]
        number = "1002"
        name = "Ana Reyes"
        unit = "HILL"
        employment = "contractual"
        """
    )
    done = command("init", "--from", tmp_path / "answers.toml", "--contact", "217 555 0199")
    assert (done.status, done.err) == (0, "")
    agency = queries.agency()
    assert agency.contact == "217 555 0199"
    assert Content.objects.get(pk=agency.logo).media_type == "image/png"
    # The log's name follows from the website where nobody said another one.
    assert Installation.objects.get().origin == "doc.example.gov/countersign"
    assert sorted(h.office for h in queries.holders(clock.now()) if h.name == "Ana Reyes") == ["administrator", "pio"]
    assert len(links(done.out)) == 2


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"website": "doc.example.gov"}, "--website: a web address that begins with https://"),
        ({"origin": "https://doc.example.gov"}, "--origin: a host name in small letters"),
        ({"pack": "nothing"}, "--pack: one of idoc_01_02_400"),
        ({"pack": "../packs"}, "--pack: one of idoc_01_02_400"),
        ({"instrument": "  "}, "--instrument: the number of a paper is needed"),
        ({"director": "1001"}, "--director 1001: write NUMBER:NAME:MAIL"),
        ({"pio": "1002:Ana Reyes:not-an-address"}, "--pio: this is not an e-mail address"),
        ({"pio": "1001:Ana Reyes"}, "employee number 1001 is given for two different people"),
        ({"logo": "/nowhere/logo.png"}, "--logo: /nowhere/logo.png is no PNG"),
        ({"units": ("DOC:Department:castle",)}, "a kind is one of facility, office, program, parole"),
        ({"units": ("DOC",)}, "write CODE:NAME:KIND"),
        ({"units": ("DOC:Department:office", "HILL:Hill:facility:NONE")}, "its parent does not stand before it"),
        ({"director": None}, "--director"),
        ({"units": ()}, "--unit"),
    ],
)
def test_an_answer_that_makes_no_sense_is_told_and_nothing_is_written(command, wrong, says):
    said = command("init", *flags(**wrong))
    assert said.status == 2
    assert says in said.err
    assert not Agency.objects.exists() and not Installation.objects.exists() and not LedgerBody.objects.exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("agency = ", "answers.toml: Invalid value"),
        ('colour = "blue"', "not known: colour"),
        ("agency = 7", "agency is a text in quotes"),
        ("units = 7", "units: a table is expected"),
        ('[[units]]\ncode = "DOC"', "units: kind, name missing"),
        ('[[units]]\ncode = "DOC"\nname = "D"\nkind = "office"\nroof = "flat"', "units: roof not known"),
        ("director = 7", "director: a table is expected"),
        ("[director]\nnumber = 7", "director: every value is a text in quotes"),
    ],
)
def test_a_faulty_file_is_told(command, tmp_path, text, says):
    (tmp_path / "answers.toml").write_text(text)
    units = () if "units" in text else UNITS
    changed = {n: None for n in ("agency", "director") if n in text}
    said = command("init", "--from", tmp_path / "answers.toml", *flags(units, **changed))
    assert said.status == 2
    assert says in said.err
    assert not Agency.objects.exists()


def test_without_a_terminal_everything_that_is_missing_is_named_at_once(command):
    said = command("init", "--agency", "Department of Corrections")
    assert said.status == 2
    for name in ("--website", "--contact", "--unit", "--instrument", "--director", "--pio", "--administrator"):
        assert name in said.err


TYPED = (
    "Department of Corrections", "doc.example.gov", "https://doc.example.gov", "217 555 0100", "", "", "",
    "DOC:Department of Corrections:castle", "DOC:Department of Corrections:office", "HILL:Hill:facility:DOC", "",
    "", "EO 2026-07",
    "1001", "Dov Okafor", "dov@", "dov@doc.example.gov",
    "1002", "Ana Reyes", "",
    "1002",
)  # fmt: skip


def test_on_a_terminal_a_wrong_answer_is_asked_again(command, monkeypatch):
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(TYPED) + "\n"))
    done = command("init")
    assert (done.status, done.err) == (0, "")
    for why in ("begins with https://", "a kind is one of", "paper is needed", "not an e-mail address"):
        assert why in done.out
    assert Installation.objects.get().origin == "doc.example.gov/countersign"
    assert packs.in_force().id == "idoc_01_02_400"
    assert len(links(done.out)) == 2


@pytest.mark.parametrize("answered", [0, 4, 9, len(TYPED) - 1])
def test_leaving_in_the_middle_leaves_nothing(command, monkeypatch, answered):
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in TYPED[:answered])))
    said = command("init")
    assert said.status == 2
    assert "Nothing is half done" in said.err
    assert not Agency.objects.exists() and not Installation.objects.exists() and not LedgerBody.objects.exists()


@pytest.mark.storage
def test_one_that_stopped_before_the_act_is_begun_again_with_other_answers(command, monkeypatch):
    def cut_off(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(init, "perform", cut_off)
        assert command("init", *flags()).status == 2
    assert not Agency.objects.exists()
    assert command("init", *flags(origin="other.example.gov/log")).status == 0
    assert Installation.objects.get().origin == "other.example.gov/log"


@pytest.mark.storage
def test_one_that_stopped_after_the_act_gives_its_links_later(command, monkeypatch):
    def cut_off(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(init, "_print_links", cut_off)
        assert command("init", *flags()).status == 2
    assert "--links" in command("init", *flags()).err
    assert len(links(command("init", "--links").out)) == 3


@pytest.mark.storage
def test_what_the_log_is_signed_under_is_the_origin_that_was_given(command, data):
    command("init", *flags())
    assert command("log", "publish", data / "log").status == 0
    assert (data / "log" / "checkpoint").read_text().startswith("log.doc.example.gov/countersign\n1\n")
    assert command("log", "verify", data / "log").status == 0


@pytest.mark.storage
def test_a_real_process_interrupted_at_a_question_leaves_a_database_without_a_house(tmp_path: Path):
    """As typed in a shell, on a terminal, with Ctrl-C."""
    leader, follower = os.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"COUNTERSIGN_DATA": str(tmp_path)}
    asked = subprocess.Popen(
        [sys.executable, "-m", "countersign.cli", "init"],
        stdin=follower, stdout=follower, stderr=follower, env=environment, start_new_session=True,
        # What is started in the background is deaf to Ctrl-C, and so would be what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    os.close(follower)
    seen = SimpleNamespace(text="")

    def read_until(words: str) -> None:
        end = time.monotonic() + 60
        while words not in seen.text and time.monotonic() < end:
            if select.select([leader], [], [], 1)[0]:
                seen.text += os.read(leader, 4096).decode()
        assert words in seen.text

    try:
        read_until("as the public knows it:")
        os.write(leader, b"Department of Corrections\n")
        read_until("must link to:")
        asked.send_signal(signal.SIGINT)
        read_until("Nothing is half done")
        assert asked.wait(timeout=30) == 2
    finally:
        asked.kill()
        asked.wait()
        os.close(leader)
    again = subprocess.run(
        [sys.executable, "-m", "countersign.cli", "init", *flags()],
        env=environment, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert again.returncode == 0, again.stderr
