"""The directive as everyone reads it: no sign-in, clause by clause, versions and what changed, nothing internal."""

import hashlib
import html
import json
import re
from itertools import pairwise

import pytest
from directive_shelf import LAMPS, imported, in_force, seen, signed_in, text_of_lamps
from django.test import Client

import cast as stage
from countersign.directive import acts
from countersign.gate import packs

pytestmark = [pytest.mark.storage, pytest.mark.django_db]


@pytest.fixture
def anybody(cast) -> Client:
    return Client()


def ids(answer) -> list[str]:
    return re.findall(r'<section class="dir-clause[^"]*"\s+id="([^"]+)"', answer.content.decode())


def headings(answer) -> list[int]:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", main)]


def test_without_an_official_text_the_page_shows_our_summary_and_says_so(anybody):
    answer = anybody.get("/directive/")
    assert answer.status_code == 200
    assert "What you read is our summary" in seen(answer)
    assert ids(answer) == [c.id for c in packs.in_force().clauses]
    assert "Any electronic service where a community shares content" in seen(answer)


def test_in_spanish_the_summary_is_in_spanish(anybody):
    answer = anybody.get("/directive/", headers={"accept-language": "es"})
    assert "Los empleados llevan las redes sociales del Departamento según normas comunes." in seen(answer)
    assert "Employees run" not in seen(answer)


def test_the_version_in_force_shows_every_clause_at_its_anchor_with_our_words_beside_it(anybody, offices):
    in_force(offices, text_of_lamps())
    answer = anybody.get("/directive/")
    said = seen(answer)
    assert len(ids(answer)) == len(set(ids(answer))) == 38
    assert {"I", "II.G.1.a", "II.G.4.b.4"} <= set(ids(answer))
    for known in ("07.11.230", "2031-03-14", "412 MRC 6/2-1-9", "3-LHT-2D-30", "Ottoline Frey Harbor Master"):
        assert known in said
    assert "Two keepers climb together. In plain words A page or site needs" in said
    assert "Lamp (noun) the burning part of a tower" in said
    assert "our summary" not in said
    assert "Dov Okafor" in said


def test_every_word_of_the_text_is_on_the_page(anybody, offices):
    from collections import Counter

    from countersign.directive import queries
    from countersign.rules.text.lines import words

    in_force(offices, text_of_lamps())
    tree = queries.text_of(queries.in_force())
    shown = Counter(words(seen(anybody.get("/directive/"))))
    official = Counter(words(" ".join(c.words for c in tree.walk())))
    official.update(words(" ".join(f"{d.term} {d.text}" for d in tree.definitions)))
    assert not official - shown


def test_headings_go_down_one_step_at_a_time_and_the_page_has_one_title(anybody, offices):
    first = in_force(offices, text_of_lamps())
    for path in ("/directive/", "/directive/clauses/II.G.4.b/", f"/directive/versions/{first}/changes/"):
        levels = headings(anybody.get(path))
        assert levels.count(1) == 1 and levels[0] == 1, path
        assert all(b <= a + 1 for a, b in pairwise(levels)), path


@pytest.mark.parametrize("phrase", ["every MONDAY", "evéry  monday", "Every Monday"])
def test_a_phrase_is_found_whatever_its_case_accents_and_blanks(anybody, offices, phrase):
    in_force(offices, text_of_lamps())
    answer = anybody.get("/directive/", {"q": phrase})
    assert "stands in one place" in seen(answer)
    assert re.findall(r"<li>\s*<a href=\"#([^\"]+)\"", answer.content.decode()) == ["II.F.1"]
    assert "<mark>every Monday</mark>" in answer.content.decode()


