"""The door: `ask` and `perform`. Nothing governed is changed anywhere else.

`perform` opens a transaction, takes its guards, takes the time, derives the capacity and gathers the facts anew,
asks every requirement of the pack in force, runs the effect if all hold, takes the ledger's head last and writes one
row. Network, pictures and documents happen before or after, never inside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction

from countersign.gate import clock, followers, guards, memory, opening, packs, points, questions, row, signatures
from countersign.gate.act import Act, By, Capacity, Effect, Missing, NotNow, NotYours, Scope
from countersign.gate.models import LedgerBody
from countersign.gate.wiring import house
from countersign.rules import facts
from countersign.rules.decide import decide, facts_for
from countersign.rules.outcome import Decision, Result
from countersign.rules.pack import Pack

TRIES = 5
QUIET = timedelta(minutes=1)


@dataclass(frozen=True)
class Done:
    """What came of an act: its decision, its ledger number, and its subject (also when the act made it)."""

    decision: Decision
    seq: int
    subject_id: str
    questions: tuple[int, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the act was performed."""
        return self.decision.allowed


class _Moved(Exception):
    """What the act touches changed between looking and locking; look again."""


@dataclass(frozen=True)
class _Wrong:
    """A wrong person or a wrong state: recorded first, then raised."""

    error: NotYours | NotNow
    kind: str


def ask(act: Act, *, by: By) -> Decision:
    """The decision that `perform` would give now. Writes nothing. Raises `NotYours`, `NotNow`, `Malformed` alike."""
    act.check()
    at = clock.now()
    with memory.kept(), packs.held(packs.in_force()):
        scope = _scope(act, by)
        capacity, wrong = _who(act, by, scope, at)
        if wrong is not None:
            raise wrong.error
        decision, _ = _decide(act, scope, capacity, packs.in_force(), at)
    return decision


def perform(act: Act, *, by: By) -> Done:
    """Do the act, or refuse it naming every clause in the way; either way it is in the ledger when this returns.

    Raises `NotYours` (403) and `NotNow` (409), both after writing their row, and `Malformed` (400) or `Missing`
    (404) without one.
    """
    act.check()
    for _ in range(TRIES):
        try:
            with transaction.atomic(durable=True):
                points.reach("begun")
                outcome = _inside(act, by)
        except _Moved:
            continue
        break
    else:
        raise RuntimeError(f"{act.name}: what it touches kept changing; try again")
    points.reach("committed")
    followers.wanted.set()
    if isinstance(outcome, _Wrong):
        raise outcome.error
    return outcome


def _inside(act: Act, by: By) -> Done | _Wrong:
    taken = _keys(act, _scope(act, by), by) if guards.are_locks() else None
    if taken is not None:
        guards.take(*taken)
    points.reach("guards_taken")
    with memory.kept():
        # Until the guards were taken everything could still change: it is read again under them.
        scope = _scope(act, by)
        if taken is not None and _keys(act, scope, by) != taken:
            raise _Moved
        found = opening.read(scope.ref.key)
        with packs.held(found.pack):
            return _under(found, act, by, replace(scope, state_no=found.state_no if scope.ref.id else 0))


