"""A demonstration is filled by one act; a real installation never."""

import pytest

import cast as stage
from countersign.accounts.models import Account
from countersign.evidence import store
from countersign.gate import clock, frozen
from countersign.gate.act import By, Malformed, NotYours
from countersign.gate.door import perform
from countersign.gate.models import Installation, LedgerBody
from countersign.posts import form
from countersign.posts.models import Placement, Post
from countersign.site.demo.acts import Channel, FillDemonstration, Item, Plan

pytestmark = pytest.mark.storage


@pytest.fixture
def cast(db, data) -> stage.Cast:
    return stage.everybody()


@pytest.fixture
def dov(cast) -> By:
    return stage.acting(cast.dov, "director")


@pytest.fixture
def plan(cast) -> Plan:
    at = clock.now()
    channels = (Channel(cast.hill, "one", "One", cast.lee), Channel(cast.hill, "two", "Two", cast.lee))
    texts = ((0, "Visiting hours change.", "published"), (1, "A job fair.", "submitted"), (0, "A class.", "published"))
    items = tuple(Item(cast.lee, channel, text, state, at) for channel, text, state in texts)
    return Plan(("news",), "What the center tells.", channels, items)


def test_one_row_makes_everything_that_the_manifest_holds(cast, dov, plan):
    before = LedgerBody.objects.count()
    done = stage.do(FillDemonstration.of(plan.keep()), dov)
    assert LedgerBody.objects.count() == before + 1
    assert done.allowed
    assert sorted(Account.objects.filter(handle__in=("one", "two")).values_list("state", flat=True)) == ["open"] * 2
    posts = Post.objects.order_by("pk")
    assert [p.state for p in posts] == ["published", "submitted", "published"]
    assert [form.read(p.revision.hash).variants[0].text for p in posts] == [i.text for i in plan.items]
    assert [frozen.thaw(p.revision.hash)["post"] for p in posts] == [str(p.pk) for p in posts]
    assert Placement.objects.count() == 2


def test_a_real_installation_cannot_be_filled(cast, dov, plan):
    act = FillDemonstration.of(plan.keep())
    Installation.objects.update(demo=False, clock_offset_s=0)
    with pytest.raises(Malformed, match="demonstration"):
        perform(act, by=dov)
    assert not Post.objects.exists()


def test_a_plan_is_what_was_kept(cast, dov, plan):
    other = Plan(plan.purposes, "Something else.", plan.channels, plan.items)
    with pytest.raises(Malformed, match="not the one"):
        perform(FillDemonstration(plan.keep(), other), by=dov)
    assert store.get(plan.keep())


def test_it_is_for_those_who_speak_for_the_agency(cast, plan):
    with pytest.raises(NotYours):
        perform(FillDemonstration.of(plan.keep()), by=By(cast.lee))
