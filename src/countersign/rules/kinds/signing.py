"""Who may sign, what signatures are needed, and who must be somebody else."""

from __future__ import annotations

from typing import Literal

from countersign.rules.facts import Actor, Blanket, Facts, Matter, Named, NotKnown, Now, Parts, Signatures
from countersign.rules.kind import kind
from countersign.rules.kinds.mandates import uncovered
from countersign.rules.outcome import MET, Outcome, refused

SelfApproval = Literal["never", "allowed"]


@kind("signatures", reads=(Matter, Signatures))
def signatures(
    f: Facts,
    *,
    offices: tuple[str, ...],
    quorum: Literal["all", "any"],
    distinct: bool = True,
    self_approval: SelfApproval = "never",
) -> Outcome:
    """The matter's frozen form carries the signatures of `all` or of `any` of these offices.

    Only signatures on the matter's present hash count, and only while not withdrawn; what a designee signs counts for
    the office signed for. With `distinct`, each office needs a person of its own, whoever signed through a
    delegation. Unless `self_approval` is allowed, those whose own matter it is sign in vain.
    """
    matter, given = f[Matter], f[Signatures].given
    hash = _hash(matter)
    signers: dict[str, set[str]] = {office: set() for office in offices}
    for s in given:
        live = s.hash == hash and not s.withdrawn
        if live and s.office in signers and (self_approval == "allowed" or s.person not in matter.own):
            signers[s.office].add(s.person)
    if quorum == "any":
        return MET if any(signers.values()) else refused(*offices)
    filled = _seated(signers) if distinct else {office for office, people in signers.items() if people}
    missing = [office for office in offices if office not in filled]
    return MET if offices and not missing else refused(*missing)


@kind("signed_or_covered", reads=(Now, Matter, Signatures, Blanket))
def signed_or_covered(
    f: Facts,
    *,
    offices: tuple[str, ...],
    quorum: Literal["all", "any"],
    distinct: bool = True,
    self_approval: SelfApproval = "never",
) -> Outcome:
    """The matter's frozen form is signed as for `signatures`; or it is a filled template, and then its blanket approval
    covers it now and a second person confirmed it. Nothing else stands in for the template's own signature.
    """
    now, blanket = f[Now].at, f[Blanket]
    of_its_own = signatures(f, offices=offices, quorum=quorum, distinct=distinct, self_approval=self_approval)
    if not blanket.template:
        return of_its_own
    missing = uncovered(blanket, now)
    if not blanket.confirmed:
        missing.append("confirmation")
    return refused(*missing) if missing else MET


@kind("not_own", reads=(Actor, Matter))
def not_own(f: Facts, *, self_approval: SelfApproval) -> Outcome:
    """Whoever acts is not one of those whose own matter it is, unless `self_approval` is allowed."""
    actor, matter = f[Actor], f[Matter]
    return refused() if self_approval == "never" and actor.person in matter.own else MET


@kind("signs_once", reads=(Actor, Matter, Signatures))
def signs_once(f: Facts) -> Outcome:
    """Whoever signs has no live signature on the same hash yet, for whichever office."""
    actor, hash = f[Actor], _hash(f[Matter])
    before = [s for s in f[Signatures].given if s.person == actor.person and s.hash == hash and not s.withdrawn]
    return refused(*dict.fromkeys(s.office for s in before)) if before else MET


@kind("signer_office", reads=(Actor, Matter, Named))
def signer_office(f: Facts, *, offices: tuple[str, ...], for_holders: tuple[str, ...]) -> Outcome:
    """Whoever decides about the person named does so for one of `offices`.

    When that person holds one of `offices`, the decision falls to the offices of `for_holders`, or to a designee of
    `offices`. Nobody decides about themselves.
    """
    actor, matter, named = f[Actor], f[Matter], f[Named]
    acts_for_own_office = any(office in offices for office in named.offices)
    may = for_holders if acts_for_own_office else offices
    right = actor.office in may or (acts_for_own_office and actor.kind == "designee" and actor.office in offices)
    if not right or actor.person == named.person or actor.person in matter.own:
        return refused(*may)
    return MET


@kind("second_person", reads=(Actor, Parts))
def second_person(f: Facts, *, roles: tuple[str, ...]) -> Outcome:
    """Somebody took one of these parts in the matter before, and whoever acts now is somebody else."""
    actor, parts = f[Actor], f[Parts]
    before = {p.person for p in parts.taken if p.role in roles}
    return MET if before and actor.person not in before else refused(*roles)


def _hash(matter: Matter) -> str:
    """The frozen form that can be signed; a matter without one is not known well enough to ask about signatures."""
    if matter.hash is None:
        raise NotKnown("matter", "it has no frozen form")
    return matter.hash


def _seated(signers: dict[str, set[str]]) -> set[str]:
    """The offices that can each be given a signer of their own, as many as possible (augmenting paths)."""
    seat_of: dict[str, str] = {}

    def seat(office: str, tried: set[str]) -> bool:
        for person in sorted(signers[office] - tried):
            tried.add(person)
            if person not in seat_of or seat(seat_of[person], tried):
                seat_of[person] = office
                return True
        return False

    return {office for office in signers if seat(office, set())}
