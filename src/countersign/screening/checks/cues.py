"""Small helpers to write down the words that stand around a candidate, so that they read as lists."""

import re


def either(*phrases: str) -> str:
    """One of these, each an expression of its own."""
    return "(?:" + "|".join(phrases) + ")"


def somewhere(*phrases: str) -> re.Pattern[bytes]:
    """Whole words, anywhere in a stretch."""
    return re.compile((r"\b" + either(*phrases) + r"\b").encode("latin-1"))


def ends_with(*phrases: str) -> re.Pattern[bytes]:
    """The stretch before a candidate ends with one of these and nothing but signs after it."""
    return re.compile((r"\b" + either(*phrases) + r"[ :,.#(=-]{0,4}$").encode("latin-1"))


def begins_with(*phrases: str) -> re.Pattern[bytes]:
    """The stretch after a candidate begins with one of these, after signs."""
    return re.compile((r"^[ ,.;:()-]{0,4}" + either(*phrases)).encode("latin-1"))
