"""The cast in front of the pages: signed in as they would be, on accounts that the test states."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from django.conf import settings as django_settings
from django.test import Client

import cast as stage
import ready_made
from countersign.gate import wiring
from countersign.gate.act import Scope
from countersign.gate.wiring import Port
from countersign.people import names, signin
from countersign.rules import facts

CALLED = {"hill_fb": "Facebook: Hill Correctional Center", "doc_x": "X: @doc"}


@dataclass
class Accounts:
    """What the room of accounts says: what they are called, which can be chosen, in which state each is."""

    called: Mapping[str, str] = field(default_factory=lambda: dict(CALLED))
    states: dict[str, str] = field(default_factory=lambda: dict.fromkeys(CALLED, "open"))

    def names(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {id: self.called[id] for id in ids if id in self.called}

    def offered(self, viewer: str, at: datetime) -> list[tuple[str, str]]:
        return list(self.called.items())

    def standing(self, scopes: Sequence[Scope], at: datetime) -> list[facts.Accounts]:
        return [
            facts.Accounts(
                tuple(facts.AccountStanding(a, "facebook", self.states.get(a, "closed"), True) for a in s.accounts)
            )
            for s in scopes
        ]

    def platforms(self, scopes: Sequence[Scope], at: datetime) -> list[facts.Platforms]:
        return [facts.Platforms((facts.PlatformStanding("facebook", True, "t1", "t1"),)) for _ in scopes]


@pytest.fixture
def accounts() -> Iterator[Accounts]:
    """The room above, as far as these pages ask it; put back afterwards."""
    said = Accounts()
    before = wiring.house().wiring
    kept = dict(names._names), dict(names._offered)
    others = tuple(p for p in before.ports if p.fact not in (facts.Accounts, facts.Platforms))
    here = (Port(facts.Accounts, said.standing), Port(facts.Platforms, said.platforms))
    wiring.install(replace(before, ports=(*others, *here)))
    names.use(names.ACCOUNT, said.names, said.offered)
    yield said
    names._names.clear()
    names._offered.clear()
    names._names.update(kept[0])
    names._offered.update(kept[1])
    wiring.install(before)


@pytest.fixture
def cast(db, accounts, settings, tmp_path: Path) -> stage.Cast:
    evidence = {**settings.STORAGES["evidence"], "OPTIONS": {"location": tmp_path / "evidence"}}
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence}
    return ready_made.begin_with(__name__, stage.everybody, tmp_path)


@pytest.fixture
def rita(cast):
    return stage.acting(cast.rita, "administrator")


@pytest.fixture
def ana(cast):
    return stage.acting(cast.ana, "pio")


@pytest.fixture
def dov(cast):
    return stage.acting(cast.dov, "director")


@pytest.fixture
def enter() -> Callable[[str], Client]:
    """Somebody in a browser: signed in, their second factor shown."""

    def entered(person: str) -> Client:
        client = Client()
        user = signin.create(person)
        client.force_login(user, backend=django_settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session[METHODS] = [{"method": "mfa", "at": 0}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return entered


def said(response) -> str:
    """What a page says to a reader: its text without marks, spaces as one."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
