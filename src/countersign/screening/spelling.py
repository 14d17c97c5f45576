"""Patterns that see a word through its disguises: l33t, r-e-p-e-a-t-e-d, s.p.a.c.e.d, st*rred.

The notation of a word list is plain: letters, ``(a|b|)`` for endings, a blank where words may be run
together, ``_`` where they may not. Everything else that a pattern needs is made here.
"""

from .fold import LETTERS

BEFORE = f"(?:^|[^{LETTERS}])"
AFTER = f"(?:[^{LETTERS}]|$)"

_DISGUISES = {
    "a": "a@4*",
    "b": "b8*",
    "e": "e3*",
    "g": "g9*",
    "i": "i1!|*",
    "l": "l1|*",
    "o": "o0*",
    "s": "s$5*",
    "t": "t7*",
    "u": "u*",
    "z": "z2*",
}
_SPACED_FROM = 5
_GAP = r"[ .,_*~/|\-\x7f]{1,3}"


def _letter(char: str, *, first: bool) -> str:
    if char.isdigit():
        return char
    signs = _DISGUISES.get(char, char + "*")
    if first:
        signs = signs.replace("*", "")
    escaped = signs.replace("|", r"\|").replace("$", r"\$").replace("-", r"\-")
    return f"[{escaped}]+"


def disguised(word: str) -> str:
    """A pattern for one entry of a word list, whole words only; group 1 is the word."""
    # A star stands for a letter left out, never for a word's first one: that is how readers know the word.
    pattern, first, leading = "", True, False
    for before, char in zip(" " + word, word, strict=False):
        if char == "(":
            leading = first
            pattern += "(?:"
        elif char == "|":
            first = leading
            pattern += char
        elif char == ")":
            first = leading and before == "|"
            leading = False
            pattern += char
        elif char in " _":
            pattern += r"[\s_.'\-]" + ("*" if char == " " else "+")
            first = True
        elif char in ".-'":
            pattern += "\\" + char
        else:
            pattern += _letter(char, first=first)
            first = False
    return f"{BEFORE}({pattern}){AFTER}"


def spaced(word: str) -> str:
    """A pattern for the letters of a plain word set apart from each other; group 1 is the run."""
    letters = [_letter(char, first=True) for char in word]
    return f"{BEFORE}({_GAP.join(letters)}){AFTER}"


def written(term: str) -> str:
    """A pattern for a folded term of any shape (a name, a case number), whole words only; group 1 is the term.

    Signs between letters match any signs or none, so ``24-CF-118`` is found as ``24 CF 118``. Letters may be
    disguised or, in a term of five or more, set apart; digits may not be disguised.
    """
    pattern, open_gap = "", False
    for char in term.strip():
        if not (char.isascii() and char.isalnum()) and char != "ñ":
            open_gap = True
            continue
        if open_gap and pattern:
            pattern += r"[^a-z0-9\xf1]{0,3}"
        open_gap = False
        if char.isdigit():
            pattern += char
        elif char in "nñ":
            pattern += "[n\xf1]+"
        else:
            pattern += _letter(char, first=True)
    letters = [char for char in term if char.isalnum()]
    if sum(map(str.isalpha, letters)) >= _SPACED_FROM:
        pattern += "|" + _GAP.join("[n\xf1]" if char in "nñ" else _letter(char, first=True) for char in letters)
    return f"{BEFORE}({pattern}){AFTER}"
