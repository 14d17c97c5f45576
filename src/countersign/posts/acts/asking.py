"""Asking the second reader about a finding, and noting what it thinks. Neither answers anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from countersign.evidence import store
from countersign.findings.queries.second import TROUBLES
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import given, states, subjects
from countersign.posts.given import number
from countersign.posts.models import Asking, Opinion, Revision
from countersign.posts.second.preparing import NotAskable, finding_of, prepare
from countersign.rules import facts
from countersign.screening.second import PROMPT_VERSION, Unreadable, read, text_in
from countersign.screening.second import Opinion as Thought

LANGUAGES = ("en", "es")
LOST = "lost"
"""The worker that asked was lost, more than once."""


@dataclass(frozen=True)
class AskSecondReader(Act):
    """Have the second reader asked about one finding of a post as it is now.

    `request` is the commitment of exactly what a worker will send; it is made anew and compared. `base_url` and `model`
    are those that were shown to whoever asks.
    """

    name: ClassVar[str] = "ask_second_reader"
    post: str
    revision: str
    finding: str
    request: str
    base_url: str
    model: str
    language: str = "en"

    def ref(self) -> Ref:
        return Ref("opinion")

    def check(self) -> None:
        given.faults(
            finding=given.line_fault(self.finding, 300),
            language=None if self.language in LANGUAGES else _("English or Spanish"),
        )

    def scope(self, by: By) -> Scope:
        about = subjects.one("post", self.post)
        return replace(about, ref=self.ref(), state=None, also=(*about.also, about.ref.key))

    def changes(self, scope: Scope) -> tuple[str, ...]:
        return (f"opinions:{self.revision}",)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.revision != scope.hash:
            raise Malformed(revision=_("it was changed since you looked at it; look at it as it is now"))
        revision = Revision.objects.get(hash=self.revision)
        finding = finding_of(revision, self.finding)
        if finding is None:
            raise Malformed(finding=_("there is no such finding in the post"))
        if Opinion.objects.filter(revision=revision, finding=self.finding, state=states.ASKED).exists():
            raise Malformed(finding=_("it was asked already and has not answered yet"))
        given.document("request", self.request)
        try:
            would = prepare(revision, finding, self.language)
        except NotAskable as error:
            raise Malformed(request=_("nothing can be sent about this finding")) from error
        shown = (self.base_url, self.model) == (would.reader.base_url, would.reader.model)
        if not shown or not self.request or store.get(self.request) != would.body:
            raise Malformed(request=_("it would be another request than you saw; look at it again"))
        return ()

    def effect(self, ctx: Effect) -> str:
        revision = Revision.objects.get(hash=self.revision)
        finding = finding_of(revision, self.finding)
        if finding is None:
            raise Malformed(finding=_("there is no such finding in the post"))
        would = prepare(revision, finding, self.language)
        made = Opinion.objects.create(
            revision=revision,
            finding=self.finding,
            category=would.category,
            state=states.ASKED,
            base_url=self.base_url,
            model=self.model,
            structured=would.reader.structured,
            prompt=PROMPT_VERSION,
            hidden=would.hidden,
            request=self.request,
            person=ctx.by.person,
            mandate=ctx.by.mandate or "",
            at=ctx.at,
        )
        Asking.objects.create(opinion=made, due_at=ctx.at)
        ctx.commitments["request"] = self.request
        ctx.on_row(lambda seq: _asked_in(made.pk, seq))
        return str(made.pk)


@dataclass(frozen=True)
class RecordOpinion(Act):
    """Note what came of it: `answer` is the commitment of the endpoint's own bytes, `trouble` why there are none.

    What the answer says is read from those bytes here. Bytes that are no opinion are kept, and none is shown.
    """

    name: ClassVar[str] = "record_opinion"
    opinion: str
    answer: str = ""
    trouble: str = ""

    def ref(self) -> Ref:
        return Ref("opinion", self.opinion)

    def check(self) -> None:
        one = bool(self.answer) != bool(self.trouble)
        known = not self.trouble or self.trouble == LOST or self.trouble in TROUBLES
        given.faults(answer=None if one and known else _("either an answer or why there is none"))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        given.document("answer", self.answer)
        return ()

    def effect(self, ctx: Effect) -> None:
        asked = Opinion.objects.get(pk=number(self.opinion))
        thought, why = self._read(asked)
        values: dict[str, Any] = {
            "state": ctx.to_state if thought else states.FAILED,
            "answer": self.answer,
            "why": why,
            "told_at": ctx.at,
        }
        if thought is not None:
            values |= {
                "stance": str(thought.stance),
                "reason": thought.reason,
                "quote": thought.quote,
                "misquoted": thought.misquoted,
            }
        Opinion.objects.filter(pk=asked.pk).update(**values)
        if self.answer:
            ctx.commitments["answer"] = self.answer
        ctx.on_row(lambda seq: _told_in(asked.pk, seq))

    def _read(self, asked: Opinion) -> tuple[Thought | None, str]:
        if self.trouble:
            return None, self.trouble
        try:
            (thought,) = read(store.get(self.answer), text_in(store.get(asked.request)), (asked.category,))
        except Unreadable as error:
            return None, error.why.value
        return thought, ""


def _asked_in(opinion: int, seq: int) -> None:
    Opinion.objects.filter(pk=opinion).update(seq=seq)


def _told_in(opinion: int, seq: int) -> None:
    Opinion.objects.filter(pk=opinion).update(told_seq=seq)
