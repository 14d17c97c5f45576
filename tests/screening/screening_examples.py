"""Shared by the screening tests: made-up clauses, a made-up agency, and short ways to ask."""

from countersign.screening import AgencyWords, Category, Kind, Screen, WatchList

CLAUSES = {
    "personal_data": {"draft": ("ONE.a", "ONE.b"), "comment": ("TWO.c",)},
    "profanity": {"draft": ("ONE.d",)},
    "legal": {"draft": ("ONE.e",)},
}
AGENCY = AgencyWords(
    phones=("217-555-0100", "(309) 555-0111"),
    emails=("press@corrections.example", "@agency.example"),
    addresses=("1301 Concordia Court",),
    watch_lists=(
        WatchList(Category.LEGAL, ("24-CF-1182",)),
        WatchList(Category.SECURITY, ("Operation Lantern", "Marisol Treviño")),
    ),
)
PLAIN = Screen(CLAUSES)
HOUSE = Screen(CLAUSES, AGENCY)


def seen(text: str, kind: Kind | str = Kind.DRAFT, screen: Screen = PLAIN) -> dict[str, str]:
    """Reason → the characters of the text that it points at."""
    return {f.why_key: text[f.start : f.end] for f in screen.text("t", kind, text).findings}


def word(text: str, kind: Kind | str = Kind.DRAFT, screen: Screen = PLAIN) -> str:
    """The severity of a text, as printed."""
    return screen.text("t", kind, text).severity.word
