"""The facts this room answers: what a frozen form holds, as it stands with consents, licences and answers now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from countersign.accounts import queries as accounts
from countersign.gate.act import Scope
from countersign.gate.models import Signature
from countersign.gate.wiring import Port, house
from countersign.posts import findings, form
from countersign.posts.blanket.covering import PORTS as BLANKET_PORTS
from countersign.posts.form import Form, Picture
from countersign.posts.given import number
from countersign.posts.models import Answer, Consent, Leave, Pause, Revision, Rights
from countersign.rules import facts

JUDGED = "judged"
"""The key under which a signer's affirmation of the printed sentence is kept."""
NO_FORM = facts.Unknown("there is no frozen form")


def purposes(found: Form, on: Sequence[str]) -> facts.Purposes | facts.Unknown:
    """What the post states, and what every one of its accounts was opened for."""
    touched = accounts.touched(on)
    if any(a not in touched for a in on) or not on:
        return facts.Unknown("an account is not there")
    common = [p for p in touched[on[0]].purposes if all(p in touched[a].purposes for a in on)]
    return facts.Purposes(found.purposes, tuple(common))


def pictures(found: Form, on: Sequence[str]) -> facts.Pictures:
    """Each picture with the consents linked to it, as they are now."""
    given = Consent.objects.in_bulk([number(c) for p in found.everything for c in p.consents])
    return facts.Pictures(tuple(_picture(p, given, where, found.purposes) for p, where in _shown(found, on)))


def _picture(picture: Picture, given: Mapping[int, Consent], on: Sequence[str], stated: Sequence[str]) -> facts.Picture:
    consents = tuple(
        facts.Consent(
            id=id,
            standing=consent.standing,
            covers=_within(on, consent.accounts) and _within(stated, consent.purposes),
            period=period(consent),
            voluntary=consent.voluntary,
            guardian=bool(consent.guardian.strip()),
        )
        for id in picture.consents
        if (consent := given.get(number(id))) is not None
    )
    return facts.Picture(picture.media, picture.people, picture.pictured, consents)


def materials(found: Form, on: Sequence[str]) -> facts.Materials:
    """Each picture with whose it is, and the licence linked to it as it is now."""
    given = Rights.objects.in_bulk([number(p.rights) for p in found.everything if p.rights])
    items = []
    for p, where in _shown(found, on):
        licence = given.get(number(p.rights))
        items.append(
            facts.Material(
                media=p.media,
                source=p.source,
                cleared=licence is not None and _within(where, licence.accounts),
                period=period(licence) if licence else None,
            )
        )
    return facts.Materials(tuple(items))


def _shown(found: Form, on: Sequence[str]) -> list[tuple[Picture, tuple[str, ...]]]:
    """Each file that somebody gets to see on these accounts, with those of them on which they do."""
    goes = [(p, tuple(a for a in found.goes_where(p) if a in on)) for p in found.everything]
    return [(p, where) for p, where in goes if where]


def accessibility(found: Form, on: Sequence[str]) -> facts.Accessibility:
    """The problems left in the form."""
    return facts.Accessibility(findings.inaccessible(found))


def limits(found: Form, on: Sequence[str]) -> facts.Limits | facts.Unknown:
    """What would not fit on these accounts."""
    try:
        return facts.Limits(findings.beyond_limits(found.only(on)))
    except LookupError:
        return facts.Unknown("an account is not connected")


def window(found: Form, on: Sequence[str]) -> facts.Window:
    """The time that was signed."""
    return facts.Window(found.opens, found.closes)


def strategy(found: Form, scope: Scope, at: datetime) -> facts.Fact | facts.Unknown:
    """The strategy in force, with the campaign that this post names."""
    (base,) = house().ports[facts.Strategy.fact_name].answer([scope], at)
    if not isinstance(base, facts.Strategy):
        return base
    return facts.Strategy(base.hash, base.signed, base.campaigns, found.campaign)


def seen(revision: Revision, answered: Iterable[str], judged: bool) -> facts.Findings:
    """The findings kept with a revision, some of them answered."""
    keys = set(answered)
    items = tuple(facts.Finding(f["category"], f["severity"], f["by"], f["key"] in keys) for f in revision.findings)
    return facts.Findings(revision.hash, items, judged)


def answers_to(revision: Revision) -> set[str]:
    """The keys that were answered with a signature that still counts."""
    live = Signature.objects.filter(frozen_hash=revision.hash, withdrawn_seq=None).values("seq")
    return set(Answer.objects.filter(revision=revision, seq__in=live).values_list("key", flat=True))


def period(leave: Leave) -> facts.Period:
    """From when to when a consent or a licence counts, and when it was taken back."""
    return facts.Period(leave.starts, leave.ends, leave.withdrawn_at)


def _within(wanted: Iterable[str], given: Sequence[str] | None) -> bool:
    return given is None or set(wanted) <= set(given)


def _of_form(
    answer: Callable[[Form, Sequence[str]], facts.Fact | facts.Unknown],
) -> Callable[[Sequence[Scope], datetime], list[facts.Fact | facts.Unknown]]:
    """A port that reads each scope's frozen form; unknown where there is none."""

    def port(scopes: Sequence[Scope], at: datetime) -> list[facts.Fact | facts.Unknown]:
        forms = [form.find(s.hash) if s.hash else None for s in scopes]
        return [NO_FORM if f is None else answer(f, s.accounts) for f, s in zip(forms, scopes, strict=True)]

    return port


def _findings(scopes: Sequence[Scope], at: datetime) -> list[facts.Fact | facts.Unknown]:
    hashes = [s.hash for s in scopes if s.hash]
    found = {r.hash: r for r in Revision.objects.filter(hash__in=hashes).only("hash", "findings")}
    answers: list[facts.Fact | facts.Unknown] = []
    for scope in scopes:
        revision = found.get(scope.hash or "")
        if revision is None:
            answers.append(NO_FORM)
        else:
            keys = answers_to(revision)
            answers.append(seen(revision, keys, JUDGED in keys))
    return answers


def _pause(scopes: Sequence[Scope], at: datetime) -> list[facts.Fact | facts.Unknown]:
    on = Pause.objects.filter(ended_at=None).exists()
    return [facts.Pause(on) for _ in scopes]


PORTS = (
    Port(facts.Purposes, _of_form(purposes)),
    Port(facts.Pictures, _of_form(pictures)),
    Port(facts.Materials, _of_form(materials)),
    Port(facts.Accessibility, _of_form(accessibility)),
    Port(facts.Limits, _of_form(limits)),
    Port(facts.Window, _of_form(window)),
    Port(facts.Findings, _findings),
    Port(facts.Pause, _pause),
    *BLANKET_PORTS,
)
