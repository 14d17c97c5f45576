"""The whole of the Bluesky connector against a real PDS: what its server refuses and keeps is the real thing."""

from __future__ import annotations

import importlib.util
import io
import os
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from libipld import decode_car
from PIL import Image

from countersign.connectors.compare import Sameness, compare, compare_profile
from countersign.connectors.errors import AuthExpired, OutcomeUnknown, Rejected, Unavailable
from countersign.connectors.interface import (
    Captions,
    Card,
    Draft,
    Gone,
    Media,
    NotFound,
    Op,
    ProfileFields,
    Published,
    RemotePost,
    Unknown,
)
from countersign.connectors.threads import next_part

TEXT = "Visiting hours at Hill ☀️ are 8–3: https://doc.example.gov/visits (#VisitingHours). Thanks, @pat.test!"
ARCHIVE = Path(__file__).parents[2] / "connectors" / "data" / "bluesky_repo.car"


def picture(width=64, height=48, kind="PNG"):
    noise = random.Random(7).randbytes(width * height * 3)
    held = io.BytesIO()
    Image.frombytes("RGB", (width, height), noise).save(held, kind)
    return held.getvalue()


def kinds(blocks):
    """What kinds of records an archive holds; how its tree is cut depends on the keys."""
    return sorted(block["$type"] for block in blocks.values() if isinstance(block, dict) and "$type" in block)


