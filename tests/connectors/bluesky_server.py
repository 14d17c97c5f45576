"""A loopback server that answers as a PDS was seen to answer (`tests/live/bluesky`), and as the lexicons say where
only the network answers. `bluesky_server.py FOLDER PORT` prints its port; killed and started again on the same folder
it goes on with what it had.

Two accounts, `hill` and `pat`. What tests do behind the connector's back goes to `/test/…`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import regex

ACCOUNTS = {"hill-doc.test": "did:plc:hill", "pat.test": "did:plc:pat"}
APP_PASSWORD, MAIN_PASSWORD = "abcd-efgh-ijkl-mnop", "the main password"
TABLES = """
CREATE TABLE IF NOT EXISTS record (uri TEXT PRIMARY KEY, cid TEXT, value TEXT);
CREATE TABLE IF NOT EXISTS file (cid TEXT PRIMARY KEY, mime TEXT, content BLOB);
CREATE TABLE IF NOT EXISTS muted (did TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS over (token TEXT PRIMARY KEY);
"""
LONGEST = {"text": (300, 3000), "description": (256, 2560), "displayName": (64, 640)}


class Refused(Exception):
    def __init__(self, code: str, message: str, status: int = 400) -> None:
        self.body = {"error": code, "message": message}
        self.status = status


def token(did: str, scope: str, seconds: float, number: int = 0) -> str:
    parts = ({"typ": "at+jwt", "alg": "HS256"}, {"scope": scope, "sub": did, "exp": time.time() + seconds, "n": number})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".sig"


def cid_of(content: bytes, codec: int) -> str:
    named = bytes([1, codec, 0x12, 0x20]) + hashlib.sha256(content).digest()
    return "b" + base64.b32encode(named).decode().lower().rstrip("=")


class Pds:
    """The methods, by name: each takes (who asks, parameters or body) and gives a JSON answer."""

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "pds.sqlite3", check_same_thread=False, isolation_level=None)
        self.database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;" + TABLES)
        self.lock = threading.Lock()
        self.network = True
        self.address = ""
        self.number = 0

    def sql(self, statement: str, *values: Any) -> list[Any]:
        return self.database.execute(statement, values).fetchall()

    def who(self, header: str, scopes: tuple[str, ...]) -> str:
        if not header:
            raise Refused("AuthMissing", "Authentication Required", 401)
        given = header.removeprefix("Bearer ")
        try:
            told = json.loads(base64.urlsafe_b64decode(given.split(".")[1] + "=="))
        except (ValueError, LookupError):
            raise Refused("InvalidToken", "Token could not be verified") from None
        if told["exp"] < time.time():
            raise Refused("ExpiredToken", "Token has expired")
        if self.sql("SELECT 1 FROM over WHERE token=?", given):
            raise Refused("ExpiredToken", "Token has been revoked")
        if told["scope"] not in scopes:
            raise Refused("InvalidToken", "Bad token scope")
        return str(told["sub"])

    # Sessions

    def session(self, did: str, scope: str) -> dict[str, Any]:
        self.number += 1
        handle = next(name for name, known in ACCOUNTS.items() if known == did)
        tokens = {"accessJwt": token(did, scope, 7200, self.number)}
        tokens["refreshJwt"] = token(did, "com.atproto.refresh", 90 * 86400, self.number)
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.address}
        document = {"id": did, "alsoKnownAs": [f"at://{handle}"], "service": [service]}
        whose = {"did": did, "didDoc": document, "handle": handle, "email": "pio@doc.example"}
        return {**whose, "active": True, **tokens}

    def createSession(self, who: str, body: Any) -> Any:
        did = ACCOUNTS.get(body["identifier"], body["identifier"])
        if did not in ACCOUNTS.values() or body["password"] not in (APP_PASSWORD, MAIN_PASSWORD):
            raise Refused("AuthenticationRequired", "Invalid identifier or password", 401)
        main = body["password"] == MAIN_PASSWORD
        return self.session(did, "com.atproto.access" if main else "com.atproto.appPass")

    def refreshSession(self, who: str, body: Any) -> Any:
        return self.session(who, "com.atproto.appPass")

    def getSession(self, who: str, given: Any) -> Any:
        handle = next(name for name, did in ACCOUNTS.items() if did == who)
        return {"handle": handle, "did": who, "active": True}

    def resolveHandle(self, who: str, given: Any) -> Any:
        if given["handle"] not in ACCOUNTS:
            raise Refused("InvalidRequest", "Unable to resolve handle")
        return {"did": ACCOUNTS[given["handle"]]}

    # Records

    def record(self, uri: str) -> tuple[str, Any] | None:
        found = self.sql("SELECT cid, value FROM record WHERE uri=?", uri)
        return (found[0][0], json.loads(found[0][1])) if found else None

    def getRecord(self, who: str, given: Any) -> Any:
        uri = f"at://{given['repo']}/{given['collection']}/{given['rkey']}"
        found = self.record(uri)
        if found is None:
            raise Refused("RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, "cid": found[0], "value": found[1]}

    def listRecords(self, who: str, given: Any) -> Any:
        under = f"at://{given['repo']}/{given['collection']}/"
        before = under + given.get("cursor", "~")
        limit = int(given.get("limit", 50))
        found = self.sql(
            "SELECT uri, cid, value FROM record WHERE uri>=? AND uri<? ORDER BY uri DESC LIMIT ?", under, before, limit
        )
        listed = [{"uri": uri, "cid": cid, "value": json.loads(value)} for uri, cid, value in found]
        return {"records": listed} | ({"cursor": listed[-1]["uri"].rpartition("/")[2]} if listed else {})

    def putRecord(self, who: str, body: Any) -> Any:
        if body["repo"] != who:
            raise Refused("AuthMissing", "Authentication Required", 401)
        record, uri = body["record"], f"at://{who}/{body['collection']}/{body['rkey']}"
        for name, (graphemes, size) in LONGEST.items():
            text, start = record.get(name, ""), f"Invalid {body['collection']} record:"
            if len(text.encode()) > size:
                told = f"string too big (maximum {size}, got {len(text.encode())}) at $.record.{name}"
                raise Refused("InvalidRequest", f"{start} {told}")
            if (counted := len(regex.findall(r"\X", text))) > graphemes:
                told = f"grapheme too big (maximum {graphemes}, got {counted}) at $.record.{name}"
                raise Refused("InvalidRequest", f"{start} {told}")
        value = json.dumps(record, sort_keys=True)
        cid, current = cid_of(value.encode(), 0x71), self.record(uri)
        answer = {"uri": uri, "cid": cid, "validationStatus": "valid"}
        if current is not None and current[0] == cid:
            return answer
        if "swapRecord" in body and body["swapRecord"] != (current[0] if current else None):
            raise Refused("InvalidSwap", f"Record was at {current[0] if current else 'null'}")
        self.sql("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", uri, cid, value)
        return answer | {"commit": {"cid": cid, "rev": body["rkey"]}}

    def deleteRecord(self, who: str, body: Any) -> Any:
        if body["repo"] != who:
            raise Refused("AuthMissing", "Authentication Required", 401)
        self.sql("DELETE FROM record WHERE uri=?", f"at://{who}/{body['collection']}/{body['rkey']}")
        return {}

    # The network

    def muteActor(self, who: str, body: Any) -> Any:
        self.sql("INSERT OR REPLACE INTO muted VALUES (?)", body["actor"])

    def unmuteActor(self, who: str, body: Any) -> Any:
        self.sql("DELETE FROM muted WHERE did=?", body["actor"])

    def replies(self, uri: str | None) -> list[dict[str, Any]]:
        found = []
        for reply, cid, told in self.sql("SELECT uri, cid, value FROM record WHERE uri LIKE '%/app.bsky.feed.post/%'"):
            value = json.loads(told)
            parent = value.get("reply", {}).get("parent", {}).get("uri")
            if parent and uri in (None, parent):
                did = reply.split("/")[2]
                handle = next(name for name, known in ACCOUNTS.items() if known == did)
                author = {"did": did, "handle": handle, "displayName": handle.split(".")[0].title()}
                seen = value["createdAt"]
                found.append({"uri": reply, "cid": cid, "author": author, "record": value, "indexedAt": seen})
        return sorted(found, key=lambda item: item["indexedAt"], reverse=True)

    def getPostThread(self, who: str, given: Any) -> Any:
        def view(uri: str, post: Any) -> Any:
            replies: list[Any] = [view(item["uri"], item) for item in self.replies(uri)]
            gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": "at://did:plc:x/a.b.c/d", "notFound": True}
            return {"$type": "app.bsky.feed.defs#threadViewPost", "post": post, "replies": [*replies, gone]}

        if self.record(given["uri"]) is None:
            raise Refused("NotFound", f"Post not found: {given['uri']}")
        return {"thread": view(given["uri"], {"uri": given["uri"], "author": {"did": who}})}

    def listNotifications(self, who: str, given: Any) -> Any:
        start = int(given.get("cursor", 0))
        end = start + int(given["limit"])
        told = [{**item, "reason": "reply", "isRead": False} for item in self.replies(None)]
        mine = [item for item in told if item["author"]["did"] != who]
        like = {"uri": "at://did:plc:pat/app.bsky.feed.like/1", "reason": "like", "indexedAt": "2020-01-01T00:00:00Z"}
        listed = [*mine, like]
        answer = {"notifications": listed[start:end], "priority": False}
        return answer | ({"cursor": str(end)} if end < len(listed) else {})


ACCESS = ("com.atproto.appPass", "com.atproto.access")
SIGNED = {"putRecord", "deleteRecord", "getSession", "muteActor", "unmuteActor", "getPostThread", "listNotifications"}
NETWORK = {"muteActor", "unmuteActor", "getPostThread", "listNotifications"}


def main(folder: Path, port: int) -> None:
    pds = Pds(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # an answer leaves in one piece

        def do(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            name = parts.path.rpartition("/")[2].rpartition(".")[2]
            given = dict(parse_qsl(parts.query))
            try:
                with pds.lock:
                    if parts.path == "/test/network":
                        pds.network = given["on"] == "yes"
                        return self.says(200, b"{}")
                    if parts.path == "/test/address":
                        pds.address = given["is"]
                        return self.says(200, b"{}")
                    if name == "getBlob":
                        return self.blob(given)
                    return self.says(200, self.answer(name, given, body))
            except Refused as refused:
                return self.says(refused.status, json.dumps(refused.body).encode())

        do_GET = do_POST = do

        def answer(self, name: str, given: dict[str, str], body: bytes) -> bytes:
            header = self.headers.get("Authorization", "")
            if name in NETWORK and not pds.network:
                raise Refused("MethodNotImplemented", "Method Not Implemented", 501)
            if name == "uploadBlob":
                pds.who(header, ACCESS)
                cid, mime = cid_of(body, 0x55), self.headers["Content-Type"]
                pds.sql("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", cid, mime, body)
                blob = {"$type": "blob", "ref": {"$link": cid}, "mimeType": mime, "size": len(body)}
                return json.dumps({"blob": blob}).encode()
            who = ""
            if name in SIGNED:
                who = pds.who(header, ACCESS)
            if name in ("refreshSession", "deleteSession"):
                who = pds.who(header, ("com.atproto.refresh",))
                pds.sql("INSERT INTO over VALUES (?)", header.removeprefix("Bearer "))
                if name == "deleteSession":
                    return b""
            told = getattr(pds, name)(who, json.loads(body) if body else given)
            return b"" if told is None else json.dumps(told).encode()

        def blob(self, given: dict[str, str]) -> None:
            found = pds.sql("SELECT mime, content FROM file WHERE cid=?", given["cid"])
            if not found:
                raise Refused("InvalidRequest", "Blob not found")
            self.says(200, found[0][1], found[0][0])

        def says(self, status: int, body: bytes, kind: str = "application/json; charset=utf-8") -> None:
            self.send_response(status)
            if body:
                self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    pds.address = f"http://localhost:{server.server_address[1]}"
    print(json.dumps({"port": server.server_address[1], "at": datetime.now(UTC).isoformat()}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
