"""Each key's line, though the parser does not tell it."""

import tomllib
from pathlib import Path

import pytest

import countersign
from countersign.rules.toml_lines import lines_of

HERE = Path(__file__).parent
FILES = [*HERE.glob("data/**/*.toml"), *(Path(countersign.__path__[0]) / "packs").glob("*/**/*.toml")]

TEXT = r'''# a comment with [brackets] and = signs
a = 1
b.c = "text with \" and ] and # in it"
"quoted key" = 'C:\'

[table]
list = [
  "x", # ] not the end
  { y = "}" },
]
long = """
[not.a.table]
d = 1
""""
e = {f = 1, g = ["h"]}

[[entry]]
name = "first"
[entry.sub]
i = 1
[[entry.many]]
j = 1
[[entry.many]]
j = 2

[[entry]]
name = "second"
[entry.sub]
i = 2
[[entry.many]]
j = 3
[deep.er.still]
k = 1979-05-27T07:32:00Z
'''


def test_every_key_is_found_on_its_line():
    tomllib.loads(TEXT)
    assert lines_of(TEXT) == {
        ("a",): 2, ("b",): 3, ("b", "c"): 3, ("quoted key",): 4,
        ("table",): 6, ("table", "list"): 7, ("table", "long"): 11, ("table", "e"): 15,
        ("entry",): 17, ("entry", 0): 17, ("entry", 0, "name"): 18,
        ("entry", 0, "sub"): 19, ("entry", 0, "sub", "i"): 20,
        ("entry", 0, "many"): 21, ("entry", 0, "many", 0): 21, ("entry", 0, "many", 0, "j"): 22,
        ("entry", 0, "many", 1): 23, ("entry", 0, "many", 1, "j"): 24,
        ("entry", 1): 26, ("entry", 1, "name"): 27, ("entry", 1, "sub"): 28, ("entry", 1, "sub", "i"): 29,
        ("entry", 1, "many"): 30, ("entry", 1, "many", 0): 30, ("entry", 1, "many", 0, "j"): 31,
        ("deep",): 32, ("deep", "er"): 32, ("deep", "er", "still"): 32, ("deep", "er", "still", "k"): 33,
    }  # fmt: skip


def test_windows_line_ends_and_a_missing_last_one_change_nothing():
    assert lines_of("a = 1\r\n\r\n[b]\r\nc = 2") == {("a",): 1, ("b",): 3, ("b", "c"): 4}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_path_of_a_real_file_leads_to_a_value_and_to_a_line_that_names_it(path):
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    data = tomllib.loads(text)
    for keys, line in lines_of(text).items():
        value = data
        for key in keys:
            value = value[key]
        name = next(key for key in reversed(keys) if isinstance(key, str))
        assert name in lines[line - 1]
