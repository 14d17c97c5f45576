"""One sending in a process of its own, to be killed: reads what to send, says `armed`, sends, says `published`."""

import json
import sys
from datetime import UTC, datetime

import httpx

from countersign.connectors import found
from countersign.connectors.interface import AccountSettings, Attempt, Draft, payload_hash


def main() -> None:
    told = json.loads(sys.stdin.readline())
    draft = Draft(told["text"])
    attempt = Attempt(told["id"], datetime.fromisoformat(told["armed_at"]), payload_hash(draft))
    account = AccountSettings("bluesky", "hill-doc.test", told["url"], told["credentials"])
    with httpx.Client(trust_env=False) as client:
        connector = found.connect(account, client=client, clock=lambda: datetime.now(UTC), record=lambda exchange: None)
        prepared = connector.prepare(draft, attempt.id)
        print("armed", flush=True)
        connector.commit(prepared, attempt)
        print("published", flush=True)


if __name__ == "__main__":
    main()
