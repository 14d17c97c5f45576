"""Plain word lists, kept as text beside the code so that they can be read and corrected without it."""

from importlib.resources import files


def words(name: str) -> frozenset[str]:
    """The words of ``words/<name>.txt``, which are set apart by blanks and line breaks."""
    return frozenset(files(__package__).joinpath("words", f"{name}.txt").read_text("utf-8").split())
