"""Random directives laid out as the agency lays them out come back as they were; random text never loses a word."""

import os
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from countersign.rules.text import account_for, diff, parse

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
usual = settings(max_examples=3000 if LONG else 30, deadline=None, suppress_health_check=list(HealthCheck))
wild = settings(max_examples=20000 if LONG else 200, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = ["anchor", "bell", "candle", "dusk", "ember", "fog", "gull", "harbor", "keel", "lantern", "mast", "oar", "pier"]
ROMANS = ["I", "II", "III", "IV", "V", "VI"]
UPPER, LOWER = "ABCDEFGHIJ", "abcdefghij"
PAGE = "\n\tHarbor Bureau Standing Directive\tPage {page} of 9\nNumber: 4.5\tTitle: Of Ropes\tEffective: 2/3/2031\n\n"
HEADER = (
    "Harbor Bureau\n\nStanding Directive\n\n"
    "Number: 4.5\tTitle: Of Ropes\tEffective: 2/3/2031\n------\t---\t------\n\n"
    "Authorized by:\t<i>[Copy on File]</i> Nell Shore\nSupersedes:\t4.5 effective 1/2/2030\n\n"
)


@dataclass
class Wanted:
    """An item as it is meant: what the text is laid out from and what must come back."""

    label: str | None
    heading: str | None
    text: str | None
    children: list["Wanted"] = field(default_factory=list)

    def shape(self):
        return (self.label, self.heading, self.text, [child.shape() for child in self.children])


def shape_of(clause):
    return (clause.label, clause.heading, clause.text, [shape_of(child) for child in clause.children])


def labels_of(depth):
    return (ROMANS, UPPER, [str(n) for n in range(1, 11)], LOWER, [str(n) for n in range(1, 11)])[depth]


title = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda found: " ".join(found).capitalize())
sentence = st.builds(lambda words, end: words + end, title, st.sampled_from([".", ";", "; or", "; and"]))
statement = title.map(lambda words: f"{words}.")


@st.composite
def items(draw, depth=0, least=1):
    """A list of items at one depth, labelled from the first on."""
    count = draw(st.integers(least, 10 if depth > 2 else 4))
    return [draw(item(depth, labels_of(depth)[at])) for at in range(count)]


@st.composite
def item(draw, depth, label):
    children = draw(items(depth + 1)) if depth < 4 and draw(st.integers(0, 3)) < 2 - (depth > 2) else []
    if children:
        if draw(st.booleans()):
            wanted = Wanted(label, draw(title) + draw(st.sampled_from(["", ":", " shall:"])), None, children)
        else:
            wanted = Wanted(label, None, f"{draw(statement)} {draw(title)}:", children)
        if depth == 2 and all(not child.children for child in children) and draw(st.booleans()):
            wanted.children.append(Wanted(None, None, draw(statement)))
        return wanted
    if depth < 2 and draw(st.booleans()):
        paragraphs = draw(st.lists(statement, min_size=1, max_size=2))
        return Wanted(label, draw(title), "\n\n".join(paragraphs))
    return Wanted(label, None, draw(statement if depth < 2 else sentence))


@st.composite
def directives(draw):
    """A tree and one of the ways to lay it out as text."""
    tree = draw(items(least=2))
    assume(not _ambiguous(tree))
    dice = draw(st.randoms(use_true_random=False))
    lines, page = [], 2
    for depth, wanted in _walk(tree):
        if page < 10 and dice.random() < 0.15:
            lines.append(PAGE.format(page=page))
            page += 1
        lines.extend(_laid_out(depth, wanted, dice))
    return tree, HEADER + "\n".join(lines) + "\n-"


def _walk(tree, depth=0):
    for wanted in tree:
        yield depth, wanted
        yield from _walk(wanted.children, depth + 1)


