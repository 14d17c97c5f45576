"""The demonstration is a believable department, built through the real acts and nothing else."""

import io
from collections import Counter

import pytest
from django.core.cache import cache

import databases
from countersign.accounts.models import Account
from countersign.gate import log, row
from countersign.people.models import Mandate, Person, Unit
from countersign.posts import queries, words
from countersign.posts.models import Placement, Post
from countersign.rules.replay import replay
from countersign.site import engine
from countersign.site.demo import running
from countersign.site.past import Packs, recorded
from posts.conftest import kept_in

pytestmark = pytest.mark.early


@pytest.fixture(scope="module")
def department(migrated, django_db_blocker, tmp_path_factory):
    """Built once: nothing is changed in it afterwards."""
    folder = tmp_path_factory.mktemp("department")
    # The log's files belong to the data folder, which is the test's own.
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        kept_in(folder),
        databases.own_database(migrated, folder),
    ):
        patch.setattr(engine, "publish_log", lambda: log.publish(folder / "log", folder / "keys"))
        cache.clear()
        running.build(io.StringIO())
        yield


def test_it_has_the_people_accounts_and_posts_that_it_promises(department):
    assert Unit.objects.count() >= 6
    assert Person.objects.count() >= 60
    offices = set(Mandate.objects.filter(kind="appointment").values_list("office", flat=True))
    assert {"director", "pio"} <= offices
    assert Mandate.objects.filter(kind="delegation").count() == 2
    assert Account.objects.count() == 8
    assert {"open", "applied", "suspended", "closed"} == set(Account.objects.values_list("state", flat=True))
    assert Post.objects.count() >= 30
    states = Counter(Post.objects.values_list("state", flat=True))
    moves = {"submitted", "signed", "returned", "refused", "scheduled", "published", "withdrawn", "filled"}
    assert set(states) == moves
    placed = {line.state for line in queries.placement_lines(Placement.objects.all())}
    assert placed == set(words.PLACEMENT), "every state of a placement is there"


def test_every_decision_comes_out_again_and_some_were_refusals_with_clauses(department):
    assert replay(recorded(), Packs()).difference is None
    refused = [r for r in row.rows() if r.content["decision"]["determining"]]
    assert len(refused) >= 3
    assert log.verify().ok
