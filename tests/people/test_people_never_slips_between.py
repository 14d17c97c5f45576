"""What somebody may do does not change under an act: whichever comes first is first in the ledger, and decides."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

import cast as stage
import databases
from countersign.gate import points
from countersign.gate.act import By, NotYours
from countersign.gate.door import perform
from countersign.gate.row import rows
from countersign.people import acts

pytestmark = pytest.mark.storage
PATIENCE_S = 20


@pytest.fixture
def cast(migrated, django_db_blocker, accounts, evidence, tmp_path):
    """The cast in a database of its own, since these acts commit."""
    with django_db_blocker.unblock(), databases.own_database(migrated, tmp_path):
        yield stage.everybody()


class Halting:
    """Runs an act in a thread that stops at one point until told to go on."""

    def __init__(self, act: Callable[[], object], point: str) -> None:
        self.there, self.go, self.over = threading.Event(), threading.Event(), threading.Event()
        self.point, self.act, self.failed = point, act, None
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.act()
        except Exception as error:
            self.failed = error
        finally:
            connection.close()
            self.over.set()

    def __call__(self, point: str) -> None:
        if threading.current_thread() is self.thread and point == self.point:
            self.there.set()
            assert self.go.wait(PATIENCE_S)

    def __enter__(self) -> "Halting":
        points.listen(self)
        self.thread.start()
        assert self.there.wait(PATIENCE_S)
        return self

    def __exit__(self, *_: object) -> None:
        self.go.set()
        self.thread.join(PATIENCE_S)
        points.listen(None)


def order() -> list[str]:
    return [row.act for row in rows() if row.act in ("authorize", "end_employment")]


@pytest.fixture
def mia(cast) -> By:
    stage.delegate(stage.acting(cast.ana, "pio"), cast.mia, "authorization.sign")
    return stage.acting(cast.mia, "pio", kind="designee")


@pytest.fixture
def ana_leaves(cast) -> Callable[[], object]:
    rita = stage.acting(cast.rita, "administrator")
    return lambda: stage.do(acts.EndEmployment(cast.ana, stage.REASON), rita)


def test_a_giver_who_leaves_waits_until_the_designees_act_is_done(cast, mia, ana_leaves):
    with Halting(lambda: stage.authorize(mia, cast.lee, "hill_fb"), "facts_gathered") as signing:
        leaving = threading.Thread(target=lambda: (ana_leaves(), connection.close()))
        leaving.start()
        # It cannot be done while the other holds what it relies on.
        leaving.join(0.5)
        assert leaving.is_alive()
        signing.go.set()
        leaving.join(PATIENCE_S)
    assert signing.failed is None
    assert order() == ["authorize", "end_employment"]


def test_a_designee_who_comes_later_has_nothing_any_more(cast, mia, ana_leaves):
    tried: list[Exception] = []

    def sign() -> None:
        try:
            stage.authorize(mia, cast.lee, "hill_fb")
        except (NotYours, StopIteration) as error:
            tried.append(error)
        finally:
            connection.close()

    with Halting(ana_leaves, "effect_done") as leaving:
        signing = threading.Thread(target=sign)
        signing.start()
        signing.join(0.5)
        assert signing.is_alive()
        leaving.go.set()
        signing.join(PATIENCE_S)
    assert leaving.failed is None
    assert [type(error) for error in tried] == [NotYours]
    assert [row.allowed for row in rows() if row.act == "authorize"] == [False]


def test_two_hires_of_one_number_make_one_person(cast):
    rita = stage.acting(cast.rita, "administrator")
    act = acts.Hire("4001", "New Person", "temporary", cast.hill)
    told: list[object] = []

    def second() -> None:
        try:
            told.append(perform(act, by=rita))
        except Exception as error:
            told.append(error)
        finally:
            connection.close()

    with Halting(lambda: stage.do(act, rita), "effect_done") as first:
        other = threading.Thread(target=second)
        other.start()
        first.go.set()
        other.join(PATIENCE_S)
    assert first.failed is None
    assert [type(t).__name__ for t in told] == ["NotNow"]
