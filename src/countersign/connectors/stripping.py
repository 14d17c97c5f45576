"""Takes credentials out of an exchange before it is kept, and nothing else.

Three nets, each catching what the others miss: names that carry credentials (headers, query and form fields, JSON
fields), and the very values we hold, wherever they turn up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

STRIPPED = "[stripped]"

# Shorter values are no credentials, and taking every "1" out of a record would destroy it.
_SHORTEST_SECRET = 6

_HEADER = re.compile(r"auth|cookie|token|secret|api-?key|dpop|session|password|signature", re.I)
_HARMLESS_HEADER = re.compile(r"^www-authenticate$", re.I)
_FIELD = re.compile(
    r"token|jwt|secret|passw|api_?key|authorization|signature|session|credential|code_?verifier|assertion|dpop_?key"
    r"|^verifier$|^request_uri$",
    re.I,
)
# Paging marks are called tokens too, and a record without them cannot be followed.
_HARMLESS_FIELD = re.compile(
    r"^(next|prev|previous)?_?(page)?_?token$|^token_?type$|^sessions?_?count$|^client_assertion_type$"
    # What an authorization server says of itself.
    r"|^(authorization|token|revocation|introspection)_endpoint|^authorization_(servers|response_iss_|details_types_)"
    r"|^(pushed_|require_pushed_)authorization_requests?(_endpoint)?$",
    re.I,
)
_BARE_TOKEN = re.compile(r"^token$", re.I)
_JSON_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*)')


def names_a_credential(name: str) -> bool:
    """Whether a field of this name is taken to hold a credential."""
    if _BARE_TOKEN.match(name):
        return True
    return bool(_FIELD.search(name)) and not _HARMLESS_FIELD.match(name)


class Stripper:
    """Strips with the knowledge of one account's credentials."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._forms: list[str] = []
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        """Strip these too from now on."""
        forms = set(self._forms)
        for secret in secrets:
            if len(secret) >= _SHORTEST_SECRET:
                forms |= {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
        # The longest first: a form may be a part of another.
        self._forms = sorted(forms, key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text without any value that we hold."""
        for form in self._forms:
            text = text.replace(form, STRIPPED)
        return text

    def url(self, url: str) -> str:
        """The address without credentials in its query or before its host."""
        parts = urlsplit(url)
        netloc = parts.netloc.rpartition("@")[2]
        return self.text(urlunsplit(parts._replace(netloc=netloc, query=_form(parts.query), fragment="")))

    def headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The headers, those that carry credentials by name only."""
        return tuple((name, STRIPPED if _is_secret_header(name) else self.text(value)) for name, value in headers)

    def body(self, body: bytes, content_type: str) -> bytes | None:
        """A text body without credentials, otherwise byte for byte; None for one that is not text (kept by digest)."""
        kind = content_type.partition(";")[0].strip().lower()
        if kind and not (kind.startswith("text/") or kind.endswith(("json", "xml", "x-www-form-urlencoded"))):
            return None
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return None
        if kind == "application/x-www-form-urlencoded":
            text = _form(text)
        else:
            text = _json(text)
        return self.text(text).encode(errors="surrogatepass")


def _is_secret_header(name: str) -> bool:
    return bool(_HEADER.search(name)) and not _HARMLESS_HEADER.match(name)


def _form(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    # `code` is a one-time credential in a sign-in's query and form; in JSON it usually numbers an error.
    if not any(names_a_credential(name) or name == "code" for name, _ in pairs):
        return query
    safe = [(name, STRIPPED if names_a_credential(name) or name == "code" else value) for name, value in pairs]
    return urlencode(safe)


def _json(text: str) -> str:
    """Text that may be JSON; values under telling names go, the rest keeps its bytes."""
    replaced = _JSON_PAIR.sub(_pair, text)
    try:
        parsed = json.loads(replaced)
    except ValueError:
        return replaced
    # Names spelt with escapes and nested values under a telling name are rare: then the form gives way, not the rule.
    cleaned = _walk(parsed)
    return replaced if cleaned == parsed else json.dumps(cleaned)


def _pair(match: re.Match[str]) -> str:
    name, colon, value = match.groups()
    return f'"{name}"{colon}"{STRIPPED}"' if names_a_credential(name) else f'"{name}"{colon}{value}'


def _walk(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _hidden(inner) if names_a_credential(name) else _walk(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_walk(inner) for inner in value]
    return value


def _hidden(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else STRIPPED
