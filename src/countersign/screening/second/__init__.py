"""A second reader's opinion: a text with personal data taken out goes in, a request comes out, its answer is read.

    hidden = masked(text, screen)
    body = request(hidden, (Rule("security", "No security matters."),), model="any", kind=Kind.DRAFT)
    opinions = read(answer, hidden.text, ("security",))

Nothing here reaches the network, and nothing an opinion says decides anything: it stands beside a question that a
person answers.
"""

from .answer import MOST_REASON, Opinion, Stance, Unreadable, Why, read
from .masking import NOTHING_LEFT, Hidden, Masked, enough_left, masked
from .prompt import MOST_CHARACTERS, PROMPT_VERSION, Rule, request, text_in

__all__ = [
    "MOST_CHARACTERS",
    "MOST_REASON",
    "NOTHING_LEFT",
    "PROMPT_VERSION",
    "Hidden",
    "Masked",
    "Opinion",
    "Rule",
    "Stance",
    "Unreadable",
    "Why",
    "enough_left",
    "masked",
    "read",
    "request",
    "text_in",
]