def load_faults():
    """The faulty network of the connectors' other tests."""
    spec = importlib.util.spec_from_file_location("live_faults", ARCHIVE.parents[1] / "faulty.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def publish(connector, arm, draft):
    attempt = arm(draft)
    return connector.commit(connector.prepare(draft, attempt.id), attempt), attempt


@pytest.fixture(scope="module")
def post(agency, arm, stopwatch, pat):
    """The post with a picture that the tests below speak about."""
    draft = Draft(TEXT, (Media(picture(), "image/png", "A sign at the gate: visits 8 to 3"),))
    attempt = arm(draft)
    with stopwatch.step("prepare (upload, mention)"):
        prepared = agency.prepare(draft, attempt.id)
    with stopwatch.step("commit"):
        done = agency.commit(prepared, attempt)
    return done, draft, attempt, prepared


def test_connecting_gives_a_session_that_says_whose_it_is(connect, hill, stopwatch, exchanges):
    with stopwatch.step("sign in"):
        granted = connect(hill).sign_in_with({"identifier": f"@{hill.handle}", "app_password": hill.app_password})
    assert granted.credentials["did"] == hill.did
    assert timedelta(minutes=110) < granted.expires_at - datetime.now(UTC) < timedelta(minutes=130)
    connector = connect(hill, **granted.credentials)
    with stopwatch.step("whoami"):
        seen = connector.whoami()
    assert (seen.remote_id, seen.handle) == (hill.did, hill.handle)
    with stopwatch.step("refresh"):
        renewed = connector.refresh()
    assert renewed.credentials["refresh_jwt"] != granted.credentials["refresh_jwt"]
    connect(hill, **renewed.credentials).revoke()
    with pytest.raises(AuthExpired):
        connect(hill, did=hill.did, refresh_jwt=renewed.credentials["refresh_jwt"]).refresh()


def test_the_main_password_and_a_wrong_one_are_refused(connect, hill):
    with pytest.raises(Rejected) as told:
        connect(hill).sign_in_with({"identifier": hill.handle, "app_password": hill.main_password})
    assert told.value.field == "app_password"
    with pytest.raises(AuthExpired):
        connect(hill).sign_in_with({"identifier": hill.handle, "app_password": "aaaa-bbbb-cccc-dddd"})
    with pytest.raises(AuthExpired):
        connect(hill, did=hill.did, access_jwt="nobody-has-this-one").whoami()


def test_an_app_password_alone_is_enough(connect, hill):
    assert connect(hill, token=hill.app_password).whoami().remote_id == hill.did
    assert connect(hill, did=hill.did, app_password=hill.app_password).refresh().credentials["did"] == hill.did


def test_a_post_with_a_picture_is_read_back_as_it_was_signed(agency, network, post, stopwatch, pat):
    done, draft, *_ = post
    with stopwatch.step("read back"):
        seen = agency.fetch(done.remote_id)
    assert isinstance(seen, RemotePost) and compare(draft, seen).outcome is Sameness.SAME
    held = network.record(done.remote_id)
    assert held["embed"]["images"][0]["aspectRatio"] == {"width": 64, "height": 48}
    by_bytes = [held["text"].encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in held["facets"]]
    assert by_bytes == ["https://doc.example.gov/visits", "@pat.test"] or by_bytes == [
        "https://doc.example.gov/visits",
        "#VisitingHours",
        "@pat.test",
    ]
    assert held["facets"][-1]["features"][0]["did"] == pat.did


def test_the_same_attempt_twice_is_one_post(agency, post, stopwatch):
    done, draft, attempt, prepared = post
    with stopwatch.step("the same commit again"):
        assert agency.commit(prepared, attempt) == done
    with stopwatch.step("recover"):
        assert agency.recover(attempt, draft) == done
    assert [seen.remote_id for seen in agency.list_own().items].count(done.remote_id) == 1


def test_an_attempt_that_was_never_sent_is_not_found(agency, arm):
    found = agency.recover(arm(Draft("never sent")))
    assert isinstance(found, NotFound) and found.may_resend


def test_another_content_under_the_same_attempt_is_refused(agency, post):
    _, _, attempt, _ = post
    other = Draft("something else")
    prepared = agency.prepare(other, attempt.id)
    with pytest.raises(Rejected):
        agency.commit(prepared, replace(attempt, payload_hash=prepared.payload_hash))


def test_a_thread_hangs_together(agency, network, arm, stopwatch):
    parts, done = [Draft("Part one."), Draft("Part two."), Draft("Part three.")], []
    with stopwatch.step("thread of three"):
        while (part := next_part(parts, done)) is not None:
            done.append(publish(agency, arm, part)[0])
    last = network.record(done[2].remote_id)["reply"]
    assert (last["root"]["uri"], last["parent"]["uri"]) == (done[0].remote_id, done[1].remote_id)


def test_an_edit_keeps_the_time_and_is_recovered_and_only_done_once(agency, network, arm, stopwatch):
    done, first = publish(agency, arm, Draft("Doors open at 8."))
    before = network.record(done.remote_id)
    draft = Draft("Doors open at 9. https://doc.example.gov")
    attempt = arm(draft, Op.EDIT, done.remote_id)
    assert isinstance(agency.recover(attempt, draft), NotFound)
    with stopwatch.step("edit"):
        edited = agency.edit(done.remote_id, draft, attempt)
    seen = agency.fetch(done.remote_id)
    assert compare(draft, seen).outcome is Sameness.SAME
    assert (seen.edited_at, seen.at, seen.url) == (attempt.armed_at, first.armed_at, done.url)
    assert network.record(done.remote_id)["createdAt"] == before["createdAt"]
    assert agency.recover(attempt, draft) == edited == agency.edit(done.remote_id, draft, attempt)
    # The attempt that made it finds the edited post, and sending that attempt again does not undo the edit.
    assert isinstance(agency.recover(first), Published)
    agency.commit(agency.prepare(Draft("Doors open at 8."), first.id), first)
    assert agency.fetch(done.remote_id).text == draft.text


def test_a_reply_by_another_is_hidden_and_shown_again(agency, visitor, network, arm, post, stopwatch):
    done = post[0]
    reply, _ = publish(visitor, arm, Draft("When is the job fair?", reply_to=done.remote_id))
    answer = Draft("On Friday.")
    attempt = arm(replace(answer, reply_to=reply.remote_id))
    with stopwatch.step("reply"):
        ours = agency.reply(reply.remote_id, answer, attempt)
    held = network.record(ours.remote_id)["reply"]
    assert (held["root"]["uri"], held["parent"]["uri"]) == (done.remote_id, reply.remote_id)
    gate = done.remote_id.replace("feed.post", "feed.threadgate")
    with stopwatch.step("hide"):
        agency.hide(reply.remote_id)
    agency.hide(reply.remote_id)
    assert network.record(gate)["hiddenReplies"] == [reply.remote_id]
    with stopwatch.step("unhide"):
        agency.unhide(reply.remote_id)
    assert network.record(gate)["hiddenReplies"] == []
    stranger, _ = publish(visitor, arm, Draft("My own post."))
    with pytest.raises(Rejected):
        agency.hide(stranger.remote_id)


def test_an_author_is_blocked_once_and_unblocked(agency, network, hill, pat, stopwatch):
    def blocks():
        listed = network.http.get(
            "com.atproto.repo.listRecords", params={"repo": hill.did, "collection": "app.bsky.graph.block"}
        )
        return [item["value"]["subject"] for item in listed.json()["records"]]

    with stopwatch.step("block"):
        agency.block(pat.did)
    agency.block(pat.handle)
    assert blocks() == [pat.did]
    with stopwatch.step("unblock"):
        agency.unblock(pat.did)
    assert blocks() == []


def test_the_profile_is_written_and_other_fields_stay(agency, network, hill, arm, stopwatch):
    network.post(
        "com.atproto.repo.putRecord",
        {
            "repo": hill.did,
            "collection": "app.bsky.actor.profile",
            "rkey": "self",
            "record": {"$type": "app.bsky.actor.profile", "pronouns": "we", "displayName": "old"},
        },
        hill.main_token,
    )
    bio = "Official page, maintained by the Department. pio@doc.example.gov, (217) 555-0100"
    shown = Media(picture(kind="JPEG"), "image/jpeg")
    fields = ProfileFields("Hill", bio, "https://doc.example.gov", avatar=shown, banner=shown)
    draft = Draft(profile=fields)
    assert agency.validate(draft) == []
    with stopwatch.step("profile"):
        _, attempt = publish(agency, arm, draft)
    seen = agency.profile()
    assert compare_profile(fields, seen).outcome is Sameness.SAME
    assert (seen.emails, seen.phones) == (("pio@doc.example.gov",), ("(217) 555-0100",))
    assert network.record(f"at://{hill.did}/app.bsky.actor.profile/self")["pronouns"] == "we"
    assert isinstance(agency.recover(attempt, draft), Published)


@pytest.mark.parametrize(
    ("text", "why"), [("e" * 301, "graphemes"), ("👩‍👩‍👧‍👦" * 121, "bytes")], ids=["301 graphemes", "over 3,000 bytes"]
)
def test_what_we_call_too_long_the_server_refuses_too(agency, arm, text, why):
    (problem,) = agency.validate(Draft(text))
    assert problem.params["unit"] == why
    with pytest.raises(Rejected) as told:
        publish(agency, arm, Draft(text))
    assert told.value.field == "text"


def test_what_just_fits_is_taken(agency, arm):
    for text in ("e" * 300, "👩‍👩‍👧‍👦" * 120):
        assert agency.validate(Draft(text)) == []
        publish(agency, arm, Draft(text))


def test_3001_bytes_are_refused(agency, arm):
    # Every grapheme here takes many bytes, so the limit on graphemes is far.
    text = "👩‍👩‍👧‍👦" * 120 + "e"
    assert len(text.encode()) == 3001
    assert [problem.code for problem in agency.validate(Draft(text))] == ["too_long"]
    with pytest.raises(Rejected) as told:
        publish(agency, arm, Draft(text))
    assert told.value.field == "text"


def test_a_picture_over_the_limit_is_refused_by_both(agency, arm):
    media = Media(picture(1000, 800, "BMP")[:2_000_001], "image/bmp")
    too_big = replace(media, mime="image/png")
    assert [p.code for p in agency.validate(Draft("x", (too_big,)))] == ["too_big"]
    with pytest.raises(Rejected) as told:
        publish(agency, arm, Draft("x", (media,)))
    assert told.value.field == "media"


def test_a_video_goes_up_and_comes_back(agency, arm, stopwatch):
    # The smallest file that calls itself an MP4; the server keeps it, a player would not.
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(2000)
    draft = Draft("The gate opens.", (Media(film, "video/mp4", "A gate opening", duration_s=2.0),))
    assert agency.validate(draft) == []
    with stopwatch.step("video"):
        done, _ = publish(agency, arm, draft)
    assert compare(draft, agency.fetch(done.remote_id)).outcome is Sameness.SAME


def test_captions_go_up_with_their_video_and_come_back(agency, arm, network, stopwatch):
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(3000)
    said = Captions(b"WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nThe gate opens.\n", "en")
    draft = Draft("With captions.", (Media(film, "video/mp4", "A gate opening", 2.0, captions=said),))
    assert agency.validate(draft) == []
    with stopwatch.step("video with captions"):
        done, _ = publish(agency, arm, draft)
    (held,) = network.record(done.remote_id)["embed"]["captions"]
    assert (held["lang"], held["file"]["mimeType"]) == ("en", "text/vtt")
    seen = agency.fetch(done.remote_id)
    assert compare(draft, seen).outcome is Sameness.SAME
    bare = replace(draft, media=(replace(draft.media[0], captions=None),))
    assert [d.where for d in compare(bare, seen).differences] == ["media[0].captions"]


def test_captions_over_the_limit_are_refused_by_both(agency, arm):
    film = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(4000)
    said = Captions(b"WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n" + b"x" * 20_000, "en")
    draft = Draft("Too much said.", (Media(film, "video/mp4", "A gate opening", 2.0, captions=said),))
    assert [p.code for p in agency.validate(draft)] == ["captions_too_big"]
    with pytest.raises(Rejected):
        publish(agency, arm, draft)


def test_a_link_goes_out_with_its_card_and_is_edited_out_again(agency, arm, network, stopwatch):
    shown = Card("https://doc.example.gov/visits", "Visiting hours ☀️", "When to come.", Media(picture(), "image/png"))
    draft = Draft(f"Come and see: {shown.url}", card=shown)
    assert agency.validate(draft) == []
    with stopwatch.step("card with picture"):
        done, _ = publish(agency, arm, draft)
    held = network.record(done.remote_id)["embed"]
    assert (held["$type"], held["external"]["uri"]) == ("app.bsky.embed.external", shown.url)
    seen = agency.fetch(done.remote_id)
    assert compare(draft, seen).outcome is Sameness.SAME
    other = replace(draft, card=replace(shown, title="Visiting is over"))
    assert [d.where for d in compare(other, seen).differences] == ["card.title"]
    plain = Draft(draft.text, card=replace(shown, picture=None))
    agency.edit(done.remote_id, plain, arm(plain, Op.EDIT, done.remote_id))
    assert "thumb" not in network.record(done.remote_id)["embed"]["external"]
    assert compare(plain, agency.fetch(done.remote_id)).outcome is Sameness.SAME


def test_a_cards_picture_over_the_limit_is_refused_by_both(agency, arm):
    big = Media(picture(700, 700), "image/png")
    assert big.size_bytes() > 1_000_000
    draft = Draft("https://doc.example.gov/", card=Card("https://doc.example.gov/", "The Department", "", big))
    assert [(p.where, p.code) for p in agency.validate(draft)] == [("card.picture", "too_big")]
    with pytest.raises(Rejected):
        publish(agency, arm, draft)


def test_nobody_elses_post_is_deleted(agency, visitor, network, arm, hill):
    theirs, _ = publish(visitor, arm, Draft("Not yours."))
    with pytest.raises(Rejected):
        agency.delete(theirs.remote_id, arm(op=Op.DELETE, remote_id=theirs.remote_id))
    did, collection, rkey = theirs.remote_id.removeprefix("at://").split("/")
    answer = network.http.post(
        "com.atproto.repo.deleteRecord",
        json={"repo": did, "collection": collection, "rkey": rkey},
        headers={"Authorization": f"Bearer {hill.main_token}"},
    )
    assert answer.status_code == 401 and network.record(theirs.remote_id)


def test_deleted_is_gone_and_again_is_good(agency, arm, stopwatch):
    done, made = publish(agency, arm, Draft("Soon gone."))
    attempt = arm(op=Op.DELETE, remote_id=done.remote_id)
    assert isinstance(agency.recover(attempt), NotFound)
    with stopwatch.step("delete"):
        agency.delete(done.remote_id, attempt)
    assert isinstance(agency.fetch(done.remote_id), Gone)
    agency.delete(done.remote_id, attempt)
    assert isinstance(agency.recover(attempt), Published)
    assert not isinstance(agency.recover(made), Unknown)


def test_an_answer_lost_on_the_way_is_unknown_and_found_once(agency, connect, network, hill, arm):
    faults = load_faults()
    lose = lambda verb, path: faults.LoseAnswer() if path.endswith("putRecord") else faults.Forward()  # noqa: E731
    proxy = faults.FaultyProxy(urlsplit(network.pds).port, lose, "")
    draft = Draft("Lost on the way.")
    attempt = arm(draft)
    behind = connect(hill, proxy.url, **agency.account.credentials)
    prepared = behind.prepare(draft, attempt.id)
    with pytest.raises(OutcomeUnknown):
        behind.commit(prepared, attempt)
    proxy.close()
    found = agency.recover(attempt, draft)
    assert isinstance(found, Published) and agency.commit(prepared, attempt) == found
    assert [post.text for post in agency.list_own().items].count(draft.text) == 1


def test_a_server_without_the_network_says_so_and_nothing_is_guessed(agency, pat, post):
    for ask in (lambda: agency.list_comments(), lambda: agency.list_comments(post[0].remote_id)):
        with pytest.raises(Unavailable):
            ask()
    with pytest.raises(Unavailable):
        agency.mute(pat.did)


def test_the_repository_is_exported_for_the_importer(network, signed_in, arm, stopwatch):
    """A small archive as people download it: posts with a picture, an edit, a reply, a hidden reply, a profile."""
    agency, visitor = signed_in(network.account("archive-doc")), signed_in(network.account("archive-pat"))
    publish(agency, arm, Draft(TEXT, (Media(picture(8, 8), "image/png", "A sign at the gate"),)))
    second, _ = publish(agency, arm, Draft("Doors open at 8."))
    changed = Draft("Doors open at 9.")
    agency.edit(second.remote_id, changed, arm(changed, Op.EDIT, second.remote_id))
    asked, _ = publish(visitor, arm, Draft("Why?", reply_to=second.remote_id))
    publish(agency, arm, Draft("Because of repairs.", reply_to=asked.remote_id))
    agency.hide(asked.remote_id)
    publish(agency, arm, Draft(profile=ProfileFields("Hill", "Official page, maintained by the Department.")))
    did = agency.whoami().remote_id
    with stopwatch.step("export the repository"):
        archive = network.http.get("com.atproto.sync.getRepo", params={"did": did})
    assert archive.headers["content-type"] == "application/vnd.ipld.car"
    _, blocks = decode_car(archive.content)
    texts = sorted(b["text"] for b in blocks.values() if isinstance(b, dict) and b.get("$type") == "app.bsky.feed.post")
    assert texts == sorted([TEXT, "Doors open at 9.", "Because of repairs."])
    if os.environ["COUNTERSIGN_LIVE"] == "export":
        ARCHIVE.parent.mkdir(exist_ok=True)
        ARCHIVE.write_bytes(archive.content)
    # The archive beside the importer's tests is one like this.
    _, kept = decode_car(ARCHIVE.read_bytes())
    assert kinds(blocks) == kinds(kept)


def test_nothing_that_is_kept_holds_a_credential(exchanges, hill, pat, agency):
    kept = "".join(repr(vars(exchange)) for exchange in exchanges)
    secrets = [hill.app_password, pat.app_password, hill.main_password]
    secrets += [value for name, value in agency.account.credentials.items() if name.endswith("jwt")]
    assert exchanges and not any(secret in kept for secret in secrets)
    assert hill.did in kept