def _under(found: opening.Opening, act: Act, by: By, scope: Scope) -> Done | _Wrong:
    """The act under the pack in force, its guards taken: decided, performed if it may be, recorded."""
    pack, at, demo = found.pack, found.at, found.demo
    capacity, wrong = _who(act, by, scope, at)
    if wrong is not None:
        nothing = Decision(Result.REFUSED, f"{pack.id}@{pack.version}")
        seq = _record(act, scope, capacity, facts.Facts(), nothing, at, {}, demo=demo, wrong=wrong)
        wrong.error.seq = seq
        return wrong
    decision, known = _decide(act, scope, capacity, pack, at)
    points.reach("facts_gathered")
    if not decision.allowed:
        seq = _record(act, scope, capacity, known, decision, at, {}, demo=demo)
        opened = questions.open_for(act, scope, decision, pack, seq=seq, at=at)
        return Done(decision, seq, scope.ref.id or "", opened)
    moves = house().subjects[scope.ref.kind].moves if scope.ref.kind in house().subjects else {}
    ctx = Effect(at=at, by=capacity, scope=scope, to_state=moves.get((scope.state, act.name)), decision=decision)
    memory.dropped()
    made = act.effect(ctx)
    if made is not None:
        ctx.scope = scope = replace(scope, ref=replace(scope.ref, id=made))
    guards.bump(scope.ref.key)
    points.reach("effect_done")
    seq = _record(act, scope, capacity, known, decision, at, ctx.commitments, demo=demo, effect=ctx)
    return Done(decision, seq, scope.ref.id or "")


def _scope(act: Act, by: By) -> Scope:
    """What the act touches, with every person as the human they are: a merged double entry is no second person."""
    scope = act.scope(by) or _resolved(act)
    human = house().wiring.humans(scope.own)
    return replace(scope, own=tuple(dict.fromkeys(human[p] for p in scope.own)))


def _resolved(act: Act) -> Scope:
    ref = act.ref()
    wanted = ref.id or ""
    found = house().subjects[ref.kind].resolve([wanted]).get(wanted)
    if found is None:
        raise Missing(f"There is no {ref.kind} {wanted}.")
    return found


def _keys(act: Act, scope: Scope, by: By) -> tuple[frozenset[str], frozenset[str]]:
    """Guards to read and guards to change."""
    shared = {f"person:{p}" for p in (by.person, *scope.people, *scope.own)}
    if scope.author:
        shared.add(f"person:{scope.author}")
    shared |= {f"account:{a}" for a in scope.accounts} | {f"platform:{p}" for p in scope.platforms}
    shared |= set(scope.also) | {"pack"}
    exclusive = set(act.changes(scope))
    if scope.ref.id:
        exclusive.add(scope.ref.key)
    return frozenset(shared - exclusive), frozenset(exclusive)


def _who(act: Act, by: By, scope: Scope, at: datetime) -> tuple[Capacity, _Wrong | None]:
    """The capacity as it is at this moment, and what is wrong with the person or the state, if anything."""
    spec = act.spec
    found = list(house().wiring.capacities(by.person, at))
    capacity = next((c for c in found if c.mandate == by.mandate), None)
    if capacity is None or not capacity.holds(spec.power, scope):
        who_can = tuple(house().wiring.who_can(spec.power, scope, at))
        name = found[0].name if found else by.person
        shown = capacity or Capacity(by.person, name, "none", "", frozenset(), mandate=by.mandate)
        return shown, _Wrong(NotYours(act.name, spec.power, who_can), "person")
    subject = house().subjects.get(scope.ref.kind)
    moves = subject.moves if subject else {}
    if any(name == act.name for _, name in moves) and (scope.state, act.name) not in moves:
        possible = tuple(name for state, name in moves if state == scope.state)
        return capacity, _Wrong(NotNow(act.name, scope.state, possible), "state")
    return capacity, None


def _decide(act: Act, scope: Scope, capacity: Capacity, pack: Pack, at: datetime) -> tuple[Decision, facts.Facts]:
    known = _gather(act, scope, capacity, pack, at)
    return decide(pack, act.name, known), known


def _gather(act: Act, scope: Scope, capacity: Capacity, pack: Pack, at: datetime) -> facts.Facts:
    """Every fact that the act's requirements ask for; one that fails is unknown and says why."""
    stated = {type(f): f for f in act.facts(at, scope, capacity)}
    known: list[facts.Fact] = []
    unknown: dict[str, facts.Unknown] = {}
    for kind in facts_for(pack, act.name):
        try:
            value = stated[kind] if kind in stated else _one(kind, act, scope, capacity, at)
        except DatabaseError:
            # The transaction may be broken: nothing can be decided or recorded in it.
            raise
        except Exception as error:
            # A port that breaks must not decide: the act then needs a person.
            value = facts.Unknown(type(error).__name__)
        if isinstance(value, facts.Unknown):
            unknown[kind.fact_name] = value
        else:
            known.append(value)
    return facts.Facts(known, unknown)


