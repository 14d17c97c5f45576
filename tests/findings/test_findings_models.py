"""Which model reads is chosen by an act, is a fact of history, and is never another than the one that was chosen."""

import pytest
from django.urls import reverse

import cast as stage
from countersign.evidence import store
from countersign.findings import acts, installed, queries
from countersign.findings.models import ModelChoice
from countersign.gate.act import Malformed, NotYours
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.screening import RULES_VERSION, Kind
from findings import finding_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def placed(people, evidence, monkeypatch):
    """A model in the data folder, and none in the package."""
    monkeypatch.setattr(installed, "packaged", lambda: evidence.parent / "no such folder")
    monkeypatch.setattr(installed, "load", lambda one: stories.Wary(one.folder))
    return stories.place_model(evidence.parent)


def asked(text: str = "Our lawyer will answer.") -> list[str]:
    return [f.by for f in queries.screen().text("", Kind.DRAFT, text).findings]


def test_without_a_choice_and_a_model_in_the_package_the_rules_alone_read(people, placed):
    assert queries.version() == RULES_VERSION
    assert queries.in_use().rules_alone
    assert [m.version for m in queries.models()] == ["2026-11-a"]
    assert asked() == []


def test_a_model_that_was_chosen_reads_at_once_and_its_choice_is_kept(people, placed):
    comparison = store.put(b"{}", "application/json")
    done = stage.do(acts.ChooseModel("2026-11-a", "it errs less on our own texts", comparison), people.ana)
    assert queries.version() == "2026-11-a"
    assert asked() == ["model"]
    (choice,) = queries.choices()
    assert (choice.seq, choice.version, choice.person, choice.comparison) == (
        done.seq, "2026-11-a", "Ana Reyes", comparison,
    )  # fmt: skip
    row = bytes(LedgerBody.objects.get(seq=done.seq).body)
    assert choice.digest.encode() in row
    assert comparison.encode() in row
    stage.do(acts.ChooseModel("", "it asks about every lawyer"), people.ana)
    assert queries.version() == RULES_VERSION
    assert [c.version for c in queries.choices()] == ["", "2026-11-a"]


def test_other_files_under_the_chosen_version_do_not_read_and_everybody_is_told(people, placed, visit):
    stage.do(acts.ChooseModel("2026-11-a", stories.REASON), people.ana)
    assert queries.version() == "2026-11-a"
    (placed / "reader.onnx").write_bytes(b"other weights")
    # Another process, or this one after any change: what was built stays until then.
    queries.screening_changed()
    assert queries.version() == f"{RULES_VERSION}, model unread"
    assert asked() == []
    assert "its files are not those that were chosen" in visit(people.lee).get(reverse("findings:how")).content.decode()


def test_a_chosen_model_that_is_gone_is_no_silent_pass(people, placed):
    stage.do(acts.ChooseModel("2026-11-a", stories.REASON), people.ana)
    (placed / "reader.json").unlink()
    queries.screening_changed()
    assert queries.version() == f"{RULES_VERSION}, model unread"


def test_only_a_model_that_is_here_and_does_not_read_yet_can_be_chosen(people, placed):
    for version, why in (("2031-01-z", "no such model"), ("", "reads already")):
        with pytest.raises(Malformed) as fault:
            perform(acts.ChooseModel(version, stories.REASON), by=people.ana)
        assert why in str(fault.value.faults["version"])
    with pytest.raises(Malformed) as fault:
        perform(acts.ChooseModel("2026-11-a", stories.REASON, "0" * 64), by=people.ana)
    assert "comparison" in fault.value.faults
    assert not ModelChoice.objects.exists()


def test_a_model_whose_files_cannot_be_read_cannot_be_chosen(people, evidence, monkeypatch):
    monkeypatch.setattr(installed, "packaged", lambda: evidence.parent / "no such folder")
    stories.place_model(evidence.parent)
    with pytest.raises(Malformed) as fault:
        perform(acts.ChooseModel("2026-11-a", stories.REASON), by=people.ana)
    assert "its files cannot be read" in str(fault.value.faults["version"])


def test_choosing_is_the_pios_and_says_why(people, placed):
    with pytest.raises(NotYours):
        perform(acts.ChooseModel("2026-11-a", stories.REASON), by=people.rita)
    assert not perform(acts.ChooseModel("2026-11-a", ""), by=people.ana).allowed


def test_a_model_may_lie_where_the_environment_says(people, placed, evidence, monkeypatch):
    stories.place_model(evidence.parent / "elsewhere", "2027-01-b")
    monkeypatch.setenv("COUNTERSIGN_SCREENING_MODEL", str(evidence.parent / "elsewhere" / "models" / "2027-01-b"))
    assert {m.version for m in queries.models()} == {"2026-11-a", "2027-01-b"}


@pytest.mark.parametrize("card", ["", "[]", "{}", '{"version": 3}', '{"version": ""}', "not json"])
def test_a_folder_without_a_card_that_says_a_version_is_no_model(people, placed, card):
    (placed / "reader.json").write_text(card)
    assert queries.models() == ()


def test_the_page_shows_what_is_here_and_who_chose_what(people, placed, visit):
    ana = visit(people.ana)
    sent = {"version": "2026-11-a", "reason": "it errs less on our own texts"}
    answer = ana.post(reverse("findings:choose_model"), sent, follow=True)
    shown = answer.content.decode()
    assert "The model 2026-11-a reads beside the rules" in shown
    assert "it errs less on our own texts" in shown
    assert "without a comparison" in shown
    assert visit(people.lee).get(reverse("findings:choose_model")).status_code == 403
