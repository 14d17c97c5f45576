"""Break-glass templates of the demonstration: signed beforehand, one used and confirmed, one waiting for somebody."""

from __future__ import annotations

from django.utils import timezone

from countersign.accounts import queries
from countersign.gate import clock
from countersign.gate.act import By
from countersign.people import capacities
from countersign.posts import acts
from countersign.posts.blanket import report
from countersign.posts.blanket.blanks import Blank
from countersign.posts.models import Blanket, Filling
from countersign.site.demo.channels import account
from countersign.site.demo.doing import acting, do, later, unit
from countersign.site.demo.feed import HILL, NEWS, revision
from countersign.site.demo.working import work

LOCKDOWN_TITLE = "Lockdown of a center"
LOCKDOWN = "{unit} is on lockdown since {since}. {visiting} Staff and people in our care are accounted for. {more}"
WEATHER = "Because of {weather}, visiting at {unit} is cancelled on {day}. Booked visits can be moved without a call."
EVACUATION = "{unit} is being evacuated to {where}. {count} people are moved. Families: please do not drive there."
SINCE = Blank("since", "Since when", "moment", least=-24, most=0)
MORE = Blank("more", "What else", "text", most=80, forbidden=("name*", "officer *", "inmate*", "weapon*"))
VISITING = Blank("visiting", "Visiting", "choice", ("Visiting is cancelled today.", "Visiting goes on as planned."))


def templates() -> None:
    """Four templates, in every state that matters on the first page; one of them was used."""
    where = Blank("unit", "Which unit", "unit", (unit("HILL"), unit("LOGAN")))
    weather = (
        Blank("weather", "Weather", "choice", ("snow", "ice", "a tornado warning", "flooding")),
        where,
        Blank("day", "Which day", "day", least=0, most=3),
    )
    evacuation = (
        where,
        Blank("where", "Where to", "choice", ("a neighboring center", "the county fairground")),
        Blank("count", "How many people", "number", least=1, most=3000),
    )
    _signed(_template("2001", LOCKDOWN_TITLE, "lockdown", LOCKDOWN, (where, SINCE, VISITING, MORE), HILL))
    through = _template("2001", "Evacuation", "evacuation", EVACUATION, evacuation, HILL, through_pause=True)
    _signed(through, "1001", "director")
    snow = _template("1009", "Weather: visiting cancelled", "weather", WEATHER, weather, NEWS)
    _signed(snow, "1001", "director")
    _template("1009", "Walk-away from a work camp", "escape", "Somebody left the work camp at {unit}.", (where,), NEWS)
    _confirmed(_filled("1009", snow, NEWS, weather="ice", unit=unit("HILL"), day=_local("%Y-%m-%d")))


def waiting() -> None:
    """What was filled in just now and waits for a second person; yesterday's would be too old."""
    clock.catch_up()
    lockdown = str(Blanket.objects.values_list("pk", flat=True).get(title=LOCKDOWN_TITLE))
    said = {"since": _local("%Y-%m-%dT%H:%M"), "visiting": VISITING.options[0], "more": "The next word is at 6 p.m."}
    _filled("2001", lockdown, HILL, unit=unit("HILL"), **said)


def _template(
    author: str,
    title: str,
    category: str,
    text: str,
    blanks: tuple[Blank, ...],
    on: str,
    *,
    through_pause: bool = False,
) -> str:
    act = acts.SubmitBlanket(
        title=title,
        category=category,
        language="en",
        text=text,
        blanks=blanks,
        accounts=(account(on),),
        purposes=(_purpose(on),),
        starts=clock.now(),
        ends=later(days=60),
        through_pause=through_pause,
    )
    return do(act, acting(author, kind="authorized")).subject_id


def _purpose(on: str) -> str:
    id = account(on)
    return queries.touched([id])[id].purposes[0]


def _signed(blanket: str, by: str = "1002", office: str = "pio") -> str:
    found = Blanket.objects.get(pk=blanket)
    reason = "whoever is asked knows it from the news already"
    answers = tuple(acts.Answered(f["key"], reason) for f in found.findings)
    do(acts.SignBlanket(blanket, found.hash, answers, judged=True), acting(by, office))
    return blanket


def _filled(author: str, blanket: str, on: str, **typed: str) -> str:
    form = Blanket.objects.values_list("hash", flat=True).get(pk=blanket)
    return do(acts.FillBlanket(blanket, form, typed, (account(on),)), _leave(author, on)).subject_id


def _leave(author: str, on: str) -> By:
    by, id = acting(author, kind="authorized"), account(on)
    for capacity in capacities.of(by.person, clock.now()):
        if capacity.kind == "authorized" and id in (capacity.accounts or ()):
            return By(by.person, capacity.mandate)
    return by


def _confirmed(post: str) -> None:
    at, director = clock.now(), acting("1001", "director")
    capacity = next(c for c in capacities.of(director.person, at) if c.mandate == director.mandate)
    kept = report.keep(Filling.objects.get(post=int(post)), capacity, at=at)
    do(acts.ConfirmBlanket(post, revision(post), kept), director)
    work()


def _local(pattern: str) -> str:
    return timezone.localtime(clock.now()).strftime(pattern)
