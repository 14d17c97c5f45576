"""The ordinary way of an account, act by act, for stories that begin somewhere along it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta

from PIL import Image

import cast as stage
from countersign.accounts import acts, queries
from countersign.evidence import store
from countersign.gate import clock, packs
from countersign.gate.act import By
from countersign.people import acts as people_acts

REASON = "as agreed this morning"
SCOPE = "News about visiting, programs and events at the center. No advice on single cases, no messages read at night."


@dataclass(frozen=True)
class People:
    """Who acts, each in their office; `lee` is head of the unit at Hill, `mia` anyone employed."""

    dov: By
    ana: By
    rita: By
    lee: By
    mia: By
    sam: By
    cora: By
    cast: stage.Cast


def people(cast: stage.Cast) -> People:
    """The offices filled: Lee heads Hill, Cora is counsel."""
    dov = stage.acting(cast.dov, "director")
    now = clock.now()
    rita = stage.acting(cast.rita, "administrator")
    cora = stage.do(people_acts.Hire("1005", "Cora Diaz", "full_time", cast.headquarters), rita).subject_id
    for person, office, units in ((cora, "counsel", ()), (cast.lee, "unit_head", (cast.hill,))):
        appoint(dov, person, office, units, now)
    return People(
        dov=dov,
        ana=stage.acting(cast.ana, "pio"),
        rita=rita,
        lee=stage.acting(cast.lee, "unit_head"),
        mia=stage.employee(cast.mia),
        sam=stage.employee(cast.sam),
        cora=stage.acting(cora, "counsel"),
        cast=cast,
    )


def appoint(dov: By, person: str, office: str, units: tuple[str, ...], now) -> None:
    stage.do(people_acts.Appoint(person, office, now, None, "EO 2026-08", **({"units": units} if units else {})), dov)


def picture(color: str = "navy") -> str:
    """A screenshot kept as evidence. Returns its commitment."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(made, "PNG")
    return store.put(made.getvalue(), "image/png")


def text(words: str = "You may use this service.") -> str:
    return store.put(words.encode(), "text/plain")


def record_terms(by: By, platform: str = "facebook", version: str = "2026-01", **changed) -> str:
    items = tuple(i.id for i in packs.in_force().terms)
    values = {"text": text(version), "looked_at": items, **changed}
    return stage.do(acts.RecordTerms(platform, version, date(2026, 1, 5), **values), by).subject_id


def ready_platform(by: By, platform: str = "facebook") -> str:
    """An approved platform with accepted terms. Returns the terms."""
    stage.do(acts.ApprovePlatform(platform, REASON), by)
    terms = record_terms(by, platform)
    stage.do(acts.AcceptTerms(terms, REASON), by)
    return terms


def application(who: People, **changed) -> acts.ApplyForAccount:
    values = {
        "unit": who.cast.hill,
        "platform": "facebook",
        "handle": "HillCC",
        "display_name": "Hill Correctional Center",
        "purposes": ("news", "outreach"),
        "scope_statement": SCOPE,
        "custodians": (who.cast.lee,),
        "url": "https://www.facebook.com/HillCC",
        **changed,
    }
    return acts.ApplyForAccount(**values)


def change(who: People, account: str, **changed) -> acts.ChangeAccount:
    now = application(who, **changed)
    fields = {k: v for k, v in now.fields().items() if k != "platform"}
    return acts.ChangeAccount(account=account, **fields)


def applied(who: People, **changed) -> str:
    return stage.do(application(who, **changed), who.lee).subject_id


def form_of(account: str) -> str:
    return accounts_of(account).form


def accounts_of(account: str) -> queries.AccountLine:
    """The account as somebody for the whole agency sees it."""
    for line in queries.accounts(_ana(), clock.now(), size=500).items:
        if line.id == account:
            return line
    raise LookupError(account)


def _ana() -> str:
    from countersign.people.models import Person

    return str(Person.objects.get(employee_no="1002").pk)


def sign(account: str, by: By) -> None:
    stage.do(acts.SignAccount(account, form_of(account)), by)


def signed(who: People, **changed) -> str:
    """An application that Director and PIO signed."""
    account = applied(who, **changed)
    sign(account, who.dov)
    sign(account, who.ana)
    return account


def signed_on_ready_platform(who: People, **changed) -> str:
    ready_platform(who.ana, changed.get("platform", "facebook"))
    return signed(who, **changed)


def connect(account: str, by: By, **changed) -> None:
    values = {
        "connector": "manual",
        "identity": "social@doc.example.gov",
        "department_identity": True,
        "url": accounts_of(account).url or "https://www.facebook.com/HillCC",
        **changed,
    }
    stage.do(acts.ConnectAccount(account, **values), by)


def attest(account: str, by: By, state: str = "found", **states: str) -> None:
    shown = picture()
    platform = accounts_of(account).platform
    seen = tuple(
        acts.Seen(e, states.get(e, state), "" if states.get(e, state) == "unknown" else shown)
        for e in packs.in_force().elements_of(platform)
    )
    stage.do(acts.AttestPage(account, seen), by)


def opened(who: People, **changed) -> str:
    """An open account, from the approval of its platform on."""
    platform = changed.get("platform", "facebook")
    if queries.platform(platform).state != "approved":
        ready_platform(who.ana, platform)
    account = signed(who, **changed)
    connect(account, who.ana)
    attest(account, who.lee)
    stage.do(acts.OpenAccount(account), who.ana)
    return account


def strategy(by: By, days: float = 365, campaigns=(("visiting", "Visiting made easy"),)) -> str:
    now = clock.now()
    act = acts.SubmitStrategy(
        "Strategy 2026",
        text("We speak plainly."),
        now - timedelta(days=1),
        now + timedelta(days=days),
        tuple(acts.Campaign(*c) for c in campaigns),
    )
    return stage.do(act, by).subject_id
