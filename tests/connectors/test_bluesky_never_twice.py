"""On Bluesky an attempt is one post or none, whatever dies or is lost on the way, and `recover` tells which."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from countersign.connectors.errors import OutcomeUnknown, Unavailable
from countersign.connectors.interface import Draft, NotFound, Op, Published

pytestmark = pytest.mark.early

KILLS = 200 if os.environ.get("COUNTERSIGN_LONG") == "1" else 12
SENDER = Path(__file__).with_name("bluesky_sender.py")


@pytest.fixture
def bluesky(tmp_path, helper):
    """A server of this test's own, since it will be killed."""
    process = helper("bluesky_process").BlueskyProcess(tmp_path)
    yield process
    process.kill()


@pytest.fixture
def network(bluesky, connect, helper):
    """A connector behind a network that does to the named method what it is told."""

    class Network:
        faults = helper("faulty")
        fault, method = faults.Forward(), "putRecord"

        def __init__(self):
            self.proxy = self.faults.FaultyProxy(bluesky.port, self.choose)
            self.connector = connect(bluesky.settings(base_url=self.proxy.url.removesuffix("/practice/")))

        def choose(self, verb, path):
            return self.fault if path.endswith(self.method) else self.faults.Forward()

        def sent(self):
            return sum(path.endswith(self.method) for _, path, _ in self.proxy.seen)

    network = Network()
    yield network
    network.proxy.close()


def with_text(bluesky, text):
    return [post for post in bluesky.posts() if post["value"]["text"] == text]


@pytest.mark.parametrize("fault", ["LoseAnswer", "CutAnswer", "LoseRequest"])
def test_a_lost_answer_is_unknown_and_sent_once_and_recover_tells_the_truth(bluesky, network, arm, fault):
    draft = Draft("lost")
    attempt = arm(draft)
    prepared = network.connector.prepare(draft, attempt.id)
    network.fault = getattr(network.faults, fault)()
    with pytest.raises(OutcomeUnknown):
        network.connector.commit(prepared, attempt)
    assert network.sent() == 1
    network.fault = network.faults.Forward()
    there = len(with_text(bluesky, "lost"))
    found = network.connector.recover(attempt, draft)
    assert isinstance(found, Published) == bool(there) and isinstance(found, NotFound) != bool(there)
    # And if a person has it sent again all the same, it is the same post.
    done = network.connector.commit(prepared, attempt)
    assert network.connector.recover(attempt, draft) == done
    assert len(with_text(bluesky, "lost")) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 302])
def test_an_error_after_the_server_did_it_is_unknown_and_found(bluesky, network, arm, status):
    draft = Draft("done but denied")
    attempt = arm(draft)
    prepared = network.connector.prepare(draft, attempt.id)
    network.fault = network.faults.Says(status, b"oops", forward_first=True)
    with pytest.raises(OutcomeUnknown):
        network.connector.commit(prepared, attempt)
    network.fault = network.faults.Forward()
    assert isinstance(network.connector.recover(attempt), Published)
    assert len(with_text(bluesky, draft.text)) == 1


@pytest.mark.parametrize("body", [b"", b"<html>welcome</html>", b"[]", b"null", b'{"cid": 7}'])
def test_a_yes_that_cannot_be_understood_is_not_taken_for_a_post(network, arm, body):
    draft = Draft("strange yes")
    attempt = arm(draft)
    prepared = network.connector.prepare(draft, attempt.id)
    network.fault = network.faults.Says(200, body, forward_first=True)
    with pytest.raises(OutcomeUnknown):
        network.connector.commit(prepared, attempt)

    network.method = "deleteRecord"
    gone = "at://did:plc:hill/app.bsky.feed.post/3aaaaaaaaaaaa"
    if body and body not in (b"[]", b'{"cid": 7}'):
        network.fault = network.faults.Says(200, body)
        with pytest.raises(OutcomeUnknown):
            network.connector.delete(gone, arm(draft, Op.DELETE, gone))


def test_a_lost_edit_and_a_lost_deletion_are_found(bluesky, network, arm):
    draft, changed = Draft("before"), Draft("after")
    attempt = arm(draft)
    done = network.connector.commit(network.connector.prepare(draft, attempt.id), attempt)
    to_edit = arm(changed, Op.EDIT, done.remote_id)
    network.fault = network.faults.LoseAnswer()
    with pytest.raises(OutcomeUnknown):
        network.connector.edit(done.remote_id, changed, to_edit)
    assert isinstance(network.connector.recover(to_edit, changed), Published)
    to_delete = arm(draft, Op.DELETE, done.remote_id)
    network.method = "deleteRecord"
    with pytest.raises(OutcomeUnknown):
        network.connector.delete(done.remote_id, to_delete)
    assert isinstance(network.connector.recover(to_delete), Published)
    assert bluesky.posts() == []


