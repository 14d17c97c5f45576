"""What in a text becomes a link on Bluesky: web addresses, mentions, hashtags, each by its place in UTF-8 bytes.

On Bluesky a text links nothing by itself: whoever posts says which bytes are a link (a "facet"), so that the text
read back is letter by letter the one that was signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import regex  # type: ignore[import-untyped]

_LONGEST_TAG = 64
# Addresses written without https:// become links only under endings that no sentence ends in by accident.
_ENDINGS = "gov|com|org|net|edu|mil|us|info"
_LINK = regex.compile(
    rf"(?i)(?<![\w@#/.-])(?:https?://[^\s<>\"]+|(?:[a-z0-9-]+\.)+(?:{_ENDINGS})(?![\w@-])(?!\.\w)(?:[/?#][^\s<>\"]*)?)"
)
_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_MENTION = regex.compile(rf"(?i)(?<![\w@/.])@({_LABEL}(?:\.{_LABEL})*\.[a-z](?:[a-z0-9-]*[a-z0-9])?)")
_TAG = regex.compile(r"(?<!\S)[#＃](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d\u20e2]+)")
_TAG_WORD = regex.compile(r"[^\d\p{P}]")
_END_MARKS = regex.compile(r"\p{P}+$")
_CLOSING = {")": "(", "]": "[", "}": "{"}


def facets(text: str, did_of: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """The facets of a text, in its order. `did_of` gives the identifier behind a handle, None where there is none:
    a mention of nobody stays plain text.
    """
    taken: list[tuple[int, int, dict[str, str]]] = []
    for start, end, feature in (*_links(text), *_mentions(text, did_of), *_tags(text)):
        if all(end <= begun or ended <= start for begun, ended, _ in taken):
            taken.append((start, end, feature))
    return [_facet(text, *found) for found in sorted(taken, key=lambda found: found[:2])]


def links(text: str) -> tuple[str, ...]:
    """The web addresses in a text, each once."""
    return tuple(dict.fromkeys(feature["uri"] for _, _, feature in _links(text)))


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> dict[str, Any]:
    before = len(text[:start].encode())
    index = {"byteStart": before, "byteEnd": before + len(text[start:end].encode())}
    return {"index": index, "features": [feature]}


def _links(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in _LINK.finditer(text):
        shown = _without_end_marks(match.group())
        uri = shown if regex.match("(?i)https?://", shown) else f"https://{shown}"
        if regex.match(r"(?i)https?://[^\s/?#]", uri):
            yield match.start(), match.start() + len(shown), {"$type": "app.bsky.richtext.facet#link", "uri": uri}


def _without_end_marks(link: str) -> str:
    """The link without the punctuation of the sentence around it; a bracket stays where it was opened in the link."""
    while link and (link[-1] in ".,;:!?'’”" or (link[-1] in _CLOSING and link.count(_CLOSING[link[-1]]) == 0)):
        link = link[:-1]
    return link


def _mentions(text: str, did_of: Callable[[str], str | None]) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in _MENTION.finditer(text):
        if did := did_of(match.group(1).lower()):
            yield match.start(), match.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did}


def _tags(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in _TAG.finditer(text):
        tag = _END_MARKS.sub("", match.group(1))
        if _TAG_WORD.search(tag) and len(regex.findall(r"\X", tag)) <= _LONGEST_TAG:
            yield match.start(), match.start(1) + len(tag), {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
