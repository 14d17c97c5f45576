"""What Mastodon alone does: links and mentions in its count, warnings, videos that it digests, mentions, sign-in."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from countersign.connectors.capabilities import Cap
from countersign.connectors.compare import Sameness, compare
from countersign.connectors.errors import AuthExpired, Rejected, ScopeMissing, Unavailable, Unsupported
from countersign.connectors.interface import (
    AccountSettings,
    Attempt,
    Draft,
    Gone,
    Media,
    NotFound,
    Op,
    ProfileFields,
    Published,
    Unknown,
)
from countersign.connectors.mastodon_sign_in import SCOPES
from countersign.connectors.transport import Bounds

BACK = "https://agency.example/accounts/back"
MOVIE = Media(b"\x00\x00\x00\x18ftypmp42 no real film, and nobody here decodes it", "video/mp4", alt="A walk through")


@pytest.fixture
def world(request, connect, exchanges, helper):
    return helper("worlds/mastodon").World(request, connect, exchanges)


@pytest.fixture
def send(world, arm):
    def sent(draft):
        attempt = arm(draft)
        return world.connector.commit(world.connector.prepare(draft, attempt.id), attempt)

    return sent


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Plain words.", ("html",)),
        ("Two\n\nparagraphs\nand a line", ("html",)),
        ("Apply at https://doc.example.gov/jobs/2026/correctional-officer?from=post today", ("html",)),
        ("#JobFair on Friday & <b>Saturday</b> 'til noon", ("html",)),
        ("a\r\nb", ("html", "line_endings")),
        ("a\n\n\n\nb", ("html", "blank_lines")),
        (" spaced out ", ("html", "outer_space")),
        ("Thanks to @doc@state.example and @hill", ("html", "mentions")),
        ("Zwölf Boxkämpfer 👩🏽‍🚒 ok", ("html",)),
    ],
)
def test_what_it_does_to_a_text_is_known_and_named(world, send, text, names):
    seen = world.connector.fetch(send(Draft(text)).remote_id)
    comparison = compare(Draft(text), seen, world.connector.rewritings)
    assert (comparison.outcome, comparison.rewritings) == (Sameness.SAME_AFTER_KNOWN_REWRITING, names)


def test_a_text_that_somebody_else_changed_differs(world, send):
    done = send(Draft("Visits on Sunday"))
    world.server.world.statuses[done.remote_id]["text"] = "No visits on Sunday"
    seen = world.connector.fetch(done.remote_id)
    assert compare(Draft("Visits on Sunday"), seen, world.connector.rewritings).outcome is Sameness.DIFFERS


def test_a_warning_before_the_text_is_part_of_what_readers_see(world, send):
    done = send(Draft("Visits on Sunday"))
    world.server.world.statuses[done.remote_id]["spoiler_text"] = "Politics"
    assert world.connector.fetch(done.remote_id).text == "Politics\n\nVisits on Sunday"


def test_what_is_signed_is_public_and_without_a_warning_whatever_the_accounts_defaults(world, send):
    status = world.server.world.statuses[send(Draft("For everybody")).remote_id]
    assert (status["visibility"], status["sensitive"], status["spoiler_text"]) == ("public", False, "")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 500,
        "x" * 476 + " https://doc.example.gov/" + "long/" * 60,
        "x" * 490 + " @hill@" + "very-long-server-name." * 4 + "example",
        "👩🏽‍🚒" * 500,
    ],
)
def test_links_mentions_and_emoji_count_as_the_platform_counts_them(world, send, text):
    assert world.connector.validate(Draft(text)) == []
    send(Draft(text))
    longer = Draft("x" * 30 + text)
    assert [problem.code for problem in world.connector.validate(longer)] == ["too_long"]
    with pytest.raises(Rejected) as told:
        send(longer)
    assert told.value.field == "text"


def test_a_film_is_waited_for_until_it_is_digested(world, arm, exchanges, send):
    world.server.world.dialect = replace(world.server.world.dialect, polls_needed=3)
    draft = Draft("A film", (MOVIE,))
    try:
        seen = world.connector.fetch(send(draft).remote_id)
    finally:
        world.server.world.dialect = replace(world.server.world.dialect, polls_needed=1)
    assert [e.status for e in exchanges if ("/media" in e.url and e.method != "GET") or "/v1/media/" in e.url] == [
        *(202, 206, 206, 200)
    ]
    assert compare(draft, seen, world.connector.rewritings).outcome is Sameness.SAME_AFTER_KNOWN_REWRITING
    assert (seen.media[0].mime, seen.media[0].alt) == ("video/mp4", "A walk through")


def test_a_film_that_the_server_made_anew_is_named_so_and_another_film_differs(world, send):
    films = Path(__file__).with_name("films")
    ours, recoded, other = ((films / name).read_bytes() for name in ("gate.mp4", "gate_recoded.mp4", "another.mp4"))
    draft = Draft("A film", (Media(ours, "video/mp4", alt="A walk to the gate"),))

    def read_back(made):
        world.server.world.recodes[ours] = made
        seen = world.connector.fetch(send(draft).remote_id)
        return compare(draft, seen, world.connector.rewritings, lambda content: _shades(content in (ours, recoded)))

    assert read_back(recoded).rewritings == ("html", "recoded_video")
    assert [difference.where for difference in read_back(other).differences] == ["media[0]"]
    assert read_back(b"no film at all").outcome is Sameness.DIFFERS


def _shades(light):
    made = io.BytesIO()
    Image.new("RGB", (16, 9), "white" if light else "black").save(made, "PNG")
    return [made.getvalue()]


def test_a_film_that_is_never_digested_stops_before_anything_is_public(world):
    impatient = world.connect(world.account, bounds=Bounds(processing_s=0.3, read_waits_s=()))
    world.server.world.dialect = replace(world.server.world.dialect, polls_needed=99)
    try:
        with pytest.raises(Unavailable, match="digesting"):
            impatient.prepare(Draft("A film", (MOVIE,)), "film")
    finally:
        world.server.world.dialect = replace(world.server.world.dialect, polls_needed=1)
    assert world.public_posts_with("A film") == 0


def test_a_film_stands_alone(world):
    both = Draft("Both", (MOVIE, *world.draft().media))
    assert [(p.where, p.code) for p in world.connector.validate(both)] == [("media[0]", "not_alone")]


def test_a_picture_that_was_compressed_anew_is_the_same_and_another_picture_is_not(world, send, helper):
    kind = helper("worlds/mastodon").picture("JPEG", (640, 400))
    draft = Draft("A picture", (Media(kind, "image/jpeg", alt="A sign"),))
    seen = world.connector.fetch(send(draft).remote_id)
    assert seen.media[0].sha256 != draft.media[0].sha256()
    assert compare(draft, seen, world.connector.rewritings).rewritings == ("html", "recoded_picture")
    other = replace(
        draft, media=(replace(draft.media[0], content=helper("worlds/mastodon").picture("PNG", (400, 640))),)
    )
    assert compare(other, seen, world.connector.rewritings).outcome is Sameness.DIFFERS


def test_an_edit_changes_the_alternative_text_alone(world, arm, send):
    draft = world.draft("Same words")
    done = send(draft)
    changed = replace(draft, media=(replace(draft.media[0], alt="Visits 8 to 3 on Sundays"),))
    world.connector.edit(done.remote_id, changed, arm(changed, Op.EDIT, done.remote_id))
    assert world.connector.fetch(done.remote_id).media[0].alt == "Visits 8 to 3 on Sundays"
    assert world.public_posts_with("Same words") == 1


def test_a_change_that_did_not_arrive_may_be_sent_again(world, arm, send):
    done = send(Draft("first"))
    second = Draft("second")
    to_edit = arm(second, Op.EDIT, done.remote_id)
    found = world.connector.recover(to_edit, second)
    assert isinstance(found, NotFound) and found.may_resend
    del world.server.world.statuses[done.remote_id]
    assert isinstance(world.connector.recover(to_edit, second), Unknown)


def test_the_same_words_from_before_are_not_taken_for_this_attempt(world, arm, send):
    draft = Draft("Count is clear.")
    old = send(draft)
    status = world.server.world.statuses[old.remote_id]
    status["created_at"] = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    attempt = arm(draft)
    found = world.connector.recover(attempt, draft)
    assert isinstance(found, NotFound) and not found.may_resend
    done = world.connector.commit(world.connector.prepare(draft, attempt.id), attempt)
    assert world.connector.recover(attempt, draft) == done != old


def test_two_posts_with_the_same_content_since_then_are_for_a_person(world, arm, send):
    draft = Draft("Twice")
    attempt = arm(draft)
    send(draft), send(draft)
    assert isinstance(world.connector.recover(attempt, draft), Unknown)
    assert isinstance(world.connector.recover(attempt), Unknown)


@pytest.mark.parametrize("ahead", [timedelta(hours=-3), timedelta(minutes=20)])
def test_a_server_whose_clock_is_wrong_is_searched_by_its_own_clock(world, arm, ahead):
    draft = Draft(f"by another clock {ahead}")
    now = datetime.now(UTC)
    # Ours is wrong here, which is the same to both.
    skewed = world.connect(world.account, clock=lambda: datetime.now(UTC) - ahead)
    attempt = replace(arm(draft), armed_at=now - ahead)
    done = skewed.commit(skewed.prepare(draft, attempt.id), attempt)
    assert skewed.recover(attempt, draft) == done


def test_files_tell_two_posts_with_the_same_words_apart(world, arm, send):
    plain, pictured = Draft("Look"), world.draft("Look")
    attempt = arm(pictured)
    send(plain)
    assert isinstance(world.connector.recover(attempt, pictured), NotFound)
    done = send(pictured)
    assert world.connector.recover(attempt, pictured) == done


def test_mentions_are_listed_once_each_in_order_and_what_is_private_is_not(world, send):
    post = send(Draft("Ask us"))
    started = datetime.now(UTC) - timedelta(seconds=1)
    written = [world.visitor_writes(post.url, f"Pat {n}", f"question {n}") for n in range(95)]
    world.visitor_writes(post.url, "Sam", "in private", visibility="direct")
    deeper = world.visitor_writes(f"x/{written[0]}", "Kim", "and I")
    free = world.visitor_writes(post.url, "Ann", "by the way")
    world.server.world.statuses[free].update(in_reply_to_id=None, in_reply_to_account_id=None)
    for since in (None, started):
        listed, cursor, pages = [], None, 0
        while True:
            page = world.connector.list_comments(since=since, cursor=cursor)
            listed, cursor, pages = [*listed, *page.items], page.cursor, pages + 1
            if cursor is None:
                break
        assert [comment.remote_id for comment in listed] == [*written, deeper, free]
        assert pages > 2
    assert [c.post_id for c in listed[-3:]] == [post.remote_id, post.remote_id, free]
    assert listed[-2].reply_to == written[0]
    assert world.connector.list_comments(since=datetime.now(UTC) + timedelta(minutes=1)).items == ()


def test_what_another_server_delivers_late_is_not_lost(world, send):
    post = send(Draft("Ask us"))
    late = world.visitor_writes(post.url, "Pat", "sent an hour ago")
    status = world.server.world.statuses[late]
    status["created_at"] = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    listed = world.connector.list_comments(since=datetime.now(UTC) - timedelta(minutes=1)).items
    assert [comment.remote_id for comment in listed] == [late]


def test_what_it_only_passes_on_is_not_its_own(world, send):
    done = send(Draft("ours"))
    passed = send(Draft("theirs"))
    shown = world.server.world.status_json
    world.server.world.status_json = lambda status: {
        **shown(status),
        "reblog": {"id": "1"} if status["id"] == passed.remote_id else None,
    }
    try:
        assert [post.remote_id for post in world.connector.list_own().items] == [done.remote_id]
    finally:
        del world.server.world.status_json


def test_the_rows_of_a_profile_that_are_not_ours_stay(world, arm, send):
    world.me.fields = [("Hours", "8 to 5"), ("Website", "https://old.example.gov"), ("Call", "+1 217 555 0100")]
    send(Draft(profile=ProfileFields(website="https://doc.example.gov", phone="217-555-0199", email="")))
    assert world.me.fields == [*(("Hours", "8 to 5"), ("Website", "https://doc.example.gov"), ("Call", "217-555-0199"))]
    seen = world.connector.profile()
    assert (seen.links, seen.phones, seen.emails) == (("https://doc.example.gov",), ("217-555-0199",), ())
    fields = ProfileFields(website="", phone="")
    send(Draft(profile=fields))
    assert world.me.fields == [("Hours", "8 to 5")]
    assert isinstance(world.connector.recover(arm(Draft(profile=fields)), Draft(profile=fields)), Published)
    other = Draft(profile=ProfileFields(bio="Not written yet"))
    assert world.connector.recover(arm(other), other).may_resend


def test_a_picture_too_big_for_a_profile_is_found_offline(world):
    big = replace(world.draft().media[0], content=b"x" * (2 * 1024 * 1024 + 1))
    problems = world.connector.validate(Draft(profile=ProfileFields(avatar=big)))
    assert [(p.where, p.code) for p in problems] == [("profile.avatar", "too_big")]


def test_the_wide_picture_of_a_profile_is_written_with_its_text_and_read_back(world, arm, send, helper):
    wide = helper("worlds/mastodon").picture("PNG", (1600, 900))
    fields = ProfileFields(bio="Ours", banner=Media(wide, "image/png", alt="The gate in the morning"))
    draft, attempt = Draft(profile=fields), arm(Draft(profile=fields))
    assert world.connector.validate(draft) == []
    assert world.connector.recover(attempt, draft).may_resend
    send(draft)
    seen = world.connector.profile()
    assert (seen.banner.alt, seen.bio) == ("The gate in the morning", "Ours")
    assert seen.avatar.alt == ""
    # Cut to the shape that the server shows, as is known of it; a picture of something else is found.
    assert isinstance(world.connector.recover(attempt, draft), Published)
    other = replace(fields, banner=replace(fields.banner, content=helper("worlds/mastodon").picture("PNG", (100, 900))))
    other_attempt = arm(Draft(profile=other))
    assert world.connector.recover(other_attempt, Draft(profile=other)).may_resend
    # Name and address stay as they were when only the picture is written.
    assert world.me.display_name == world.me.username.title()


def test_blocking_and_muting_do_what_they_say(world, send):
    author = world.a_stranger()
    world.connector.block(author)
    world.connector.mute(author)
    assert (world.me.blocking, world.me.muting) == ({author}, {author})
    world.connector.unblock(author)
    world.connector.unmute(author)
    assert (world.me.blocking, world.me.muting) == (set(), set())
    for strange in ("../statuses", "1/follow", ""):
        with pytest.raises(Rejected):
            world.connector.block(strange)


# Connecting


@pytest.fixture
def newcomer(world):
    return world.connect(replace(world.account, credentials={}))


def test_a_person_signs_in_and_nothing_that_is_secret_is_kept_on_record(world, newcomer, exchanges):
    begun = newcomer.sign_in_start(BACK)
    assert "force_login=true" in begun.url and begun.url.startswith(world.account.base_url)
    query = world.server.world.agree(begun.url, world.me)
    granted = newcomer.sign_in_finish(begun.state, query)
    assert set(granted.scopes) == set(SCOPES.split()) and granted.expires_at is None
    connected = world.connect(replace(world.account, credentials=granted.credentials))
    assert connected.whoami().handle == world.me.username
    kept = "".join(repr(vars(exchange)) for exchange in exchanges)
    secrets = [
        granted.credentials["token"],
        granted.credentials["client_secret"],
        query["code"],
        begun.state["verifier"],
    ]
    assert not any(secret in kept or secret in repr((begun, granted, connected.account)) for secret in secrets)
    connected.revoke()
    with pytest.raises(AuthExpired):
        connected.whoami()


@pytest.mark.parametrize(
    ("came_back", "field"),
    [
        ({"error": "access_denied", "error_description": "The owner denied the request."}, "sign_in"),
        ({"state": "of another sign-in"}, "state"),
        ({"code": ""}, "sign_in"),
        ({"code": "made-up"}, ""),
    ],
)
def test_a_person_who_said_no_or_comes_from_elsewhere_is_not_connected(world, newcomer, came_back, field):
    begun = newcomer.sign_in_start(BACK)
    query = {**world.server.world.agree(begun.url, world.me), **came_back}
    with pytest.raises(Rejected) as told:
        newcomer.sign_in_finish(begun.state, query)
    assert told.value.field == field


def test_the_code_of_one_sign_in_is_worthless_with_the_secret_of_another(world, newcomer):
    first, second = newcomer.sign_in_start(BACK), newcomer.sign_in_start(BACK)
    query = world.server.world.agree(first.url, world.me)
    with pytest.raises((Rejected, AuthExpired)):
        newcomer.sign_in_finish({**first.state, "verifier": second.state["verifier"]}, query)


def test_a_lasting_token_has_nothing_to_renew_and_a_typed_one_is_taken_back_elsewhere(world):
    for act, cap in ((world.connector.refresh, Cap.REFRESH), (world.connector.revoke, Cap.REVOKE)):
        with pytest.raises(Unsupported) as told:
            act()
        assert told.value.cap is cap and told.value.reason


@pytest.mark.parametrize(
    ("scopes", "act"),
    [
        (("read",), lambda c, w, arm: c.commit(c.prepare(d := Draft("x"), (a := arm(d)).id), a)),
        (("read",), lambda c, w, arm: c.prepare(w.draft(), "m")),
        (("read", "write:statuses"), lambda c, w, arm: c.block(w.a_stranger())),
        (("read:accounts",), lambda c, w, arm: c.list_own()),
        (("write",), lambda c, w, arm: c.whoami()),
    ],
)
def test_a_token_without_the_right_is_told_apart_from_one_that_ended(world, arm, scopes, act):
    token = world.server.world.token(world.me, scopes)
    with pytest.raises(ScopeMissing):
        act(world.connect(replace(world.account, credentials={"token": token})), world, arm)


def test_a_post_under_another_that_is_gone_is_refused_and_says_so(world, send):
    with pytest.raises(Rejected) as told:
        send(Draft("answer", reply_to="424242"))
    assert told.value.field == "reply_to"
    with pytest.raises(Rejected):
        send(Draft("answer", reply_to="../accounts"))


def test_an_attempt_to_delete_is_for_that_post(world, arm):
    with pytest.raises(ValueError, match="attempt"):
        world.connector.delete("1", arm(Draft("x"), Op.DELETE, "2"))
    assert isinstance(world.connector.fetch("424242"), Gone)


def test_settings_and_attempts_of_this_platform_are_the_common_ones(world):
    assert isinstance(world.account, AccountSettings)
    assert Attempt("a", datetime.now(UTC), "0" * 64).op is Op.CREATE
