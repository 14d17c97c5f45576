"""What is fetched, and from where, is fixed by hashes and public addresses."""

import json
import tomllib
from urllib.parse import urlsplit

INDEX = "https://pypi.org/simple"
FILES = "files.pythonhosted.org"


def test_every_python_package_is_locked_to_a_hash_on_the_public_index(house):
    with (house.root / "uv.lock").open("rb") as file:
        packages = tomllib.load(file)["package"]
    ours = [package for package in packages if package["source"] == {"editable": "."}]
    assert [package["name"] for package in ours] == ["countersign"]
    theirs = [package for package in packages if package not in ours]
    assert theirs
    for package in theirs:
        assert package["source"] == {"registry": INDEX}, package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        for file in files:
            assert urlsplit(file["url"]).hostname == FILES, package["name"]
            assert file["hash"].startswith("sha256:"), package["name"]


def test_every_npm_package_is_locked_to_a_hash_and_names_no_server(house):
    packages = json.loads((house.root / "package-lock.json").read_text("utf-8"))["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    assert [name for name, package in fetched.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, package in fetched.items() if "resolved" in package] == []
