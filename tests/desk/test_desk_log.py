"""The ledger's pages: commitments for everyone, a row's content and proof for those who may read it."""

import json
from html import unescape

import pytest
from django.test import Client

import cast as stage
from countersign.desk import things
from countersign.gate import log
from countersign.gate.act import NotYours
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.gate.wiring import house as wired
from countersign.ledger.proof import verify_proof
from countersign.rules.acts import ACTS
from posts import post_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def published(house, data):
    log.publish(data / "log", data / "keys")
    return house


def test_anybody_can_read_the_newest_signed_head_and_fetch_the_files(published, data):
    stranger = Client()
    page = stranger.get("/log/")
    assert page.status_code == 200
    assert (data / "log" / "checkpoint").read_text() in unescape(page.content.decode())
    files = [p for p in (data / "log").rglob("*") if p.is_file() and not p.name.startswith(".")]
    assert {"checkpoint", "vkey"} < {p.name for p in files}
    for path in files:
        fetched = stranger.get(f"/log/{path.relative_to(data / 'log')}")
        assert b"".join(fetched.streaming_content) == path.read_bytes()
    assert stranger.get("/log/checkpoint").headers["Content-Type"] == "text/plain; charset=utf-8"


def test_no_page_of_the_published_files_holds_a_word_of_a_row(published, data):
    secret = "Lee Novak"
    held = [p for p in (data / "log").rglob("*") if p.is_file()]
    assert held
    assert all(secret.encode() not in p.read_bytes() for p in held)


@pytest.mark.parametrize(
    "path",
    [
        "../keys/log_key",
        "..%2fkeys%2flog_key",
        "tile/../../keys/log_key",
        "/etc/passwd",
        "tile",
        "tile/",
        ".",
        "nothing",
    ],
)
def test_nothing_but_the_published_files_is_given_out(published, data, path):
    assert (data / "keys" / "log_key").exists()
    got = Client().get(f"/log/{path}")
    assert got.status_code == 404


def test_hidden_files_in_the_folder_are_not_given_out(published, data):
    (data / "log" / ".lock").write_text("x")
    assert Client().get("/log/.lock").status_code == 404


def test_a_row_is_read_by_its_actor_by_who_reads_all_and_by_nobody_else(house, visit):
    post = stories.submitted(house)
    row = LedgerBody.objects.filter(act="submit_post").latest("seq")
    where = f"/log/rows/{row.seq}/"
    lee = visit(house.cast.lee).get(where)
    assert lee.status_code == 200
    assert b"submit_post" in lee.content
    assert json.loads(lee.context["row"].content)["subject"]["id"] == post
    assert visit(house.cast.ana).get(where).status_code == 200
    assert visit(house.cast.sam).get(where).status_code == 403
    assert visit(house.cast.rita).get(where).status_code == 403
    assert Client().get(where).status_code == 302


def test_a_row_about_a_person_is_read_by_that_person(house, visit):
    row = LedgerBody.objects.filter(act="hire", subject_id=house.cast.sam).get()
    assert visit(house.cast.sam).get(f"/log/rows/{row.seq}/").status_code == 200
    assert visit(house.cast.lee).get(f"/log/rows/{row.seq}/").status_code == 403


def test_a_refusal_shows_the_clauses_that_stood_in_the_way(house, visit):
    refused = stories.submitted(house, "His number is 536-22-8146.")
    done = perform(stories.signing(refused), by=house.ana)
    page = visit(house.cast.ana).get(f"/log/rows/{done.seq}/")
    for why in done.decision.determining:
        assert all(clause.encode() in page.content for clause in why.clauses)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("done", "refused by the directive", "not theirs to do")),
        ("es", ("hecho", "denegado por la directiva", "no le correspondía")),
    ],
)
def test_what_came_of_an_act_is_said_in_the_reader_s_language(house, visit, language, words):
    ana = visit(house.cast.ana)
    ana.cookies["django_language"] = language
    post = stories.submitted(house, "His number is 536-22-8146.")
    allowed = LedgerBody.objects.latest("seq").seq
    refused = perform(stories.signing(post), by=house.ana).seq
    with pytest.raises(NotYours) as wrong:
        perform(stories.signing(post), by=house.people.rita)
    pages = [ana.get(f"/log/rows/{seq}/") for seq in (allowed, refused, wrong.value.seq)]
    assert tuple(page.context["row"].answer["label"] for page in pages) == words
    for page, word in zip(pages, words, strict=True):
        assert word in page.content.decode()


def test_a_row_leads_to_what_it_is_about(house, visit):
    post = stories.submitted(house)
    seq = LedgerBody.objects.filter(act="submit_post").latest("seq").seq
    ana = visit(house.cast.ana)
    about = ana.get(f"/log/rows/{seq}/").context["row"].about
    assert (about.name, about.url) == (f"post {post}", f"/posts/{post}/")
    assert ana.get(about.url).status_code == 200


def test_every_kind_of_thing_that_acts_are_about_has_a_name():
    about = {ACTS[name].subject for name in wired().acts} - {"placement"}
    assert about <= set(things.KINDS)


def test_history_leads_to_the_rows_that_its_reader_may_read_and_names_the_others(house, visit):
    post = stories.submitted(house)
    stage.do(stories.signing(post), house.ana)
    where = f"/posts/{post}/"
    for person, readable in ((house.cast.lee, {"submit_post"}), (house.cast.ana, {"submit_post", "sign_post"})):
        browser = visit(person)
        rows = browser.get(where).context["rows"]
        acts = dict(LedgerBody.objects.filter(seq__in=[r.seq for r in rows]).values_list("seq", "act"))
        assert {acts[r.seq] for r in rows if r.url} == readable
        assert set(acts.values()) == {"submit_post", "sign_post"}
        assert all(browser.get(r.url).status_code == 200 for r in rows if r.url)
        assert all(f"row {r.seq}" in browser.get(where).content.decode() for r in rows)
    signature = f"/log/rows/{max(acts)}/"
    assert signature not in visit(house.cast.lee).get(where).content.decode()


def test_there_is_no_such_row(house, visit):
    ana = visit(house.cast.ana)
    assert ana.get("/log/rows/99999/").status_code == 404
    assert ana.get("/log/rows/99999/proof.json").status_code == 404


def test_a_proof_holds_the_row_and_verifies_against_the_signed_head(published, data, visit):
    row = LedgerBody.objects.filter(act="hire").first()
    got = visit(published.cast.ana).get(f"/log/rows/{row.seq}/proof.json")
    assert got.status_code == 200
    assert f'filename="row-{row.seq}-proof.json"' in got.headers["Content-Disposition"]
    vkey = (data / "log" / "vkey").read_text().strip()
    assert verify_proof(got.content, vkey).ok
    salt = bytes(row.salt).hex()
    assert salt in got.content.decode()
    assert not verify_proof(got.content.decode().replace(salt, "0" * 64), vkey).ok


def test_a_row_that_is_not_published_yet_has_no_proof_yet(published, visit):
    stage.do(stories.written(published), published.lee)
    seq = LedgerBody.objects.latest("seq").seq
    got = visit(published.cast.ana).get(f"/log/rows/{seq}/proof.json")
    assert got.status_code == 409
    assert b"Not proven yet" in got.content


def test_a_proof_is_not_given_to_who_may_not_read_the_row(published, visit):
    row = LedgerBody.objects.filter(act="hire", subject_id=published.cast.sam).get()
    assert visit(published.cast.lee).get(f"/log/rows/{row.seq}/proof.json").status_code == 403
