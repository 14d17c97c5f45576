"""Serving: pages by waitress, background work by the engine, together in one process or apart."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from waitress.server import create_server

from countersign.site import engine
from countersign.site.wsgi import application

LOOPBACK = "127.0.0.1"
THREADS = 8
TRIES = 20


class Busy(OSError):
    """No port was free among those tried."""


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next one that nobody listens on. Raises Busy after some tries."""
    for port in range(wanted, wanted + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise Busy(f"ports {wanted} to {wanted + TRIES - 1} are all in use")


def serve(*, host: str, port: int, worker: bool, stdout: TextIO) -> None:
    """Serve pages until told to stop, with the engine in the same process if `worker`."""
    call_command("migrate", verbosity=0)
    port = free_port(host, port)
    server = create_server(application, host=host, port=port, threads=THREADS, ident="")
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    with stopping() as stop, engine.running() if worker else contextlib.nullcontext():
        thread.start()
        print(f"Countersign is at http://{'localhost' if host == LOOPBACK else host}:{port}/", file=stdout, flush=True)
        print("Ctrl-C stops it.", file=stdout, flush=True)
        stop.wait()
        # Whoever is being answered gets the answer before the sockets go.
        server.task_dispatcher.shutdown()
        server.close()
    print("Stopped.", file=stdout, flush=True)


def work(stdout: TextIO) -> None:
    """Run the engine alone until told to stop."""
    call_command("migrate", verbosity=0)
    with stopping() as stop, engine.running():
        print(f"Working on {settings.DATABASES['default']['NAME']}. Ctrl-C stops it.", file=stdout, flush=True)
        stop.wait()
    print("Stopped.", file=stdout, flush=True)


@contextlib.contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a polite kill sets, so that everything ends in order."""
    stop = threading.Event()
    before = {s: signal.signal(s, lambda *_: stop.set()) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
