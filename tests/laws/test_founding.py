"""Before anybody is employed, the person at the machine may found the house, and nothing else."""

import pytest

import cast as stage
from countersign.gate import clock
from countersign.gate.act import OPERATOR
from countersign.people import capacities


@pytest.mark.django_db
def test_before_the_house_is_founded_the_person_at_the_machine_may_found_it_and_nothing_else():
    stage.demonstration()
    (operator,) = capacities.of(OPERATOR.person, clock.now())
    assert operator.powers == {"install", "appoint"}
    assert operator.own_powers == frozenset()
