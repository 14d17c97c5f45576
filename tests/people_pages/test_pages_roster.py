"""A roster file in a browser: tried, looked through, taken over whole or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import cast as stage
from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.row import size
from countersign.people import acts
from countersign.people.models import Person
from countersign.people.queries import lists
from countersign.people.roster.writing import write
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
HEADER = "employee_no,name,employment_type,unit,work_mail\n"


@pytest.fixture
def client(cast, enter):
    return enter(cast.rita)


def sent(client, text: str, *, whole: bool = False):
    data = {"file": SimpleUploadedFile("roster.csv", text.encode()), **({"whole": "on"} if whole else {})}
    return client.post(reverse("roster"), data)


def as_it_is(cast) -> str:
    return write(lists.people_file(cast.rita, clock.now(), lists.PeopleAsked(), "number")).decode("utf-8-sig")


def test_a_dry_run_shows_adds_changes_and_leavers_with_what_ends_and_changes_nothing(cast, ana, client):
    stage.authorize(ana, cast.lee, "hill_fb")
    text = as_it_is(cast).replace("Sam Brandt,contractual", "Sam Brandt,full_time")
    text = "".join(line for line in text.splitlines(keepends=True) if "Lee Novak" not in line)
    before = size()
    answer = sent(client, text + "4001,Noor Haddad,temporary,LOGAN,\n", whole=True)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert "New or back (1) Changed (1) Leaving (1)" in said(page)
    assert "4001 Noor Haddad Temporary LOGAN" in said(page)
    assert "Employment: Contractual → Full time" in said(client.get(answer.url, {"part": "changes"}))
    assert "Lee Novak Leave to post on 1 account" in said(client.get(answer.url, {"part": "leavers"}))
    assert (size(), Person.objects.count()) == (before, 6)
    file = client.get(answer.url.rstrip("/") + ".csv").content.decode("utf-8-sig").splitlines()
    assert file[0] == "what,employee_no,name,detail"
    assert [line.split(",")[0] for line in file[1:]] == ["add", "change", "leave"]


def test_it_is_taken_over_whole_and_once(cast, client):
    answer = sent(client, HEADER + "4001,Noor Haddad,temporary,LOGAN,\n4002,Ida Boe,full_time,HILL,\n")
    done = client.post(answer.url, follow=True)
    assert "The roster is taken over." in said(done)
    assert "What this roster did" in said(done)
    assert Person.objects.filter(employee_no__in=["4001", "4002"]).count() == 2
    assert client.post(answer.url).status_code == 409
    assert "2 added, 0 changed, 0 left" in said(client.get(reverse("roster")))


def test_one_faulty_line_stops_all_of_it_and_every_faulty_line_is_named(cast, client):
    answer = sent(
        client, HEADER + "4001,Noor Haddad,temporary,LOGAN,\n4002,Ida Boe,volunteer,HILL,\n4003,X,temporary,MARS,\n"
    )
    text = said(answer)
    assert answer.status_code == 400
    assert "Nothing was taken over" in text
    assert "3 one of full_time" in text
    assert "4 there is no open unit with the code MARS" in text
    assert "1 added, 0 changed, 0 leaving" in text
    assert Person.objects.count() == 6


def test_a_file_that_changes_nothing_or_is_no_file_is_told(cast, client):
    assert "This file would change nothing" in said(sent(client, as_it_is(cast), whole=True))
    assert "the first line must name the columns" in said(sent(client, "name\nLee\n"))
    answer = client.post(reverse("roster"), {})
    assert (answer.status_code, "This field is required." in said(answer)) == (400, True)


def test_columns_that_the_house_does_not_keep_are_named_and_left_out(cast, client):
    text = "employee_no,name,employment_type,unit,twitter\n4001,Noor Haddad,temporary,LOGAN,@noor\n"
    page = client.get(sent(client, text).url)
    assert "Columns left out: twitter." in said(page)
    assert "@noor" not in page.content.decode()


def test_a_plan_that_others_overtook_says_so_and_changes_nothing(cast, rita, client):
    answer = sent(client, HEADER + "4001,Noor Haddad,temporary,LOGAN,\n4002,Ida Boe,full_time,HILL,\n")
    stage.do(acts.Hire("4001", "Somebody Else", "temporary", cast.hill), rita)
    assert "The roster has changed since this was tried." in said(client.get(answer.url))
    refused = client.post(answer.url)
    assert refused.status_code == 409
    assert not Person.objects.filter(employee_no="4002").exists()


def test_a_long_plan_has_pages(cast, client):
    lines = "".join(f"N{i:03},Person Number {i},full_time,HILL,\n" for i in range(60))
    url = sent(client, HEADER + lines).url
    assert "Page 1 of 3, 60 in all" in said(client.get(url))
    assert "N059 Person Number 59" in said(client.get(url, {"page": 3}))


def test_a_document_that_is_no_plan_is_not_shown_as_one(cast, client):
    letter = store.put(b"%PDF-", "application/pdf")
    assert client.get(reverse("roster_plan", args=[letter])).status_code == 404
    assert client.post(reverse("roster_plan", args=[letter])).status_code == 404
