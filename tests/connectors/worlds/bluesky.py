"""The world of the Bluesky connector: a server with a PDS's answers behind a real socket."""

import base64
import importlib.util
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from countersign.connectors.interface import Draft, Media

_spec = importlib.util.spec_from_file_location(
    "connectors_tests_bluesky_process", Path(__file__).parents[1] / "bluesky_process.py"
)
_process = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_process)

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=="
)


class World:
    avatar_alt = ""  # a profile's picture has no text on Bluesky

    def __init__(self, request, connect, exchanges):
        self.process = _process.shared(request)
        self.exchanges = exchanges
        self.account = self.process.settings()
        self.connect = connect
        self.connector = connect(self.account)

    def with_bad_credentials(self):
        did = self.account.credentials["did"]
        return self.connect(replace(self.account, credentials={"did": did, "access_jwt": "nobody-has-this-one"}))

    def draft(self, text="Visiting hours on Sunday are 8–3. ☀️"):
        return Draft(text=text, media=(Media(PICTURE, "image/png", alt="A sign at the gate: visits 8 to 3"),))

    def secrets(self):
        return [value for name, value in self.account.credentials.items() if name != "did"]

    def public_posts_with(self, text):
        return sum(text in post["value"]["text"] for post in self.process.posts())

    def visitor_writes(self, post_url, name, text):
        """Answer a post as somebody else's app does."""
        did, rkey = post_url.split("/profile/")[1].split("/post/")
        pat = self.process.session("pat.test")
        uri = f"at://{did}/app.bsky.feed.post/{rkey}"
        ref = {"uri": uri, "cid": "bafyreia"}
        now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": now, "reply": {"root": ref, "parent": ref}}
        body = {"repo": pat["did"], "collection": "app.bsky.feed.post", "rkey": "3zzz" + rkey[4:], "record": record}
        self.process.ask("com.atproto.repo.putRecord", body, pat["access_jwt"])

    def typed(self):
        return {"identifier": self.account.handle, "app_password": _process.APP_PASSWORD}

    def a_stranger(self):
        return "did:plc:stranger"
