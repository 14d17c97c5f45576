"""What a post must bring: purpose, strategy, leave of the people pictured, rights, accessibility, its time."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from countersign.rules.facts import (
    Accessibility,
    Blanket,
    Consent,
    Facts,
    Limits,
    Materials,
    Now,
    Pause,
    Pictures,
    Purposes,
    Strategy,
    Window,
)
from countersign.rules.kind import kind
from countersign.rules.outcome import MET, Outcome, needs_person, refused


@kind("purpose_stated", reads=(Purposes,))
def purpose_stated(f: Facts, *, purposes: tuple[str, ...]) -> Outcome:
    """The post states at least one purpose, and only those in `purposes`."""
    stated = f[Purposes].stated
    if not stated:
        return refused("purposes")
    wrong = [p for p in stated if p not in purposes]
    return refused(*wrong) if wrong else MET


@kind("purposes_of_account", reads=(Purposes,))
def purposes_of_account(f: Facts) -> Outcome:
    """Each purpose that the post states is one that all of its accounts were opened for."""
    purposes = f[Purposes]
    wrong = [p for p in purposes.stated if p not in purposes.of_accounts]
    return refused(*wrong) if wrong else MET


@kind("strategy_in_force", reads=(Strategy,))
def strategy_in_force(f: Facts, *, campaign: Literal["optional", "required"]) -> Outcome:
    """A signed strategy is in force, and a campaign that is named is one of its own; `required`: one is named."""
    strategy = f[Strategy]
    if strategy.hash is None or not strategy.signed:
        return refused("strategy")
    if strategy.named is None:
        return refused("campaign") if campaign == "required" else MET
    return MET if strategy.named in strategy.campaigns else refused("campaign")


@kind("pictures_answered", reads=(Pictures,))
def pictures_answered(f: Facts) -> Outcome:
    """For every picture somebody said whether people are visible, and it fits how many are counted."""
    unsure = [
        p.media
        for p in f[Pictures].items
        if not ((p.people == "yes" and p.pictured > 0) or (p.people == "no" and p.pictured == 0))
    ]
    return needs_person(*unsure, fact="pictures") if unsure else MET


@kind("consents_cover", reads=(Now, Pictures))
def consents_cover(f: Facts) -> Outcome:
    """Every person visible in a picture gave a consent of their own that runs now and covers where the post goes.

    A person in custody must also have said that it is voluntary; for a minor a guardian must have agreed.
    """
    now = f[Now].at
    missing = []
    for picture in f[Pictures].items:
        good = {c.id for c in picture.consents if _good(c, now)}
        if picture.people == "yes" and len(good) < picture.pictured:
            missing.append(picture.media)
    return refused(*missing) if missing else MET


@kind("rights_cleared", reads=(Now, Materials))
def rights_cleared(f: Facts) -> Outcome:
    """Material of third parties is used under a licence that is cleared and runs now; whose it is was answered."""
    now = f[Now].at
    missing, unsure = [], []
    for m in f[Materials].items:
        if m.source == "third_party":
            if not m.cleared or (m.period is not None and not m.period.covers(now)):
                missing.append(m.media)
        elif m.source != "own":
            unsure.append(m.media)
    if missing:
        return refused(*missing)
    return needs_person(*unsure, fact="materials") if unsure else MET


@kind("accessible", reads=(Accessibility,))
def accessible(f: Facts) -> Outcome:
    """No accessibility problem is left in the content."""
    problems = f[Accessibility].problems
    return refused(*problems) if problems else MET


@kind("limits_kept", reads=(Limits,))
def limits_kept(f: Facts) -> Outcome:
    """Every platform of the post would take the content as it is."""
    problems = f[Limits].problems
    return refused(*problems) if problems else MET


@kind("window_ahead", reads=(Now, Window))
def window_ahead(f: Facts) -> Outcome:
    """The time window for the post does not end before it begins and is not over."""
    now, window = f[Now].at, f[Window]
    if window.closes is None:
        return MET
    over = window.closes <= now or (window.opens is not None and window.closes <= window.opens)
    return refused("closes") if over else MET


@kind("inside_window", reads=(Now, Window))
def inside_window(f: Facts) -> Outcome:
    """It is within the time window that was signed (its last second excluded)."""
    now, window = f[Now].at, f[Window]
    if window.opens is not None and now < window.opens:
        return refused("opens")
    if window.closes is not None and now >= window.closes:
        return refused("closes")
    return MET


@kind("not_paused", reads=(Pause, Blanket))
def not_paused(f: Facts, *, blankets: Literal["stop", "signed_through"] = "stop") -> Outcome:
    """Publishing is not paused; with `signed_through`, a filled template whose signature says so goes out all the same.

    Whether that signature lives is asked by the requirement on signatures.
    """
    pause, blanket = f[Pause], f[Blanket]
    through = blankets == "signed_through" and bool(blanket.template) and blanket.through_pause
    return refused("pause") if pause.active and not through else MET


def _good(consent: Consent, now: datetime) -> bool:
    asked = {
        "employee": True,
        "public": True,
        "custody": consent.voluntary,
        "minor": consent.guardian,
    }
    return asked.get(consent.standing, False) and consent.covers and consent.period.covers(now)
