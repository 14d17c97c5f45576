"""The ordinary way of a post, act by act, for stories that begin somewhere along it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from PIL import Image

import cast as stage
from accounts import account_stories as accounts
from countersign.gate import clock
from countersign.gate.act import By
from countersign.gate.door import Done
from countersign.gate.wiring import house as wired
from countersign.posts import acts, pictures
from countersign.posts.models import Media, Placement, Post
from countersign.practice.models import Post as Public
from countersign.practice.services import open_account

REASON = "as agreed this morning"
TEXT = "Visiting hours change on Monday: 8 to 3, every day."
PURPOSES = ("news",)


@dataclass(frozen=True)
class House:
    """The cast in their offices, an open practice account of Hill's, and Lee's leave to post on it."""

    people: accounts.People
    account: str
    leave: str

    @property
    def cast(self) -> stage.Cast:
        return self.people.cast

    @property
    def ana(self) -> By:
        return self.people.ana

    @property
    def dov(self) -> By:
        return self.people.dov

    @property
    def cora(self) -> By:
        return self.people.cora

    @property
    def lee(self) -> By:
        """Lee under the leave to post."""
        return By(self.cast.lee, self.leave)


def house(cast: stage.Cast) -> House:
    who = accounts.people(cast)
    stage.do(accounts.acts.SignStrategy(accounts.strategy(who.ana)), who.ana)
    account = practice_account(who)
    return House(who, account, stage.authorize(who.ana, cast.lee, account))


def practice_account(who: accounts.People, handle: str = "hillcc", **changed) -> str:
    """An open account on the practice platform, from the approval of the platform on."""
    base = f"{settings.BASE_URL}/practice/"
    values = {"platform": "practice", "handle": handle, "url": f"{base}@{handle}/", **changed}
    if accounts.queries.platform("practice").state != "approved":
        accounts.ready_platform(who.ana, "practice")
    account = accounts.signed(who, **values)
    token = open_account(handle, "Hill Correctional Center")
    connected = {"connector": "practice", "base_url": base, "credential": token, "url": values["url"]}
    accounts.connect(account, who.ana, **connected, seen_handle=handle)
    accounts.attest(account, who.lee)
    stage.do(accounts.acts.OpenAccount(account), who.ana)
    return account


def written(house: House, text: str = TEXT, **changed) -> acts.SubmitPost:
    account = changed.pop("account", house.account)
    values = {
        "variants": (acts.Variant(account, text, changed.pop("reply_to", None)),),
        "pictures": (),
        "purposes": PURPOSES,
        **changed,
    }
    return acts.SubmitPost(**values)


def submitted(house: House, text: str = TEXT, **changed) -> str:
    return stage.do(written(house, text, **changed), house.lee).subject_id


def hash_of(post: str) -> str:
    return Post.objects.select_related("revision").get(pk=post).revision.hash


def signing(post: str, *reasons: tuple[str, str], judged: bool = True) -> acts.SignPost:
    return acts.SignPost(post, hash_of(post), tuple(acts.Answered(*r) for r in reasons), judged)


def signed(house: House, text: str = TEXT, by: By | None = None, **changed) -> str:
    post = submitted(house, text, **changed)
    stage.do(signing(post), by or house.ana)
    return post


def scheduled(house: House, text: str = TEXT, in_hours: float | None = None, **changed) -> str:
    post = signed(house, text, **changed)
    schedule(house, post, in_hours)
    return post


def schedule(house: House, post: str, in_hours: float | None = None) -> Done:
    due = clock.now() + timedelta(hours=in_hours) if in_hours is not None else None
    return stage.do(acts.SchedulePost(post, hash_of(post), due), house.lee)


def work(*names: str) -> int:
    """What the engine's sweep does, in this thread: every claimed row goes through its job's steps."""
    ran = 0
    for job in wired().jobs.values():
        if names and job.name not in names:
            continue
        for row in job.claim(clock.now(), 50):
            ran += 1
            for _, step in job.steps:
                step(row)
    return ran


def published(house: House, text: str = TEXT, **changed) -> str:
    post = scheduled(house, text, **changed)
    work("publish")
    assert placement(post).state == "published"
    return post


def placement(post: str) -> Placement:
    return Placement.objects.get(post=post)


def public() -> list[str]:
    """What the public can read on the practice platform."""
    return list(Public.objects.filter(deleted_at=None).order_by("pk").values_list("text", flat=True))


def picture(house: House, color: str = "navy", **said) -> Media:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(made, "JPEG")
    return pictures.take_in(made.getvalue(), title=color, owner=house.cast.lee, at=clock.now())


def shown(media: Media, **changed) -> acts.Shown:
    base = acts.Shown(str(media.pk), "The gate of the center.", people="no", source="own")
    return replace(base, **changed)


def consent(house: House, **changed) -> acts.RecordConsent:
    values = {
        "label": "Person A",
        "standing": "public",
        "number": "C-17",
        "starts": clock.now() - timedelta(days=1),
        "accounts": (house.account,),
        **changed,
    }
    return acts.RecordConsent(**values)
