"""What arming a post costs the database: the rate that was promised rests on how little it asks."""

import uuid

import pytest
from django.db import connection

from countersign.gate.act import By
from countersign.gate.door import perform
from countersign.posts import acts, form
from posts import post_stories as stories

pytestmark = pytest.mark.storage
MOST = {"sqlite": 26, "postgresql": 29}


def arming(house: stories.House) -> acts.PublishPost:
    there = stories.placement(stories.scheduled(house))
    digest = form.payload_hash(form.read(there.revision.hash), there.account)
    return acts.PublishPost(str(there.pk), str(uuid.uuid4()), digest)


def test_arming_a_post_asks_the_database_few_times(house):
    by = By(house.cast.lee, house.leave)
    assert perform(arming(house), by=by).allowed
    asked: list[str] = []

    def noted(execute, statement, *given):
        asked.append(statement)
        return execute(statement, *given)

    act = arming(house)
    with connection.execute_wrapper(noted):
        assert perform(act, by=by).allowed
    statements = [s for s in asked if "SAVEPOINT" not in s]
    assert len(statements) <= MOST[connection.vendor], "\n".join(statements)
