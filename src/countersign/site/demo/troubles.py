"""What did not go as planned: refused by the platform, lost on the way, taken off the schedule, unfinished by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx

from countersign.gate import clock
from countersign.posts import acts, byhand, leases, states, transports
from countersign.posts.models import Attempt, Placement, Reply
from countersign.practice import services
from countersign.practice.inprocess import InProcessTransport
from countersign.practice.models import Post as Shown
from countersign.site.demo import feed
from countersign.site.demo.channels import screenshot
from countersign.site.demo.doing import Unexpected, acting, do
from countersign.site.demo.working import work

BETWEEN_TRIES = timedelta(minutes=31)
"""Longer than a worker ever waits before it asks a platform again."""


class LosesAnswers(httpx.BaseTransport):
    """A line on which what makes something public arrives, but no answer comes back.

    Whoever asks afterwards is answered by some other machine, in words that say nothing about the question.
    """

    def __init__(self) -> None:
        self._platform = InProcessTransport()
        self._cut = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let it through and lose the answer; from then on, a page of somebody else's to whoever only reads."""
        if request.method == "GET":
            if not self._cut:
                return self._platform.handle_request(request)
            return httpx.Response(200, html="<title>Back soon</title>", request=request)
        self._cut = True
        self._platform.handle_request(request)
        raise httpx.ReadError("the line was cut", request=request)


def all_of_them() -> None:
    """One after the other, in the last days before today."""
    refused_by_the_platform()
    nobody_knows()
    off_the_schedule()
    unfinished_by_hand()


def refused_by_the_platform() -> None:
    """An answer to a comment under a post that is gone by the time it is sent: the platform does not take it."""
    post = _published("2001", feed.HILL, "The visiting room opens one hour later today.")
    under = Shown.objects.get(pk=_placement(post).remote_id)
    comment = services.comment(under, display_name="T. Alvarez", text="Also at the north gate?", sender="demonstration")
    clock.move(clock.now() + leases.COLLECTED_EVERY)
    work()
    reply = Reply.objects.get(text=comment.text)
    answer = feed.submitted("2001", feed.HILL, "Yes, at both gates.", reply_to=reply.remote_id)
    feed.signed(answer)
    feed.taken_down(post, "2001", "it opens at the usual time after all")
    work()
    feed.scheduled(answer, "2001")
    work()
    _expect(answer, states.TURNED_DOWN)


def nobody_knows() -> None:
    """A post whose answer was lost, on a platform that then cannot be asked for longer than anybody asks."""
    post = feed.submitted("1009", feed.LEARNING, "The library is looking for audio books.", "coming-home")
    feed.signed(post)
    feed.scheduled(post, "1009")
    with _bad_line():
        for _ in range(leases.READ_TRIES + 1):
            work()
            clock.move(clock.now() + BETWEEN_TRIES)
    _expect(post, states.UNSURE)


def off_the_schedule() -> None:
    """A post that its author took off the schedule."""
    post = feed.submitted("2001", feed.HILL, "Movie night for families: Friday at 6.")
    feed.signed(post)
    feed.scheduled(post, "2001", days=3)
    do(acts.UnschedulePost(post, "the projector is broken"), acting("2001", kind="authorized"))
    _expect(post, states.UNSENT)


def unfinished_by_hand() -> None:
    """By hand: one post on its way up, another on its way down."""
    for words, down in (
        ("Our lines are closed on Monday for maintenance.", True),
        ("Three new classes start in January: doc.example.gov/classes", False),
    ):
        post = feed.submitted("1009", feed.FACEBOOK, words)
        feed.signed(post)
        feed.scheduled(post, "1009")
        tomas = acting("1009", kind="authorized")
        do(byhand.arming(_placement(post)), tomas)
        if down:
            attempt = Attempt.objects.select_related("placement", "revision").get(placement__post=int(post))
            url = f"https://www.facebook.com/{feed.FACEBOOK}/posts/{post}"
            shown = screenshot("Department of Corrections", (words,))
            do(byhand.attested(attempt, url=url, by="Tomas Vidal", shown=shown), tomas)
            feed.taken_down(post, "1009", "the maintenance was put off")
        _expect(post, states.GOING if down else states.SENDING)


@contextmanager
def _bad_line() -> Iterator[None]:
    """Everything between us and the practice platform goes over a line that loses answers."""
    way = transports.way("practice")

    def through(client: Callable[[], httpx.Client]) -> None:
        transports.use("practice", client, base_url=way.base_url, plain_http_hosts=way.plain_http_hosts)

    line = LosesAnswers()
    through(lambda: httpx.Client(transport=line))
    # What goes wrong here is meant to; whoever watches the department being built need not be told.
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        through(way.client)


def _published(author: str, on: str, words: str) -> str:
    post = feed.submitted(author, on, words)
    feed.signed(post)
    feed.scheduled(post, author)
    work()
    _expect(post, states.LIVE)
    return post


def _placement(post: str) -> Placement:
    return Placement.objects.select_related("revision").get(post=int(post))


def _expect(post: str, state: str) -> None:
    found = _placement(post).state
    if found != state:
        raise Unexpected(f"post {post} is {found}, not {state}")
