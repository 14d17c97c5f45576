"""The public shape of a verdict, and where a model plugs in."""

import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from countersign.screening import (
    RULES_VERSION,
    Category,
    Concern,
    Kind,
    Language,
    Reading,
    Screen,
)
from countersign.screening.checks.reasons import ALL
from screening.screening_examples import CLAUSES, HOUSE, PLAIN

ALL_IDS = [
    "unlawful",
    "violence",
    "commercial",
    "sexual",
    "fraud",
    "harassment",
    "hate",
    "profanity",
    "personal_data",
    "security",
    "legal",
    "personnel",
    "discredit",
    "political",
]
NOT_ON_COMMENTS = {"legal", "personnel", "discredit", "political"}


def test_a_verdict_has_the_keys_of_the_contract_in_their_order() -> None:
    verdict = PLAIN.text("d001", "draft", "Please note my SSN is 123-45-6789.").to_json()
    assert list(verdict) == ["id", "severity", "findings", "scores", "model"]
    assert verdict["findings"] == [
        {
            "category": "personal_data",
            "score": 0.99,
            "start": 22,
            "end": 33,
            "clauses": ["ONE.a", "ONE.b"],
            "why": "Social Security number",
            "by": "rule",
        }
    ]
    assert list(verdict["findings"][0]) == ["category", "score", "start", "end", "clauses", "why", "by"]
    assert verdict["severity"] == "block"
    assert verdict["model"] == RULES_VERSION


def test_scores_hold_every_category_used_for_the_kind_and_no_other() -> None:
    assert list(PLAIN.text(1, "draft", "hello").to_json()["scores"]) == ALL_IDS
    assert list(PLAIN.text(1, "comment", "hello").to_json()["scores"]) == [
        c for c in ALL_IDS if c not in NOT_ON_COMMENTS
    ]


def test_scores_are_those_of_the_rules_and_within_zero_and_one() -> None:
    scores = PLAIN.text(1, "draft", "oh shit, wtf").scores
    assert scores[Category.PROFANITY] == 0.97
    assert sum(scores.values()) == 0.97
    assert all(0 < reason.score <= 1 for reason in ALL)


def test_clauses_come_from_the_map_that_was_handed_in_and_may_be_none() -> None:
    assert PLAIN.text(1, "comment", "SSN 123-45-6789").findings[0].clauses == ("TWO.c",)
    assert PLAIN.text(1, "comment", "oh shit").findings[0].clauses == ()
    assert Screen({}).text(1, "draft", "oh shit").findings[0].clauses == ()


def test_the_fast_line_of_a_clear_verdict_equals_the_slow_one() -> None:
    for kind in Kind:
        for id in ("a", 'q"uote', 7, "ñ"):
            for text in ("hello", "oh shit 123-45-6789"):
                verdict = PLAIN.text(id, kind, text)
                assert json.loads(verdict.to_json_line()) == verdict.to_json()
                assert list(json.loads(verdict.to_json_line())) == list(verdict.to_json())
                assert verdict.to_json_line().isascii()


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="tweet"):
        PLAIN.text(1, "tweet", "hello")


def test_every_reason_has_its_own_key_and_sentence() -> None:
    assert len({reason.key for reason in ALL}) == len({reason.why for reason in ALL}) == len(ALL) > 15


def test_a_screen_travels_between_processes() -> None:
    copy = pickle.loads(pickle.dumps(HOUSE))
    assert copy == HOUSE
    assert copy.text(1, "draft", "case 24-CF-1182") == HOUSE.text(1, "draft", "case 24-CF-1182")


@dataclass(frozen=True)
class CountsShouting:
    """The smallest model there can be: the share of capitals is its probability of harassment."""

    version: str = "shout-1"
    languages: frozenset[Language] = frozenset({"en"})

    def read(self, kind: Kind, texts: Sequence[str]) -> Sequence[Reading]:
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> Reading:
        score = sum(map(str.isupper, text)) / max(1, len(text))
        concern = Concern(Category.HARASSMENT, "Shouting", "shouting", read_first=True)
        return Reading({Category.HARASSMENT: score, Category.LEGAL: 0.2}, (concern,) if score >= 0.5 else ())


SHOUTS = Screen(CLAUSES, model=CountsShouting())


def test_a_model_never_blocks_a_draft_and_may_put_a_comment_first() -> None:
    draft, comment = SHOUTS.texts([(1, "draft", "GO AWAY"), (2, "comment", "GO AWAY")])
    assert [f.by for f in draft.findings] == ["model"]
    assert draft.severity.word == "review"
    assert comment.severity.word == "block"
    assert draft.model == "shout-1"
    assert draft.to_json()["findings"][0]["start"] is None


def test_a_model_scores_even_where_it_raises_nothing() -> None:
    verdict = SHOUTS.text(1, "draft", "Please go away NOW")
    assert verdict.severity.word == "clear"
    assert 0 < verdict.scores[Category.HARASSMENT] < 0.5
    assert verdict.scores[Category.LEGAL] == 0.2
    assert Category.LEGAL not in SHOUTS.text(1, "comment", "Please go away NOW").scores


def test_rules_speak_beside_a_model_and_still_block() -> None:
    verdict = SHOUTS.text(1, "draft", "SSN 123-45-6789 GO AWAY NOW PLEASE")
    assert {f.by for f in verdict.findings} == {"rule", "model"}
    assert verdict.severity.word == "block"


def test_a_text_in_a_language_the_model_does_not_know_is_marked_for_review() -> None:
    russian = "Добрый день, когда можно навестить моего брата?"
    assert SHOUTS.text(1, "comment", russian).severity.word == "review"
    assert SHOUTS.text(1, "comment", "Buenas tardes, ¿cuándo puedo visitar a mi hermano?").severity.word == "review"
    assert PLAIN.text(1, "comment", russian).severity.word == "clear"


def test_verdicts_of_a_mixed_batch_keep_their_places() -> None:
    batch = [
        (n, kind, text) for n, (kind, text) in enumerate([("draft", "HEY"), ("comment", "oh shit"), ("draft", "a")])
    ]
    together = SHOUTS.texts(batch)
    assert together == [SHOUTS.text(*item) for item in batch]
