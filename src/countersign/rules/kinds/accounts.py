"""Platforms and their terms, accounts and their pages, applications for one."""

from __future__ import annotations

from datetime import timedelta

from countersign.rules.facts import (
    Accounts,
    Application,
    Element,
    Facts,
    IdentityTold,
    Now,
    PageElements,
    Platforms,
    TermsRead,
)
from countersign.rules.kind import kind
from countersign.rules.outcome import MET, Outcome, needs_person, refused


@kind("platform_approved", reads=(Platforms,))
def platform_approved(f: Facts) -> Outcome:
    """Every platform of the matter is approved."""
    standing = f[Platforms].standing
    if not standing:
        return needs_person(fact="platforms")
    missing = [s.platform for s in standing if not s.approved]
    return refused(*missing) if missing else MET


@kind("terms_accepted", reads=(Platforms,))
def terms_accepted(f: Facts) -> Outcome:
    """For every platform of the matter the terms accepted are its current ones.

    A platform whose current terms nobody recorded needs a person.
    """
    standing = f[Platforms].standing
    if not standing:
        return needs_person(fact="platforms")
    stale = [s.platform for s in standing if s.terms is not None and s.accepted != s.terms]
    if stale:
        return refused(*stale)
    unseen = [s.platform for s in standing if s.terms is None]
    return needs_person(*unseen, fact="platforms") if unseen else MET


@kind("terms_recorded", reads=(TermsRead,))
def terms_recorded(f: Facts) -> Outcome:
    """The text of the terms is on record."""
    return MET if f[TermsRead].hash else refused()


@kind("terms_checked", reads=(TermsRead,))
def terms_checked(f: Facts, *, items: tuple[str, ...]) -> Outcome:
    """Every item of the checklist in `items` was looked at, in a text that is kept; an open one needs a person."""
    terms = f[TermsRead]
    missing = [item for item in items if item not in terms.looked_at]
    if missing or terms.hash is None:
        return refused(*(missing or items))
    return needs_person(*terms.open, fact="terms_read") if terms.open else MET


@kind("accounts_in", reads=(Accounts,))
def accounts_in(f: Facts, *, states: tuple[str, ...]) -> Outcome:
    """Every account of the matter is in one of these states."""
    standing = f[Accounts].standing
    if not standing:
        return needs_person(fact="accounts")
    missing = [s.account for s in standing if s.state not in states]
    return refused(*missing) if missing else MET


@kind("accounts_not_in", reads=(Accounts,))
def accounts_not_in(f: Facts, *, states: tuple[str, ...]) -> Outcome:
    """The matter names accounts, and none of them is in one of these states."""
    standing = f[Accounts].standing
    if not standing:
        return refused("accounts")
    wrong = [s.account for s in standing if s.state in states]
    return refused(*wrong) if wrong else MET


@kind("signed_form", reads=(Accounts,))
def signed_form(f: Facts) -> Outcome:
    """The form of every account that was signed is the form it has now."""
    standing = f[Accounts].standing
    if not standing:
        return needs_person(fact="accounts")
    missing = [s.account for s in standing if not s.signed_form]
    return refused(*missing) if missing else MET


@kind("page_elements_present", reads=(Now, PageElements))
def page_elements_present(f: Facts, *, elements: tuple[str, ...], max_age_days: int) -> Outcome:
    """Those of `elements` that the account's platform must show were found, with evidence not older than a limit.

    One that is missing, was never looked at, or was found too long ago refuses; one that somebody looked at and could
    not tell, or that has no evidence, needs a person.
    """
    now, page = f[Now].at, f[PageElements]
    if not page.required:
        return needs_person(fact="page_elements")
    seen = {e.name: e for e in page.seen}
    missing, unsure = [], []
    for name in elements:
        if name not in page.required:
            continue
        element = seen.get(name)
        if element is None or element.state == "missing":
            missing.append(name)
        elif not _evidenced(element) or element.state != "found":
            unsure.append(name)
        elif element.at is None or now - element.at > timedelta(days=max_age_days):
            missing.append(name)
    if missing:
        return refused(*missing)
    return needs_person(*unsure, fact="page_elements") if unsure else MET


@kind("elements_evidenced", reads=(PageElements,))
def elements_evidenced(f: Facts) -> Outcome:
    """Something was looked at, and what was found or missed has dated evidence."""
    seen = f[PageElements].seen
    if not seen:
        return refused()
    missing = [e.name for e in seen if e.state != "unknown" and (not _evidenced(e) or e.at is None)]
    return refused(*missing) if missing else MET


@kind("application_scope", reads=(Application,))
def application_scope(f: Facts, *, min_characters: int) -> Outcome:
    """The application states the scope of the account in at least so many characters."""
    return MET if f[Application].scope_characters >= max(min_characters, 1) else refused("scope")


@kind("application_purposes", reads=(Application,))
def application_purposes(f: Facts, *, purposes: tuple[str, ...]) -> Outcome:
    """The application names at least one purpose, and only those in `purposes`."""
    stated = f[Application].purposes
    if not stated:
        return refused("purposes")
    wrong = [p for p in stated if p not in purposes]
    return refused(*wrong) if wrong else MET


@kind("application_custodians", reads=(Application,))
def application_custodians(f: Facts, *, least: int) -> Outcome:
    """The application names at least `least` different custodians, all of them employed."""
    application = f[Application]
    custodians = set(application.custodians)
    enough = len(custodians) >= max(least, 1)
    return MET if enough and custodians <= set(application.custodians_employed) else refused("custodians")


@kind("department_identity", reads=(Application,))
def department_identity(f: Facts) -> Outcome:
    """The account is run through an identity that the agency issued, never somebody's own."""
    identity = f[Application].department_identity
    if identity is None:
        return needs_person("identity", fact="application")
    return MET if identity else refused("identity")


@kind("identity_approved", reads=(IdentityTold,))
def identity_approved(f: Facts) -> Outcome:
    """What the platform told about the account that is connected is the approved account's in everything."""
    differs = f[IdentityTold].differs
    return refused(*differs) if differs else MET


def _evidenced(element: Element) -> bool:
    return bool(element.evidence)
