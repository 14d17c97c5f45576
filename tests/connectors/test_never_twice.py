"""Whatever is lost and whoever is killed, on every platform: one post, or an outcome that says it is unknown."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

import pytest

from countersign.connectors import found
from countersign.connectors.errors import OutcomeUnknown
from countersign.connectors.interface import Attempt, Can, Cap, Draft, NotFound, Op, Published, Unknown, payload_hash

pytestmark = pytest.mark.early

STAGES = ("armed", "published")
SEED = 20261124
KILLS = 200 if os.environ.get("COUNTERSIGN_LONG") == "1" else 12


BY_MACHINE = [kind for kind in found.kinds() if found.connector_class(kind).supports[Cap.TEXT].can is Can.YES]


@pytest.fixture(params=BY_MACHINE)
def machine(request, connect, exchanges, helper):
    """The world of each platform that is worked by machine: on the others a person posts, and nothing is sent."""
    return helper(f"worlds/{request.param}").World(request, connect, exchanges)


@pytest.fixture
def network(machine, faulty, connect, helper):
    """A connector whose writing requests are treated as told, and how many there were."""

    class Network:
        faults = helper("faulty")

        def __init__(self):
            self.fault = self.faults.Forward()
            self.proxy = faulty(self.choose, machine.account.base_url)
            self.connector = connect(replace(machine.account, base_url=self.proxy.url))

        def choose(self, method, path):
            return self.faults.Forward() if method == "GET" else self.fault

        def written(self):
            return sum(method != "GET" for method, _, _ in self.proxy.seen)

    return Network()


@pytest.mark.parametrize("fault", ["LoseAnswer", "CutAnswer", "LoseRequest"])
def test_what_is_lost_on_the_way_is_unknown_then_found_and_never_sent_again(machine, network, arm, fault):
    draft = machine.draft(f"{fault} {arm(Draft('x')).id}")
    attempt = arm(draft)
    prepared = network.connector.prepare(draft, attempt.id)
    before = network.written()
    network.fault = getattr(network.faults, fault)()
    with pytest.raises(OutcomeUnknown):
        network.connector.commit(prepared, attempt)
    assert network.written() == before + 1
    network.fault = network.faults.Forward()
    outcome = network.connector.recover(attempt, draft)
    there = machine.public_posts_with(draft.text)
    assert there == (0 if fault == "LoseRequest" else 1)
    assert isinstance(outcome, Published if there else NotFound)
    assert network.written() == before + 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_an_error_from_between_leaves_one_post_and_recover_finds_it(machine, network, arm, status):
    draft = machine.draft(f"error {status} {arm(Draft('x')).id}")
    attempt = arm(draft)
    prepared = network.connector.prepare(draft, attempt.id)
    network.fault = network.faults.Says(status, b"<h1>oops</h1>", forward_first=True)
    with pytest.raises(OutcomeUnknown):
        network.connector.commit(prepared, attempt)
    network.fault = network.faults.Forward()
    assert isinstance(network.connector.recover(attempt, draft), Published)
    assert machine.public_posts_with(draft.text) == 1


def test_a_lost_edit_and_a_lost_deletion_are_found_out_too(machine, network, arm):
    first = machine.draft(f"to be changed {arm(Draft('x')).id}")
    attempt = arm(first)
    done = machine.connector.commit(machine.connector.prepare(first, attempt.id), attempt)
    changed = Draft(first.text + " and changed")
    to_edit = arm(changed, Op.EDIT, done.remote_id)
    prepared = network.connector.prepare(changed, to_edit.id)
    network.fault = network.faults.LoseAnswer()
    with pytest.raises(OutcomeUnknown):
        network.connector.commit(prepared, to_edit)
    assert isinstance(machine.connector.recover(to_edit, changed), Published)
    to_delete = arm(Draft("x"), Op.DELETE, done.remote_id)
    with pytest.raises(OutcomeUnknown):
        network.connector.delete(done.remote_id, to_delete)
    assert isinstance(machine.connector.recover(to_delete), Published)
    assert machine.public_posts_with(first.text) == 0


class Publisher:
    """Processes that publish and can be killed."""

    def __init__(self, folder):
        self._folder, self._jobs = folder, 0
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("publisher.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def publish(self, account, draft, attempt_id, kill_after_s=None, once_armed=False):
        """Publish; kill it after so long. The files it left."""
        self._jobs += 1
        folder = self._folder / str(self._jobs)
        folder.mkdir()
        media = []
        for position, item in enumerate(draft.media):
            (folder / f"media{position}").write_bytes(item.read())
            media.append({"path": str(folder / f"media{position}"), "mime": item.mime, "alt": item.alt})
        job = {"account": asdict(account), "text": draft.text, "media": media, "id": attempt_id, "folder": str(folder)}
        job |= {"kill_after_s": kill_after_s, "once_armed": once_armed}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        self.lived_s = float(self._process.stdout.readline())
        return {name: json.loads((folder / name).read_text()) for name in STAGES if (folder / name).exists()}

    def close(self):
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


@pytest.fixture
def publisher(tmp_path):
    publisher = Publisher(tmp_path)
    yield publisher
    publisher.close()


def test_a_publisher_killed_at_any_moment_leaves_one_post_or_none_and_recover_tells_which(
    machine, publisher, arm, counted
):
    chance = random.Random(SEED)
    whole = machine.draft(f"not killed {arm(Draft('x')).id}")
    took_s = publisher.publish(machine.account, whole, arm(Draft("x")).id)["published"]["took_s"]
    lived_s = publisher.lived_s
    outcomes = []
    for n in range(KILLS):
        # Half of them at any moment, half where it matters: between arming and knowing.
        once_armed = n % 2 == 1
        kill_after_s = chance.uniform(0, took_s if once_armed else lived_s)
        draft = machine.draft(f"killed {arm(Draft('x')).id}")
        attempt_id = arm(Draft("x")).id
        left = publisher.publish(machine.account, draft, attempt_id, kill_after_s, once_armed)
        # The platform may still be busy with what the dead process sent; a worker waits a minute before it looks.
        time.sleep(0.1)
        there = machine.public_posts_with(draft.text)
        assert there <= 1
        if "armed" not in left:
            assert there == 0
            outcomes.append("not armed")
        elif "published" in left:
            assert there == 1
            outcomes.append("published")
        else:
            attempt = Attempt(attempt_id, datetime.fromisoformat(left["armed"]["armed_at"]), payload_hash(draft))
            outcome = machine.connector.recover(attempt, draft)
            assert isinstance(outcome, Unknown) or isinstance(outcome, Published) == bool(there)
            outcomes.append(f"armed, then {type(outcome).__name__}: {there} post")
    print({name: outcomes.count(name) for name in sorted(set(outcomes))})
    # A test that never met the moment between arming and knowing would show nothing.
    assert len(set(outcomes)) > 1
    counted(seed=SEED, kills=len(outcomes), between_arming_and_knowing=sum(o.startswith("armed,") for o in outcomes))
