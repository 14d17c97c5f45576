"""Personal data taken out of a text before it leaves the house, each value by the same word wherever it stands.

It takes out more than screening would question: a number or a mailbox that nobody need ask about at home still tells
a stranger who somebody is.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..categories import Category, Kind
from ..checks.people import NAME
from ..checks.reasons import WATCHED
from ..screen import Screen
from ..verdict import Finding

_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_AT = "@\uff20\ufe6b"
_EDGE = r"\s<>()\[\]{}\"'“”‘’,;"
_MAILBOX = re.compile(rf"[^{_EDGE}{_AT}]{{1,256}}[{_AT}][^{_EDGE}{_AT}]{{1,256}}")
_HANDLE = re.compile(rf"[{_AT}][\w.\-]{{2,60}}")
_AFTER_ADDRESS = re.compile(r"(?:\bhttps?://|\bwww\.)[^\s<>\"?#]*([?#][^\s<>\"]+)", re.IGNORECASE)
_BARE_QUERY = re.compile(r"\b[\w-]+(?:\.[\w-]+)+(?:/[^\s<>\"?#]*)?(\?[^\s<>\"]+)")
_D = r"[\d\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2468\u24ea\u2776-\u277e]"
"""Every sign that stands for one digit, small and circled ones too."""
_RUN = re.compile(rf"{_D}(?:[{_HIDDEN}]{{0,8}}{_D})*")
_JOINED = re.compile(rf"{_D}(?:[\s{_HIDDEN}.\-‐-―/()]{{0,4}}{_D})*")
_DIGIT = re.compile(_D)
_LONG_RUN, _LONG_JOINED = 5, 7
_PLACEHOLDER = re.compile(r"\[[A-Z]+(?:-[A-Z]+)*-\d+\]")
_LETTER_RUN = re.compile(r"[^\W\d_]{2,}")
_SHORT = 4
NOTHING_LEFT = 3
"""Fewer words than this beside the placeholders, and there is nothing left to have an opinion on."""

_WORDS: Mapping[str, str] = {
    "ssn": "SSN",
    "payment-card": "CARD",
    "payment-card-doubtful": "CARD",
    "birth-date": "BIRTH-DATE",
    "driver-licence": "LICENCE",
    "vehicle-plate": "PLATE",
    "passport": "PASSPORT",
    "account-number": "ACCOUNT",
    "medical-record": "RECORD",
    "home-address": "ADDRESS",
    "private-phone": "PHONE",
    "private-email": "EMAIL",
    "inmate-number": "INMATE",
    "medical-fact": "MEDICAL-FACT",
    "minor-named": "PERSON",
    WATCHED.key: "WATCHED",
}
OTHER = "PERSONAL"
"""The word for a kind of personal data that has none of its own yet."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """How many different values of one kind were taken out; `kind` is the word in their placeholders."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text that may leave the house, and what was taken out of it. The values themselves are not shown in a repr."""

    text: str
    hidden: tuple[Hidden, ...]
    values: tuple[str, ...] = field(default=(), repr=False)


def masked(text: str, screen: Screen) -> Masked:
    """The text without personal data: all that the rules find, e-mails, handles, queries of addresses, and numbers.

    A number is five digits in a row, or seven with signs between them. What was taken out at one place is taken out
    wherever else it stands.
    """
    named = _Names()
    found = _apart(_places(text, screen))
    for place in found:
        named.see(place.kind, text[place.start : place.end])
    return Masked(named.hide(text, found), named.counts(), tuple(named.values))