def test_an_edit_that_somebody_else_overtook_overwrites_nothing(bluesky, connect, network, arm):
    """Between reading the post and writing it, another edit: ours is refused by the server."""
    draft, ours, theirs = Draft("before"), Draft("ours"), Draft("theirs")
    attempt = arm(draft)
    done = network.connector.commit(network.connector.prepare(draft, attempt.id), attempt)
    good = connect(bluesky.settings())
    choose = network.proxy.choose

    def overtake(verb, path):
        if path.endswith("putRecord"):
            network.proxy.choose = choose
            good.edit(done.remote_id, theirs, arm(theirs, Op.EDIT, done.remote_id))
        return choose(verb, path)

    network.proxy.choose = overtake
    with pytest.raises(Exception, match="changed elsewhere"):
        network.connector.edit(done.remote_id, ours, arm(ours, Op.EDIT, done.remote_id))
    assert good.fetch(done.remote_id).text == "theirs"


def test_two_sendings_of_one_attempt_at_the_same_moment_make_one_post(bluesky, connect, arm):
    draft = Draft("at once")
    attempt = arm(draft)
    connector = connect(bluesky.settings())
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
    assert len(with_text(bluesky, "at once")) == 1


def test_a_server_killed_at_any_moment_leaves_one_post_or_none_and_recover_tells_which(bluesky, connect, arm, counted):
    chance = random.Random(20261124)
    outcomes = []
    for number in range(KILLS):
        draft = Draft(f"server killed {number}")
        attempt = arm(draft)
        connector = connect(bluesky.settings())
        prepared = connector.prepare(draft, attempt.id)
        killer = threading.Thread(target=lambda: (time.sleep(chance.uniform(0, 0.008)), bluesky.kill()))
        killer.start()
        try:
            outcome = connector.commit(prepared, attempt)
        except (OutcomeUnknown, Unavailable) as failed:
            outcome = failed
        killer.join()
        bluesky.start()
        found = connect(bluesky.settings()).recover(attempt, draft)
        posts = with_text(bluesky, draft.text)
        assert len(posts) == isinstance(found, Published)
        if isinstance(outcome, Published):
            assert found == outcome
        if isinstance(outcome, Unavailable):
            assert isinstance(found, NotFound)
        outcomes.append(f"{type(outcome).__name__}, found: {type(found).__name__}")
    counted(seed=20261124, servers_killed=len(outcomes))
    print({name: outcomes.count(name) for name in sorted(set(outcomes))})


def test_a_sender_killed_at_any_moment_leaves_one_post_or_none_and_sending_again_makes_no_second(
    bluesky, connect, arm, counted
):
    chance = random.Random(20261125)
    outcomes = []
    kept = bluesky.session("hill-doc.test")
    for number in range(KILLS):
        draft = Draft(f"sender killed {number}")
        attempt = arm(draft)
        told = {
            "url": bluesky.url,
            "credentials": kept,
            "text": draft.text,
            "id": attempt.id,
            "armed_at": attempt.armed_at.isoformat(),
        }
        sender = subprocess.Popen(
            [sys.executable, str(SENDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert sender.stdin and sender.stdout
        sender.stdin.write(json.dumps(told) + "\n")
        sender.stdin.flush()
        assert sender.stdout.readline() == "armed\n"
        time.sleep(chance.uniform(0, 0.012))
        sender.kill()
        said = sender.stdout.read()
        sender.wait()
        sender.stdin.close()
        sender.stdout.close()
        connector = connect(bluesky.settings(**kept))
        found = connector.recover(attempt, draft)
        assert isinstance(found, Published) or "published" not in said
        if isinstance(found, Published):
            assert len(with_text(bluesky, draft.text)) == 1
        else:
            # What the dead sender wrote may still be on its way, and arrive before or after what is sent again.
            assert isinstance(found, NotFound) and found.may_resend
            done = connector.commit(connector.prepare(draft, attempt.id), attempt)
            assert connector.recover(attempt, draft) == done
        outcomes.append(f"{said.strip() or 'silent'}, found: {type(found).__name__}")
        assert len(with_text(bluesky, draft.text)) == 1
    time.sleep(0.2)
    texts = [post["value"]["text"] for post in bluesky.posts()]
    assert sorted(texts) == sorted(f"sender killed {number}" for number in range(KILLS))
    counted(seed=20261125, senders_killed=len(outcomes))
    print({name: outcomes.count(name) for name in sorted(set(outcomes))})
