"""Threads and first replies: part after part, each once; a part of which nobody knows stops the rest."""

import itertools
import json
import os

import pytest

import cast as stage
import killing
from accounts import account_stories as accounts
from countersign.gate.act import Malformed
from countersign.gate.canonical import canonical
from countersign.gate.door import perform
from countersign.posts import acts, byhand, form, parts, thread
from countersign.posts.models import Attempt, Part, Post
from countersign.practice.models import Post as Public
from countersign.rules.codec import built
from posts import post_stories as stories
from posts.test_posts_lost_workers import Flaky, line, sweep  # noqa: F401

pytestmark = pytest.mark.storage
FIRST, SECOND, THIRD, REPLY = (
    "Visits change on Monday.",
    "Bring a photo ID.",
    "Children are welcome.",
    "Questions? Call us.",
)
WHOLE = [FIRST, SECOND, THIRD, REPLY]
POINTS = ("armed", "sent", "settled", "committed", "row_written")


def of_parts(house, *, account: str = "", **changed) -> dict[str, object]:
    values = {"more": (SECOND, THIRD), "first_reply": REPLY, **changed}
    return {"variants": (acts.Variant(account or house.account, FIRST, None, values["more"], values["first_reply"]),)}


def publish(times: int = 4) -> None:
    for _ in range(times):
        stories.work("publish")


def chained() -> bool:
    """Whether each public post answers the one before it."""
    posts = list(Public.objects.filter(deleted_at=None).order_by("pk"))
    return all(after.reply_to_post_id == before.pk for before, after in itertools.pairwise(posts))


def test_a_thread_goes_out_part_by_part_in_order_and_is_read_back_whole(house):
    post = stories.scheduled(house, **of_parts(house))
    stories.work("publish")
    assert stories.public() == [FIRST]
    assert (Post.objects.get().state, stories.placement(post).state) == ("scheduled", "published")
    publish()
    assert stories.public() == WHOLE
    assert chained()
    assert (Post.objects.get().state, stories.placement(post).due_at) == ("published", None)
    stories.work("read_back")
    assert set(Part.objects.values_list("sameness", flat=True)) == {stories.placement(post).sameness} == {"same"}
    assert list(Attempt.objects.order_by("part").values_list("part", "op", "outcome")) == [
        (n, "create", "published") for n in range(4)
    ]
    assert stories.work("publish", "recover", "take_down", "read_back") == 0


@pytest.mark.parametrize("point", POINTS if os.environ.get("COUNTERSIGN_LONG") == "1" else POINTS[:2])
@pytest.mark.parametrize("part", [1, 3])
def test_killed_at_any_part_every_part_is_there_exactly_once(house, counted, point, part):
    post = stories.scheduled(house, **of_parts(house))
    publish(part)
    assert killing.run_and_kill_at(point, lambda: stories.work("publish"))
    sweep(times=8)
    assert stories.public() == WHOLE
    assert chained()
    assert stories.placement(post).due_at is None
    counted(kills=1)


def test_an_answer_that_was_lost_stops_the_thread_until_it_is_found(house, line):  # noqa: F811
    stories.scheduled(house, **of_parts(house))
    stories.work("publish")
    line.fail[("POST", "api/v1/posts")] = "after"
    stories.work("publish")
    line.fail.clear()
    assert stories.public() == [FIRST, SECOND]
    publish()
    # Nobody knows of the second part yet, so the third is not sent.
    assert stories.public() == [FIRST, SECOND]
    sweep(times=6)
    assert stories.public() == WHOLE
    assert chained()


def test_a_part_nobody_can_find_waits_for_a_person_and_the_rest_with_it(house, line, monkeypatch):  # noqa: F811
    monkeypatch.setattr("countersign.posts.leases.READ_TRIES", 2)
    post = stories.scheduled(house, **of_parts(house))
    stories.work("publish")
    line.fail[("POST", "api/v1/posts")] = "after"
    line.fail[("GET", "api/v1/markers")] = "before"
    stories.work("publish")
    line.fail.pop(("POST", "api/v1/posts"))
    sweep(minutes=40, times=8)
    placement = stories.placement(post)
    assert (placement.state, stories.public()) == ("unknown", [FIRST, SECOND])
    attempt = Attempt.objects.get(outcome="unknown")
    remote = str(Public.objects.get(text=SECOND).pk)
    seen = acts.SettleAttempt(str(placement.pk), str(attempt.pk), True, "I see it there.", "", remote)
    stage.do(seen, house.ana)
    sweep(times=4)
    assert stories.public() == WHOLE
    assert chained()


def test_what_stands_in_the_way_between_two_parts_holds_the_rest(house):
    post = stories.scheduled(house, **of_parts(house))
    stories.work("publish")
    stage.do(acts.PausePublishing("A disturbance; nothing else goes out."), house.ana)
    publish()
    assert stories.public() == [FIRST]
    stage.do(acts.ResumePublishing("It is over; go on."), house.ana)
    stories.schedule(house, post)
    publish()
    assert stories.public() == WHOLE


