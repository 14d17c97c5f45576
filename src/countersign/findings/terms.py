"""What can stand in a watch-list. A fault never repeats the term: it may be shown where the term must not stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from countersign.accounts import queries as accounts
from countersign.findings import given
from countersign.gate import packs
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.screening import Category, Kind, Screen, Severity, WatchList
from countersign.screening.fold import fold

LONGEST = 120
"""Characters of a term."""
NO_ACCOUNT = _(
    "this is an account, and it may be somebody's own; only one that the public register lists, as ours or as not ours,"
    " can stand here"
)


def fault(term: str) -> str | None:
    """Why a term cannot stand in a list; None when it can."""
    wrong = given.line_fault(term, LONGEST)
    if wrong:
        return wrong
    if term.startswith("@") or _is_profile(term):
        # No account of an employee's is ever stored. What the register lists is public, and the agency's matter.
        return NO_ACCOUNT if accounts.is_ours(term).verdict == "unknown" else None
    if "@" in term:
        return _("e-mail addresses of people are found without a list")
    try:
        WatchList(Category.SECURITY, (term,))
    except ValueError:
        return _("a term needs two letters or digits at least, and Latin letters only")
    found = _rules().text("", Kind.DRAFT, term).findings
    if any(f.category is Category.PERSONAL_DATA and f.severity is Severity.BLOCK for f in found):
        return _("such numbers of a person's are found without a list")
    return None


def faults(terms: Iterable[str], there: Iterable[str] = ()) -> Mapping[str, str]:
    """What is wrong with new terms, by their line from 1; `there` are those that stand in the list already."""
    found: dict[str, str] = {}
    seen = {fold(term) for term in there}
    for n, term in enumerate(terms, start=1):
        wrong = fault(term)
        if wrong is None and fold(term) in seen:
            wrong = _("this term stands there already")
        seen.add(fold(term))
        if wrong:
            found[f"term_{n}"] = fill(_("Term {n}: {why}"), n=n, why=wrong)
    return found


def _is_profile(term: str) -> bool:
    """Whether a term is the address of a page on a platform, or of somebody's page anywhere."""
    try:
        parts = urlsplit(term if "://" in term else f"https://{term}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return "://" in term
    if "." not in host or " " in term or not parts.path.strip("/"):
        return False
    known = {h for p in packs.in_force().platforms for h in p.hosts}
    return parts.path.startswith("/@") or any(host == h or host.endswith(f".{h}") for h in known)


@lru_cache(maxsize=1)
def _rules() -> Screen:
    return Screen(clauses={})
