"""Reads for pages and for the rooms above.

Functions that take a `viewer` show what that person may see; the others are no secret, or are for rooms that scope
what they show themselves.
"""

from countersign.accounts.queries.accounts import (
    account,
    accounts,
    attested_by,
    custodians,
    may_post_on,
    names,
    page_of_account,
    touched,
)
from countersign.accounts.queries.connecting import Settings, connector_kind, connector_settings
from countersign.accounts.queries.lines import (
    AccountLine,
    CampaignLine,
    ElementLine,
    ImpostorLine,
    Page,
    PlatformLine,
    StrategyLine,
    TermsLine,
    TipLine,
    Touched,
)
from countersign.accounts.queries.platforms import platform, platforms, terms, terms_of
from countersign.accounts.queries.register import (
    Answer,
    Entry,
    NotOurs,
    entries,
    impostor,
    impostors,
    is_ours,
    not_ours,
    tips,
)
from countersign.accounts.queries.strategy import strategies, strategy, strategy_in_force

__all__ = [
    "AccountLine",
    "Answer",
    "CampaignLine",
    "ElementLine",
    "Entry",
    "ImpostorLine",
    "NotOurs",
    "Page",
    "PlatformLine",
    "Settings",
    "StrategyLine",
    "TermsLine",
    "TipLine",
    "Touched",
    "account",
    "accounts",
    "attested_by",
    "connector_kind",
    "connector_settings",
    "custodians",
    "entries",
    "impostor",
    "impostors",
    "is_ours",
    "may_post_on",
    "names",
    "not_ours",
    "page_of_account",
    "platform",
    "platforms",
    "strategies",
    "strategy",
    "strategy_in_force",
    "terms",
    "terms_of",
    "tips",
    "touched",
]
