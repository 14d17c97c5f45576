"""What every connector keeps, whatever the platform. A new platform passes this by adding its `worlds/<kind>.py`."""

from __future__ import annotations

import contextlib
import inspect
import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from countersign.connectors.compare import Sameness, compare, compare_profile
from countersign.connectors.errors import AuthExpired, HandNeeded, Rejected, Unsupported
from countersign.connectors.interface import (
    Attempt,
    Can,
    Cap,
    Captions,
    Card,
    Draft,
    Gone,
    Media,
    NotFound,
    Op,
    Prepared,
    ProfileFields,
    Published,
    RemotePost,
    Unknown,
    payload_hash,
)
from countersign.connectors.threads import next_part

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
# The smallest file that calls itself an MP4; a platform keeps it, a player would not.
FILM = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(200)

# How each capability is asked for, where it is a call of its own.
CALLS = {
    Cap.READ_BACK: lambda c: c.fetch("1"),
    Cap.LIST_OWN: lambda c: c.list_own(),
    Cap.LIST_COMMENTS: lambda c: c.list_comments(),
    Cap.HIDE: lambda c: c.hide("c1"),
    Cap.UNHIDE: lambda c: c.unhide("c1"),
    Cap.DELETE_COMMENT: lambda c: c.delete_comment("c1"),
    Cap.BLOCK: lambda c: c.block("1"),
    Cap.UNBLOCK: lambda c: c.unblock("1"),
    Cap.MUTE: lambda c: c.mute("1"),
    Cap.UNMUTE: lambda c: c.unmute("1"),
    Cap.REFRESH: lambda c: c.refresh(),
    Cap.REVOKE: lambda c: c.revoke(),
    Cap.PROFILE_READ: lambda c: c.profile(),
    Cap.IDENTITY: lambda c: c.whoami(),
    Cap.WEBHOOK: lambda c: c.parse_webhook({}, b""),
    Cap.SIGN_IN: lambda c: c.sign_in_start("https://agency.example/back"),
    Cap.REPLY: lambda c: c.reply("1", Draft("x"), Attempt("a", NOW, "0" * 64)),
    Cap.EDIT: lambda c: c.edit("1", Draft("x"), Attempt("a", NOW, payload_hash(Draft("x")), Op.EDIT, "1")),
    Cap.DELETE: lambda c: c.delete("1", Attempt("a", NOW, "", Op.DELETE, "1")),
}


def support(world, cap):
    return world.connector.capabilities()[cap]


def by_machine(world):
    """Whether this platform is worked by machine; by hand, a post ends in a checklist."""
    return support(world, Cap.TEXT).can is Can.YES


def is_same(world, draft, seen):
    """Whether what was read back is what was signed, but for what the platform is known to do to it."""
    return compare(draft, seen, world.connector.rewritings).outcome is not Sameness.DIFFERS


def published(world, arm, draft):
    prepared = world.connector.prepare(draft, (attempt := arm(draft)).id)
    return world.connector.commit(prepared, attempt)


def test_every_capability_has_an_answer_and_every_no_has_its_reason(world):
    answers = world.connector.capabilities()
    assert set(answers) == set(Cap)
    assert all(answer.reason for answer in answers.values() if answer.can is not Can.YES)


def test_what_is_not_supported_is_refused_with_the_same_reason_before_anything_is_sent(world):
    refused = [cap for cap in CALLS if support(world, cap).can is Can.NO]
    assert refused
    for cap in refused:
        with pytest.raises(Unsupported) as told:
            CALLS[cap](world.connector)
        assert (told.value.cap, told.value.reason) == (cap, support(world, cap).reason)
    assert world.exchanges == []


def test_a_good_draft_has_no_problems_and_faults_are_named_offline(world):
    limits = world.connector.default_limits
    assert world.connector.validate(world.draft()) == []
    most = limits.text[0].most

    def places(draft):
        return {(problem.where, problem.code) for problem in world.connector.validate(draft)}

    assert places(Draft("x" * most)) == set()
    assert places(Draft("x" * (most + 1))) == {("text", "too_long")}
    assert ("text", "empty") in places(Draft(" \n"))
    assert ("text", "unsendable") in places(Draft("a\x00b"))
    assert ("media[0]", "mime") in places(Draft("x", (Media(b"x", "application/x-msdownload"),)))
    assert ("media", "too_many") in places(Draft("x", (Media(b"x", "image/png"),) * (limits.media_most + 1)))
    long_alt = "x" * (limits.alt[0].most + 1)
    assert ("media[0].alt", "too_long") in places(Draft("x", (Media(b"x", "image/png", alt=long_alt),)))
    assert ("profile", "empty") in places(Draft(profile=ProfileFields()))
    assert world.exchanges == []


