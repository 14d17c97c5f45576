"""What one item to be screened must be, wherever it comes from: a line, an object, a row of a table."""

from .categories import Kind
from .verdict import TextId

TEXT_MOST = 1 << 20
"""The longest text that is read, in code points. It bounds the memory of a process, whatever is poured in."""

Item = tuple[TextId, Kind, str]
_ENDLESS = (float("inf"), float("-inf"))  # what a number too large for JSON readers becomes


class Unreadable(Exception):
    """Why an item could not be read, in words for whoever gave it; ``id`` is known where the item has a good one."""

    def __init__(self, id: TextId | None, fault: str) -> None:
        super().__init__(fault)
        self.id = id
        self.fault = fault


def item(id: object, kind: object, text: object) -> Item:
    """The three as what they must be. Raises ``Unreadable`` for the first that is not."""
    if isinstance(id, bool) or not isinstance(id, str | int | float) or id in _ENDLESS or id != id:
        raise Unreadable(None, '"id" is missing or is neither text nor a number')
    if not isinstance(text, str):
        raise Unreadable(id, '"text" is missing or is not text')
    if len(text) > TEXT_MOST:
        raise Unreadable(id, f'"text" is longer than {TEXT_MOST:,} characters')
    if not isinstance(kind, str) or kind not in tuple(Kind):
        raise Unreadable(id, '"kind" is neither "draft" nor "comment"')
    return id, Kind(kind), text
