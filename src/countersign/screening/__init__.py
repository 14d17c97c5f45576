"""Screening: a text in, findings with spans and clauses out.

    screen = Screen(clauses=pack_clauses, agency=AgencyWords(phones=("217-555-0100",)))
    verdict = screen.text("d001", Kind.DRAFT, "Call me at home, 217-555-0188.")

Rules alone decide what must not go out; a model, where one is handed in, only raises questions.
"""

from .accessibility import Problem, ProblemKind, problems
from .agency import AgencyWords, WatchList, own_contacts
from .categories import USED, Category, ClauseMap, Kind, Severity
from .drivers import Driver, Pool, WorkersLost, alone
from .language import Language, language_of
from .model import Concern, Model, Reading
from .screen import RULES_VERSION, Screen
from .stream import Outcome, screen_lines
from .verdict import Finding, TextId, Verdict

__all__ = [
    "RULES_VERSION",
    "USED",
    "AgencyWords",
    "Category",
    "ClauseMap",
    "Concern",
    "Driver",
    "Finding",
    "Kind",
    "Language",
    "Model",
    "Outcome",
    "Pool",
    "Problem",
    "ProblemKind",
    "Reading",
    "Screen",
    "Severity",
    "TextId",
    "Verdict",
    "WatchList",
    "WorkersLost",
    "alone",
    "language_of",
    "own_contacts",
    "problems",
    "screen_lines",
]
