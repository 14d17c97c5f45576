"""From a handle to the server an account is on: each step checked, other hosts told no credential."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from countersign.connectors import found
from countersign.connectors.atproto_identity import find, same_server, server_in
from countersign.connectors.errors import AuthExpired, Rejected, Unavailable
from countersign.connectors.interface import AccountSettings
from countersign.connectors.transport import Bounds, Transport

DID = "did:plc:hill"
SERVICE = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": "https://pds.example/"}
DOCUMENT = {"id": DID, "alsoKnownAs": ["at://doc.example.gov"], "service": [SERVICE]}
RESOLVE = "https://bsky.example/xrpc/com.atproto.identity.resolveHandle"


def transport(answers, addresses=("8.8.8.8",)):
    """A transport of an account on bsky.example in a world that answers these addresses, 400 to anything else."""
    asked = []

    def answer(request):
        asked.append(request)
        told = answers.get(str(request.url).partition("?")[0])
        if told is None:
            return httpx.Response(400, json={"error": "InvalidRequest", "message": "Unable to resolve handle"})
        return httpx.Response(200, **({"text": told} if isinstance(told, str) else {"json": told}))

    made = Transport(
        base_url="https://bsky.example",
        client=httpx.Client(transport=httpx.MockTransport(answer)),
        clock=lambda: datetime.now(UTC),
        record=lambda exchange: None,
        headers={"Authorization": "Bearer secret"},
        bounds=Bounds(read_waits_s=()),
        resolve=lambda host: list(addresses),
    )
    return made, asked


def test_the_server_is_found_by_handle_and_by_identifier_and_no_other_host_is_told_a_credential():
    world, asked = transport({RESOLVE: {"did": DID}, f"https://plc.directory/{DID}": DOCUMENT})
    assert find(world, "DOC.example.gov") == find(world, DID)
    assert find(world, DID).base_url == "https://pds.example"
    abroad = [request for request in asked if request.url.host != "bsky.example"]
    assert abroad and not any("authorization" in request.headers for request in abroad)


def test_the_domain_itself_is_asked_where_our_server_cannot_tell():
    answers = {"https://doc.example.gov/.well-known/atproto-did": f"{DID}\n", f"https://plc.directory/{DID}": DOCUMENT}
    assert find(transport(answers)[0], "doc.example.gov").did == DID


def test_an_identifier_of_a_website_is_read_there():
    document = DOCUMENT | {"id": "did:web:doc.example.gov"}
    world, _ = transport({"https://doc.example.gov/.well-known/did.json": document})
    assert find(world, "did:web:doc.example.gov").base_url == "https://pds.example"


@pytest.mark.parametrize(
    "document",
    [
        DOCUMENT | {"alsoKnownAs": ["at://other.example.gov"]},
        DOCUMENT | {"alsoKnownAs": None},
        DOCUMENT | {"id": "did:plc:other"},
        DOCUMENT | {"service": []},
        DOCUMENT | {"service": [SERVICE | {"serviceEndpoint": "ftp://pds.example"}]},
        DOCUMENT | {"service": [SERVICE | {"id": "#labeler"}]},
    ],
    ids=["another handle", "no handle", "another account", "no server", "no web address", "another service"],
)
def test_a_document_that_does_not_vouch_for_the_handle_is_refused(document):
    world, _ = transport({RESOLVE: {"did": DID}, f"https://plc.directory/{DID}": document})
    with pytest.raises(Rejected) as told:
        find(world, "doc.example.gov")
    assert told.value.field == "identifier"


@pytest.mark.parametrize(
    "name", ["", "localhost", "doc", "a..b", "x/y.example", "did:key:zabc", "did:web:a.example%3A99/x"]
)
def test_what_is_no_name_is_asked_of_nobody_abroad(name):
    world, asked = transport({})
    with pytest.raises(Rejected):
        find(world, name)
    assert all(request.url.host == "bsky.example" for request in asked)


def test_a_handle_that_leads_into_the_house_is_not_followed():
    world, asked = transport({"https://inside.example/.well-known/atproto-did": DID}, addresses=("10.0.0.7",))
    with pytest.raises(Rejected):
        find(world, "inside.example")
    assert all(request.url.host == "bsky.example" for request in asked)


def test_an_answer_of_another_shape_is_no_answer():
    world, _ = transport({RESOLVE: [], f"https://plc.directory/{DID}": "<html>"})
    for name in ("doc.example.gov", DID):
        with pytest.raises(Unavailable):
            find(world, name)


def test_servers_are_told_apart_by_their_addresses_but_this_machine_has_several_names():
    assert same_server("https://pds.example", "https://pds.example/")
    assert same_server("http://localhost:99", "http://127.0.0.1:99/")
    assert not same_server("http://localhost:99", "http://127.0.0.1:98")
    assert not same_server("https://pds.example", "https://pds.example.evil")
    assert server_in(None) is None and server_in({"service": {}}) is None and server_in({"service": [1]}) is None


def test_a_sign_in_that_fails_says_so_where_nothing_is_known_of_another_server():
    def refuse(request):
        return httpx.Response(
            401, json={"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        )

    account = AccountSettings("bluesky", "", "https://bsky.example")
    client = httpx.Client(transport=httpx.MockTransport(refuse))
    connector = found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=lambda exchange: None)
    with pytest.raises(AuthExpired):
        connector.sign_in_with({"identifier": "not a handle", "app_password": "aaaa-bbbb-cccc-dddd"})
