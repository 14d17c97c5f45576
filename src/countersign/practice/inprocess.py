"""Reaching the practice platform from within its own installation, without a socket, by an ordinary httpx client."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import httpx
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse
from django.urls import Resolver404, resolve


class InProcessTransport(httpx.BaseTransport):
    """An httpx transport whose far end is this process's own practice platform; any other path is not reached.

    Use it with the installation's public address as host (one of ALLOWED_HOSTS), so that the addresses of posts are
    those people can open. Only the platform's own views run: no middleware, no signals and no change of language, so
    that the caller's own request, identity and database connection stay as they are.
    """

    def __init__(self) -> None:
        self._wsgi = httpx.WSGITransport(app=_platform)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer the request; httpx.ConnectError for an address that is not the platform's."""
        try:
            inside = resolve(request.url.path).namespace == "practice"
        except Resolver404:
            inside = False
        if not inside:
            raise httpx.ConnectError("Only the practice platform is reached in this process.", request=request)
        return self._wsgi.handle_request(request)


def _platform(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The platform's views as a WSGI application."""
    request = WSGIRequest(environ)
    view = resolve(request.path_info)
    try:
        response = view.func(request, *view.args, **view.kwargs)
    except Http404:
        response = HttpResponse(status=404)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    # Not response.close(): it would announce the end of a request and close the caller's database connection.
    request.close()
    return [response.content]
