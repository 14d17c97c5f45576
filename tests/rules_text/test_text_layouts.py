"""Texts laid out otherwise: Markdown, other numberings, other languages; and what is said about what is not clear."""

from countersign.rules.text import account_for, parse


def read(text, **options):
    """A directive of which the law holds."""
    directive = parse(text, **options)
    assert account_for(text, directive).holds
    return directive


def ids(directive):
    return [clause.id for clause in directive.walk()]


def reasons(directive):
    return [(doubt.line, doubt.why) for doubt in directive.doubts]


MARKDOWN = """\
# Kite Policy

**Number:** 9.4
**Effective:** March 3, 2031
**Supersedes:** new

## I. PURPOSE

Kites shall not frighten horses.

## II. POLICY

**A.** Flyers hold the *string* with both hands.

  1. In wind.
  2. In calm.

**C.** Tails have bows.

### Definitions

**Kite:** paper with a will of its own.

**Tail** – what trails behind.

## III. RULES

\\(1\\) Ask first.

\\(a\\) The owner;

\\(b\\) the horse.

\\(2\\) Wind down by dusk.

- Bring gloves.
- Bring tape.
"""


def test_markdown_headings_bold_labels_and_escapes_are_read():
    directive = read(MARKDOWN)
    assert (directive.number, directive.title) == ("9.4", "Kite Policy")
    assert directive.effective.isoformat() == "2031-03-03"
    assert directive.header == {"supersedes": "new"}
    assert ids(directive) == [
        "I", "II", "II.A", "II.A.1", "II.A.2", "II.C", "II.~1",
        "III", "III.1", "III.1.a", "III.1.b", "III.2", "III.2.~1", "III.2.~2",
    ]  # fmt: skip
    assert directive.clause("II.A").text == "Flyers hold the string with both hands."
    assert directive.clause("III.1.a").text == "The owner;"
    assert directive.clause("II.~1").heading == "Definitions"
    assert [(found.term, found.text) for found in directive.definitions] == [
        ("Kite", "paper with a will of its own."),
        ("Tail", "what trails behind."),
    ]


def test_a_jump_is_a_doubt_and_the_item_keeps_its_own_label():
    directive = read(MARKDOWN)
    assert reasons(directive) == [(18, "the numbering jumps from “A” to “C”")]


def test_markdown_is_left_alone_where_the_caller_says_that_it_is_none():
    directive = read("1. Wear the **red** hat.\n2. Wear it \\(always\\).\n", markdown=False)
    assert directive.clause("1").text == "Wear the **red** hat."
    assert directive.clause("2").text == "Wear it \\(always\\)."


def test_an_underlined_heading_is_a_heading():
    directive = read("Boats\n=====\n\nMooring\n-------\n\n1. **Tie** up.\n", markdown=True)
    assert directive.title == "Boats"
    assert ids(directive) == ["~1", "~1.1"]
    assert directive.clause("~1").heading == "Mooring"


def test_heading_levels_close_what_stands_deeper():
    directive = read("# Book\n\n## Sails\n\n1. Hoist.\n\n### Repair\n\n1. Sew.\n\n## Oars\n\n1. Row.\n")
    assert ids(directive) == ["~1", "~1.1", "~1.~1", "~1.~1.1", "~2", "~2.1"]
    assert directive.doubts == ()


def test_numbering_that_restarts_is_a_doubt_and_both_items_can_be_told_apart():
    directive = read("1. Volunteers sign in.\n2. They sign out.\n1. Guests wait.\n2. They leave.\n")
    assert ids(directive) == ["1", "2", "1~2", "2~2"]
    assert reasons(directive) == [(3, "the numbering goes back from “2” to “1”")]


def test_numbering_that_begins_late_is_a_doubt():
    directive = read("I. Stairs\n\n4. Sweep them.\n5. Salt them.\n")
    assert ids(directive) == ["I", "I.4", "I.5"]
    assert reasons(directive) == [(3, "a list begins at “4”")]


NESTED = "I. Bridge\n\n1. One.\n2. Two.\n3. Three:\na. Red.\nb. Blue:\n1. Light.\n2. Dark.\n3. Pale.\n"


def test_a_digit_goes_with_the_list_that_what_follows_allows():
    inner = read(f"{NESTED}4. Deep.\nc. Green.\nII. End.\n")
    assert ids(inner)[-4:] == ["I.3.b.3", "I.3.b.4", "I.3.c", "II"]
    assert inner.doubts == ()
    outer = read(f"{NESTED}c. Green.\n4. Four.\nII. End.\n")
    assert ids(outer)[-4:] == ["I.3.b.3", "I.3.c", "I.4", "II"]
    assert outer.doubts == ()


def test_a_digit_that_fits_two_lists_is_a_doubt():
    directive = read(f"{NESTED}4. Whose?\nII. End.\n")
    assert reasons(directive) == [(11, "“4” could belong to more than one list")]
    assert directive.clause("I.3.b.4").text == "Whose?"
    many = read(f"{NESTED}4. Whose?\n5. And whose?\n6. And this?\nII. End.\n")
    assert ids(many)[-4:] == ["I.3.b.4", "I.3.b.5", "I.3.b.6", "II"]


def test_a_letter_or_a_roman_numeral_is_told_by_what_stands_around():
    letters = "".join(f"{letter}. Box.\n" for letter in "abcdefghij")
    assert ids(read(f"1. Boxes:\n{letters}"))[-2:] == ["1.i", "1.j"]
    romans = "".join(f"{roman}. Lid.\n" for roman in ("i", "ii", "iii", "iv", "v"))
    assert ids(read(f"1. Boxes:\na. Big:\n{romans}b. Small.\n"))[-3:] == ["1.a.iv", "1.a.v", "1.b"]
    upper = "".join(f"{letter}. Crate.\n" for letter in "ABCDEFGHI")
    assert ids(read(f"I. Crates\n{upper}II. More.\n"))[-2:] == ["I.I", "II"]