def _one(
    kind: type[facts.Fact], act: Act, scope: Scope, capacity: Capacity, at: datetime
) -> facts.Fact | facts.Unknown:
    if kind is facts.Now:
        return facts.Now(at)
    if kind is facts.Actor:
        return facts.Actor(
            person=capacity.person,
            kind=capacity.kind,
            power=act.spec.power,
            office=capacity.office,
            mandate=capacity.mandate,
            reason=capacity.reason,
        )
    if kind is facts.Matter:
        ref = scope.ref
        return facts.Matter(ref.kind, ref.id or "", scope.hash, scope.state_no, scope.own, scope.units)
    if kind is facts.Answers:
        answers = questions.answers([scope])[0].given
        human = house().wiring.humans([a.person for a in answers])
        return facts.Answers(tuple(replace(a, person=human[a.person]) for a in answers))
    if kind is facts.Signatures:
        return signatures.on([scope])[0]
    if kind is facts.Parts:
        taken = _parts(scope).taken
        human = house().wiring.humans([p.person for p in taken])
        return facts.Parts(tuple(replace(p, person=human[p.person]) for p in taken))
    port = house().ports.get(kind.fact_name)
    if port is None:
        return facts.Unknown("no room answers this yet")
    return port.answer([scope], at)[0]


def _parts(scope: Scope) -> facts.Parts:
    if not scope.ref.id:
        return facts.Parts(())
    done = LedgerBody.objects.filter(
        subject_kind=scope.ref.kind, subject_id=scope.ref.id, result=Result.ALLOWED
    ).order_by("seq")
    return facts.Parts(tuple(facts.Part(p, a) for p, a in done.values_list("actor", "act")))


def _record(
    act: Act,
    scope: Scope,
    capacity: Capacity,
    known: facts.Facts,
    decision: Decision,
    at: datetime,
    commitments: dict[str, str],
    *,
    demo: bool,
    wrong: _Wrong | None = None,
    effect: Effect | None = None,
) -> int:
    """Take the head and write the row. Of the same refusal, one a minute is enough; its number is given again."""
    ref = scope.ref
    if effect is None:
        earlier = LedgerBody.objects.filter(
            actor=capacity.person, act=act.name, subject_kind=ref.kind, subject_id=ref.id or "",
            subject_hash=scope.hash or "", at__gt=at - QUIET,
        ).exclude(result=Result.ALLOWED)  # fmt: skip
        seq = earlier.order_by("-seq").values_list("seq", flat=True).first()
        if seq is not None:
            return seq
    content: dict[str, Any] = {
        "at": at,
        "act": act.name,
        "by": {
            "person": capacity.person,
            "name": capacity.name,
            "kind": capacity.kind,
            "title": capacity.title,
            "office": capacity.office,
            "mandate": capacity.mandate,
            "reason": capacity.reason,
        },
        "subject": {"kind": ref.kind, "id": ref.id or "", "hash": scope.hash, "state_no": scope.state_no},
        "fields": act.fields(),
        "facts": known.to_json(),
        "decision": decision.to_json(),
        "commitments": commitments,
    }
    if wrong is not None:
        content["wrong"] = wrong.kind
    if demo:
        content["demo"] = True
    head = row.take_head()
    points.reach("head_taken")
    seq = row.append(
        head,
        content,
        at=at,
        act=act.name,
        actor=capacity.person,
        result=str(decision.result),
        subject=(ref.kind, ref.id or "", scope.hash or ""),
    )
    if effect is not None:
        effect.numbered(seq)
    points.reach("row_written")
    return seq
