"""Texts that must raise nothing, as a draft and as a comment: the ordinary speech of an agency and its public."""

import pytest

from countersign.screening import Kind
from screening.screening_examples import HOUSE, PLAIN

CLEAR = """
Warden Smith retires Friday, thank you for 30 years.
The Department does not comment on pending litigation.
Job fair, 40 employers.
Visiting hours 8–3.
Narcan training for families.
Media contact: Jane Doe, 217-555-0123.
No cell phones past the gate. Questions? 217-555-0134.
Patients can update their phone number by calling 217-555-0134.
Call 217-555-0134. Their staff will help.
Learn at home! Call 217-555-0134 for a library card.
Report it to the Inspector General at 555-0101.
Call 1-800-555-0199, ext 4, toll free.
Join us at Lincoln Library, 326 South Seventh Street, Springfield.
The house fire at 412 Oak Street is out.
Recuerde: el centro de votación se mudó a la escuela Benito Juárez, 210 Mesquite Ave.
Crews closed the 400 block of Wren Lane for paving.
Captain Dick Cummings of Scunthorpe assessed the class; Judge Phuc Dang presided.
Damn, that was a hell of a storm. What a load of crap.
Bring your Social Security card, a photo ID and proof of address.
Never post your SSN online.
The dress code: no shorts. Area code 217. Code Blue drill at noon.
Use code PARKS26 to register for the webinar.
Breast Cancer Awareness Month: Captain Lee wears pink.
HIV testing Friday. Nurse Kim will talk about diabetes.
Mill Creek Station was born on March 3, 1971, the year of the big ice.
ZIP 62701-1234, PO Box 19277.
The ISBN is 978-3-16-148410-0. Tracking 9400111899223197428490.
Se buscan oficiales. Feria de empleo el 4 de mayo de 2026.
El pinche de cocina ganó un premio; la disputa del año terminó.
Great tits and blue-footed boobies on our bird walk.
Meet Waffles! This gentle jackass is the proper word for a male donkey.
He earned a BS in criminal justice. Dover AF Base families welcome.
S C U N T H O R P E, the town.
Our team: Easton Hornets 14, Kettle High 10.
The 13th amendment has a hole in it you could drive my truck through.
Adopt a dog: fees are 50% off at the county shelter.
Class 12, 40 graduates, 3 honors, room 9, 8 of 17 done.
Please write to Records, case numbers begin with the year.
A fill-in form: name ____, date ____, b____ street.
The finger prick test is free. Pussy willows bloom by the gate.
Inmate trust fund deposits close at 4. Parole hearing for case 123456 is moved.
""".strip().splitlines()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("text", CLEAR)
def test_ordinary_speech_raises_nothing(text: str, kind: Kind) -> None:
    verdict = PLAIN.text("t", kind, text)
    assert verdict.findings == ()
    assert verdict.to_json()["severity"] == "clear"


def test_an_official_says_call_me_of_a_desk_and_a_citizen_of_a_pocket() -> None:
    text = "You can reach me directly at 555-0127. —Ana"
    assert PLAIN.text("t", "draft", text).findings == ()
    assert PLAIN.text("t", "comment", text).findings != ()


@pytest.mark.parametrize(
    "text",
    [
        "Call me at home? No: call the front desk, 217-555-0100.",
        "His personal number is listed by mistake: (217) 555-0100.",
        "Her own cell is not needed, 309.555.0111 is the switchboard.",
        "Email me at press@corrections.example.",
        "My e-mail is jo.lee@agency.example.",
        "The family lives at 1301 Concordia Court, you might say: we are here all day.",
    ],
)
def test_the_agencys_own_contact_data_is_nobodys_private_data(text: str) -> None:
    assert HOUSE.text("t", "draft", text).findings == ()


def test_the_same_data_counts_where_the_agency_does_not_list_it() -> None:
    assert PLAIN.text("t", "draft", "His personal number is listed by mistake: (217) 555-0100.").findings
    assert PLAIN.text("t", "draft", "Her own cell is 309.555.0111.").findings
    assert PLAIN.text("t", "draft", "Their family lives at 1301 Concordia Court.").findings
