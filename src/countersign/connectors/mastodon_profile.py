"""Writing a profile: name, text and picture, and a table whose rows hold the address, the e-mail and the telephone."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from countersign.connectors import mastodon_shapes as shapes
from countersign.connectors.mastodon_wire import Wire
from countersign.connectors.seen import Published
from countersign.connectors.sent import ProfileFields
from countersign.connectors.transport import Effect

LABELS = {"website": "Website", "email": "E-mail", "phone": "Phone"}


def form(wire: Wire, fields: ProfileFields) -> dict[str, Any]:
    """What is to be sent, as plain JSON. The table is written whole, so the rows that stay are read first."""
    told = {"display_name": fields.display_name, "note": fields.bio}
    sent = {name: value for name, value in told.items() if value is not None}
    changed = {name: value for name, value in fields.texts().items() if name in LABELS}
    if changed:
        for n, (label, value) in enumerate(_rows(wire, changed)):
            sent |= {f"fields_attributes[{n}][name]": label, f"fields_attributes[{n}][value]": value}
    if fields.avatar is None:
        return {"form": sent, "avatar": None}
    sent["avatar_description"] = fields.avatar.alt
    # The platform takes this file only in the one public request, so it travels in the state until then.
    content = base64.b64encode(fields.avatar.read()).decode()
    return {"form": sent, "avatar": {"mime": fields.avatar.mime, "base64": content}}


def write(wire: Wire, state: Mapping[str, Any]) -> Published:
    """The one request that changes the profile."""
    sent: dict[str, Any] = {"data": state["form"]}
    if state["avatar"] is not None:
        sent["files"] = {"avatar": ("avatar", base64.b64decode(state["avatar"]["base64"]), state["avatar"]["mime"])}

    def done(me: Mapping[str, Any]) -> Published:
        return Published(str(me["id"]), str(me["url"]), wire.transport.clock())

    return wire.told("PATCH", "v1/accounts/update_credentials", Effect.PUBLIC, done, **sent)


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
