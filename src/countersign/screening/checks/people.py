"""Whether a text speaks of a person who can be recognised: names, titles, relations.

Names are read from the text as given, since a capital letter is most of what makes a name. Every look
covers a bounded stretch.
"""

import re
from collections.abc import Iterator

from ..fold import View
from ..wordlists import words

_CAPITAL = r"(?:Mc|Mac|O['’]|D['’])?[A-ZÁÉÍÓÚÑÜ][a-záéíóúñüö'’]+(?:-[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+)?"
_INITIAL = r"[A-Z]\."
TITLES = (
    r"(?:Mr|Mrs|Ms|Miss|Mister|Sgt|Lt|Capt|Cpl|Det|Ofc|Officer|Sergeant|Lieutenant|Captain|Deputy|Trooper|Detective|"
    r"Inmate|Cadet|Nurse|Judge|Coach|Warden|Chief|CO|Dispatcher|Firefighter|Patient|Visitor|Uncle|Aunt|Pastor|"
    r"Librarian|Chaplain|Counselor|Resident|Offender|"
    r"Sr|Sra|Señor|Señora|señor|señora|interno|interna|Don|Doña|don|doña|oficial|Oficial|sargento|Sargento)"
)
_NOT_A_PERSON = words("not_a_person")
_TITLE_FIRST = re.compile(rf"^(?:{TITLES}\.? )+")

NAME = re.compile(
    rf"\b(?:(?:{TITLES}\.? ){{1,2}}(?:{_CAPITAL}|{_INITIAL})(?: {_CAPITAL})?|"
    rf"(?:{_CAPITAL}|{_INITIAL}) (?:{_INITIAL} |{_CAPITAL} )?(?:{_CAPITAL}|[A-Z]\.)|{_CAPITAL}, {_CAPITAL})"
)
FULL_NAME = re.compile(rf"\b{_CAPITAL}(?: (?:{_INITIAL}|{_CAPITAL}|de|la|del)){{0,2}} {_CAPITAL}")
"""A first and a last name, without a title."""

_BETWEEN = re.compile(
    r"(?:, Jr\.?)?(?: \([a-zñáéíóú ]{1,20}\))?(?:,? (?:of|at|de|from|y)(?: la)?|,|:|;| \||"
    r" [-–—]|,? (?:home|cell|cel|casa|lives at|vive en))*[ \n]{0,2}\(?[ #]{0,2}$"
)

_SIGNS = re.compile(r"[ ,):;|–—-]{1,4}")
_CELLS = re.compile(rb"[|;\t]")
_CELLS_OF_A_ROW = 3
_LONGEST_STRETCH = 1_000  # hidden characters may put far more between two letters

RELATION = re.compile(
    rb"\b(?:my|our|his|her|their|mi|su|tu) (?:[a-z]+ )?(?:son|daughter|husband|wife|brother|sister|mother|mom|"
    rb"mama|father|dad|cousin|nephew|"
    rb"niece|uncle|aunt|grand[a-z]+|cellmate|celly|cellie|boyfriend|girlfriend|fianc[a-z]+|baby|kid|child|ex|"
    rb"roommate|"
    rb"hij[oa]|ij[oa]|espos[oa]|herman[oa]|prim[oa]|ti[oa]|sobrin[oa]|niet[oa]|nuera|yerno|papa)\b"
)
"""Somebody's relative, which makes a text somebody's own matter."""


def is_person(name: str) -> bool:
    """Whether none of a capitalised name's words says that it is a place, an office or a date."""
    bare = _TITLE_FIRST.sub("", name)
    return not any(word.strip(".,'’").lower() in _NOT_A_PERSON for word in bare.split())


def names_between(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Where people's names stand in a stretch of the text as given."""
    for match in NAME.finditer(text, max(0, low), high):
        if is_person(match.group()):
            yield match.span()


def names(view: View, low: int, high: int) -> list[tuple[int, int, str]]:
    """Names of people in a stretch of the view, with where they stand in the text as given."""
    first, past = view.span(low, high)
    stretch = view.text[first : min(past, first + _LONGEST_STRETCH)]
    return [(first + m.start(), first + m.end(), m.group()) for m in NAME.finditer(stretch) if is_person(m.group())]


def named_just_before(view: View, start: int, reach: int = 60) -> bool:
    """Whether a first and last name stand directly before ``start``, as in *Gwen Hostetler (555-0188*."""
    first, _ = view.span(start, start + 1)
    low = max(0, first - reach)
    ends = [past for _, past in names_between(view.text, low, first)]
    return bool(ends) and _BETWEEN.match(view.text, ends[-1], first) is not None


def named_just_after(view: View, end: int, reach: int = 40) -> bool:
    """Whether a person's name begins directly after ``end``, as in *B61170, Samuel Trask*."""
    _, past = view.span(max(0, end - 1), end)
    match = _SIGNS.match(view.text, past, past + 4)
    if match is None:
        return False
    named = NAME.match(view.text, match.end(), past + reach)
    return named is not None and is_person(named.group())


def in_a_row_of_people(view: View, start: int) -> bool:
    """Whether the line around ``start`` is a row of a table that begins with a person's name."""
    data = view.data
    low = data.rfind(b"\n", max(0, start - 160), start) + 1
    low = max(low, start - 160)
    if len(_CELLS.findall(data, low, min(len(data), start + 80))) < _CELLS_OF_A_ROW - 1 or low >= start:
        return False
    first, past = view.span(low, start)
    return any(at == first for at, _ in names_between(view.text, first, past))
