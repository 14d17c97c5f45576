"""Using a template: filling its blanks, the second person's confirmation, and the note that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from countersign.gate import duties, frozen, signatures
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import gettext_lazy as _
from countersign.posts import facts as answers
from countersign.posts import findings, given, subjects
from countersign.posts.acts.scheduling import put_on_schedule
from countersign.posts.acts.signing import Answered, keep_answers
from countersign.posts.acts.writing import EXCERPT
from countersign.posts.blanket import covering, screened
from countersign.posts.blanket import template as templates
from countersign.posts.blanket.blanks import Outside
from countersign.posts.blanket.report import AFTER_ACTION, due_at
from countersign.posts.blanket.template import Given, Template
from countersign.posts.form import KIND, Form
from countersign.posts.given import number
from countersign.posts.models import AfterAction, Blanket, Filling, Post, Revision
from countersign.rules import facts
from countersign.rules.acts import ACTS
from countersign.rules.codec import plain

LONGEST_TYPED = 400


@dataclass(frozen=True)
class FillBlanket(Act):
    """Fill the blanks of a signed template, for some of its accounts. Nothing goes out before somebody else confirms.

    `typed` is what was typed in, by the blank's name; `template` the hash of the form that was shown.
    """

    name: ClassVar[str] = "fill_blanket"
    states_facts: ClassVar = (
        facts.Blanket,
        facts.Findings,
        facts.Purposes,
        facts.Strategy,
        facts.Pictures,
        facts.Materials,
        facts.Accessibility,
        facts.Limits,
    )
    blanket: str
    template: str
    typed: Mapping[str, str]
    accounts: tuple[str, ...]

    def ref(self) -> Ref:
        return Ref("post")

    def check(self) -> None:
        given.once("accounts", self.accounts)
        given.faults(
            accounts=None if self.accounts else _("choose at least one account"),
            typed=next((f for v in self.typed.values() if (f := given.text_fault(v, LONGEST_TYPED))), None),
        )

    def scope(self, by: By) -> Scope:
        now = subjects.one("blanket", self.blanket)
        made = subjects.touching(
            Ref("post"), state=None, hash=now.hash, author=by.person, on=self.accounts, also=(now.ref.key,)
        )
        if len(made.platforms) == 0:
            raise Malformed(accounts=_("there is no such account"))
        return made

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.template != scope.hash:
            raise Malformed(template=_("the template was changed since you looked at it; look at it as it is now"))
        blanket = Blanket.objects.get(pk=number(self.blanket))
        template = templates.read(self.template)
        form, words = self._form(template, by.person, at)
        on = form.accounts
        good = set(self.typed) == set(words) and not any(isinstance(w, Outside) for w in words.values())
        within = good and set(on) <= set(template.accounts)
        seen = findings.kept(findings.examine(findings.parts(form.variants, ())))
        stated = (
            covering.approval(blanket, within=within),
            # Asked under the template's form: what was filled in has none of its own before this act.
            screened.fact(self.template, seen, screened.answered_before(blanket, seen), judged=False),
            answers.purposes(form, on),
            answers.strategy(form, scope, at),
            answers.pictures(form, on),
            answers.materials(form, on),
            answers.accessibility(form, on),
            answers.limits(form, on),
        )
        return tuple(f for f in stated if isinstance(f, facts.Fact))

    def effect(self, ctx: Effect) -> str:
        blanket = Blanket.objects.get(pk=number(self.blanket))
        template = templates.read(self.template)
        form, words = self._form(template, ctx.by.person, ctx.at)
        told = Given(self.template, dict(self.typed), {n: str(w) for n, w in words.items()}, ctx.at)
        post = Post.objects.create(author=ctx.by.person, state=ctx.to_state or "", submitted_at=ctx.at)
        content = {
            "v": 1,
            "post": str(post.pk),
            "number": 1,
            "form": form.to_json(),
            templates.FILLED: plain(told),
        }
        found = findings.kept(findings.examine(findings.parts(form.variants, ())))
        revision = Revision.objects.create(
            post=post,
            number=1,
            hash=frozen.freeze(KIND, Ref("post", str(post.pk)), content, at=ctx.at),
            findings=found,
            gravity=findings.gravity(found),
            excerpt=" ".join(form.variants[0].text.split())[:EXCERPT],
            accounts=list(form.accounts),
            # Whatever publishes it holds the template meanwhile, so that ending it cannot slip between.
            rests_on=[f"blanket:{blanket.pk}"],
            opens=form.opens,
            closes=form.closes,
            at=ctx.at,
        )
        post.revision = revision
        post.save(update_fields=["revision"])
        Filling.objects.create(
            post=post,
            blanket=blanket,
            blanket_hash=self.template,
            revision_hash=revision.hash,
            person=ctx.by.person,
            at=ctx.at,
        )
        ctx.commitments["revision"] = revision.hash
        return str(post.pk)

    def fields(self) -> dict[str, Any]:
        """Everything but the words typed, which stand in the frozen form under the row's commitment."""
        return {name: value for name, value in super().fields().items() if name != "typed"}

    def _form(self, template: Template, author: str, at: datetime) -> tuple[Form, dict[str, str | Outside]]:
        words = templates.words_for(template, self.typed, at)
        shown = {n: self.typed.get(n, "") if isinstance(w, Outside) else w for n, w in words.items()}
        version = findings.version()
        form = templates.as_form(template, shown, author=author, accounts=self.accounts, at=at, screened=version)
        return form, words


