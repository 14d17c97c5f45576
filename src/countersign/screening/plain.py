"""How a trained model is shown a text: signs that its vocabulary lacks become words that it has.

Invisible characters go, styled and lookalike letters become plain, an emoji becomes its name. That loses no
meaning, so it is done to every text. What might lose some (undoing l33t, joining s p a c e d letters,
squeezing loooong ones) gives a *second* reading beside the first: a model reads both, and the graver counts.
Training and use go through this file alike. Time and memory are linear in the text.
"""

import re
import unicodedata
from collections.abc import Container

from .fold import FOREIGN, SIGN, _plain

_TABLE_LIMIT = 20_000
_SKIN_TONES = ("light skin", "light skin", "medium skin", "dark skin", "dark skin")
_FIRST_SKIN_TONE = 0x1F3FB


def _shown(char: str) -> str:
    """One character as the model is shown it."""
    if char in "\n\r\t":
        return " "
    tone = ord(char) - _FIRST_SKIN_TONE
    if 0 <= tone < len(_SKIN_TONES):
        return f" {_SKIN_TONES[tone]} "
    plain = _plain(char)
    if plain.isalnum():
        return plain.upper() if char.isupper() and plain != FOREIGN else char if plain == FOREIGN else plain
    if unicodedata.category(char) in {"So", "Sk"} and not char.isascii():
        return f" {unicodedata.name(char, 'sign').lower().removesuffix(' sign')} "
    return char if plain == SIGN else plain


class _ShownTable(dict[int, str]):
    """For ``str.translate``; remembers what it has looked up."""

    def __missing__(self, code: int) -> str:
        shown = _shown(chr(code))
        if len(self) < _TABLE_LIMIT:
            self[code] = shown
        return shown


_SHOWN = _ShownTable()
_LETTER_MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]")


def shown(text: str) -> str:
    """The text with everything plain that can be made plain without guessing."""
    if text.isascii():
        return text
    return _LETTER_MARKS.sub("", text.translate(_SHOWN))


def origins(text: str) -> list[int]:
    """For each character of ``shown(text)`` the place in the text as given that it came from."""
    if text.isascii():
        return list(range(len(text)))
    return [at for at, char in enumerate(text) for _ in _LETTER_MARKS.sub("", _SHOWN[ord(char)])]


_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i"}
_LEET_TABLE = str.maketrans(_LEET)
_LEET_L_TABLE = str.maketrans(_LEET | {"1": "l", "!": "l"})
# Looking ahead is bounded and a run of letters is tried from its first only: else a long one would take its square.
_MIXED = re.compile(r"(?=[\w@$!]{0,64}?[0-9@$!])(?=[\w@$!]{0,64}?[A-Za-z])[\w@$!]{2,24}")
_SPACED = re.compile(r"(?<![\w'])[^\W_](?:[ .,_*~/|-]{1,3}[^\W_]){3,24}(?![\w'])")
_LONG = re.compile(r"([A-Za-z])\1{2,}")
_WORD_WITH_LONG = re.compile(r"(?<![A-Za-z])[A-Za-z]*([A-Za-z])\1{2,}[A-Za-z]*")
_MAY_DIFFER = re.compile(
    r"[0-9@$!][A-Za-z]|[A-Za-z][0-9@$!]|([A-Za-z])\1\1|(?<![\w'])[^\W_][ .,_*~/|-]{1,3}[^\W_][ .,_*~/|-]"
)


def undone(plain: str, known: Container[str]) -> str | None:
    """The second reading of a text already made plain, or ``None`` where there is nothing to undo.

    ``known`` holds the words, in lower case, that a disguised one may turn out to be.
    """
    if not _MAY_DIFFER.search(plain):
        return None
    second = _SPACED.sub(lambda m: _joined(m.group()), plain)
    second = _WORD_WITH_LONG.sub(lambda m: _squeezed(m.group(), known), second)
    second = _MIXED.sub(lambda m: _unleet(m.group(), known), second)
    return second if second != plain else None


def _joined(run: str) -> str:
    """Letters written one by one; a wider gap than the usual one stays a gap between words."""
    letters = re.findall(r"[^\W_]", run)
    gaps = re.findall(r"[ .,_*~/|-]+", run)
    narrow = min(map(len, gaps))
    word = letters[0]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        word += (" " if len(gap) > narrow and gap.endswith("  ") else "") + letter
    return word if sum(map(str.isalpha, letters)) * 2 > len(letters) else run


def _squeezed(word: str, known: Container[str]) -> str:
    twice = _LONG.sub(r"\1\1", word)
    once = _LONG.sub(r"\1", word)
    return twice if twice.lower() in known else once


def _unleet(token: str, known: Container[str]) -> str:
    core = token.rstrip("!")
    tail = token[len(core) :]
    if not core or core.lower() in known or not any(c in _LEET for c in core):
        return token
    for table in (_LEET_TABLE, _LEET_L_TABLE):
        word = core.translate(table)
        if word.isalpha() and word.lower() in known:
            return word + tail
    return token
