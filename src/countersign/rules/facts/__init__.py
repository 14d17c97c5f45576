"""The facts that a requirement may see, by theme; whoever states or reads one imports from here.

Each is a frozen dataclass of ids, hashes and compared values: no names, no texts, so that a ledger row can keep
them. Exactly one room answers each (a *port*); an answer that fails is `Unknown`, and a requirement that asks for
an unknown fact needs a person. `Facts` are all that were gathered for one act; that they go to JSON and back is what
makes `decisions replay` possible.
"""

from __future__ import annotations

from countersign.rules.facts.base import FACTS, Fact, NotKnown, Unknown
from countersign.rules.facts.channels import (
    Accounts,
    AccountStanding,
    Application,
    Element,
    IdentityTold,
    PageElements,
    Platforms,
    PlatformStanding,
    Purposes,
    Strategy,
    TermsRead,
)
from countersign.rules.facts.content import (
    Accessibility,
    Consent,
    Finding,
    Findings,
    Limits,
    Material,
    Materials,
    Picture,
    Pictures,
)
from countersign.rules.facts.gathered import Facts
from countersign.rules.facts.mandates import (
    Authorizations,
    Cover,
    Delegating,
    Directed,
    Instrument,
    Named,
    Period,
    Term,
)
from countersign.rules.facts.matter import Actor, Answer, Answers, Matter, Now, Part, Parts, Signature, Signatures
from countersign.rules.facts.publishing import Blanket, Pause, Window
from countersign.rules.facts.records import Captured, Holds, Reasons, Schedule, Text

__all__ = (
    "FACTS",
    "Accessibility",
    "AccountStanding",
    "Accounts",
    "Actor",
    "Answer",
    "Answers",
    "Application",
    "Authorizations",
    "Blanket",
    "Captured",
    "Consent",
    "Cover",
    "Delegating",
    "Directed",
    "Element",
    "Fact",
    "Facts",
    "Finding",
    "Findings",
    "Holds",
    "IdentityTold",
    "Instrument",
    "Limits",
    "Material",
    "Materials",
    "Matter",
    "Named",
    "NotKnown",
    "Now",
    "PageElements",
    "Part",
    "Parts",
    "Pause",
    "Period",
    "Picture",
    "Pictures",
    "PlatformStanding",
    "Platforms",
    "Purposes",
    "Reasons",
    "Schedule",
    "Signature",
    "Signatures",
    "Strategy",
    "Term",
    "TermsRead",
    "Text",
    "Unknown",
    "Window",
)
