"""Marks a sentence that people will read, so that translators find it; translating is done where it is shown."""


def gettext_noop(sentence: str) -> str:
    """The sentence itself. The name is the one that gettext's tools collect."""
    return sentence
