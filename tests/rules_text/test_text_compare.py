"""A text beside a pack, and one version beside the next."""

from pathlib import Path

from countersign.rules.text import compare, diff, parse

TEXT = (Path(__file__).parent / "data" / "lamps.txt").read_text(encoding="utf-8")
LAMPS = parse(TEXT)
SUMMARIES = {clause.id: f"in short: {clause.id}" for clause in LAMPS.walk()}


def changed(*pairs):
    """The difference that replacing words in the text makes."""
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return diff(LAMPS, parse(text))


def test_a_pack_with_the_same_clauses_agrees_and_stands_beside_the_text():
    found = compare(LAMPS, SUMMARIES)
    assert found.agrees
    assert len(found.both) == 38
    assert (found.both[2].id, found.both[2].summary) == ("II.A", "in short: II.A")
    assert found.both[2].text.startswith("Purpose\n\nThis directive tells keepers")


def test_clauses_that_only_one_side_has_are_named():
    summaries = {key: value for key, value in SUMMARIES.items() if key != "II.G.3.c"} | {"II.H": "a later one"}
    found = compare(LAMPS, summaries)
    assert not found.agrees
    assert [clause.id for clause in found.only_in_text] == ["II.G.3.c"]
    assert found.only_in_pack == ("II.H",)


def test_items_without_a_label_are_not_asked_of_a_pack():
    directive = parse("1. Crew shall:\n - a. row;\n - b. steer.\n\nAt night too.\n")
    found = compare(directive, {"1": "", "1.a": "", "1.b": ""})
    assert found.agrees
    assert [clause.id for clause in found.unlabelled] == ["1.~1"]


def test_a_version_does_not_differ_from_itself():
    assert diff(LAMPS, parse(TEXT)).empty


def test_reworded_clauses_are_changed_and_nothing_else_is():
    found = changed(("Two keepers climb together.", "Two keepers always climb together."))
    assert [(change.old.id, change.new.text) for change in found.changed] == [
        ("II.G.1.a", "Two keepers always climb together.")
    ]
    assert found.added == found.removed == found.moved == found.header == ()


def test_a_clause_put_in_moves_those_behind_it_and_changes_none():
    found = changed((" - b. Nesting birds.", " - b. Painting the rail.\n - c. Nesting birds."))
    assert [clause.id for clause in found.added] == ["II.G.2.b"]
    assert [(change.old.id, change.new.id) for change in found.moved] == [("II.G.2.b", "II.G.2.c")]
    assert found.changed == found.removed == ()


def test_a_section_that_moves_takes_its_clauses_along():
    stores = TEXT[TEXT.index("F. The Stores") : TEXT.index("G. The Watch")]
    text = TEXT.replace("F. The Stores", "F. Boats\n\nEvery tower has a boat.\n\nG. The Stores")
    found = diff(LAMPS, parse(text.replace("G. The Watch", "H. The Watch")))
    assert stores.count("\n1.") == 1
    assert [clause.id for clause in found.added] == ["II.F"]
    moved = [(change.old.id, change.new.id) for change in found.moved_by_themselves]
    assert moved == [("II.F", "II.G"), ("II.G", "II.H")]
    assert ("II.G.4.b.2", "II.H.4.b.2") in [(change.old.id, change.new.id) for change in found.moved]
    assert found.changed == found.removed == ()


def test_a_clause_may_be_moved_and_reworded_at_once():
    found = changed(
        ("- 6. Whoever lets a lamp go out", "- 6. Boats stay tied.\n - 7. Whoever ever lets a lamp go out"),
    )
    both = [change for change in found.changed if change.moved]
    assert [(change.old.id, change.new.id) for change in both] == [("II.G.6", "II.G.7")]
    assert [clause.id for clause in found.added] == ["II.G.6"]


def test_a_clause_taken_out_is_removed():
    found = changed((" - d. Signals that are not in the code book.\n", ""))
    assert [clause.id for clause in found.removed] == ["II.G.3.d"]
    assert found.changed == found.moved == found.added == ()


def test_definitions_are_compared_by_their_terms():
    found = changed(
        ("Lamp (noun) –", "Lantern –"),
        ("whoever is paid, by the season", "whoever is paid, by the year"),
    )
    assert [definition.term for definition in found.definitions_added] == ["Lantern"]
    assert [definition.term for definition in found.definitions_removed] == ["Lamp (noun)"]
    assert [change.new.text for change in found.definitions_changed] == [
        "whoever is paid, by the year or by the night, to tend a lamp."
    ]


def test_header_fields_are_compared_by_what_they_mean():
    text = TEXT.replace("Effective: 3/14/2031", "Effective: 4/1/2033").replace("11/2/2028", "3/14/2031")
    found = diff(LAMPS, parse(text))
    assert [(change.name, change.old, change.new) for change in found.header] == [
        ("effective", "2031-03-14", "2033-04-01"),
        ("supersedes", "2028-11-02", "2031-03-14"),
    ]


def test_a_clause_rewritten_from_end_to_end_is_the_same_clause_changed():
    found = changed(("It holds on all islands, piers and floating towers.", "Everywhere."), ("Where it holds", "Scope"))
    assert [(change.old.id, change.new.id) for change in found.changed] == [("II.B", "II.B")]
    assert found.added == found.removed == ()


def test_of_two_clauses_with_the_same_words_the_one_in_its_place_is_the_changed_one():
    old = parse("1. Crew:\na. Be kind to gulls.\n2. Guests:\na. Be kind to gulls.\n3. Rest.\n")
    new = parse("1. Crew:\n2. Guests:\na. Be very kind to gulls.\n3. Rest.\n")
    found = diff(old, new)
    assert [(change.old.id, change.new.id) for change in found.changed] == [("2.a", "2.a")]
    assert [clause.id for clause in found.removed] == ["1.a"]


def test_items_without_words_are_not_taken_for_one_another():
    old = parse("A. Definitions\n1. Knot – a loop.\nB. Rest.\n")
    new = parse("A. Definitions\nB. Definitions\n1. Knot – a loop.\nC. Rest.\n")
    found = diff(old, new)
    assert ("A.1", "B.1") not in [(change.old.id, change.new.id) for change in found.moved]
