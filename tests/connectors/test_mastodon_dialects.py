"""Servers in the field that do otherwise than the documents say: each is met, and none is posted to twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from countersign.connectors.errors import (
    AuthExpired,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    Unavailable,
)
from countersign.connectors.interface import AccountSettings, Draft, Gone, Media, Op, Published
from countersign.connectors.mastodon_sign_in import SCOPES


@pytest.fixture
def server(helper):
    """Servers of any dialect; each knows an account `hill`."""
    running = []

    def of(**differs):
        server = helper("mastodon_http").Server(helper("mastodon_server").Dialect(**differs))
        running.append(server)
        server.me, server.token = server.world.person("hill")
        return server

    yield of
    for server in running:
        server.close()


@pytest.fixture
def connected(connect):
    def to(server, url=None, **credentials):
        given = credentials or {"token": server.token}
        return connect(AccountSettings("mastodon", "hill", url or server.world.url, given))

    return to


def send(connector, arm, draft):
    attempt = arm(draft)
    prepared = connector.prepare(draft, attempt.id)
    return attempt, lambda: connector.commit(prepared, attempt)


def test_a_server_that_ignores_our_key_gets_one_request_all_the_same(server, connected, arm, faulty, helper):
    old = server(heeds_key=False)
    fault = {"now": helper("faulty").Forward()}
    proxy = faulty(lambda method, path: fault["now"] if method == "POST" else helper("faulty").Forward(), old.world.url)
    connector = connected(old, proxy.url)
    attempt, commit = send(connector, arm, Draft("once"))
    fault["now"] = helper("faulty").LoseAnswer()
    with pytest.raises(OutcomeUnknown):
        commit()
    assert isinstance(connector.recover(attempt, Draft("once")), Published)
    assert len(old.world.statuses) == 1
    assert [m for m, path, _ in proxy.seen if path.endswith("/statuses") and m == "POST"] == ["POST"]


def test_plain_words_and_400_for_a_bad_token_are_understood(server, connected, arm):
    plain = server(plain_words=True, bad_token=400)
    with pytest.raises(AuthExpired, match="Invalid Bearer token"):
        connected(plain, token="mastodon_not-this-one").whoami()
    with pytest.raises(Rejected) as told:
        send(connected(plain), arm, Draft("x" * 501))[1]()
    assert told.value.field == "text"
    with pytest.raises(ScopeMissing):
        connected(plain, token=plain.world.token(plain.me, ("read",))).block("1")


def test_gone_in_plain_words_is_gone_once_the_server_has_shown_that_it_is_one(server, connected, arm):
    plain = server(plain_words=True)
    connector = connected(plain)
    assert isinstance(connector.fetch("424242"), Gone)
    connector.delete("424242", arm(Draft("x"), Op.DELETE, "424242"))


def test_an_old_server_without_the_newer_addresses_is_served_by_the_older(server, connected, arm, helper):
    old = server(has_v2=False, digests_at_once=True, avatar_text=False)
    connector = connected(old)
    assert connector.limits() == connector.default_limits
    picture = Media(helper("worlds/mastodon").picture(), "image/png", alt="A sign")
    assert send(connector, arm, Draft("old", (picture,)))[1]().remote_id in old.world.statuses


def test_what_is_not_mastodon_at_all_has_no_limits_to_tell(connected, server, faulty, helper):
    real = server()
    nothing = faulty(lambda method, path: helper("faulty").Says(404, b"<h1>Not Found</h1>"), real.world.url)
    with pytest.raises(Rejected) as told:
        connected(real, nothing.url).limits()
    assert told.value.field == "base_url"


def test_limits_are_as_this_server_has_them(server, connected):
    roomy = server()
    told = roomy.world.instance()
    told["configuration"]["statuses"] = {"max_characters": 5000, "max_media_attachments": 8}
    told["configuration"]["media_attachments"]["supported_mime_types"] = ["image/png", "video/mp4", "audio/ogg"]
    roomy.world.instance = lambda: told
    limits = connected(roomy).limits()
    assert (limits.text[0].most, limits.media_most, limits.for_mime("image/jpeg")) == (5000, 8, None)
    assert limits.for_mime("video/mp4").alone and limits.for_mime("audio/ogg") is None
    roomy.world.instance = lambda: {"max_toot_chars": 1000}
    assert connected(roomy).limits().text[0].most == 1000


def test_a_server_without_narrow_scopes_is_asked_for_the_wide_ones(server, connected):
    coarse = server(narrow_scopes=False)
    newcomer = connected(coarse, token="")
    begun = newcomer.sign_in_start("https://agency.example/back")
    assert begun.state["scopes"] == "read write" != SCOPES
    granted = newcomer.sign_in_finish(begun.state, coarse.world.agree(begun.url, coarse.me))
    assert connected(coarse, **granted.credentials).whoami().handle == "hill"


def test_a_token_that_ends_is_renewed_and_the_old_one_is_worthless(server, connected):
    strict = server(token_lasts_s=7200)
    newcomer = connected(strict, token="")
    begun = newcomer.sign_in_start("https://agency.example/back")
    granted = newcomer.sign_in_finish(begun.state, strict.world.agree(begun.url, strict.me))
    assert granted.expires_at is not None
    renewed = connected(strict, **granted.credentials).refresh()
    assert renewed.expires_at >= granted.expires_at
    with pytest.raises(AuthExpired):
        connected(strict, **granted.credentials).whoami()
    assert connected(strict, **renewed.credentials).whoami().handle == "hill"


def test_links_that_are_shown_cut_are_read_whole(server, connected, arm):
    cutting = server(cuts_links=True)
    connector = connected(cutting)
    text = "See https://doc.example.gov/offices/public-information/press and https://a.example.gov"
    assert connector.fetch(send(connector, arm, Draft(text))[1]().remote_id).text == text


def test_pictures_are_compared_without_their_text_where_the_server_keeps_none_for_the_profile(server, connected, arm):
    old = server(avatar_text=False)
    assert connected(old).profile().avatar.alt == ""


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, b'{"error":"The access token was revoked"}', AuthExpired),
        (401, b"", AuthExpired),
        (400, b"Invalid Bearer token", AuthExpired),
        (403, b'{"error":"Your login is currently disabled"}', AuthExpired),
        (403, b'{"error":"Your login is missing a confirmed e-mail address"}', AuthExpired),
        (422, b'{"error":"This method requires an authenticated user"}', AuthExpired),
        (403, b'{"error":"This action is outside the authorized scopes"}', ScopeMissing),
        (403, b'{"error":"This action is not allowed"}', Rejected),
        (
            422,
            b'{"error":"Cannot attach files that have not finished processing. Try again in a moment!"}',
            Unavailable,
        ),
        (422, b'{"error":"Validation failed: Text character limit of 500 exceeded"}', Rejected),
        (429, b'{"error":"Too many requests"}', RateLimited),
        (413, b"<html>Request Entity Too Large</html>", Rejected),
        (500, b'{"error":"We\'re sorry"}', OutcomeUnknown),
        (503, b"", OutcomeUnknown),
        (408, b"", OutcomeUnknown),
        (302, b"", OutcomeUnknown),
        (200, b"<html>Login to the hotel's network</html>", OutcomeUnknown),
        (200, b'{"id":"1"}', OutcomeUnknown),
        (200, b"[]", OutcomeUnknown),
    ],
)
def test_every_way_of_saying_no_becomes_the_error_that_says_what_may_be_done(
    server, connected, arm, faulty, helper, status, body, error
):
    real, says = server(), helper("faulty").Says(status, body)
    proxy = faulty(lambda m, path: says if m == "POST" else helper("faulty").Forward(), real.world.url)
    with pytest.raises(ConnectorError) as told:
        send(connected(real, proxy.url), arm, Draft("refused"))[1]()
    assert type(told.value) is error


@pytest.mark.parametrize("status", [404, 410])
def test_a_stray_not_found_is_never_taken_for_the_platforms_word(server, connected, arm, faulty, helper, status):
    real = server()
    done = send(connected(real), arm, Draft("still there"))[1]()
    astray = faulty(lambda m, path: helper("faulty").Says(status, b"<h1>Not Found</h1>"), real.world.url)
    connector = connected(real, astray.url)
    to_delete = arm(Draft("x"), Op.DELETE, done.remote_id)
    with pytest.raises(OutcomeUnknown):
        connector.delete(done.remote_id, to_delete)
    for ask in (lambda: connector.fetch(done.remote_id), lambda: connector.recover(to_delete)):
        with pytest.raises(Unavailable):
            ask()


def test_a_file_that_the_server_cannot_read_is_refused_before_anything_is_public(server, connected):
    with pytest.raises(Rejected) as told:
        connected(server()).prepare(Draft("x", (Media(b"no picture", "image/png"),)), "m")
    assert told.value.field == "media"


def test_a_list_that_never_ends_is_left(server, connected, arm):
    """A server that does not know `max_id` and `min_id` gives its newest page for ever."""
    stuck = server()
    connector = connected(stuck)
    for n in range(3):
        send(connector, arm, Draft(f"post {n}"))[1]()
    visitor, _ = stuck.world.person("pat")
    stuck.world.write_status(visitor, {"status": "@hill hello"})
    whole, stuck.world.requests = connector.list_own(), []
    again = connector.list_own(cursor=whole.cursor)
    assert again.items == () or again.cursor is None
    page = connector.list_comments()
    assert connector.list_comments(cursor=page.cursor).cursor is None if page.cursor else True
    assert len(stuck.world.requests) < 10


def test_a_deleted_account_or_server_is_not_an_expired_token(connected, server, faulty, helper):
    real = server()
    down = faulty(lambda m, path: helper("faulty").Says(502, b"Bad Gateway"), real.world.url)
    with pytest.raises(Unavailable):
        connected(real, down.url).whoami()


def test_an_account_without_credentials_sends_none(server, connected, exchanges):
    real = server()
    with pytest.raises(AuthExpired):
        connected(real, token="").whoami()
    assert not any(name.lower() == "authorization" for name, _ in exchanges[-1].request_headers)
    assert replace(connected(real).account, credentials={}).credentials == {}
