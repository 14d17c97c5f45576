"""Never twice, never lost, through the whole application: the real worker with its engine, acts and database, platforms
behind a network that loses answers, and kill -9 at any point of it.
"""

import os
import random
from collections import Counter

import pytest

from connectors.faulty import Forward, LoseAnswer, LoseRequest, Says
from posts import mortal_house
from posts.mortal_house import APART_MIN, POSTS, Lossy, stage, text

pytestmark = [pytest.mark.storage, pytest.mark.early]
# 200 kills in the long run, in pieces that can be run one by one.
PIECES, KILLS = (4, 50) if os.environ.get("COUNTERSIGN_LONG") == "1" else (1, POSTS)
SEED = int(os.environ.get("COUNTERSIGN_SEED", "20261124"))


@pytest.fixture(scope="module")
def world(built, django_db_blocker, tmp_path_factory):
    """A house that publishes on Mastodon, Bluesky and the practice platform; each story begins with `anew`."""
    name, house, kept = built
    folder = tmp_path_factory.mktemp("mortal")
    with django_db_blocker.unblock(), mortal_house.prepared(house, name, kept, folder) as made:
        yield made


def test_what_the_network_loses_is_found_again_or_unknown_and_never_sent_twice(world, counted):
    world.anew()
    faults = (LoseAnswer(), LoseRequest(), Says(502, b"<h1>oops</h1>", forward_first=True))
    world.faults = {(kind, text(n)): fault for kind in world.outside for n, fault in enumerate(faults)}
    stage.pass_time(minutes=APART_MIN * len(faults))
    world.to_the_end()
    assert not world.faults
    ended = world.judge()
    counted(placements=ended.total())
    for kind in world.outside:
        # A request that was lost: where no mark tells that it will not turn up yet, a person looks.
        unsure = {(kind, "unknown, 0 public"): 1} if kind == "mastodon" else {}
        expected = {(kind, "published, 1 public"): POSTS - len(unsure), **unsure}
        assert {how: number for how, number in ended.items() if how[0] == kind} == expected
        for n, fault in enumerate(faults):
            if not isinstance(fault, LoseRequest):
                assert world.sent[kind, text(n)] == 1


@pytest.mark.parametrize("piece", range(PIECES))
def test_a_worker_killed_anywhere_leaves_each_post_there_once_or_unknown(world, counted, piece):
    chance = random.Random(SEED + piece)
    fell, stood, ended = Counter(), Counter(), Counter()
    while fell.total() < KILLS:
        world.anew()
        world.network = Lossy(chance)
        for _ in range(POSTS):
            stage.pass_time(minutes=APART_MIN)
            fell[world.killed(chance)] += 1
            stood.update(world.stood().items())
        world.network = lambda method: Forward()
        world.to_the_end()
        ended.update(world.judge())
    counted(seed=SEED + piece, kills=fell.total(), **by_platform(ended))
    print({"fell": dict(fell), "stood": by_platform(stood)})
    assert ended.total() == len(world.outside) * fell.total()


def by_platform(seen):
    """Counts of (platform, what) in words."""
    return {f"{kind}: {what}": number for (kind, what), number in sorted(seen.items())}
