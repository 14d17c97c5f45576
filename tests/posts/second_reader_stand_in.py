"""An endpoint on this machine that answers like a second reader, well or badly, and keeps what it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON = "application/json"
Answer = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """Keeps what came, then does what its server was told to."""

    server: StandIn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(body)
        self.server.headers.append({k.lower(): v for k, v in self.headers.items()})
        self.server.paths.append(self.path)
        self.server.answer(self, json.loads(body))

    def say(self, status: int, body: bytes = b"", kind: str = JSON, **headers: str) -> None:
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            # Whoever asked has heard enough.
            return

    def log_message(self, *args: Any) -> None:
        """Nothing to say."""


class StandIn(ThreadingHTTPServer):
    """The endpoint, with what it received."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.received: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.answer: Answer = well()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def running() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def well(stance: str = "falls under", quote: str = "", reason: str = "It gives a private number.") -> Answer:
    """As it was asked: one opinion for each rule of the schema."""

    def answer(handler: Handler, body: dict[str, Any]) -> None:
        handler.say(200, completion(_asked(body), stance, quote, reason))

    return answer


def saying(content: str) -> Answer:
    """A completion with exactly this content."""
    return lambda handler, body: handler.say(200, _completed(content))


def plainly(status: int, body: bytes = b"{}", kind: str = JSON, **headers: str) -> Answer:
    """This status and body, whatever is asked."""
    return lambda handler, body_: handler.say(status, body, kind, **headers)


def slowly(seconds: float) -> Answer:
    """Too late."""

    def answer(handler: Handler, body: dict[str, Any]) -> None:
        time.sleep(seconds)
        handler.say(200, b"{}")

    return answer


def completion(categories: list[str], stance: str, quote: str, reason: str) -> bytes:
    opinions = [{"category": c, "opinion": stance, "reason": reason, "quote": quote} for c in categories]
    return _completed(json.dumps({"opinions": opinions}))


def _asked(body: dict[str, Any]) -> list[str]:
    schema = body["response_format"]["json_schema"]["schema"]
    found: list[str] = schema["properties"]["opinions"]["items"]["properties"]["category"]["enum"]
    return found


def _completed(content: str) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return json.dumps({"id": "c-1", "object": "chat.completion", "choices": [choice]}).encode()
