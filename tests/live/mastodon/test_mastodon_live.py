"""The Mastodon connector against a server that others wrote: what our own stand-in takes for granted is asked of it."""

from __future__ import annotations

import importlib.util
import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from countersign.connectors.compare import Sameness, compare
from countersign.connectors.errors import AuthExpired, OutcomeUnknown
from countersign.connectors.interface import Draft, Gone, Media, NotFound, Op, ProfileFields, Published
from countersign.connectors.threads import next_part

_spec = importlib.util.spec_from_file_location("live_faulty", Path(__file__).parents[2] / "connectors" / "faulty.py")
faulty = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = faulty
_spec.loader.exec_module(faulty)


def picture():
    made = io.BytesIO()
    Image.linear_gradient("L").resize((96, 64)).save(made, "PNG")
    return Media(made.getvalue(), "image/png", alt="A sign at the gate")


def is_same(connector, draft, seen):
    return compare(draft, seen, connector.rewritings).outcome is not Sameness.DIFFERS


def test_it_says_who_we_are_and_how_much_fits(connect):
    connector = connect()
    assert connector.whoami().handle == "hill"
    limits = connector.limits()
    assert limits.text[0].most == 500 and limits.for_mime("image/png") and limits.for_mime("video/mp4").alone


def test_a_person_signs_in_on_its_own_page_and_the_token_ends_when_it_is_taken_back(connect, server):
    begun = connect(token="").sign_in_start("https://agency.example/back")
    granted = connect(token="").sign_in_finish(begun.state, server.browser_agrees(begun.url, "hill"))
    signed_in = connect(**granted.credentials)
    assert signed_in.whoami().handle == "hill"
    signed_in.revoke()
    with pytest.raises(AuthExpired):
        signed_in.whoami()


def test_a_post_with_a_picture_is_published_read_back_edited_and_deleted(connect, send, arm):
    connector = connect()
    draft = Draft("Visits are on Sunday & Monday.\n\nSee https://doc.example.gov/visits #Visits", (picture(),))
    done = send(connector, draft)
    seen = connector.fetch(done.remote_id)
    assert is_same(connector, draft, seen) and seen.media[0].alt == "A sign at the gate"
    # This server changes words only; pictures stay whatever an edit says.
    changed = Draft("Visits are on Monday.", draft.media)
    to_edit = arm(changed, Op.EDIT, done.remote_id)
    connector.edit(done.remote_id, changed, to_edit)
    seen = connector.fetch(done.remote_id)
    assert is_same(connector, changed, seen) and seen.edited_at
    assert isinstance(connector.recover(to_edit, changed), Published)
    to_delete = arm(Draft("x"), Op.DELETE, done.remote_id)
    connector.delete(done.remote_id, to_delete)
    assert isinstance(connector.fetch(done.remote_id), Gone)
    connector.delete(done.remote_id, to_delete)
    assert isinstance(connector.recover(to_delete), Published)


def test_a_thread_is_published_and_what_others_say_is_found_and_answered(connect, send):
    hill, pat, there = connect(), connect("pat"), []
    parts = [Draft("first"), Draft("second"), Draft("third")]
    while (part := next_part(parts, there)) is not None:
        there.append(send(hill, part))
    assert [hill.fetch(done.remote_id).reply_to for done in there] == [None, *(d.remote_id for d in there[:2])]
    started = datetime.now(UTC) - timedelta(seconds=5)
    asked = send(pat, Draft("@hill When is it?", reply_to=there[0].remote_id))
    (under,) = (c for c in hill.list_comments(there[0].remote_id).items if c.author.name == "Pat")
    assert (under.remote_id, under.author.name) == (asked.remote_id, "Pat")
    assert asked.remote_id in [comment.remote_id for comment in hill.list_comments(since=started).items]
    answer = Draft("@pat On Friday.", reply_to=asked.remote_id)
    assert is_same(hill, answer, hill.fetch(send(hill, answer).remote_id))


def test_its_own_posts_are_listed_in_parts(connect, send):
    connector = connect("pat")
    done = [send(connector, Draft(f"number {n}")).remote_id for n in range(45)]
    listed, cursor = [], None
    while True:
        page = connector.list_own(cursor=cursor)
        listed, cursor = [*listed, *(post.remote_id for post in page.items)], page.cursor
        if cursor is None:
            break
    assert [one for one in listed if one in done] == done[::-1] and len(listed) == len(set(listed))


def test_authors_are_blocked_and_muted_and_a_profile_is_written(connect, send):
    hill, pat = connect(), connect("pat").whoami().remote_id
    for act in (hill.mute, hill.unmute, hill.block, hill.unblock):
        act(pat)
    fields = ProfileFields(bio="Official page.", website="https://doc.example.gov", email="pio@doc.example.gov")
    send(hill, Draft(profile=fields))
    seen = hill.profile()
    assert (seen.bio, seen.links, seen.emails) == (fields.bio, (fields.website,), (fields.email,))


@pytest.mark.parametrize(("fault", "there"), [("LoseAnswer", 1), ("CutAnswer", 1), ("LoseRequest", 0)])
def test_what_is_lost_on_the_way_is_found_or_not_and_is_never_there_twice(connect, arm, server, fault, there):
    broken = False
    proxy = faulty.FaultyProxy(
        urlsplit(server.url).port,
        lambda method, path: getattr(faulty, fault)() if broken and method != "GET" else faulty.Forward(),
        "/",
    )
    try:
        connector = connect(base_url=proxy.url)
        draft = Draft(f"lost {arm(Draft('x')).id}", (picture(),))
        attempt = arm(draft)
        prepared = connector.prepare(draft, attempt.id)
        broken = True
        with pytest.raises(OutcomeUnknown):
            connector.commit(prepared, attempt)
        found = connect().recover(attempt, draft)
        assert isinstance(found, Published if there else NotFound)
        assert sum(post.text == draft.text for post in connect().list_own().items) == there
    finally:
        proxy.close()
