"""Each way a network or platform fails, and the error that says what may be done next. Real sockets throughout."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from countersign.connectors.errors import (
    AuthExpired,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    Unavailable,
)
from countersign.connectors.interface import Draft, Media, NotFound, Op, Published, Unknown
from countersign.connectors.transport import Bounds

KILLS = 200 if os.environ.get("COUNTERSIGN_LONG") == "1" else 2


@pytest.fixture
def network(practice, faulty, connect, helper):
    """A connector behind a network that misbehaves as told, and one behind a good network."""

    class Network:
        faults = helper("faulty")

        def __init__(self):
            self.now = lambda method, path: self.faults.Forward()
            self.proxy = faulty(lambda method, path: self.now(method, path))
            self.connector = connect(practice.settings(base_url=self.proxy.url))
            self.good = connect(practice.settings())

        def fails(self, fault, *, on=("POST", "/posts")):
            method, ending = on
            self.now = lambda m, path: fault if m == method and path.endswith(ending) else self.faults.Forward()

        def heals(self):
            self.now = lambda method, path: self.faults.Forward()

        def requests(self, method, ending):
            return sum(m == method and path.endswith(ending) for m, path, _ in self.proxy.seen)

    return Network()


def posts_with(connector, text):
    return [
        post for post in connector.list_own(since=datetime.now(UTC) - timedelta(minutes=10)).items if text in post.text
    ]


def send(connector, arm, draft):
    attempt = arm(draft)
    prepared = connector.prepare(draft, attempt.id)
    return attempt, prepared, lambda: connector.commit(prepared, attempt)


@pytest.mark.parametrize("fault", ["LoseAnswer", "CutAnswer"])
def test_when_the_answer_is_lost_the_outcome_is_unknown_and_recover_finds_the_one_post(network, arm, fault):
    draft = Draft(f"lost answer {arm(Draft('x')).id}")
    attempt, _, commit = send(network.connector, arm, draft)
    network.fails(getattr(network.faults, fault)())
    with pytest.raises(OutcomeUnknown):
        commit()
    assert network.requests("POST", "/posts") == 1
    network.heals()
    found = network.connector.recover(attempt)
    assert isinstance(found, Published)
    (post,) = posts_with(network.good, draft.text)
    assert post.remote_id == found.remote_id


def test_when_the_request_is_lost_the_outcome_is_unknown_and_recover_finds_nothing(network, arm):
    draft = Draft(f"lost request {arm(Draft('x')).id}")
    attempt, _, commit = send(network.connector, arm, draft)
    network.fails(network.faults.LoseRequest())
    with pytest.raises(OutcomeUnknown):
        commit()
    network.heals()
    found = network.connector.recover(attempt)
    assert isinstance(found, NotFound) and found.may_resend
    commit()
    assert len(posts_with(network.good, draft.text)) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 302])
def test_a_server_error_after_the_request_leaves_the_outcome_unknown_even_if_it_was_done(network, arm, status):
    draft = Draft(f"error {status} {arm(Draft('x')).id}")
    attempt, _, commit = send(network.connector, arm, draft)
    network.fails(network.faults.Says(status, b"<h1>oops</h1>", forward_first=True))
    with pytest.raises(OutcomeUnknown):
        commit()
    network.heals()
    assert isinstance(network.connector.recover(attempt), Published)
    assert len(posts_with(network.good, draft.text)) == 1


@pytest.mark.parametrize("body", [b"", b"<html>welcome</html>", b"[]", b'{"id": 7}', b"null", b'"ok"'])
def test_a_yes_that_cannot_be_understood_is_not_taken_for_a_publication(network, arm, body):
    attempt, _, commit = send(network.connector, arm, Draft("strange yes"))
    network.fails(network.faults.Says(201, body, forward_first=True))
    with pytest.raises(OutcomeUnknown):
        commit()
    network.heals()
    assert isinstance(network.connector.recover(attempt), Published)


def test_a_lost_edit_and_a_lost_deletion_are_recovered_too(network, arm):
    draft = Draft(f"to change {arm(Draft('x')).id}")
    done = send(network.connector, arm, draft)[2]()
    changed = Draft(draft.text + " changed")
    to_edit = arm(changed, Op.EDIT, done.remote_id)
    network.fails(network.faults.LoseAnswer(), on=("PUT", done.remote_id))
    with pytest.raises(OutcomeUnknown):
        network.connector.edit(done.remote_id, changed, to_edit)
    network.heals()
    assert isinstance(network.connector.recover(to_edit), Published)
    to_delete = arm(Draft("x"), Op.DELETE, done.remote_id)
    network.fails(network.faults.LoseAnswer(), on=("DELETE", done.remote_id))
    with pytest.raises(OutcomeUnknown):
        network.connector.delete(done.remote_id, to_delete)
    network.heals()
    assert isinstance(network.connector.recover(to_delete), Published)
    assert posts_with(network.good, draft.text) == []


def test_a_refused_connection_is_unavailable_because_nothing_was_sent(practice, connect, arm, exchanges):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        connector = connect(practice.settings(base_url=f"http://127.0.0.1:{closed.getsockname()[1]}/practice/"))
        _, _, commit = send(connector, arm, Draft("to nobody"))
        with pytest.raises(Unavailable):
            commit()
    assert len(exchanges) == 1 and exchanges[0].status is None and "ConnectError" in exchanges[0].error


def test_silence_is_unknown_for_the_public_request_and_unavailable_for_a_read(practice, connect, arm):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/practice/"
        bounds = Bounds(connect_s=0.3, read_s=0.3, whole_s=1.0, read_waits_s=())
        connector = connect(practice.settings(base_url=url), bounds=bounds)
        with pytest.raises(OutcomeUnknown, match="ReadTimeout"):
            send(connector, arm, Draft("into silence"))[2]()
        with pytest.raises(Unavailable, match="ReadTimeout"):
            connector.whoami()


def test_a_read_is_repeated_and_gives_up_but_an_upload_and_a_post_are_sent_once(network, arm):
    network.fails(network.faults.Says(503), on=("GET", "/me"))
    with pytest.raises(Unavailable):
        network.connector.whoami()
    assert network.requests("GET", "/me") == 3
    network.fails(network.faults.Says(503), on=("POST", "/media"))
    with pytest.raises(Unavailable):
        network.connector.prepare(Draft("x", (Media(b"GIF89a", "image/gif"),)), "upload")
    assert network.requests("POST", "/media") == 1


def test_a_read_that_fails_once_succeeds(network):
    answers = iter([network.faults.LoseAnswer(), network.faults.Says(502), network.faults.Forward()])
    network.now = lambda method, path: next(answers)
    assert network.connector.whoami().handle == "hill"


@pytest.mark.parametrize(
    ("headers", "earliest", "latest"),
    [
        ({"Retry-After": "120"}, 115, 125),
        ({"X-RateLimit-Reset": "in ten minutes"}, 500, 605),
        ({}, 55, 65),
    ],
)
def test_too_many_requests_says_when_to_come_back_and_nothing_was_posted(network, arm, headers, earliest, latest):
    if "X-RateLimit-Reset" in headers:
        headers = {"X-RateLimit-Reset": (datetime.now(UTC) + timedelta(seconds=600)).isoformat()}
    draft = Draft(f"too fast {arm(Draft('x')).id}")
    attempt, _, commit = send(network.connector, arm, draft)
    network.fails(network.faults.Says(429, b"Slow down", headers))
    with pytest.raises(RateLimited) as told:
        commit()
    wait = (told.value.retry_at - datetime.now(UTC)).total_seconds()
    assert earliest <= wait <= latest
    assert network.requests("POST", "/posts") == 1
    network.heals()
    assert isinstance(network.connector.recover(attempt), NotFound)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b"", AuthExpired),
        (400, b"Invalid Bearer token", AuthExpired),
        (400, b'{"error": "The access token expired"}', AuthExpired),
        (403, b'{"error": "This action is outside the authorized scopes"}', ScopeMissing),
        (403, b'{"detail": "duplicate content"}', Rejected),
        (400, b"Status is too long", Rejected),
        (422, b'{"error": {"code": "x", "message": "too long", "field": "text"}}', Rejected),
        (404, b"", Rejected),
    ],
)
def test_refusals_are_told_apart_by_status_and_words(network, arm, status, body, error):
    _, _, commit = send(network.connector, arm, Draft("refused"))
    network.fails(network.faults.Says(status, body))
    with pytest.raises(ConnectorError) as told:
        commit()
    assert type(told.value) is error
    if status == 422:
        assert (told.value.field, told.value.message) == ("text", "too long")


@pytest.mark.parametrize("status", [404, 410])
def test_a_stray_not_found_is_never_taken_for_the_platforms_word(network, arm, status):
    """A wrong address answers 404 to everything; taking it for "no such attempt" would post twice."""
    done = send(network.connector, arm, Draft("still there"))[2]()
    network.now = lambda method, path: network.faults.Says(status, b"<h1>Not Found</h1>")
    for ask in (lambda: network.connector.recover(arm(Draft("x"))), lambda: network.connector.fetch(done.remote_id)):
        with pytest.raises((Unavailable, Rejected)):
            ask()
    with pytest.raises(OutcomeUnknown):
        network.connector.delete(done.remote_id, arm(Draft("x"), Op.DELETE, done.remote_id))


def test_an_attempt_known_as_something_else_stays_unknown(network, arm):
    done = send(network.connector, arm, Draft("once more"))[2]()
    to_delete = arm(Draft("x"), Op.DELETE, done.remote_id)
    network.connector.delete(done.remote_id, to_delete)
    as_create = arm(Draft("x"))
    confused = type(as_create)(to_delete.id, as_create.armed_at, as_create.payload_hash)
    assert isinstance(network.connector.recover(confused), Unknown)


def test_one_marker_for_two_contents_is_refused_not_posted(network, arm):
    first = Draft(f"first {arm(Draft('x')).id}")
    attempt, _, commit = send(network.connector, arm, first)
    commit()
    second = Draft("something else under the same marker")
    other = type(attempt)(attempt.id, attempt.armed_at, arm(second).payload_hash)
    with pytest.raises(Rejected):
        network.connector.commit(network.connector.prepare(second, attempt.id), other)
    assert posts_with(network.good, second.text) == []


def test_two_sendings_of_one_attempt_at_the_same_moment_make_one_post(practice, connect, arm):
    draft = Draft(f"at once {arm(Draft('x')).id}")
    attempt = arm(draft)
    connector = connect(practice.settings())
    prepared = connector.prepare(draft, attempt.id)
    start, results = threading.Barrier(4), []

    def commit():
        start.wait()
        results.append(connector.commit(prepared, attempt))

    threads = [threading.Thread(target=commit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4 and len(set(results)) == 1
    assert len(posts_with(connector, draft.text)) == 1


def test_a_platform_killed_at_any_moment_leaves_one_post_or_none_and_recover_tells_which(
    practice, connect, arm, counted
):
    chance = random.Random(20261124)
    outcomes = []
    for _ in range(KILLS):
        draft = Draft(f"killed {arm(Draft('x')).id}")
        attempt = arm(draft)
        connector = connect(practice.settings())
        prepared = connector.prepare(draft, attempt.id)
        killer = threading.Thread(target=lambda: (time.sleep(chance.uniform(0, 0.04)), practice.kill()))
        killer.start()
        try:
            outcome = connector.commit(prepared, attempt)
        except (OutcomeUnknown, Unavailable) as failed:
            outcome = failed
        killer.join()
        practice.start()
        connector = connect(practice.settings())
        found = connector.recover(attempt)
        posts = posts_with(connector, draft.text)
        assert len(posts) == isinstance(found, Published)
        if isinstance(outcome, Published):
            assert found == Published(outcome.remote_id, found.url, outcome.at)
        if isinstance(outcome, Unavailable):
            assert isinstance(found, NotFound)
        outcomes.append(f"{type(outcome).__name__}, found: {type(found).__name__}")
    counted(seed=20261124, platforms_killed=len(outcomes))
    print({name: outcomes.count(name) for name in sorted(set(outcomes))})
