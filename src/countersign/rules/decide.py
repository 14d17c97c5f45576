"""The question and its answer: `decide(pack, act, facts)`. Pure and total, and it fails closed.

The same pack and the same facts always give the same decision; nothing raises; and what cannot be known, a kind that
fails, an act that the pack does not speak of: none of these is ever a pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from countersign.rules import kinds  # noqa: F401  registers every kind
from countersign.rules.acts import ACTS
from countersign.rules.facts import Answers, Fact, Facts, Matter, NotKnown
from countersign.rules.kind import KINDS, bind
from countersign.rules.outcome import MET, Decision, Determining, Outcome, Result, needs_person, refused
from countersign.rules.pack import Pack, Requirement

UNLISTED = "unlisted"
"""The requirement that refuses an act of which the pack says nothing."""

Ask = Callable[[Facts], Outcome]


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement made ready to be asked."""

    id: str
    clauses: tuple[str, ...]
    ask: Ask
    reads: tuple[type[Fact], ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """All that a pack says about one act. `free` means that it says: nothing is required."""

    asked: tuple[Asked, ...]
    free: bool


def decide(pack: Pack, act_name: str, facts: Facts) -> Decision:
    """Ask every requirement that the pack puts on the act, and gather all that stand in the way."""
    compiled = compile(pack, act_name)
    if not compiled.asked:
        if compiled.free:
            return Decision(Result.ALLOWED, pack.name)
        return Decision(Result.REFUSED, pack.name, (Determining(UNLISTED, (), Result.REFUSED),))
    gravest = Result.ALLOWED
    determining: list[Determining] = []
    met: dict[str, None] = {}
    for asked in compiled.asked:
        outcome = asked.ask(facts)
        if outcome.result is Result.ALLOWED:
            met.update(dict.fromkeys(asked.clauses))
            continue
        if gravest is not Result.REFUSED:
            gravest = outcome.result
        determining.append(Determining(asked.id, asked.clauses, outcome.result, outcome.missing, outcome.fact))
    # A clause is met when everything that it demands of this act holds, not when some of it does.
    for one in determining:
        for clause in one.clauses:
            met.pop(clause, None)
    return Decision(gravest, pack.name, tuple(determining), tuple(met))


def facts_for(pack: Pack, act_name: str) -> tuple[type[Fact], ...]:
    """The facts that deciding this act needs, each once."""
    return tuple(dict.fromkeys(fact for asked in compile(pack, act_name).asked for fact in asked.reads))


def ask_one(pack: Pack, requirement: Requirement, facts: Facts) -> Outcome:
    """What one requirement alone answers, with the answers that people gave."""
    return _asked(pack, requirement).ask(facts)


def compile(pack: Pack, act_name: str) -> Compiled:
    """What the pack says about an act, made ready once. Requirements come in the order of the directive's clauses."""
    known: dict[str, Compiled] = pack.__dict__.setdefault("_compiled", {})
    compiled = known.get(act_name)
    if compiled is None:
        compiled = known[act_name] = _compile(pack, act_name)
    return compiled


def _compile(pack: Pack, act_name: str) -> Compiled:
    if act_name not in ACTS:
        return Compiled((), free=False)
    last = len(pack.places)
    mine = [r for r in pack.requirements if act_name in r.acts]
    mine.sort(key=lambda r: (min((pack.places.get(c, last) for c in r.clauses), default=last), r.id))
    return Compiled(tuple(_asked(pack, r) for r in mine), free=any(f.act == act_name for f in pack.free))


def _asked(pack: Pack, requirement: Requirement) -> Asked:
    kind = KINDS.get(requirement.kind)
    reads = kind.reads if kind else ()
    ask = _safe(requirement.id, _bound(pack, requirement))
    if requirement.answer_by:
        ask = _answerable(requirement.id, ask)
        reads = tuple(dict.fromkeys((*reads, Matter, Answers)))
    return Asked(requirement.id, requirement.clauses, ask, reads)


def _bound(pack: Pack, requirement: Requirement) -> Ask:
    """The requirement's kind with its parameters. A pack kept from another version of the house may not fit any
    more; then a person is needed, as for everything that cannot be known."""
    try:
        return bind(KINDS[requirement.kind], pack.resolved(requirement.given))
    except (KeyError, ValueError):
        return lambda facts: needs_person(fact=f"error:{requirement.id}")


def _safe(id: str, ask: Ask) -> Ask:
    def asked(facts: Facts) -> Outcome:
        try:
            outcome = ask(facts)
            return outcome if isinstance(outcome, Outcome) else needs_person(fact=f"error:{id}")
        except NotKnown as unknown:
            return needs_person(fact=unknown.fact)
        except Exception:
            return needs_person(fact=f"error:{id}")

    return asked


def _answerable(id: str, ask: Ask) -> Ask:
    """A person's answer stands where only a person can tell: never against what the facts refuse."""

    def asked(facts: Facts) -> Outcome:
        outcome = ask(facts)
        if outcome.result is not Result.NEEDS_PERSON:
            return outcome
        holds = _answer(id, facts)
        if holds is None:
            return outcome
        return MET if holds else refused(*outcome.missing)

    return asked


def _answer(id: str, facts: Facts) -> bool | None:
    """What people said about this requirement for the matter as it is now; one *no* outweighs every *yes*."""
    try:
        matter, answers = facts[Matter], facts[Answers]
    except NotKnown:
        return None
    now = answered_form(matter)
    given = [answer.holds for answer in answers.given if answer.requirement == id and answer.hash == now]
    return all(given) if given else None


def answered_form(matter: Matter) -> str:
    """What an answer about this matter is bound to: its frozen hash or, where it has none, its state number."""
    return matter.hash if matter.hash is not None else f"state:{matter.state_no}"
