"""What identifies a private person, and what only looks so."""

import pytest

from countersign.screening import Kind
from countersign.screening.checks.numbers import luhn, ssn_issued
from screening.screening_examples import PLAIN, seen, word


@pytest.mark.parametrize(
    ("digits", "issued"),
    [
        ("123456789", True),
        ("001010001", True),
        ("899999999", True),
        ("000123456", False),
        ("666123456", False),
        ("900123456", False),
        ("999999999", False),
        ("123006789", False),
        ("123450000", False),
        ("078051120", False),
        ("219099999", False),
    ],
)
def test_issuance_rules_tell_numbers_that_were_never_given_to_anybody(digits: str, issued: bool) -> None:
    assert ssn_issued(digits) is issued


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Her SSN is 123-45-6789.", "123-45-6789"),
        ("Look at 123-45-6789 please", "123-45-6789"),
        ("social: 912 44 0871", "912 44 0871"),
        ("Mi número de seguro social es 987-65-4320.", "987-65-4320"),
        ("SSN 900418830", "900418830"),
        ("S o c i a l : 6 6 6 - 2 8 - 0 9 1 4 is hers", "6 6 6 - 2 8 - 0 9 1 4"),
        ("１２３－４５－６７８９", "１２３－４５－６７８９"),
        ("1️⃣2️⃣3️⃣-4️⃣5️⃣-6️⃣7️⃣8️⃣9️⃣", "1️⃣2️⃣3️⃣-4️⃣5️⃣-6️⃣7️⃣8️⃣9️⃣"),
        ("his s0cial is 9OO 21 7l44 look", "9OO 21 7l44"),
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_a_social_security_number_blocks_in_every_spelling(text: str, number: str, kind: Kind) -> None:
    assert seen(text, kind) == {"ssn": number}
    assert word(text, kind) == "block"


@pytest.mark.parametrize(
    "text",
    [
        "Reference 000-12-3456 was closed.",
        "Reference 666-12-3456 was closed.",
        "Reference 912-12-3456 was closed.",
        "Reference 123-00-3456 was closed.",
        "Sums of 123 45 6789 were paid.",
        "SSN 000-00-0000 on the blank form",
        "Follow us on social media. ZIP 62701-1234.",
        "Part 1123-45-67890 fits.",
    ],
)
def test_a_number_nobody_calls_a_social_security_number_must_be_issuable_and_dashed(text: str) -> None:
    assert "ssn" not in seen(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Card 4111 1111 1111 1111 please", "4111 1111 1111 1111"),
        ("5500005555555559", "5500005555555559"),
        ("amex 3782-822463-10005", "3782-822463-10005"),
        ("2223003122003222 is the new range", "2223003122003222"),
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_a_card_number_that_passes_luhn_blocks(text: str, number: str, kind: Kind) -> None:
    assert seen(text, kind) == {"payment-card": number}
    assert word(text, kind) == "block"


def test_one_wrong_digit_is_no_card_number_unless_it_is_called_one() -> None:
    assert not luhn("4111111111111112")
    assert seen("Meter 4111111111111112 was read.") == {}
    assert word("My debit card 4111 1111 1111 1112, run it again") == "review"


@pytest.mark.parametrize(
    ("reason", "text", "span"),
    [
        ("birth-date", "DOB 04/17/1968", "04/17/1968"),
        ("birth-date", "He was born on March 3, 1971.", "March 3, 1971"),
        ("birth-date", "fecha de nacimiento: 3 de mayo de 1971", "3 de mayo de 1971"),
        ("birth-date", "No longer allowed: Amos Keel (b. 4/2/61)", "4/2/61"),
        ("home-address", "Officer Lee lives at 412 Oak Street, Springfield.", "412 Oak Street"),
        ("home-address", "His home address is 12 Elm Ave.", "12 Elm Ave."),
        ("home-address", "Vive en la calle Olmo 22, apartamento 3.", "calle Olmo 22, apartamento 3"),
        ("home-address", "She lives at 2390 Saddlehorn, end unit.", "2390 Saddlehorn"),
        ("home-address", "Return the wallet to Harriet Vang, 4410 Lindqvist Ave Apt 6", "4410 Lindqvist Ave Apt 6"),
        ("private-phone", "Call her at home, 217-555-0188.", "217-555-0188"),
        ("private-phone", "Captain Lee's personal cell is 217.555.0188", "217.555.0188"),
        ("private-phone", "Es mi celular personal: (787) 555-0143", "(787) 555-0143"),
        ("private-phone", "Jurors Tamika Dorsey (555-0163) and others", "555-0163"),
        (
            "private-phone",
            "call him at home five five five, zero one seven three",
            "five five five, zero one seven three",
        ),
        ("private-email", "Write jane.roe77@gmail.com today", "jane.roe77@gmail.com"),
        ("driver-licence", "Found: driver license P400-118-52-907", "P400-118-52-907"),
        ("driver-licence", "mi licencia es K-7741-0925", "K-7741-0925"),
        ("passport", "passport no. 904117628", "904117628"),
        ("vehicle-plate", "plate KTR 4471 is hers", "KTR 4471"),
        ("account-number", "Carla Munro, acct 40071-8826", "40071-8826"),
        ("medical-record", "mrn 55-20931 is my roommate", "55-20931"),
        ("medical-fact", "Sgt. Pham was diagnosed with leukemia.", "leukemia"),
        ("medical-fact", "Rosa Elena Cárcamo tiene sida.", "sida"),
        ("minor-named", "The boy they arrested is Kaden Wexler, he's 14, a student", "Kaden Wexler, he's 14"),
    ],
)
def test_private_data_is_pointed_at_and_asked_about(reason: str, text: str, span: str) -> None:
    assert seen(text)[reason] == span
    assert word(text) == "review"


@pytest.mark.parametrize(
    "number",
    ["R12345", "K-81234", "A-40912", "#77310", "33-9081", "448-1207", "C448120", "77-B-3018", "0448213", "12345-678"],
)
def test_a_custody_number_counts_beside_a_private_fact_only(number: str) -> None:
    shown = number.removeprefix("#")
    assert seen(f"Inmate {number}, Terrence Voight, takes lithium for his bipolar illness")["inmate-number"] == shown
    assert seen(f"The parole board meets; inmate {number} is on the list.") == {}


def test_a_familys_plea_with_a_name_and_number_is_read_and_never_blocks() -> None:
    text = "Please check on my son Abel Cisneros #330871, he hasn't had insulin since Friday"
    assert set(seen(text, "comment")) == {"inmate-number", "medical-fact"}
    assert word(text, "comment") == "review"


def test_what_one_tells_of_oneself_is_read_in_turn_and_what_is_told_of_another_first() -> None:
    assert word("My cell is 217-555-0188, please call", "comment") == "review"
    assert word("Deputy Ruiz lives at 903 Whippoorwill Rd, go say hi", "comment") == "block"


def test_one_card_number_is_one_finding() -> None:
    verdict = PLAIN.text("t", "draft", "call me at home, card 4111 1111 1111 1111")
    assert [f.why_key for f in verdict.findings] == ["payment-card"]