def test_labels_that_carry_their_parents_are_not_repeated_in_the_path():
    directive = read("1. Bells\n1.1 Small ones.\n1.2 Large ones:\n1.2.1 Bronze.\n1.2.2 Iron.\n2. Ropes.\n")
    assert ids(directive) == ["1", "1.1", "1.2", "1.2.1", "1.2.2", "2"]
    assert directive.clause("1.2.1").label == "1.2.1"
    assert directive.doubts == ()


def test_several_labels_in_one_line_are_several_items():
    directive = read("II. A. Ladders lean.\nB. Ladders fold.\n")
    assert ids(directive) == ["II", "II.A", "II.B"]


def test_a_label_in_brackets_that_starts_no_list_is_only_text():
    directive = read("1. (a) is the usual mark.\n2. Others exist.\n")
    assert ids(directive) == ["1", "2"]
    assert directive.clause("1").text == "(a) is the usual mark."


def test_sections_named_by_word_are_items():
    directive = read("Section 1. Scope\n(a) Docks.\n(b) Piers.\nSection 2. Fees\n(a) None.\n")
    assert ids(directive) == ["Section-1", "Section-1.a", "Section-1.b", "Section-2", "Section-2.a"]


def test_japanese_text_numbered_at_some_headings_only():
    text = (
        "# 灯台の方針\n\n## はじめに\n\n灯を守る。\n\n## 1 目的\n\n船を導く。\n\n"
        "## ２．範囲\n\n（１）島\n（２）桟橋\n\n## 附則\n\n第1条 油\n第2条 芯\n"
    )
    directive = read(text)
    assert directive.title == "灯台の方針"
    assert ids(directive) == ["~1", "1", "2", "2.1", "2.2", "~2", "~2.第1条", "~2.第2条"]
    assert directive.clause("1").heading == "目的"
    assert directive.doubts == ()


def test_a_table_is_kept_as_lines_and_is_a_doubt():
    directive = read("# Fees\n\n1. Pay as listed:\n\n| boat | fee |\n|---|---|\n| sloop | 4 |\n")
    assert "sloop" in directive.clause("1").text
    assert [doubt.line for doubt in directive.doubts] == [5]


def test_the_indent_tells_whose_number_it_is_where_there_is_one():
    text = "I. Bridge\n\n 1. One:\n   a. Red:\n     1. Light.\n 2. Two.\nII. End.\n"
    directive = read(text)
    assert ids(directive) == ["I", "I.1", "I.1.a", "I.1.a.1", "I.2", "II"]
    assert directive.doubts == ()


def test_numbered_headings_and_numbered_lists_do_not_go_on_with_each_other():
    directive = read("## 1. Oars\n\n1. Row.\n\n## 2. Sails\n\n1. Hoist.\n2. Furl.\n")
    assert ids(directive) == ["1", "1.1", "2", "2.1", "2.2"]
    assert directive.doubts == ()


def test_an_item_that_goes_on_with_numbered_headings_but_is_none_is_a_doubt():
    directive = read("## 1. Oars\n\n## 2. Sails\n\n3. Anchors.\n")
    assert ids(directive) == ["1", "2", "3"]
    assert [doubt.line for doubt in directive.doubts] == [5]


def test_a_bold_line_inside_a_list_is_text_of_its_item():
    directive = read("1. Row.\n\n**Important**\n\n2. Steer.\n")
    assert ids(directive) == ["1", "2"]
    assert directive.clause("1").text == "Row.\n\nImportant"


def test_a_bold_line_over_a_list_is_its_heading():
    directive = read("# Boats\n\n**Crew**\n\n1. Row.\n\n**Guests**\n\n1. Sit.\n")
    assert [clause.heading for clause in directive.clauses] == ["Crew", "Guests"]
    assert ids(directive) == ["~1", "~1.1", "~2", "~2.1"]


def test_a_dash_before_a_label_makes_it_an_item_even_if_it_fits_no_list():
    directive = read("1. Row.\n2. Steer.\n3. Rest.\n- 2. Steer again.\n")
    assert ids(directive) == ["1", "2", "3", "2~2"]
    assert [doubt.line for doubt in directive.doubts] == [4]


def test_lists_that_alternate_without_end_do_not_nest_without_end():
    directive = read("1. Row:\na. left;\n" * 6)
    assert max(clause.id.count(".") for clause in directive.walk()) < 4
    assert directive.doubts != ()


def test_a_number_whose_parents_are_missing_is_a_doubt():
    directive = read("1.1 Bells.\n1.2 Ropes.\n2.1 Ladders.\n")
    assert ids(directive) == ["1.1", "1.2", "2.1"]
    assert reasons(directive) == [(3, "“2.1” follows “1.2” without the item it belongs to")]


def test_what_is_no_roman_numeral_is_no_label():
    assert [clause.label for clause in read("1. Row.\nvx. is not a number.\n").walk()] == ["1", None]


def test_a_directive_number_on_a_line_of_its_own_is_no_item():
    assert ids(read("Standing Directive\n\n07.11.230\n\nI. Row.\n")) == ["I"]


def test_quoted_lines_are_read_without_their_marks():
    directive = read("# Boats\n\n> 1. Row.\n> 2. Steer.\n")
    assert [clause.text for clause in directive.clauses] == ["Row.", "Steer."]
