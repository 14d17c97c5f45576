"""The tree of units in a browser."""

import pytest
from django.urls import reverse

import cast as stage
from countersign.people import acts, queries
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def annex(cast, rita) -> str:
    return stage.do(acts.AddUnit("ANNEX", "Annex", "program", cast.hill), rita).subject_id


def test_the_tree_is_shown_to_everybody_employed_and_steps_only_to_who_keeps_it(cast, annex, enter):
    lee = enter(cast.lee).get(reverse("units"))
    assert [(b.unit.code, b.depth) for b in lee.context["branches"]] == [
        ("DOC", 0), ("HILL", 1), ("ANNEX", 2), ("LOGAN", 1),
    ]  # fmt: skip
    assert "Add a unit" not in said(lee)
    assert "Add a unit" in said(enter(cast.rita).get(reverse("units")))
    assert "Correct or move" not in said(enter(cast.lee).get(reverse("unit", args=[cast.hill])))


def test_the_tree_is_filtered_and_taken_away_as_a_file(cast, annex, enter):
    client = enter(cast.lee)
    assert [b.unit.code for b in client.get(reverse("units"), {"text": "annex"}).context["branches"]] == ["ANNEX"]
    assert "No unit fits." in said(client.get(reverse("units"), {"text": "mars"}))
    file = client.get(reverse("units_csv")).content.decode("utf-8-sig").splitlines()
    assert file[0] == "code,name,kind,part_of,state"
    assert "ANNEX,Annex,program,HILL,open" in file


def test_a_unit_is_added_where_it_was_asked_for(cast, enter):
    client = enter(cast.rita)
    assert f'value="{cast.hill}" selected' in client.get(f"{reverse('add_unit')}?parent={cast.hill}").content.decode()
    data = {"code": "FARM", "title": "Farm", "kind": "program", "parent": cast.hill}
    answer = client.post(reverse("add_unit"), data, follow=True)
    assert "Farm" in said(answer)
    assert "Department of Corrections › Hill Correctional Center" in said(answer)
    answer = client.post(reverse("add_unit"), data)
    assert (answer.status_code, "another unit has this code" in said(answer)) == (400, True)
    assert 'value="Farm"' in answer.content.decode()


def test_a_unit_is_moved_but_not_into_itself(cast, annex, enter):
    client, url = enter(cast.rita), reverse("change_unit", args=[cast.hill])
    data = {"title": "Hill Correctional Center", "kind": "facility", "parent": annex}
    answer = client.post(url, data)
    assert (answer.status_code, "a unit cannot be part of itself" in said(answer)) == (400, True)
    assert client.post(url, {**data, "parent": cast.logan}).status_code == 302
    assert next(u for u in queries.units() if u.id == annex).path[-3] == "Logan Correctional Center"


def test_a_unit_in_use_says_why_it_cannot_be_closed_and_an_empty_one_closes_with_a_reason(cast, annex, enter):
    client = enter(cast.rita)
    said_of_hill = said(client.get(reverse("unit", args=[cast.hill])))
    assert "Close Somebody works here, or an open unit is part of it. Move them first." in said_of_hill
    assert client.post(reverse("close_unit", args=[cast.hill]), {"reason": stage.REASON}).status_code == 409
    url = reverse("close_unit", args=[annex])
    answer = client.post(url, {"reason": "no"})
    assert (answer.status_code, "II.E" in said(answer), ">\nno</textarea>" in answer.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    assert "closed" in said(client.post(url, {"reason": stage.REASON}, follow=True))
    assert "Annex" not in said(client.get(reverse("units")))
    assert "Annex" in said(client.get(reverse("units"), {"closed": "on"}))
