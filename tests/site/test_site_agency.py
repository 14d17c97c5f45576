"""What the agency says of itself is changed by an act, with a reason, and a logo that was given is not lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

import cast as stage
from countersign.gate.models import LedgerBody
from countersign.people import queries

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def cast(db, data) -> stage.Cast:
    return stage.everybody()


def visit(person: str) -> Client:
    client = Client()
    assert client.post("/cast/", {"person": person}).status_code == 302
    return client


def logo() -> SimpleUploadedFile:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "navy").save(made, "PNG", pnginfo=None)
    return SimpleUploadedFile("logo.png", made.getvalue(), "image/png")


def typed(**changed: object) -> dict[str, object]:
    now = queries.agency()
    return {"title": now.name, "website": now.website, "contact": now.contact, "reason": stage.REASON, **changed}


def test_a_logo_is_given_and_then_shown_to_everybody(cast):
    rita = visit(cast.rita)
    assert Client().get("/agency/logo").status_code == 404
    assert rita.post("/agency/", typed(file=logo())).status_code == 302
    shown = Client().get("/agency/logo")
    assert shown.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(shown.content)).size == (64, 48)
    assert b"/agency/logo" in rita.get("/").content
    body = LedgerBody.objects.latest("seq")
    assert (body.act, body.actor) == ("change_agency", cast.rita)


def test_without_a_new_file_the_logo_stays(cast):
    rita = visit(cast.rita)
    rita.post("/agency/", typed(file=logo()))
    before = queries.agency().logo
    assert rita.post("/agency/", typed(contact="217 555 0199")).status_code == 302
    assert (queries.agency().logo, queries.agency().contact) == (before, "217 555 0199")


def test_a_fault_elsewhere_loses_neither_words_nor_logo(cast):
    rita = visit(cast.rita)
    page = rita.post("/agency/", typed(website="nowhere", title="Department of Corrections, new", file=logo()))
    assert page.status_code == 400
    assert b"Department of Corrections, new" in page.content
    assert queries.agency().logo == ""
    kept = page.context["kept"]
    assert kept
    # Somebody else cannot use what Rita gave.
    assert visit(cast.dov).post("/agency/", typed(kept=kept)).status_code == 302
    assert queries.agency().logo == ""
    assert rita.post("/agency/", typed(kept=kept)).status_code == 302
    assert queries.agency().logo


def test_what_is_no_picture_is_told_beside_its_field_and_changes_nothing(cast):
    before = LedgerBody.objects.count()
    page = visit(cast.rita).post("/agency/", typed(file=SimpleUploadedFile("logo.png", b"<svg/>", "image/png")))
    assert page.status_code == 400
    assert "file" in page.context["form"].errors
    assert LedgerBody.objects.count() == before


def test_a_change_without_a_reason_is_not_one(cast):
    before = queries.agency()
    assert visit(cast.rita).post("/agency/", typed(title="Other", reason="")).status_code == 400
    assert queries.agency() == before


def test_only_those_who_may_change_it_open_the_page(cast):
    assert visit(cast.dov).get("/agency/").status_code == 200
    for person in (cast.ana, cast.lee, cast.sam):
        assert visit(person).get("/agency/").status_code == 403
