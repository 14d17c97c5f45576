"""Publishing in steps. Rows are the truth: each step looks there what is done, and may run twice.

The order is: prepare (nothing public) → the act that arms, committed → the one public request → the act that writes
down its outcome → read back. Whoever dies in between leaves an armed attempt; once it is too old to be sent, somebody
looks for it, reading only, and never sends it again unless the platform says that it never had it.
"""

from __future__ import annotations

from countersign.gate.wiring import Job
from countersign.posts import ahead, leases, replies
from countersign.posts.workflows.reading_back import read_back
from countersign.posts.workflows.recovering import recover
from countersign.posts.workflows.sending import prepare, send, take_down

JOBS = (
    Job("publish", leases.due, (("prepare", prepare), ("send", send), ("read_back", read_back))),
    Job("recover", leases.lost, (("recover", recover), ("read_back", read_back))),
    Job("take_down", leases.going, (("take_down", take_down),)),
    Job("read_back", leases.unread, (("read_back", read_back),)),
    Job("replies", leases.talked_about, (("collect", replies.collect),)),
    Job("dry_run", ahead.due, (("rehearse", ahead.rehearse),)),
)

__all__ = ("JOBS", "prepare", "read_back", "recover", "send", "take_down")
