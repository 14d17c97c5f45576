"""Photograph every page of the demonstration into `shots/`, at two widths and in both languages, to be looked at.

    shots.py                            start a demonstration of its own and photograph it
    shots.py --url http://localhost:8000    photograph one that runs already

It signs in as each person of the cast in turn and follows links. Of pages of one kind, one is enough.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from playwright.sync_api import BrowserType, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))
# The tests' own way through the house: what they walk is what is photographed.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "countersign.site.settings")
from browser_house import ADDRESS, House, browser, department, open_house  # noqa: E402
from browser_walk import kind, walk  # noqa: E402

WIDTHS_PX = (320, 1280)
LANGUAGES = ("en", "es")
CAST = ("Ana", "Dov", "Rita", "Lee", "Grace", "Omar", "Sam", "")
PAGES_AT_MOST = 200


@contextmanager
def demonstration(chromium: BrowserType) -> Iterator[House]:
    """Serve a demonstration from fresh data."""
    with tempfile.TemporaryDirectory(prefix="countersign-shots-") as name:
        folder = Path(name)
        with open_house(chromium, department(folder), folder) as house:
            yield house


@contextmanager
def running(chromium: BrowserType, url: str) -> Iterator[House]:
    """Look at one that runs already."""
    port = int(url.rstrip("/").rsplit(":", 1)[-1])
    with browser(chromium, port) as opened:
        yield House(opened, Path())


def photograph(house: House, who: str, language: str, folder: Path, taken: set[str]) -> int:
    """Photograph what one person sees that nobody before them saw; return how many pages that was."""
    page = house.visit(who, language=language)
    shown = page.context.new_page()
    done = 0
    for found in walk(page, most=PAGES_AT_MOST):
        if kind(found.address) in taken or found.status >= 400:
            continue
        taken.add(kind(found.address))
        name = re.sub(r"\W+", "-", found.address.removeprefix(ADDRESS)).strip("-") or "home"
        shown.goto(found.address)
        for width in WIDTHS_PX:
            shown.set_viewport_size({"width": width, "height": 900})
            path = folder / f"{language}-{width}" / (who.lower() or "public") / f"{name[:100]}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            shown.screenshot(path=path, full_page=True)
        done += 1
    page.context.close()
    return done


def main() -> int:
    """Photograph everything; 0 when there was something to see in each language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="the address of a demonstration that runs already on this machine")
    parser.add_argument("--to", type=Path, default=ROOT / "shots", help="where the pictures go")
    options = parser.parse_args()
    django.setup()
    shutil.rmtree(options.to, ignore_errors=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium
        counts = []
        with running(chromium, options.url) if options.url else demonstration(chromium) as house:
            for language in LANGUAGES:
                taken: set[str] = set()
                for who in CAST:
                    counts.append(photograph(house, who, language, options.to, taken))
                    print(f"{who or 'public'}, {language}: {counts[-1]} pages", flush=True)
    return 0 if all(counts[:: len(CAST)]) else 1


if __name__ == "__main__":
    sys.exit(main())
