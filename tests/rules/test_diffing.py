"""What differs between two packs."""

from dataclasses import replace

from countersign.rules.diff import diff
from countersign.rules.pack import Power, Words


def changes(a, b):
    return [(c.table, c.id, c.what, c.fields) for c in diff(a, b)]


def test_a_pack_does_not_differ_from_itself(small):
    assert diff(small, small) == []


def test_what_is_added_removed_and_changed_is_said(small):
    in_hours, *others = small.requirements
    other = replace(
        small,
        version="4",
        effective=small.effective.replace(day=2),
        requirements=(replace(in_hours, acts=("publish_post",), kind="other"), *others[1:]),
        parameters=tuple(replace(p, value=p.value + 1) for p in small.parameters),
        powers=(*small.powers, Power("post.praise", Words("praise", "alabar"))),
        duties=(),
    )
    assert changes(small, other) == [
        ("pack", "effective", "changed", ()),
        ("requirement", "in_hours", "changed", ("acts", "kind")),
        ("requirement", others[0].id, "removed", ()),
        ("duty", "look_over", "removed", ()),
        ("parameter", "people", "changed", ("value",)),
        ("parameter", "review_days", "changed", ("value",)),
        ("power", "post.praise", "added", ()),
    ]
    added = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(t, id, added[w]) for t, id, w, _ in changes(other, small)} == {
        (t, id, w) for t, id, w, _ in changes(small, other)
    }


def test_examples_and_base_facts_decide_nothing_and_are_left_aside(small):
    bare = tuple(replace(r, examples=()) for r in small.requirements)
    assert diff(small, replace(small, requirements=bare, base_facts={})) == []
