"""The agency's own phones, mail addresses and street addresses are never taken for a person's."""

import pytest
from django.urls import reverse

import cast as stage
from countersign.findings import acts, queries
from countersign.findings.acts import Contact
from countersign.gate.act import Malformed
from countersign.gate.door import perform
from countersign.screening import Kind
from findings import finding_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

PRIVATE = "Call me at home, 309-555-0142, or write to me at jane.warden@hillcc.net."
OURS = (
    Contact("309-555-0142", "Visitors' desk at Hill"),
    Contact("@hillcc.net", "Hill Correctional Center's mail"),
    Contact("600 South Linwood Road", "Hill Correctional Center"),
)


def keys(text: str) -> list[str]:
    return [f.why_key for f in queries.screen().text("", Kind.DRAFT, text).findings]


def keep(by, *contacts: Contact):
    return stage.do(acts.ChangeContacts(contacts, stories.REASON), by)


def test_a_contact_of_the_agencys_own_is_asked_about_until_it_is_listed(people):
    assert {"private-phone", "private-email"} <= set(keys(PRIVATE))
    keep(people.ana, *OURS)
    assert keys(PRIVATE) == []
    keep(people.ana)
    assert "private-phone" in keys(PRIVATE)


def test_a_facilitys_address_is_nobodys_home(people):
    text = "My home address is 600 South Linwood Road, Galesburg."
    assert keys(text) == ["home-address"]
    keep(people.ana, *OURS)
    assert keys(text) == []


def test_what_the_agency_says_of_itself_counts_beside_the_list(people):
    keep(people.ana, *OURS)
    assert keys("Call me at home, 217 555 0100.") == []


@pytest.mark.parametrize(
    ("contact", "why"),
    [
        (Contact("@gmail.com", "office mail"), "anybody can have an address there"),
        (Contact("the.warden@yahoo.com", "warden"), "anybody can have an address there"),
        (Contact("911", "emergency"), "7 to 15 digits"),
        (Contact("Linwood Road", "Hill"), "a number and a street"),
        (Contact("217-555-0177", ""), "what it belongs to"),
        (Contact("@nowhere", "mail"), "not an e-mail address"),
        (Contact("217-555-0177\u200b", "desk"), "cannot be seen"),
    ],
)
def test_a_line_that_would_cover_a_person_is_refused_by_its_number(people, contact, why):
    with pytest.raises(Malformed) as fault:
        perform(acts.ChangeContacts((OURS[0], contact), stories.REASON), by=people.ana)
    assert list(fault.value.faults) == ["line_2"]
    assert why in str(fault.value.faults["line_2"])
    assert queries.contacts() == ()


def test_changing_the_list_says_why(people):
    assert not perform(acts.ChangeContacts(OURS, ""), by=people.ana).allowed


def test_the_page_keeps_what_was_typed_when_a_line_is_refused(people, visit):
    ana = visit(people.ana)
    lines = "309-555-0142 | Visitors' desk at Hill\r\n911 | emergency\r\n"
    answer = ana.post(reverse("findings:change_contacts"), {"lines": lines, "reason": stories.REASON})
    assert answer.status_code == 400
    assert "911 | emergency" in answer.content.decode()
    answer = ana.post(
        reverse("findings:change_contacts"), {"lines": lines.splitlines()[0], "reason": stories.REASON}, follow=True
    )
    shown = answer.content.decode()
    assert "309-555-0142" in shown
    assert "Visitors&#x27; desk at Hill" in shown


def test_everybody_employed_may_read_the_list_and_only_its_keeper_gets_to_change_it(people, visit):
    keep(people.ana, *OURS)
    lee = visit(people.lee)
    assert "@hillcc.net" in lee.get(reverse("findings:contacts")).content.decode()
    assert lee.get(reverse("findings:change_contacts")).status_code == 403