def enough_left(text: str) -> bool:
    """Whether a masked text still says something."""
    return len(_LETTER_RUN.findall(_PLACEHOLDER.sub(" ", text))) >= NOTHING_LEFT


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text as it was, or a placeholder."""

    text: str
    hidden: bool = False


def _tells(found: Finding) -> bool:
    """Whether it is about a person, or is a word that the agency keeps an eye on and shows nobody."""
    return found.category is Category.PERSONAL_DATA or found.why_key == WATCHED.key


def _places(text: str, screen: Screen) -> Iterator[_Place]:
    """Everything to take out. It may overlap."""
    # A model's guesses have no part in it, and would cost most of the time.
    rules = Screen(screen.clauses, screen.agency)
    for kind in Kind:
        for found in rules.text("", kind, text).findings:
            if found.by == "rule" and found.start is not None and found.end is not None and _tells(found):
                yield _Place(found.start, found.end, _WORDS.get(found.why_key, OTHER))
    for pattern, word in ((_MAILBOX, "EMAIL"), (_HANDLE, "HANDLE")):
        yield from (_Place(m.start(), m.end(), word) for m in pattern.finditer(text))
    for pattern in (_AFTER_ADDRESS, _BARE_QUERY):
        # The sign itself stays, so that an address still looks like one.
        yield from (_Place(m.start(1) + 1, m.end(1), "QUERY") for m in pattern.finditer(text))
    for pattern, least in ((_RUN, _LONG_RUN), (_JOINED, _LONG_JOINED)):
        for match in pattern.finditer(text):
            if len(_DIGIT.findall(match.group())) >= least:
                yield _Place(match.start(), match.end(), "NUMBER")


def _apart(found: Iterable[_Place]) -> list[_Place]:
    """Places that overlap are one, and it is called by what covers the most of it; the rules' word goes first."""
    kept: list[_Place] = []
    for place in sorted(found, key=lambda p: (p.start, -p.end, p.kind in ("NUMBER", "EMAIL", "HANDLE", "QUERY"))):
        if kept and place.start < kept[-1].end:
            last = kept[-1]
            kept[-1] = _Place(last.start, max(last.end, place.end), last.kind)
        elif place.end > place.start:
            kept.append(place)
    return kept


class _Names:
    """The values that were seen, each with its placeholder."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._word: dict[str, str] = {}
        self._count: Counter[str] = Counter()

    def see(self, kind: str, value: str) -> None:
        """Have this value hidden wherever it stands, and a person's name by itself too."""
        self._add(kind, value)
        if kind == "PERSON":
            word = self._word[_key(value)]
            for name in NAME.findall(value):
                for part in (name, *name.split()):
                    if len(part) >= _SHORT:
                        self.values.append(part)
                        self._word.setdefault(_key(part), word)

    def _add(self, kind: str, value: str) -> None:
        key = _key(value)
        self.values.append(value)
        if key not in self._word:
            self._count[kind] += 1
            self._word[key] = f"[{kind}-{self._count[kind]}]"

    def hide(self, text: str, found: Sequence[_Place]) -> str:
        """The text with a placeholder at each place found, and wherever else one of the values stands."""
        if not found:
            return text
        pieces, at = [], 0
        for place in found:
            pieces += [_Piece(text[at : place.start]), _Piece(self._of(text[place.start : place.end]), hidden=True)]
            at = place.end
        pieces.append(_Piece(text[at:]))
        # The longest first: a value may be a part of another one.
        pattern = re.compile("|".join(map(_pattern, sorted(set(self.values), key=len, reverse=True))), re.IGNORECASE)
        before = 0
        # What stood against a value that went may be seen for one by itself only then.
        while len(pieces) > before:
            before = len(pieces)
            pieces = [part for piece in pieces for part in self._parts(piece, pattern)]
        return "".join(piece.text for piece in pieces)

    def _parts(self, piece: _Piece, pattern: re.Pattern[str]) -> Iterator[_Piece]:
        """A piece of the text, taken apart where a value stands in it."""
        if piece.hidden:
            yield piece
            return
        at = 0
        for match in pattern.finditer(piece.text):
            yield _Piece(piece.text[at : match.start()])
            yield _Piece(self._of(match.group()), hidden=True)
            at = match.end()
        yield _Piece(piece.text[at:])

    def _of(self, value: str) -> str:
        return self._word.get(_key(value), f"[{OTHER}-1]")

    def counts(self) -> tuple[Hidden, ...]:
        """How many of each kind."""
        return tuple(Hidden(kind, count) for kind, count in sorted(self._count.items()))


def _key(value: str) -> str:
    """The same for the same value: the digits of a number, however it is written; else the text without case."""
    digits = "".join(str(unicodedata.digit(d)) for d in _DIGIT.findall(value))
    return digits if len(digits) >= _LONG_RUN and sum(map(str.isalpha, value)) < 2 else value.casefold()


def _pattern(value: str) -> str:
    """A short value could be a part of any word and is looked for by itself alone."""
    literal = re.escape(value)
    return literal if len(value) >= _SHORT else rf"(?<!\w){literal}(?!\w)"
