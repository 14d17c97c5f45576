"""The project names no machine that it was written on and no server that packages were fetched from."""

import re

# Written in pieces, so that this file does not name what it forbids.
REGISTRIES = ("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:org|com)", r"deb\." + r"debian\.org")
FORBIDDEN = {
    "a path on one machine": r"(?<![\w.~-])/(?:wo" + r"rk|fa" + r"rm|ro" + r"ot|ho" + r"me)/[a-z.]|/tmp/br" + "ief",
    "a folder of one workplace": r"\.libr" + "ary/",
    "a package server": "|".join(REGISTRIES),
}
# A lock file says where each package comes from; the test of the lock files says which servers those may be.
LOCKS = {"uv.lock", "tests/edges/test_locks.py"}


def test_the_project_speaks_only_of_itself(house):
    said = [
        f"{name}: {what}: {match[0]}"
        for name, text in house.texts()
        if name not in LOCKS
        for what, pattern in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
    ]
    assert said == []
