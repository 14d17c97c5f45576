"""The world of work by hand: no network at all; a request would end the test."""

import httpx

from countersign.connectors.interface import AccountSettings, Draft, Media


class World:
    def __init__(self, request, connect, exchanges):
        def nobody(request):
            raise AssertionError(f"work by hand sends nothing, but asked {request.url}")

        self.exchanges = exchanges
        self.account = AccountSettings(
            "manual",
            "hill-facility",
            "https://channels.example/hill",
            credentials={"never": "used-but-secret-all-the-same"},
            public_hosts=("channels.example",),
        )
        client = httpx.Client(transport=httpx.MockTransport(nobody))
        self.connector = connect(self.account, client=client)

    def draft(self, text="Visiting hours on Sunday are 8–3."):
        return Draft(text=text, media=(Media(b"picture", "image/png", alt="A sign at the gate"),))

    def secrets(self):
        return list(self.account.credentials.values())

    def public_posts_with(self, text):
        return 0
