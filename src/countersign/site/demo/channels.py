"""The department's platforms, terms, strategy and accounts, in every state an account can be in."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from PIL import Image, ImageDraw

from countersign.accounts import acts
from countersign.accounts.models import Account
from countersign.evidence import store
from countersign.gate import clock, packs
from countersign.gate.act import By
from countersign.practice import services
from countersign.site.demo.doing import acting, do, later, person, unit

PLATFORMS = ("practice", "facebook", "x", "instagram", "youtube")
STRATEGY = """Communication strategy, 2026 and 2027

1. People who visit somebody in our facilities learn in time when and how.
2. People who come home find the programs that help them stay home.
3. People who look for work find our open posts.
4. We answer questions within one working day.
"""
TERMS = """Terms of service of {platform}, as read by the Office of Public Information.

The agency may use the service for its official account. The platform may show advertisements beside content.
Disputes are heard in the courts of the State. Content stays the agency's; the platform may show it to its users.
"""


@dataclass(frozen=True)
class Channel:
    """One account of the demonstration and how far it has come."""

    unit: str
    platform: str
    handle: str
    title: str
    scope: str
    custodians: tuple[str, ...]
    state: str


CHANNELS = (
    Channel(
        unit="DOC",
        platform="practice",
        handle="corrections",
        title="Department of Corrections",
        scope="News of the whole Department: services, programs, events and open posts.",
        custodians=(
            "1009",
            "1004",
        ),
        state="open",
    ),
    Channel(
        unit="HILL",
        platform="practice",
        handle="hill_correctional",
        title="Hill Correctional Center",
        scope="Visiting, programs and events at Hill Correctional Center.",
        custodians=(
            "2001",
            "2003",
        ),
        state="open",
    ),
    Channel(
        unit="LOGAN",
        platform="practice",
        handle="logan_correctional",
        title="Logan Correctional Center",
        scope="Visiting, programs and events at Logan Correctional Center.",
        custodians=("3002",),
        state="suspended",
    ),
    Channel(
        unit="EDU",
        platform="practice",
        handle="learning_inside",
        title="Education Program",
        scope="Courses, certificates and graduations of the education program.",
        custodians=("1009",),
        state="open",
    ),
    Channel(
        unit="DOC",
        platform="facebook",
        handle="DepartmentOfCorrections",
        title="Department of Corrections",
        scope="News of the whole Department for those who use this platform.",
        custodians=("1009",),
        state="open",
    ),
    Channel(
        unit="DOC",
        platform="x",
        handle="CorrectionsDept",
        title="Department of Corrections",
        scope="Short notices: closures, changed visiting hours, open posts.",
        custodians=("1009",),
        state="one signature",
    ),
    Channel(
        unit="EDU",
        platform="youtube",
        handle="LearningInside",
        title="Learning Inside",
        scope="Films about courses and graduations, with captions.",
        custodians=("1009",),
        state="applied",
    ),
    Channel(
        unit="RIVER",
        platform="practice",
        handle="riverbend_news",
        title="Riverbend Correctional Center",
        scope="News of Riverbend, now given on the Department's own account.",
        custodians=("4001",),
        state="closed",
    ),
)
OVERDUE = "learning_inside"
"""The account whose page nobody has looked at for too long."""
SUSPENDED = "the custodian left; a new one is being named"
CLOSED = "merged into the Department's own account"


def platforms() -> None:
    """Approve five platforms, record their terms and accept all but one."""
    pio = acting("1002", "pio")
    items = tuple(item.id for item in packs.in_force().terms)
    for platform in PLATFORMS:
        do(acts.ApprovePlatform(platform, "used by the people we have to reach"), pio)
        text = store.put(TERMS.format(platform=platform).encode(), "text/plain")
        terms = do(acts.RecordTerms(platform, "2026-01", date(2026, 1, 15), text, looked_at=items), pio).subject_id
        if platform != "instagram":
            do(acts.AcceptTerms(terms, "read with counsel; nothing stands open"), pio)


def strategy() -> None:
    """The strategy is written and signed by the PIO."""
    pio = acting("1002", "pio")
    document = store.put(STRATEGY.encode(), "text/plain")
    campaigns = (
        acts.Campaign("visiting", "Visiting"),
        acts.Campaign("coming-home", "Coming home"),
        acts.Campaign("work-with-us", "Work with us"),
    )
    made = do(
        acts.SubmitStrategy("Communication strategy 2026–2027", document, clock.now(), later(days=540), campaigns), pio
    )
    do(acts.SignStrategy(made.subject_id), pio)


def accounts() -> None:
    """Eight accounts, each brought as far as its state says."""
    for channel in CHANNELS:
        _bring(channel)


def looked_at_again() -> None:
    """The page checks that fell due, all but one of them made."""
    for channel in CHANNELS:
        if channel.state == "open" and channel.handle != OVERDUE:
            attest(account(channel.handle), channel.platform, channel.title, channel.scope)


def account(handle: str) -> str:
    """An account of the demonstration by its handle."""
    return str(Account.objects.values_list("pk", flat=True).get(handle=handle))


def screenshot(title: str, lines: tuple[str, ...]) -> str:
    """A picture of an account's page, as its custodian would take it. Returns its commitment."""
    picture = Image.new("RGB", (900, 420), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 900, 90), fill="#1a4480")
    draw.text((30, 35), title, fill="white")
    for number, line in enumerate(lines):
        draw.text((30, 120 + 40 * number), line, fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return store.put(out.getvalue(), "image/png")


def _bring(channel: Channel) -> None:
    pio, director = acting("1002", "pio"), acting("1001", "director")
    made = do(
        acts.ApplyForAccount(
            unit=unit(channel.unit),
            platform=channel.platform,
            handle=channel.handle,
            display_name=channel.title,
            purposes=tuple(p.id for p in packs.in_force().purposes[:4]),
            scope_statement=channel.scope,
            custodians=tuple(person(c) for c in channel.custodians),
        ),
        acting("1010", "unit_head"),
    ).subject_id
    if channel.state == "applied":
        return
    _sign(made, pio)
    if channel.state == "one signature":
        return
    _sign(made, director)
    connect(made, channel.platform, channel.handle, channel.title)
    attest(made, channel.platform, channel.title, channel.scope)
    do(acts.OpenAccount(made), pio)
    if channel.state == "suspended":
        do(acts.SuspendAccount(made, SUSPENDED), pio)
    if channel.state == "closed":
        do(acts.CloseAccount(made, CLOSED), pio)


def _sign(id: str, by: By) -> None:
    form = Account.objects.values_list("form_hash", flat=True).get(pk=id)
    do(acts.SignAccount(id, form), by)


def connect(id: str, platform: str, handle: str, title: str) -> None:
    """Connect an account: to the practice platform, or to be posted to by hand."""
    pio = acting("1002", "pio")
    if platform == "practice":
        token = services.open_account(handle, title)
        where = f"{settings.BASE_URL}/practice/"
        act = acts.ConnectAccount(
            id,
            "practice",
            "communications@doc.example.gov",
            True,
            f"{where}@{handle}/",
            where,
            token,
            seen_handle=handle,
        )
    else:
        host = packs.in_force().platform[platform].hosts[0]
        url = f"https://www.{host}/{handle}"
        act = acts.ConnectAccount(id, "manual", "communications@doc.example.gov", True, url)
    do(act, pio)


def attest(id: str, platform: str, title: str, scope: str) -> None:
    """Attest every element that the platform's pages must show, with one picture of the page."""
    lines = (scope, "Maintained by the Department of Corrections", "doc.example.gov", "217 555 0100")
    evidence = screenshot(title, lines)
    seen = tuple(acts.Seen(e, "found", evidence) for e in packs.in_force().elements_of(platform))
    do(acts.AttestPage(id, seen), acting("1002", "pio"))
