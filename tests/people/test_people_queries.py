"""What people may see of each other, and how the past is asked."""

from datetime import timedelta

import pytest

import cast as stage
from countersign.gate import clock
from countersign.people import acts, queries
from countersign.people.queries import lists
from countersign.people.queries.lists import PeopleAsked

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def names(page) -> set[str]:
    return {line.name for line in page.items}


@pytest.fixture
def rita(cast):
    return stage.acting(cast.rita, "administrator")


def test_who_keeps_the_roster_sees_it_and_everybody_else_their_own_line(cast):
    now = clock.now()
    assert len(lists.people(cast.rita, now, PeopleAsked()).items) == 6
    assert names(lists.people(cast.lee, now, PeopleAsked())) == {"Lee Novak"}
    assert lists.people("999", now, PeopleAsked()).items == ()
    assert lists.people("operator", now, PeopleAsked()).items == ()
    assert [line.employee_no for line in lists.people_file(cast.lee, now, PeopleAsked())] == ["2001"]


def test_the_roster_is_filtered_by_unit_with_its_parts_by_kind_and_by_words(cast, rita):
    annex = stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id
    stage.do(acts.Hire("2002", "Kim Ode", "temporary", annex), rita)
    now = clock.now()
    assert names(lists.people(cast.rita, now, PeopleAsked(unit=cast.hill))) == {"Lee Novak", "Kim Ode"}
    assert names(lists.people(cast.rita, now, PeopleAsked(employment_type="contractual"))) == {"Sam Brandt"}
    assert names(lists.people(cast.rita, now, PeopleAsked(text="novak LEE"))) == {"Lee Novak"}
    assert names(lists.people(cast.rita, now, PeopleAsked(text="300"))) == {"Sam Brandt"}
    assert names(lists.people(cast.rita, now, PeopleAsked(text="%"))) == set()


def test_the_roster_shows_those_who_left_when_asked(cast, rita):
    stage.do(acts.EndEmployment(cast.sam, stage.REASON), rita)
    now = clock.now()
    assert "Sam Brandt" not in names(lists.people(cast.rita, now, PeopleAsked()))
    assert names(lists.people(cast.rita, now, PeopleAsked(standing="left"))) == {"Sam Brandt"}
    assert len(lists.people(cast.rita, now, PeopleAsked(standing="all")).items) == 6


def test_a_long_roster_comes_in_pages(cast, rita):
    for i in range(30):
        stage.do(acts.Hire(f"P{i:03}", f"Person {i:03}", "part_time", cast.hill), rita)
    now = clock.now()
    first = lists.people(cast.rita, now, PeopleAsked())
    last = lists.people(cast.rita, now, PeopleAsked(), page=99)
    assert (len(first.items), first.pages, first.total) == (25, 2, 36)
    assert (last.number, len(last.items)) == (2, 11)
    assert not set(first.items) & set(last.items)
    assert lists.people(cast.rita, now, PeopleAsked(), page=-5).number == 1


def test_who_held_an_office_then_is_known_after_they_left_and_came_back(cast, rita):
    then = clock.now()
    stage.pass_time(days=30)
    stage.do(acts.EndEmployment(cast.ana, stage.REASON), rita)
    stage.do(acts.Appoint(cast.mia, "pio", clock.now(), None, "M-9"), stage.acting(cast.dov, "director"))
    stage.pass_time(days=30)
    stage.do(acts.Hire("1002", "Ana Reyes", "part_time", cast.headquarters), rita)
    assert [h.name for h in queries.holders(then, office="pio")] == ["Ana Reyes"]
    assert [h.name for h in queries.holders(clock.now(), office="pio")] == ["Mia Torres"]
    (held,) = queries.held(cast.ana)
    assert held.ends is not None
    assert queries.holders(then - timedelta(days=30)) == ()


def test_a_designees_line_ends_when_the_givers_term_does(cast):
    now = clock.now()
    term = now + timedelta(days=5)
    stage.do(acts.Appoint(cast.sam, "counsel", now, term, "M-3"), stage.acting(cast.dov, "director"))
    stage.delegate(stage.acting(cast.sam, "counsel"), cast.mia, "hold.place", days=60)
    (line,) = queries.acting(clock.now(), office="counsel")
    assert line.ends == term
    assert queries.acting(term) == ()


def test_leave_to_post_is_seen_by_those_who_give_it_and_by_the_poster(cast):
    ana = stage.acting(cast.ana, "pio")
    stage.authorize(ana, cast.lee, "hill_fb", "doc_x")
    stage.authorize(ana, cast.sam, "doc_x")
    now = clock.now()
    assert names(queries.authorizations(cast.ana, now)) == {"Lee Novak", "Sam Brandt"}
    assert names(queries.authorizations(cast.lee, now)) == {"Lee Novak"}
    assert queries.authorizations(cast.mia, now).items == ()
    assert names(queries.authorizations(cast.ana, now, account="hill_fb")) == {"Lee Novak"}
    assert names(queries.authorizations(cast.ana, now, person=cast.sam)) == {"Sam Brandt"}


def test_a_designee_for_one_unit_sees_the_leave_of_its_people_only(cast):
    ana = stage.acting(cast.ana, "pio")
    stage.authorize(ana, cast.lee, "hill_fb")
    stage.authorize(ana, cast.sam, "doc_x")
    stage.delegate(ana, cast.mia, "authorization.sign", units=(cast.hill,))
    assert names(queries.authorizations(cast.mia, clock.now())) == {"Lee Novak"}


def test_leave_that_ends_soon_is_listed_until_it_is_renewed(cast):
    ana = stage.acting(cast.ana, "pio")
    given = stage.authorize(ana, cast.lee, "hill_fb", days=40)
    stage.authorize(ana, cast.sam, "doc_x", days=90)
    assert queries.ending_soon(cast.ana, clock.now(), 30) == ()
    stage.pass_time(days=15)
    (soon,) = queries.ending_soon(cast.ana, clock.now(), 30)
    assert (soon.id, soon.name) == (given, "Lee Novak")
    assert queries.ending_soon(cast.sam, clock.now(), 30) == ()
    ends = clock.now() + timedelta(days=100)
    letter = stage.letter_for(ana, cast.lee, ("hill_fb",), soon.ends, ends)
    stage.do(acts.RenewAuthorization(given, soon.ends, ends, "A-7", letter, stage.REASON), ana)
    assert queries.ending_soon(cast.ana, clock.now(), 30) == ()


def test_requests_wait_in_the_order_they_came(cast):
    now = clock.now()
    for person in (cast.sam, cast.lee):
        ask = acts.RequestAuthorization(person, ("doc_x",), now, now + timedelta(days=9))
        stage.do(ask, stage.employee(person))
    assert [a.name for a in queries.asked_for(cast.ana, clock.now())] == ["Sam Brandt", "Lee Novak"]
    assert [a.name for a in queries.asked_for(cast.lee, clock.now())] == ["Lee Novak"]
