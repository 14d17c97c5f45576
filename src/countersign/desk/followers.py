"""Turns rows of the ledger into notices for the people they concern. Nothing is safe because of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from countersign.desk import notices
from countersign.desk.audience import able, answerable, authors_of, posters_on, scope_of
from countersign.gate import clock
from countersign.gate.act import Scope
from countersign.gate.row import Row
from countersign.gate.wiring import Follower


@dataclass(frozen=True)
class About:
    """A row with what it was about, as that is now."""

    row: Row
    scope: Scope
    at: datetime

    def field(self, name: str) -> str:
        """A field of the act, as words; empty when it had none."""
        value = (self.row.content or {})["fields"].get(name)
        return "" if value is None else str(value)

    @property
    def actor(self) -> str:
        """Who did it."""
        return str((self.row.content or {})["by"]["person"])


@dataclass(frozen=True)
class Tell:
    """One kind of notice that an act gives rise to: whom it goes to, and when. Who did it knows it already.

    `machine` acts are done by background work in their author's name, so that the author has to be told too.
    """

    kind: str
    to: Callable[[About], Iterable[str]]
    when: Callable[[About], bool] = lambda about: True
    machine: bool = False


def own(about: About) -> Iterable[str]:
    """Whose own matter it is: author, applicant, custodians, the person named."""
    return about.scope.own


def named(field: str) -> Callable[[About], Iterable[str]]:
    """The person a field of the act names."""
    return lambda about: [about.field(field)]


def holders(power: str) -> Callable[[About], Iterable[str]]:
    """Who may use a power over it."""
    return lambda about: able(power, about.scope, about.at)


def keeps_leave(about: About) -> Iterable[str]:
    """Those of the office that answers for leave to post, whoever else may give it."""
    return able("authorization.sign", about.scope, about.at, answerable("authorization"))


def everyone(*groups: Callable[[About], Iterable[str]]) -> Callable[[About], Iterable[str]]:
    """All of these."""
    return lambda about: [person for group in groups for person in group(about)]


def may_confirm(about: About) -> Iterable[str]:
    """Who may be the second person to a filled template: the offices, and whoever may post on all its accounts."""
    offices = able("post.confirm", about.scope, about.at)
    return dict.fromkeys((*offices, *posters_on(about.scope, about.at, next(iter(offices), ""))))


def users_of(about: About) -> Iterable[str]:
    """Authors of posts that rest on the consent or licence."""
    return authors_of(about.scope.ref.kind, about.scope.ref.id or "", about.at)


def outcome(wanted: str, *, gone: bool = False) -> Callable[[About], bool]:
    """Whether an attempt ended so; `gone` tells one to take down from one to publish."""

    def matches(about: About) -> bool:
        return about.field("outcome") == wanted and (about.scope.state == "withdrawn") == gone

    return matches


def by_machine(tells: Iterable[Tell]) -> tuple[Tell, ...]:
    """The same, told to the author too where a machine acted for them."""
    return tuple(Tell(t.kind, t.to, t.when, machine=True) for t in tells)


SIGNS_POSTS, SIGNS_ACCOUNTS, GIVES_LEAVE = holders("post.sign"), holders("account.sign"), holders("authorization.sign")
SETTLES = holders("post.settle")
SIGNS_TEMPLATES = holders("blanket.sign")
"""The two offices, and their designees."""
ENDED = (
    Tell("post_published", own, outcome("published")),
    Tell("post_taken_down", own, outcome("published", gone=True)),
    Tell("post_rejected", own, outcome("rejected")),
    Tell("post_unknown", everyone(own, SETTLES), outcome("unknown")),
)
TELLS: Mapping[str, tuple[Tell, ...]] = {
    "submit_post": (Tell("post_to_sign", SIGNS_POSTS),),
    "sign_post": (Tell("post_signed", own),),
    "return_post": (Tell("post_returned", own),),
    "refuse_post": (Tell("post_refused", own),),
    "record_outcome": by_machine(ENDED),
    "settle_attempt": ENDED,
    "record_read_back": by_machine(
        (Tell("post_differs", everyone(own, SETTLES), lambda about: about.field("sameness") == "differs"),)
    ),
    "withdraw_consent": (Tell("consent_withdrawn", users_of),),
    "withdraw_rights": (Tell("rights_withdrawn", users_of),),
    "submit_blanket": (Tell("post_template_to_sign", SIGNS_TEMPLATES),),
    "sign_blanket": (Tell("post_template_signed", own),),
    "end_blanket": (Tell("post_template_ended", everyone(own, SIGNS_TEMPLATES)),),
    "fill_blanket": (Tell("post_filled", may_confirm),),
    "confirm_blanket": (Tell("post_break_glass", everyone(own, SIGNS_TEMPLATES)),),
    "write_after_action": (Tell("post_after_action", everyone(own, SIGNS_TEMPLATES)),),
    "apply_for_account": (Tell("account_to_sign", SIGNS_ACCOUNTS),),
    "change_account": (Tell("account_to_sign", SIGNS_ACCOUNTS),),
    "sign_account": (Tell("account_signed", own),),
    "return_account": (Tell("account_returned", own),),
    "open_account": (Tell("account_opened", everyone(own, SIGNS_ACCOUNTS)),),
    "suspend_account": (Tell("account_suspended", everyone(own, SIGNS_ACCOUNTS)),),
    "resume_account": (Tell("account_resumed", everyone(own, SIGNS_ACCOUNTS)),),
    "close_account": (Tell("account_closed", everyone(own, SIGNS_ACCOUNTS)),),
    "request_authorization": (Tell("leave_asked", GIVES_LEAVE),),
    "authorize": (Tell("leave_given", own), Tell("leave_given_to", keeps_leave)),
    "renew_authorization": (Tell("leave_renewed", own), Tell("leave_renewed_of", keeps_leave)),
    "end_authorization": (Tell("leave_ended", own), Tell("leave_ended_of", keeps_leave)),
    "appoint": (Tell("appointed", named("person")),),
    "delegate": (Tell("delegation_given", named("designee")),),
    "end_delegation": (Tell("delegation_ended", own),),
    "return_delegation": (Tell("delegation_ended", own),),
}
"""By act, the notices that follow from it once it was performed."""

DONE: Mapping[str, str] = {
    "submit_post": "post_to_sign",
    "sign_post": "post_to_sign",
    "return_post": "post_to_sign",
    "refuse_post": "post_to_sign",
    "sign_blanket": "post_template_to_sign",
    "end_blanket": "post_template_to_sign",
    "confirm_blanket": "post_filled",
    "discard_filling": "post_filled",
    "settle_attempt": "post_unknown",
    "change_account": "account_to_sign",
    "return_account": "account_to_sign",
    "withdraw_application": "account_to_sign",
    "open_account": "account_to_sign",
    "authorize": "leave_asked",
    "end_authorization": "leave_asked",
    "withdraw_authorization_request": "leave_asked",
    "answer_question": "question_asked",
}
"""Acts after which nothing is left to do of what an earlier notice asked for, whoever did it."""


def tell(row: Row) -> None:
    """Notices for one performed act. Handing over the same row again adds nothing."""
    content = row.content
    if content is None:
        return
    subject = content["subject"]
    scope = scope_of(subject["kind"], subject["id"])
    about = About(row, scope, clock.now())
    moment = datetime.fromisoformat(content["at"])
    if row.act in DONE:
        notices.done(DONE[row.act], scope.ref, before=row.seq, at=moment)
    notices.seen(about.actor, scope.ref, before=row.seq, at=moment)
    for one in TELLS.get(row.act, ()):
        if not one.when(about):
            continue
        knows = about.actor if not one.machine or about.field("by_hand") == "True" else ""
        people = [p for p in dict.fromkeys(one.to(about)) if p and p != knows]
        notices.give(people, seq=row.seq, kind=one.kind, ref=scope.ref, at=moment)


FOLLOWERS = (Follower("desk.notices", frozenset({*TELLS, *DONE}), tell),)
