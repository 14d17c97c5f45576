"""Who may open an address is said beside it; nothing said, nobody opens."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import cast as stage
from countersign.people.web.opening import ANYONE, Who

# Not ours to declare: the sign-in pages of the library that does it, Django's language switch, and the practice
# platform, which plays somebody else's site.
NOT_OURS = ("sign-in/", "language/", "practice/")


def addresses(patterns=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        else:
            yield route, entry


OURS = [(route, entry) for route, entry in addresses() if not route.startswith(NOT_OURS)]


def example(route: str) -> str:
    """An address of this shape."""
    return "/" + re.sub(
        r"<(?:(\w+):)?\w+>",
        lambda m: {"int": "1", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}.get(m[1] or "str", "x"),
        route,
    )


def test_every_address_says_who_may_open_it():
    silent = [route for route, entry in OURS if not isinstance(getattr(entry.callback, "who", None), Who)]

    assert OURS
    assert silent == []


@pytest.mark.storage
def test_a_stranger_opens_only_what_is_for_anyone(db):
    stage.everybody()
    client = Client()
    for route, entry in OURS:
        if entry.callback.who is ANYONE:
            continue
        for answer in (client.get(example(route)), client.post(example(route))):
            assert answer.status_code in (302, 403), f"{route}: {answer.status_code}"
            if answer.status_code == 302:
                assert answer["Location"].startswith("/sign-in/login/"), route


@pytest.mark.storage
def test_somebody_who_left_opens_no_more_than_a_stranger(db, client):
    from countersign.people import acts, signin

    cast = stage.everybody()
    user = signin.create(cast.sam)
    client.force_login(user)
    stage.do(acts.EndEmployment(cast.sam, "left for another agency"), stage.acting(cast.rita, "administrator"))
    # Leaving closes the sign-in as well; what is tried here is that pages do not rest on that alone.
    signin.SignIn.objects.filter(pk=user.pk).update(is_active=True)
    client.force_login(user)

    for route, entry in OURS:
        if entry.callback.who is not ANYONE:
            assert client.get(example(route)).status_code in (302, 403), route
