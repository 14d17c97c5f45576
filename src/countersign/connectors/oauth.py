"""Signing in by OAuth 2 with PKCE (RFC 6749, RFC 7636), as far as platforms have it in common."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from countersign.connectors.errors import Rejected
from countersign.connectors.seen import Granted


def new_state() -> dict[str, str]:
    """What one sign-in must remember: a value that nobody can guess, and the secret behind the challenge."""
    return {"state": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(48)}


def authorize_url(endpoint: str, *, client_id: str, return_url: str, scopes: str, state: Mapping[str, str]) -> str:
    """Where the person goes. `force_login` asks them who they are: a browser may hold somebody's personal sign-in."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(state["verifier"].encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": return_url,
        "scope": scopes,
        "state": state["state"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "force_login": "true",
    }
    return f"{endpoint}?{urlencode(query)}"


def code_of(state: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The code the person came back with. Rejected when they said no, or came back from another sign-in than this."""
    if not hmac.compare_digest(state["state"].encode(), query.get("state", "").encode()):
        raise Rejected("state", "This answer belongs to another sign-in. Start again.")
    if "error" in query:
        raise Rejected("sign_in", query.get("error_description") or query["error"])
    if not query.get("code"):
        raise Rejected("sign_in", "The platform sent no code along.")
    return query["code"]


def granted(told: Mapping[str, Any], now: datetime, kept: Mapping[str, str], scopes: str = "") -> Granted:
    """The credentials in a token answer, with what else must be kept for them (`kept`)."""
    credentials = {**kept, "token": str(told["access_token"])}
    if told.get("refresh_token"):
        credentials["refresh_token"] = str(told["refresh_token"])
    lasts_s = told.get("expires_in")
    ends = now + timedelta(seconds=float(lasts_s)) if lasts_s is not None else None
    return Granted(credentials, ends, tuple(str(told.get("scope") or scopes).split()))
