"""The site as a Django app: its start-up puts the wiring in place."""

from datetime import datetime

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Last of the installed apps, so that every room is loaded when the wiring is built."""

    name = "countersign.site"
    label = "site"

    def ready(self) -> None:
        """Hand the gate its rooms."""
        from countersign.gate import wiring
        from countersign.site.wiring import WIRING

        wiring.install(WIRING)
        reach_platforms()
        name_accounts()


def name_accounts() -> None:
    """Give the room below the accounts their names, and the list to choose from."""
    from countersign.accounts import queries, states
    from countersign.people import names

    over = (states.CLOSED, states.TAKEN_BACK)

    def offered(viewer: str, at: datetime) -> list[tuple[str, str]]:
        found = queries.accounts(viewer, at, size=1000).items
        return [(a.id, a.name) for a in found if a.state not in over]

    names.use(names.ACCOUNT, queries.names, offered)


HOMES = {"bluesky": "https://bsky.social"}
"""Where an account lives whose address says nothing about it."""


def reach_platforms() -> None:
    """Say how each kind of account is reached: real platforms over the network, but no private one; the practice
    platform within this very process."""
    from urllib.parse import urlsplit

    import httpx
    from django.conf import settings

    from countersign.connectors import found
    from countersign.findings.queries import second
    from countersign.posts import transports
    from countersign.practice.inprocess import InProcessTransport
    from countersign.site import outbound

    second.use(outbound.client)
    for kind in found.kinds():
        if kind not in ("manual", "practice"):
            transports.use(kind, outbound.client, base_url=HOMES.get(kind, ""))
    transports.use(
        "practice",
        lambda: httpx.Client(transport=InProcessTransport()),
        base_url=f"{settings.BASE_URL}/practice/",
        plain_http_hosts=frozenset({urlsplit(settings.BASE_URL).hostname or ""}),
    )
