"""A fixed, harmless question, by which it is seen whether an endpoint answers as it must."""

from __future__ import annotations

from countersign.findings.second.calling import Reader, call
from countersign.screening import Kind, Screen
from countersign.screening.second import Opinion, Rule, Unreadable, masked, read, request

TEXT = "Visiting hours change on Tuesday. Please bring an identity card, and be early."
CATEGORY = "commercial"
RULE = "Nothing that advertises a private business."


def body(reader: Reader) -> bytes:
    """The whole request, as it is shown before it is sent."""
    hidden = masked(TEXT, Screen(clauses={}))
    return request(
        hidden,
        (Rule(CATEGORY, RULE),),
        model=reader.model,
        kind=Kind.DRAFT,
        structured=reader.structured,
    )


def attempt(reader: Reader) -> Opinion | str:
    """Ask once. What it thinks, or the key of why there is nothing to show (see `words.TROUBLES`)."""
    told = call(body(reader), reader, trying=True)
    if told.trouble is not None:
        return told.trouble.value
    try:
        return read(told.body, TEXT, (CATEGORY,))[0]
    except Unreadable as error:
        return error.why.value
