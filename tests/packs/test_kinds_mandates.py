"""Mandates at their edges: the second one ends, the longest there is, what may be passed on."""

from datetime import UTC, datetime, timedelta

import pytest

from countersign.rules.facts import (
    Accounts,
    AccountStanding,
    Actor,
    Authorizations,
    Blanket,
    Cover,
    Delegating,
    Facts,
    Instrument,
    Named,
    Now,
    Period,
    Term,
)
from countersign.rules.kinds.mandates import (
    author_acts,
    authorization_covers,
    blanket_covers,
    delegation_direct,
    delegation_powers,
    employed,
    instrument_given,
    term_bounded,
)
from countersign.rules.outcome import MET, needs_person, refused

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def leave(*covers, accounts=("fb",), employed=True, at=NOW):
    standing = tuple(AccountStanding(a, "facebook", "open", True) for a in accounts)
    return authorization_covers(Facts([Now(at), Authorizations("lee", employed, covers), Accounts(standing)]))


def cover(account, starts, ends, ended=None):
    return Cover(account, (Period(starts, ends, ended),))


@pytest.mark.parametrize(
    ("at", "runs"),
    [(-SECOND, True), (timedelta(0), False), (SECOND, False)],
    ids=["the second before", "the second it ends", "the second after"],
)
def test_leave_is_over_the_second_it_ends(at, runs):
    wanted = MET if runs else refused("fb")
    assert leave(cover("fb", NOW - DAY, NOW), at=NOW + at) == wanted
    assert leave(cover("fb", NOW - DAY, NOW + DAY, ended=NOW), at=NOW + at) == wanted


def test_leave_begins_the_second_it_begins():
    assert leave(cover("fb", NOW, NOW + DAY)) == MET
    assert leave(cover("fb", NOW + SECOND, NOW + DAY)) == refused("fb")


def test_one_running_period_among_old_ones_is_enough():
    old, new = Period(NOW - 9 * DAY, NOW - DAY), Period(NOW - DAY, NOW + DAY)
    assert leave(Cover("fb", (old, new))) == MET
    assert leave(Cover("fb", (old,)), Cover("fb", (new,))) == MET


def test_leave_for_one_account_says_nothing_of_another():
    assert leave(cover("fb", NOW, NOW + DAY), accounts=("fb", "x")) == refused("x")
    assert leave(cover("fb", NOW, NOW + DAY), Cover("x", ()), accounts=("fb",)) == refused("x")


def test_leave_of_somebody_who_left_is_none():
    assert leave(cover("fb", NOW, NOW + DAY), employed=False) == refused("fb")


def test_a_post_for_no_account_needs_a_person():
    assert leave(accounts=()) == needs_person(fact="accounts")


def term(starts, ends, **params):
    return term_bounded(Facts([Now(NOW), Term(starts, ends)]), **params)


def test_a_period_has_a_beginning_an_end_and_a_limit():
    year = {"max_days": 365}
    assert term(NOW, NOW + 365 * DAY, **year) == MET
    assert term(NOW, NOW + 365 * DAY + timedelta(hours=1), **year) == MET
    assert term(NOW, NOW + 365 * DAY + timedelta(hours=1) + SECOND, **year) == refused("length")
    assert term(NOW, NOW + 900 * DAY) == MET
    assert term(None, NOW + DAY) == refused("starts")
    assert term(NOW, None) == refused("ends")
    assert term(NOW, None, end=False) == MET
    assert term(None, None, end=False) == refused("starts")
    assert term(NOW, NOW) == refused("ends")
    assert term(NOW + DAY, NOW + SECOND, end=False) == refused("ends")


def test_a_period_that_is_over_gives_nothing():
    assert term(NOW - DAY, NOW) == refused("ends")
    assert term(NOW - DAY, NOW + SECOND) == MET


def delegating(powers=("post.sign",), reason="routine", giver="ana", designee="mia", through="office", personal=()):
    return Facts([Delegating(powers, reason, giver, designee, through, personal)])


def test_only_an_office_delegates_and_to_somebody_else():
    assert delegation_direct(delegating()) == MET
    for through in ("designee", "authorized", "employee", "operator"):
        assert delegation_direct(delegating(through=through)) == refused("chain")
    assert delegation_direct(delegating(designee="ana")) == refused("self")
    assert delegation_direct(delegating(designee="ana", through="designee")) == refused("chain", "self")


def test_a_personal_power_is_covered_only_on_certain_grounds():
    rule = {"never": ("delegate",), "personal": ("pack.sign",), "personal_reasons": ("absence", "emergency")}
    assert delegation_powers(delegating(), **rule) == MET
    assert delegation_powers(delegating(powers=()), **rule) == refused("powers")
    assert delegation_powers(delegating(powers=("pack.sign",)), **rule) == refused("pack.sign")
    assert delegation_powers(delegating(personal=("post.sign",)), **rule) == refused("post.sign")
    for reason in ("absence", "emergency"):
        covered = delegating(powers=("pack.sign", "post.sign"), personal=("post.sign",), reason=reason)
        assert delegation_powers(covered, **rule) == MET
        assert delegation_powers(delegating(powers=("delegate",), reason=reason), **rule) == refused("delegate")


def test_a_paper_has_a_number_and_where_asked_a_copy():
    paper = lambda number, document: Facts([Instrument(number, document)])  # noqa: E731
    assert instrument_given(paper("17", None)) == MET
    assert instrument_given(paper(" \n", "c1")) == refused("number")
    assert instrument_given(paper("17", None), document=True) == refused("document")
    assert instrument_given(paper("", ""), document=True) == refused("number", "document")
    assert instrument_given(paper("17", "c1"), document=True) == MET


def test_employed_is_employed_now():
    assert employed(Facts([Named("lee", True, ())])) == MET
    assert employed(Facts([Named("lee", False, ("pio",))])) == refused()


def test_the_author_is_the_one_whose_leave_is_looked_at():
    facts = lambda who: Facts([Actor(who, "authorized", "post.write"), Authorizations("lee", True, ())])  # noqa: E731
    assert author_acts(facts("lee")) == MET
    assert author_acts(facts("sam")) == refused()


def test_a_blanket_covers_while_signed_running_and_within_its_blanks():
    ask = lambda signed, ends, within: blanket_covers(  # noqa: E731
        Facts([Now(NOW), Blanket("b1", signed, Period(NOW - DAY, ends), within)])
    )
    assert ask(True, NOW + SECOND, True) == MET
    assert ask(True, NOW, True) == refused("period")
    assert ask(False, NOW, False) == refused("signature", "period", "blanks")
