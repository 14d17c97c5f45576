"""A light guess at a text's language: English, Spanish, or another.

Good enough to know when not to trust a model. It counts small words and looks at the script; a text too
short to tell is taken for English, since a rule reads it the same either way.
"""

import re
from typing import Literal

from .wordlists import words

Language = Literal["en", "es", "other"]

_ENGLISH = words("small_english")
_SPANISH = words("small_spanish")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
_ENOUGH_WORDS = 6
_READ_CHARS = 2000


def language_of(text: str) -> Language:
    """The likeliest language of the first 2,000 characters."""
    words = _WORD.findall(text[:_READ_CHARS].lower())
    letters = sum(map(len, words))
    if letters and len(_LATIN_LETTER.findall("".join(words))) < letters * 0.6:
        return "other"
    english = sum(word.replace("’", "'") in _ENGLISH for word in words)
    spanish = sum(word in _SPANISH for word in words)
    if len(words) >= _ENOUGH_WORDS and max(english, spanish) < len(words) * 0.1:
        return "other"
    return "es" if spanish > english else "en"
