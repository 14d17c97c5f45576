"""Photograph every page of the demonstration into `shots/`, at two widths and in both languages, to be looked at.

    shots.py                            start a demonstration of its own and photograph it
    shots.py --url http://localhost:8000    photograph one that runs already

It signs in as each person of the cast in turn and follows links. Of pages that differ by a number or a hash only,
one is enough.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTHS_PX = (320, 1280)
LANGUAGES = ("en", "es")
CAST = ("", "Ana", "Dov", "Lee")
PAGES_AT_MOST = 150
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
ONE_OF_MANY = re.compile(r"\d+|[0-9a-f]{8,}")


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve a demonstration from fresh data; yield its address as it prints it."""
    with tempfile.TemporaryDirectory(prefix="countersign-shots-") as data:
        program = Path(sys.executable).parent / "countersign"
        environment = {**os.environ, "COUNTERSIGN_DATA": data, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen([program, "demo"], env=environment, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if found := re.search(r"http://localhost:\d+", line):
                    # What it prints from here on must not fill the pipe and stop it.
                    Thread(target=server.stdout.read, daemon=True).start()
                    yield found[0]
                    return
            raise RuntimeError("the demonstration ended before it said where it is served")
        finally:
            server.terminate()
            server.wait()


def pattern(address: str) -> str:
    """What pages of one kind have in common."""
    return ONE_OF_MANY.sub("N", urlsplit(address).path)


def follow(page: Page, start: str) -> Iterator[str]:
    """Visit one page of every kind that can be reached by links; yield each while the browser shows it."""
    waiting, known = [start], {pattern(start)}
    while waiting and len(known) <= PAGES_AT_MOST:
        address = waiting.pop(0)
        try:
            answer = page.goto(address)
        except Exception as error:  # a link that downloads a file is no page
            if "Download is starting" in str(error):
                continue
            raise
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield address
        for link in page.locator("a[href]").all():
            target = urljoin(page.url, link.get_attribute("href") or "").split("#")[0].split("?")[0]
            if urlsplit(target).netloc == urlsplit(start).netloc and pattern(target) not in known:
                known.add(pattern(target))
                waiting.append(target)


def photograph(browser: Browser, start: str, language: str, who: str, folder: Path) -> int:
    """Photograph what one person sees in one language; return how many pages that was."""
    context = browser.new_context(reduced_motion="reduce", locale=language)
    context.add_cookies([{"name": "django_language", "value": language, "url": start}])
    page = context.new_page()
    if who:
        page.goto(start)
        page.get_by_role("button", name=re.compile(rf"\b{who}\b")).first.click()
        page.wait_for_load_state()
    done = 0
    for address in follow(page, page.url if who else start):
        name = re.sub(r"\W+", "-", urlsplit(address).path).strip("-") or "home"
        for width in WIDTHS_PX:
            page.set_viewport_size({"width": width, "height": 900})
            path = folder / f"{language}-{width}" / (who.lower() or "public") / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path, full_page=True)
        done += 1
    context.close()
    return done


def main() -> int:
    """Photograph everything; 0 when at least one page was there for everybody."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="the address of a demonstration that runs already")
    parser.add_argument("--to", type=Path, default=ROOT / "shots", help="where the pictures go")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("Chromium is needed to photograph pages (on Debian and Ubuntu: the package chromium)", file=sys.stderr)
        return 1
    # Chromium refuses its own sandbox to root, which is what build machines run as.
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET

    def all_of(start: str) -> int:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=flags)
            counts = []
            for who in CAST:
                for language in LANGUAGES:
                    counts.append(photograph(browser, start, language, who, options.to))
                    print(f"{who or 'public'}, {language}: {counts[-1]} pages", flush=True)
            browser.close()
        return 0 if all(counts) else 1

    if options.url:
        return all_of(options.url)
    with demonstration() as start:
        return all_of(start)


if __name__ == "__main__":
    sys.exit(main())
