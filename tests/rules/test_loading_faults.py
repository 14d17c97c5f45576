"""Every way in which a pack can be wrong, each with the words it gets. `golden/<case>.txt` holds them."""

from pathlib import Path

import pytest

from countersign.rules.loading import PackFaults, load

GOLDEN = Path(__file__).parent / "golden"
REQ = "requirements/posts.toml"
COMPLAINTS = "requirements/complaints.toml"

KINDNESS = 'reason = {en = "Kindness is for people to judge.", es = "La amabilidad la juzgan las personas."}'
LATE = "facts = {window = {opens = 2026-03-03T08:00:00Z}}"
SHORT = "facts = {reasons = {characters = 4}}"
SHORT_EXAMPLE = f'[[requirement.example]]\nname = "a word is not a reason"\n{SHORT}\noutcome = "refused"'
BOTH_ACTS = 'acts = ["publish_post", "submit_post"]'

# Case: what is changed in which file of the small pack. None for the new text takes the file away.
CASES = {
    "syntax_error": [("notes.toml", 'clause = "II.B"', "clause = II.B")],
    "not_utf8": [("notes.toml", "antes", b"ant\xe9s")],
    "file_missing": [("terms.toml", "", None), ("page.toml", "", None)],
    "file_nobody_reads": [("tems.toml", None, "")],
    "keys_that_nothing_reads": [
        ("pack.toml", 'number = "7.1"', 'number = "7.1"\nnmber = "7"'),
        (REQ, 'answer_by = ["librarian"]', 'answer_by = ["librarian"]\nquorum = 2'),
        ("offices.toml", "[operator]", "[everybody]\npowers = []\n\n[operator]"),
        (REQ, 'name = "too early"', 'name = "too early"\nact = "publish_post"'),
    ],
    "value_missing": [
        ("pack.toml", 'version = "3"', ""),
        ("pack.toml", "effective = 2026-01-01", ""),
        ("duties.toml", 'owner = "keeper"', ""),
        ("screening.toml", "[signer]", "[signatory]"),
        ("notes.toml", 'clause = "II.B"', ""),
        (REQ, 'clauses = ["II.A"]', ""),
    ],
    "value_of_another_type": [
        ("pack.toml", 'version = "3"', "version = 3"),
        ("pack.toml", 'standards = ["RR-1", "RR-2"]', 'standards = "RR-1"'),
        ("pack.toml", "effective = 2026-01-01", 'effective = "1 January"'),
        ("platforms.toml", "named_by_directive = true", 'named_by_directive = "yes"'),
        ("duties.toml", "at_risk_days = 10", "at_risk_days = -1"),
        ("clauses.toml", "[[definition]]", "[definition]"),
        ("screening.toml", "[category.loud]", "[[category]]"),
        ("purposes.toml", 'id = "news"', 'id = "The News"'),
        ("offices.toml", 'scope = "unit"', 'scope = "galaxy"'),
        ("terms.toml", 'id = "ads"', 'id = " "'),
        ("clauses.toml", 'id = "III"', 'id = "III)"'),
    ],
    "words_missing": [
        ("clauses.toml", ', es = "Nada ruidoso, nada fuera de horario."', ""),
        ("clauses.toml", 'en = "Speaking", ', ""),
        ("clauses.toml", 'words = {en = "A complaint says why.", es = "Una queja dice por qué."}', 'words = "Why."'),
        (REQ, 'remedy = {en = "Wait until the room is open.", es = "Espere a que abra la sala."}', ""),
        ("notes.toml", 'es = "Fuera', 'fr = "x", es = "Fuera'),
        ("page.toml", 'es = "el logotipo de la sala"', 'es = ""'),
    ],
    "twice": [
        ("clauses.toml", 'id = "II.C"', 'id = "II.B"'),
        ("offices.toml", 'id = "keeper"', 'id = "librarian"'),
        (COMPLAINTS, 'id = "says_why"', 'id = "in_hours"'),
        (REQ, 'name = "no window at all"', 'name = "too early"'),
        ("offices.toml", 'powers = ["post.sign", "post.publish"]', 'powers = ["post.sign", "post.sign"]'),
    ],
    "entries_without_id": [
        ("page.toml", 'id = "logo"', ""),
        ("page.toml", 'id = "contact"', ""),
        ("platforms.toml", 'elements = ["logo"]', ""),
        (REQ, 'id = "in_hours"', ""),
    ],
    "parameters": [
        ("pack.toml", "people = 2", "persons = 2"),
        ("duties.toml", '"$review_days"', '"$review_day"'),
    ],
    "unknown_clause": [
        (REQ, 'clauses = ["II.A"]', 'clauses = ["II.A", "II.Z"]'),
        ("duties.toml", 'clause = "II.C"', 'clause = "II.D"'),
        ("purposes.toml", 'clause = "I"', 'clause = "IV"'),
        ("page.toml", 'clause = "II"\nwords = {en = "the', 'clause = "2"\nwords = {en = "the'),
        ("notes.toml", 'clause = "II.B"', 'clause = "II.b"'),
        ("screening.toml", 'draft = ["II.B"]', 'draft = ["IIB"]'),
        ("screening.toml", "comment = []", 'comment = ["II.X"]'),
        ("screening.toml", 'clauses = ["I"]', 'clauses = ["V"]'),
    ],
    "clause_of_no_sort": [
        ("clauses.toml", KINDNESS, ""),
        ("duties.toml", 'clause = "II.C"', 'clause = "II.B"'),
    ],
    "clause_without_its_place": [("clauses.toml", 'id = "II"\nkind = "heading"', 'id = "IV"\nkind = "heading"')],
    "unknown_act": [
        (REQ, BOTH_ACTS, 'acts = ["publish_posts"]'),
        ("offices.toml", 'act = "acknowledge"', 'act = "read"'),
        ("base_facts.toml", "[act.report_case.matter]", "[act.report.matter]"),
    ],
    "unknown_office_or_power": [
        (REQ, 'answer_by = ["librarian"]', 'answer_by = ["libarian"]'),
        (REQ, 'offices = ["librarian", "keeper"]', 'offices = ["librarian", "owner"]'),
        ("duties.toml", 'owner = "keeper"', 'owner = "director"'),
        ("offices.toml", 'powers = ["post.sign", "post.publish"]', 'powers = ["post.sign", "post.publsh"]'),
        ("offices.toml", 'powers = ["case.report", "acknowledgment.give"]', 'powers = ["everything"]'),
        ("offices.toml", "delegable = []", 'delegable = ["post.write"]'),
    ],
    "unknown_other_ids": [
        ("platforms.toml", 'elements = ["logo"]', 'elements = ["logos"]'),
        (REQ, 'categories = ["loud"]', 'categories = ["loudness"]'),
    ],
    "unknown_kind": [(REQ, 'kind = "small_signed"', 'kind = "small_signd"')],
    "parameter_of_a_kind": [
        (REQ, 'people = "$people"', 'people = "$persons"'),
        (REQ, 'categories = ["loud"]', 'category = "loud"'),
        (COMPLAINTS, "characters = 10", 'characters = "ten"'),
    ],
    "parameter_of_a_kind_missing": [
        (COMPLAINTS, "with = {characters = 10}", ""),
        (REQ, 'people = "$people"', 'people = true'),
    ],
    "fact_that_the_act_cannot_tell": [(REQ, BOTH_ACTS, 'acts = ["publish_post", "hire"]')],
    "no_example": [
        (COMPLAINTS, SHORT_EXAMPLE, ""),
    ],
    "only_allowed_examples": [
        (COMPLAINTS, 'outcome = "refused"', 'outcome = "allowed"'),
        (REQ, f'{LATE}\noutcome = "refused"', 'facts = {}\noutcome = "allowed"'),
    ],
    "facts_that_do_not_fit": [
        (REQ, "facts = {signatures = {given = []}}", "facts = {signature = {given = []}}"),
        (REQ, 'facts = {window = {opens = "null"}}', "facts = {window = {opened = true}}"),
        (REQ, LATE, "facts = {window = {opens = 2026-03-03T08:00:00}}"),
        (COMPLAINTS, SHORT, 'facts = {reasons = "none"}'),
    ],
    "facts_that_are_no_table": [(REQ, "facts = {}", "facts = [1]")],
    "base_facts_that_do_not_fit": [("base_facts.toml", "state_no = 1, ", "")],
    "base_facts_of_an_act_that_do_not_fit": [("base_facts.toml", 'hash = "null"', "state_no = true")],
    "outcome_that_does_not_exist": [(REQ, 'outcome = "needs_person"', 'outcome = "maybe"')],
    "blanks": [
        (REQ, "Ask {missing} to sign.", "Ask {offices} to sign."),
        (REQ, "Espere a que abra la sala.", "Espere: {missing}."),
    ],
    "free_and_required": [("offices.toml", 'act = "acknowledge"', 'act = "publish_post"')],
    "at_risk_from_the_first_day": [("duties.toml", "at_risk_days = 10", "at_risk_days = 100")],
}  # fmt: skip


