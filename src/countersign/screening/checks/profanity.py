"""Profane language, word by word."""

import re
from collections.abc import Iterator

from ..categories import Category
from ..engine import Groups
from ..fold import LETTERS
from ..lexicon import MASKED, MILD, SPACED, SPACED_TAILS, STRONG
from ..spelling import AFTER, BEFORE, disguised, spaced
from . import reasons
from .base import Check, Hit, Judge, Sight
from .reasons import Reason

_NOT_LETTER = re.compile(rb"[^a-z0-9\xf1]")
_RUN_LEFT = re.compile(rb"(?:[a-z0-9][ .,_*~/|\x7f-]{1,3})+$")
_RUN_RIGHT = re.compile(rb"^(?:[ .,_*~/|\x7f-]{1,3}[a-z0-9](?![a-z0-9]))+")
_WIDE = re.compile(rb"[ ]{2,}")
_RUN_REACH = 80

# Words that are also a name, a dog, a flower or a finger test; what follows or precedes tells them apart.
_HARMLESS_AFTER = re.compile(
    rb"^(?:[ -]?(?:willows?|cats?|foot|riot)\b| de cocina\b| your finger| the (?:balloon|skin)|'?s? test)"
)
_HARMLESS_BEFORE = re.compile(rb"(?:finger|needle|pin|skin|heel|thumb)[ -]$")
_NAME_LIKE = frozenset({"dick", "dicks", "prick", "fuk"})


def _plausible(word: bytes) -> bool:
    """Two real letters at least, and no more signs than a disguise needs."""
    letters = sum(97 <= byte <= 122 or byte == 0xF1 for byte in word)
    return letters >= 2 and letters * 3 >= len(word)


def _is_name(sight: Sight, start: int, end: int) -> bool:
    """A capitalised word beside another capitalised word, as in Captain Dick Cummings."""
    given = sight.view.as_given(start, end)
    last = given.split()[-1] if given.split() else ""
    if last.lower() not in _NAME_LIKE or not (last[:1].isupper() and last[1:].islower()):
        return False
    first, past = sight.view.span(start, end)
    following = sight.view.text[past : past + 2]
    return (following[:1] == " " and following[1:2].isupper()) or (first > 0 and sight.view.text[first - 1] == "@")


def _word(reason: Reason) -> Judge:
    def judge(sight: Sight, groups: Groups) -> Iterator[Hit]:
        start, end = groups[1]
        data = sight.view.data
        if not _plausible(data[start:end]):
            return
        if _HARMLESS_AFTER.search(data[end : end + 16]) or _HARMLESS_BEFORE.search(data[max(0, start - 8) : start]):
            return
        if _is_name(sight, start, end) or (data[start:end].endswith(b"ass") and b"donkey" in data):
            return
        yield Hit(Category.PROFANITY, reason, start, end)

    return judge


def _masked(sight: Sight, groups: Groups) -> Iterator[Hit]:
    start, end = groups[1]
    yield Hit(Category.PROFANITY, reasons.PROFANE_MASKED, start, end)


def _set_apart(word: str) -> Judge:
    target = word.encode()

    def judge(sight: Sight, groups: Groups) -> Iterator[Hit]:
        """Only a run of single letters that begins with the word, so that S C U N T H O R P E is a town."""
        start, end = groups[1]
        data = sight.view.data
        left = _RUN_LEFT.search(data[max(0, start - _RUN_REACH) : start])
        if left and not _WIDE.search(left.group()[-3:]):
            return
        right = _RUN_RIGHT.search(data[end : end + _RUN_REACH])
        tail = _NOT_LETTER.sub(b"", _WIDE.split(right.group())[0]).decode("latin-1") if right else ""
        if not tail or any(tail == t or (tail.startswith(t) and len(t) > 2) for t in SPACED_TAILS) or len(target) > 5:
            yield Hit(Category.PROFANITY, reasons.PROFANE, start, end)

    return judge


def _bs(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """Not the degree."""
    start, end = groups[1]
    if not re.match(rb" (?:in|degree|from|or [bm][as])\b|/", sight.view.data[end : end + 8]):
        yield Hit(Category.PROFANITY, reasons.PROFANE_MILD, start, end)


def _af(sight: Sight, groups: Groups) -> Iterator[Hit]:
    """Not the air force."""
    start, end = groups[1]
    if not re.match(rb" (?:base|station|reserve|academy|[a-z]*\d)", sight.view.data[end : end + 10]):
        yield Hit(Category.PROFANITY, reasons.PROFANE_MILD, start, end)


CHECKS: tuple[Check, ...] = (
    *(Check(disguised(entry), _word(reasons.PROFANE)) for entry in STRONG),
    *(Check(disguised(entry), _word(reasons.PROFANE_MILD)) for entry in MILD),
    *(Check(f"{BEFORE}({entry})(?:[^{LETTERS}*]|$)", _masked) for entry in MASKED),
    Check(rf"#([a-z0-9]{{0,30}}(?:fuck|bullshit|mierda|chinga)[a-z0-9]{{0,30}}){AFTER}", _masked),
    *(Check(spaced(entry), _set_apart(entry)) for entry in SPACED),
    Check(
        f"{BEFORE}((?:total|absolute|pure|same|complete|utter|this|that's|some|ths|such|your|their|of|call|more|"
        f"more of this) bs){AFTER}",
        _bs,
    ),
    Check(
        f"{BEFORE}((?:fast|hot|cold|slick|slippery|tired|funny|cute|proud|mad|sad|dumb|good|bad|late|slow|dirty|"
        f"scary|cool|yall|y'all|ready|hungry|broke|lazy|rude|corrupt) af){AFTER}",
        _af,
    ),
)
