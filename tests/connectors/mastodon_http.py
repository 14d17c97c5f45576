"""The same over a socket: addresses, tokens, scopes, statuses of answers."""

from __future__ import annotations

import base64
import email.parser
import email.policy
import hashlib
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from mastodon_server import WIDE, Dialect, Mastodon, No


class Server:
    """A running server; `world` is what it knows."""

    def __init__(self, dialect: Dialect | None = None) -> None:
        self.world = world = Mastodon(dialect)

        class Handler(Requests):
            pass

        Handler.world = world
        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        world.url = f"http://127.0.0.1:{self.port}/"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Quiet(ThreadingHTTPServer):
    """A client that was killed leaves no complaint in the tests' output."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    world: Mastodon

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(20)

    def do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # whoever was sending it died
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        with self.world.lock:
            self.world.requests.append((self.command, parts.path))
            try:
                status, told = self.answer(self.command, parts.path, parse_qs(parts.query), self.form(body))
            except No as no:
                status, told = no.status, no.words if self.world.dialect.plain_words else {"error": no.words}
        if isinstance(told, tuple):
            kind, sent = told
        elif isinstance(told, str):
            kind, sent = "text/plain; charset=utf-8", told.encode()
        else:
            kind, sent = "application/json; charset=utf-8", json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do

    def form(self, body: bytes) -> dict[str, Any]:
        kind = self.headers.get("Content-Type") or ""
        if kind.startswith("application/json"):
            return json.loads(body)
        if kind.startswith("application/x-www-form-urlencoded"):
            return {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        if not kind.startswith("multipart/form-data"):
            return {}
        whole = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
            f"Content-Type: {kind}\r\n\r\n".encode() + body
        )
        found: dict[str, Any] = {}
        for part in whole.iter_parts():
            name, file = part.get_param("name", header="content-disposition"), part.get_filename()
            content = part.get_payload(decode=True)
            found[name] = (file, part.get_content_type(), content) if file else content.decode()
        return found

    def me(self, *scopes: str) -> Any:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in self.world.tokens:
            bad = self.world.dialect.bad_token
            raise No(bad, "Invalid Bearer token" if bad == 400 else "The access token is invalid")
        owner, granted = self.world.tokens[token]
        for scope in scopes:
            if scope not in granted and scope.partition(":")[0] not in granted:
                raise No(403, "This action is outside the authorized scopes")
        return self.world.accounts[owner]

    def status(self, one: str) -> dict:
        found = self.world.statuses.get(one)
        if found is None:
            raise No(404, "Record not found")
        return found

    def answer(self, method: str, path: str, query: dict, form: dict) -> tuple[int, Any]:
        world = self.world
        if path in world.files:
            return 200, world.files[path]
        if path.startswith(("/avatars/", "/headers/")):
            return 200, ("image/png", b"\x89PNG\r\n\x1a\n nothing to see")
        if path.startswith("/@"):
            shown = [s["text"] for s in world.statuses.values() if world.accounts[s["account"]].username == path[2:]]
            return 200, ("text/html", "\n".join(shown).encode())
        for wanted, pattern, act in ROUTES:
            if wanted == method and (found := re.fullmatch(pattern, path)):
                return act(self, query, form, *found.groups())
        raise No(404, "Not Found")

    def log_message(self, *args: object) -> None:
        pass


def instance(r, query, form, version):
    if version == "2" and not r.world.dialect.has_v2:
        raise No(404, "Not Found")
    return 200, r.world.instance()


def apps(r, query, form):
    if not r.world.dialect.narrow_scopes and any(scope not in WIDE for scope in form["scopes"].split()):
        raise No(422, "Validation failed: Scopes don't match")
    made = {"client_id": f"client-{len(r.world.apps)}", "client_secret": f"app-secret-{len(r.world.apps):08}"}
    r.world.apps[made["client_id"]] = {**form, **made}
    return 200, {"id": "1", "name": form["client_name"], **made}


def token(r, query, form):
    world = r.world
    app = world.apps.get(form.get("client_id", ""))
    if app is None or app["client_secret"] != form.get("client_secret"):
        return 401, {"error": "invalid_client", "error_description": "Client authentication failed."}
    bad = 400, {"error": "invalid_grant", "error_description": "The provided authorization grant is invalid."}
    if form["grant_type"] == "refresh_token":
        known = world.refreshes.pop(form["refresh_token"], None)
        if known is None:
            return bad
        account, scopes, old = known
        world.tokens.pop(old, None)
    else:
        code = world.codes.pop(form["code"], None)
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if code is None or code["redirect_uri"] != form["redirect_uri"] or code["code_challenge"] != challenge:
            return bad
        account, scopes = code["account"], tuple(code["scope"].split())
    made = world.token(world.accounts[account], scopes)
    told = {"access_token": made, "token_type": "Bearer", "scope": " ".join(scopes), "created_at": 1}
    if world.dialect.token_lasts_s is not None:
        told |= {"expires_in": world.dialect.token_lasts_s, "refresh_token": f"refresh-{made}"}
        world.refreshes[told["refresh_token"]] = (account, scopes, made)
    return 200, told


def revoke(r, query, form):
    app = r.world.apps.get(form.get("client_id", ""))
    if app is None or app["client_secret"] != form.get("client_secret"):
        return 403, {"error": "unauthorized_client"}
    r.world.tokens.pop(form["token"], None)
    return 200, {}


def post_media(r, query, form, version):
    if version == "2" and not r.world.dialect.has_v2:
        raise No(404, "Not Found")
    media = r.world.upload(r.me("write:media"), form)
    return 202 if media["polls"] else 200, r.world.media_json(media)


def get_media(r, query, form, one):
    r.me("write:media")
    media = r.world.media[one]
    media["polls"] -= 1
    return 206 if media["polls"] > 0 else 200, r.world.media_json(media)


def post_status(r, query, form):
    me = r.me("write:statuses")
    return 200, r.world.status_json(r.world.write_status(me, form, r.headers.get("Idempotency-Key", "")))


def put_status(r, query, form, one):
    me, status = r.me("write:statuses"), r.status(one)
    if status["account"] != me.id:
        raise No(404, "Record not found")
    return 200, r.world.status_json(r.world.write_status(me, form, edited=status))


def delete_status(r, query, form, one):
    me, status = r.me("write:statuses"), r.status(one)
    if status["account"] != me.id:
        raise No(404, "Record not found")
    del r.world.statuses[one]
    return 200, {**r.world.status_json(status), "text": status["text"]}


def get_status(r, query, form, one):
    r.me("read:statuses")
    return 200, r.world.status_json(r.status(one))


def context(r, query, form, one):
    r.me("read:statuses")
    world = r.world
    above, below = [], [r.status(one)]
    while (parent := (above[-1] if above else r.status(one))["in_reply_to_id"]) is not None:
        above.append(world.statuses[parent])
    for status in world.statuses.values():
        if status["in_reply_to_id"] in {found["id"] for found in below}:
            below.append(status)
    shown = {"ancestors": above[::-1], "descendants": below[1:]}
    return 200, {name: [world.status_json(s) for s in found] for name, found in shown.items()}


def page(found: list[dict], query: dict, most: int) -> list[dict]:
    """Newest first, as `max_id` and `min_id` ask."""
    limit = min(int(query.get("limit", ["20"])[0]), most)
    found = sorted(found, key=lambda item: int(item["id"]), reverse=True)
    if "max_id" in query:
        found = [item for item in found if int(item["id"]) < int(query["max_id"][0])]
    if "min_id" in query:
        found = [item for item in found if int(item["id"]) > int(query["min_id"][0])]
        return found[-limit:]
    return found[:limit]


def own_statuses(r, query, form, one):
    r.me("read:statuses")
    found = [s for s in r.world.statuses.values() if s["account"] == one]
    return 200, [r.world.status_json(s) for s in page(found, query, 40)]


def notifications(r, query, form):
    me, world = r.me("read:notifications"), r.world
    found = [n for n in world.notifications if n["to"] == me.id and n["status"] in world.statuses]
    return 200, [
        {
            **n,
            "status": world.status_json(world.statuses[n["status"]]),
            "account": world.account_json(world.accounts[n["account"]]),
        }
        for n in page(found, query, 80)
    ]


def me_json(r, query, form):
    return 200, r.world.account_json(r.me("read:accounts"), own=True)


def patch_me(r, query, form):
    return 200, r.world.write_profile(r.me("write:accounts"), form)


def relate(r, query, form, one, verb):
    me = r.me("write:blocks" if verb.endswith("block") else "write:mutes")
    if one not in r.world.accounts:
        raise No(404, "Record not found")
    chosen = me.blocking if verb.endswith("block") else me.muting
    (chosen.discard if verb.startswith("un") else chosen.add)(one)
    return 200, {"id": one, "blocking": one in me.blocking, "muting": one in me.muting}


ROUTES = (
    ("GET", r"/api/v(1|2)/instance", instance),
    ("POST", r"/api/v1/apps", apps),
    ("POST", r"/oauth/token", token),
    ("POST", r"/oauth/revoke", revoke),
    ("POST", r"/api/v(1|2)/media", post_media),
    ("GET", r"/api/v1/media/(\w+)", get_media),
    ("POST", r"/api/v1/statuses", post_status),
    ("PUT", r"/api/v1/statuses/(\w+)", put_status),
    ("DELETE", r"/api/v1/statuses/(\w+)", delete_status),
    ("GET", r"/api/v1/statuses/(\w+)", get_status),
    ("GET", r"/api/v1/statuses/(\w+)/context", context),
    ("GET", r"/api/v1/accounts/verify_credentials", me_json),
    ("PATCH", r"/api/v1/accounts/update_credentials", patch_me),
    ("GET", r"/api/v1/accounts/(\w+)/statuses", own_statuses),
    ("POST", r"/api/v1/accounts/(\w+)/((?:un)?(?:block|mute))", relate),
    ("GET", r"/api/v1/notifications", notifications),
)
