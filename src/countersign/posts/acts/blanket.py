"""Templates for blanket approvals: writing one, signing it with its blanks and its period, ending it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from countersign.accounts import queries as accounts
from countersign.gate import frozen, packs, signatures
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.posts import findings, given, subjects
from countersign.posts.acts.signing import Answered
from countersign.posts.blanket import longest, screened
from countersign.posts.blanket import template as templates
from countersign.posts.blanket.blanks import Blank, fault
from countersign.posts.blanket.template import Template, names_in
from countersign.posts.given import number
from countersign.posts.models import Blanket, BlanketAnswer
from countersign.rules import facts

LONGEST_TEXT = 5000
MOST_BLANKS = 12
LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class SubmitBlanket(Act):
    """Put a template before those who may sign it. With `blanket`, it takes the place of what nobody signed yet.

    A signed one is never changed: its author writes another, and whoever may ends the first.
    """

    name: ClassVar[str] = "submit_blanket"
    states_facts: ClassVar = (facts.Term,)
    title: str
    category: str
    language: str
    text: str
    blanks: tuple[Blank, ...]
    accounts: tuple[str, ...]
    purposes: tuple[str, ...]
    starts: datetime
    ends: datetime
    campaign: str | None = None
    through_pause: bool = False
    blanket: str | None = None
    tuned: Mapping[str, str] = field(default_factory=dict)

    def ref(self) -> Ref:
        return Ref("blanket", self.blanket)

    def check(self) -> None:
        given.moments(starts=self.starts, ends=self.ends)
        given.once("accounts", self.accounts)
        given.once("purposes", self.purposes)
        known = {p.id for p in packs.in_force().purposes}
        given.faults(
            title=given.line_fault(self.title, 120),
            category=given.line_fault(self.category, 60),
            language=None if self.language in LANGUAGES else _("en or es"),
            text=given.text_fault(self.text, LONGEST_TEXT) if self.text.strip() else _("something is needed here"),
            tuned=self._tuned_fault(),
            accounts=None if self.accounts else _("choose at least one account"),
            purposes=None if set(self.purposes) <= known else _("there is no such purpose"),
            blanks=_blanks_fault((self.text, *self.tuned.values()), self.blanks),
            ends=None if self.ends > self.starts else _("it ends before it starts"),
        )

    def scope(self, by: By) -> Scope:
        if set(accounts.touched(self.accounts)) != set(self.accounts):
            raise Malformed(accounts=_("there is no such account"))
        if self.blanket is None:
            return subjects.touching(Ref("blanket"), state=None, hash=None, author=by.person, on=self.accounts)
        now = subjects.one("blanket", self.blanket)
        on = (*now.accounts, *self.accounts)
        return subjects.touching(now.ref, state=now.state, hash=now.hash, author=now.author or "", on=on)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if scope.author != by.person:
            raise Malformed(blanket=_("only its author changes it; write another one"))
        _must_fit(self._template(by.person), at)
        return (facts.Term(self.starts, self.ends),)

    def effect(self, ctx: Effect) -> str:
        template = self._template(ctx.by.person)
        kept = Blanket.objects.filter(pk=number(self.blanket)).first() or Blanket(author=ctx.by.person)
        kept.title, kept.category, kept.language = self.title, self.category, self.language
        kept.accounts, kept.starts, kept.ends = list(self.accounts), self.starts, self.ends
        kept.through_pause, kept.submitted_at, kept.state = self.through_pause, ctx.at, ctx.to_state or kept.state
        kept.findings = findings.kept(findings.examine(screened.texts(template)))
        kept.save()
        content = {"v": 1, "blanket": str(kept.pk), "template": template.to_json()}
        kept.hash = frozen.freeze(templates.KIND, Ref("blanket", str(kept.pk)), content, at=ctx.at)
        kept.save(update_fields=["hash"])
        ctx.commitments["template"] = kept.hash
        return str(kept.pk)

    def fields(self) -> dict[str, Any]:
        """Everything but the words themselves, which stand in the frozen form under the row's commitment."""
        return {name: value for name, value in super().fields().items() if name not in ("text", "blanks", "tuned")}

    def _tuned_fault(self) -> str | None:
        if not set(self.tuned) <= set(self.accounts):
            return _("a text of its own is for an account that the template is for")
        empty = any(not text.strip() for text in self.tuned.values())
        long = next((f for text in self.tuned.values() if (f := given.text_fault(text, LONGEST_TEXT))), None)
        return _("something is needed here") if empty else long

    def _template(self, author: str) -> Template:
        return Template(
            author=author,
            title=self.title,
            category=self.category,
            language=self.language,
            text=self.text,
            blanks=self.blanks,
            accounts=self.accounts,
            purposes=self.purposes,
            campaign=self.campaign or None,
            starts=self.starts,
            ends=self.ends,
            through_pause=self.through_pause,
            screened_by=findings.version(),
            tuned=dict(self.tuned),
        )


