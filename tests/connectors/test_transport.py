"""The one way out: where it may go, how much it takes in, and that nothing goes unrecorded."""

from __future__ import annotations

import pickle
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from countersign.connectors.answers import Answer, retry_at
from countersign.connectors.byhand import Checklist
from countersign.connectors.capabilities import Cap
from countersign.connectors.errors import (
    AuthExpired,
    BadAttestation,
    HandNeeded,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    Unavailable,
    Unsupported,
)
from countersign.connectors.sent import Op
from countersign.connectors.transport import Bounds, Effect, Transport, checked_base_url

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def transport(answer, record=lambda exchange: None, bounds=None, base_url="https://platform.example/api"):
    handler = answer if callable(answer) else lambda request: answer
    return Transport(
        base_url=base_url,
        client=httpx.Client(transport=httpx.MockTransport(handler), cookies={"left": "over"}),
        clock=lambda: NOW,
        record=record,
        bounds=bounds or Bounds(read_waits_s=()),
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://platform.example",
        "https://platform.example:8443/api",
        "http://127.0.0.1:8000/practice",
        "http://[::1]:8000/",
        "http://localhost:8000/practice/",
    ],
)
def test_https_and_this_very_machine_are_allowed(url):
    assert checked_base_url(url) == url.rstrip("/") + "/"


@pytest.mark.parametrize(
    "url",
    [
        "http://platform.example",
        "http://localhost.platform.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1/",
        "ftp://127.0.0.1/",
        "https://",
        "platform.example",
        "https://user:pass@platform.example",
        "https://platform.example/?x=1",
        "",
    ],
)
def test_other_addresses_are_refused(url):
    with pytest.raises(ValueError, match="base address"):
        checked_base_url(url)


def test_plain_http_to_a_named_host_of_this_process_is_allowed_and_to_no_other():
    assert checked_base_url("http://agency.local/practice", frozenset({"agency.local"}))
    with pytest.raises(ValueError, match="https"):
        checked_base_url("http://agency.local.example/practice", frozenset({"agency.local"}))


@pytest.mark.parametrize("path", ["https://elsewhere.example/x", "//elsewhere.example/x", "http://platform.example/x"])
def test_credentials_go_to_no_other_host_even_when_the_platform_points_there(path):
    def never(request):
        raise AssertionError("sent")

    with pytest.raises(Rejected, match="another host"):
        transport(never).request("GET", path, effect=Effect.READ)


def test_redirects_are_not_followed():
    away = httpx.Response(302, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(Rejected) as told:
        transport(away).request("GET", "x", effect=Effect.READ)
    assert told.value.field == "base_url"


def test_a_cookie_left_by_another_account_is_not_sent():
    seen = []
    transport(lambda request: seen.append(request.headers) or httpx.Response(200)).request(
        "GET", "x", effect=Effect.READ
    )
    assert "cookie" not in seen[0]


def test_an_answer_that_is_too_large_is_cut_off():
    small = Bounds(answer_bytes=1000, read_waits_s=())
    for effect, error in ((Effect.READ, Unavailable), (Effect.PRIVATE, Unavailable), (Effect.PUBLIC, OutcomeUnknown)):
        with pytest.raises(error, match="larger than 1000 bytes"):
            transport(httpx.Response(200, content=b"x" * 1001), bounds=small).request("POST", "x", effect=effect)
    assert (
        len(
            transport(httpx.Response(200, content=b"x" * 1000), bounds=small)
            .request("GET", "x", effect=Effect.READ)
            .body
        )
        == 1000
    )


def test_an_answer_that_drips_is_cut_off():
    def drip():
        while True:
            time.sleep(0.02)
            yield b"x"

    with pytest.raises(OutcomeUnknown, match="longer than"):
        transport(httpx.Response(200, content=drip()), bounds=Bounds(whole_s=0.1)).request(
            "POST", "x", effect=Effect.PUBLIC
        )


@pytest.mark.parametrize(
    "failure", [RuntimeError("boom"), KeyError("x"), httpx.ReadError("cut"), httpx.WriteError("cut"), OSError("x")]
)
def test_a_failure_that_does_not_prove_nothing_was_sent_leaves_the_outcome_unknown(failure):
    def fails(request):
        raise failure

    with pytest.raises(OutcomeUnknown):
        transport(fails).request("POST", "x", effect=Effect.PUBLIC)
    with pytest.raises(Unavailable):
        transport(fails).request("POST", "x", effect=Effect.PRIVATE)


def test_every_try_is_recorded_with_its_failure(exchanges):
    tries = iter([httpx.ReadTimeout("slow"), httpx.Response(503, text="busy"), httpx.Response(200, text="fine")])

    def answer(request):
        told = next(tries)
        if isinstance(told, Exception):
            raise told
        return told

    waiting = Transport(
        base_url="https://platform.example",
        client=httpx.Client(transport=httpx.MockTransport(answer)),
        clock=lambda: NOW,
        record=exchanges.append,
        sleep=lambda seconds: None,
    )
    assert waiting.request("GET", "x", effect=Effect.READ).body == b"fine"
    assert [(e.status, e.error) for e in exchanges] == [(None, "ReadTimeout: slow"), (503, ""), (200, "")]
    assert all(e.at == NOW and e.effect is Effect.READ for e in exchanges)


def test_a_publication_that_could_not_be_recorded_is_unknown_so_that_somebody_looks():
    def full(exchange):
        raise OSError("no space left")

    with pytest.raises(OutcomeUnknown, match="could not be recorded"):
        transport(httpx.Response(201, json={}), record=full).request("POST", "x", effect=Effect.PUBLIC)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry-after": "0"}, 0),
        ({"retry-after": "90"}, 90),
        ({"retry-after": "Tue, 24 Nov 2026 12:10:00 GMT"}, 600),
        ({"retry-after": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0),
        ({"x-ratelimit-reset": "2026-11-24T12:05:00.000Z"}, 300),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 45)}, 45),
        ({"ratelimit-reset": "30.5"}, 30.5),
        ({"x-rate-limit-reset": str(int(NOW.timestamp()) + 900)}, 900),
        ({"retry-after": "5", "x-ratelimit-reset": "50"}, 5),
        ({"retry-after": "soon", "x-ratelimit-reset": "50"}, 50),
        ({"retry-after": "soon"}, 60),
        ({"retry-after": "nan"}, 60),
        ({"retry-after": "-5"}, 60),
        ({"retry-after": ""}, 60),
        ({}, 60),
        ({"retry-after": "99999999999999999999"}, 7 * 86400),
        ({"retry-after": "inf"}, 7 * 86400),
        ({"retry-after": "9999-12-31T23:59:59+00:00"}, 7 * 86400),
        ({"retry-after": "0001-01-01T00:00:00+14:00"}, 60),
    ],
)
def test_when_to_ask_again_is_understood_in_every_form_and_never_absurd(headers, wait_s):
    assert retry_at(headers, NOW) == NOW + timedelta(seconds=wait_s)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"error": {"message": "Too long"}}', "Too long"),
        (b'{"errors": [{"detail": "No such page"}]}', "No such page"),
        (b'{"error": "invalid_grant", "error_description": "Gone stale"}', "Gone stale"),
        (b"plain \n words", "plain words"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b'{"a": 1}', '{"a": 1}'),
        (b"", ""),
    ],
)
def test_the_words_of_an_error_are_found_in_any_shape(body, words):
    assert Answer(400, {}, body).words() == words


