"""Submitting a post: its content is frozen as it will be sent, and from then on can be signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from countersign.accounts import queries as accounts
from countersign.gate import frozen, packs
from countersign.gate.act import Act, By, Capacity, Effect, Malformed, Ref, Scope
from countersign.gate.said import fill
from countersign.gate.said import gettext_lazy as _
from countersign.posts import facts as answers
from countersign.posts import findings, fitting, forming, given, subjects, thread
from countersign.posts.form import CARD_NOT_SENT, CARD_SENT, KIND, Card, Form, Picture, Variant
from countersign.posts.given import number
from countersign.posts.models import Consent, Draft, Part, Post, Reply, Revision, Rights
from countersign.posts.ocr import screened
from countersign.posts.shown import Shown
from countersign.rules import facts

EXCERPT = 200
LONGEST_TEXT = 100_000
MOST_PICTURES = 40


@dataclass(frozen=True)
class SubmitPost(Act):
    """Put a post before those who sign. With `post`, what it says is a new revision of that one."""

    name: ClassVar[str] = "submit_post"
    states_facts: ClassVar = (
        facts.Purposes,
        facts.Strategy,
        facts.Pictures,
        facts.Materials,
        facts.Accessibility,
        facts.Limits,
        facts.Window,
    )
    variants: tuple[Variant, ...]
    pictures: tuple[Shown, ...]
    purposes: tuple[str, ...]
    campaign: str | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    post: str | None = None
    card: Card | None = None
    draft: str | None = field(default=None, compare=False)

    def ref(self) -> Ref:
        return Ref("post", self.post)

    def check(self) -> None:
        given.moments(opens=self.opens, closes=self.closes)
        given.once("accounts", (v.account for v in self.variants))
        given.once("purposes", self.purposes)
        given.once("pictures", (p.media for p in self.pictures))
        given.faults(
            accounts=None if self.variants else _("choose at least one account"),
            text=next((f for v in self.variants for t in v.texts if (f := given.text_fault(t, LONGEST_TEXT))), None),
            parts=self._parts_fault(),
            card=self._card_fault(),
            alt=next((f for p in self.pictures if (f := given.text_fault(p.alt))), None),
            pictures=None
            if len(self.pictures) <= MOST_PICTURES
            else fill(_("at most {pictures} pictures"), pictures=MOST_PICTURES),
            reply_to=_("a reply goes to one account") if self._reply_to_many() else None,
        )
        named = {v.account for v in self.variants}
        for p in self.pictures:
            given.once("consents", p.consents)
            given.faults(
                accounts=None if set(p.on or ()) | set(p.without) <= named else _("it goes to none of these accounts"),
                part=None if 0 <= p.part < thread.MOST_PARTS else _("there is no such part"),
                people=None if p.people in ("yes", "no", "unanswered") else _("yes, no or unanswered"),
                source=None if p.source in ("own", "third_party", "unanswered") else _("own or third party"),
                pictured=None if 0 <= p.pictured <= 1000 else _("a number of people"),
            )
        pack = packs.in_force()
        known = {p.id for p in pack.purposes}
        given.faults(purposes=None if set(self.purposes) <= known else _("there is no such purpose"))

    def scope(self, by: By) -> Scope:
        on = [v.account for v in self.variants]
        if set(accounts.touched(on)) != set(on):
            raise Malformed(accounts=_("there is no such account"))
        if not all(fitting.is_made(f) for v in self.variants for f in v.fitted):
            raise Malformed(pictures=_("a picture was not made to fit here"))
        leaves = _leaves(self.pictures)
        if self.post is None:
            return subjects.touching(Ref("post"), state=None, hash=None, author=by.person, on=on, also=leaves)
        now = subjects.one("post", self.post)
        return subjects.touching(now.ref, state=now.state, hash=now.hash, author=now.author or "", on=on, also=leaves)

    def facts(self, at: datetime, scope: Scope, by: Capacity) -> tuple[facts.Fact, ...]:
        form = self._form(scope.author or by.person)
        on = form.accounts
        stated = (
            answers.purposes(form, on),
            answers.strategy(form, scope, at),
            answers.pictures(form, on),
            answers.materials(form, on),
            answers.accessibility(form, on),
            answers.limits(form, on),
            answers.window(form, on),
        )
        return tuple(f for f in stated if isinstance(f, facts.Fact))

    def effect(self, ctx: Effect) -> str:
        if self.post is None:
            post = Post.objects.create(author=ctx.by.person, state=ctx.to_state or "", submitted_at=ctx.at)
        else:
            post = Post.objects.get(pk=number(self.post))
        form = self._form(post.author)
        revision = self._freeze(ctx, post, form)
        post.revision, post.state, post.submitted_at = revision, ctx.to_state or post.state, ctx.at
        post.said, post.said_clauses = "", []
        post.save()
        if self.draft is not None:
            self._leave_draft(post)
        ctx.commitments["revision"] = revision.hash
        return str(post.pk)

    def fields(self) -> dict[str, Any]:
        """Everything but the words themselves, which stand in the frozen form under the row's commitment."""
        return {
            "post": self.post,
            "accounts": [v.account for v in self.variants],
            "reply_to": next((v.reply_to for v in self.variants if v.reply_to), None),
            "pictures": [{k: v for k, v in vars(p).items() if k != "alt"} for p in self.pictures],
            "purposes": self.purposes,
            "campaign": self.campaign,
            "opens": self.opens,
            "closes": self.closes,
            "parts": {v.account: len(v.texts) for v in self.variants if len(v.texts) > 1},
        }

    def _freeze(self, ctx: Effect, post: Post, form: Form) -> Revision:
        number_ = post.revisions.count() + 1
        content = {"v": 1, "post": str(post.pk), "number": number_, "form": form.to_json()}
        texts = findings.parts(form.variants, form.pictures, form.card)
        found = findings.kept((*findings.examine(texts), *screened.screened(form)))
        revision = Revision.objects.create(
            post=post,
            number=number_,
            hash=frozen.freeze(KIND, Ref("post", str(post.pk)), content, at=ctx.at),
            findings=found,
            gravity=findings.gravity(found),
            excerpt=" ".join(form.variants[0].text.split())[:EXCERPT],
            accounts=list(form.accounts),
            rests_on=list(dict.fromkeys(_leaves(form.everything))),
            opens=form.opens,
            closes=form.closes,
            at=ctx.at,
        )
        revision.consents.set({number(c) for p in form.everything for c in p.consents})
        revision.rights.set({number(p.rights) for p in form.everything if p.rights})
        revision.pictures.set({number(p.media) for p in form.everything})
        return revision

    def _leave_draft(self, post: Post) -> None:
        """The draft became a revision; the reply it answers, if any, is answered by this post."""
        draft = Draft.objects.filter(pk=number(self.draft), author=post.author).first()
        if draft is None:
            return
        for v in self.variants:
            if v.reply_to:
                Reply.objects.filter(account=v.account, remote_id=v.reply_to).update(answer=post)
        draft.delete()

    def _form(self, author: str) -> Form:
        files, card = self._files()
        return Form(
            author=author,
            variants=self.variants,
            pictures=files,
            purposes=self.purposes,
            campaign=self.campaign or None,
            opens=self.opens,
            closes=self.closes,
            screened_by=findings.version(),
            card=card,
        )

    def _files(self) -> tuple[tuple[Picture, ...], Card | None]:
        consents = Consent.objects.in_bulk([number(c) for p in self.pictures for c in p.consents])
        licences = Rights.objects.in_bulk([number(p.rights) for p in self.pictures if p.rights])
        for p in self.pictures:
            if any(number(c) not in consents for c in p.consents):
                raise Malformed(consents=_("there is no such consent"))
            if p.rights and number(p.rights) not in licences:
                raise Malformed(rights=_("there is no such licence"))
        try:
            return forming.with_files(self.card, self.pictures)
        except LookupError as error:
            raise Malformed(pictures=_("there is no such picture")) from error

    def _parts_fault(self) -> str | None:
        """A thread has its bounds, and one that is public cannot become shorter: what is there would stay there."""
        if any(len(v.texts) > thread.MOST_PARTS for v in self.variants):
            return fill(_("at most {parts} parts"), parts=thread.MOST_PARTS)
        if any(not t.strip() for v in self.variants for t in (*v.more, *([v.first_reply] if v.first_reply else []))):
            return _("a part of the thread is empty")
        if self.post is None:
            return None
        there = Part.objects.filter(placement__post=number(self.post), gone_at=None)
        most = {p.placement.account: p.number for p in there.select_related("placement").order_by("number")}
        shorter = [v.account for v in self.variants if most.get(v.account, 0) >= len(v.texts)]
        return _("the thread is public already and cannot become shorter; take it down instead") if shorter else None

    def _card_fault(self) -> str | None:
        goes = {v.card for v in self.variants}
        if self.card is None:
            return _("there is no card that could go anywhere") if goes != {""} else None
        if not goes <= {"", CARD_SENT, CARD_NOT_SENT}:
            return _("a card is sent, not sent, or not meant to be there")
        given.document("card", self.card.captured)
        if self.card.picture is not None or sum(p.card for p in self.pictures) > 1:
            return _("a card has one picture of the library, or none")
        texts = (self.card.title, self.card.description, self.card.site)
        return given.line_fault(self.card.url, 2000) or next((f for t in texts if (f := given.text_fault(t))), None)

    def _reply_to_many(self) -> bool:
        return len(self.variants) > 1 and any(v.reply_to for v in self.variants)


def _leaves(pictures: Iterable[Shown | Picture]) -> list[str]:
    """Guard keys of the consents and licences that these pictures rest on."""
    shown = list(pictures)
    found = [f"consent:{c}" for p in shown for c in p.consents]
    return found + [f"rights:{p.rights}" for p in shown if p.rights]
