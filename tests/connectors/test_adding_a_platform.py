"""What docs/adding-a-platform.md says is enough, is enough: practice under another name, from its two files."""

from __future__ import annotations

import importlib.util
import inspect
import re
import sys
from pathlib import Path

import pytest

from countersign.connectors import errors, found, platforms
from countersign.connectors.capabilities import Can, Cap
from countersign.connectors.interface import AccountSettings, Connector, Draft
from countersign.connectors.transport import Effect

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-a-platform.md").read_text()
NEW = "noticeboard"


def contract():
    """The contract's tests, by name."""
    spec = importlib.util.spec_from_file_location("connectors_contract_again", Path(__file__).with_name("contract.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if name.startswith("test_")}


@pytest.fixture
def dropped(tmp_path, monkeypatch):
    """Puts a file among the platforms."""
    folder = tmp_path / "platforms"
    folder.mkdir()
    monkeypatch.setattr(platforms, "__path__", [*platforms.__path__, str(folder)])

    def drop(source):
        (folder / f"{NEW}.py").write_text(source)
        found.connector_class.cache_clear()

    yield drop
    found.connector_class.cache_clear()
    sys.modules.pop(f"{platforms.__name__}.{NEW}", None)


@pytest.fixture
def renamed(request, dropped, connect, exchanges, helper, monkeypatch):
    """The practice platform and its world under another name."""
    source = inspect.getsource(found.connector_class("practice"))
    module = Path(inspect.getsourcefile(found.connector_class("practice"))).read_text()
    assert 'kind = "practice"' in source
    dropped(module.replace('kind = "practice"', f'kind = "{NEW}"'))
    process = request.getfixturevalue("practice")
    usual = process.settings()
    settings = AccountSettings(NEW, usual.handle, usual.base_url, usual.credentials)
    monkeypatch.setattr(process, "settings", lambda *given, **named: settings)
    return helper("worlds/practice").World(request, connect, exchanges)


PLAIN = {name: test for name, test in contract().items() if not hasattr(test, "pytestmark")}


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_a_file_and_its_world_keep_the_whole_contract(name, renamed, request):
    assert NEW in found.kinds() and renamed.connector.kind == NEW
    given = {"world": lambda: renamed, "arm": lambda: request.getfixturevalue("arm")}
    PLAIN[name](**{wanted: given[wanted]() for wanted in inspect.signature(PLAIN[name]).parameters})


def test_the_example_on_the_page_is_a_connector(dropped, connect, exchanges):
    (example,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    dropped(example)
    fresh = connect(AccountSettings(NEW, "hill", "https://board.example"))
    answers = fresh.capabilities()
    assert set(answers) == set(Cap) and all(a.reason for a in answers.values() if a.can is not Can.YES)
    assert answers[Cap.VIDEO].reason == "The board shows no moving pictures."
    assert [p.code for p in fresh.validate(Draft("x" * 301))] == ["too_long", "unsupported"]
    assert exchanges == []


def test_the_page_names_every_call_every_effect_and_every_error():
    calls = {name for name in vars(Connector) if not name.startswith("_") and callable(getattr(Connector, name))}
    failures = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, errors.ConnectorError)
    } - {"ConnectorError", "BadAttestation", "UnknownPlatform"}
    named = set(re.findall(r"`([\w.]+)(?:\(\))?`", PAGE))
    effects = set(re.findall(r"`([A-Z]+)`", PAGE))
    assert calls - named == set() and failures - named == set()
    assert effects == {effect.name for effect in Effect}


def test_every_platform_has_its_world_and_those_on_the_network_their_page():
    here = Path(__file__).parent
    assert [kind for kind in found.kinds() if not (here / "worlds" / f"{kind}.py").exists()] == []
    ours = {"manual", "practice"}  # neither is a network that an administrator connects to
    pages = {page.stem for page in (ROOT / "docs" / "platforms").glob("*.md")}
    assert set(found.kinds()) - ours - pages == set()


def test_the_page_points_only_to_what_is_there():
    wanted = set(re.findall(r"`((?:tests|src|docs)/[\w./-]+\.\w+)`", PAGE))
    assert wanted and [path for path in sorted(wanted) if not (ROOT / path).exists()] == []
    for name in re.findall(r"`(platforms/\w+\.py|mastodon_wire\.py)`", PAGE):
        assert (ROOT / "src/countersign/connectors" / name).exists()
    for name in re.findall(r"`(worlds/\w+\.py)`", PAGE):
        assert (Path(__file__).parent / name).exists()
