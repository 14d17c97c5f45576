"""Offices and who acts for whom, in a browser: seen by everybody, changed by those who may."""

from datetime import timedelta

import pytest
from django.urls import reverse

import cast as stage
from countersign.gate import clock
from countersign.people import acts, capacities, queries
from countersign.people.forms.fields import today
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def card(page, office: str):
    return next(c for c in page.context["cards"] if c.id == office)


def appointment(who: str, office: str, **changed):
    return {"person": who, "office": office, "first_day": today(), "last_day": "", "instrument": "L-7", **changed}


def delegation(**changed):
    return {
        "designee": "1004", "powers": ["post.sign"], "first_day": today(), "last_day": today() + timedelta(days=30),
        "why": "absence", "instrument": "D-9", **changed,
    }  # fmt: skip


def test_everybody_employed_sees_who_can_sign_today_and_which_offices_are_vacant(cast, ana, enter):
    stage.delegate(ana, cast.mia, "post.sign")
    page = enter(cast.lee).get(reverse("offices"))
    assert [h.name for h, _ in card(page, "pio").holders] == ["Ana Reyes"]
    assert [(h.name, powers) for h, _, powers in card(page, "pio").acting] == [
        ("Mia Torres", ("sign, return or refuse a post",))
    ]
    assert card(page, "counsel").holders == ()
    assert "vacant" in said(page)
    assert "Record an appointment" not in said(page)
    assert "Appointments are recorded by: Dov Okafor, Director" in said(page)


def test_who_could_sign_on_another_day(cast, ana, enter):
    stage.delegate(ana, cast.mia, "post.sign", days=10)
    client = enter(cast.lee)
    then = client.get(reverse("offices"), {"day": today() + timedelta(days=20)})
    assert card(then, "pio").acting == ()
    assert "on that day at noon" in said(then)
    assert card(client.get(reverse("offices"), {"day": "2020-01-01"}), "pio").holders == ()
    assert client.get(reverse("offices"), {"day": "yesterday"}).status_code == 200
    file = client.get(reverse("offices_csv"), {"day": today() + timedelta(days=5)}).content.decode()
    assert "pio,delegation,Mia Torres,Ana Reyes" in file


def test_somebody_is_appointed_by_a_letter_and_without_one_is_not(cast, enter):
    client, url = enter(cast.dov), reverse("appoint")
    answer = client.post(url, appointment("1004", "counsel", instrument=""))
    text = said(answer)
    assert answer.status_code == 422
    assert "An appointment rests on a written instrument. II.F.2 II.G.1.a" in text
    assert 'value="1004"' in answer.content.decode()
    answer = client.post(url, appointment("Mia Torres", "counsel"), follow=True)
    assert "Mia Torres acts as Counsel." in said(answer)
    assert [h.name for h in queries.holders(clock.now(), office="counsel")] == ["Mia Torres"]


def test_nobody_appoints_themselves_and_units_are_named_where_they_must_be(cast, enter):
    client, url = enter(cast.dov), reverse("appoint")
    answer = client.post(url, appointment("1001", "counsel"))
    assert (answer.status_code, "Nobody appoints themselves." in said(answer)) == (422, True)
    answer = client.post(url, appointment("1004", "unit_head"))
    assert (answer.status_code, "name the units" in said(answer)) == (400, True)
    assert client.post(url, appointment("1004", "unit_head", units=[cast.hill])).status_code == 302


def test_an_appointment_ends_after_its_page_showed_what_ends_with_it(cast, ana, enter):
    stage.delegate(ana, cast.mia, "post.sign")
    client, held = enter(cast.dov), ana.mandate
    url = reverse("end_appointment", args=[held])
    text = said(client.get(url))
    assert "Mia Torres acting for the Public Information Officer" in text
    assert "Nobody else holds this office: it will be vacant." in text
    answer = client.post(url, {"reason": "no"})
    assert (answer.status_code, "II.D" in said(answer)) == (422, True)
    answer = client.post(url, {"reason": "Retires at the end of the day"}, follow=True)
    assert "Ana Reyes held this office." in said(answer)
    assert capacities.of(cast.mia, clock.now())[0].kind == "employee"
    assert client.post(url, {"reason": "Retires at the end of the day"}).status_code == 409


