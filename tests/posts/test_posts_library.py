"""The library: found again by what is known of it, used again with its consents; video and captions looked into."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import cast as stage
from countersign.evidence import store
from countersign.gate import clock
from countersign.posts import acts, captions, findings, form, queries, videos
from countersign.posts.models import Consent, Draft, Media
from posts import post_stories as stories
from posts.test_posts_pages import browser

VTT = b"WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nThe gate opens.\n"
SRT = b"1\r\n00:00:00,000 --> 00:00:01,500\r\n<i>The gate</i> opens.\r\n"
NEEDS_FFMPEG = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture
def lee(house) -> Client:
    return browser(house.cast.lee, house.leave)


def video(folder: Path, **metadata: str) -> bytes:
    """Two seconds of colour, as a camera would write them."""
    out = folder / "made.mp4"
    told = [w for k, v in metadata.items() for w in ("-metadata", f"{k}={v}")]
    source = ["-f", "lavfi", "-i", "color=navy:size=64x48:rate=5:duration=2"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *source, *told, "-pix_fmt", "yuv420p", str(out)], check=True)
    return out.read_bytes()


# Search and use again


@pytest.mark.storage
def test_what_is_ready_is_told_from_what_is_not(house):
    ready = stories.picture(house, "navy")
    Media.objects.filter(pk=ready.pk).update(alt="The gate.", people="no", source="own")
    bare = stories.picture(house, "red")
    crowd = stories.picture(house, "green")
    Media.objects.filter(pk=crowd.pk).update(alt="Two people.", people="yes", pictured=2, source="own")
    consent = stage.do(stories.consent(house), house.ana).subject_id
    crowd.consents.add(consent)

    def found(**asked: str) -> set[int]:
        return {m.pk for m in queries.library(**asked).items}

    assert found(known="ready") == {ready.pk}
    assert found(known="unanswered") == {bare.pk}
    assert found(known="no_alt") == {bare.pk}
    assert found(text="two people") == {crowd.pk}
    crowd.refresh_from_db()
    assert queries.consents_missing(crowd) == 1
    crowd.consents.add(stage.do(stories.consent(house, label="Person B"), house.ana).subject_id)
    assert found(known="ready") == {ready.pk, crowd.pk}
    stage.do(acts.WithdrawConsent(consent, stories.REASON), house.ana)
    assert found(known="ready") == {ready.pk}
    assert Consent.objects.count() == 2


@pytest.mark.storage
def test_a_picture_is_used_again_with_what_was_said_about_it(house, lee):
    media = stories.picture(house)
    consent = stage.do(stories.consent(house), house.ana).subject_id
    Media.objects.filter(pk=media.pk).update(alt="A visitor at the gate.", people="yes", pictured=1, source="own")
    media.consents.add(consent)
    assert lee.post(f"/library/{media.pk}/use/").status_code == 302
    (said,) = Draft.objects.get().media
    assert (said["alt"], said["consents"]) == ("A visitor at the gate.", [consent])


@pytest.mark.storage
def test_a_picture_that_nobody_described_in_the_library_comes_as_it_was_last_signed(house, lee):
    media = stories.picture(house)
    consent = stage.do(stories.consent(house), house.ana).subject_id
    frozen = stories.shown(media, alt="A visitor.", people="yes", pictured=1, consents=(consent,))
    post = stories.published(house, pictures=(frozen,))
    lee.post(f"/library/{media.pk}/use/")
    (said,) = Draft.objects.get().media
    assert (said["alt"], said["people"], said["consents"]) == ("A visitor.", "yes", [consent])
    assert f"/posts/{post}/" in lee.get(f"/library/{media.pk}/").content.decode()


# Captions


def test_both_kinds_of_captions_come_out_as_the_same_checked_webvtt():
    assert captions.checked(VTT) == captions.checked(SRT)
    assert captions.words(VTT) == "The gate opens."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WEBVTT\n\nno times here",
        b"\xff\xfe\x00",
        b"WEBVTT\n\n00:02.000 --> 00:01.000\nBackwards.",
        b"WEBVTT\n\n00:05.000 --> 00:06.000\nLate.\n\n00:01.000 --> 00:02.000\nEarly.",
    ],
)
def test_what_no_player_could_show_is_not_taken(data):
    with pytest.raises(captions.Unfit):
        captions.checked(data)


def test_captions_of_a_longer_video_are_another_video_s():
    with pytest.raises(captions.Unfit):
        captions.checked(b"WEBVTT\n\n01:00.000 --> 01:02.000\nStill going.", duration_s=30.0)


# Video


@NEEDS_FFMPEG
@pytest.mark.storage
def test_a_video_goes_out_without_what_the_camera_wrote_into_it(house, tmp_path):
    data = video(tmp_path, comment="cell block D", location="+39.7-089.6/")
    media = videos.take_in(data, title="gate", owner=house.cast.lee, at=clock.now(), said=VTT)
    sent = store.get(media.sent)
    assert b"cell block" in data and b"cell block" not in sent and b"+39.7" not in sent
    assert store.get(media.original) == data
    assert (media.mime, round(media.duration_s or 0), media.width, media.checked) == ("video/mp4", 2, 64, "program")
    assert store.get(media.captions) == captions.checked(VTT)


@NEEDS_FFMPEG
@pytest.mark.storage
def test_a_video_is_frozen_with_its_captions_and_they_are_screened(house, lee, tmp_path):
    file = SimpleUploadedFile("gate.mp4", video(tmp_path), "video/mp4")
    said = SimpleUploadedFile("gate.vtt", VTT.replace(b"The gate opens.", b"His number is 536-22-8146."), "text/vtt")
    lee.post("/library/add/", {"title": "Gate", "file": file, "captions": said, "alt": "The gate opens."})
    media = Media.objects.get()
    picture = form.Picture(
        str(media.pk), media.sent, media.sha256, media.mime, media.size_bytes, media.alt, "no", 0, (), "own", None,
        media.duration_s, media.captions, media.captions_sha256,
    )  # fmt: skip
    seen = findings.examine(findings.parts([], [picture]))
    assert [(s.where, s.severity) for s in seen] == [(f"captions:{media.pk}", "block")]
    page = lee.get(f"/library/{media.pk}/captions.vtt")
    assert page["Content-Type"].startswith("text/vtt") and b"WEBVTT" in page.content
    signed = form.read(stories.hash_of(stories.submitted(house, pictures=(stories.shown(media),))))
    assert (signed.pictures[0].captions_sha256, signed.pictures[0].language) == (media.captions_sha256, "en")


@pytest.mark.storage
@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00\x18ftypmp42 not really", b"<html>", b"\x1a\x45\xdf\xa3nonsense"])
def test_what_is_no_video_is_not_taken(house, data):
    with pytest.raises(videos.Unfit):
        videos.take_in(data, title="x", owner=house.cast.lee, at=clock.now())


@pytest.mark.storage
def test_without_programs_a_person_says_that_they_played_it(house, lee, monkeypatch):
    monkeypatch.setattr(videos, "has_programs", lambda: False)
    data = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 50

    def add(**said: str):
        file = SimpleUploadedFile("gate.mp4", data, "video/mp4")
        return lee.post("/library/add/", {"title": "Gate", "file": file, "alt": "The gate.", **said})

    assert add().status_code == 400
    assert add(lasts_s="12").status_code == 400
    assert add(lasts_s="12", played="on").status_code == 302
    media = Media.objects.get()
    assert (media.checked, media.duration_s) == ("person", 12.0)
    assert "who played it to its end" in lee.get(f"/library/{media.pk}/").content.decode()


@pytest.mark.storage
def test_only_whoever_added_a_video_puts_captions_with_it(house, lee):
    media = stories.picture(house)
    Media.objects.filter(pk=media.pk).update(mime="video/mp4", duration_s=2.0, checked="person")
    ana = browser(house.cast.ana, house.ana.mandate)
    assert ana.post(f"/library/{media.pk}/", {"captions": io.BytesIO(VTT)}).status_code == 403
    said = SimpleUploadedFile("x.srt", SRT)
    assert lee.post(f"/library/{media.pk}/", {"captions": said}).status_code == 302
    media.refresh_from_db()
    assert store.get(media.captions) == captions.checked(VTT)
