"""The light guess at a language."""

import pytest

from countersign.screening import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("When will the visiting room open again for families?", "en"),
        ("¿Cuándo abre otra vez la sala de visitas para las familias?", "es"),
        ("Wann öffnet der Besuchsraum wieder für alle Familien hier?", "other"),
        ("Kiedy znowu otworzą salę odwiedzin dla rodzin więźniów?", "other"),
        ("Когда откроется комната для свиданий?", "other"),
        ("面会室はいつ開きますか", "other"),
        ("متى تفتح غرفة الزيارة", "other"),
        ("", "en"),
        ("🎉🎉🎉", "en"),
        ("Asshats.", "en"),
        ("OK 👍", "en"),
    ],
)
def test_english_spanish_and_others_are_told_apart(text: str, language: str) -> None:
    assert language_of(text) == language
