"""Pictures: without metadata, with words for those who cannot see them, with everybody's leave."""

import io

import pytest
from PIL import Image

import cast as stage
from countersign.evidence import store
from countersign.gate.door import perform
from countersign.posts import acts, pictures
from countersign.posts.models import Placement, Work
from countersign.practice.models import Media as PublicMedia
from posts import post_stories as stories

pytestmark = pytest.mark.storage


def requirements(done) -> list[str]:
    return [d.requirement for d in done.decision.determining]


def test_what_goes_out_is_byte_for_byte_what_was_signed_and_has_no_metadata(house):
    exif = Image.Exif()
    exif[0x010E] = "cell block D, camera 7"
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(made, "JPEG", exif=exif, comment=b"secret place")
    media = pictures.take_in(made.getvalue(), title="gate", owner=house.cast.lee, at=stage.clock.now())
    stories.published(house, pictures=(stories.shown(media),))

    sent = bytes(PublicMedia.objects.get().content)
    assert sent == store.get(media.sent)
    assert b"camera" not in sent and b"secret" not in sent
    assert store.get(media.original) == made.getvalue()
    assert Placement.objects.get().sameness == "same"


def test_a_picture_turned_by_its_metadata_goes_out_upright(house):
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (64, 48)).save(made, "JPEG", exif=exif)
    drawn = pictures.draw(made.getvalue())
    assert (drawn.width, drawn.height) == (48, 64)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7"])
def test_what_is_no_picture_is_not_taken(data):
    with pytest.raises(pictures.Unfit):
        pictures.draw(data)


def test_moving_pictures_and_huge_ones_are_not_taken():
    made = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), c) for c in ("red", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(pictures.Unfit):
        pictures.draw(made.getvalue())
    huge = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(huge, "PNG")
    with pytest.raises(pictures.Unfit):
        pictures.draw(huge.getvalue())


def test_without_alternative_text_a_post_is_not_submitted(house):
    media = stories.picture(house)
    done = perform(stories.written(house, pictures=(stories.shown(media, alt=" "),)), by=house.lee)
    assert requirements(done) == ["post_accessible"]


def test_nobody_said_whether_people_can_be_seen(house):
    media = stories.picture(house)
    done = perform(stories.written(house, pictures=(stories.shown(media, people="unanswered"),)), by=house.lee)
    assert (str(done.decision.result), requirements(done)) == ("needs_person", ["post_people_asked"])


def test_a_person_pictured_without_consent_cannot_be_signed(house):
    media = stories.picture(house)
    post = stories.submitted(house, pictures=(stories.shown(media, people="yes", pictured=1),))
    assert requirements(perform(stories.signing(post), by=house.ana)) == ["post_consents"]


def test_a_consent_for_other_accounts_does_not_cover(house):
    consent = stage.do(stories.consent(house, accounts=("999",)), house.ana).subject_id
    media = stories.picture(house)
    used = stories.shown(media, people="yes", pictured=1, consents=(consent,))
    post = stories.submitted(house, pictures=(used,))
    assert requirements(perform(stories.signing(post), by=house.ana)) == ["post_consents"]


def test_in_custody_a_consent_must_be_voluntary(house):
    media = stories.picture(house)
    for voluntary, allowed in ((False, False), (True, True)):
        given = stories.consent(house, standing="custody", voluntary=voluntary)
        consent = stage.do(given, house.lee).subject_id
        used = stories.shown(media, people="yes", pictured=1, consents=(consent,))
        post = stories.submitted(house, pictures=(used,))
        assert perform(stories.signing(post), by=house.ana).allowed is allowed


def pictured(house) -> tuple[str, acts.Shown]:
    consent = stage.do(stories.consent(house), house.lee).subject_id
    return consent, stories.shown(stories.picture(house), people="yes", pictured=1, consents=(consent,))


def test_a_consent_taken_back_before_publishing_stops_it(house):
    consent, used = pictured(house)
    post = stories.scheduled(house, in_hours=1, pictures=(used,))
    stage.do(acts.WithdrawConsent(consent), house.ana)
    assert Work.objects.get(placement=stories.placement(post)).held_seq is not None

    # Even somebody who schedules it again gets nothing out: it is asked at the moment of publishing.
    stories.schedule(house, post)
    stories.work("publish")
    assert stories.public() == []
    assert Work.objects.get(placement=stories.placement(post)).held_clauses


def test_a_consent_taken_back_after_publishing_asks_for_the_post_to_be_taken_down(house):
    consent, used = pictured(house)
    post = stories.published(house, pictures=(used,))
    seq = stage.do(acts.WithdrawConsent(consent), house.ana).seq
    assert stories.placement(post).wanted_down_seq == seq


def test_an_employee_takes_their_own_consent_back(house):
    given = stories.consent(house, standing="employee", person=house.cast.sam)
    consent = stage.do(given, house.ana).subject_id
    assert perform(acts.WithdrawConsent(consent), by=stage.employee(house.cast.sam)).allowed


def test_third_party_material_needs_a_licence_that_runs(house):
    media = stories.picture(house)
    post = stories.submitted(house, pictures=(stories.shown(media, source="third_party"),))
    assert requirements(perform(stories.signing(post), by=house.ana)) == ["post_rights"]

    licence = acts.RecordRights("Mill Street Photo", "one-time use", "L-9", stage.clock.now())
    rights = stage.do(licence, house.ana).subject_id
    used = stories.shown(media, source="third_party", rights=rights)
    post = stories.signed(house, pictures=(used,))
    stories.schedule(house, post, in_hours=1)
    stage.do(acts.WithdrawRights(rights, stories.REASON), house.ana)
    stage.pass_time(hours=2)
    stories.work("publish")
    assert stories.public() == []
