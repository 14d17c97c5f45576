"""The pages of an archive: given, tried, asked about, taken over or thrown away; each by who may and nobody else."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from connectors.archives import made
from countersign.evidence.models import Capture
from countersign.posts.history import trying
from countersign.posts.history.models import HistoryItem, HistoryRun
from posts import history_stories as history
from posts import post_stories as stories
from posts.test_posts_pages import browser

pytestmark = pytest.mark.storage


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


def given(client: Client, account: str, path: Path, name: str = ""):
    file = SimpleUploadedFile(name or path.name, path.read_bytes())
    return client.post("/history/", {"account": account, "file": file})


def page(client: Client, run: HistoryRun | None = None) -> str:
    answer = client.get(f"/history/{(run or HistoryRun.objects.get()).pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_archive_is_given_read_and_taken_over_through_its_page(house, ana, tmp_path):
    account = history.account_on(house)
    answer = given(ana, account, made.x(tmp_path, 15).path)
    run = HistoryRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/history/{run.pk}/")
    waiting = page(ana)
    assert "Waiting to be read" in waiting
    assert "Look again" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert ana.post(f"/history/{run.pk}/take/").status_code == 400
    stories.work("history")
    tried = page(ana)
    assert "15 items in it are new" in tried
    assert "hx-trigger" not in tried
    assert Capture.objects.filter(how="archive").count() == 0
    assert ana.post(f"/history/{run.pk}/take/").status_code == 302
    taken = page(ana)
    run.refresh_from_db()
    assert "15 items were taken over." in taken
    assert f"Row {run.seq} of the ledger" in taken
    assert run.sha256 in taken
    assert Capture.objects.filter(how="archive", seq=run.seq).count() == 15
    assert run.name in ana.get("/history/").content.decode()


def test_a_single_file_keeps_its_name_but_not_its_way(house, ana, tmp_path):
    account = history.account_on(house)
    path = tmp_path / "data"
    path.write_bytes(made.script("tweets", [made.tweet(n) for n in range(4)]))
    given(ana, account, path, "../../tweets.js")
    run = HistoryRun.objects.get()
    assert Path(run.path).name == "tweets.js"
    assert trying.folder() in Path(run.path).parents
    stories.work("history")
    assert "4 items in it are new" in page(ana)


def test_why_an_archive_is_refused_stands_on_its_page(house, ana, tmp_path):
    account = history.account_on(house)
    evil = made.zipped(tmp_path / "evil.zip", {"data/tweets.js": made.script("tweets", [made.tweet(1)]), "../x": b"1"})
    given(ana, account, evil)
    stories.work("history")
    said = page(ana)
    assert "It is refused as a whole" in said
    assert "A name in it leads out of the archive: “../x”." in said
    given(ana, account, made.reddit(tmp_path).path)
    stories.work("history")
    assert "This is an archive of Reddit, and the account is on X (Twitter)." in page(ana, HistoryRun.objects.last())


def test_what_a_chat_leaves_open_is_asked_on_its_page(house, ana, tmp_path):
    account = history.account_on(house, "whatsapp")
    archive = made.whatsapp(tmp_path, 6)
    given(ana, account, archive.path)
    stories.work("history")
    run = HistoryRun.objects.get()
    asked = page(ana)
    for part in ("Which comes first in its dates?", "04/03/2019", 'value="America/Chicago"', "A visitor"):
        assert part in asked
    where = f"/history/{run.pk}/answer/"
    wrong = ana.post(where, {"date_order": "dmy", "zone": "Mars/Olympus", "own": "Hill DOC"})
    assert wrong.status_code == 400
    assert "There is no time zone of this name." in wrong.content.decode()
    assert ana.post(where, {"date_order": "dmy", "zone": "America/Chicago", "own": "Hill DOC"}).status_code == 302
    stories.work("history")
    assert "6 items in it are new" in page(ana)


def test_thrown_away_it_is_gone(house, ana, tmp_path):
    account = history.account_on(house)
    given(ana, account, made.x(tmp_path, 5).path)
    stories.work("history")
    run = HistoryRun.objects.get()
    assert ana.post(f"/history/{run.pk}/discard/").status_code == 302
    assert "Nothing of it is kept" in page(ana)
    assert HistoryItem.objects.count() == 0
    assert ana.post(f"/history/{run.pk}/take/").status_code == 400


def test_who_may_not_import_sees_none_of_it(house, ana, tmp_path):
    account = history.account_on(house)
    given(ana, account, made.x(tmp_path, 5).path)
    stories.work("history")
    run = HistoryRun.objects.get()
    lee = browser(house.cast.lee, house.leave)
    assert lee.get("/history/").status_code == 403
    for way in ("", "take/", "answer/", "discard/"):
        assert lee.post(f"/history/{run.pk}/{way}").status_code == 403
    assert "/history/" not in lee.get("/posts/").content.decode()
    assert "/history/" in ana.get("/posts/").content.decode()
    run.refresh_from_db()
    assert run.state == "tried"


def test_an_account_that_is_none_and_a_file_that_is_too_large_are_said_in_words(house, ana, tmp_path, monkeypatch):
    account = history.account_on(house)
    path = made.x(tmp_path, 5).path
    assert given(ana, "999", path).status_code == 400
    monkeypatch.setattr("countersign.posts.pages.history.MOST_BYTES", 100)
    answer = given(ana, account, path)
    assert answer.status_code == 400
    assert "larger than 200 MB" in answer.content.decode()
    assert HistoryRun.objects.count() == 0
    assert f'value="{house.account}"' not in answer.content.decode(), "the practice platform gives no archives"
