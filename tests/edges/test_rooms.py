"""Who may import whom."""

import sys
import tomllib

import pytest
from importlinter.cli import lint_imports

LIBRARIES = ("rules", "screening", "connectors", "ledger")
APPS = (
    "gate", "evidence", "people", "directive", "accounts", "findings", "posts", "watch", "records", "conduct",
    "reviews", "desk",
)  # fmt: skip
# Inside effects any room may use these: signatures, questions and duties; captures and documents.
OPEN_ROOMS = {"gate", "evidence"}
# What pages of every room stand on (who is here, who may open, how an act becomes an answer) lies in `people`; what
# seals secrets at rest lies in `accounts`.
OPEN_PLACES = {("people", "web"), ("accounts", "vault")}
# A library is read, tested and used without the web application around it.
FRAMEWORKS = {"django", "allauth", "ninja", "dbos", "django_htmx", "whitenoise", "waitress", "psycopg"}


def test_rooms_import_only_the_rooms_below_them(house, monkeypatch, capsys):
    monkeypatch.chdir(house.root)
    # The linter reads the first package of that name on the path, which must be this tree's.
    monkeypatch.syspath_prepend(str(house.root / "src"))
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_every_room_has_its_place_in_the_order(house):
    with (house.root / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    order = next(contract for contract in contracts if contract["id"] == "order")
    named = [name.strip(" ()") for layer in order["layers"] for name in layer.split("|")]
    assert [name for name in reversed(named) if name in APPS] == list(APPS)
    assert house.rooms() <= {*named, *order["exhaustive_ignores"]}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_imports_no_framework_and_no_other_room(house, library):
    found = [i for i in house.imports() if i.room == library]
    assert found, f"nothing of {library} was read"
    frameworks = [i for i in found if i.module.split(".")[0] in FRAMEWORKS]
    others = [
        i for i in found if i.module.startswith("countersign.") and not i.module.startswith(f"countersign.{library}")
    ]
    assert frameworks + others == []


def test_the_ledger_needs_the_standard_library_and_cryptography_alone(house):
    known = {*sys.stdlib_module_names, "countersign", "cryptography"}
    assert [i for i in house.imports() if i.room == "ledger" and i.module.split(".")[0] not in known] == []


def test_rooms_read_each_other_through_queries_only(house):
    broken = []
    for found in house.imports():
        first, other, *rest = [*found.module.split("."), "", ""]
        if first != "countersign" or found.room not in APPS or other not in APPS:
            continue
        apart = other not in OPEN_ROOMS and rest[0] != "queries" and (other, rest[0]) not in OPEN_PLACES
        if other != found.room and apart:
            broken.append(found)
    assert broken == []


def test_the_practice_platform_stands_alone_and_only_the_site_knows_it(house):
    own = "countersign.practice"
    knows = [i for i in house.imports() if i.module.startswith(own) and i.room not in ("practice", "site")]
    leans = [
        i
        for i in house.imports()
        if i.room == "practice" and i.module.startswith("countersign.") and not i.module.startswith(own)
    ]
    assert knows + leans == []
