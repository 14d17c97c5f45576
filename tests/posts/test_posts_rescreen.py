"""Everything is screened again: in batches, whatever breaks off; on record as one row; two readings are compared."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import killing
from countersign.evidence import store
from countersign.gate import clock, row
from countersign.gate.act import Malformed
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.people import acts as people
from countersign.posts import acts
from countersign.posts.models import Comparison, Difference, Outcome, Rescreening
from countersign.posts.rescreen import comparing, jobs, reading, screens, walking
from countersign.screening import AgencyWords, Category, Screen, WatchList
from posts import post_stories as stories
from posts.test_posts_review import browser

pytestmark = pytest.mark.storage

WATCHED = WatchList(Category.SECURITY, ("Yellow Lake",))
TEXTS = (
    "Visiting hours change on Monday.",
    "A shitty day at Yellow Lake.",
    "Yellow Lake is closed on Tuesday.",
    "Say nothing to bob.smith@gmail.com before noon.",
    "The library is open again.",
)


@pytest.fixture
def words(monkeypatch) -> None:
    """The agency watches a name, so that the readings with and without its own words differ."""
    now = screens.screen()
    watching = Screen(now.clauses, AgencyWords(watch_lists=(WATCHED,)))
    monkeypatch.setattr(screens, "screen", lambda: watching)


@pytest.fixture
def batches(monkeypatch) -> None:
    monkeypatch.setattr(reading, "BATCH_ROWS", 2)
    monkeypatch.setattr(comparing, "BATCH", 2)


def written(house) -> None:
    for text in TEXTS:
        stories.submitted(house, text)


def whole(house, offered: str = screens.IN_USE) -> Rescreening:
    run = reading.start(offered, house.cast.ana)
    stories.work("rescreen")
    run.refresh_from_db()
    return run


def seen(run: Rescreening) -> list[tuple[str, str]]:
    return list(Outcome.objects.filter(run=run).order_by("pk").values_list("ref", "seen"))


def test_everything_is_read_and_one_row_fixes_what_came_of_it(house, words, batches):
    written(house)
    run = whole(house)

    assert (run.state, run.texts, run.done, run.total) == ("done", 5, 5, 5)
    assert run.severities == {"clear": 2, "review": 3, "block": 0}
    assert [s.partition("|")[2] for _, s in seen(run)] == ["", "profanity,security", "security", "personal_data", ""]
    content = json.loads(bytes(LedgerBody.objects.get(seq=run.seq).body))
    assert (content["act"], content["fields"]["index"], content["fields"]["texts"]) == (
        "rescreen_archive", run.index, 5,
    )  # fmt: skip
    manifest = json.loads(store.get(content["commitments"]["manifest"]))
    assert manifest["index"] == run.index == reading.chained("", Outcome.objects.filter(run=run).order_by("pk"))
    assert manifest["screen"] == run.screen
    assert len(list(row.rows(acts=["rescreen_archive"]))) == 1


def test_what_is_written_meanwhile_is_not_part_of_it(house, words, batches):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    stories.submitted(house, "One more.")
    stories.work("rescreen")
    run.refresh_from_db()
    assert (run.state, run.texts) == ("done", 5)


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_killed_in_the_middle_it_goes_on_and_comes_to_the_same_end(house, words, batches, nth):
    written(house)
    told = whole(house)
    run = reading.start(screens.IN_USE, house.cast.ana)

    assert killing.run_and_kill_at("outcomes_kept", lambda: stories.work("rescreen"), nth=nth)

    run.refresh_from_db()
    assert (run.state, run.done) == ("running", 2 * (nth - 1))
    assert not stories.work("rescreen"), "its lease has not run out"
    Rescreening.objects.filter(pk=run.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    stories.work("rescreen")
    run.refresh_from_db()
    assert run.state == "done"
    assert seen(run) == seen(told)
    assert run.index == told.index
    assert {**reading.manifest_of(run)} == {**reading.manifest_of(told)}


@pytest.mark.parametrize("point", ["effect_done", "row_written", "committed"])
def test_killed_while_it_is_put_on_record_it_is_put_there_once(house, words, point):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    assert killing.run_and_kill_at(point, lambda: stories.work("rescreen"))
    Rescreening.objects.filter(pk=run.pk, lease_until__isnull=False).update(lease_until=clock.now())
    stories.work("rescreen")
    run.refresh_from_db()
    assert (run.state, len(list(row.rows(acts=["rescreen_archive"])))) == ("done", 1)


def test_who_was_thought_lost_writes_nothing_more(house, words, batches):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    lost = walking.begin(Rescreening, str(run.pk))
    reading.read(str(run.pk))
    with pytest.raises(walking.Lost):
        reading._batch(lost, screens.build(screens.IN_USE), walking.Spent())
    assert Outcome.objects.filter(run=run).count() == 5


def test_paused_it_stops_after_the_batch_and_goes_on_from_there(house, words, batches, monkeypatch):
    written(house)
    ana = browser(house.cast.ana, house.ana.mandate)
    monkeypatch.setattr(walking, "BUDGET_S", 0.0)
    run = reading.start(screens.IN_USE, house.cast.ana)
    stories.work("rescreen")
    assert ana.post(f"/screening/readings/{run.pk}/pause/").status_code == 302
    assert not stories.work("rescreen")
    page = ana.get(f"/screening/readings/{run.pk}/").content.decode()
    assert "2 of 5 posts and revisions, 40 %" in page and "Go on" in page
    ana.post(f"/screening/readings/{run.pk}/resume/")
    while stories.work("rescreen"):
        pass
    run.refresh_from_db()
    assert (run.state, run.texts) == ("done", 5)
    ana.post(f"/screening/readings/{run.pk}/cancel/")
    run.refresh_from_db()
    assert run.state == "done"


def test_cancelled_it_stays_cancelled(house, words, batches, monkeypatch):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    assert walking.move(run, (walking.State.WAITING,), walking.State.CANCELLED)
    assert not stories.work("rescreen")
    run.refresh_from_db()
    assert run.ended_at is not None


def test_a_reading_is_given_up_when_what_reads_is_another_meanwhile(house, words, batches, monkeypatch):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    now = screens.screen()
    monkeypatch.setattr(screens, "screen", lambda: Screen(now.clauses, AgencyWords()))
    stories.work("rescreen")
    run.refresh_from_db()
    assert (run.state, run.why) == ("failed", reading.CHANGED)
    ana = browser(house.cast.ana, house.ana.mandate)
    assert "was changed meanwhile" in ana.get(f"/screening/readings/{run.pk}/").content.decode()


def test_a_reading_that_breaks_off_time_and_again_is_given_up(house, words, monkeypatch):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    with monkeypatch.context() as breaking:
        breaking.setattr(reading, "outcomes", lambda *_: 1 / 0)
        for _ in range(walking.MOST_FAULTS):
            with pytest.raises(ZeroDivisionError):
                reading.read(str(run.pk))
    reading.read(str(run.pk))
    run.refresh_from_db()
    assert (run.state, run.why) == ("failed", reading.BROKE_OFF)


def test_who_began_it_and_may_not_any_more_leaves_it_to_somebody_who_may(house, words):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.lee)
    stories.work("rescreen")
    run.refresh_from_db()
    assert (run.state, run.seq) == ("read", None)
    assert not stories.work("rescreen")
    ana = browser(house.cast.ana, house.ana.mandate)
    assert ana.post(f"/screening/readings/{run.pk}/record/").status_code == 302
    run.refresh_from_db()
    assert (run.state, run.seq is not None) == ("done", True)
    with pytest.raises(Malformed):
        perform(acts.RescreenArchive.of(run), by=house.ana)


def test_a_manifest_that_is_not_the_readings_is_not_put_on_record(house, words):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.lee)
    stories.work("rescreen")
    run.refresh_from_db()
    run.texts += 1
    with pytest.raises(Malformed):
        perform(acts.RescreenArchive.of(run), by=house.ana)


def test_two_readings_are_compared_text_by_text(house, words, batches):
    written(house)
    before, later = whole(house, screens.NO_WORDS), whole(house)
    assert before.screen != later.screen
    found = comparing.start(before, later, house.cast.ana)
    assert comparing.start(before, later, house.cast.dov) == found
    stories.work("compare_readings")
    found.refresh_from_db()

    assert (found.state, found.both, found.differing) == ("done", 5, 2)
    assert (found.gained, found.lost, found.graver, found.milder) == ({"security": 2}, {}, 1, 0)
    rows = list(Difference.objects.order_by("pk").values_list("before", "later", "gained", "change"))
    assert rows == [
        ("review|profanity", "review|profanity,security", ",security,", 0),
        ("clear|", "review|security", ",security,", 1),
    ]
    manifest = json.loads(store.get(found.manifest))
    assert (manifest["differing"], manifest["later"]["index"]) == (2, later.index)


def test_a_comparison_the_other_way_round_says_the_opposite(house, words, batches):
    written(house)
    before, later = whole(house), whole(house, screens.NO_WORDS)
    found = comparing.start(before, later, house.cast.ana)
    stories.work("compare_readings")
    found.refresh_from_db()
    assert (found.gained, found.lost, found.graver, found.milder) == ({}, {"security": 2}, 0, 1)


def test_a_comparison_done_in_pieces_comes_to_the_same_end(house, words, batches, monkeypatch):
    written(house)
    before, later = whole(house, screens.NO_WORDS), whole(house)
    once = comparing.start(before, later, house.cast.ana)
    stories.work("compare_readings")
    once.refresh_from_db()
    told = comparing.manifest_of(once)
    once.delete()
    monkeypatch.setattr(walking, "BUDGET_S", 0.0)
    again, pieces = comparing.start(before, later, house.cast.ana), 0
    while stories.work("compare_readings"):
        pieces += 1
    again.refresh_from_db()
    assert pieces > 2
    assert (again.state, comparing.manifest_of(again)) == ("done", told)


def test_the_comparison_page_says_it_draws_it_and_gives_it_as_a_file(house, words, batches):
    written(house)
    ana = browser(house.cast.ana, house.ana.mandate)
    before, later = whole(house, screens.NO_WORDS), whole(house)
    page = ana.post("/screening/readings/", {"do": "compare", "before": before.pk, "later": later.pk})
    assert page.status_code == 302
    stories.work("compare_readings")
    found = Comparison.objects.get()
    page = ana.get(f"/screening/comparisons/{found.pk}/").content.decode()
    assert "Of 5 texts, the later one says something different of 2 (40.0 %): 1 become graver, 0 milder" in page
    assert "A shitty day at Yellow Lake." in page and found.manifest in page
    assert f"/screening/comparisons/{found.pk}/?category=security&amp;way=gained#texts" in page
    none = ana.get(f"/screening/comparisons/{found.pk}/?category=hate").content.decode()
    assert "None of this sort." in none
    file = ana.get(f"/screening/comparisons/{found.pk}/differences.csv?way=gained&sort=graver").content.decode()
    assert file.count("security") == 4 and file.index("clear") < file.index("profanity")
    assert "Yellow Lake" not in file


def test_an_administrator_sees_what_differs_without_the_words_of_the_posts(house, words, batches):
    written(house)
    before, later = whole(house, screens.NO_WORDS), whole(house)
    found = comparing.start(before, later, house.cast.ana)
    stories.work("compare_readings")
    rita = browser(house.cast.rita, house.people.rita.mandate)
    page = rita.get(f"/screening/comparisons/{found.pk}/").content.decode()
    assert "Yellow Lake" not in page and "revision 1" in page


def test_only_who_may_begins_a_reading(house, words):
    lee = browser(house.cast.lee, house.leave)
    assert lee.post("/screening/readings/", {"do": "start", "offered": "in_use"}).status_code == 403
    ana = browser(house.cast.ana, house.ana.mandate)
    assert ana.post("/screening/readings/", {"do": "start", "offered": "nothing"}).status_code == 400
    assert ana.post("/screening/readings/", {"do": "start", "offered": "rules"}).status_code == 302
    assert Rescreening.objects.get().person == house.cast.ana


def test_a_text_more_costs_what_every_text_costs(house, words, monkeypatch):
    """Statements for a batch do not grow with what was read before."""
    monkeypatch.setattr(reading, "BATCH_ROWS", 2)
    written(house)
    run = walking.begin(Rescreening, str(reading.start(screens.IN_USE, house.cast.ana).pk))
    screen, costs = screens.build(screens.IN_USE), []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            reading._batch(run, screen, walking.Spent())
        costs.append(len(asked))
    assert costs[1] <= costs[0]


def test_one_reading_at_a_time_in_the_whole_house(house, words):
    written(house)
    for _ in range(2):
        reading.start(screens.IN_USE, house.cast.ana)
    at = clock.now()
    assert len(jobs.JOBS[0].claim(at, 20)) == 1
    assert jobs.JOBS[0].claim(at, 20) == []


def test_people_who_leave_take_no_reading_with_them(house, words):
    written(house)
    run = reading.start(screens.IN_USE, house.cast.ana)
    perform(people.EndEmployment(house.cast.ana, stories.REASON), by=house.people.rita)
    stories.work("rescreen")
    run.refresh_from_db()
    assert run.state == "read"
