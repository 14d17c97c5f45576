"""The helps that a button of the composer gives: purposes of the accounts, an offered fix, a thread split, a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from countersign.accounts import queries as accounts
from countersign.gate import packs
from countersign.posts import room, thread
from countersign.posts.drafting import Written
from countersign.screening import Problem, problems


def with_purposes(written: Written) -> Written:
    """With the purposes that all chosen accounts were opened for."""
    touched = accounts.touched(written.accounts)
    of_each = [set(touched[a].purposes) for a in written.accounts if a in touched]
    common = set.intersection(*of_each) if of_each else set()
    return replace(written, purposes=tuple(p.id for p in packs.in_force().purposes if p.id in common))


def fixed(written: Written, what: str) -> Written:
    """With one offered fix made: `what` is `WHERE|START|END`, or `all`. What is no longer there is left alone."""
    if what == "all":
        texts = {a: _mend(t, problems(t)) for a, t in written.variants.items()}
        return replace(
            written,
            text=_mend(written.text, problems(written.text)),
            first_reply=_mend(written.first_reply, problems(written.first_reply)),
            first_replies={a: _mend(t, problems(t)) for a, t in written.first_replies.items()},
            variants=texts,
        )
    where, _bar, span = what.partition("|")

    def mend(text: str) -> str:
        return _mend(text, [p for p in problems(text) if f"{p.start}|{p.end}" == span])

    kind, _colon, account = where.partition(":")
    if kind == "alt":
        pictures = tuple(replace(p, alt=mend(p.alt)) if p.media == account else p for p in written.pictures)
        return replace(written, pictures=pictures)
    if kind == "first_reply" and account:
        mended = {a: mend(t) if a == account else t for a, t in written.first_replies.items()}
        return replace(written, first_replies=mended)
    if kind == "first_reply":
        return replace(written, first_reply=mend(written.first_reply))
    if account:
        return replace(written, variants={a: mend(t) if a == account else t for a, t in written.variants.items()})
    return replace(written, text=mend(written.text))


def _mend(text: str, found: Iterable[Problem]) -> str:
    """The text with these fixes made, from its end, so that places stay where they are."""
    taken = len(text) + 1
    for p in sorted(found, key=lambda p: p.start, reverse=True):
        if p.fix is not None and p.end <= taken:
            text, taken = text[: p.start] + p.fix + text[p.end :], p.start
    return text


def split(written: Written) -> Written:
    """With breaks wherever a text is too long for an account that lets parts follow a post."""
    places = room.places(written.accounts)
    variants = dict(written.variants)
    for account, place in places.items():
        text = variants.get(account) or written.text
        made = thread.suggest(text, place.limits) if place.threads else text
        if made != text:
            variants[account] = made
    return replace(written, variants=variants)


def at_time(written: Written, moment: str) -> Written:
    """Not to go out before a free posting time, which is given in ISO form; unchanged for anything else."""
    try:
        opens = datetime.fromisoformat(moment)
    except ValueError:
        return written
    return replace(written, opens=opens) if opens.tzinfo is not None else written
