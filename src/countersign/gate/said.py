"""Words that an act says before it is known who reads them: translated where they are shown, English in logs."""

from __future__ import annotations

from typing import cast

from django.utils import translation
from django.utils.text import format_lazy


def gettext_lazy(sentence: str) -> str:
    """The sentence in the language of whoever looks at it, each time anew. The name is what gettext's tools collect."""
    return cast(str, translation.gettext_lazy(sentence))


def fill(sentence: str, **values: object) -> str:
    """A sentence with its `{names}` filled, translated as late as the sentence itself."""
    return cast(str, format_lazy(sentence, **values))


def in_english(sentence: str) -> str:
    """The sentence as the code has it, whoever asks: for logs and for the command line."""
    with translation.override("en"):
        return str(sentence)
