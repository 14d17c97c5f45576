"""What an agency installs: one wheel that carries everything and needs neither Node nor a compiler."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "countersign"
ASSETS = "countersign/site/static/uswds"
LIBRARIES = ("rules", "screening", "connectors", "ledger")


EXTRAS = {"dask", "distributed", "pyarrow"}
"""What only the extras `bulk` and `cluster` bring; modules that need them say so when they are asked for."""


def call(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def uv() -> Path:
    """The uv that `make` set up, or the one on the path."""
    own = ROOT / ".tools" / "bin" / "uv"
    found = own if own.exists() else shutil.which("uv")
    assert found, "uv is needed to build the wheel; `make setup` brings it"
    return Path(found)


@pytest.fixture(scope="module")
def wheel(uv, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call(uv, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(uv, wheel, tmp_path_factory) -> Path:
    """A fresh environment with the wheel and what it asks for, and nothing of this tree."""
    folder = tmp_path_factory.mktemp("installed")
    call(uv, "venv", "--quiet", "--python", sys.executable, folder / "venv", cwd=folder)
    # The versions of the lock file: what is tested here must not change because somebody released something today.
    locked = folder / "locked.txt"
    call(uv, "export", "--frozen", "--no-dev", "--no-hashes", "--no-emit-project", "--quiet", "-o", locked, cwd=ROOT)
    python = folder / "venv" / "bin" / "python"
    call(uv, "pip", "install", "--quiet", "--python", python, "--constraints", locked, wheel, cwd=folder)
    return folder


def run(installed: Path, *command: str) -> str:
    """Run a program of the fresh environment with nothing else within reach: no Node, no uv, no source tree."""
    environment = {"PATH": str(installed / "venv" / "bin"), "HOME": str(installed), "LANG": "C.UTF-8"}
    return call(installed / "venv" / "bin" / command[0], *command[1:], cwd=installed, env=environment)


def test_the_wheel_carries_every_file_of_the_package(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    ours = {
        f"countersign/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours - inside == set()
    assert {name for name in inside - ours if ".dist-info/" not in name} == set()


def test_the_wheel_carries_the_page_assets_and_all_that_they_name(wheel):
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        styles = archive.read(f"{ASSETS}/css/uswds.min.css").decode()
        scripts = [archive.read(f"{ASSETS}/js/{name}").decode() for name in ("uswds.min.js", "uswds-init.min.js")]
    named = set(re.findall(r"url\(\.\./([^)]+)\)", styles))
    assert len([name for name in named if name.endswith(".woff2")]) >= 12
    assert {f"{ASSETS}/{name}" for name in (*named, "img/sprite.svg", "LICENSE.md")} - inside == set()
    # Django's manifest storage stops at a source map that is not there.
    assert [text[-80:] for text in (styles, *scripts) if "sourceMappingURL" in text] == []


def test_the_wheel_carries_the_compiled_translations(wheel):
    written = {path.relative_to(PACKAGE.parent).with_suffix(".mo").as_posix() for path in PACKAGE.rglob("*.po")}
    assert written
    assert written - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_wheel_carries_the_licence_and_the_notice(wheel):
    inside = zipfile.ZipFile(wheel).namelist()
    assert {Path(name).name for name in inside if ".dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_the_installed_program_runs_with_nothing_else_on_the_path(installed):
    assert "usage" in run(installed, "countersign", "--help").lower()


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_module_of_a_library_loads_alone_from_the_wheel(installed, library):
    code = f"""
import importlib, pkgutil, sys
import countersign.{library} as library
for module in pkgutil.walk_packages(library.__path__, library.__name__ + "."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as missing:
        if missing.name not in {sorted(EXTRAS)}:
            raise
print(library.__file__, "django" in sys.modules)
"""
    where, has_django = run(installed, "python", "-c", code).split()
    assert Path(where).is_relative_to(installed)
    assert has_django == "False"


@pytest.mark.long
def test_a_source_distribution_builds_the_same_wheel(uv, wheel, tmp_path):
    call(uv, "build", "--quiet", "--out-dir", tmp_path, ROOT, cwd=tmp_path, env={**os.environ})
    (again,) = tmp_path.glob("*.whl")
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(wheel).namelist())
