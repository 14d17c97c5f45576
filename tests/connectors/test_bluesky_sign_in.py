"""Signing in at the server of a Bluesky account: the whole way, and everything about it that must be refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import bluesky_issuer as place
from countersign.connectors import atproto_identity, atproto_issuer, atproto_sign_in, found
from countersign.connectors.app import OurApp
from countersign.connectors.errors import AuthExpired, Rejected, Unavailable, Unsupported
from countersign.connectors.interface import AccountSettings
from countersign.connectors.jose import SigningKey
from countersign.connectors.transport import Bounds

RUNS = 2_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 100
HOME = "https://countersign.example.gov"
BACK = f"{HOME}/accounts/connect/return/"
APP = OurApp(f"{HOME}/oauth/client-metadata.json", (SigningKey.generate(),))
ON_THIS_MACHINE = OurApp("")


def now():
    return datetime.now(UTC)


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(atproto_identity, "DIRECTORY", place.DIRECTORY)
    return place.World(now, lambda: atproto_sign_in.client_metadata(APP, HOME, BACK))


@pytest.fixture
def account(world, exchanges):
    """The connector of the account with these credentials, as this app."""
    client = httpx.Client(transport=world, trust_env=False)

    def connected(credentials=None, *, app=APP, base_url=place.SERVER):
        handed = AccountSettings("bluesky", place.HANDLE, base_url, credentials or {}, app=app)
        bounds = Bounds(read_waits_s=(0.0,))
        return found.connect(handed, client=client, clock=now, record=exchanges.append, bounds=bounds)

    return connected


@pytest.fixture
def granted(world, account):
    """What somebody who signed in was given."""
    start = account().sign_in_start(BACK)
    return account().sign_in_finish(start.state, world.authorize(start.url))


def whole(exchanges):
    return json.dumps([repr(vars(one)) for one in exchanges])


def test_somebody_signs_in_and_what_is_granted_works_and_is_renewed_and_given_back(world, account, granted):
    assert set(granted.credentials) == set(atproto_sign_in.CREDENTIALS)
    assert timedelta(minutes=59) < granted.expires_at - now() < timedelta(minutes=61)
    assert granted.scopes == ("atproto", "transition:generic")
    assert account(granted.credentials).whoami().remote_id == place.DID
    renewed = account(granted.credentials).refresh()
    assert renewed.credentials["refresh_token"] != granted.credentials["refresh_token"]
    assert renewed.credentials["dpop_key"] == granted.credentials["dpop_key"]
    assert account(renewed.credentials).whoami().handle == place.HANDLE
    account(renewed.credentials).revoke()
    assert world.session is None
    with pytest.raises(AuthExpired):
        account(renewed.credentials).whoami()


def test_nothing_of_it_stands_in_the_record(world, account, granted, exchanges):
    renewed = account(account(granted.credentials).refresh().credentials)
    renewed.whoami()
    renewed.revoke()
    kept = whole(exchanges)
    secrets = [*world.secrets, granted.credentials["dpop_key"]]
    assert len(secrets) > 8 and [secret for secret in secrets if secret in kept] == []
    assert "eyJ" not in kept, "a proof or an assertion"
    # What is no secret is there to be followed.
    plain = (quote(APP.client_id, safe=""), "authorization_code", "code_challenge", f"{place.ISSUER}/oauth/par")
    assert [one for one in plain if one not in kept] == []


def test_on_somebodys_own_machine_nobody_proves_who_they_are(world, account):
    back = "http://127.0.0.1:8000/accounts/connect/return/"
    connector = account(app=ON_THIS_MACHINE)
    start = connector.sign_in_start(back)
    credentials = connector.sign_in_finish(start.state, world.authorize(start.url)).credentials
    assert account(credentials, app=ON_THIS_MACHINE).refresh().credentials["did"] == place.DID
    for elsewhere in ("http://localhost:8000/back", "http://countersign.example.gov/back"):
        with pytest.raises(Rejected, match="https address"):
            connector.sign_in_start(elsewhere)
    with pytest.raises(Unsupported, match="app password"):
        account(app=None).sign_in_start(BACK)


def test_whoever_typed_the_way_in_is_led_to_the_accounts_own_server(world, account):
    start = account(base_url=place.ENTRANCE).sign_in_start(BACK)
    assert start.base_url == place.SERVER
    assert account(base_url=start.base_url).sign_in_finish(start.state, world.authorize(start.url))
    assert account().sign_in_start(BACK).base_url == ""


WITHOUT = {name: {name: None} for name in place.METADATA}
FAULTS = {
    "another name": {"issuer": "http://127.0.0.1:9999"},
    "no S256": {"code_challenge_methods_supported": ["plain"]},
    "no ES256 for proofs": {"dpop_signing_alg_values_supported": ["ES256K"]},
    "no iss": {"authorization_response_iss_parameter_supported": False},
    "said as a word": {"require_pushed_authorization_requests": "true"},
    "plain http": {"token_endpoint": "http://issuer.example/oauth/token"},
    "somebody's name before the host": {"authorization_endpoint": "https://a@issuer.example/oauth/authorize"},
    "no address": {"revocation_endpoint": "https://[::1/oauth"},
}


@pytest.mark.parametrize("wrong", [*WITHOUT.values(), *FAULTS.values()], ids=[*WITHOUT, *FAULTS])
def test_a_place_to_sign_in_that_lacks_anything_is_refused_before_anything_is_sent(world, account, wrong):
    world.wrong["metadata"] = wrong
    with pytest.raises(Rejected, match=next(iter(wrong))):
        account().sign_in_start(BACK)
    assert not any(asked.startswith("POST") for asked in world.asked)


@pytest.mark.parametrize(
    "wrong",
    [
        {"authorization_servers": ["http://issuer.example"]},
        {"authorization_servers": ["https://issuer.example/path"]},
        {"authorization_servers": [place.ISSUER, "https://another.example"]},
        {"authorization_servers": []},
        {"authorization_servers": place.ISSUER},
        {"authorization_servers": [7]},
        {"resource": "https://another.example"},
    ],
    ids=["plain http", "a path", "two", "none", "no list", "no address", "another server"],
)
def test_a_server_that_names_its_place_to_sign_in_wrongly_is_refused(world, account, wrong):
    world.wrong["resource"] = wrong
    with pytest.raises(Rejected, match="not as the protocol asks for"):
        account().sign_in_start(BACK)
    assert not any(asked.startswith("POST") for asked in world.asked)


def test_a_server_without_sign_in_says_what_to_do_instead(world, account):
    world.wrong["no sign-in"] = True
    with pytest.raises(Rejected, match="app password"):
        account().sign_in_start(BACK)


def test_a_place_without_nonces_is_refused(world, account):
    world.wrong["nonces"] = True
    with pytest.raises(Rejected, match="used twice"):
        account().sign_in_start(BACK)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://another.example"}, "another place"),
        ({"iss": ""}, "another place"),
        ({"state": "of-another-sign-in"}, "another sign-in"),
        ({"state": ""}, "another sign-in"),
        ({"error": "access_denied", "error_description": "They said no."}, "They said no"),
        ({"code": ""}, "no code"),
        ({"code": "cod-of-somebody-else"}, "invalid_grant"),
    ],
    ids=["another issuer", "no issuer", "another state", "no state", "said no", "no code", "another code"],
)
def test_whoever_comes_back_otherwise_than_they_left_is_not_connected(world, account, changed, why):
    start = account().sign_in_start(BACK)
    with pytest.raises(Rejected, match=why):
        account().sign_in_finish(start.state, world.authorize(start.url, **changed))
    assert world.session is None


def test_a_code_counts_once(world, account):
    start = account().sign_in_start(BACK)
    back = world.authorize(start.url)
    account().sign_in_finish(start.state, back)
    with pytest.raises(Rejected, match="invalid_grant"):
        account().sign_in_finish(start.state, back)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda w: setattr(w, "signs_in", place.OTHER_DID), "another account"),
        (lambda w: w.wrong.update(token={"sub": "did:plc:nobody"}), "another account"),
        (lambda w: w.wrong.update(service="http://localhost:9999"), "another server"),
        (lambda w: w.wrong.update(resource={"authorization_servers": [place.ANOTHER]}), "does not speak for"),
        (lambda w: w.wrong.update(token={"scope": "atproto"}), "everything that is needed"),
    ],
    ids=["another account", "an account that is none", "a server that moved", "another issuer", "less than needed"],
)
def test_what_was_granted_for_anything_else_than_the_approved_account_is_given_back(world, account, change, why):
    start = account().sign_in_start(BACK)
    change(world)
    with pytest.raises(Rejected, match=why):
        account().sign_in_finish(start.state, world.authorize(start.url))
    assert world.session is None, "it was not given back"


def test_a_token_that_is_bound_to_nothing_is_not_taken(world, account):
    start = account().sign_in_start(BACK)
    world.wrong["token"] = {"token_type": "Bearer"}
    with pytest.raises(Unavailable):
        account().sign_in_finish(start.state, world.authorize(start.url))


def test_a_read_that_is_repeated_carries_a_new_proof(world, account, granted):
    world.lose_answer = "getSession"
    assert account(granted.credentials).whoami().remote_id == place.DID
    assert len([asked for asked in world.asked if asked.endswith("getSession")]) == 3  # a nonce, the lost one, again


def test_a_newer_nonce_is_taken_up_without_ado(world, account, granted):
    connector = account(granted.credentials)
    connector.whoami()
    world.nonces[place.SERVER] = "nonce-of-the-server-2"
    assert connector.whoami().remote_id == place.DID


def test_a_server_that_takes_none_of_its_nonces_says_nothing_about_our_credentials(world, account, granted):
    connector = account(granted.credentials)

    class Changing(dict):
        def __getitem__(self, name):
            self.count = getattr(self, "count", 0) + 1
            return f"nonce-{self.count}"

    world.nonces = Changing(world.nonces)
    with pytest.raises(Unavailable):
        connector.whoami()


def test_a_refresh_token_counts_once_and_a_lost_answer_ends_it(world, account, granted):
    world.lose_answer = "/oauth/token"
    with pytest.raises(Unavailable):
        account(granted.credentials).refresh()
    with pytest.raises(AuthExpired, match="has ended"):
        account(granted.credentials).refresh()


def test_a_request_that_was_lost_before_it_arrived_may_be_repeated(world, account, granted):
    world.lose_request = "/oauth/token"
    with pytest.raises(Unavailable):
        account(granted.credentials).refresh()
    assert account(granted.credentials).refresh().credentials["did"] == place.DID


def test_a_renewal_for_somebody_else_is_given_back(world, account, granted):
    world.wrong["token"] = {"sub": place.OTHER_DID}
    with pytest.raises(AuthExpired, match="another account"):
        account(granted.credentials).refresh()
    assert world.session is None


def test_a_sign_in_goes_on_with_the_key_it_began_with_while_that_is_held(world, account, granted):
    newer = replace(APP, keys=(SigningKey.generate(), *APP.keys))
    world.client = lambda: atproto_sign_in.client_metadata(newer, HOME, BACK)
    renewed = account(granted.credentials, app=newer).refresh()
    assert renewed.credentials["key_id"] == APP.keys[0].name
    dropped = replace(newer, keys=newer.keys[:1])
    with pytest.raises(AuthExpired, match="no longer held"):
        account(renewed.credentials, app=dropped).refresh()
    world.client = lambda: atproto_sign_in.client_metadata(dropped, HOME, BACK)
    with pytest.raises(Rejected, match="invalid_client"):
        account(renewed.credentials, app=newer).refresh()


def test_what_is_published_about_us_is_what_the_protocol_asks_for_and_no_private_key():
    told = atproto_sign_in.client_metadata(APP, HOME, BACK)
    assert told["dpop_bound_access_tokens"] is True and told["token_endpoint_auth_method"] == "private_key_jwt"
    assert set(told["scope"].split()) == {"atproto", "transition:generic"}
    (key,) = told["jwks"]["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["code", "S256", place.ISSUER]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=RUNS, deadline=None)
@given(document=_json | st.dictionaries(st.sampled_from([*place.METADATA, "resource", "authorization_servers"]), _json))
def test_whatever_a_server_says_of_itself_is_taken_whole_or_refused(document):
    nearly = place.METADATA | (document if isinstance(document, dict) else {})
    for read in (
        lambda: atproto_issuer.issuer_in(document, place.SERVER),
        lambda: atproto_issuer.described(document, place.ISSUER),
        lambda: atproto_issuer.described(nearly, place.ISSUER),
    ):
        try:
            read()
        except Rejected as refused:
            assert refused.field == "sign_in"


def test_a_key_is_kept_as_text_and_follows_from_a_secret():
    key = SigningKey.generate()
    assert SigningKey.of_text(key.text()).jwk == key.jwk
    assert key.text() not in repr(key) and key.text() not in repr(OurApp("https://x.example/me", (key,)))
    assert SigningKey.of_secret("one", "for this").jwk == SigningKey.of_secret("one", "for this").jwk
    assert len({SigningKey.of_secret(s, p).name for s in ("one", "two") for p in ("this", "that")}) == 4
    assert key.name == place.thumbprint(dict(key.jwk))
    header, claims = place.verified(key.signed({"typ": "JWT"}, {"a": "ä"}), lambda _: dict(key.jwk))
    assert (header["alg"], claims) == ("ES256", {"a": "ä"})


@settings(max_examples=RUNS, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda b: b.hex()))
def test_what_is_no_key_is_no_key(text):
    with pytest.raises(ValueError, match=r"."):
        SigningKey.of_text(text)
