"""Templates on their ordinary way, act by act, for stories that begin somewhere along it."""

from __future__ import annotations

from datetime import timedelta

import cast as stage
from countersign.gate import clock
from countersign.gate.act import By
from countersign.people import capacities
from countersign.posts import acts
from countersign.posts.blanket import report
from countersign.posts.blanket.blanks import Blank
from countersign.posts.models import Blanket, Filling
from posts import post_stories as stories

TEXT = "{unit} is on lockdown since {since}. Visiting is {visiting}. People affected: {count}. {more}"


def blanks(house: stories.House) -> tuple[Blank, ...]:
    return (
        Blank("unit", "Which unit", "unit", (house.cast.hill, house.cast.logan)),
        Blank("since", "Since when", "moment", least=-24, most=0),
        Blank("visiting", "Visiting", "choice", ("cancelled today", "going on as planned")),
        Blank("count", "People affected", "number", least=0, most=3000),
        Blank("more", "What else", "text", most=60, forbidden=("names of *", "riot*")),
    )


def typed(house: stories.House, **changed: str) -> dict[str, str]:
    return {
        "unit": house.cast.hill,
        "since": "2026-03-02T08:30",
        "visiting": "cancelled today",
        "count": "1200",
        "more": "All are safe.",
        **changed,
    }


FILLED = (
    "Hill Correctional Center is on lockdown since March 2, 8:30 AM. Visiting is cancelled today. "
    "People affected: 1200. All are safe."
)


def template(house: stories.House, **changed: object) -> acts.SubmitBlanket:
    now = clock.now()
    values: dict[str, object] = {
        "title": "Lockdown of a center",
        "category": "lockdown",
        "language": "en",
        "text": TEXT,
        "blanks": blanks(house),
        "accounts": (house.account,),
        "purposes": stories.PURPOSES,
        "starts": now,
        "ends": now + timedelta(days=60),
        **changed,
    }
    return acts.SubmitBlanket(**values)  # type: ignore[arg-type]


def submitted(house: stories.House, by: By | None = None, **changed: object) -> str:
    return stage.do(template(house, **changed), by or house.lee).subject_id


def form_of(blanket: str) -> str:
    return Blanket.objects.get(pk=blanket).hash


def signing(blanket: str, *reasons: tuple[str, str], judged: bool = True) -> acts.SignBlanket:
    return acts.SignBlanket(blanket, form_of(blanket), tuple(acts.Answered(*r) for r in reasons), judged)


def signed(house: stories.House, **changed: object) -> str:
    blanket = submitted(house, **changed)
    stage.do(signing(blanket), house.ana)
    return blanket


def filling(house: stories.House, blanket: str, **changed: str) -> acts.FillBlanket:
    return acts.FillBlanket(blanket, form_of(blanket), typed(house, **changed), (house.account,))


def filled(house: stories.House, blanket: str, **changed: str) -> str:
    return stage.do(filling(house, blanket, **changed), house.lee).subject_id


def confirming(post: str, by: By, *reasons: tuple[str, str]) -> acts.ConfirmBlanket:
    at = clock.now()
    capacity = next(c for c in capacities.of(by.person, at) if c.mandate == by.mandate)
    kept = report.keep(Filling.objects.get(post=post), capacity, at=at)
    return acts.ConfirmBlanket(post, stories.hash_of(post), kept, tuple(acts.Answered(*r) for r in reasons))


def confirmed(house: stories.House, blanket: str | None = None, by: By | None = None, **changed: str) -> str:
    post = filled(house, blanket or signed(house), **changed)
    stage.do(confirming(post, by or house.dov), by or house.dov)
    return post
