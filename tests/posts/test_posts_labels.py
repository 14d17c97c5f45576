"""What signers say of findings is kept as examples, counted, shown, handed out as an act; nothing learns from it."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

import cast as stage
from countersign.evidence import store
from countersign.gate import clock
from countersign.gate.act import Malformed, NotYours
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.gate.wiring import house as wired
from countersign.posts import acts, reasons
from countersign.posts.labels import export, queries
from countersign.posts.models import Label, Revision
from countersign.screening import RULES_VERSION, USED, Category, Kind
from posts import post_stories as stories
from posts.test_posts_review import browser

pytestmark = pytest.mark.storage

SWORN = "This is a shitty day at the center."
WHY = "It quotes the title of the play."


@pytest.fixture
def ana(house) -> Client:
    return browser(house.cast.ana, house.ana.mandate)


def key_of(post: str) -> str:
    (found,) = Revision.objects.get(hash=stories.hash_of(post)).findings
    return found["key"]


def answered(house, text: str = SWORN, so: bool | None = False, by=None) -> str:
    post = stories.submitted(house, text)
    answer = acts.Answered(key_of(post), WHY, so)
    stage.do(acts.SignPost(post, stories.hash_of(post), (answer,), True), by or house.ana)
    return post


def lines(**asked) -> list[dict]:
    made = export.bundle(masked=asked.pop("masked", False), **asked)
    return [json.loads(line) for line in made.file.read().decode().splitlines()]


def test_an_answer_says_whether_the_finding_is_right_and_is_kept_with_what_found_it(house):
    post = answered(house)

    (label,) = Label.objects.all()
    assert (label.verdict, label.category, label.by, label.why_key) == ("wrong", "profanity", "rule", "profane")
    assert (label.kind, label.hash, label.where) == ("draft", stories.hash_of(post), "text")
    assert SWORN[label.start : label.end] == "shitty"
    assert (label.version, label.person) == (RULES_VERSION, house.cast.ana)
    assert LedgerBody.objects.get(seq=label.seq).subject_id == post


def test_an_answer_that_does_not_say_is_an_answer_and_no_example(house):
    answered(house, so=None)
    assert not Label.objects.exists()


def test_what_screening_did_not_see_is_marked_by_who_signs_and_by_who_returns(house):
    seen = acts.Missed("security", "text", 0, 14)
    post = stories.submitted(house)
    stage.do(acts.SignPost(post, stories.hash_of(post), (), True, (seen,)), house.ana)
    other = stories.submitted(house, "The count is at four.")
    whole = acts.Missed("security", "text")
    stage.do(acts.ReturnPost(other, stories.hash_of(other), stories.REASON, ("II.G.4.a",), (whole,)), house.ana)

    assert list(Label.objects.order_by("pk").values_list("verdict", "start", "end", "version")) == [
        ("missed", 0, 14, ""),
        ("missed", None, None, ""),
    ]
    (one, two) = sorted(lines(), key=lambda line: line["text"])
    assert one == {
        "id": f"said-{stories.hash_of(other)[:16]}-text", "kind": "draft", "text": "The count is at four.",
        "categories": ["security"], "severity": "review", "note": "missed: security", "lang": "en",
    }  # fmt: skip
    assert two["text"] == stories.TEXT


@pytest.mark.parametrize(
    "wrong",
    [
        acts.Missed("weather", "text"),
        acts.Missed("security", "card"),
        acts.Missed("security", "text", 5, 4000),
        acts.Missed("security", "text", 5, None),
    ],
)
def test_what_was_missed_must_stand_in_the_post(house, wrong):
    post = stories.submitted(house)
    with pytest.raises(Malformed) as told:
        perform(acts.ReturnPost(post, stories.hash_of(post), stories.REASON, ("II.G.4.a",), (wrong,)), by=house.ana)
    assert set(told.value.faults) == {"missed"}
    assert not Label.objects.exists()


def test_the_later_of_two_who_say_different_things_is_heard(house):
    post = answered(house, so=False)
    answer = acts.Answered(key_of(post), WHY, True)
    stage.do(acts.SignPost(post, stories.hash_of(post), (answer,), True), house.dov)

    (line,) = lines()
    assert (line["categories"], line["severity"], line["note"]) == (["profanity"], "review", "")


def test_the_file_is_what_training_reads(house, tmp_path: Path):
    from training import examples

    answered(house, "This is a shitty day at the center.", so=True)
    answered(house, "What a shitty song, said the critic of the show.", so=False)
    (tmp_path / "said.jsonl").write_bytes(export.bundle(masked=False).file.read())

    read = {e.text: e for e in examples.written(tmp_path, "said")}
    assert {text[:6]: sorted(e.categories) for text, e in read.items()} == {"This i": ["profanity"], "What a": []}
    assert {e.severity.word for e in read.values()} == {"review", "clear"}


def test_personal_data_is_covered_up_where_it_is_asked_for_and_nothing_moves(house):
    text = "Write to bob.smith@gmail.com or call the center at noon."
    covered = export.mask(text)
    assert covered == "Write to xxx.xxxxx@xxxxx.xxx or call the center at noon."


def test_a_file_is_handed_out_as_an_act_that_commits_to_it(house, ana):
    answered(house)
    got = ana.post("/screening/answers/take/", {"masked": "on"})
    assert got.status_code == 200
    data = b"".join(got.streaming_content)
    row = LedgerBody.objects.order_by("-seq").first()
    content = json.loads(bytes(row.body))
    assert content["act"] == "export_labels"
    assert content["fields"]["masked"] is True
    manifest = json.loads(store.get(content["commitments"]["manifest"]))
    assert manifest["sha256"] == content["fields"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert (manifest["texts"], manifest["said"]) == (1, 1)
    assert SWORN not in bytes(row.body).decode()


def test_who_may_not_take_texts_away_gets_none(house):
    answered(house)
    lee = browser(house.cast.lee, house.leave)
    assert lee.post("/screening/answers/take/").status_code == 403
    with pytest.raises(NotYours):
        perform(acts.ExportLabels(1, True, "", ""), by=house.lee)


def test_a_text_that_was_disposed_of_is_told_as_gone_and_not_handed_out(house):
    answered(house)
    Label.objects.update(hash="0" * 64)
    made = export.bundle(masked=False)
    assert (made.count, made.said, made.gone) == (0, 1, 1)


def test_how_often_a_reason_was_wrong_is_counted_and_handed_down(house):
    answered(house, "This is a shitty day at the center.", so=True)
    answered(house, "Another shitty day at the center.", so=False)
    answered(house, "One more shitty day at the center.", so=False)

    (one,) = wired().wiring.judged()
    assert (one.why_key, one.category, one.by, one.version) == ("profane", "profanity", "rule", RULES_VERSION)
    assert (one.right, one.wrong) == (1, 2)
    assert queries.share_wrong(one) == pytest.approx(2 / 3)


def test_the_page_lists_counts_draws_and_narrows(house, ana):
    post = answered(house, so=False)
    answered(house, "Another shitty day at the center.", so=True)
    page = ana.get("/screening/answers/").content.decode()
    assert "50 %: 1 of 2" in page
    assert "Nothing learns from it by itself" in page
    assert f"/posts/{post}/revisions/1/" in page
    only = ana.get("/screening/answers/?verdict=wrong&category=profanity").content.decode()
    assert f"/posts/{post}/revisions/1/" in only and only.count("/revisions/1/") == 1
    assert "Nothing yet" in ana.get("/screening/answers/?category=hate").content.decode()


def test_an_administrator_counts_but_reads_no_words_of_posts_that_are_not_theirs_to_see(house):
    answered(house)
    rita = browser(house.cast.rita, house.people.rita.mandate)
    page = rita.get("/screening/answers/").content.decode()
    assert "not yours to see" in page and "shitty" not in page


def test_the_review_page_asks_whether_it_is_so_and_what_was_missed(house, ana):
    post = stories.submitted(house, SWORN)
    values = {"revision": stories.hash_of(post), "judged": "on", "answer_0": WHY}
    asked = ana.post(f"/review/{post}/sign/", values)
    assert asked.status_code == 400 and "Say whether it is so." in asked.content.decode()
    elsewhere = {**values, "so_0": "no", "missed": "security", "quote": "no such words"}
    assert "do not stand in the post" in ana.post(f"/review/{post}/sign/", elsewhere).content.decode()
    signed = ana.post(f"/review/{post}/sign/", {**elsewhere, "quote": "at the center"})
    assert signed.status_code == 302
    assert {(x.verdict, x.category, x.start) for x in Label.objects.all()} == {
        ("wrong", "profanity", SWORN.index("shitty")), ("missed", "security", SWORN.index("at the center")),
    }  # fmt: skip
    page = ana.get(f"/posts/{post}/").content.decode()
    assert "it is not so." in page and WHY in page and RULES_VERSION in page


def test_returning_from_the_page_says_what_was_missed(house, ana):
    post = stories.submitted(house)
    back = {"revision": stories.hash_of(post), "clause": "II.G.4.a", "reason": "Say which day.", "do": "return",
            "missed": "legal"}  # fmt: skip
    assert ana.post(f"/review/{post}/send-back/", back).status_code == 302
    assert Label.objects.get().category == "legal"


def test_every_finding_says_what_made_it_in_which_version(house, ana):
    post = stories.submitted(house, SWORN)
    (found,) = Revision.objects.get(hash=stories.hash_of(post)).findings
    assert found["version"] == RULES_VERSION
    for address in (f"/review/{post}/", f"/posts/{post}/", f"/posts/{post}/revisions/1/"):
        assert f"Found by a rule, {RULES_VERSION}" in " ".join(ana.get(address).content.decode().split())


def test_a_models_finding_is_shown_as_a_question_with_its_version(house, ana):
    post = stories.submitted(house, SWORN)
    revision = Revision.objects.get(hash=stories.hash_of(post))
    (found,) = revision.findings
    asked = {**found, "by": "model", "why_key": "model-personnel", "version": "2026-11-a"}
    Revision.objects.filter(pk=revision.pk).update(findings=[asked])
    page = " ".join(ana.get(f"/review/{post}/").content.decode().split())
    assert "Asked by a model: a question, not a verdict. Model 2026-11-a" in page
    assert str(reasons.WHY["model-personnel"]).replace("'", "&#x27;") in page


def test_every_category_that_a_model_asks_about_has_its_sentence():
    assert {f"model-{c.value}" for c in USED[Kind.DRAFT]} <= set(reasons.WHY)
    assert len({str(reasons.WHY[f"model-{c.value}"]) for c in Category}) == len(Category)


def test_the_queue_shows_how_grave_and_is_sorted_by_it_when_asked(house, ana):
    soon, later = clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=9)
    first = stories.submitted(house, opens=soon)
    grave = stories.submitted(house, SWORN, opens=later)
    page = ana.get("/review/").content.decode()
    assert page.index(f"/review/{first}/") < page.index(f"/review/{grave}/")
    assert "asks for an answer" in page and "nothing found" in page
    page = ana.get("/review/?sort=gravity").content.decode()
    assert page.index(f"/review/{grave}/?sort=gravity") < page.index(f"/review/{first}/?sort=gravity")
