"""The world of the practice connector: the real platform behind a real socket."""

import re
from dataclasses import replace

import httpx

from countersign.connectors.interface import Draft, Media

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


class World:
    def __init__(self, request, connect, exchanges):
        self.process = request.getfixturevalue("practice")
        self.exchanges = exchanges
        self.account = self.process.settings()
        self.connect = connect
        self.connector = connect(self.account)

    def with_bad_credentials(self):
        return self.connect(replace(self.account, credentials={"token": "practice_nobody-has-this-one"}))

    def draft(self, text="Visiting hours on Sunday are 8–3. ☀️"):
        return Draft(text=text, media=(Media(PICTURE, "image/png", alt="A sign at the gate: visits 8 to 3"),))

    def secrets(self):
        return list(self.process.tokens.values())

    def public_posts_with(self, text):
        """How many posts the public sees that hold this text: counted on the page, not through the connector."""
        page = httpx.get(f"{self.process.url}@{self.account.handle}/").text
        return len(re.findall(re.escape(text), page))

    def visitor_writes(self, post_url, name, text):
        """Write a comment as a visitor does: open the page, fill in the form."""
        with httpx.Client() as visitor:
            page = visitor.get(post_url).text
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
            form = {"csrfmiddlewaretoken": token, "display_name": name, "text": text}
            assert visitor.post(post_url, data=form).status_code == 302

    def typed(self):
        return {"token": self.account.credentials["token"]}
