"""Act by capacity by whose matter it is: what the gate answers is what the file `matrix.toml` says, cell by cell."""

import os
import random
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

import databases
from countersign.gate import clock, door, packs
from countersign.gate.act import Capacity, NotNow, NotYours, Scope
from countersign.gate.door import ask
from countersign.gate.wiring import house as wired
from countersign.people import capacities
from countersign.rules import facts
from countersign.rules.acts import ACTS
from countersign.rules.decide import ask_one
from countersign.rules.outcome import Result
from countersign.rules.pack import Office, Pack, Requirement
from laws import matrix_world
from laws.matrix_world import CAPACITIES
from posts.conftest import kept_in

pytestmark = [pytest.mark.storage, pytest.mark.early]
LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
FLIPS = 400 if LONG else 6
RELATIONS = ("own", "other", "elsewhere")
ANSWERED_BY_OFFICE = {"question.answer", "signature.withdraw", "delegation.return"}
"""Powers that are used only by the offices that a matter names, whoever else holds them."""
ABOUT_THE_PERSON = ("not_own", "signer_office", "delegation_direct")
"""Kinds of requirement that ask nothing but who it is."""

Cell = tuple[str, str, str]
Cells = dict[Cell, bool]


def written() -> Cells:
    """The file, every cell of it."""
    names = sorted(wired().acts)
    cells: Cells = {}
    for rule in tomllib.loads((Path(__file__).parent / "matrix.toml").read_text("utf-8"))["rule"]:
        assert set(rule) == {"acts", "capacities", "relations", "may", "why"}
        assert len(rule["why"]) > 10
        of = names if rule["acts"] == ["*"] else rule["acts"]
        by = CAPACITIES if rule["capacities"] == ["*"] else rule["capacities"]
        assert set(of) <= set(names), set(of) - set(names)
        assert set(by) <= set(CAPACITIES), set(by) - set(CAPACITIES)
        cells.update(dict.fromkeys(product(of, by, rule["relations"]), rule["may"]))
    return cells


class Asked:
    """What every act touches, for everybody; asked once, since it does not depend on what anybody holds."""

    def __init__(self, world: matrix_world.World) -> None:
        self.world = world
        self.acts = matrix_world.acts(world)
        self.scopes = {}
        for act, who in product(self.acts, CAPACITIES):
            by = world.people[who]
            other = door._scope(self.acts[act](world.hill), by)
            if act in ("submit_strategy", "delegate") and other.own == (by.person,):
                other = replace(other, own=(world.hill.person,))
            self.scopes[act, who, "other"] = other
            self.scopes[act, who, "own"] = matrix_world.owned(other, by)
            self.scopes[act, who, "elsewhere"] = door._scope(self.acts[act](world.logan), by)

    def cells(self) -> Cells:
        """What the gate answers, as it stands now."""
        pack = packs.in_force()
        with packs.held(pack):
            held = {who: self.held(who, clock.now()) for who in CAPACITIES}
            asked = {act: about_the_person(act) for act in self.acts}
            return {
                cell: self._may(pack, asked[cell[0]], held[cell[1]], cell, scope) for cell, scope in self.scopes.items()
            }

    def held(self, who: str, at: datetime) -> Capacity | None:
        by = self.world.people[who]
        return next((c for c in capacities.of(by.person, at) if c.mandate == by.mandate), None)

    def _may(self, pack: Pack, asked: list[Requirement], held: Capacity | None, cell: Cell, scope: Scope) -> bool:
        if held is None or not held.holds(ACTS[cell[0]].power, scope):
            return False
        if not asked:
            return True
        known = self._facts(held, scope, own=cell[2] == "own")
        return all(ask_one(pack, r, known).result is Result.ALLOWED for r in asked)

    def _facts(self, held: Capacity, scope: Scope, *, own: bool) -> facts.Facts:
        named = held.person if own else self.world.hill.person
        offices = (held.office,) if own and held.office else ()
        return facts.Facts(
            (
                facts.Actor(held.person, held.kind, "", held.office, held.mandate, held.reason),
                facts.Matter(scope.ref.kind, scope.ref.id or "", scope.hash, 0, scope.own, scope.units),
                facts.Named(named, True, offices),
                facts.Delegating(("post.sign",), "absence", held.person, named, held.kind, ()),
            )
        )


def about_the_person(act: str) -> list[Requirement]:
    return [r for r in packs.in_force().requirements if act in r.acts and r.kind in ABOUT_THE_PERSON]


