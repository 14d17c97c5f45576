"""A small pack and a few kinds of our own, so that the machinery is tested apart from any directive."""

import shutil
from pathlib import Path

import pytest

from countersign.rules.facts import Actor, Findings, Now, Reasons, Signatures, Window
from countersign.rules.kind import KINDS, kind
from countersign.rules.loading import load
from countersign.rules.outcome import MET, needs_person, refused

SMALL = Path(__file__).parent / "data" / "small"


def register_small_kinds():
    @kind("small_signed", reads=(Signatures,))
    def small_signed(f, *, offices: tuple[str, ...], people: int = 1):
        signers = {s.person for s in f[Signatures].given if s.office in offices and not s.withdrawn}
        return MET if len(signers) >= people else refused(*offices)

    @kind("small_in_window", reads=(Window, Now))
    def small_in_window(f):
        window, now = f[Window], f[Now].at
        early = window.opens is not None and now < window.opens
        late = window.closes is not None and now >= window.closes
        return refused() if early or late else MET

    @kind("small_judged", reads=(Findings,))
    def small_judged(f, *, categories: tuple[str, ...]):
        open_ones = [i.category for i in f[Findings].items if i.category in categories and not i.answered]
        return needs_person(*open_ones) if open_ones else MET

    @kind("small_reason", reads=(Reasons,))
    def small_reason(f, *, characters: int):
        return MET if f[Reasons].characters >= characters else refused("reason")

    @kind("small_broken", reads=(Actor,))
    def small_broken(f):
        return MET if f[Actor].person == "nobody" else 1 / 0

    @kind("small_silent", reads=())
    def small_silent(f):
        return None

    @kind("small_nodding", reads=())
    def small_nodding(f):
        return True


@pytest.fixture(scope="module", autouse=True)
def small_kinds():
    """Only while a module of this folder runs: others look at the registry as it is."""
    before = dict(KINDS)
    register_small_kinds()
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture(scope="module")
def small(small_kinds):
    """The small pack, loaded."""
    return load(SMALL)


@pytest.fixture
def copy_of_small(tmp_path):
    """The small pack's folder in a place of its own, to spoil."""
    return shutil.copytree(SMALL, tmp_path / "small")
