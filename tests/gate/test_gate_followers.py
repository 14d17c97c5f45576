"""Followers see every allowed row once they catch up, twice at worst; one that fails is set aside, the rest goes on."""

from dataclasses import replace

import pytest

import cast as stage
from countersign.gate import followers, wiring
from countersign.gate.models import Cursor, SetAside
from countersign.gate.wiring import Follower
from countersign.people import acts

pytestmark = pytest.mark.storage


@pytest.fixture
def follow(cast):
    before = wiring.house().wiring

    def add(name: str, handle) -> None:
        wanted = Follower(name, frozenset({"hire"}), handle)
        now = wiring.house().wiring
        wiring.install(replace(now, followers=(*now.followers, wanted)))

    yield add
    wiring.install(before)


def hire(cast: stage.Cast, *numbers: int) -> None:
    rita = stage.acting(cast.rita, "administrator")
    for number in numbers:
        stage.do(acts.Hire(str(number), f"Person {number}", "full_time", cast.hill), rita)


def test_a_follower_gets_every_row_of_its_acts_in_order_and_each_once(cast, follow):
    seen: list[str] = []
    follow("census", lambda row: seen.append(row.content["fields"]["employee_no"]))

    followers.catch_up()
    hire(cast, 4001, 4002)
    followers.catch_up()
    followers.catch_up()

    assert seen == ["1004", "2001", "3001", "4001", "4002"]


def test_a_refused_act_is_not_handed_over(cast, follow):
    from countersign.gate.act import NotYours
    from countersign.gate.door import perform

    seen: list[int] = []
    followers.catch_up()
    follow("census", lambda row: seen.append(row.seq))
    followers.catch_up()
    seen.clear()

    with pytest.raises(NotYours):
        perform(acts.Hire("4001", "Noor Haddad", "full_time", cast.hill), by=stage.employee(cast.lee))
    followers.catch_up()

    assert seen == []


def test_a_row_that_keeps_failing_is_set_aside_and_the_rest_goes_on(cast, follow):
    seen: list[str] = []

    def picky(row) -> None:
        if row.content["fields"]["employee_no"] == "4001":
            raise RuntimeError("cannot read this one")
        seen.append(row.content["fields"]["employee_no"])

    follow("picky", picky)
    hire(cast, 4001, 4002)
    for _ in range(followers.TRIES):
        followers.catch_up()

    assert seen == ["1004", "2001", "3001", "4002"]
    aside = SetAside.objects.get(follower="picky")
    assert (aside.tries, aside.settled) == (followers.TRIES, False)
    assert "cannot read this one" in aside.error


def test_one_follower_that_fails_does_not_hold_up_another(cast, follow):
    seen: list[int] = []

    def broken(row) -> None:
        raise RuntimeError("always")

    follow("broken", broken)
    follow("sound", lambda row: seen.append(row.seq))
    followers.catch_up()

    assert len(seen) == 3


def test_a_cursor_never_goes_back(cast, follow):
    follow("census", lambda row: None)
    followers.catch_up()
    far = Cursor.objects.get(follower="census").seq
    followers._advance(Cursor(follower="census", seq=0), 1)

    assert Cursor.objects.get(follower="census").seq == far
