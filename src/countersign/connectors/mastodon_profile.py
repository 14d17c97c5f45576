"""Writing a profile: name, text and pictures, and a table whose rows hold the address, the e-mail and the telephone."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from countersign.connectors import mastodon_shapes as shapes
from countersign.connectors.compare import Recoding, Rewriting, Sameness, compare_profile
from countersign.connectors.mastodon_wire import Wire
from countersign.connectors.recoding import same_middle
from countersign.connectors.seen import Profile, Published, RemoteMedia
from countersign.connectors.sent import Media, ProfileFields
from countersign.connectors.transport import Effect
from countersign.connectors.words import gettext_noop as _

_PICTURES = {"avatar": "avatar", "banner": "header"}
CROPPED = Recoding(
    "cropped_picture",
    _("The picture was cut to the platform's shape from its middle, and compressed anew; what is left looks the same."),
    same_middle,
)
"""What is done to a profile's pictures beside what is done to all: avatars become square, headers three times as wide
as high."""
LABELS = {"website": "Website", "email": "E-mail", "phone": "Phone"}


def form(wire: Wire, fields: ProfileFields) -> dict[str, Any]:
    """What is to be sent, as plain JSON. The table is written whole, so the rows that stay are read first."""
    told = {"display_name": fields.display_name, "note": fields.bio}
    sent = {name: value for name, value in told.items() if value is not None}
    changed = {name: value for name, value in fields.texts().items() if name in LABELS}
    if changed:
        for n, (label, value) in enumerate(_rows(wire, changed)):
            sent |= {f"fields_attributes[{n}][name]": label, f"fields_attributes[{n}][value]": value}
    files = {}
    for name, picture in fields.pictures().items():
        theirs = _PICTURES[name]
        sent[f"{theirs}_description"] = picture.alt
        # The platform takes these files only in the one public request, so they travel in the state until then.
        files[theirs] = {"mime": picture.mime, "base64": base64.b64encode(picture.read()).decode()}
    return {"form": sent, "files": files}


def write(wire: Wire, state: Mapping[str, Any]) -> Published:
    """The one request that changes the profile."""
    sent: dict[str, Any] = {"data": state["form"]}
    if state["files"]:
        sent["files"] = {
            name: (name, base64.b64decode(file["base64"]), file["mime"]) for name, file in state["files"].items()
        }

    def done(me: Mapping[str, Any]) -> Published:
        return Published(str(me["id"]), str(me["url"]), wire.transport.clock())

    return wire.told("PATCH", "v1/accounts/update_credentials", Effect.PUBLIC, done, **sent)


def recovered(fields: ProfileFields, seen: Profile, rewritings: tuple[Rewriting | Recoding, ...]) -> bool:
    """Whether the profile that was seen is what an attempt to write these fields would have left."""
    # Older servers keep no text for these pictures; writing it again would not change that.
    told = replace(fields, avatar=_told_as(fields.avatar, seen.avatar), banner=_told_as(fields.banner, seen.banner))
    return compare_profile(told, seen, (*rewritings, CROPPED)).outcome is not Sameness.DIFFERS


def _told_as(ours: Media | None, theirs: RemoteMedia | None) -> Media | None:
    return replace(ours, alt=theirs.alt) if ours is not None and theirs is not None else ours


def _rows(wire: Wire, changed: Mapping[str, str]) -> list[tuple[str, str]]:
    """The table as it is, with the changed rows in their places; an empty value takes a row out."""

    def read(me: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(str(row["name"]), str(row["value"])) for row in me["source"]["fields"]]

    found: list[tuple[str, str]] = []
    left = dict(changed)
    for label, value in wire.get("v1/accounts/verify_credentials", read):
        sort = next((name for name in left if LABELS[name].casefold() == label.casefold()), shapes.sort_of(value))
        found.append((label, left.pop(sort) if sort in left else value))
    found += [(LABELS[name], value) for name, value in left.items()]
    # One empty row clears a table of which nothing is left.
    return [row for row in found if row[1]] or [("", "")]