def difference(found: Cells, told: Cells) -> dict[Cell, str]:
    return {
        cell: f"{cell}: gate {found.get(cell)}, file {told.get(cell)}"
        for cell in sorted(found.keys() | told.keys())
        if found.get(cell) != told.get(cell)
    }


@pytest.fixture(scope="module")
def asked(built, django_db_blocker, tmp_path_factory) -> Iterator[Asked]:
    """Asked once, in a database that nothing is changed in afterwards."""
    name, house, folder = built
    here = databases.own_database(name, tmp_path_factory.mktemp("matrix"))
    with django_db_blocker.unblock(), kept_in(folder), here:
        yield Asked(matrix_world.world(house))


def test_the_gate_answers_what_the_file_says_in_every_cell(asked, counted):
    assert set(asked.acts) == set(wired().acts), "an act that nobody asks about"
    told = written()
    assert len(told) == len(wired().acts) * len(CAPACITIES) * len(RELATIONS)
    wrong = difference(asked.cells(), told)
    assert not wrong, "\n".join(wrong.values())
    assert set(wired().acts) - {act for (act, _, _), may in told.items() if may} == {"install"}
    through_the_whole_door(asked, told)
    counted(seed=1, cells=len(told))


def test_an_answer_that_is_turned_round_is_noticed(asked, counted):
    told = written()
    for seed in range(FLIPS):
        chance = random.Random(seed)
        if seed % 2:
            cell = chance.choice(
                [c for c in sorted(told) if told[c] or not (c[1] == "operator" or about_the_person(c[0]))]
            )
            with turned_round(asked, cell):
                assert cell in difference(asked.cells(), told), cell
        else:
            office = chance.choice([o for o in packs.in_force().offices if o.scope == "agency"])
            power = chance.choice(sorted({ACTS[a].power for a in asked.acts} - ANSWERED_BY_OFFICE))
            with given_or_taken(office, power):
                assert difference(asked.cells(), told), f"{power} of {office.id}"
    assert not difference(asked.cells(), told), "put back, everything is as it was"
    counted(flipped_cells=FLIPS)


def decided_by_power(cell: Cell) -> bool:
    """Whether nothing but the power decides: somebody is there to hold it, and no requirement says no besides."""
    act, who, _ = cell
    return who != "operator" and not about_the_person(act)


@contextmanager
def turned_round(asked: Asked, cell: Cell) -> Iterator[None]:
    """Code in which one capacity gives the opposite of what it should, over one matter."""
    act, who, _ = cell
    where, by, right = asked.scopes[cell], asked.world.people[who], Capacity.holds

    def wrong(self: Capacity, power: str, scope: Scope) -> bool:
        meant = scope is where and (self.person, self.mandate, power) == (by.person, by.mandate, ACTS[act].power)
        return right(self, power, scope) != meant

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Capacity, "holds", wrong)
        yield


@contextmanager
def given_or_taken(office: Office, power: str) -> Iterator[None]:
    """A pack in which one office has a power too many, or one too few."""
    powers = tuple(p for p in office.powers if p != power) if power in office.powers else (*office.powers, power)
    pack = packs.in_force()
    offices = tuple(replace(o, powers=powers) if o.id == office.id else o for o in pack.offices)
    token = packs._held.set(replace(pack, offices=offices))
    try:
        yield
    finally:
        packs._held.reset(token)


def through_the_whole_door(asked: Asked, told: Cells) -> None:
    """The same through `ask` itself, wherever the act can be asked about as it stands: wrong person or not."""
    through, chance = {True: 0, False: 0}, random.Random(1)
    for (act, who, relation), may in told.items():
        if relation == "own" or who == "operator" or not (LONG or may or chance.random() < 0.1):
            continue
        by = asked.world.people[who]
        place = asked.world.hill if relation == "other" else asked.world.logan
        try:
            decision = ask(asked.acts[act](place), by=by)
            stopped = {packs.in_force().requirement[d.requirement].kind for d in decision.determining}
            answer = not stopped & set(ABOUT_THE_PERSON)
        except NotYours:
            answer = False
        except NotNow:
            answer = True
        except Exception:
            continue
        assert answer == may, f"{act} by {who}, {relation}: ask says {answer}"
        through[may] += 1
    assert through[True] > 100, through
    assert through[False] > (1000 if LONG else 100), through