def _laid_out(depth, wanted, dice):
    """The lines of one item. A text after a list stands at the margin, its list further in."""
    if wanted.label is None:
        return ["", wanted.text, ""]
    followed = any(child.label is None for child in wanted.children)
    dashes = ["", " - ", "- "] if depth == 2 and not followed else [" - "] if depth > 2 else [""]
    lead = wanted.heading or wanted.text
    if dice.random() < 0.2:
        first, *rest = lead.split(" ")
        lead = " ".join([f"<i>{first}</i>", *rest])
    lines = [f"{dice.choice(dashes)}{wanted.label}.{dice.choice([' ', chr(9), '  '])}{lead}"]
    if wanted.heading and wanted.text:
        for paragraph in wanted.text.split("\n\n"):
            lines += ["", paragraph]
    return ["", *lines, ""] if depth < 2 else lines


def _ambiguous(tree):
    """Whether a number after a nested list may go on with that list or with the outer one: no reader could tell."""
    for depth, wanted in _walk(tree):
        if depth != 1:
            continue
        numbered = [child for child in wanted.children if child.label]
        for outer, following in pairwise(numbered):
            last = outer
            while last.children:
                last = last.children[-1]
            inner = last.label if last is not outer else None
            if inner and inner.isdigit() and int(inner) + 1 == int(following.label):
                return True
    return False


@usual
@given(directives())
def test_a_directive_laid_out_as_text_comes_back_as_it_was(made):
    tree, text = made
    found = parse(text)
    assert [shape_of(clause) for clause in found.clauses] == [wanted.shape() for wanted in tree]
    assert all("more than one list" in doubt.why for doubt in found.doubts)
    assert account_for(text, found).holds
    assert (found.number, found.title) == ("4.5", "Of Ropes")


@usual
@given(directives())
def test_page_headers_change_nothing(made):
    _, text = made
    plain = text
    for page in range(2, 10):
        plain = plain.replace(PAGE.format(page=page) + "\n", "")
    with_headers, without = parse(text).to_json(), parse(plain).to_json()
    assert [doubt.pop("line") for doubt in with_headers["doubts"]] >= [doubt.pop("line") for doubt in without["doubts"]]
    assert with_headers == without


@usual
@given(directives(), directives())
def test_a_difference_names_every_clause_once(one, two):
    old, new = parse(one[1]), parse(two[1])
    found = diff(old, new)
    assert diff(old, old).empty
    changes = {(change.old.id, change.new.id) for change in (*found.changed, *found.moved)}
    kept_old = {clause.id for clause in old.walk()} - {clause.id for clause in found.removed}
    kept_new = {clause.id for clause in new.walk()} - {clause.id for clause in found.added}
    assert len(kept_old) == len(kept_new)
    assert {before for before, _ in changes} <= kept_old
    assert {after for _, after in changes} <= kept_new
    untouched = kept_old - {before for before, _ in changes}
    assert all(old.clause(i).words.casefold() == new.clause(i).words.casefold() for i in untouched)


PIECES = st.sampled_from([
    "I. ", "II. ", "A. ", "B. ", "1. ", "2. ", "a. ", "b. ", "(a) ", " - a. ", "- ", "\\(a\\) ", "# ", "## ", "**",
    "__", "_", "*", "<i>", "</i>", "<br>", "\t", "\n", "\n\n", "\r\n", "\f", "\x85", "Page 2 of 4", "Page 3 of 4",
    "3/11", "4/11", "Number: 1.2", "Title: x", "Effective: 9/1/2022", "Supersedes: None", "Authority:", "Definitions",
    "Term – text", "Foo: bar", "|", "---", "===", "the Board", "shall", "co-", "operate", "H\nidden", "hidden", "第1条",
    "１．", "①", "1.1 ", "1.2 ", "Section 1.", ". ", "; ", ": ", "-", "\u00ad", "é", " ", "   ", "5-ACI-1A-22, 23",
])  # fmt: skip


@wild
@given(
    st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=300)),
    st.sampled_from([None, True, False]),
)
def test_no_text_is_refused_and_none_loses_or_doubles_a_word(text, markdown):
    found = parse(text, markdown=markdown)
    report = account_for(text, found)
    assert report.holds, report
    found.to_json()
    ids = [clause.id for clause in found.walk()]
    assert len(ids) == len(set(ids))
    lines = text.count("\n") + text.count("\r") + text.count("\f") + text.count("\x85") + len(text) + 1
    assert all(0 < doubt.line <= lines for doubt in found.doubts)
