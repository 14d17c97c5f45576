"""Credentials leave no trace in what is kept, and what is no credential keeps its bytes."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countersign.connectors.errors import Rejected
from countersign.connectors.stripping import STRIPPED, Stripper, names_a_credential
from countersign.connectors.transport import Effect, Transport

RUNS = 2_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 100
TOKEN = 'practice_a/b+c=d"e\\f-Tök€n'


@pytest.fixture
def exchange_of(exchanges):
    """What is kept of one exchange with a platform that echoes everything it is told."""

    def of(method="POST", path="echo", answer=None, headers=None, **sent):
        def echo(request):
            return answer or httpx.Response(
                200,
                content=request.read() + str(request.url).encode(),
                headers={"Set-Cookie": f"s={base64.b64encode(b'session').decode()}", "X-Told": "plain"},
            )

        transport = Transport(
            base_url="https://platform.example",
            client=httpx.Client(transport=httpx.MockTransport(echo)),
            clock=lambda: datetime.now(UTC),
            record=exchanges.append,
            secrets=(TOKEN, "short"),
            headers={"Authorization": "Bearer abcdefgh"},
        )
        transport.request(method, path, effect=Effect.PRIVATE, headers=headers, accept=frozenset({400}), **sent)
        return exchanges[-1]

    return of


def whole(exchange) -> str:
    parts = [exchange.url, exchange.error, *sum(exchange.request_headers + exchange.response_headers, ())]
    return " ".join(parts) + " ".join((b or b"").decode() for b in (exchange.request_body, exchange.response_body))


def test_our_token_is_taken_out_wherever_and_however_it_is_spelt(exchange_of):
    sent = {"text": f"oops {TOKEN} pasted"}
    for exchange in (
        exchange_of(json=sent),
        exchange_of(data=sent),
        exchange_of(params={"q": TOKEN}, json={}),
        exchange_of(json={"nested": [{"deep": [TOKEN]}]}),
    ):
        kept = whole(exchange)
        for form in (
            TOKEN,
            json.dumps(TOKEN)[1:-1],
            httpx.QueryParams({"q": TOKEN})["q"],
            str(httpx.QueryParams({"q": TOKEN}))[2:],
        ):
            assert form not in kept
        assert STRIPPED in kept


def test_headers_and_fields_that_carry_credentials_go_by_their_names(exchange_of):
    kept = exchange_of(
        json={"client_secret": "s3cret-value", "refresh_token": "r-value", "text": "stays"},
        headers={"Cookie": "c-value"},
    )
    assert not any(value in whole(kept) for value in ("abcdefgh", "s3cret-value", "r-value", "c-value", "c2Vzc2lvbg"))
    assert dict(kept.response_headers)["x-told"] == "plain"
    assert b'"text":"stays"' in kept.request_body
    kept = exchange_of(params={"access_token": "a-value", "code": "c-value", "page": "2"})
    assert "a-value" not in kept.url and "c-value" not in kept.url and "page=2" in kept.url


def test_a_sign_in_answer_is_kept_without_what_it_grants(exchange_of):
    granted = (
        b'{"accessJwt": "eyJ.one", "refreshJwt":"eyJ.two" , "did":"did:plc:x","session":{"k":["v-ery"]},"in":7200}'
    )
    kept = exchange_of(answer=httpx.Response(200, content=granted, headers={"Content-Type": "application/json"}))
    text = kept.response_body.decode()
    assert not any(value in text for value in ("eyJ.one", "eyJ.two", "v-ery"))
    assert "did:plc:x" in text and "7200" in text


def test_what_a_sign_in_sends_and_is_answered_is_kept_without_what_opens_anything(exchange_of):
    form = {
        "grant_type": "authorization_code",
        "code": "one-time-code",
        "code_verifier": "the-verifier",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "eyJ.client",
        "refresh_token": "the-refresh",
    }
    given = {"DPoP": "eyJ.proof", "Authorization": "DPoP eyJ.bound"}
    pushed = b'{"request_uri":"urn:ietf:params:oauth:request_uri:req-1","expires_in":299}'
    json_body = {"Content-Type": "application/json"}
    kept = exchange_of(data=form, headers=given, answer=httpx.Response(201, content=pushed, headers=json_body))
    secrets = ("one-time-code", "the-verifier", "eyJ", "the-refresh", "req-1")
    assert [secret for secret in secrets if secret in whole(kept)] == []
    assert b"jwt-bearer" in kept.request_body and b"authorization_code" in kept.request_body


def test_what_a_place_to_sign_in_says_of_itself_is_kept_whole():
    said = (
        b'{"authorization_endpoint":"https://i.example/a","token_endpoint":"https://i.example/t",'
        b'"pushed_authorization_request_endpoint":"https://i.example/p","authorization_servers":["https://i.example"],'
        b'"token_endpoint_auth_methods_supported":["none"],"revocation_endpoint":"https://i.example/r"}'
    )
    assert Stripper(()).body(said, "application/json") == said


def test_names_spelt_with_escapes_do_not_slip_through():
    kept = Stripper(()).body(b'{"acc\\u0065ss_token": "hidden-value", "n": 1}', "application/json")
    assert b"hidden-value" not in kept


def test_paging_marks_and_what_merely_sounds_alike_are_kept():
    body = b'{"next_token": "b26v89", "nextPageToken":"CAUQAA", "page_token":"x9", "token_type":"bearer", "code": 17}'
    assert Stripper(()).body(body, "application/json") == body
    assert names_a_credential("token") and not names_a_credential("tokyo")


def test_what_needs_no_stripping_is_kept_byte_for_byte():
    odd = b'{ "text":\t"caf\\u00e9 \\/ \xc3\xa9",\r\n "n": 1.50 }'
    assert Stripper(("another-secret",)).body(odd, "application/json; charset=utf-8") == odd


def test_files_are_kept_by_size_and_digest_only(exchange_of):
    kept = exchange_of(files={"file": ("a.png", b"\x89PNG" + TOKEN.encode(), "image/png")})
    assert kept.request_body is None and kept.request_size_bytes > 40 and len(kept.request_sha256) == 64


def test_an_error_message_carries_no_credential(exchanges):
    def refuse(request):
        return httpx.Response(422, text=f"bad value {TOKEN}")

    transport = Transport(
        base_url="https://platform.example",
        client=httpx.Client(transport=httpx.MockTransport(refuse)),
        clock=lambda: datetime.now(UTC),
        record=exchanges.append,
        secrets=(TOKEN,),
    )
    with pytest.raises(Rejected) as told:
        transport.request("POST", "x", effect=Effect.PUBLIC)
    assert TOKEN not in str(told.value) and STRIPPED in str(told.value)


_names = st.sampled_from(["access_token", "password", "client_secret", "apiKey", "accessJwt", "session_id"])
_plain = st.sampled_from(["text", "id", "url", "created_at"])
_json = st.recursive(
    st.text(max_size=8) | st.integers() | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_plain, inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=RUNS, deadline=None)
@given(
    document=st.dictionaries(_plain, _json, max_size=4), name=_names, ascii_only=st.booleans(), depth=st.integers(0, 3)
)
def test_a_credential_in_any_json_is_stripped_and_everything_else_survives(document, name, ascii_only, depth):
    secret = 'S3CR3T\\"é-value'
    inner: object = {**document, name: secret}
    for _ in range(depth):
        inner = {"wrapped": [inner]}
    kept = json.loads(Stripper(()).body(json.dumps(inner, ensure_ascii=ascii_only).encode(), "application/json"))
    for _ in range(depth):
        kept = kept["wrapped"][0]
    assert kept == {**document, name: STRIPPED}
