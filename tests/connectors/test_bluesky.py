"""Bluesky's connector against a loopback server that answers as a PDS was seen to answer."""

from __future__ import annotations

import base64
import io
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from countersign.connectors.compare import Sameness, compare, compare_profile
from countersign.connectors.errors import (
    AuthExpired,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    Unavailable,
    Unsupported,
)
from countersign.connectors.interface import (
    Can,
    Cap,
    Draft,
    Gone,
    Media,
    NotFound,
    Op,
    ProfileFields,
    Published,
    Unknown,
)
from countersign.connectors.threads import next_part

FAMILY = "👩‍👩‍👧‍👦"  # one grapheme, 25 bytes
POST = "app.bsky.feed.post"


@pytest.fixture
def bluesky(request, helper):
    return helper("bluesky_process").shared(request)


@pytest.fixture
def hill(bluesky, connect):
    """The agency's account."""
    return connect(bluesky.settings())


@pytest.fixture
def pat(bluesky, connect):
    """Somebody else's."""
    return connect(bluesky.settings("pat.test"))


@pytest.fixture
def alone(bluesky):
    """The server without the network behind it."""
    bluesky.network(False)
    yield
    bluesky.network(True)


@pytest.fixture
def fails(bluesky, connect, helper):
    """A connector whose requests to one method get this answer instead."""
    proxies = []

    def behind(method, fault):
        faults = helper("faulty")
        proxy = faults.FaultyProxy(bluesky.port, lambda verb, path: fault if method in path else faults.Forward())
        proxies.append(proxy)
        return connect(bluesky.settings(base_url=proxy.url.removesuffix("/practice/")))

    yield behind
    for proxy in proxies:
        proxy.close()


def publish(connector, arm, draft):
    attempt = arm(draft)
    return connector.commit(connector.prepare(draft, attempt.id), attempt)


def record(bluesky, uri):
    did, collection, rkey = uri.removeprefix("at://").split("/")
    return bluesky.ask("com.atproto.repo.getRecord", repo=did, collection=collection, rkey=rkey)["value"]


def picture(width=40, height=30, kind="PNG", **options):
    held = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(held, kind, **options)
    return held.getvalue()


def jwt(**claims):
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in ({}, claims, {}))


# Connecting


def test_an_app_password_becomes_a_session_with_its_end(bluesky, connect):
    connector = connect(replace(bluesky.settings(), credentials={}, handle=""))
    granted = connector.sign_in_with({"identifier": " @hill-doc.test", "app_password": " abcd-efgh-ijkl-mnop "})
    assert granted.credentials["did"] == "did:plc:hill" and granted.scopes == ("com.atproto.appPass",)
    assert timedelta(minutes=119) < granted.expires_at - datetime.now(UTC) < timedelta(minutes=121)
    assert connect(bluesky.settings(**granted.credentials)).whoami().handle == "hill-doc.test"
    with pytest.raises(ValueError, match="asks for"):
        connector.sign_in_with({"app_password": "abcd-efgh-ijkl-mnop"})


def test_the_main_password_is_refused_and_its_session_ended(bluesky, connect, exchanges, helper):
    connector = connect(replace(bluesky.settings(), credentials={}))
    with pytest.raises(Rejected) as told:
        connector.sign_in_with({"identifier": "hill-doc.test", "app_password": helper("bluesky_process").MAIN_PASSWORD})
    assert told.value.field == "app_password"
    assert exchanges[-1].url.endswith("deleteSession") and exchanges[-1].status == 200


def test_an_account_on_another_server_is_named_with_its_server(bluesky, connect, exchanges):
    connector = connect(replace(bluesky.settings(), credentials={}))
    bluesky.says_it_is("https://elsewhere.example")
    try:
        with pytest.raises(Rejected, match=r"https://elsewhere\.example") as told:
            connector.sign_in_with({"identifier": "hill-doc.test", "app_password": "abcd-efgh-ijkl-mnop"})
    finally:
        bluesky.says_it_is(bluesky.url)
    assert told.value.field == "base_url" and exchanges[-1].url.endswith("deleteSession")


