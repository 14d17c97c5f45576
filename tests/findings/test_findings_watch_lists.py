"""Watch-lists: an author is warned and never shown the list; its terms lie sealed and stand nowhere else."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

import cast as stage
from countersign.accounts import acts as accounts
from countersign.accounts import vault
from countersign.findings import acts, queries
from countersign.findings.models import WatchedTerm, WatchList
from countersign.gate.act import Malformed, NotNow, NotYours
from countersign.gate.door import perform
from countersign.gate.models import LedgerBody
from countersign.screening import Kind
from findings import finding_stories as stories

pytestmark = [pytest.mark.storage, pytest.mark.django_db]

TEXT = "Nobody should write about Operation  Nightjar before Friday."


def raised(text: str = TEXT, kind: Kind = Kind.DRAFT) -> list[tuple[str, str]]:
    found = queries.screen().text("", kind, text).findings
    return [(f.why, text[f.start : f.end]) for f in found if f.why_key == "watch-list"]


def everything_stored() -> bytes:
    """Every value of every row of the house, but for the keys' own folder."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    return b"\n".join(found)


def test_an_author_is_warned_in_neutral_words_at_the_place_in_their_own_text(people):
    assert raised() == []
    stories.watch_list(people.ana)
    assert raised() == [("Words that the agency asks to be warned about", "Operation  Nightjar")]


def test_a_change_counts_at_once_and_an_end_as_well(people):
    kept = stories.watch_list(people.ana)
    stories.change(people.ana, kept, added=("Cellhouse Nine",))
    assert raised("Cellhouse Nine is quiet.")
    gone = [t.id for t in queries.terms_of(kept) if t.text == "Operation Nightjar"]
    stories.change(people.ana, kept, removed=tuple(gone))
    assert raised() == []
    assert raised("Cellhouse Nine is quiet.")
    stage.do(acts.EndWatchList(kept, stories.REASON), people.ana)
    assert raised("Cellhouse Nine is quiet.") == []
    assert WatchedTerm.objects.count() == 0


def test_nothing_is_read_again_until_something_changes(people, django_assert_max_num_queries):
    kept = stories.watch_list(people.ana)
    before = queries.screen()
    with django_assert_max_num_queries(4) as asked:
        assert queries.screen() is before
    assert not any("watch" in query["sql"] for query in asked.captured_queries)
    stories.change(people.ana, kept, added=("Cellhouse Nine",))
    assert queries.screen() is not before


def test_a_list_counts_from_its_first_day_through_its_last(people):
    stories.watch_list(people.ana, starts=date(2026, 3, 4), ends=date(2026, 3, 5))
    days = []
    for _ in range(5):
        days.append(bool(raised()))
        stage.pass_time(days=1)
    assert days == [False, False, True, True, False]


def test_a_list_on_comments_leaves_drafts_alone(people):
    stories.watch_list(people.ana, kinds=("comment",))
    assert raised() == []
    assert raised(kind=Kind.COMMENT)


def test_the_terms_stand_nowhere_but_sealed(people):
    kept = stories.watch_list(people.ana)
    stories.change(people.ana, kept, added=("Cellhouse Nine",))
    stage.do(acts.ReadWatchList(kept), people.ana)
    stored = everything_stored()
    for term in (*stories.TERMS, "Cellhouse Nine"):
        assert term.encode() not in stored
    assert b"Pending matters" in stored


def test_the_row_says_how_many_terms_and_commits_to_them(people):
    kept = stories.watch_list(people.ana)
    row = LedgerBody.objects.get(act="start_watch_list")
    found = WatchList.objects.get(pk=kept)
    assert b'"terms":2' in bytes(row.body)
    assert found.committed.encode() in bytes(row.body)
    assert queries.integrity(kept) is True
    # The same terms give another commitment each time: a guess cannot be tried without the sealed salt.
    other = stories.watch_list(people.ana, title="Twin")
    assert WatchList.objects.get(pk=other).committed != found.committed


def test_a_term_changed_in_the_database_is_noticed(people):
    kept = stories.watch_list(people.ana)
    term = WatchedTerm.objects.first()
    WatchedTerm.objects.filter(pk=term.pk).update(sealed=vault.seal(f"watch-list:{kept}", "Operation Skylark"))
    assert queries.integrity(kept) is False


def test_reading_a_list_in_full_is_a_row_of_its_own(people, visit):
    kept = stories.watch_list(people.ana)
    ana = visit(people.ana)
    page = reverse("findings:watch_list", args=[kept])
    assert "Nightjar" not in ana.get(page).content.decode()
    assert not LedgerBody.objects.filter(act="read_watch_list").exists()
    answer = ana.post(reverse("findings:read_watch_list", args=[kept]))
    assert "Operation Nightjar" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    row = LedgerBody.objects.get(act="read_watch_list")
    assert (row.actor, row.subject_id) == (people.ana.person, kept)


def test_who_keeps_no_lists_reads_none_and_learns_of_none(people, visit):
    kept = stories.watch_list(people.ana)
    lee = visit(people.lee)
    for name in ("watch_list", "change_watch_list", "end_watch_list"):
        assert lee.get(reverse(f"findings:{name}", args=[kept])).status_code == 403
    assert lee.post(reverse("findings:read_watch_list", args=[kept])).status_code == 403
    assert lee.get(reverse("findings:watch_lists")).status_code == 403
    assert "Pending matters" not in lee.get(reverse("findings:contacts")).content.decode()
    with pytest.raises(NotYours):
        perform(acts.ReadWatchList(kept), by=people.lee)


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ("@lee.novak", "may be somebody's own"),
        ("https://www.facebook.com/lee.novak", "may be somebody's own"),
        ("x.com/leenovak", "may be somebody's own"),
        ("https://social.example/@lee", "may be somebody's own"),
        ("lee@example.com", "without a list"),
        ("123-45-6789", "without a list"),
        ("x", "two letters"),
        ("Операция", "Latin letters only"),
        ("a" * 121, "at most 120"),
        ("Operation\u200bNightjar", "cannot be seen"),
    ],
)
def test_a_term_that_may_not_be_kept_is_refused_by_its_line_and_not_repeated(people, term, why):
    with pytest.raises(Malformed) as fault:
        stories.watch_list(people.ana, "Cellhouse Nine", term)
    assert list(fault.value.faults) == ["term_2"]
    assert why in str(fault.value.faults["term_2"])
    assert len(term) < 3 or term not in str(fault.value)


