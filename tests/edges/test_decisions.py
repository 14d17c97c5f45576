"""Decision records can be found and read: numbered, listed, each with the same four parts."""

import re

PARTS = ["Context", "Options", "Choice", "Consequence"]


def test_decisions_are_numbered_listed_and_whole(house):
    folder = house.root / "docs" / "decisions"
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    listed = re.findall(r"\]\(([^)]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in records]
    for path in records:
        assert re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE) == PARTS, path.name
