"""What Bluesky can do for us and how much fits, with the reason wherever it cannot or not always."""

from __future__ import annotations

from collections.abc import Mapping

from countersign.connectors.capabilities import Cap, Support
from countersign.connectors.limits import Limits, MediaLimit, TextLimit, Unit
from countersign.connectors.seen import Asked
from countersign.connectors.words import gettext_noop as _

_NETWORK = Support.conditional(
    _("Works where the account's server is part of the Bluesky network; a server on its own does not see other people.")
)
_HIDING = Support.conditional(
    _("Bluesky's apps show a hidden reply only on demand; the reply stays on the network. At most 300 under one post.")
)
_SIGN_IN = Support.conditional(
    _("Where the account's server offers it and can read the address of this installation; else with an app password.")
)
NO_APP = _("This installation has no address by which Bluesky could know it. Connect with an app password.")


def _graphemes(graphemes: int, size_bytes: int) -> tuple[TextLimit, ...]:
    return (TextLimit(Unit.GRAPHEMES, graphemes), TextLimit(Unit.BYTES, size_bytes))


SUPPORTS: Mapping[Cap, Support] = {
    Cap.TEXT: Support.yes(),
    Cap.IMAGE: Support.yes(),
    Cap.VIDEO: Support.conditional(
        _(
            "Fits only if the account's server takes files of that size, and is processed after posting: "
            "for some seconds, or on a server without Bluesky's video service for good, it cannot be played."
        )
    ),
    Cap.CAPTIONS: Support.conditional(_("One WebVTT file of at most 20,000 bytes for each language.")),
    Cap.CARD: Support.yes(),
    Cap.REPLY: Support.yes(),
    Cap.THREAD: Support.yes(),
    Cap.EDIT: Support.conditional(
        _("The account's server holds the new wording at once, but Bluesky's apps may go on showing the old one.")
    ),
    Cap.DELETE: Support.yes(),
    Cap.READ_BACK: Support.yes(),
    Cap.LIST_OWN: Support.yes(),
    Cap.LIST_COMMENTS: _NETWORK,
    Cap.HIDE: _HIDING,
    Cap.UNHIDE: _HIDING,
    Cap.DELETE_COMMENT: Support.no(_("On Bluesky only its author can delete a reply; it can be hidden.")),
    Cap.BLOCK: Support.yes(),
    Cap.UNBLOCK: Support.yes(),
    Cap.MUTE: _NETWORK,
    Cap.UNMUTE: _NETWORK,
    Cap.PROFILE_READ: Support.yes(),
    Cap.PROFILE_WRITE: Support.yes(),
    Cap.IDENTITY: Support.yes(),
    Cap.WEBHOOK: Support.no(_("Bluesky has to be asked; it does not call by itself.")),
    Cap.SIGN_IN: _SIGN_IN,
    Cap.REFRESH: Support.yes(),
    Cap.REVOKE: Support.yes(),
    Cap.NATIVE_IDEMPOTENCY: Support.yes(),
    Cap.FIND_BY_MARKER: Support.yes(),
    Cap.NEEDS_PUBLIC_MEDIA_URL: Support.no(_("Files are sent along, not collected from a public address.")),
}
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
# Sizes from the lexicons app.bsky.feed.post, embed.images, embed.video, embed.external, actor.profile; the length of an
# alternative text and of a video are what Bluesky's own app and video service take.
LIMITS = Limits(
    text=_graphemes(300, 3_000),
    alt=(TextLimit(Unit.GRAPHEMES, 2_000),),
    media=(
        MediaLimit(_PICTURES, 2_000_000),
        MediaLimit(frozenset({"video/mp4"}), 300_000_000, max_duration_s=180.0, alone=True),
    ),
    media_most=4,
    profile={
        "display_name": _graphemes(64, 640),
        "bio": _graphemes(256, 2_560),
        "website": (TextLimit(Unit.BYTES, 2_048),),
    },
    profile_pictures=frozenset({"avatar", "banner"}),
    card_picture=MediaLimit(_PICTURES, 1_000_000),
    captions_bytes=20_000,
)
NO_FIELD = _("This platform's profile has no such field.")

# A profile's pictures have limits of their own (app.bsky.actor.profile).
PROFILE_PICTURES = (MediaLimit(frozenset({"image/jpeg", "image/png"}), 1_000_000),)

ASKED_INSTEAD = _(
    "With an app password made in Bluesky's settings: where its server offers no sign-in for programs, or cannot read "
    "the address of this installation"
)
ASKED = (
    Asked("identifier", _("Handle"), _("As on the profile, for example doc.example.gov."), secret=False),
    Asked(
        "app_password",
        _("App password"),
        _("Made in Bluesky under Settings, Privacy and security, App passwords. Not the account's own password."),
    ),
)