@dataclass(frozen=True)
class SignBlanket(Act):
    """Approve a template with its blanks and its period, exactly as shown; `template` is its hash.

    `answers` say, finding by finding, why it may stay, there and in whatever fills it; `judged` affirms the printed
    sentence for what no rule can tell.
    """

    name: ClassVar[str] = "sign_blanket"
    states_facts: ClassVar = (facts.Findings, facts.Term)
    blanket: str
    template: str
    answers: tuple[Answered, ...] = ()
    judged: bool = False

    def ref(self) -> Ref:
        return Ref("blanket", self.blanket)

    def check(self) -> None:
        given.once("answers", (a.key for a in self.answers))
        given.faults(answers=next((f for a in self.answers if (f := given.text_fault(a.reason))), None))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        if self.template != scope.hash:
            raise Malformed(template=_("it was changed since you looked at it; look at it as it is now"))
        blanket = Blanket.objects.get(pk=number(self.blanket))
        # Again: a platform may have become narrower, or an account be connected, since it was submitted.
        _must_fit(templates.read(blanket.hash), at)
        answered = screened.long_enough(self.answers)
        seen = screened.fact(blanket.hash, blanket.findings, answered, judged=self.judged)
        return (seen, facts.Term(blanket.starts, blanket.ends))

    def effect(self, ctx: Effect) -> None:
        blanket = Blanket.objects.get(pk=number(self.blanket))
        Blanket.objects.filter(pk=blanket.pk).update(state=ctx.to_state or blanket.state)
        signatures.sign(ctx, self.template)
        ctx.on_row(lambda seq: _keep(blanket, self.answers, ctx.by.person, seq))


@dataclass(frozen=True)
class EndBlanket(Act):
    """End a template at once, signed or not. What fills it and is not armed yet does not go out any more."""

    name: ClassVar[str] = "end_blanket"
    states_facts: ClassVar = (facts.Reasons,)
    blanket: str
    reason: str

    def ref(self) -> Ref:
        return Ref("blanket", self.blanket)

    def check(self) -> None:
        given.faults(reason=given.text_fault(self.reason))

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        return (given.reasons(self.reason),)

    def effect(self, ctx: Effect) -> None:
        values: dict[str, Any] = {"state": ctx.to_state, "ended_at": ctx.at, "ended_why": self.reason}
        Blanket.objects.filter(pk=number(self.blanket)).update(**values)


def _keep(blanket: Blanket, answers: tuple[Answered, ...], person: str, seq: int) -> None:
    said = {a.key: a.reason for a in answers}
    BlanketAnswer.objects.bulk_create(
        BlanketAnswer(
            blanket=blanket,
            key=f["key"],
            category=f["category"],
            words=f["words"],
            reason=said[f["key"]],
            person=person,
            seq=seq,
        )
        for f in blanket.findings
        if f["key"] in said
    )


def _must_fit(template: Template, at: datetime) -> None:
    """Malformed where a filling that the blanks allow would be longer than an account's platform takes."""
    found = longest.too_long(template, templates.setting(template.language, at))
    if found:
        one = found[0]
        raise Malformed(
            text=fill(
                _("on {account} it can get {longest} long with what its blanks allow, and {most} fit there"),
                account=accounts.names([one.account]).get(one.account, one.account),
                longest=one.longest,
                most=one.most,
            )
        )


def _blanks_fault(texts: tuple[str, ...], blanks: tuple[Blank, ...]) -> str | None:
    """Why texts and blanks do not fit each other, or a blank allows what it must not."""
    text = "".join(texts)
    places, names = names_in(text), [b.name for b in blanks]
    if sorted(places) != sorted(names):
        return _("each blank in the text, such as {where}, is described once, and no other")
    if len(blanks) > MOST_BLANKS:
        return fill(_("at most {blanks} blanks"), blanks=MOST_BLANKS)
    rest = templates.compose(text, dict.fromkeys(places, ""))
    if "{" in rest or "}" in rest:
        return _("a brace stands only around the name of a blank: small letters, figures and _")
    return next((fill("{name}: {why}", name=b.name, why=why) for b in blanks if (why := fault(b))), None)
