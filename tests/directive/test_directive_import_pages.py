"""Bringing a text in, signing it and writing notes in a browser: nothing typed or uploaded gets lost."""

import re

import pytest
from directive_shelf import imported, pack_for, seen, signed_in, text_of_lamps
from django.core.files.uploadedfile import SimpleUploadedFile

import cast as stage
from countersign.directive import acts, queries, reading
from countersign.directive.models import ImportDraft, Version
from countersign.directive.wording import doubt_in_words, reasons
from countersign.evidence.models import Content
from countersign.gate import clock
from countersign.gate.row import rows, size
from countersign.rules.text import parse

pytestmark = [pytest.mark.storage, pytest.mark.django_db]
JUMPING = "I. Stairs\n\n1. Sweep them.\n3. Salt them.\n"


@pytest.fixture
def ana(offices, cast):
    return signed_in(cast.ana)


@pytest.fixture
def dov(offices, cast):
    return signed_in(cast.dov)


def upload(client, text, name="directive.txt", language="en"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/directive/import/", {"file": SimpleUploadedFile(name, data), "language": language})


def test_a_text_goes_from_upload_to_in_force(ana, dov):
    stage.adopt(pack_for(text_of_lamps()))
    answer = upload(ana, text_of_lamps())
    draft = answer["Location"]
    page = seen(ana.get(draft))
    assert "no doubt is open" in page
    assert "Text and rules have the same 38 clauses." in page
    version = ana.post(draft, {"import": "1"})["Location"]
    assert not ImportDraft.objects.exists()
    assert "It waits to be signed." in seen(ana.get(version))
    # Ana sees the step, and who can take it.
    assert "Who can: Dov Okafor, Director" in seen(ana.get(version))
    sheet = seen(dov.get(f"{version}sign/"))
    assert "Two keepers climb together." in sheet
    assert "In plain words" not in sheet and "How it is read here" not in sheet
    assert dov.post(f"{version}sign/").status_code == 302
    assert "signed this exact form" in seen(dov.get(version))
    assert dov.post(f"{version}adopt/").status_code == 302
    assert queries.in_force().number == "07.11.230"
    assert "Signature of the directive" in seen(ana.get(version))
    assert [r.act for r in rows()][-3:] == ["import_directive", "sign_directive", "adopt_directive"]


def test_a_doubt_is_shown_settled_and_kept(ana):
    draft = upload(ana, JUMPING)["Location"]
    page = seen(ana.get(draft))
    assert "One doubt is open." in page
    assert "the numbering jumps from “1” to “3” (at I.3) 3. Salt them." in page
    refused = ana.post(draft, {"import": "1"})
    assert refused.status_code == 422
    assert "Settle each doubt in the tree of clauses." in seen(refused)
    assert not Version.objects.exists()
    assert ana.post(draft, {"doubt0-how": "stays", "save": "1"})["Location"] == draft
    kept = ana.get(draft)
    assert "no doubt is open" in seen(kept)
    assert kept.content.decode().count("checked") == 1
    version = ana.post(draft, {"doubt0-how": "stays", "import": "1"})
    assert version.status_code == 302
    assert Version.objects.get().settled.get().how == "stays"


def test_a_refused_import_keeps_the_file_and_what_was_settled(ana):
    text = f"{JUMPING}\n1. Sweep again.\n"
    draft = upload(ana, text)["Location"]
    asked = len(parse(text).doubts)
    assert asked == 2
    refused = ana.post(draft, {"doubt0-how": "stays", "import": "1"})
    assert refused.status_code == 422
    kept = ImportDraft.objects.get()
    assert [s["how"] for s in kept.settled] == ["stays"]
    assert reading.read(kept.file).text == text
    assert "One doubt is open." in seen(ana.get(draft))


def test_a_way_that_does_not_fit_is_told_and_the_choice_is_still_there(cast, ana):
    text = "1. Lamps are lit.\n\nCare of Lamps Page 3 of 9\n\n2. Lamps are put out.\n"
    draft = upload(ana, text)["Location"]
    answer = ana.post(draft, {"doubt0-how": "page", "import": "1"})
    assert answer.status_code == 400
    assert "stands nowhere else" in seen(answer)
    (chosen,) = re.findall(r"<input[^>]* checked[^>]*>", answer.content.decode())
    assert 'value="page"' in chosen
    answer = ana.post(draft, {"doubt0-how": "part_of", "doubt0-clause": "2", "import": "1"})
    assert answer.status_code == 302
    version = queries.version(str(Version.objects.get().pk), cast.ana, clock.now())
    assert "Page 3 of 9" in queries.text_of(version).clause("2").text


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("directive.pdf", b"%PDF-1.7", "the name must end in"),
        ("directive.txt", b"\x00\x01", "this is not a text file"),
        ("directive.txt", b" \n", "there is nothing in the file"),
        ("directive.txt", b"a" * (reading.MOST_BYTES + 1), "larger than"),
        ("directive.txt", b"1. a\n\nx y z\n\n7. b\n\nLoose words\n\n" * 200, "doubtful"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(ana, name, data, why):
    answer = upload(ana, data, name)
    assert answer.status_code == 400
    assert why in seen(answer)
    assert not ImportDraft.objects.exists()


def test_a_file_whose_encoding_is_a_guess_says_so(ana):
    draft = upload(ana, "1. Señal.\n2. Luz.\n".encode("latin-1"), language="es")["Location"]
    page = ana.get(draft)
    assert "it was read as windows-1252" in seen(page)
    assert "Señal." in seen(page)
    assert '<div lang="es"><p>Señal.</p></div>' in page.content.decode()


def test_a_draft_is_its_owners_alone(cast, ana):
    draft = upload(ana, JUMPING)["Location"]
    rita = signed_in(cast.rita)
    assert [rita.get(draft).status_code, rita.post(draft, {"import": "1"}).status_code] == [404, 404]
    assert rita.post(f"{draft}discard/").status_code == 404
    assert draft not in rita.get("/directive/import/").content.decode()
    assert draft in ana.get("/directive/import/").content.decode()
    assert ana.post(f"{draft}discard/").status_code == 302
    assert not ImportDraft.objects.exists()
    # The file stays: what was brought before the house is never lost.
    assert Content.objects.filter(media_type="text/plain").exists()


def test_drafts_write_no_row(ana):
    before = size()
    draft = upload(ana, JUMPING)["Location"]
    ana.get(draft)
    ana.post(draft, {"doubt0-how": "stays", "save": "1"})
    assert size() == before


@pytest.mark.parametrize("path", ["/directive/import/", "/directive/import/1/", "/directive/clauses/II.B/note/"])
def test_pages_of_work_are_not_for_everybody(cast, client, path):
    assert client.get(path).status_code == 302
    assert signed_in(cast.lee).get(path).status_code == 403


def test_signing_in_the_wrong_office_is_refused_on_the_page_and_recorded(ana, offices):
    version = imported(offices, text_of_lamps())
    answer = ana.post(f"/directive/versions/{version}/sign/")
    assert answer.status_code == 403
    assert "Who can: Dov Okafor, Director" in seen(answer)
    assert "Recorded as row" in seen(answer)
    assert list(rows())[-1].content["wrong"] == "person"


def test_putting_in_force_twice_is_the_wrong_state(dov, offices):
    stage.adopt(pack_for(text_of_lamps()))
    version = imported(offices, text_of_lamps())
    assert dov.post(f"/directive/versions/{version}/adopt/").status_code == 422
    stage.do(acts.SignDirective(version), offices.dov)
    assert dov.post(f"/directive/versions/{version}/adopt/").status_code == 302
    assert dov.post(f"/directive/versions/{version}/adopt/").status_code == 409


def test_a_day_still_to_come_is_pointed_out_before_it_is_put_in_force(dov, offices):
    version = imported(offices, text_of_lamps())
    assert "on a day still to come" in seen(dov.get(f"/directive/versions/{version}/adopt/"))


def test_a_note_is_written_changed_and_taken_back_in_the_browser(ana):
    path = "/directive/clauses/II.B/"
    assert ana.post(f"{path}note/", {"en": "Camps too.", "es": ""}).status_code == 302
    assert "Camps too." in seen(ana.get(path))
    (note,) = queries.notes("II.B")["II.B"]
    change = f"{path}note/?note={note.id}"
    refused = ana.post(change, {"en": "Camps too.", "es": "x\u202e", "reason": ""})
    assert refused.status_code == 400
    assert "it has characters that cannot be seen" in seen(refused)
    assert "Camps too." in refused.content.decode()
    assert ana.post(change, {"en": "Camps and farms.", "es": ""}).status_code == 302
    (note,) = queries.notes("II.B")["II.B"]
    gone = {"en": "Camps and farms.", "es": "", "take_back": "1", "reason": "counsel reads it otherwise"}
    assert ana.post(f"{path}note/?note={note.id}", {**gone, "reason": ""}).status_code == 422
    assert ana.post(f"{path}note/?note={note.id}", gone).status_code == 302
    assert queries.notes("II.B") == {}
    assert ana.get(f"{path}note/?note={note.id}").status_code == 404


TEXTS = (
    JUMPING,
    "1. Volunteers sign in.\n2. They sign out.\n1. Guests wait.\n",
    "I. Stairs\n\n4. Sweep them.\n",
    "1. a\n2. b\n3. c:\na. Red.\nb. Blue:\n1. x\n2. y\n3. z\n4. Whose?\nII. End.\n",
    "1. Lamps are lit:\na. At dusk.\nb. In fog.\n\nKeepers sign the log.\n\n2. Lamps are put out.\n",
    "1. Lamps are lit.\n\nCare of Lamps Page 3 of 9\n\n2. Lamps are put out.\n",
    "Loose words before all.\n\nNumber: 4\nNumber: 5\nEffective: soon\nStandards: 12 of them\n\n1. One.\n",
    "1. One.\n\n| a | b | c |\n| d | e | f |\n",
    "1. Definitions\n\nLamp – a light.\n\nno term at all here\n\n2. Two.\n",
    "1. One.\n1.2.1 Deep.\n",
    "1. One.\nXIV. Strange.\n",
)


@pytest.mark.parametrize("text", TEXTS)
def test_every_reason_for_a_doubt_can_be_said_in_another_language(text):
    asked = {d.why for d in parse(text).doubts}
    assert asked
    for why in asked:
        assert [words for form, words in reasons() if re.fullmatch(form, why)], why
        assert doubt_in_words(why)
