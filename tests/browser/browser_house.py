"""The real application, served by its own command over a copy of a department built once a run."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
ADDRESS = "http://localhost:8000"
"""Where every house believes it is, since the department's links to the practice platform say so. The browser is
told which port that really is, so that several can run at once."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
PATIENCE_MS = 20_000
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


@dataclass
class House:
    """One running application, the browser that looks at it, and where its data are."""

    browser: Browser
    data: Path

    def visit(self, who: str = "", *, language: str = "en", **options: object) -> Page:
        """A page of a new visitor: somebody of the cast by first name, or nobody; at home when signed in."""
        page = self.context(language, **options).new_page()
        if who:
            page.goto("/cast/")
            page.get_by_role("button", name=re.compile(rf"\b{who}$")).click()
            page.wait_for_url("/")
        return page

    def context(self, language: str = "en", **options: object) -> BrowserContext:
        """A browser without memory, in a language."""
        settings = {"viewport": WIDE, "reduced_motion": "reduce", **options}
        context = self.browser.new_context(base_url=ADDRESS, locale=language, **settings)  # type: ignore[arg-type]
        context.add_cookies([{"name": "django_language", "value": language, "url": ADDRESS}])
        context.set_default_timeout(PATIENCE_MS)
        return context

    def platform_account(self, handle: str, title: str) -> str:
        """Open an account on the practice platform, as one does at somebody else's site. Returns its token."""
        command = [sys.executable, HERE / "browser_department.py", handle, title]
        return subprocess.check_output(command, env=environment(self.data), text=True).strip()

    def publish_log(self) -> None:
        """Publish the ledger now, which the house does by itself once a minute."""
        command = [BIN / "countersign", "log", "publish", self.data / "log"]
        subprocess.run(command, env=environment(self.data), check=True, stdout=subprocess.DEVNULL)


def department(folder: Path) -> Path:
    """The data of the department, built by whichever worker comes first. Nobody serves from it: it is copied."""
    if "COUNTERSIGN_TEST_DEPARTMENT" in os.environ:
        return Path(os.environ["COUNTERSIGN_TEST_DEPARTMENT"])
    built = folder / "department"
    with (folder / "department.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            making = folder / "department-in-the-making"
            making.mkdir(exist_ok=True)
            subprocess.run([sys.executable, HERE / "browser_department.py"], env=environment(making), check=True)
            making.rename(built)
    return built


@contextmanager
def open_house(chromium: BrowserType, department: Path, folder: Path) -> Iterator[House]:
    """Serve a copy of the department and open a browser for it."""
    data = folder / "data"
    shutil.copytree(department, data)
    with serving(data) as port, browser(chromium, port) as opened:
        yield House(opened, data)


@contextmanager
def serving(data: Path) -> Iterator[int]:
    """`countersign serve` over these data. Yields its port."""
    command = [BIN / "countersign", "serve", "--port", str(8100 + os.getpid() % 20_000)]
    log = (data.parent / "served.txt").open("w")
    server = subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert server.stdout is not None
        found = next((m for line in server.stdout if (m := re.search(r"http://localhost:(\d+)", line))), None)
        assert found, f"the house did not open: {Path(log.name).read_text()}"
        # What it prints from here on must not fill the pipe and stop it.
        Thread(target=server.stdout.read, daemon=True).start()
        yield int(found[1])
    finally:
        # Its data are thrown away, so it need not end in order, which takes seconds.
        server.kill()
        server.wait()
        log.close()


@contextmanager
def browser(chromium: BrowserType, port: int) -> Iterator[Browser]:
    """The machine's own Chromium, to which the house is at ADDRESS."""
    program = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)
    assert program, "Chromium is needed (on Debian and Ubuntu: the package chromium)"
    # Chromium refuses its own sandbox to root, which is what build machines run as.
    flags = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    opened = chromium.launch(
        executable_path=program, args=[*flags, f"--host-resolver-rules=MAP localhost:8000 127.0.0.1:{port}"]
    )
    yield opened
    opened.close()


def environment(data: Path) -> dict[str, str]:
    """The environment of a process that has these data and an SQLite database in them."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "COUNTERSIGN_URL")}
    return {**kept, "COUNTERSIGN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "countersign.site.settings"}


def tick(page: Page, name: str, value: str = "") -> None:
    """Choose a box or a circle by its label, as a mouse does: the design system hides the input itself."""
    selector = f"input[name='{name}']" + (f"[value='{value}']" if value else "")
    page.locator(f"label[for='{page.locator(selector).get_attribute('id')}']").click()
