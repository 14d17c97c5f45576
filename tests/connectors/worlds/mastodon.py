"""The world of the Mastodon connector: a server with its interface, a new account on it each time."""

import io
import re
from dataclasses import replace
from itertools import count

import httpx
from PIL import Image

from countersign.connectors.interface import AccountSettings, Draft, Media

_numbers = count(1)


def picture(kind="PNG", size=(96, 64)):
    """A real picture, since the platform decodes it."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(made, kind)
    return made.getvalue()


class World:
    def __init__(self, request, connect, exchanges):
        self.server = request.getfixturevalue("mastodon")
        self.exchanges = exchanges
        self.me, self.token = self.server.world.person(f"hill{next(_numbers)}")
        self.account = AccountSettings("mastodon", self.me.username, self.server.world.url, {"token": self.token})
        self.connect = connect
        self.connector = connect(self.account)

    def with_bad_credentials(self):
        return self.connect(replace(self.account, credentials={"token": "mastodon_nobody-has-this-one"}))

    def draft(self, text="Visiting hours on Sunday are 8–3. ☀️"):
        return Draft(text=text, media=(Media(picture(), "image/png", alt="A sign at the gate: visits 8 to 3"),))

    def secrets(self):
        return [self.token]

    def typed(self):
        return {"token": self.token}

    def public_posts_with(self, text):
        """How many posts the public sees that hold this text: counted on the page, not through the connector."""
        return len(re.findall(re.escape(text), httpx.get(f"{self.server.world.url}@{self.me.username}").text))

    def visitor_writes(self, post_url, name, text, visibility="public"):
        """Answer as somebody with an account there does: naming whom they answer."""
        world = self.server.world
        visitor, _ = world.person(f"visitor{next(_numbers)}")
        visitor.display_name = name
        form = {"status": f"@{self.me.username} {text}", "in_reply_to_id": post_url.rpartition("/")[2]}
        return world.write_status(visitor, {**form, "visibility": visibility})["id"]

    def a_stranger(self):
        return self.server.world.person(f"stranger{next(_numbers)}")[0].id
