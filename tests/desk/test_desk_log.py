"""The ledger's pages: commitments for everyone, a row's content and proof for those who may read it."""

import json
from html import unescape

import pytest
from django.test import Client

import cast as stage
from countersign.gate import log
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.ledger.proof import verify_proof
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