def test_a_session_is_renewed_before_it_ends_and_the_old_token_is_worthless(bluesky, connect):
    kept = bluesky.session("hill-doc.test")
    kept.pop("app_password")
    renewed = connect(bluesky.settings(**kept)).refresh()
    assert renewed.credentials["refresh_jwt"] != kept["refresh_jwt"]
    with pytest.raises(AuthExpired):
        connect(bluesky.settings(**kept)).refresh()
    assert connect(bluesky.settings(**renewed.credentials)).whoami().remote_id == "did:plc:hill"


def test_an_app_password_opens_a_new_session_where_the_refreshing_is_over(bluesky, connect):
    kept = bluesky.session("hill-doc.test") | {
        "refresh_jwt": jwt(sub="did:plc:hill", scope="com.atproto.refresh", exp=1)
    }
    assert connect(bluesky.settings(**kept)).refresh().credentials["access_jwt"]
    kept["access_jwt"] = jwt(sub="did:plc:hill", scope="com.atproto.appPass", exp=time.time() - 5)
    assert connect(bluesky.settings(**kept)).whoami().remote_id == "did:plc:hill"
    kept.pop("app_password")
    with pytest.raises(AuthExpired):
        connect(bluesky.settings(**kept)).whoami()


def test_revoking_ends_the_session(bluesky, connect):
    kept = bluesky.session("hill-doc.test")
    kept.pop("app_password")
    connect(bluesky.settings(**kept)).revoke()
    connect(bluesky.settings(**kept)).revoke()
    with pytest.raises(AuthExpired):
        connect(bluesky.settings(**kept)).refresh()


def test_an_app_password_alone_is_enough_and_no_record_holds_it(bluesky, connect, arm, exchanges):
    connector = connect(bluesky.settings(token="abcd-efgh-ijkl-mnop"))
    publish(connector, arm, Draft("by password"))
    kept = "".join(repr(vars(exchange)) for exchange in exchanges)
    assert sum("createSession" in exchange.url for exchange in exchanges) == 1
    assert "abcd-efgh" not in kept and ".sig" not in kept and "did:plc:hill" in kept


# Publishing


def test_pictures_go_up_with_their_texts_and_proportions(bluesky, hill, arm):
    turned = Image.Exif()
    turned[0x0112] = 6
    draft = Draft(
        "Four",
        (
            Media(picture(), "image/png", "a sign"),
            Media(picture(40, 20, "JPEG", exif=turned), "image/jpeg", "a gate, upright"),
            Media(picture(10, 10, "GIF"), "image/gif"),
            Media(b"no picture at all", "image/webp", "unreadable"),
        ),
    )
    done = publish(hill, arm, draft)
    images = record(bluesky, done.remote_id)["embed"]["images"]
    ratios = [image.get("aspectRatio") for image in images]
    assert ratios == [{"width": 40, "height": 30}, {"width": 20, "height": 40}, {"width": 10, "height": 10}, None]
    assert compare(draft, hill.fetch(done.remote_id)).outcome is Sameness.SAME


def test_a_video_goes_alone_and_with_its_length(bluesky, hill, arm):
    film = Media(b"\x00\x00\x00\x18ftypmp42" + bytes(99), "video/mp4", "A gate opening", duration_s=20)
    done = publish(hill, arm, Draft("Open", (film,)))
    assert record(bluesky, done.remote_id)["embed"]["$type"] == "app.bsky.embed.video"
    assert compare(Draft("Open", (film,)), hill.fetch(done.remote_id)).outcome is Sameness.SAME
    codes = lambda *media: {problem.code for problem in hill.validate(Draft("x", media))}  # noqa: E731
    assert codes(film) == set()
    assert codes(film, Media(picture(), "image/png")) == {"not_alone"}
    assert codes(replace(film, duration_s=181)) == {"too_long"}
    assert codes(replace(film, duration_s=None)) == {"duration_unknown"}


