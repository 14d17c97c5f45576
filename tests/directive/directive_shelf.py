"""Texts, the pack cut to them, and versions made through the real acts."""

import re
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from django.http import HttpResponse
from django.test import Client

import cast as stage
from countersign.directive import acts, reading
from countersign.gate import packs
from countersign.gate.act import By
from countersign.rules.pack import Pack
from countersign.rules.text import parse

LAMPS = Path(__file__).parents[1] / "rules_text" / "data" / "lamps.txt"


@dataclass(frozen=True)
class Offices:
    """Who works on versions: Ana and Rita bring texts in, Dov signs."""

    ana: By
    dov: By
    rita: By


def text_of_lamps(**changed: str) -> str:
    """The test text; each change is `old=new` with `_` for a blank."""
    text = LAMPS.read_text(encoding="utf-8")
    for old, new in changed.items():
        before = old.replace("_", " ")
        assert before in text
        text = text.replace(before, new)
    return text


def pack_for(text: str) -> Pack:
    """The shipped pack with exactly the clauses of a text; what it requires stays as it is."""
    shipped = packs.shipped(stage.PACK)
    ids = {c.id for c in parse(text).walk()}
    return replace(shipped, version="lamps", clauses=tuple(c for c in shipped.clauses if c.id in ids))


def kept(text: str, name: str = "directive.txt") -> str:
    """A file kept as evidence. Returns its commitment."""
    return reading.keep(text.encode(), name)


def imported(offices: Offices, text: str, *settled) -> str:
    """A version brought in by Ana. Returns its id."""
    return stage.do(acts.ImportDirective(kept(text), "en", settled), offices.ana).subject_id


def in_force(offices: Offices, text: str) -> str:
    """A version brought in, signed and in force, under a pack that fits it. Returns its id."""
    stage.adopt(pack_for(text))
    version = imported(offices, text)
    stage.do(acts.SignDirective(version), offices.dov)
    stage.do(acts.AdoptDirective(version), offices.dov)
    return version


def signed_in(person: str) -> Client:
    """A browser in which somebody of the cast has signed in, the second factor met: by the card of a demonstration."""
    browser = Client()
    browser.post("/cast/", {"person": person})
    return browser


def seen(answer: HttpResponse) -> str:
    """What a page says to a reader: its main part without markup, blanks as one."""
    html = answer.content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
