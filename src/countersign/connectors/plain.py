"""What went wrong, for people: what happened and what to do, without the technical names that belong into a log."""

from __future__ import annotations

import re

from countersign.connectors.words import gettext_noop as _

_NAME = r"[A-Za-z_][\w.]*(?:Error|Exception|Timeout|Warning|Protocol)"
_ASIDE = re.compile(rf"\s*\({_NAME}\)")
_BEFORE = re.compile(rf"^_?{_NAME}:?\s*")
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (
            r"not of the expected shape \(",
            _(
                "The platform answered with something other than usual; it may be under maintenance, or changed. Look "
                "at it in a browser. If it works there and this stays, tell whoever runs this installation."
            ),
        ),
        (
            r"could not be recorded \(",
            _(
                "What was said to the platform and back could not be kept here. Tell whoever runs this installation: "
                "its storage may be full."
            ),
        ),
        (
            r"files is not known \(",
            _("The place where the platform keeps its files was not found. If this stays, look at its page."),
        ),
        (
            r"^_?TooMuch",
            _(
                "The platform's answer was too large, or took too long. If this stays, tell whoever runs this "
                "installation."
            ),
        ),
        (
            r"^(?:Read|Write|Pool)Timeout|^TimeoutError",
            _("The platform did not answer in time. It may be busy; if this stays, look at it in a browser."),
        ),
        (
            r"^(?:Connect\w*|Network\w*|Remote\w*|Read|Write|Close)(?:Error|Timeout)|^UnsupportedProtocol|^gaierror",
            _(
                "The platform could not be reached. Look at it in a browser. If it works there, tell whoever runs this "
                "installation."
            ),
        ),
    )
)
UNKNOWN = _("Something failed between here and the platform. Whoever runs this installation finds it in its log.")


def plain(said: str) -> str:
    """`said`, as an error said it, as a sentence for people and for translators. A sentence that names nothing
    technical comes back as it is; of any other the name is taken out, and what is left or stands for it is returned."""
    for pattern, sentence in _SENTENCES:
        if pattern.search(said):
            return sentence
    left = _BEFORE.sub("", _ASIDE.sub("", said)).strip()
    return left if left or not said else UNKNOWN