def test_an_account_that_the_register_lists_as_not_ours_can_be_watched_for(people):
    tip = accounts.ReportImpostor("facebook", "https://facebook.com/fake-hill", "fakehill")
    found = stage.do(tip, people.mia).subject_id
    with pytest.raises(Malformed):
        stories.watch_list(people.ana, "@fakehill")
    stage.do(accounts.ListImpostor(found, True, "it asks families for money"), people.ana)
    stories.watch_list(people.ana, "@fakehill")
    assert raised("Our new page is @fakehill, follow it.")


def test_a_term_stands_in_a_list_once(people):
    kept = stories.watch_list(people.ana)
    with pytest.raises(Malformed) as fault:
        stories.change(people.ana, kept, added=("operation nightjar",))
    assert "already" in str(fault.value.faults["term_1"])


def test_all_lists_together_hold_so_many_terms_and_no_more(people, monkeypatch):
    monkeypatch.setattr("countersign.findings.acts.watching.MOST_TERMS", 3)
    stories.watch_list(people.ana)
    with pytest.raises(Malformed) as fault:
        stories.watch_list(people.ana, "Cellhouse Nine", "Cellhouse Ten", title="Other")
    assert "room for 1 more" in str(fault.value.faults["terms"])


def test_a_category_that_is_not_asked_about_a_comment_cannot_be_watched_for_there(people):
    with pytest.raises(Malformed) as fault:
        stories.watch_list(people.ana, category="legal")
    assert "a citizen may say this" in str(fault.value.faults["kinds"])
    stories.watch_list(people.ana, category="legal", kinds=("draft",))


def test_an_ended_list_can_be_neither_read_nor_changed(people):
    kept = stories.watch_list(people.ana)
    stage.do(acts.EndWatchList(kept, stories.REASON), people.ana)
    with pytest.raises(NotNow):
        perform(acts.ReadWatchList(kept), by=people.ana)


def test_a_list_that_no_key_opens_is_told_in_the_version_and_to_its_keepers(people, evidence, visit):
    kept = stories.watch_list(people.ana)
    assert queries.version() == queries.screen().version
    (evidence.parent / "keys" / "credentials_key").write_text("another key\n")
    stories.watch_list(people.ana, "Cellhouse Nine", title="Readable")
    assert queries.version() == f"{queries.screen().version}, watch-lists unread"
    assert raised("Cellhouse Nine is quiet.")
    shown = visit(people.ana).get(reverse("findings:watch_lists")).content.decode()
    assert "No key of this installation opens the watch-list “Pending matters”" in shown
    assert queries.integrity(kept) is None
    with pytest.raises(Malformed, match="no key opens"):
        stories.change(people.ana, kept, added=("Cellhouse Ten",))
    # It can still be ended, and then nothing is unread.
    stage.do(acts.EndWatchList(kept, stories.REASON), people.ana)
    assert queries.version() == queries.screen().version


def test_changing_the_keys_leaves_the_terms_readable(people, evidence):
    kept = stories.watch_list(people.ana)
    vault.add_key()
    assert queries.encrypt_anew() == ()
    vault.drop_old_keys()
    assert [t.text for t in queries.terms_of(kept)] == list(stories.TERMS)
    assert queries.integrity(kept) is True


def test_trying_a_text_shows_its_own_words_alone_and_keeps_nothing(people, visit):
    kept = stories.watch_list(people.ana)
    rows = LedgerBody.objects.count()
    answer = visit(people.ana).post(
        reverse("findings:watch_list", args=[kept]), {"kind": "draft", "text": "On <b> Operation Nightjar today."}
    )
    shown = answer.content.decode()
    assert "On &lt;b&gt; <mark>Operation Nightjar</mark> today." in shown
    assert "23-CV-1187" not in shown
    assert LedgerBody.objects.count() == rows


def test_terms_are_marked_where_they_were_read_and_taken_out_with_a_reason(people, visit):
    kept = stories.watch_list(people.ana)
    ana, change = visit(people.ana), reverse("findings:change_watch_list", args=[kept])
    first = queries.terms_of(kept)[0]
    form = ana.post(change, {"removed": first.id})
    assert "1 term will be taken out" in form.content.decode()
    sent = {
        "title": "Pending matters", "category": "security", "kinds": ["draft"], "note": "As before, for drafts alone.",
        "starts": "2026-03-01", "terms": "Cellhouse Nine\r\n", "reason": stories.REASON, "removed": first.id,
    }  # fmt: skip
    assert ana.post(change, sent).status_code == 302
    assert [t.text for t in queries.terms_of(kept)] == ["23-CV-1187", "Cellhouse Nine"]
    assert queries.watch_list(kept).kinds == ("draft",)


def test_what_is_said_of_the_lists_where_a_row_is_kept_is_their_salted_commitments(people):
    kept = stories.watch_list(people.ana)
    stories.watch_list(people.ana, "Cellhouse Nine", title="Later", starts=date(2026, 4, 1))
    assert queries.commitments() == (WatchList.objects.get(pk=kept).committed,)