def spoil(folder, changes):
    for name, old, new in changes:
        path = folder / name
        if old is None:
            path.write_text(new, encoding="utf-8")
        elif new is None:
            path.unlink()
        elif isinstance(new, bytes):
            path.write_bytes(path.read_bytes().replace(old.encode(), new))
        else:
            text = path.read_text(encoding="utf-8")
            assert old in text, f"{name} does not hold {old!r}"
            path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_named_with_file_line_and_remedy(case, copy_of_small):
    spoil(copy_of_small, CASES[case])
    with pytest.raises(PackFaults) as caught:
        load(copy_of_small)
    golden = GOLDEN / f"{case}.txt"
    assert f"{caught.value}\n" == golden.read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_case():
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {*CASES}


def test_the_small_pack_itself_has_no_fault(small):
    assert small.name == "small@3"


def test_a_folder_that_is_not_there_is_a_pack_without_files(tmp_path):
    with pytest.raises(PackFaults) as caught:
        load(tmp_path / "nowhere")
    assert len(caught.value.faults) == 11
    assert {f.what for f in caught.value.faults} == {"This file is missing."}


def test_a_wrong_answer_of_an_example_is_a_fault_when_examples_are_tried(copy_of_small):
    spoil(copy_of_small, [(REQ, 'people = "$people"', "people = 3")])
    assert load(copy_of_small).name == "small@3"
    with pytest.raises(PackFaults) as caught:
        load(copy_of_small, try_examples=True)
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == (REQ, 14)
    assert fault.what == "The example 'both signed' of 'two_signatures' is refused under 'publish_post'."


def test_the_order_of_files_and_entries_changes_nothing(copy_of_small, small):
    posts = copy_of_small / REQ
    first, *entries = posts.read_text(encoding="utf-8").split("[[requirement]]")
    posts.unlink()
    for number, entry in enumerate(reversed(entries)):
        (copy_of_small / "requirements" / f"{number}.toml").write_text(f"{first}[[requirement]]{entry}", "utf-8")
    assert load(copy_of_small) == small