def test_a_mention_leads_to_the_person_and_one_of_nobody_stays_text(bluesky, hill, arm):
    done = publish(hill, arm, Draft("☀️ @pat.test and @nobody.example"))
    (facet,) = record(bluesky, done.remote_id)["facets"]
    assert facet["features"][0]["did"] == "did:plc:pat"
    assert facet["index"] == {"byteStart": 7, "byteEnd": 16}


@pytest.mark.parametrize(
    ("text", "unit"), [("x" * 301, "graphemes"), (FAMILY * 121, "bytes")], ids=["301 graphemes", "3,025 bytes"]
)
def test_too_long_is_said_offline_and_by_the_server_with_the_field(hill, arm, text, unit):
    (problem,) = hill.validate(Draft(text))
    assert (problem.where, problem.params["unit"]) == ("text", unit)
    with pytest.raises(Rejected) as told:
        publish(hill, arm, Draft(text))
    assert told.value.field == "text"


def test_graphemes_and_bytes_are_counted_side_by_side(hill):
    limits = hill.limits()
    assert hill.validate(Draft(FAMILY * 120)) == []
    assert limits.left(FAMILY * 120) == 0 and limits.left("x" * 200) == 100
    bio = ProfileFields(bio="x" * 257)
    assert [p.where for p in hill.validate(Draft(profile=bio))] == ["profile.bio"]


