"""A Bluesky account's server, the place where one signs in to it, and the directory, as far as signing in goes.

Each is as strict as the real provider was seen to be (`tests/live/bluesky`), and checks signatures by itself, with
`cryptography` alone. `wrong` changes one thing, for the tests of what must be refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HANDLE, DID = "hill-doc.test", "did:plc:hill"
OTHER, OTHER_DID = "pat.test", "did:plc:pat"
SERVER, ISSUER, DIRECTORY = "http://localhost:2583", "http://127.0.0.1:2584", "http://localhost:2582"
ANOTHER = "http://127.0.0.1:2585"
"""Another place to sign in, which describes itself well."""
ENTRANCE = "http://localhost:2580"
"""Knows every handle, and is the server of nobody."""
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/oauth/authorize",
    "pushed_authorization_request_endpoint": f"{ISSUER}/oauth/par",
    "token_endpoint": f"{ISSUER}/oauth/token",
    "revocation_endpoint": f"{ISSUER}/oauth/revoke",
    "scopes_supported": ["atproto", "transition:generic"],
    "response_types_supported": ["code"],
    "grant_types_supported": ["authorization_code", "refresh_token"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES256", "RS256"],
    "dpop_signing_alg_values_supported": ["ES256"],
    "authorization_response_iss_parameter_supported": True,
    "require_pushed_authorization_requests": True,
    "client_id_metadata_document_supported": True,
}


class Refused(Exception):
    def __init__(self, code: str, status: int = 400) -> None:
        self.code, self.status = code, status


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def thumbprint(jwk: dict[str, str]) -> str:
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def verified(token: str, key: Callable[[dict[str, Any]], dict[str, str]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a compact ES256 JWS; cryptography's InvalidSignature where it is another's."""
    first, second, signature = token.split(".")
    header, claims = json.loads(unb64(first)), json.loads(unb64(second))
    assert header["alg"] == "ES256"
    jwk = key(header)
    assert "d" not in jwk
    numbers = ec.EllipticCurvePublicNumbers(*(int.from_bytes(unb64(jwk[n]), "big") for n in "xy"), ec.SECP256R1())
    raw = unb64(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    numbers.public_key().verify(der, f"{first}.{second}".encode(), ec.ECDSA(hashes.SHA256()))
    return header, claims


class World(httpx.BaseTransport):
    """All three, as a transport. `clock` tells it the time; `client` is what is published at the client's address."""

    def __init__(self, clock: Callable[[], datetime], client: Callable[[], dict[str, Any]] = dict) -> None:
        self.clock, self.client = clock, client
        self.wrong: dict[str, Any] = {}
        self.signs_in = DID
        self.nonces = {SERVER: "nonce-of-the-server-1", ISSUER: "nonce-of-the-issuer-1"}
        self.pushed: dict[str, dict[str, str]] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.session: dict[str, str] | None = None
        self.seen: set[str] = set()
        self.secrets: list[str] = []
        self.asked: list[str] = []
        self.lose_answer = self.lose_request = ""

    # Somebody signs in

    def authorize(self, url: str, **changed: str) -> dict[str, str]:
        """What somebody who signs in and agrees comes back with."""
        query = dict(parse_qsl(urlsplit(url).query))
        assert url.startswith(f"{ISSUER}/oauth/authorize?") and set(query) == {"client_id", "request_uri"}
        request = self.pushed.pop(query["request_uri"])
        assert request["client_id"] == query["client_id"]
        code = self._new("cod")
        self.codes[code] = request
        return {"state": request["state"], "iss": ISSUER, "code": code, **changed}

    # The wire

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        origin, path = f"{request.url.scheme}://{request.url.netloc.decode()}", request.url.path
        self.asked.append(f"{request.method} {origin}{path}")
        form = dict(parse_qsl(request.read().decode()))
        if self.lose_request and path.endswith(self.lose_request):
            self.lose_request = ""
            raise httpx.ReadTimeout("no answer", request=request)
        try:
            body, status = self._answer(origin, path, request, form, url), 200
        except Refused as refused:
            body, status = {"error": refused.code, "error_description": f"refused: {refused.code}"}, refused.status
        if self.lose_answer and path.endswith(self.lose_answer) and status == 200:
            self.lose_answer = ""
            raise httpx.ReadTimeout("no answer", request=request)
        headers = {"content-type": "application/json"}
        if origin in self.nonces and "nonces" not in self.wrong and "dpop" in request.headers:
            headers["dpop-nonce"] = self.nonces[origin]
        if origin == SERVER and status == 401:
            headers["www-authenticate"] = f'DPoP error="{body["error"]}"'
        return httpx.Response(status, headers=headers, content=json.dumps(body))

    def _answer(self, origin: str, path: str, request: httpx.Request, form: dict[str, str], url: str) -> Any:
        if origin == DIRECTORY:
            did = path.removeprefix("/")
            handle = {DID: HANDLE, OTHER_DID: OTHER}[did]
            service = {"id": "#atproto_pds", "serviceEndpoint": self.wrong.get("service", SERVER)}
            return {"id": did, "alsoKnownAs": [f"at://{handle}"], "service": [service]}
        if origin == ENTRANCE:
            assert path == "/xrpc/com.atproto.identity.resolveHandle", path
            return {"did": DID}
        if origin == ANOTHER:
            return {name: json.loads(json.dumps(value).replace(ISSUER, ANOTHER)) for name, value in METADATA.items()}
        if origin == SERVER:
            return self._server(path, request, url)
        assert origin == ISSUER, url
        if path == "/.well-known/oauth-authorization-server":
            return METADATA | self.wrong.get("metadata", {})
        jkt = self._proof(request, ISSUER)
        self._client(form)
        return {"/oauth/par": self._par, "/oauth/token": self._token, "/oauth/revoke": self._revoke}[path](form, jkt)

    def _server(self, path: str, request: httpx.Request, url: str) -> Any:
        if path == "/.well-known/oauth-protected-resource":
            if "no sign-in" in self.wrong:
                raise Refused("NotFound", 404)
            return {"resource": SERVER, "authorization_servers": [ISSUER]} | self.wrong.get("resource", {})
        name = path.rpartition(".")[2]
        if name == "resolveHandle":
            return {"did": DID}
        token = request.headers.get("authorization", "")
        assert token.startswith("DPoP "), "a bearer token where a bound one is due"
        token = token.removeprefix("DPoP ")
        jkt = self._proof(request, SERVER, token)
        if self.session is None or token != self.session["access_token"] or jkt != self.session["jkt"]:
            raise Refused("invalid_token", 401)
        assert name == "getSession"
        did = self.session["did"]
        return {"did": did, "handle": {DID: HANDLE, OTHER_DID: OTHER}[did], "active": True}

    # What is checked

    def _proof(self, request: httpx.Request, origin: str, token: str = "") -> str:
        header, claims = verified(request.headers["dpop"], lambda h: h["jwk"])
        assert header["typ"] == "dpop+jwt"
        assert (claims["htm"], claims["htu"]) == (request.method, str(request.url).partition("?")[0])
        assert abs(claims["iat"] - self.clock().timestamp()) < 10
        self._once(claims["jti"])
        hashed = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
        assert claims.get("ath") == (hashed if token else None)
        if "nonces" not in self.wrong and claims.get("nonce") != self.nonces[origin]:
            raise Refused("use_dpop_nonce", 401 if origin == SERVER else 400)
        return thumbprint(header["jwk"])

    def _client(self, form: dict[str, str]) -> None:
        if form["client_id"].startswith("http://localhost?"):
            assert "client_assertion" not in form
            return
        published = self.client()
        assert published["client_id"] == form["client_id"]
        assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        keys = {key["kid"]: key for key in published["jwks"]["keys"]}
        assertion = form["client_assertion"]
        try:
            header, claims = verified(assertion, lambda h: keys[h["kid"]])
        except LookupError:
            raise Refused("invalid_client", 401) from None
        assert claims["iss"] == claims["sub"] == form["client_id"] and claims["aud"] == ISSUER
        assert 0 < claims["exp"] - claims["iat"] <= 60
        self._once(claims["jti"])
        form["kid"] = header["kid"]

    def _once(self, jti: str) -> None:
        if jti in self.seen:
            raise Refused("invalid_dpop_proof")
        self.seen.add(jti)

    # What is done

    def _par(self, form: dict[str, str], jkt: str) -> Any:
        assert form["response_type"] == "code" and form["code_challenge_method"] == "S256"
        if form["client_id"].startswith("http://localhost?"):
            allowed = dict(parse_qsl(urlsplit(form["client_id"]).query))
            assert allowed["redirect_uri"] == form["redirect_uri"] and allowed["scope"] == form["scope"]
        else:
            assert form["redirect_uri"] in self.client()["redirect_uris"]
        name = f"urn:ietf:params:oauth:request_uri:{self._new('req')}"
        self.secrets.append(form["state"])
        self.pushed[name] = form | {"jkt": jkt}
        return {"request_uri": name, "expires_in": 299}

    def _token(self, form: dict[str, str], jkt: str) -> Any:
        self.nonces[ISSUER] = "nonce-of-the-issuer-2"
        if form["grant_type"] == "authorization_code":
            request = self.codes.pop(form["code"], None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
            if request is None or request["jkt"] != jkt or request["redirect_uri"] != form["redirect_uri"]:
                raise Refused("invalid_grant")
            assert request["code_challenge"] == challenge.rstrip("=")
            self.secrets.append(form["code_verifier"])
            self.session = {"did": self.signs_in, "jkt": jkt, "kid": form.get("kid", "")}
        else:
            given = form["refresh_token"]
            held = self.session or {}
            if (given, form.get("kid", "")) != (held.get("refresh_token"), held.get("kid")):
                # Used twice: nobody knows who holds it, so it ends for all.
                self.session = None
                raise Refused("invalid_grant")
            assert self.session is not None and self.session["jkt"] == jkt
        self.session |= {"access_token": self._new("acc"), "refresh_token": self._new("ref")}
        told = {name: self.session[name] for name in ("access_token", "refresh_token")}
        whose = {"token_type": "DPoP", "sub": self.session["did"], "scope": "atproto transition:generic"}
        return told | whose | {"expires_in": 3599} | self.wrong.get("token", {})

    def _revoke(self, form: dict[str, str], jkt: str) -> Any:
        if self.session is not None and form["token"] in self.session.values():
            self.session = None
        return {}

    def _new(self, kind: str) -> str:
        made = f"{kind}-{secrets.token_hex(12)}"
        self.secrets.append(made)
        return made
