"""What went wrong is said to people in words; the technical names stay in the log."""

import re

import httpx
import pytest

from countersign.connectors.plain import UNKNOWN, plain

TECHNICAL = re.compile(r"[a-z](?:Error|Exception|Timeout)\b|_\w+Error|\(\w+Error\)")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("The platform's answer is not of the expected shape (JSONDecodeError).", "under maintenance"),
        ("The platform's answer is not of the expected shape (KeyError).", "under maintenance"),
        ("ConnectError: [Errno -2] Name or service not known", "could not be reached"),
        ("ConnectTimeout", "could not be reached"),
        ("RemoteProtocolError: Server disconnected without sending a response.", "could not be reached"),
        ("ReadTimeout: The read operation timed out", "did not answer in time"),
        ("_TooMuch: the answer took longer than 60 s", "too large, or took too long"),
        ("The exchange could not be recorded (OSError).", "storage may be full"),
        ("The host of the platform's files is not known (gaierror).", "keeps its files"),
    ],
)
def test_what_happened_and_what_to_do_is_said_without_technical_words(said, words):
    assert words in plain(said)
    assert not TECHNICAL.search(plain(said))


def test_every_failure_of_the_network_library_has_words():
    failures = [c for c in vars(httpx).values() if isinstance(c, type) and issubclass(c, httpx.TransportError)]
    assert len(failures) > 12
    for failure in failures:
        for said in (failure.__name__, f"{failure.__name__}: something of its own"):
            assert not TECHNICAL.search(plain(said)), said


def test_what_nobody_foresaw_loses_its_name_or_is_said_to_be_in_the_log():
    assert plain("ValueError: the date is odd") == "the date is odd"
    assert plain("ValueError") == UNKNOWN
    assert plain("It did not work (SomethingError).") == "It did not work."


def test_a_sentence_for_people_comes_back_as_it_is():
    for said in (
        "",
        "The text is too long.",
        "It answered 422. An error (see above) was found.",
        "No Errors",
    ):
        assert plain(said) == said