def test_what_is_looked_for_is_never_taken_for_markup(anybody):
    answer = anybody.get("/directive/", {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.content.decode()
    assert "stands nowhere in this text" in seen(answer)


def test_markup_in_a_text_is_shown_and_never_run(anybody, offices):
    in_force(offices, text_of_lamps(every_Monday="every <script>x</script> day"))
    for path in ("/directive/", "/directive/?q=script", "/directive/clauses/II.F.1/"):
        page = anybody.get(path).content.decode()
        assert "<script>x" not in page
        assert "&lt;" in page


def test_past_versions_keep_their_address_and_say_that_they_are_over(anybody, offices):
    first = in_force(offices, text_of_lamps())
    before = anybody.get(f"/directive/versions/{first}/")
    second = in_force(offices, text_of_lamps(every_Monday="every Tuesday"))
    after = anybody.get(f"/directive/versions/{first}/")
    assert ids(after) == ids(before)
    assert "every Monday" in seen(after)
    assert "no longer in force" in seen(after)
    assert "every Tuesday" in seen(anybody.get("/directive/"))
    listed = seen(anybody.get("/directive/versions/"))
    assert listed.index("in force") < listed.index("superseded")
    assert [anybody.get(f"/directive/versions/{v}/").status_code for v in (first, second)] == [200, 200]


def marked(answer, tag: str) -> list[str]:
    found = re.findall(rf"<{tag}><span[^>]*>[^<]*</span>(.*?)</{tag}>", answer.content.decode(), re.DOTALL)
    return [html.unescape(words) for words in found]


def test_the_changes_page_marks_exactly_the_changed_words(anybody, offices):
    in_force(offices, text_of_lamps())
    now = in_force(
        offices,
        text_of_lamps(every_Monday="every second Tuesday", Smells_of_fish="Smells of tar", by_the_season="by the year"),
    )
    answer = anybody.get(f"/directive/versions/{now}/changes/")
    assert marked(answer, "del") == ["Monday", "fish", "season"]
    assert marked(answer, "ins") == ["second Tuesday", "tar", "year"]
    assert re.findall(r"<h3>\s*(\S+)\s*</h3>", answer.content.decode()) == ["II.F.1", "II.G.4.b.2", "Keeper/Relief"]


def test_what_is_added_removed_and_moved_is_told_apart(anybody, offices):
    in_force(offices, text_of_lamps())
    text = text_of_lamps(
        **{"1. Oil is counted every Monday, and the count is posted on the inner door.\n2. The": "1. The"}
    )
    now = in_force(offices, text)
    answer = anybody.get(f"/directive/versions/{now}/changes/")
    assert "II.F.2, now II.F.1: moved, the words are the same" in seen(answer)
    gone = "Oil is counted every Monday, and the count is posted on the inner door."
    assert (marked(answer, "del"), marked(answer, "ins")) == ([gone], [])


def test_the_first_version_has_nothing_to_compare_with(anybody, offices):
    first = in_force(offices, text_of_lamps())
    assert "none before it to compare with" in seen(anybody.get(f"/directive/versions/{first}/changes/"))


def test_the_file_is_handed_out_byte_for_byte_and_the_hash_can_be_checked_without_us(anybody, offices):
    first = in_force(offices, text_of_lamps())
    assert anybody.get(f"/directive/versions/{first}/original/").content == LAMPS.read_bytes()
    proof = anybody.get(f"/directive/versions/{first}/form.json").json()
    digest = hashlib.sha256(bytes.fromhex(proof["salt"]) + proof["form"].encode()).hexdigest()
    assert digest == proof["hash"]
    assert json.loads(proof["form"])["title"] == "Care of the Evening Lamps"
    check = anybody.get(f"/directive/versions/{first}/check/")
    assert "not a character differs" in seen(check)
    assert digest in seen(check)


PAGES = ("", "changes/", "original/", "check/", "form.json")


def test_a_version_not_in_force_is_nowhere_for_the_public(cast, anybody, offices):
    version = imported(offices, text_of_lamps())
    for client in (anybody, signed_in(cast.lee)):
        assert [client.get(f"/directive/versions/{version}/{p}").status_code for p in PAGES] == [404] * 5
        assert "07.11.230" not in seen(client.get("/directive/versions/"))
    ana = signed_in(cast.ana)
    assert [ana.get(f"/directive/versions/{version}/{p}").status_code for p in PAGES] == [200] * 5


def test_public_pages_show_nothing_internal(anybody, offices):
    in_force(offices, text_of_lamps())
    now = in_force(offices, text_of_lamps(every_Monday="every Tuesday"))
    stage.do(acts.WriteNote("II.F.1", "Also at night."), offices.ana)
    paths = ["/directive/", "/directive/versions/", "/directive/clauses/II.F.1/", f"/directive/versions/{now}/changes/"]
    for path in [*paths, f"/directive/versions/{now}/"]:
        page = anybody.get(path).content.decode()
        for internal in (
            "Ana Reyes",
            "History",
            "/log/rows/",
            "import/",
            "/note/",
            "/sign/",
            "/adopt/",
            "import_directive",
        ):
            assert internal not in page.partition("<main")[2].partition("</main>")[0], f"{path}: {internal}"


def test_a_clause_has_its_words_what_it_demands_and_how_it_is_read(anybody, offices):
    in_force(offices, text_of_lamps())
    said = seen(anybody.get("/directive/clauses/II.G.4.b/"))
    assert "Refuse oil that fails the test." in said
    assert "The PIO approves each platform" in said
    assert "It asks for watching, not for removal." in said
    assert "Leave is given for approved platforms only. Asked for: Leave to post" in said
    assert "Moderator · within one day" in said
    assert "II.G.4.b.1" in said
    assert "II.G.4 The PIO" in said
    # An act that no room performs yet is never shown as one that is.
    assert "Not yet done with this program: Decision on an appeal" in said


def test_a_clause_for_people_says_why_no_program_can_check_it(anybody):
    said = seen(anybody.get("/directive/clauses/II.A/"))
    assert "for people" in said
    assert "nothing is demanded of anybody here" in said


def test_there_is_a_page_for_every_clause_and_for_no_other(anybody):
    for clause in packs.in_force().clauses:
        assert anybody.get(f"/directive/clauses/{clause.id}/").status_code == 200, clause.id
    assert anybody.get("/directive/clauses/IX.Z.9/").status_code == 404


def test_a_note_is_shown_beside_its_clause_in_the_readers_language(anybody, offices):
    stage.do(acts.WriteNote("II.B", "Camps too.", "También los campamentos."), offices.ana)
    assert "How it is read here: Camps too." in seen(anybody.get("/directive/"))
    spanish = anybody.get("/directive/clauses/II.B/", headers={"accept-language": "es"})
    assert "También los campamentos." in seen(spanish)


def test_public_pages_cost_a_bounded_number_of_queries(anybody, offices, django_assert_max_num_queries):
    in_force(offices, text_of_lamps())
    for path in ("/directive/", "/directive/versions/", "/directive/clauses/II.G.1.a/"):
        anybody.get(path)
        with django_assert_max_num_queries(24):
            anybody.get(path)