def test_problems_are_sentences_with_their_numbers_filled_in(world):
    most = world.connector.default_limits.text[0].most
    (problem,) = world.connector.validate(Draft("x" * (most + 1)))
    assert str(most) in problem.message and "%(" not in problem.message


def test_limits_are_told_and_hold_what_is_assumed_offline(world):
    told = world.connector.limits()
    assert told == world.connector.default_limits
    assert told.left("x" * told.text[0].most) == 0


def test_preparing_makes_nothing_public_and_gives_plain_json_without_credentials(world, arm):
    draft = world.draft("prepared but never sent: " + arm(Draft("x")).id)
    prepared = world.connector.prepare(draft, "marker.1")
    stored = json.dumps(prepared.to_json())
    assert Prepared.from_json(json.loads(stored)) == prepared
    assert not any(secret in stored for secret in world.secrets())
    assert world.public_posts_with(draft.text) == 0


@pytest.mark.parametrize(
    "other",
    [
        lambda attempt: replace(attempt, id="another"),
        lambda attempt: replace(attempt, payload_hash="0" * 64),
        lambda attempt: replace(attempt, op=Op.DELETE, remote_id="1"),
    ],
    ids=["id", "content", "operation"],
)
def test_an_attempt_for_anything_else_than_what_was_prepared_is_not_sent(world, arm, other):
    draft = world.draft()
    attempt = arm(draft)
    prepared = world.connector.prepare(draft, attempt.id)
    before = len(world.exchanges)
    with pytest.raises(ValueError, match="attempt"):
        world.connector.commit(prepared, other(attempt))
    assert len(world.exchanges) == before


def test_what_is_published_reads_back_as_what_was_signed_or_is_left_to_a_person_whole(world, arm):
    draft = world.draft()
    if not by_machine(world):
        with pytest.raises(HandNeeded) as told:
            published(world, arm, draft)
        assert told.value.checklist.text == draft.text
        assert [item.alt for item in told.value.checklist.downloads] == [media.alt for media in draft.media]
        assert [item.sha256 for item in told.value.checklist.downloads] == [m.sha256() for m in draft.media]
        return
    done = published(world, arm, draft)
    seen = world.connector.fetch(done.remote_id)
    assert isinstance(seen, RemotePost)
    assert (seen.remote_id, seen.url) == (done.remote_id, done.url)
    assert is_same(world, draft, seen)
    assert seen.raw and json.loads(seen.raw)


