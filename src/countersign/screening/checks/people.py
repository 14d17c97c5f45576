"""Whether a text speaks of a person who can be recognised: names, titles, relations.

Names are read from the text as given, since a capital letter is most of what makes a name. Every look
covers a bounded stretch.
"""

import re

from ..fold import View
from ..wordlists import words

_CAPITAL = r"[A-ZÁÉÍÓÚÑÜ][a-záéíóúñü'’]+(?:-[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+)?"
_INITIAL = r"[A-Z]\."
TITLES = (
    r"(?:Mr|Mrs|Ms|Miss|Mister|Sgt|Lt|Capt|Cpl|Det|Ofc|Officer|Sergeant|Lieutenant|Captain|Deputy|Trooper|Detective|"
    r"Inmate|Cadet|Nurse|Judge|Coach|Warden|Chief|CO|Dispatcher|Firefighter|Patient|Visitor|Uncle|Aunt|"
    r"Sr|Sra|Señor|Señora|señor|señora|interno|interna|Don|Doña|don|doña|oficial|Oficial)"
)
_NOT_A_PERSON = words("not_a_person")

_JUST_BEFORE = re.compile(
    rf"(?:\b(\w+) )?({_CAPITAL}|{_INITIAL})(?: (?:{_INITIAL} )?({_CAPITAL}))(?:, Jr\.?)?(?:,? (?:of|at|de|from|"
    rf"y)(?: la)?|,|:| [-–—]|,? (?:home|cell|cel|casa|lives at|vive en))? ?\(?$"
)
NAME = re.compile(
    rf"\b(?:{TITLES}\.? (?:{_CAPITAL}|{_INITIAL})|{_CAPITAL} (?:{_INITIAL} |{_CAPITAL} )?(?:{_CAPITAL}|[A-Z]\.))"
)


def is_person(name: str) -> bool:
    """Whether none of a capitalised name's words says that it is a place, an office or a date."""
    return not any(word.strip(".,'’").lower() in _NOT_A_PERSON for word in name.split())


def named_just_before(view: View, start: int, reach: int = 48) -> bool:
    """Whether a first and last name stand directly before ``start``, as in *Gwen Hostetler (555-0188*."""
    first, _ = view.span(start, start + 1)
    match = _JUST_BEFORE.search(view.text[max(0, first - reach) : first])
    return match is not None and is_person(" ".join(filter(None, match.groups())))
