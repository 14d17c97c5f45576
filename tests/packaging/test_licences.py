"""Nothing that ships may bind an agency's own code."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement

COPYLEFT = re.compile(r"\bA?GPL|GNU (?:Affero )?General Public", re.IGNORECASE)
# Used unchanged and replaceable by the agency, which is what these licences ask for.
LESSER = {"psycopg", "psycopg-binary"}


def shipped(name: str, extras: frozenset[str], seen: set[str]) -> Iterator[Distribution]:
    """All that a package asks for here, in turn, each once."""
    for line in distribution(name).requires or []:
        wanted = Requirement(line)
        if wanted.name in seen:
            continue
        if wanted.marker and not any(wanted.marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            continue
        seen.add(wanted.name)
        yield distribution(wanted.name)
        yield from shipped(wanted.name, frozenset(wanted.extras), seen)


def licence(package: Distribution) -> str:
    """What the package's metadata says of its licence, in one line."""
    told = package.metadata
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    return " | ".join([told.get("License-Expression") or "", (told.get("License") or "")[:200], *classifiers])


def test_nothing_that_ships_is_under_a_strong_copyleft_licence():
    packages = list(shipped("countersign", frozenset({"bulk", "cluster"}), {"countersign"}))
    assert {"distributed", "django", "fido2", "onnxruntime", "psycopg-binary", "pyarrow"} <= {
        package.name.lower() for package in packages
    }
    strong = {
        package.name: licence(package)
        for package in packages
        if COPYLEFT.search(licence(package)) and package.name not in LESSER
    }
    assert strong == {}


def test_the_pattern_tells_strong_copyleft_from_lesser():
    assert [bool(COPYLEFT.search(text)) for text in ("AGPL-3.0-only", "GPLv3", "LGPL-3.0-only", "MIT")] == [
        True, True, False, False,
    ]  # fmt: skip
