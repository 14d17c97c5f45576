"""Clauses are named by packs; code names requirements and categories."""

import re

# A numbered path in full (a roman numeral, a letter, then numbers and letters), or from its letter on.
CLAUSE = re.compile(r"(?<![\w.])(?:[IVX]+\.[A-Z](?:\.\d+(?:\.[a-z](?:\.\d+)?)?)?|[A-Z]\.\d+\.[a-z](?:\.\d+)?)(?![\w(])")


def test_the_pattern_knows_a_clause_when_it_sees_one():
    assert [bool(CLAUSE.search(text)) for text in ("II.G.1.a", "see II.D", "G.4.b.2,", "U.S. law", "v1.2.a", "I.")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_no_clause_is_named_outside_the_packs(house):
    named = [
        f"{name}: {match[0]}"
        for name, text in house.texts("src/countersign")
        if not name.startswith("src/countersign/packs/")
        for match in CLAUSE.finditer(text)
    ]
    assert named == []