@pytest.mark.parametrize("cap", [Cap.CARD, Cap.CAPTIONS])
def test_a_card_and_captions_go_out_whole_or_are_refused_before_anything_is_public(world, arm, cap):
    number = arm(Draft("x")).id
    card = Card("https://doc.example.gov/visits", "Visiting hours", "When to come.", Media(PNG, "image/png"))
    film = Media(
        FILM, "video/mp4", "The gate opens.", 2.0, captions=Captions(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", "en")
    )
    draft = Draft(f"{card.url} {number}", card=card) if cap is Cap.CARD else Draft(f"A video {number}", (film,))
    bare = replace(draft, card=None, media=tuple(replace(m, captions=None) for m in draft.media))
    if support(world, cap).can is Can.NO:
        where = "card" if cap is Cap.CARD else "media[0].captions"
        assert [(p.where, p.code) for p in world.connector.validate(draft)] == [(where, "unsupported")]
        with pytest.raises(Unsupported) as told:
            world.connector.prepare(draft, number)
        assert told.value.cap is cap and world.exchanges == []
        return
    assert world.connector.validate(draft) == []
    if not by_machine(world):
        with pytest.raises(HandNeeded) as hand:
            published(world, arm, draft)
        checklist = hand.value.checklist
        assert checklist.card == ((card.url, card.title, card.description) if cap is Cap.CARD else ())
        assert [c.language for c in checklist.captions] == (["en"] if cap is Cap.CAPTIONS else [])
        return
    done = published(world, arm, draft)
    seen = world.connector.fetch(done.remote_id)
    assert compare(draft, seen, world.connector.rewritings).differences == ()
    # What is missing, and what nobody signed, is told.
    assert not is_same(world, bare, seen)
    assert not is_same(world, draft, replace(seen, card=None, media=tuple(replace(m, captions=()) for m in seen.media)))
    world.connector.edit(done.remote_id, bare, arm(bare, Op.EDIT, done.remote_id))
    assert is_same(world, bare, world.connector.fetch(done.remote_id))


def test_the_identity_is_the_accounts(world):
    if support(world, Cap.IDENTITY).can is Can.YES:
        assert world.connector.whoami().handle == world.account.handle


def test_bad_credentials_are_named_as_such_by_reading_and_by_writing(world, arm):
    if support(world, Cap.IDENTITY).can is not Can.YES:
        assert not by_machine(world)
        return
    stranger = world.with_bad_credentials()
    draft = Draft("from nobody")
    attempt = arm(draft)
    with pytest.raises(AuthExpired):
        stranger.whoami()
    with pytest.raises(AuthExpired):
        stranger.commit(stranger.prepare(draft, attempt.id), attempt)


def test_an_attempt_is_recovered_as_what_it_became(world, arm):
    draft = world.draft("recovered " + arm(Draft("x")).id)
    attempt = arm(draft)
    before = world.connector.recover(attempt, draft)
    if not by_machine(world):
        assert isinstance(before, Unknown)
        return
    assert isinstance(before, NotFound)
    done = world.connector.commit(world.connector.prepare(draft, attempt.id), attempt)
    assert world.connector.recover(attempt, draft) == done
    with pytest.raises(ValueError, match="not armed for this"):
        world.connector.recover(attempt, Draft("another"))
    assert world.public_posts_with(draft.text) == 1


def test_where_a_repeat_is_promised_harmless_it_is(world, arm):
    if support(world, Cap.NATIVE_IDEMPOTENCY).can is not Can.YES:
        draft = Draft("never sent " + arm(Draft("x")).id)
        recovered = world.connector.recover(arm(draft), draft)
        assert not getattr(recovered, "may_resend", False)
        return
    draft = world.draft("sent twice " + arm(Draft("x")).id)
    attempt = arm(draft)
    prepared = world.connector.prepare(draft, attempt.id)
    assert world.connector.commit(prepared, attempt) == world.connector.commit(prepared, attempt)
    assert world.public_posts_with(draft.text) == 1


def test_a_post_is_edited_and_deleted_or_a_person_is_told_how(world, arm):
    first, second = world.draft("first wording"), Draft("second wording")
    if not by_machine(world):
        for op, act in (
            (Op.EDIT, lambda: world.connector.edit("u", second, arm(second, Op.EDIT, "u"))),
            (Op.DELETE, lambda: world.connector.delete("u", arm(Draft("x"), Op.DELETE, "u"))),
        ):
            with pytest.raises(HandNeeded) as told:
                act()
            assert (told.value.checklist.op, told.value.checklist.remote_id) == (op, "u")
        return
    done = published(world, arm, first)
    to_edit = arm(second, Op.EDIT, done.remote_id)
    world.connector.edit(done.remote_id, second, to_edit)
    seen = world.connector.fetch(done.remote_id)
    assert is_same(world, second, seen)
    assert seen.edited_at is not None and seen.url == done.url
    assert isinstance(world.connector.recover(to_edit, second), Published)
    to_delete = arm(Draft("x"), Op.DELETE, done.remote_id)
    world.connector.delete(done.remote_id, to_delete)
    assert isinstance(world.connector.fetch(done.remote_id), Gone)
    world.connector.delete(done.remote_id, arm(Draft("x"), Op.DELETE, done.remote_id))
    assert isinstance(world.connector.recover(to_delete), Published)


def test_what_was_never_there_is_gone(world):
    if support(world, Cap.READ_BACK).can is Can.YES:
        assert isinstance(world.connector.fetch("999999999999"), Gone)
        for strange in ("../me", "..", "?", "1/history"):
            with contextlib.suppress(Rejected):
                assert isinstance(world.connector.fetch(strange), Gone)


def test_comments_arrive_and_are_answered(world, arm):
    if support(world, Cap.LIST_COMMENTS).can is not Can.YES:
        return
    post = published(world, arm, world.draft("open for comments"))
    world.visitor_writes(post.url, "Pat", "When is the job fair?")
    (comment,) = world.connector.list_comments(post.remote_id).items
    # Where writing to an account takes naming it, the comment begins with that.
    assert comment.author.name == "Pat" and comment.text.endswith("When is the job fair?")
    assert comment.post_id == post.remote_id
    assert comment in world.connector.list_comments(since=comment.at).items
    assert comment not in world.connector.list_comments(since=comment.at + timedelta(seconds=5)).items
    answer = Draft("On Friday.", reply_to=comment.remote_id)
    done = world.connector.reply(comment.remote_id, Draft("On Friday."), arm(answer))
    assert is_same(world, answer, world.connector.fetch(done.remote_id))


def test_own_posts_are_listed_newest_first_in_parts(world, arm):
    if support(world, Cap.LIST_OWN).can is not Can.YES:
        return
    started = datetime.now(UTC) - timedelta(seconds=1)
    done = [published(world, arm, Draft(f"number {n}")).remote_id for n in range(60)]
    listed, cursor = [], None
    while True:
        page = world.connector.list_own(since=started, cursor=cursor)
        listed += [post.remote_id for post in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert [remote_id for remote_id in listed if remote_id in done] == done[::-1]
    assert len(listed) == len(set(listed))
    assert world.connector.list_own(since=datetime.now(UTC) + timedelta(minutes=5)).items == ()


def test_a_thread_is_several_posts_each_answering_the_one_before(world, arm):
    if not by_machine(world) or support(world, Cap.THREAD).can is not Can.YES:
        return
    parts, there = [world.draft("first of three"), Draft("second of three"), Draft("third of three")], []
    while (part := next_part(parts, there)) is not None:
        assert world.connector.validate(part) == []
        there.append(published(world, arm, part))
    seen = [world.connector.fetch(done.remote_id) for done in there]
    assert [post.reply_to for post in seen] == [None, there[0].remote_id, there[1].remote_id]
    assert [post.text for post in seen] == [part.text for part in parts]


def test_authors_are_blocked_and_muted_and_heard_again_as_often_as_asked(world, arm):
    for caps, acts in (
        ((Cap.BLOCK, Cap.UNBLOCK), ("block", "unblock")),
        ((Cap.MUTE, Cap.UNMUTE), ("mute", "unmute")),
    ):
        if any(support(world, cap).can is not Can.YES for cap in caps):
            continue
        author = world.a_stranger()
        for act in (acts[0], acts[0], acts[1], acts[1]):
            getattr(world.connector, act)(author)


def test_what_a_person_types_to_connect_becomes_credentials_and_anything_else_is_refused(world):
    with pytest.raises(ValueError, match="asks for"):
        world.connector.sign_in_with({"something": "else"})
    if world.connector.asked:
        assert world.connector.sign_in_with(world.typed()).credentials


def test_a_profile_is_written_and_read_or_a_person_is_told_how(world, arm):
    # Some profiles have no field for an e-mail address, or none for what their picture shows.
    email = "pio@doc.example.gov" if "email" in world.connector.default_limits.profile else None
    alt = getattr(world, "avatar_alt", "Seal of the Department")
    fields = ProfileFields(
        bio="Official page, maintained by the Department.",
        website="https://doc.example.gov",
        email=email,
        avatar=replace(world.draft().media[0], alt=alt),
    )
    draft = Draft(profile=fields)
    assert world.connector.validate(draft) == []
    if not by_machine(world):
        with pytest.raises(HandNeeded) as told:
            published(world, arm, draft)
        assert dict(told.value.checklist.fields) == fields.texts()
        return
    published(world, arm, draft)
    seen = world.connector.profile()
    assert (seen.bio, seen.links, seen.emails) == (fields.bio, (fields.website,), (email,) if email else ())
    assert compare_profile(fields, seen, world.connector.rewritings).outcome is not Sameness.DIFFERS


def test_no_credential_is_in_anything_that_is_kept_or_printed(world, arm):
    if by_machine(world):
        published(world, arm, world.draft())
        with pytest.raises(AuthExpired) as told:
            world.with_bad_credentials().whoami()
        assert "nobody-has-this-one" not in str(told.value)
        world.connector.list_own()
        assert world.exchanges
    kept = "".join(repr(vars(exchange)) for exchange in world.exchanges) + repr(world.account)
    assert not any(secret in kept for secret in [*world.secrets(), "nobody-has-this-one"])


def test_account_settings_cannot_be_pickled_with_their_credentials(world):
    with pytest.raises(TypeError, match="credentials"):
        pickle.dumps(world.account)
    public = replace(world.account, credentials={})
    assert pickle.loads(pickle.dumps(public)) == public


def test_the_connector_is_one_file_named_after_its_kind(world):
    assert inspect.getsourcefile(type(world.connector)).endswith(f"/platforms/{world.account.kind}.py")
