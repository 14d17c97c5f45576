"""A program of its own: it bounds itself and then becomes the program that its arguments name.

Limits are set here and not between fork and exec, because whoever starts this may have threads. It is run by its path,
without our packages and our environment.
"""

from __future__ import annotations

import os
import resource
import sys

CPU_S = 20
MEMORY_BYTES = 1 << 30
WRITTEN_BYTES = 4 << 20
OPEN_FILES = 64
LIMITS = (
    (resource.RLIMIT_CPU, CPU_S),
    (resource.RLIMIT_AS, MEMORY_BYTES),
    (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
    (resource.RLIMIT_NOFILE, OPEN_FILES),
    (resource.RLIMIT_CORE, 0),
)

if __name__ == "__main__":
    for limit, most in LIMITS:
        resource.setrlimit(limit, (most, most))
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606, no shell is the point
