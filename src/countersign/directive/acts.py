"""The acts of this room: bring a text in, sign it, put it in force, say how a clause is read.

The file is kept and read before the act and passed by its commitment.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from countersign.directive import queries, reading, settling, states, subjects, trees
from countersign.directive.models import LONGEST_NOTE, DoubtSettled, InterpretationNote, Language, Version
from countersign.directive.settling import Settled
from countersign.gate import frozen, packs, signatures
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.rules import facts
from countersign.rules.text import Directive

IN_FORCE = "directive in force"
"""The guard of what is in force: two versions cannot come into force at once."""


@dataclass(frozen=True)
class ImportDirective(Act):
    """Bring in a version of the text: the kept file, its language, and how each doubt about it is settled."""

    name: ClassVar[str] = "import_directive"
    states_facts: ClassVar = (facts.Text,)
    file: str
    language: str
    settled: tuple[Settled, ...] = ()

    def ref(self) -> Ref:
        return Ref("directive")

    def check(self) -> None:
        if self.language not in Language.values:
            raise Malformed(language=fill(_("one of {values}"), values=", ".join(Language.values)))
        tree = self._tree()
        if not tree.clauses:
            raise Malformed(file=_("not one clause was found in it"))

    def scope(self, by: By) -> Scope:
        return Scope(ref=self.ref())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        tree = self._tree()
        return (facts.Text(self.file, len(tree.doubts), trees.unmatched(tree, packs.in_force())),)

    def effect(self, ctx: Effect) -> str:
        tree = self._tree()
        made = Version.objects.create(
            number=(tree.number or "")[:100],
            title=(tree.title or "")[:300],
            effective=tree.effective,
            supersedes=tree.supersedes,
            language=self.language,
            file=self.file,
            imported_at=ctx.at,
        )
        content = trees.form(tree, language=self.language, file=self.file, settled=self.settled)
        digest = frozen.freeze("directive", Ref("directive", str(made.pk)), content, at=ctx.at)
        Version.objects.filter(pk=made.pk).update(frozen_hash=digest)
        doubts = {(d.line, d.why): d.text for d in reading.read(self.file).directive.doubts}
        DoubtSettled.objects.bulk_create(
            DoubtSettled(version=made, line=s.line, text=doubts[s.line, s.why], why=s.why, how=s.how, clause=s.clause)
            for s in self.settled
        )
        ctx.commitments.update(file=self.file, text=digest)
        ctx.on_row(lambda seq: _number(made.pk, imported_seq=seq))
        return str(made.pk)

    def _tree(self) -> Directive:
        try:
            read = reading.read(self.file)
            return settling.settle(read.text, read.directive, self.settled)
        except reading.NotAText as error:
            raise Malformed(file=str(error)) from error
        except settling.Impossible as error:
            raise Malformed(settled=str(error)) from error


@dataclass(frozen=True)
class SignDirective(Act):
    """Sign a version of the text, in the exact form shown."""

    name: ClassVar[str] = "sign_directive"
    version: str

    def ref(self) -> Ref:
        return Ref("directive", self.version)

    def effect(self, ctx: Effect) -> None:
        signatures.sign(ctx, ctx.scope.hash or "")


@dataclass(frozen=True)
class AdoptDirective(Act):
    """Put a signed version in force; the one before is superseded and keeps its address."""

    name: ClassVar[str] = "adopt_directive"
    version: str

    def ref(self) -> Ref:
        return Ref("directive", self.version)

    def changes(self, scope: Scope) -> tuple[str, ...]:
        before = _in_force()
        return (IN_FORCE, f"directive:{before.pk}") if before else (IN_FORCE,)

    def effect(self, ctx: Effect) -> None:
        before, pk = _in_force(), subjects.number(self.version)
        if before is not None:
            Version.objects.filter(pk=before.pk).update(state=states.SUPERSEDED, superseded_at=ctx.at)
        Version.objects.filter(pk=pk).update(state=states.IN_FORCE, in_force_at=ctx.at, before=before)
        ctx.commitments["text"] = ctx.scope.hash or ""

        def write(seq: int) -> None:
            _number(pk, in_force_seq=seq)
            if before is not None:
                _number(before.pk, superseded_seq=seq)

        ctx.on_row(write)


@dataclass(frozen=True)
class WriteNote(Act):
    """Say how a clause is read here; in place of an earlier note, if one is named.

    Without words the earlier note is taken back, for a reason. What it said stays on record.
    """

    name: ClassVar[str] = "write_note"
    states_facts: ClassVar = (facts.Reasons,)
    clause: str
    en: str
    es: str = ""
    replaces: str | None = None
    reason: str = ""

    def ref(self) -> Ref:
        return Ref("note", self.replaces)

    def check(self) -> None:
        found = {"en": _note_fault(self.en), "es": _note_fault(self.es), "reason": _note_fault(self.reason)}
        if not self.en.strip() and (self.es.strip() or self.replaces is None):
            found["en"] = "write how the clause is read"
        if wrong := {field: why for field, why in found.items() if why}:
            raise Malformed(**wrong)

    def scope(self, by: By) -> Scope | None:
        if self.replaces is not None:
            return None
        if self.clause and self.clause not in queries.known_clauses():
            raise Malformed(clause=_("the directive has no such clause"))
        return Scope(ref=self.ref())

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self._before() not in (None, self.clause):
            raise Malformed(clause=_("the note that is replaced is about another clause"))
        return (
            facts.Reasons(len((self.en.strip() or self.reason).strip()), (self.clause,) if self.clause else (), ()),
        )

    def effect(self, ctx: Effect) -> str | None:
        old = subjects.number(self.replaces or "")
        ctx.on_row(lambda seq: _end_note(old, seq))
        if not self.en.strip():
            return None
        made = InterpretationNote.objects.create(
            clause=self.clause, en=self.en.strip(), es=self.es.strip(), written_at=ctx.at, replaces_id=old or None
        )
        ctx.on_row(lambda seq: _number_note(made.pk, seq))
        return str(made.pk)

    def _before(self) -> str | None:
        found = InterpretationNote.objects.filter(pk=subjects.number(self.replaces or ""))
        return found.values_list("clause", flat=True).first()


def _in_force() -> Version | None:
    return Version.objects.filter(state=states.IN_FORCE).first()


def _number(pk: int, **seq: int) -> None:
    Version.objects.filter(pk=pk).update(**seq)


def _number_note(pk: int, seq: int) -> None:
    InterpretationNote.objects.filter(pk=pk).update(written_seq=seq)


def _end_note(pk: int, seq: int) -> None:
    InterpretationNote.objects.filter(pk=pk, ended_seq=None).update(ended_seq=seq)


def _note_fault(words: str) -> str | None:
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\r\n\t" for c in words):
        return _("it has characters that cannot be seen")
    return fill(_("at most {most} characters"), most=LONGEST_NOTE) if len(words) > LONGEST_NOTE else None


ACTS: tuple[type[Act], ...] = (ImportDirective, SignDirective, AdoptDirective, WriteNote)
