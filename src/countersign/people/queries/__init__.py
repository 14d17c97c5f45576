"""Reads for pages and for the rooms above.

Functions that take a `viewer` show what that person may see; the others are no secret among employees, or are for
rooms that scope what they show themselves.
"""

from countersign.people.queries.authorizations import asked_for, authorizations, ending_soon, line_of
from countersign.people.queries.employees import employed, known, one_human
from countersign.people.queries.lines import AgencyLine, Holding, Leave, PersonLine, UnitLine
from countersign.people.queries.lists import roster
from countersign.people.queries.offices import acting, held, holders
from countersign.people.queries.paging import PAGE_SIZE, Page, page_of
from countersign.people.queries.places import agency, units, with_parts

__all__ = [
    "PAGE_SIZE",
    "AgencyLine",
    "Holding",
    "Leave",
    "Page",
    "PersonLine",
    "UnitLine",
    "acting",
    "agency",
    "asked_for",
    "authorizations",
    "employed",
    "ending_soon",
    "held",
    "holders",
    "known",
    "line_of",
    "one_human",
    "page_of",
    "roster",
    "units",
    "with_parts",
]
