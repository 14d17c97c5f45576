"""What in a post's text is hard to read, and the fix that is offered."""

import pytest

from countersign.screening import ProblemKind, problems


def fixed(text: str) -> list[tuple[str, str, str | None]]:
    return [(p.kind.value, text[p.start : p.end], p.fix) for p in problems(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Come! #visitinghours", ("hashtag-words", "#visitinghours", "#VisitingHours")),
        ("#SECONDCHANCEMONTH", ("hashtag-words", "#SECONDCHANCEMONTH", "#SecondChanceMonth")),
        ("#feriadeempleo", ("hashtag-words", "#feriadeempleo", "#FeriaDeEmpleo")),
        ("#qwrtzpsdfghjklmnb", ("hashtag-words", "#qwrtzpsdfghjklmnb", None)),
        ("Yes 🎉🎉🎉🎉 all", ("emoji-run", "🎉🎉🎉🎉", "🎉🎉")),
        ("👩‍🚒 👍🏽 🇺🇸", ("emoji-run", "👩‍🚒 👍🏽 🇺🇸", "👩‍🚒👍🏽")),
        ("PLEASE READ THIS NOTICE today", ("all-caps", "PLEASE READ THIS NOTICE", "Please read this notice")),
        ("Now 𝗕𝗼𝗹𝗱 𝗧𝗲𝘅𝘁", ("styled-letters", "𝗕𝗼𝗹𝗱 𝗧𝗲𝘅𝘁", "Bold Text")),
        ("S A L E today", ("spaced-letters", "S A L E", "SALE")),
        ("Wow!!!!!", ("repeated-signs", "!!!!!", "!")),
    ],
)
def test_each_problem_is_pointed_at_with_a_fix(text: str, expected: tuple[str, str, str | None]) -> None:
    assert fixed(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Visiting hours change. #VisitingHours #IDOC #jobs #veterans #CO2026",
        "Read more: https://agency.example/visiting#opening-hours",
        "Well done 🎓🎉 to all",
        "The IDOC PIO says no. GED classes begin.",
        "Grade A B C",
        "Wait... what?! Yes!!",
        "Año nuevo, ¡feliz día!",
    ],
)
def test_an_ordinary_post_has_no_problem(text: str) -> None:
    assert problems(text) == []


def test_every_fix_leaves_no_problem_of_its_kind() -> None:
    for text in ("#visitinghours", "🎉🎉🎉🎉", "PLEASE READ THIS NOTICE", "𝗕𝗼𝗹𝗱", "S A L E", "Wow!!!!!"):
        problem = problems(text)[0]
        assert problem.fix is not None
        after = text[: problem.start] + problem.fix + text[problem.end :]
        assert problem.kind not in {p.kind for p in problems(after)}


def test_problems_come_in_the_order_of_the_text() -> None:
    kinds = [p.kind for p in problems("#visitinghours 🎉🎉🎉 PLEASE READ THIS NOTICE")]
    assert kinds == [ProblemKind.HASHTAG_WORDS, ProblemKind.EMOJI_RUN, ProblemKind.ALL_CAPS]