def test_a_part_the_platform_refuses_leaves_the_first_ones_public_and_says_why(house, line):  # noqa: F811
    post = stories.scheduled(house, **of_parts(house))
    stories.work("publish")

    class Refusing(Flaky):
        def handle_request(self, request):
            import httpx

            if request.method == "POST" and request.url.path.endswith("/posts"):
                return httpx.Response(422, json={"error": {"code": "empty", "message": "No.", "field": "text"}})
            return Flaky().handle_request(request)

    line.inside = Refusing()
    publish()
    placement = stories.placement(post)
    assert (placement.state, placement.due_at, bool(placement.said)) == ("published", None, True)
    assert stories.public() == [FIRST]


def test_only_the_next_part_can_be_armed(house):
    post = stories.scheduled(house, **of_parts(house))
    placement = stories.placement(post)
    signed = form.read(stories.hash_of(post))
    digest = form.payload_hash(signed, house.account, 2, "1")
    ahead = acts.PublishPost(str(placement.pk), "00000000-0000-4000-8000-000000000001", digest, part=2)
    with pytest.raises(Malformed):
        perform(ahead, by=house.lee)


def test_a_thread_is_taken_down_from_its_end(house):
    post = stories.scheduled(house, **of_parts(house))
    publish()
    stage_down(house, post)
    stories.work("take_down")
    assert stories.public() == WHOLE[:3]
    for _ in range(3):
        stories.work("take_down")
    assert stories.public() == []
    assert (stories.placement(post).state, Post.objects.get().state) == ("withdrawn", "withdrawn")
    assert not Part.objects.filter(gone_at=None).exists()
    assert parts.next_of(stories.placement(post)) is None or stories.placement(post).due_at is None


def stage_down(house, post: str) -> None:
    from countersign.gate.acts import AnswerQuestion

    down = acts.WithdrawPost(str(stories.placement(post).pk), stories.REASON)
    (question,) = perform(down, by=house.ana).questions
    stage.do(AnswerQuestion(question, True, "No hold touches this post."), house.cora)
    stage.do(down, house.ana)


def test_changing_one_part_of_a_public_thread_changes_that_part(house):
    post = stories.scheduled(house, **of_parts(house))
    publish()
    changed = of_parts(house, more=(SECOND, "Children under 12 are welcome."))
    stage.do(stories.written(house, post=post, **changed), house.lee)
    stage.do(stories.signing(post), house.dov)
    stories.schedule(house, post)
    publish(3)
    assert stories.public() == [FIRST, SECOND, "Children under 12 are welcome.", REPLY]
    edits = Attempt.objects.filter(op="edit").values_list("part", flat=True)
    assert sorted(edits) == [0, 2]


def test_a_public_thread_cannot_become_shorter(house):
    post = stories.scheduled(house, **of_parts(house))
    publish()
    with pytest.raises(Malformed):
        perform(stories.written(house, post=post, **of_parts(house, more=(SECOND,))), by=house.lee)


def test_an_empty_part_is_no_part(house):
    with pytest.raises(Malformed):
        perform(stories.written(house, **of_parts(house, more=(SECOND, " "))), by=house.lee)


def test_by_hand_each_part_is_a_task_of_its_own(house):
    account = accounts.opened(house.people)
    lee = stories.By(house.cast.lee, stage.authorize(house.ana, house.cast.lee, account))
    post = stage.do(stories.written(house, **of_parts(house, account=account, first_reply=None)), lee).subject_id
    stage.do(stories.signing(post), house.ana)
    stage.do(acts.SchedulePost(post, stories.hash_of(post)), lee)
    seen = []
    for n in range(3):
        stage.do(byhand.arming(stories.placement(post)), lee)
        attempt = Attempt.objects.get(outcome="armed")
        seen.append(byhand.task(attempt).checklist.text)
        url = f"https://www.facebook.com/HillCC/posts/{n}"
        stage.do(byhand.attested(attempt, url=url, by="Lee", shown=accounts.picture()), lee)
    assert seen == [FIRST, SECOND, THIRD]
    assert stories.placement(post).due_at is None


# What is frozen


def test_a_revision_frozen_before_threads_were_known_still_reads(house):
    old = {
        "author": "5",
        "variants": [{"account": "1", "text": "Hello.", "reply_to": None}],
        "pictures": [],
        "purposes": ["news"],
        "campaign": None,
        "opens": None,
        "closes": None,
        "screened_by": "rules-1",
    }
    read = built(form.Form, json.loads(canonical(old)))
    assert read.variants[0].texts == ("Hello.",)
    assert read.card is None
    assert form.payload_hash(read, "1") == form.payload_hash(
        form.Form("5", (form.Variant("1", "Hello."),), (), ("news",), None, None, None, "rules-2"), "1"
    )


@pytest.mark.parametrize("text", ["One", "One\n---\nTwo", "---\nTwo", "One\n\n---  \n\nTwo", "a --- b", "a\n----\nb"])
def test_a_text_is_split_at_breaks_and_comes_back(text):
    found = thread.split(text)
    assert thread.split(thread.join(found)) == found
    assert len(found) == (2 if "\n---" in f"\n{text}" and "----" not in text else 1)
