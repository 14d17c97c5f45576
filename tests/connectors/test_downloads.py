"""Files are read from where a platform keeps them, with no credential for others, and never from inside the house."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from countersign.connectors.errors import Rejected, Unavailable
from countersign.connectors.transport import Bounds, Effect, Transport

PUBLIC, INSIDE = ["93.184.216.34"], ["93.184.216.34", "10.0.0.7"]


def transport(answer, resolve=lambda host: PUBLIC, base_url="https://social.example", **bounds):
    seen = []

    def handler(request):
        seen.append(request)
        return answer(request)

    made = Transport(
        base_url=base_url,
        client=httpx.Client(transport=httpx.MockTransport(handler)),
        clock=lambda: datetime.now(UTC),
        record=lambda exchange: None,
        headers={"Authorization": "Bearer of-the-account"},
        bounds=Bounds(read_waits_s=(0.0, 0.0), **bounds),
        resolve=resolve,
    )
    return made, seen


def test_the_accounts_own_server_is_told_who_we_are_and_another_host_is_not():
    made, seen = transport(lambda request: httpx.Response(200, content=b"file"))
    for url in ("media/1.png", "https://social.example/media/1.png", "https://files.example/1.png"):
        assert made.download(url).body == b"file"
    assert ["authorization" in request.headers for request in seen] == [True, True, False]


@pytest.mark.parametrize(
    ("url", "resolve"),
    [
        ("http://files.example/1.png", lambda host: PUBLIC),
        ("https://inside.example/1.png", lambda host: INSIDE),
        ("https://10.0.0.7/1.png", lambda host: [host]),
        ("https://127.0.0.1/1.png", lambda host: [host]),
        ("https://169.254.169.254/latest", lambda host: [host]),
        ("https://[::1]/1.png", lambda host: [host]),
        ("https://user@files.example/1.png", lambda host: PUBLIC),
        ("file:///etc/passwd", lambda host: PUBLIC),
        ("ftp://files.example/1.png", lambda host: PUBLIC),
    ],
)
def test_nothing_is_read_in_plain_or_from_inside_the_house(url, resolve):
    made, seen = transport(lambda request: httpx.Response(200), resolve)
    with pytest.raises(Rejected):
        made.download(url)
    assert seen == []


def test_a_file_that_moved_is_followed_as_carefully():
    def answer(request):
        moves = {"social.example": "https://files.example/1.png", "files.example": "https://inside.example/1.png"}
        return httpx.Response(302, headers={"Location": moves[request.url.host]})

    made, seen = transport(answer, lambda host: INSIDE if host == "inside.example" else PUBLIC)
    with pytest.raises(Rejected, match="private"):
        made.download("media/1.png")
    assert [request.url.host for request in seen] == ["social.example", "files.example"]
    round_and_round, seen = transport(lambda request: httpx.Response(302, headers={"Location": str(request.url)}))
    with pytest.raises(Rejected, match="one place to the next"):
        round_and_round.download("media/1.png")
    assert len(seen) == 4


def test_a_file_may_be_larger_than_an_answer_but_not_endless():
    made, _ = transport(lambda request: httpx.Response(200, content=b"x" * 2_000), answer_bytes=1_000, file_bytes=2_000)
    assert len(made.download("media/1.mp4").body) == 2_000
    with pytest.raises(Unavailable):
        made.request("GET", "media/1.mp4", effect=Effect.READ)
    small, _ = transport(lambda request: httpx.Response(200, content=b"x" * 2_001), file_bytes=2_000)
    with pytest.raises(Unavailable):
        small.download("media/1.mp4")


def test_a_host_that_is_not_known_now_may_be_later():
    from countersign.connectors.hosts import resolved

    with pytest.raises(Unavailable):
        resolved("no-such-host.invalid")


@pytest.mark.parametrize(("effect", "times"), [(Effect.REPEATABLE, 3), (Effect.READ, 3), (Effect.PRIVATE, 1)])
def test_what_may_be_repeated_is_and_what_may_not_is_not(effect, times):
    made, seen = transport(lambda request: httpx.Response(503))
    with pytest.raises(Unavailable):
        made.request("POST", "upload", effect=effect, content=b"bytes")
    assert len(seen) == times and seen[-1].read() == b"bytes"
