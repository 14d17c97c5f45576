"""Signing in at the server's own provider, in a browser, as an agency's people do it."""

from __future__ import annotations

import io
import os
import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from countersign.connectors import atproto_identity, atproto_sign_in, found
from countersign.connectors.app import OurApp
from countersign.connectors.errors import AuthExpired, Rejected
from countersign.connectors.interface import AccountSettings, Draft, Media, Op, RemotePost
from countersign.connectors.jose import SigningKey

BACK, OURS = "/accounts/connect/return/", "/oauth/client-metadata.json"


@pytest.fixture(scope="module")
def browser():
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert program, "Chromium is needed (on Debian and Ubuntu: the package chromium)"
    flags = ["--host-resolver-rules=MAP countersign.example.gov 127.0.0.1"]
    flags += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=flags)
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=["with an address", "on somebody's own machine"])
def ours(request, agency_site):
    """Who we are, and where people come back to."""
    if request.param == "with an address":
        app, home = OurApp(agency_site.home + OURS, (SigningKey.generate(),)), agency_site.home
        agency_site.document = atproto_sign_in.client_metadata(app, home, home + BACK)
        return app, home + BACK
    return OurApp(""), agency_site.own_machine + BACK


@pytest.fixture(scope="module")
def account(network, hill, ours, exchanges):
    """The connector of the agency's account with these credentials. As the directory names its server."""
    usual, atproto_identity.DIRECTORY = atproto_identity.DIRECTORY, network.plc
    with httpx.Client(trust_env=False) as client:

        def connected(credentials=None, handle=hill.handle):
            base_url = network.pds.replace("127.0.0.1", "localhost")
            handed = AccountSettings("bluesky", handle, base_url, credentials or {}, app=ours[0])
            return found.connect(handed, client=client, clock=lambda: datetime.now(UTC), record=exchanges.append)

        yield connected
    atproto_identity.DIRECTORY = usual


def picture():
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(held, "PNG")
    return held.getvalue()


@contextmanager
def signing_in(browser, url):
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(url)
    yield page
    context.close()


def sign_in(page, who, button="Authorize"):
    """What a person does there. Returns what they come back with."""
    page.locator("input[type=password]").fill(who.main_password)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=button).click()
    page.wait_for_url(f"**{BACK}**")
    return dict(parse_qsl(urlsplit(page.url).query))


@pytest.fixture(scope="module")
def granted(account, ours, browser, hill, stopwatch):
    with stopwatch.step("sign-in begins"):
        start = account().sign_in_start(ours[1])
    with signing_in(browser, start.url) as page:
        assert page.get_by_label("Username or Email").input_value() == hill.handle
        back = sign_in(page, hill)
    with stopwatch.step("sign-in ends"):
        return account().sign_in_finish(start.state, back)


def test_somebody_signs_in_posts_a_picture_and_takes_it_down(account, granted, hill, arm):
    connector = account(granted.credentials)
    assert connector.whoami().remote_id == hill.did
    assert granted.scopes == ("atproto", "transition:generic")
    draft = Draft("Signed in, not by password.", (Media(picture(), "image/png", "A sign"),))
    attempt = arm(draft)
    done = connector.commit(connector.prepare(draft, attempt.id), attempt)
    seen = connector.fetch(done.remote_id)
    assert isinstance(seen, RemotePost) and seen.text == draft.text
    connector.delete(done.remote_id, arm(op=Op.DELETE, remote_id=done.remote_id))


def test_somebody_else_who_signs_in_is_not_connected(account, ours, browser, hill, pat):
    start = account(handle=pat.handle).sign_in_start(ours[1])
    with signing_in(browser, start.url) as page:
        assert not page.get_by_label("Username or Email").is_editable(), "the server asks for this account alone"
        back = sign_in(page, pat)
    # As if it had let somebody else in all the same.
    with pytest.raises(Rejected, match="another account"):
        account().sign_in_finish({**start.state, "did": hill.did}, back)


def test_somebody_who_says_no_is_not_connected(account, ours, browser, hill):
    start = account().sign_in_start(ours[1])
    with signing_in(browser, start.url) as page:
        back = sign_in(page, hill, button="Deny access")
    assert back["iss"] and "code" not in back
    with pytest.raises(Rejected):
        account().sign_in_finish(start.state, back)


def test_it_is_renewed_once_and_the_old_one_is_worthless_at_once(account, granted, stopwatch):
    with stopwatch.step("renew"):
        renewed = account(granted.credentials).refresh()
    assert account(renewed.credentials).whoami()
    with pytest.raises(AuthExpired):
        account(granted.credentials).whoami()
    again = account(renewed.credentials).refresh()
    account(again.credentials).revoke()
    with pytest.raises(AuthExpired):
        account(again.credentials).whoami()
    with pytest.raises(AuthExpired, match="has ended"):
        account(again.credentials).refresh()


def test_a_refresh_token_that_is_used_twice_ends_the_sign_in(account, ours, browser, hill):
    start = account().sign_in_start(ours[1])
    with signing_in(browser, start.url) as page:
        given = account().sign_in_finish(start.state, sign_in(page, hill))
    renewed = account(given.credentials).refresh()
    with pytest.raises(AuthExpired, match="has ended"):
        account(given.credentials).refresh()
    with pytest.raises(AuthExpired):
        account(renewed.credentials).whoami()


def test_no_proof_code_or_token_stands_in_the_record(exchanges, granted):
    kept = repr([vars(one) for one in exchanges])
    secrets = [value for name, value in granted.credentials.items() if name not in atproto_sign_in.PUBLIC]
    assert [secret for secret in secrets if secret in kept] == []
    assert "cod-" not in kept and "ref-" not in kept
