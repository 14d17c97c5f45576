"""From a button to an act and back: one way for every page.

An allowed act answers with a redirect; one that is not comes back to the page it was tried on, with every clause in
the way, what to do for each and who can, and with nothing typed lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from countersign.gate import packs
from countersign.gate.act import Act, By, Malformed, NotNow, NotYours
from countersign.gate.door import Done, ask, perform
from countersign.people.web.identity import visitor
from countersign.rules.outcome import Decision, Result
from countersign.rules.words import Sentence, sentences

STATUS = {Result.REFUSED: 422, Result.NEEDS_PERSON: 202}


@dataclass(frozen=True)
class Obstacle:
    """Why an act was not, or could not be, performed: for the refusal on a page and the reason under a button."""

    status: int
    title: str
    sentences: tuple[Sentence, ...] = ()
    who_can: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[int, ...] = ()
    seq: int | None = None

    @property
    def tone(self) -> str:
        """How grave it looks: what a person can still answer, or what another time allows, only warns."""
        return "warning" if self.status in (202, 409) else "error"

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause in the way, once."""
        return tuple(dict.fromkeys(c for s in self.sentences for c in s.clauses))


def language() -> str:
    """`en` or `es`, as this page is shown."""
    return (get_language() or "en")[:2]


def in_the_way(decision: Decision, *, done: Done | None = None, names: Mapping[str, str] | None = None) -> Obstacle:
    """A decision that did not allow, in words."""
    title = (
        _("A person has to answer before this can go on.")
        if decision.result is Result.NEEDS_PERSON
        else _("The directive stands in the way.")
    )
    return Obstacle(
        status=STATUS[decision.result],
        title=title,
        sentences=tuple(sentences(packs.in_force(), decision, language(), names)),
        questions=done.questions if done else (),
        seq=done.seq if done else None,
    )


def obstacle_of(error: NotYours | NotNow | Malformed) -> Obstacle:
    """A wrong person, a wrong state, or an act that makes no sense, in words."""
    if isinstance(error, NotYours):
        return Obstacle(403, _("This is not yours to do."), who_can=error.who_can, seq=error.seq)
    if isinstance(error, NotNow):
        return Obstacle(409, _("This is not possible at the moment."), possible=error.possible, seq=error.seq)
    return Obstacle(400, _("Something is missing or wrong in what was entered."), faults=error.faults)


def attempt(act: Act, by: By, *, names: Mapping[str, str] | None = None) -> Done | Obstacle:
    """Perform the act; what stood in the way comes back as a value instead of an exception."""
    try:
        done = perform(act, by=by)
    except (NotYours, NotNow, Malformed) as error:
        return obstacle_of(error)
    return done if done.allowed else in_the_way(done.decision, done=done, names=names)


def foresee(act: Act, by: By, *, names: Mapping[str, str] | None = None) -> Obstacle | None:
    """What would stand in the way of the act now; None when nothing would. Writes nothing."""
    try:
        decision = ask(act, by=by)
    except (NotYours, NotNow, Malformed) as error:
        return obstacle_of(error)
    return None if decision.allowed else in_the_way(decision, names=names)


def respond(
    request: HttpRequest,
    act: Act,
    *,
    said: str,
    then: Callable[[Done], str],
    again: Callable[[Obstacle], HttpResponse],
    names: Mapping[str, str] | None = None,
    by: By | None = None,
) -> HttpResponse:
    """Perform `act` as the visitor: on success say so and go to `then`, else show `again` with what is in the way."""
    outcome = attempt(act, by or visitor(request).by, names=names)
    if isinstance(outcome, Obstacle):
        response = again(outcome)
        response.status_code = outcome.status
        return response
    messages.success(request, said)
    return redirect(then(outcome))


@dataclass(frozen=True)
class Step:
    """A next step on a page: its verb, where it leads, and what stands in its way, if anything."""

    verb: str
    url: str
    obstacle: Obstacle | None
    post: bool = False

    @property
    def open(self) -> bool:
        """Whether it can be taken now."""
        return self.obstacle is None


@dataclass(frozen=True)
class Standing:
    """Where a thing stands and what is next, with the clauses that speak to it, met and unmet."""

    label: str
    icon: str
    tone: str
    sentence: str
    steps: tuple[Step, ...] = ()
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
