"""Many accounts and posts at once, for looking at pages under the weight of years: one bulk act, one row.

Possible only in a database marked *demo*. The row commits to the manifest, which holds every item.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db.models import OuterRef, Subquery

from countersign.accounts import form as account_form
from countersign.accounts.models import Account, Custodian
from countersign.accounts.states import OPEN
from countersign.evidence import store
from countersign.evidence.models import Content
from countersign.gate.act import Act, By, Effect, Malformed, Ref, Scope
from countersign.gate.canonical import canonical, commit, new_salt
from countersign.gate.models import Frozen, Installation
from countersign.people.subjects import AGENCY
from countersign.posts import findings, states
from countersign.posts.form import KIND, Form, Variant
from countersign.posts.models import Placement, Post, Revision
from countersign.rules.codec import built

BATCH = 500
EXCERPT = 200


@dataclass(frozen=True)
class Channel:
    """One account to be there, open, on the practice platform."""

    unit: str
    name: str
    title: str
    custodian: str


@dataclass(frozen=True)
class Item:
    """One post to be there: `channel` counts the plan's channels, `state` is one of `states.POST`."""

    author: str
    channel: int
    text: str
    state: str
    at: datetime


@dataclass(frozen=True)
class Plan:
    """The manifest: everything that the act makes."""

    purposes: tuple[str, ...]
    scope: str
    channels: tuple[Channel, ...]
    items: tuple[Item, ...]

    def keep(self) -> str:
        """Keep it as evidence. Returns its commitment."""
        return store.put(canonical(self), "application/json")


@dataclass(frozen=True)
class FillDemonstration(Act):
    """Make all accounts and posts of a kept plan. Refused outside a demonstration."""

    name: ClassVar[str] = "fill_demonstration"
    manifest: str
    plan: Plan = field(repr=False)

    @classmethod
    def of(cls, manifest: str) -> Self:
        """The act for a kept plan."""
        return cls(manifest, built(Plan, json.loads(store.get(manifest))))

    def ref(self) -> Ref:
        return AGENCY

    def check(self) -> None:
        if not Installation.objects.filter(demo=True).exists():
            raise Malformed(manifest="only a database made as a demonstration can be filled")
        if any(not 0 <= item.channel < len(self.plan.channels) for item in self.plan.items):
            raise Malformed(manifest="a post is for an account that is not in it")

    def scope(self, by: By) -> Scope:
        salt = Content.objects.filter(pk=self.manifest).values_list("salt", flat=True).first()
        if salt is None or commit(bytes(salt), canonical(self.plan)) != self.manifest:
            raise Malformed(manifest="the plan is not the one that was kept")
        return Scope(ref=self.ref())

    def fields(self) -> dict[str, Any]:
        return {"manifest": self.manifest, "accounts": len(self.plan.channels), "posts": len(self.plan.items)}

    def effect(self, ctx: Effect) -> None:
        accounts = [self._account(ctx, channel) for channel in self.plan.channels]
        for first in range(0, len(self.plan.items), BATCH):
            _posts(self.plan.items[first : first + BATCH], accounts, self.plan.purposes)
        ctx.commitments["manifest"] = self.manifest

    def _account(self, ctx: Effect, channel: Channel) -> str:
        made = Account.objects.create(
            platform="practice",
            unit=channel.unit,
            handle=channel.name,
            name_key=channel.name.casefold(),
            display_name=channel.title,
            purposes=list(self.plan.purposes),
            scope=self.plan.scope,
            applicant=channel.custodian,
            state=OPEN,
            connector="practice",
            applied_at=ctx.at,
            opened_at=ctx.at,
        )
        Custodian.objects.create(account=made, person=channel.custodian)
        account_form.freeze(ctx, made)
        return str(made.pk)


def _posts(items: tuple[Item, ...], accounts: list[str], purposes: tuple[str, ...]) -> None:
    """Posts with their frozen revisions and, where they went out, their placements."""
    posts = Post.objects.bulk_create(Post(author=item.author, state=item.state, submitted_at=item.at) for item in items)
    revisions: list[Revision] = []
    kept: list[Frozen] = []
    for post, item in zip(posts, items, strict=True):
        on = accounts[item.channel]
        form = Form(item.author, (Variant(on, item.text),), (), purposes[:1], None, None, None, findings.version())
        content = canonical({"v": 1, "post": str(post.pk), "number": 1, "form": form.to_json()})
        salt = new_salt()
        digest = commit(salt, content)
        kept.append(
            Frozen(
                hash=digest,
                kind=KIND,
                subject_kind="post",
                subject_id=str(post.pk),
                canonical=content,
                salt=salt,
                at=item.at,
            )
        )
        revisions.append(
            Revision(post=post, number=1, hash=digest, excerpt=item.text[:EXCERPT], accounts=[on], at=item.at)
        )
    Frozen.objects.bulk_create(kept)
    Revision.objects.bulk_create(revisions)
    of_post = Revision.objects.filter(post=OuterRef("pk"))
    Post.objects.filter(pk__in=[p.pk for p in posts]).update(revision=Subquery(of_post.values("pk")[:1]))
    Placement.objects.bulk_create(
        Placement(
            post=post,
            account=accounts[item.channel],
            revision=revision,
            shown=revision,
            state=states.LIVE,
            remote_id=f"filled-{post.pk}",
            published_at=item.at,
            sameness="same",
            read_at=item.at,
        )
        for post, item, revision in zip(posts, items, revisions, strict=True)
        if item.state == states.PUBLISHED
    )
