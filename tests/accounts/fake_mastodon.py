"""A server with Mastodon's interface, as far as connecting an account goes: every secret it gives out is known."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import httpx

HOST = "social.example.gov"


class FakeMastodon(httpx.BaseTransport):
    """Knows one account, `acct`. Answers only what the vendor's own documentation names."""

    secrets = {
        "client_secret": "csecret-a41f-0f77",
        "code": "onetime-code-8812",
        "access_token": "access-5d2e-991c",
        "refresh_token": "refresh-77e1-20bd",
        "renewed_token": "access-again-c0de-4411",
    }

    def __init__(self, acct: str = "hillcc") -> None:
        self.acct, self.number = acct, "101"
        self.revoked: list[str] = []
        self.alive = True
        self.lasts_s: int | None = None
        self.renewals = 0
        self.current = self.secrets["access_token"]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path, form = request.url.path, {k: v[0] for k, v in parse_qs(request.read().decode(errors="replace")).items()}
        if request.url.host != HOST:
            return httpx.Response(404, text="not here")
        if path == "/api/v1/apps":
            return self._json({"client_id": "client-1", "client_secret": self.secrets["client_secret"]})
        if path == "/oauth/token":
            if form.get("grant_type") == "refresh_token":
                return self._renewed(form["refresh_token"])
            if form.get("code") != self.secrets["code"]:
                return self._json({"error": "invalid_grant"}, 400)
            told = {
                "access_token": self.secrets["access_token"],
                "token_type": "Bearer",
                "scope": form.get("scope", ""),
            }
            return self._json(told | self._end())
        if path == "/oauth/revoke":
            self.revoked.append(form["token"])
            return self._json({})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.alive or token != self.current or token in self.revoked:
            return self._json({"error": "The access token was revoked"}, 401)
        if path == "/api/v1/accounts/verify_credentials":
            me = {"id": self.number, "acct": self.acct, "username": self.acct, "display_name": "Hill", "note": ""}
            return self._json(me | {"url": f"https://{HOST}/@{self.acct}"})
        if path == "/api/v2/instance":
            limits = {"statuses": {"max_characters": 500, "max_media_attachments": 4}, "media_attachments": {}}
            return self._json({"domain": HOST, "version": "4.3.0", "configuration": limits})
        return self._json({"error": "Record not found"}, 404)

    def _end(self) -> dict[str, object]:
        if self.lasts_s is None:
            return {}
        return {"expires_in": self.lasts_s, "refresh_token": self.secrets["refresh_token"]}

    def _renewed(self, token: str) -> httpx.Response:
        if not self.alive or token != self.secrets["refresh_token"]:
            return self._json({"error": "invalid_grant", "error_description": "The refresh token is not valid"}, 400)
        self.renewals += 1
        self.current = self.secrets["renewed_token"]
        return self._json({"access_token": self.current, "token_type": "Bearer"} | self._end())

    @staticmethod
    def _json(told: object, status: int = 200) -> httpx.Response:
        return httpx.Response(status, content=json.dumps(told), headers={"content-type": "application/json"})


def state_of(url: str) -> str:
    """The state in the address to which a person is sent."""
    return parse_qs(urlsplit(url).query)["state"][0]
