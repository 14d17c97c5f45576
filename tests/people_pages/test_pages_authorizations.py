"""Leave to post in a browser: asked for, read and signed, renewed, ended; listed, and its letter taken away."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

import cast as stage
from countersign.evidence.models import Content
from countersign.gate import clock
from countersign.gate.row import rows, size
from countersign.people import acts, letters, queries
from countersign.people.forms.fields import over, today
from countersign.people.models import Mandate
from people_pages.conftest import said

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


def letter(**changed):
    return {
        "person": "2001", "accounts": ["hill_fb"], "first_day": today(), "last_day": today() + timedelta(days=90),
        "instrument": "A-2026-4", "conditions": "No live video.", **changed,
    }  # fmt: skip


def sealed(page) -> str:
    return re.search(r'name="sealed" value="([^"]+)"', page.content.decode())[1]


def leave_of(person) -> Mandate:
    return Mandate.objects.get(person=person, granted_seq__isnull=False)


def test_a_letter_is_read_then_signed_and_what_was_read_is_what_is_kept(cast, enter):
    client = enter(cast.ana)
    before = size()
    preview = client.post(reverse("give_authorization"), letter())
    text = said(preview)
    assert "Nothing is given until you do." in text
    assert "Name: Lee Novak" in text
    assert "Facebook: Hill Correctional Center" in text
    assert "No live video." in text
    assert "II.G.5.b" in text
    assert (size(), Mandate.objects.filter(kind="authorization").count()) == (before, 0)
    shown = preview.context["document"]
    answer = client.post(reverse("sign_authorization"), {"sealed": sealed(preview)}, follow=True)
    assert "Signed." in said(answer)
    leave = leave_of(cast.lee)
    assert (leave.letter, leave.ends) == (shown, over(today() + timedelta(days=90)))
    assert (next(iter(rows(leave.granted_seq))).content["commitments"]) == {"document": shown}
    assert "Lee Novak may post on 1 account until the end of" in said(answer)
    assert "II.G.5.a" in said(answer)


def test_signing_the_same_letter_twice_gives_it_once(cast, enter):
    client = enter(cast.ana)
    form = {"sealed": sealed(client.post(reverse("give_authorization"), letter()))}
    assert client.post(reverse("sign_authorization"), form).url == client.post(reverse("sign_authorization"), form).url
    assert Mandate.objects.filter(kind="authorization").count() == 1


def test_a_letter_that_was_changed_shown_to_somebody_else_or_too_long_ago_is_not_signed(cast, enter, monkeypatch):
    client, url = enter(cast.ana), reverse("sign_authorization")
    good = sealed(client.post(reverse("give_authorization"), letter()))
    for wrong in ("", "nonsense", good[:-1] + ("A" if good[-1] != "A" else "B")):
        answer = client.post(url, {"sealed": wrong})
        assert (answer.status_code, "can no longer be signed" in said(answer)) == (409, True)
    assert enter(cast.dov).post(url, {"sealed": good}).status_code == 403
    later = signing.time.time() + 3601
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert client.post(url, {"sealed": good}).status_code == 409
    assert not Mandate.objects.filter(kind="authorization").exists()


def test_the_letter_can_be_changed_after_reading_and_nothing_typed_is_lost(cast, enter):
    client = enter(cast.ana)
    typed = dict(client.post(reverse("give_authorization"), letter()).context["typed"])
    form = client.post(reverse("give_authorization"), {**typed, "edit": "1"})
    page = form.content.decode()
    assert form.status_code == 200
    assert ">\nNo live video.</textarea>" in page
    assert 'value="2001"' in page
    assert re.search(r'value="hill_fb"[^>]* checked', page)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"last_day": "+400"}, "Leave to post is for a stated time, not longer than the limit. II.G.5.a"),
        ({"instrument": ""}, "Leave to post is given in writing, under a number."),
        ({"person": "1002"}, "the PIO's own comes from the Director"),
    ],
)
def test_a_letter_that_the_directive_does_not_allow_is_stopped_before_it_is_signed(cast, enter, changed, sentence):
    if changed.get("last_day") == "+400":
        changed = {"last_day": today() + timedelta(days=400)}
    answer = enter(cast.ana).post(reverse("give_authorization"), letter(**changed))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert ">\nNo live video.</textarea>" in answer.content.decode()
    assert 'name="sealed"' not in answer.content.decode()


def test_a_letter_for_a_closed_account_names_the_account_as_people_do(cast, accounts, enter):
    accounts.states["hill_fb"] = "closed"
    answer = enter(cast.ana).post(reverse("give_authorization"), letter())
    assert answer.status_code == 422
    assert "leave out Facebook: Hill Correctional Center" in said(answer)


def test_what_came_between_reading_and_signing_is_told_and_nothing_is_given(cast, accounts, enter):
    client = enter(cast.ana)
    form = {"sealed": sealed(client.post(reverse("give_authorization"), letter()))}
    accounts.states["hill_fb"] = "closed"
    answer = client.post(reverse("sign_authorization"), form)
    assert answer.status_code == 422
    assert "Not signed" in said(answer)
    assert sealed(answer) == form["sealed"]


def test_a_malformed_letter_is_told_beside_its_fields(cast, enter):
    client, url = enter(cast.ana), reverse("give_authorization")
    answer = client.post(url, letter(last_day=today() - timedelta(days=5)))
    assert (answer.status_code, "the end is not after the beginning" in said(answer)) == (400, True)
    assert 'href="#id_last_day"' in answer.content.decode()
    answer = client.post(url, letter(accounts=[]))
    assert (answer.status_code, 'href="#id_accounts' in answer.content.decode()) == (400, True)
    assert client.post(url, letter(accounts=["mars"])).status_code == 400
    assert not Content.objects.filter(media_type="application/pdf", size_bytes=0).exists()


def test_lee_asks_for_himself_ana_decides_by_letter_and_lee_sees_what_became_of_it(cast, enter):
    lee, ana = enter(cast.lee), enter(cast.ana)
    form = {"accounts": ["hill_fb"], "first_day": today(), "last_day": today() + timedelta(days=60)}
    answer = lee.post(reverse("ask_authorization"), form, follow=True)
    assert "Asked for Lee Novak; it gives nothing until somebody decides: Ana Reyes" in said(answer)
    asked = queries.asked_for(cast.lee, clock.now())[0]
    page = said(ana.get(reverse("authorization", args=[asked.id])))
    assert "Decide: see the letter" in page
    url = f"{reverse('give_authorization')}?request={asked.id}"
    blank = ana.get(url).content.decode()
    assert 'value="2001"' in blank
    assert f'value="{today() + timedelta(days=60)}"' in blank
    preview = ana.post(url, letter(last_day=today() + timedelta(days=60)))
    answer = ana.post(reverse("sign_authorization"), {"sealed": sealed(preview)})
    assert answer.url == reverse("authorization", args=[asked.id])
    assert "Lee Novak may post on 1 account" in said(lee.get(answer.url))
    assert "Asked for by Lee Novak, employee" in said(lee.get(answer.url))


def test_somebody_without_an_office_can_only_ask_for_themselves(cast, enter):
    lee = enter(cast.lee)
    assert 'name="person"' not in lee.get(reverse("ask_authorization")).content.decode()
    form = {"person": "3001", "accounts": ["hill_fb"], "first_day": today(), "last_day": today() + timedelta(days=60)}
    lee.post(reverse("ask_authorization"), form)
    assert [leave.person for leave in queries.asked_for(cast.ana, clock.now())] == [cast.lee]


def test_a_request_that_the_directive_does_not_allow_comes_back_with_the_clause(cast, enter):
    form = {"accounts": ["hill_fb"], "first_day": today(), "last_day": today() + timedelta(days=500)}
    answer = enter(cast.lee).post(reverse("ask_authorization"), form)
    assert (answer.status_code, "II.G.5.a" in said(answer)) == (422, True)
    assert re.search(r'value="hill_fb"[^>]* checked', answer.content.decode())


def test_a_request_is_turned_down_with_a_reason(cast, enter):
    now = clock.now()
    act = acts.RequestAuthorization(cast.lee, ("hill_fb",), now, now + timedelta(days=30))
    asked = stage.do(act, stage.employee(cast.lee)).subject_id
    client, url = enter(cast.ana), reverse("end_authorization", args=[asked])
    assert "Turn down the request for Lee Novak" in said(client.get(url))
    assert client.post(url, {"reason": ""}).status_code == 422
    assert "Turned down." in said(client.post(url, {"reason": stage.REASON}, follow=True))
    assert "The request was turned down" in said(enter(cast.lee).get(reverse("authorization", args=[asked])))
    assert client.get(f"{reverse('give_authorization')}?request={asked}").context["asked"] is None


def test_a_request_is_taken_back_by_who_made_it_and_nobody_decides_on_it_any_more(cast, enter):
    now = clock.now()
    act = acts.RequestAuthorization(cast.lee, ("hill_fb",), now, now + timedelta(days=30))
    asked = stage.do(act, stage.employee(cast.lee)).subject_id
    where, url = (reverse(name, args=[asked]) for name in ("authorization", "withdraw_authorization_request"))
    assert "Take the request back" not in said(enter(cast.ana).get(where))
    assert enter(cast.ana).post(url).status_code == 403
    lee = enter(cast.lee)
    assert url in lee.get(where).content.decode()
    assert "Take it back now" in said(lee.get(url))
    answer = said(lee.post(url, follow=True))
    assert "The request is taken back." in answer and "The request was taken back; it gives nothing." in answer
    assert lee.post(url).status_code == 409
    assert queries.asked_for(cast.ana, clock.now()) == ()


def test_leave_is_renewed_in_one_step_and_the_old_period_stays(cast, ana, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb", days=20)
    before = Mandate.objects.get(pk=given)
    client, url = enter(cast.ana), reverse("renew_authorization", args=[given])
    form = {"last_day": today() + timedelta(days=200), "instrument": "A-2026-9", "conditions": "", "reason": "no"}
    answer = client.post(url, form)
    assert (answer.status_code, "Renewing or ending leave to post says why." in said(answer)) == (422, True)
    answer = client.post(url, {**form, "reason": "Goes on with the job fair pages"}, follow=True)
    assert "Renewed." in said(answer)
    assert "Its periods" in said(answer)
    assert "Goes on from authorization: A-2026-4" in said(answer)
    after = Mandate.objects.get(renews=given)
    assert (after.starts, after.ends) == (before.ends, over(today() + timedelta(days=200)))
    assert Mandate.objects.get(pk=given).ends == before.ends
    assert client.post(url, {**form, "reason": stage.REASON}).status_code == 409
    assert "It is renewed already" in said(client.get(reverse("authorization", args=[given])))


def test_a_renewal_that_would_not_last_longer_is_told_beside_its_field(cast, ana, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb", days=20)
    form = {"last_day": today() + timedelta(days=2), "instrument": "A-9", "conditions": "x", "reason": stage.REASON}
    answer = enter(cast.ana).post(reverse("renew_authorization", args=[given]), form)
    assert (answer.status_code, "the end is not after the beginning" in said(answer)) == (400, True)


def test_leave_is_ended_with_a_reason_from_that_second_on(cast, ana, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    client, url = enter(cast.ana), reverse("end_authorization", args=[given])
    assert "they may not post on Facebook: Hill Correctional Center" in said(client.get(url))
    answer = client.post(url, {"reason": "x"})
    assert (answer.status_code, ">\nx</textarea>" in answer.content.decode()) == (422, True)
    assert "Taken away before its time." in said(client.post(url, {"reason": stage.REASON}, follow=True))
    assert client.post(url, {"reason": stage.REASON}).status_code == 409


def test_a_step_that_is_not_ones_own_is_shown_with_who_can_take_it(cast, ana, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    text = said(enter(cast.lee).get(reverse("authorization", args=[given])))
    assert "Renew This is not yours to do. Who can:" in text
    assert "Ana Reyes, Public Information Officer" in text


def test_the_letter_goes_to_those_who_may_see_it_and_to_nobody_else(cast, ana, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    url = reverse("authorization_letter", args=[given])
    for person in (cast.lee, cast.ana, cast.dov):
        answer = enter(person).get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-1.7")
        assert answer["Cache-Control"] == "private, no-store"
    for person in (cast.sam, cast.rita, cast.mia):
        assert enter(person).get(url).status_code == 403
        assert enter(person).get(reverse("authorization", args=[given])).status_code == 403


def test_a_letter_whose_bytes_are_not_what_was_kept_is_not_handed_out(cast, ana, enter, settings):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    folder = settings.STORAGES["evidence"]["OPTIONS"]["location"]
    (file,) = (path for path in folder.rglob("*") if path.name == Mandate.objects.get(pk=given).letter)
    file.write_bytes(b"%PDF-1.7 something else")
    answer = enter(cast.lee).get(reverse("authorization_letter", args=[given]))
    assert (answer.status_code, "The letter cannot be shown" in said(answer)) == (409, True)


def test_the_page_reads_as_the_letter_does(cast, ana, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    page = enter(cast.lee).get(reverse("authorization", args=[given]))
    shown = page.context["letter"]["letter"]
    assert (shown["giver"], shown["capacity"], shown["number"]) == (
        "Ana Reyes", "Public Information Officer", "A-2026-4",
    )  # fmt: skip
    for words in (letters.WORDS["en"]["opening"], letters.WORDS["en"]["closing"]):
        assert words in said(page)


class TestTheList:
    """Who has leave, whose ends soon, who asks, what ended: each sees what concerns them."""

    @pytest.fixture
    def several(self, cast, ana):
        now = clock.now()
        asks = acts.RequestAuthorization(cast.mia, ("doc_x",), now, now + timedelta(days=30))
        return {
            "long": stage.authorize(ana, cast.lee, "hill_fb", days=300),
            "short": stage.authorize(ana, cast.sam, "doc_x", days=10),
            "asked": stage.do(asks, stage.employee(cast.mia)).subject_id,
            "ended": stage.authorize(ana, cast.mia, "hill_fb", days=5),
        }

    def shown(self, client, **asked) -> list[str]:
        return [leave.id for leave in client.get(reverse("authorizations"), asked).context["page"].items]

    def test_by_where_it_stands(self, cast, ana, enter, several):
        stage.do(acts.EndAuthorization(several["ended"], stage.REASON), ana)
        client = enter(cast.ana)
        assert self.shown(client) == [several["short"], several["long"]]
        assert self.shown(client, standing="soon") == [several["short"]]
        assert self.shown(client, standing="asked") == [several["asked"]]
        assert self.shown(client, standing="ended") == [several["ended"]]
        assert "Running (2) Ending soon (1) Asked for (1) Ended (1)" in said(client.get(reverse("authorizations")))

    def test_filtered_and_sorted(self, cast, enter, several):
        client = enter(cast.ana)
        assert self.shown(client, text="brandt") == self.shown(client, text="3001") == [several["short"]]
        assert self.shown(client, unit=cast.hill) == [several["long"]]
        assert self.shown(client, account="doc_x") == [several["short"]]
        assert self.shown(client, sort="-ends")[0] == several["long"]
        assert self.shown(client, standing="nonsense", sort="nonsense", page="nonsense")[0] == several["ended"]
        assert "Nothing fits." in said(client.get(reverse("authorizations"), {"text": "nobody"}))

    def test_a_poster_sees_their_own_and_others_nothing(self, cast, enter, several):
        assert self.shown(enter(cast.lee)) == [several["long"]]
        rita = enter(cast.rita).get(reverse("authorizations"))
        assert rita.context["page"].total == 0
        assert "Running (0) Ending soon (0) Asked for (0) Ended (0)" in said(rita)

    def test_as_a_file(self, cast, enter, several):
        answer = enter(cast.ana).get(reverse("authorizations_csv"), {"sort": "name"})
        lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [line["name"] for line in lines] == ["Lee Novak", "Mia Torres", "Sam Brandt"]
        assert lines[0]["accounts"] == "Facebook: Hill Correctional Center"
        assert lines[2]["standing"] == "ends soon"
        assert (
            len(list(csv.reader(io.StringIO(enter(cast.rita).get(reverse("authorizations_csv")).content.decode()))))
            == 1
        )

    def test_a_page_at_a_time(self, cast, ana, enter):
        now = clock.now()
        letter = stage.letter_for(ana, cast.lee, ("hill_fb",), now, now + timedelta(days=9))
        for i in range(30):
            stage.do(acts.Authorize(cast.lee, ("hill_fb",), now, now + timedelta(days=9), f"A-{i}", letter), ana)
        client = enter(cast.ana)
        assert len(self.shown(client)) == 25
        assert len(self.shown(client, page="2")) == 5


def test_accounts_that_no_room_names_are_called_by_their_id(cast, ana, accounts, enter):
    given = stage.authorize(ana, cast.lee, "hill_fb")
    accounts.called = {}
    client = enter(cast.ana)
    assert "hill_fb" in said(client.get(reverse("authorization", args=[given])))
    assert "There is no account yet that anybody could post on." in said(client.get(reverse("give_authorization")))


def test_in_spanish_the_letter_and_the_page_around_it_change(cast, enter):
    client = enter(cast.ana)
    client.post(reverse("set_language"), {"language": "es", "next": "/"})
    preview = client.post(reverse("give_authorization"), letter())
    assert "Autorización para publicar" in said(preview)
    assert 'lang="es"' in preview.content.decode()