@dataclass(frozen=True)
class ConfirmBlanket(Act):
    """Confirm, as a second person, exactly what was filled in. It is due at once and goes out as any post does.

    `report` is the commitment of the document for both offices, made and kept before: without it nothing goes out.
    Answers to findings count only from somebody who may sign posts; else such a finding needs a person who may.
    """

    name: ClassVar[str] = "confirm_blanket"
    states_facts: ClassVar = (facts.Findings,)
    post: str
    revision: str
    report: str
    answers: tuple[Answered, ...] = ()

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.document("report", self.report)
        given.once("answers", (a.key for a in self.answers))
        given.faults(
            report=None if self.report else _("the report to both offices is missing"),
            answers=next((f for a in self.answers if (f := given.text_fault(a.reason))), None),
        )

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.revision != scope.hash:
            raise Malformed(revision=_("it was changed since you looked at it; look at it as it is now"))
        filling = _filling(self.revision)
        found = Revision.objects.get(hash=self.revision).findings
        keys = screened.answered_before(filling.blanket, found)
        if by.holds(ACTS["sign_post"].power, scope):
            keys |= screened.long_enough(self.answers)
        return (screened.fact(self.revision, found, keys, judged=False),)

    def effect(self, ctx: Effect) -> None:
        filling = _filling(self.revision)
        post = Post.objects.select_related("revision").get(pk=number(self.post))
        revision = Revision.objects.get(hash=self.revision)
        Filling.objects.filter(pk=filling.pk).update(
            confirmed_by=ctx.by.person, confirmed_at=ctx.at, report=self.report
        )
        signatures.sign(ctx, self.revision)
        ctx.commitments["report"] = self.report
        put_on_schedule(ctx, post, revision, ctx.at)
        if not filling.notes.exists():
            duties.owe(ctx, AFTER_ACTION, Ref("post", str(post.pk)), due_at=due_at(ctx.at))
        if ctx.by.holds(ACTS["sign_post"].power, ctx.scope):
            said = {a.key: a.reason for a in self.answers}
            ctx.on_row(lambda seq: keep_answers(revision, said, ctx.by.person, seq))


@dataclass(frozen=True)
class DiscardFilling(Act):
    """Throw away what was filled in and not confirmed. It stays on record."""

    name: ClassVar[str] = "discard_filling"
    post: str

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def effect(self, ctx: Effect) -> None:
        values: dict[str, Any] = {"state": ctx.to_state}
        Post.objects.filter(pk=number(self.post)).update(**values)


@dataclass(frozen=True)
class WriteAfterAction(Act):
    """Write what happened when a template was used. The first note meets the duty; later ones add to it."""

    name: ClassVar[str] = "write_after_action"
    states_facts: ClassVar = (facts.Reasons,)
    post: str
    note: str

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.faults(note=given.text_fault(self.note))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if not Filling.objects.filter(post=number(self.post), confirmed_at__isnull=False).exists():
            raise Malformed(post=_("no template went out with it"))
        return (given.reasons(self.note),)

    def effect(self, ctx: Effect) -> None:
        filling = Filling.objects.get(post=number(self.post))
        AfterAction.objects.create(filling=filling, person=ctx.by.person, note=self.note, at=ctx.at)
        duties.meet(ctx, AFTER_ACTION, Ref("post", self.post))


def _filling(revision: str) -> Filling:
    """What this form fills. Raises Malformed when it fills no template."""
    found = Filling.objects.filter(revision_hash=revision).select_related("blanket").first()
    if found is None:
        raise Malformed(post=_("it fills no template"))
    return found
