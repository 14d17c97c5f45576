"""An official account on X and what its platform gave as an archive."""

from __future__ import annotations

from pathlib import Path

import cast as stage
from accounts import account_stories as accounts
from connectors.archives import made
from countersign.gate import clock
from countersign.posts.history import jobs, trying
from countersign.posts.history.models import HistoryRun
from posts import post_stories as stories


def account_on(house: stories.House, platform: str = "x") -> str:
    """An open account on this platform, posted to by hand."""
    who = house.people
    page = f"https://{platform}.com/HillCC" if platform != "whatsapp" else "https://wa.me/12175550100"
    account = accounts.signed_on_ready_platform(who, platform=platform, url=page)
    accounts.connect(account, who.ana, url=page)
    accounts.attest(account, who.lee)
    stage.do(accounts.acts.OpenAccount(account), who.ana)
    return account


def brought(house: stories.House, account: str, archive: made.Made, kind: str = "") -> HistoryRun:
    """An archive as its page takes it: a copy in the folder where archives wait."""
    place = trying.folder() / f"given-{HistoryRun.objects.count()}"
    place.mkdir()
    path = Path(archive.path).rename(place / archive.path.name)
    return jobs.bring(account, path, archive.path.name, house.cast.ana, kind)


def tried(house: stories.House, account: str, archive: made.Made) -> HistoryRun:
    """An archive that was read to its end."""
    run = brought(house, account, archive)
    stories.work("history")
    run.refresh_from_db()
    if run.state == HistoryRun.State.ASKING:
        jobs.answer(run, archive.answers)
        clock.move(clock.now() + trying.LEASE)
        stories.work("history")
        run.refresh_from_db()
    return run