def test_a_thread_names_its_beginning_and_the_part_before(bluesky, hill, arm):
    parts, done = [Draft("one"), Draft("two"), Draft("three")], []
    while (part := next_part(parts, done)) is not None:
        done.append(publish(hill, arm, part))
    reply = record(bluesky, done[2].remote_id)["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (done[0].remote_id, done[1].remote_id)
    assert reply["parent"]["cid"].startswith("bafyrei")
    with pytest.raises(Rejected) as told:
        hill.prepare(Draft("to nothing", reply_to=f"at://did:plc:hill/{POST}/3aaaaaaaaaaaa"), "x")
    assert told.value.field == "reply_to"


def test_an_edit_keeps_what_it_does_not_change(bluesky, hill, arm):
    first = publish(hill, arm, Draft("begun"))
    done = publish(hill, arm, Draft("before https://a.gov", (Media(picture(), "image/png"),), first.remote_id))
    before = record(bluesky, done.remote_id)
    draft = Draft("after")
    attempt = arm(draft, Op.EDIT, done.remote_id)
    edited = hill.edit(done.remote_id, draft, attempt)
    after = record(bluesky, done.remote_id)
    assert after["text"] == "after" and "embed" not in after and "facets" not in after
    assert (after["createdAt"], after["reply"]) == (before["createdAt"], before["reply"])
    assert edited.remote_id == done.remote_id
    seen = hill.fetch(done.remote_id)
    assert (seen.edited_at, seen.reply_to) == (attempt.armed_at, first.remote_id)
    assert hill.capabilities()[Cap.EDIT].can is Can.CONDITIONAL


def test_an_edit_of_what_is_gone_or_of_another_account_is_refused(hill, pat, arm):
    draft = Draft("x")
    theirs = publish(pat, arm, draft).remote_id
    for remote_id in (theirs, f"at://did:plc:hill/{POST}/3aaaaaaaaaaaa"):
        with pytest.raises(Rejected) as told:
            hill.edit(remote_id, draft, arm(draft, Op.EDIT, remote_id))
        assert told.value.field == "remote_id"
    with pytest.raises(Rejected):
        hill.delete(theirs, arm(draft, Op.DELETE, theirs))
    assert not isinstance(pat.fetch(theirs), Gone)


def test_a_profile_keeps_the_fields_that_are_not_ours(bluesky, hill, arm):
    token = bluesky.session("hill-doc.test")["access_jwt"]
    made = {"$type": "app.bsky.actor.profile", "pronouns": "we", "description": "old", "website": "https://old.example"}
    put = {"repo": "did:plc:hill", "collection": "app.bsky.actor.profile", "rkey": "self", "record": made}
    bluesky.ask("com.atproto.repo.putRecord", put, token)
    bio = "Maintained by the Department. Write to pio@doc.example.gov or call 217-555-0100; doc.example.gov/contact"
    wide = Media(picture(90, 30), "image/png")
    fields = ProfileFields("Hill", bio, "", avatar=Media(picture(), "image/png"), banner=wide)
    draft = Draft(profile=fields)
    attempt = arm(draft)
    assert hill.validate(draft) == []
    prepared = hill.prepare(draft, attempt.id)
    done = hill.commit(prepared, attempt)
    assert done == hill.commit(prepared, attempt) == hill.recover(attempt, draft)
    held = record(bluesky, "at://did:plc:hill/app.bsky.actor.profile/self")
    assert held["pronouns"] == "we" and "website" not in held
    assert hill.profile().banner.sha256 == wide.sha256()
    seen = hill.profile()
    assert compare_profile(fields, seen).outcome is Sameness.DIFFERS  # the address in the description is a link too
    assert seen.links == ("https://doc.example.gov/contact",)
    assert (seen.emails, seen.phones) == (("pio@doc.example.gov",), ("217-555-0100",))
    for unknown in (ProfileFields(email="pio@doc.example.gov"), ProfileFields(phone="217-555-0100")):
        with pytest.raises(Rejected):
            hill.prepare(Draft(profile=unknown), "x")
        assert [p.code for p in hill.validate(Draft(profile=unknown))] == ["no_field"]


def test_a_profiles_picture_has_limits_of_its_own(hill):
    for media in (Media(picture(10, 10, "GIF"), "image/gif"), Media(bytes(1_000_001), "image/png")):
        (problem,) = hill.validate(Draft(profile=ProfileFields(avatar=media)))
        assert problem.where == "profile.avatar"
        assert hill.validate(Draft("x", (media,))) == []
    told = Draft(profile=ProfileFields(avatar=Media(picture(), "image/png", "a text that would be lost")))
    assert [problem.where for problem in hill.validate(told)] == ["profile.avatar.alt"]
    wide = Draft(profile=ProfileFields(banner=Media(bytes(1_000_001), "image/png", "lost too")))
    assert [problem.where for problem in hill.validate(wide)] == ["profile.banner", "profile.banner.alt"]
    with pytest.raises(Rejected):
        hill.prepare(told, "x")


# Reading and moderating


def test_posts_of_other_apps_and_of_the_first_days_are_read_too(bluesky, hill):
    put = {"repo": "did:plc:hill", "collection": POST}
    token = bluesky.session("hill-doc.test")["access_jwt"]
    old = {"cid": "bafkreia", "mimeType": "image/jpeg"}
    shown = {"$type": "app.bsky.embed.images", "images": [{"image": old, "alt": "old"}]}
    odd = {
        "3jzfcijpj2z2a": {"text": "no time"},
        "3jzfcijpj2z2b": {"text": "a local time", "createdAt": "2023-06-30T10:00:00"},
        "3jzfcijpj2z2c": {"text": "old picture", "createdAt": "2023-06-30T10:00:00.123456789Z", "embed": shown},
        "3jzfcijpj2z2d": {
            "text": "a quote with a picture",
            "createdAt": "never",
            "embed": {"$type": "app.bsky.embed.recordWithMedia", "media": shown},
        },
        "3jzfcijpj2z2e": {"text": "a quote", "embed": {"$type": "app.bsky.embed.record"}},
    }
    for key, value in odd.items():
        bluesky.ask("com.atproto.repo.putRecord", {**put, "rkey": key, "record": {"$type": POST, **value}}, token)
    listed, cursor = {}, None
    while True:
        page = hill.list_own(cursor=cursor)
        listed |= {post.remote_id.rpartition("/")[2]: post for post in page.items}
        if (cursor := page.cursor) is None:
            break
    assert [listed[key].text for key in odd] == [value["text"] for value in odd.values()]
    assert {listed[key].at.date().isoformat() for key in odd} == {"2023-06-30"}
    assert [len(listed[key].media) for key in odd] == [0, 0, 1, 1, 0]
    with pytest.raises(Rejected):  # the server has no such file, and says so
        hill.fetch(f"at://did:plc:hill/{POST}/3jzfcijpj2z2c")


def test_replies_under_a_post_and_all_replies_come_oldest_first_and_without_our_own(hill, pat, arm):
    post = publish(hill, arm, Draft("open for questions"))
    asked = [publish(pat, arm, Draft(f"question {n}", reply_to=post.remote_id)) for n in range(3)]
    ours = publish(hill, arm, Draft("answer", reply_to=asked[0].remote_id))
    below = publish(pat, arm, Draft("thanks", reply_to=ours.remote_id))
    page = hill.list_comments(post.remote_id)
    assert [c.remote_id for c in page.items] == [a.remote_id for a in [*asked, below]] and page.cursor is None
    last = page.items[-1]
    assert (last.post_id, last.reply_to) == (post.remote_id, ours.remote_id)
    assert (last.author.name, last.author.remote_id) == ("Pat", "did:plc:pat")
    everything = hill.list_comments(since=post.at)
    assert [c.remote_id for c in everything.items] == [c.remote_id for c in page.items]
    assert hill.list_comments(post.remote_id, since=page.items[2].at).items == page.items[2:]
    assert hill.list_comments(f"at://did:plc:hill/{POST}/3aaaaaaaaaaaa").items == ()


def test_more_notifications_than_one_part_are_all_read(hill, pat, arm):
    post = publish(hill, arm, Draft("popular"))
    for n in range(55):
        publish(pat, arm, Draft(f"reply {n}", reply_to=post.remote_id))
    page = hill.list_comments(since=post.at)
    assert [c.text for c in page.items] == [f"reply {n}" for n in range(55)]


def test_a_reply_is_hidden_under_our_post_and_shown_again(bluesky, hill, pat, arm):
    post = publish(hill, arm, Draft("open"))
    first, second = (publish(pat, arm, Draft(text, reply_to=post.remote_id)).remote_id for text in "ab")
    gate = post.remote_id.replace(POST, "app.bsky.feed.threadgate")
    hill.hide(first)
    hill.hide(second)
    hill.hide(first)
    assert record(bluesky, gate)["hiddenReplies"] == [first, second]
    assert record(bluesky, gate)["post"] == post.remote_id
    hill.unhide(first)
    hill.unhide(first)
    assert record(bluesky, gate)["hiddenReplies"] == [second]
    for other in (post.remote_id, publish(pat, arm, Draft("their own")).remote_id, first + "2"):
        with pytest.raises(Rejected):
            hill.hide(other)


def test_hiding_keeps_who_may_answer_and_stops_at_three_hundred(bluesky, hill, pat, arm):
    post = publish(hill, arm, Draft("very open"))
    reply = publish(pat, arm, Draft("x", reply_to=post.remote_id)).remote_id
    key = post.remote_id.rpartition("/")[2]
    allow = [{"$type": "app.bsky.feed.threadgate#mentionRule"}]
    full = [f"at://did:plc:pat/{POST}/{n}" for n in range(300)]
    gate = {"$type": "app.bsky.feed.threadgate", "post": post.remote_id, "createdAt": "2026-01-01T00:00:00Z"}
    token = bluesky.session("hill-doc.test")["access_jwt"]
    put = {"repo": "did:plc:hill", "collection": "app.bsky.feed.threadgate", "rkey": key}
    for hidden, fits in ((full, False), (full[:299], True)):
        bluesky.ask(
            "com.atproto.repo.putRecord", {**put, "record": {**gate, "allow": allow, "hiddenReplies": hidden}}, token
        )
        if fits:
            hill.hide(reply)
        else:
            with pytest.raises(Rejected):
                hill.hide(reply)
    held = record(bluesky, f"at://did:plc:hill/app.bsky.feed.threadgate/{key}")
    assert held["allow"] == allow and held["hiddenReplies"][-1] == reply


def test_an_author_is_blocked_once_and_unblocked_whichever_app_did_it(bluesky, hill):
    def blocks():
        return bluesky.ask("com.atproto.repo.listRecords", repo="did:plc:hill", collection="app.bsky.graph.block")[
            "records"
        ]

    hill.block("did:plc:pat")
    hill.block("@pat.test")
    assert [block["value"]["subject"] for block in blocks()] == ["did:plc:pat"]
    other = {"$type": "app.bsky.graph.block", "subject": "did:plc:pat", "createdAt": "2026-01-01T00:00:00Z"}
    put = {"repo": "did:plc:hill", "collection": "app.bsky.graph.block", "rkey": "3aaaaaaaaaaaa", "record": other}
    bluesky.ask("com.atproto.repo.putRecord", put, bluesky.session("hill-doc.test")["access_jwt"])
    hill.unblock("pat.test")
    hill.unblock("pat.test")
    assert blocks() == []
    with pytest.raises(Rejected):
        hill.block("nobody.test")


def test_muting_is_done_and_undone(hill):
    hill.mute("pat.test")
    hill.unmute("did:plc:pat")


def test_a_server_without_the_network_is_not_guessed_about(alone, hill, arm):
    post = publish(hill, arm, Draft("alone"))
    asks = (
        (Cap.LIST_COMMENTS, lambda: hill.list_comments()),
        (Cap.LIST_COMMENTS, lambda: hill.list_comments(post.remote_id)),
        (Cap.MUTE, lambda: hill.mute("did:plc:pat")),
        (Cap.UNMUTE, lambda: hill.unmute("did:plc:pat")),
    )
    for cap, ask in asks:
        with pytest.raises(Unsupported) as told:
            ask()
        assert (told.value.cap, told.value.reason) == (cap, hill.capabilities()[cap].reason)


# What failures mean


@pytest.mark.parametrize(
    ("status", "body", "error", "field"),
    [
        (400, {"error": "ExpiredToken", "message": "Token has expired"}, AuthExpired, ""),
        (400, {"error": "InvalidToken", "message": "Token could not be verified"}, AuthExpired, ""),
        (401, {"error": "AuthMissing", "message": "Authentication Required"}, AuthExpired, ""),
        (401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, AuthExpired, ""),
        (400, {"error": "AccountTakedown", "message": "Account has been taken down"}, Rejected, "account"),
        (403, {"error": "InsufficientScope", "message": "Missing required scope"}, ScopeMissing, ""),
        (429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, RateLimited, ""),
        (502, {"error": "UpstreamFailure", "message": "Upstream service unreachable"}, OutcomeUnknown, ""),
        (500, {"error": "InternalServerError", "message": "Internal Server Error"}, OutcomeUnknown, ""),
        (400, {"error": "InvalidSwap", "message": "Record was at bafyreia"}, Rejected, "remote_id"),
        (400, {"error": "InvalidRequest", "message": "x at $.record.embed.images[0].image"}, Rejected, "media"),
        (400, {"error": "InvalidRequest", "message": "x at $.record.reply.parent"}, Rejected, "reply_to"),
        (400, {"error": "InvalidRequest", "message": "x at $.record.description"}, Rejected, "profile.bio"),
        (400, {"error": "SomethingNew", "message": "no"}, Rejected, ""),
        (413, {"error": "PayloadTooLarge", "message": "request entity too large"}, Rejected, ""),
        (404, None, OutcomeUnknown, ""),
        (401, None, AuthExpired, ""),
    ],
)
def test_each_refusal_of_a_post_is_named_by_what_may_be_done_next(fails, helper, arm, status, body, error, field):
    said = helper("faulty").Says(status, json.dumps(body).encode() if body else b"<h1>?</h1>")
    connector = fails("putRecord", said)
    draft = Draft("refused")
    attempt = arm(draft)
    prepared = connector.prepare(draft, attempt.id)
    with pytest.raises(ConnectorError) as told:
        connector.commit(prepared, attempt)
    assert type(told.value).__mro__[1 if "Swap" in str(body) else 0] is error
    assert getattr(told.value, "field", "") == field


def test_the_moment_to_come_back_is_read_from_the_rate_limit(fails, helper, arm):
    reset = int(time.time()) + 300
    headers = {"RateLimit-Limit": "1666", "RateLimit-Remaining": "0", "RateLimit-Reset": str(reset)}
    connector = fails("putRecord", helper("faulty").Says(429, b'{"error":"RateLimitExceeded"}', headers))
    draft = Draft("too fast")
    attempt = arm(draft)
    with pytest.raises(RateLimited) as told:
        connector.commit(connector.prepare(draft, attempt.id), attempt)
    assert int(told.value.retry_at.timestamp()) == reset


def test_a_file_that_is_refused_names_the_file(fails, helper):
    said = helper("faulty").Says(413, b'{"error":"PayloadTooLarge","message":"request entity too large"}')
    connector = fails("uploadBlob", said)
    with pytest.raises(Rejected) as told:
        connector.prepare(Draft("x", (Media(picture(), "image/png"),)), "x")
    assert told.value.field == "media[0]"


def test_a_stray_not_found_is_never_taken_for_the_servers_word(fails, helper, arm):
    connector = fails("getRecord", helper("faulty").Says(404, b"<h1>Not Found</h1>"))
    for ask in (lambda: connector.recover(arm(Draft("x"))), lambda: connector.fetch(f"at://did:plc:hill/{POST}/3a")):
        with pytest.raises(Unavailable):
            ask()


def test_a_post_in_the_place_of_an_attempt_that_does_not_name_it_is_left_to_a_person(bluesky, hill, arm):
    draft = Draft("mine")
    attempt = arm(draft)
    done = hill.commit(hill.prepare(draft, attempt.id), attempt)
    key = done.remote_id.rpartition("/")[2]
    other = {"$type": POST, "text": "not mine", "createdAt": "2026-01-01T00:00:00Z"}
    put = {"repo": "did:plc:hill", "collection": POST, "rkey": key, "record": other}
    bluesky.ask("com.atproto.repo.putRecord", put, bluesky.session("hill-doc.test")["access_jwt"])
    assert isinstance(hill.recover(attempt), Unknown)
    with pytest.raises(Rejected):
        hill.commit(hill.prepare(draft, attempt.id), attempt)
    assert record(bluesky, done.remote_id)["text"] == "not mine"


def test_recover_takes_only_the_attempts_own_draft_and_writes_nothing(hill, arm, exchanges):
    attempt = arm(Draft("x"))
    with pytest.raises(ValueError, match="draft"):
        hill.recover(attempt, Draft("y"))
    assert isinstance(hill.recover(attempt, Draft("x")), NotFound)
    assert {exchange.method for exchange in exchanges} == {"GET"}


def test_an_attempt_made_and_then_edited_is_still_found_and_never_undoes_the_edit(hill, arm):
    draft, changed = Draft("first"), Draft("second")
    attempt = arm(draft)
    prepared = hill.prepare(draft, attempt.id)
    done = hill.commit(prepared, attempt)
    hill.edit(done.remote_id, changed, arm(changed, Op.EDIT, done.remote_id))
    assert isinstance(hill.recover(attempt, draft), Published)
    assert hill.commit(prepared, attempt) == done
    assert hill.fetch(done.remote_id).text == "second"
