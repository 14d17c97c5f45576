"""A video that a platform made anew: looked into where that is possible, and said so on the post's page."""

import shutil
from pathlib import Path

import pytest

from countersign.connectors.recoding import same_stills
from countersign.posts import videos
from countersign.posts.models import Placement
from countersign.posts.pages.post import _sameness

FILMS = Path(__file__).parents[1] / "connectors" / "films"
NEEDS_FFMPEG = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed here")


def stills(name: str) -> list[bytes]:
    return videos.stills((FILMS / name).read_bytes())


@NEEDS_FFMPEG
def test_stills_of_a_recoded_video_look_alike_and_those_of_another_do_not():
    ours = stills("gate.mp4")
    assert len(ours) == len(videos.STILLS)
    assert same_stills(ours, stills("gate_recoded.mp4"))
    assert same_stills(ours, stills("gate_smaller.webm"))
    # As long, of the same shape, with sound: only looking into it tells.
    assert not same_stills(ours, stills("another.mp4"))


def test_what_is_no_video_has_no_stills_nor_has_one_where_no_program_can_look(monkeypatch):
    assert videos.stills(b"no video at all") == []
    monkeypatch.setattr(videos, "has_programs", lambda: False)
    assert stills("gate.mp4") == []


@pytest.mark.parametrize(
    ("sameness", "rewritings", "told"),
    [
        ("same", [], "same"),
        ("same_after_known_rewriting", ["html"], "same_after_known_rewriting"),
        ("same_after_known_rewriting", ["html", "recoded_video"], "recoded"),
        ("same_after_known_rewriting", ["recoded_picture"], "recoded"),
        ("same_after_known_rewriting", ["recoded_picture", "recoded_video_unseen"], "recoded_unseen"),
        ("differs", ["recoded_video"], "differs"),
    ],
)
def test_the_page_says_recoded_only_of_what_is_otherwise_the_same(sameness, rewritings, told):
    placement = Placement(state="published", sameness=sameness, comparison={"rewritings": rewritings})
    assert _sameness(placement) == told