def test_the_giver_sees_what_they_can_give_and_gives_it(cast, enter):
    client, url = enter(cast.ana), reverse("delegate")
    page = said(client.get(url))
    assert "You give as Public Information Officer." in page
    assert "sign, return or refuse a post" in page
    assert "delegate to a designee" not in page
    answer = client.post(url, delegation(), follow=True)
    text = said(answer)
    assert "Mia Torres acts for Ana Reyes, Public Information Officer, in what is listed here and nothing else." in text
    assert "Absence" in text
    assert "Mia Torres : sign, return or refuse a post" in said(client.get(url))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"instrument": ""}, "A delegation has the number of its instrument. II.D"),
        ({"last_day": ""}, "A delegation says from when until when it runs"),
        ({"powers": []}, "The powers given may be delegated"),
        ({"designee": "1002"}, "Only who holds an office delegates, and to somebody else"),
    ],
)
def test_a_delegation_that_the_directive_does_not_allow_comes_back_with_the_clause(cast, enter, changed, sentence):
    answer = enter(cast.ana).post(reverse("delegate"), delegation(**changed))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert queries.acting(clock.now()) == ()


def test_a_power_that_the_office_cannot_give_is_not_offered_and_not_taken(cast, enter):
    answer = enter(cast.ana).post(reverse("delegate"), delegation(powers=["roster.keep"]))
    assert answer.status_code == 400
    assert queries.acting(clock.now()) == ()


def test_who_holds_no_office_is_told_who_gives_powers(cast, ana, enter):
    assert "You hold no office whose powers you could give" in said(enter(cast.lee).get(reverse("delegate")))
    stage.delegate(ana, cast.mia, "post.sign")
    assert "You hold no office" in said(enter(cast.mia).get(reverse("delegate")))


def test_a_delegation_is_taken_back_by_its_office_and_others_see_who_can(cast, ana, enter):
    given = stage.delegate(ana, cast.mia, "post.sign")
    page = said(enter(cast.lee).get(reverse("delegation", args=[given])))
    assert "Take it back This is not yours to do. Who can: Ana Reyes, Public Information Officer" in page
    url = reverse("end_delegation", args=[given])
    assert enter(cast.dov).post(url, {"reason": stage.REASON}).status_code == 403
    client = enter(cast.ana)
    assert client.post(url, {"reason": "x"}).status_code == 422
    assert "Taken back from this second on." in said(client.post(url, {"reason": stage.REASON}, follow=True))
    assert client.post(url, {"reason": stage.REASON}).status_code == 409
    assert "It is over already." in said(client.get(url))


def test_a_designee_hands_a_delegation_back_and_only_they_are_offered_it(cast, ana, enter):
    given = stage.delegate(ana, cast.mia, "post.sign")
    where, url = reverse("delegation", args=[given]), reverse("return_delegation", args=[given])
    assert "Hand it back" not in said(enter(cast.ana).get(where))
    assert enter(cast.ana).post(url).status_code == 403
    mia = enter(cast.mia)
    assert url in mia.get(where).content.decode()
    assert "you no longer act for Ana Reyes, Public Information Officer" in said(mia.get(url))
    assert "Handed back from this second on." in said(mia.post(url, follow=True))
    assert mia.post(url).status_code == 409


def test_what_was_refused_is_shown_to_who_tried_it_and_not_to_everybody(cast, ana, enter):
    given = stage.delegate(ana, cast.mia, "post.sign")
    enter(cast.ana).post(reverse("end_delegation", args=[given]), {"reason": "x"})
    url = reverse("delegation", args=[given])
    assert "End of a delegation: refused II.D" in said(enter(cast.ana).get(url))
    assert "refused" not in said(enter(cast.lee).get(url))


def test_a_power_is_marked_as_personal_after_seeing_who_loses_it(cast, ana, enter):
    given = stage.delegate(ana, cast.mia, "post.sign", why="routine")
    client, url = enter(cast.dov), reverse("mark_personal", args=["post.sign"])
    assert "Who can no longer use it, at once Mia Torres for Ana Reyes" in said(client.get(url))
    assert client.post(url, {"reason": "no"}).status_code == 422
    assert client.post(url, {"reason": stage.REASON}).url == reverse("powers")
    assert "personal" in said(enter(cast.lee).get(reverse("powers"))).split("sign, return or refuse a post", 1)[1][:90]
    assert capacities.of(cast.mia, clock.now())[0].powers == frozenset()
    assert "No longer personal" in said(client.get(url))
    assert "Make it personal" not in said(enter(cast.lee).get(reverse("powers")))
    assert queries.held(cast.mia)[0].id == given


def test_an_appointment_that_begins_later_says_so(cast, dov, enter):
    later = clock.now() + timedelta(days=3)
    made = stage.do(acts.Appoint(cast.mia, "counsel", later, None, "L-7"), dov).subject_id
    page = said(enter(cast.lee).get(reverse("appointment", args=[made])))
    assert "begins later Mia Torres will hold this office from the first day on." in page
