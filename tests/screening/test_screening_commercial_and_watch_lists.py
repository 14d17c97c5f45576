"""Private business promoted, and the agency's own lists."""

import pytest

from countersign.screening import Category, Kind, Screen, WatchList
from countersign.screening.agency import AgencyWords, own_contacts
from screening.screening_examples import HOUSE, PLAIN, seen, word


@pytest.mark.parametrize(
    ("reason", "text", "span"),
    [
        ("discount-code", "Use code SAVE20 at Joe's Coffee for 20% off", "SAVE20"),
        ("discount-code", "Get 15% off at Bob's Tires with code DOC15!", "DOC15"),
        ("discount-code", "Usa el código AMIGO10 y recibe descuento", "AMIGO10"),
        ("affiliate-link", "https://store.example/boots?ref=warden5", "https://store.example/boots?ref=warden5"),
        ("affiliate-link", "see emberloc.example/r/engine9", "emberloc.example/r/engine9"),
        ("private-offer", "Tell 'em the warden sent you", "Tell 'em the warden sent you"),
        ("private-offer", "Flores El Sol: 10 % de descuento", "10 % de descuento"),
    ],
)
def test_a_private_shops_offer_is_asked_about(reason: str, text: str, span: str) -> None:
    assert seen(text)[reason] == span
    assert word(text) == "review"


@pytest.mark.parametrize(
    "text",
    [
        "Our case 24-CF-1182 is heard Friday",
        "case 24 CF 1182",
        "case 24cf1182",
        "case 24–CF–1182",
        "case 24-\u200bCF-1182",
    ],
)
def test_a_watched_case_number_is_found_however_it_is_set(text: str) -> None:
    verdict = HOUSE.text("t", "draft", text)
    assert [f.category for f in verdict.findings] == [Category.LEGAL]
    assert verdict.findings[0].clauses == ("ONE.e",)


@pytest.mark.parametrize(
    "text",
    ["Marisol Trevino", "MARISOL TREVIÑO", "Mari\u200bsol Treviño", "M a r i s o l T r e v i ñ o", "0peration L4ntern"],
)
def test_a_watched_name_is_found_through_its_disguise(text: str) -> None:
    assert seen(f"today {text} was here", screen=HOUSE) == {"watch-list": text}


def test_a_warning_shows_neither_the_list_nor_the_term_as_it_stands_there() -> None:
    found = HOUSE.text("t", "draft", "today M-a-r-i-s-o-l-T-r-e-v-i-n-o was here").findings[0]
    assert "Treviño" not in str(found.to_json())
    assert found.why == "Words that the agency asks to be warned about"


def test_a_list_whose_category_a_comment_does_not_use_is_silent_there() -> None:
    assert HOUSE.text("t", Kind.COMMENT, "case 24-CF-1182").findings == ()
    assert HOUSE.text("t", Kind.COMMENT, "Operation Lantern").findings != ()


def test_a_list_may_be_kept_for_drafts_alone() -> None:
    words = AgencyWords(watch_lists=(WatchList(Category.SECURITY, ("back gate",), kinds=(Kind.DRAFT,)),))
    assert Screen({}, words).text("t", "draft", "the back gate").findings
    assert not Screen({}, words).text("t", "comment", "the back gate").findings


def test_part_of_a_word_is_not_a_watched_term() -> None:
    words = AgencyWords(watch_lists=(WatchList(Category.SECURITY, ("lock",)),))
    assert Screen({}, words).text("t", "draft", "block clocks and locksmiths").findings == ()


@pytest.mark.parametrize("term", ["", "  ", "x", "—", "日本", "🎉🎉"])
def test_a_term_that_could_not_be_looked_for_is_refused_at_once(term: str) -> None:
    with pytest.raises(ValueError, match="watch-list term"):
        WatchList(Category.SECURITY, (term,))


def test_every_term_of_a_long_list_is_found_and_too_long_a_list_is_refused() -> None:
    terms = tuple(f"Exercise {first}{second} {n}" for n in range(10, 22) for first in "BCDFG" for second in "LMNRST")
    screen = Screen({}, AgencyWords(watch_lists=(WatchList(Category.SECURITY, terms),)))
    text = " / ".join(terms)
    assert [text[f.start : f.end] for f in screen.text("t", "draft", text).findings] == list(terms)
    with pytest.raises(ValueError, match="5,000 terms"):
        AgencyWords(watch_lists=(WatchList(Category.SECURITY, terms * 14),))


def test_a_plain_list_of_contacts_is_sorted_by_what_each_line_is() -> None:
    agency = own_contacts(["217-555-0100", " @agency.example ", "", "1301 Concordia Court"])
    assert agency == AgencyWords(("217-555-0100",), ("@agency.example",), ("1301 Concordia Court",))


def test_an_own_number_is_known_without_its_area_code_and_no_shorter() -> None:
    agency = AgencyWords(phones=("+1 217-555-0100", "911"))
    assert agency.owns_phone("2175550100")
    assert agency.owns_phone("5550100")
    assert not agency.owns_phone("3095550100")
    assert not agency.owns_phone("2175550911")


def test_without_lists_nothing_is_watched() -> None:
    assert PLAIN.text("t", "draft", "Operation Lantern 24-CF-1182").findings == ()