@pytest.mark.parametrize(
    "error",
    [
        AuthExpired("dead"),
        ScopeMissing("write"),
        RateLimited(NOW, "later"),
        Rejected("text", "too long"),
        Unavailable("down"),
        OutcomeUnknown("who knows"),
        Unsupported(Cap.HIDE, "not here"),
        HandNeeded(Checklist(Op.CREATE, ("Do it.",), "text", (), "https://platform.example")),
        BadAttestation("url", "not an address"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_being_stored_by_a_job_engine(error):
    stored = pickle.loads(pickle.dumps(error))
    assert type(stored) is type(error) and vars(stored) == vars(error) and str(stored) == str(error) != ""


@pytest.mark.parametrize("token", ["tök€n-secret", "token\nX-Evil: 1", "token\x00"])
def test_credentials_that_cannot_travel_are_refused_without_being_quoted(practice, connect, exchanges, token):
    connector = connect(practice.settings(token=token))
    with pytest.raises(Rejected) as told:
        connector.whoami()
    assert told.value.field == "credentials" and token not in str(told.value)
    assert exchanges == []


def beside_of(base_url="https://platform.example", addresses=("8.8.8.8",), kept=None, seen=None):
    def answer(request):
        if seen is not None:
            seen.append(request)
        return httpx.Response(200, json={})

    return Transport(
        base_url=base_url,
        client=httpx.Client(transport=httpx.MockTransport(answer)),
        clock=lambda: NOW,
        record=(kept if kept is not None else []).append,
        headers={"Authorization": "Bearer of the account"},
        resolve=lambda host: list(addresses),
    )


def test_beside_the_account_a_named_place_is_told_no_credential_and_kept_like_all_else():
    kept, seen = [], []
    account = beside_of(kept=kept, seen=seen)
    issuer = account.beside("https://issuer.example/oauth/token")
    account.hide("learned-just-now")
    issuer.request("POST", "/oauth/par", effect=Effect.PRIVATE, data={"x": "learned-just-now"})
    assert [str(request.url) for request in seen] == ["https://issuer.example/oauth/par"]
    assert "authorization" not in seen[0].headers
    assert kept[0].request_body == b"x=%5Bstripped%5D" or b"learned" not in kept[0].request_body
    with pytest.raises(Rejected, match="another host"):
        issuer.request("GET", "https://platform.example/", effect=Effect.READ)
    account.request("GET", "x", effect=Effect.READ)
    assert "authorization" in seen[-1].headers


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("http://issuer.example/", ("8.8.8.8",)),
        ("http://127.0.0.1:8000/", ("127.0.0.1",)),
        ("https://127.0.0.1/", ("127.0.0.1",)),
        ("https://inside.example/", ("8.8.8.8", "10.0.0.7")),
        ("https://user@issuer.example/", ("8.8.8.8",)),
        ("file:///etc/passwd", ()),
    ],
)
def test_beside_is_never_inside_the_house_nor_in_the_clear(url, addresses):
    with pytest.raises(Rejected):
        beside_of(addresses=addresses).beside(url)


def test_headers_that_count_once_are_made_for_every_try():
    seen = []

    def answer(request):
        seen.append(request.headers["proof"])
        return httpx.Response(503 if len(seen) == 1 else 200)

    made = iter(["first", "second"])
    waiting = transport(answer, bounds=Bounds(read_waits_s=(0.0,)))
    waiting.request("GET", "x", effect=Effect.READ, fresh=lambda: {"Proof": next(made)})
    assert seen == ["first", "second"]
