"""A thread goes on only from what is there."""

from datetime import UTC, datetime

import pytest

from countersign.connectors.interface import Draft, ProfileFields, Published
from countersign.connectors.threads import next_part

PARTS = (Draft("one", reply_to="7"), Draft("two"), Draft("three"))
THERE = tuple(Published(str(n), f"https://p.example/{n}", datetime.now(UTC)) for n in range(11, 14))


def test_each_part_answers_the_one_before_and_the_first_what_it_was_for():
    assert [next_part(PARTS, THERE[:n]) for n in range(4)] == [
        *(PARTS[0], Draft("two", reply_to="11"), Draft("three", reply_to="12"), None)
    ]
    assert next_part((), ()) is None


@pytest.mark.parametrize(
    ("parts", "there"),
    [
        (PARTS[:1], THERE),
        ((Draft("one"), Draft("two", reply_to="9")), ()),
        ((Draft("one"), Draft(profile=ProfileFields(bio="x"))), ()),
    ],
)
def test_what_is_no_thread_is_refused(parts, there):
    with pytest.raises(ValueError, match="part"):
        next_part(parts, there)
