"""A loopback proxy that does to requests what networks do: forward them, lose the answer, lose the request, answer
something else. It is the world outside; the code under test has no switch for it.
"""

from __future__ import annotations

import http.client
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Says:
    """Answer this, and forward nothing unless told so."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    forward_first: bool = False


class Forward:
    """Behave."""


class LoseAnswer:
    """Forward the request, then close the connection without a word."""


class LoseRequest:
    """Close the connection without forwarding."""


class CutAnswer:
    """Forward, then send only the first half of the answer."""


Fault = Says | Forward | LoseAnswer | LoseRequest | CutAnswer


class _Quiet(ThreadingHTTPServer):
    """A client that was killed leaves no complaint in the tests' output."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class FaultyProxy:
    """`choose(method, path)` decides for each request; `seen` lists all of them with what was decided.

    `watch(moment, method, path, body)` is called when a request has "arrived", when it was "forwarded" and its answer
    is known, and when all is "over" with it.
    """

    def __init__(self, port: int, choose: Callable[[str, str], Fault], path: str = "/practice/") -> None:
        self.choose, self._path = choose, path
        self.seen: list[tuple[str, str, Fault]] = []
        self.watch: Callable[[str, str, str, bytes], None] = lambda moment, method, path, body: None
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                if len(body) < length:  # whoever was sending it died: nothing whole to forward
                    self.close_connection = True
                    return None
                proxy.watch("arrived", self.command, self.path, body)
                try:
                    return self.treat(body)
                finally:
                    proxy.watch("over", self.command, self.path, body)

            def treat(self, body: bytes) -> None:
                fault = proxy.choose(self.command, self.path)
                proxy.seen.append((self.command, self.path, fault))
                self.close_connection = True
                if isinstance(fault, LoseRequest):
                    return self.cut()
                status, headers, answer = 0, {}, b""
                if not isinstance(fault, Says) or fault.forward_first:
                    status, headers, answer = self.forwarded(port, body)
                    proxy.watch("forwarded", self.command, self.path, body)
                if isinstance(fault, LoseAnswer):
                    return self.cut()
                if isinstance(fault, Says):
                    status, headers, answer = fault.status, fault.headers, fault.body
                self.send_response(status)
                for name, value in headers.items():
                    if name.lower() not in ("content-length", "connection", "date", "server", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(answer[: len(answer) // 2] if isinstance(fault, CutAnswer) else answer)
                return None

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do

            def forwarded(self, port: int, body: bytes) -> tuple[int, dict[str, str], bytes]:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                connection.request(self.command, self.path, body, dict(self.headers.items()))
                answer = connection.getresponse()
                read = answer.read()
                connection.close()
                return answer.status, dict(answer.getheaders()), read

            def cut(self) -> None:
                self.connection.shutdown(socket.SHUT_RDWR)

            def log_message(self, *args: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self._path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
