"""Connectors are found by the name of their module, and each stands alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import httpx
import pytest

from countersign.connectors import found, platforms
from countersign.connectors.errors import UnknownPlatform
from countersign.connectors.interface import AccountSettings, Connector

SOURCE = '''
from countersign.connectors.interface import Connector, Limits

class New(Connector):
    """A platform added by adding a file."""
    kind = "{kind}"
    supports = {{}}
    default_limits = Limits((), (), (), 0)
'''


def connect(kind, base_url="https://platform.example"):
    account = AccountSettings(kind, "hill", base_url)
    return found.connect(account, client=httpx.Client(), clock=lambda: datetime.now(UTC), record=lambda exchange: None)


@pytest.fixture
def added(tmp_path, monkeypatch):
    """A file put into the folder of platforms, as somebody who adds one does."""

    def add(name, kind):
        (tmp_path / f"{name}.py").write_text(SOURCE.format(kind=kind))

    monkeypatch.setattr(platforms, "__path__", [*platforms.__path__, str(tmp_path)])
    yield add
    found.connector_class.cache_clear()
    for name in [name for name in sys.modules if name.startswith(f"{platforms.__name__}.new")]:
        del sys.modules[name]


def test_both_connectors_without_a_network_of_their_own_are_there():
    assert {"manual", "practice"} <= set(found.kinds())
    assert all(issubclass(found.connector_class(kind), Connector) for kind in found.kinds())


def test_a_new_file_is_a_new_platform_and_nothing_else_is_edited(added):
    added("newnet", "newnet")
    assert "newnet" in found.kinds()
    fresh = connect("newnet")
    assert fresh.kind == "newnet"
    assert all(answer.reason for answer in fresh.capabilities().values())


def test_a_file_whose_kind_is_not_its_name_is_refused(added):
    added("newnet2", "other")
    with pytest.raises(TypeError, match="newnet2"):
        connect("newnet2")


@pytest.mark.parametrize("kind", ["nowhere", "", "practice.x", "../practice", "__init__"])
def test_an_unknown_kind_is_refused_by_name(kind):
    with pytest.raises(UnknownPlatform, match="practice"):
        connect(kind)


def test_an_account_with_an_unsafe_address_is_not_connected():
    with pytest.raises(ValueError, match="https"):
        connect("practice", "http://platform.example")


def test_the_library_can_be_used_where_there_is_no_django():
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from countersign.connectors import found, byhand, compare\n"
        "[found.connector_class(kind) for kind in found.kinds()]\n"
        "others = [name for name in sys.modules if name.startswith('countersign.')]\n"
        "assert all(name.startswith('countersign.connectors') for name in others), others\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
