"""Rita keeps the roster in a browser: lists, hires, corrects, ends with everything that ends with it, merges."""

import csv
import io

import pytest
from django.urls import reverse

import cast as stage
from countersign.gate import clock
from countersign.gate.row import size
from countersign.people import acts, capacities, queries
from countersign.people.models import Person
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
NEW = {"employee_no": "4001", "full_name": "Noor Haddad", "employment_type": "temporary", "unit": ""}


@pytest.fixture
def crowd(cast, rita):
    """Thirty more people at Logan, so that the list has two pages."""
    for i in range(30):
        stage.do(acts.Hire(f"9{i:03}", f"Person Number {i:02}", "part_time", cast.logan), rita)


def rows(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def names(answer) -> list[str]:
    return [person.name for person in answer.context["page"].items]


def test_the_list_has_pages_filters_sorts_and_a_file(cast, crowd, enter):
    client, url = enter(cast.rita), reverse("employees")
    first, second = client.get(url), client.get(url, {"page": 2})
    assert (len(names(first)), len(names(second)), first.context["page"].total) == (25, 11, 36)
    assert "Page 1 of 2, 36 in all" in said(first)
    assert names(client.get(url, {"unit": cast.hill})) == ["Lee Novak"]
    assert len(names(client.get(url, {"unit": cast.headquarters, "page": 2}))) == 11
    assert names(client.get(url, {"employment_type": "contractual"})) == ["Sam Brandt"]
    assert names(client.get(url, {"text": "novak"})) == names(client.get(url, {"text": "2001"})) == ["Lee Novak"]
    assert names(client.get(url, {"sort": "-name"}))[0] == "Sam Brandt"
    assert names(client.get(url, {"sort": "number"}))[0] == "Dov Okafor"
    assert "Nobody fits." in said(client.get(url, {"text": "nobody like this"}))
    file = rows(client.get(reverse("employees_csv"), {"text": "person number", "sort": "-name"}))
    assert file[0] == ["employee_no", "name", "employment_type", "unit", "work_mail"]
    assert (len(file), file[1][1]) == (31, "Person Number 29")


def test_pages_filters_and_sorts_keep_each_other_and_nonsense_is_left_out(cast, crowd, enter):
    page = enter(cast.rita).get(reverse("employees"), {"employment_type": "part_time", "sort": "-number"})
    assert "?employment_type=part_time&amp;sort=-number&amp;page=2" in page.content.decode()
    assert 'aria-sort="descending"' in page.content.decode()
    for nonsense in ({"page": "0"}, {"page": "x"}, {"page": "9" * 30}, {"sort": "salary"}, {"unit": "mars"}):
        assert len(names(enter(cast.rita).get(reverse("employees"), nonsense))) in (11, 25)


def test_those_who_left_are_found_when_asked_for(cast, rita, enter):
    stage.do(acts.EndEmployment(cast.sam, stage.REASON), rita)
    client, url = enter(cast.rita), reverse("employees")
    assert "Sam Brandt" not in names(client.get(url))
    assert names(client.get(url, {"standing": "left"})) == ["Sam Brandt"]
    assert "Sam Brandt" in names(client.get(url, {"standing": "all"}))
    assert "not employed" in said(client.get(url, {"standing": "left"}))


def test_somebody_is_entered_and_their_page_says_so(cast, enter):
    client = enter(cast.rita)
    answer = client.post(reverse("hire"), {**NEW, "unit": cast.hill, "work_mail": "noor@doc.example.gov"}, follow=True)
    text = said(answer)
    assert "Noor Haddad" in text
    assert "Employed, and holding no office, power or leave to post." in text
    assert "Entry of an employee" in text
    assert Person.objects.get(employee_no="4001").work_mail == "noor@doc.example.gov"


def test_spaces_too_many_are_nobodys_problem(cast, enter):
    enter(cast.rita).post(reverse("hire"), {**NEW, "full_name": "  Noor   Haddad ", "unit": cast.hill})
    assert Person.objects.get(employee_no="4001").name == "Noor Haddad"


def test_what_is_missing_is_told_beside_its_field_and_nothing_typed_is_lost(cast, enter):
    before = size()
    answer = enter(cast.rita).post(reverse("hire"), {**NEW, "employee_no": "40 01", "unit": cast.hill})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="Noor Haddad"' in page
    assert 'href="#id_employee_no"' in page
    assert "up to 32 letters, digits" in said(answer)
    answer = enter(cast.rita).post(reverse("hire"), {"employee_no": "4001"})
    assert (answer.status_code, "This field is required." in said(answer)) == (400, True)
    assert size() == before


def test_a_number_that_somebody_employed_has_is_refused_by_state_and_what_was_typed_stays(cast, enter):
    answer = enter(cast.rita).post(reverse("hire"), {**NEW, "employee_no": "2001", "unit": cast.hill})
    assert answer.status_code == 409
    assert "This is not possible at the moment." in said(answer)
    assert 'value="Noor Haddad"' in answer.content.decode()


def test_an_entry_is_corrected_and_stays_the_same_person(cast, enter):
    client, url = enter(cast.rita), reverse("change_person", args=[cast.lee])
    assert 'value="Lee Novak"' in client.get(url).content.decode()
    data = {"full_name": "Lee Nowak", "employment_type": "part_time", "unit": cast.logan, "work_mail": ""}
    assert client.post(url, data).url == reverse("employee", args=[cast.lee])
    line = queries.known([cast.lee], clock.now())[cast.lee]
    assert (line.name, line.employment_type, line.unit, line.employee_no) == (
        "Lee Nowak", "part_time", cast.logan, "2001",
    )  # fmt: skip


def test_before_an_employment_ends_the_page_shows_what_ends_with_it(cast, ana, dov, enter):
    stage.authorize(ana, cast.mia, "hill_fb")
    stage.delegate(ana, cast.mia, "post.sign")
    text = said(enter(cast.rita).get(reverse("end_employment", args=[cast.mia])))
    assert "Acting for the Public Information Officer, given by Ana Reyes" in text
    assert "Leave to post on 1 account" in text
    text = said(enter(cast.rita).get(reverse("end_employment", args=[cast.ana])))
    assert "What ends with it, at once Public Information Officer Mia Torres" in text
    assert "Mia Torres acting for the Public Information Officer" in text
    text = said(enter(cast.rita).get(reverse("end_employment", args=[cast.sam])))
    assert "Nothing: they hold no office, power or leave to post." in text


def test_an_employment_ends_with_a_reason_and_without_one_the_clause_says_why_not(cast, enter):
    client, url = enter(cast.rita), reverse("end_employment", args=[cast.lee])
    answer = client.post(url, {"reason": "gone"})
    assert answer.status_code == 422
    text = said(answer)
    assert "The directive stands in the way." in text
    assert "Ending or joining an entry of the list says why. II.E" in text
    assert "gone</textarea>" in answer.content.decode()
    answer = client.post(url, {"reason": "Resigned for another post"}, follow=True)
    assert "The employment is ended" in said(answer)
    assert capacities.of(cast.lee, clock.now()) == []
    assert "They are not employed any more." in said(client.get(url))
    assert client.post(url, {"reason": "Resigned for another post"}).status_code == 409


def test_who_left_is_hired_again_as_the_same_person(cast, rita, enter):
    stage.do(acts.EndEmployment(cast.lee, stage.REASON), rita)
    client = enter(cast.rita)
    page = client.get(reverse("employee", args=[cast.lee]))
    assert "Hire again" in said(page)
    form = client.get(f"{reverse('hire')}?again={cast.lee}")
    assert "Hire Lee Novak again" in said(form)
    data = {**NEW, "employee_no": "2001", "full_name": "Lee Novak", "unit": cast.hill}
    assert client.post(reverse("hire"), data).url == reverse("employee", args=[cast.lee])


def test_two_entries_of_one_human_become_one(cast, rita, enter):
    double = stage.do(acts.Hire("2901", "L. Novak", "part_time", cast.hill), rita).subject_id
    client, url = enter(cast.rita), reverse("merge_people", args=[double])
    answer = client.post(url, {"kept": "2001", "reason": "short"})
    assert (answer.status_code, "II.E" in said(answer), 'value="2001"' in answer.content.decode()) == (422, True, True)
    answer = client.post(url, {"kept": "2901", "reason": stage.REASON})
    assert (answer.status_code, "these are the same entry" in said(answer)) == (400, True)
    answer = client.post(url, {"kept": "Lee Novak", "reason": "Same badge and birth date on file"})
    assert answer.url == reverse("employee", args=[cast.lee])
    assert queries.one_human([double]) == {double: cast.lee}
    assert client.get(reverse("employee", args=[double])).url == reverse("employee", args=[cast.lee])
    assert enter(cast.sam).get(reverse("employee", args=[double])).status_code == 403


def test_a_name_that_fits_several_people_is_asked_back(cast, crowd, enter):
    answer = enter(cast.rita).post(reverse("merge_people", args=[cast.sam]), {"kept": "person", "reason": "x"})
    text = said(answer)
    assert answer.status_code == 400
    assert "Several people fit. Give the number of one: Person Number 00 (9000, Logan Correctional Center)" in text
    answer = enter(cast.rita).post(reverse("merge_people", args=[cast.sam]), {"kept": "zzz", "reason": "x"})
    assert "Nobody on the roster has this name or number." in said(answer)


def test_a_persons_page_says_what_they_hold_and_held_and_until_when(cast, ana, enter):
    given = stage.delegate(ana, cast.mia, "post.sign", days=10)
    stage.do(acts.EndDelegation(given, stage.REASON), ana)
    stage.delegate(ana, cast.mia, "post.sign", days=20)
    page = enter(cast.rita).get(reverse("employee", args=[cast.mia]))
    what = "for the Public Information Officer, given by Ana Reyes"
    assert [held.what for held in page.context["now"]] == [what]
    assert [held.what for held in page.context["before"]] == [what]
    assert "Holds now" in said(page)
    assert "Held before" in said(page)


def test_an_employee_sees_their_own_entry_and_who_keeps_it_and_no_step_that_is_not_theirs(cast, ana, enter):
    stage.authorize(ana, cast.lee, "hill_fb")
    text = said(enter(cast.lee).get(reverse("employee", args=[cast.lee])))
    assert "The roster is kept by: Rita Lund, Administrator" in text
    assert "leave to post on 1 account" in text
    assert "End the employment" not in text
    assert "Make a sign-in" not in text


def test_a_page_about_one_person_costs_a_bounded_number_of_queries(cast, ana, enter, django_assert_max_num_queries):
    for _ in range(5):
        stage.delegate(ana, cast.mia, "post.sign")
    client = enter(cast.rita)
    with django_assert_max_num_queries(90):
        client.get(reverse("employee", args=[cast.mia]))
