"""What pages call states, and with which icon and tone: never by colour alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

POST: dict[str, tuple[Any, str, str]] = {
    "submitted": (_("waits for a signature"), "edit", "warn"),
    "signed": (_("signed"), "check_circle", "good"),
    "returned": (_("returned"), "arrow_back", "warn"),
    "refused": (_("refused"), "cancel", "bad"),
    "scheduled": (_("scheduled"), "schedule", "good"),
    "published": (_("published"), "public", "good"),
    "withdrawn": (_("taken down"), "visibility_off", "quiet"),
    "filled": (_("filled, waits for a second person"), "edit", "warn"),
    "discarded": (_("thrown away"), "cancel", "quiet"),
}
PLACEMENT: dict[str, tuple[Any, str, str]] = {
    "scheduled": (_("scheduled"), "schedule", "good"),
    "held": (_("held"), "warning", "warn"),
    "unsent": (_("off the schedule"), "remove_circle", "quiet"),
    "publishing": (_("on its way"), "autorenew", "warn"),
    "published": (_("published"), "public", "good"),
    "rejected": (_("rejected by the platform"), "cancel", "bad"),
    "unknown": (_("nobody knows whether it is there"), "help", "bad"),
    "withdrawing": (_("being taken down"), "autorenew", "warn"),
    "withdrawn": (_("taken down"), "visibility_off", "quiet"),
}
SAMENESS: dict[str, tuple[Any, str, str]] = {
    "same": (_("read back: the same"), "check_circle", "good"),
    "same_after_known_rewriting": (_("read back: the same, after a known rewriting"), "check_circle", "good"),
    "recoded": (_("read back: the same, recoded by the platform"), "check_circle", "good"),
    "recoded_unseen": (_("read back: recoded by the platform, its pictures not compared"), "visibility_off", "warn"),
    "differs": (_("read back: it differs"), "error", "bad"),
    "": (_("not read back yet"), "schedule", "quiet"),
}
PEOPLE = (("unanswered", _("Not answered yet")), ("no", _("No")), ("yes", _("Yes")))
SOURCES = (("unanswered", _("Not answered yet")), ("own", _("Our own")), ("third_party", _("Somebody else's")))
STANDINGS = (
    ("employee", _("An employee")),
    ("custody", _("A person in custody")),
    ("public", _("Somebody of the public")),
    ("minor", _("A minor")),
)
LANGUAGES = (("en", _("English")), ("es", _("Spanish")), ("pl", _("Polish")), ("zh", _("Chinese")), ("fr", _("French")))
"""Languages that captions can be in, by their code."""
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
KINDS = (("", _("Pictures and videos")), ("picture", _("Pictures")), ("video", _("Videos")))
KNOWN = (
    ("", _("All")),
    ("ready", _("Ready to use")),
    ("unanswered", _("Something is not answered yet")),
    ("no_alt", _("Without alternative text")),
)
"""What is known of something in the library."""
UNITS: dict[str, Any] = {
    "code_points": _("characters"),
    "graphemes": _("characters as people see them"),
    "bytes": _("bytes"),
    "x_weighted": _("characters as X weighs them"),
    "shortened": _("characters, links as 23"),
}
"""What a platform counts when it counts text."""
SEVERITIES = {"review": _("to be answered"), "block": _("must be taken out"), "clear": _("noted")}
GRAVITIES: dict[str, tuple[Any, str, str]] = {
    "0": (_("nothing found"), "check_circle", "quiet"),
    "1": (_("asks for an answer"), "help", "warn"),
    "2": (_("must not go out as it is"), "error", "bad"),
}
"""How grave the gravest finding of a revision is."""
QUEUE_SORTS = (("due", _("what must go out first")), ("gravity", _("the gravest finding first")))
SORTS = (
    ("newest", _("newest first")),
    ("oldest", _("oldest first")),
    ("state", _("by state")),
    ("author", _("by author")),
)
WHERE: dict[str, Any] = {
    "text": _("Text"),
    "account": _("Goes there"),
    "picture": _("Picture"),
    "alt": _("Alternative text"),
    "answers": _("What was said about a picture"),
    "purposes": _("Purposes"),
    "campaign": _("Campaign"),
    "opens": _("Not before"),
    "closes": _("Not after"),
    "first_reply": _("First reply"),
    "card": _("Preview of the link"),
    "as_sent": _("As it goes there"),
}
"""What the places of a difference are called."""
