"""What screening and accessibility say, in the language of the page, by their stable keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

WHY: Mapping[str, Any] = {
    "profane": _("Profane language"),
    "profane-mild": _("Mildly profane language"),
    "profane-masked": _("Profane word with letters left out"),
    "ssn": _("Social Security number"),
    "payment-card": _("Payment card number"),
    "payment-card-doubtful": _("Looks like a payment card number"),
    "birth-date": _("A person's date of birth"),
    "driver-licence": _("Driver's license number"),
    "vehicle-plate": _("A vehicle's license plate"),
    "passport": _("Passport number"),
    "account-number": _("A person's account number"),
    "medical-record": _("Medical record number"),
    "home-address": _("A home address"),
    "private-phone": _("A private phone number"),
    "private-email": _("A private e-mail address"),
    "inmate-number": _("A person's custody number together with a private fact"),
    "medical-fact": _("A medical fact about a person"),
    "minor-named": _("A child or victim who can be recognised"),
    "discount-code": _("A business's discount code"),
    "affiliate-link": _("A link that earns somebody money"),
    "private-offer": _("A business's offer to customers"),
    "watch-list": _("Words that the agency asks to be warned about"),
    "model-unlawful": _("May promote or help with something unlawful"),
    "model-violence": _("May threaten, incite or glorify violence"),
    "model-commercial": _("May advertise a private business"),
    "model-sexual": _("May be obscene or sexual"),
    "model-fraud": _("May be a scam, or claim something false in an official's name"),
    "model-harassment": _("May harass, bully or intimidate a person"),
    "model-hate": _("May demean people for who they are"),
    "model-profanity": _("May be profane"),
    "model-personal_data": _("May tell something private about a person"),
    "model-security": _("May tell something that a facility's security depends on"),
    "model-legal": _("May comment on a lawsuit, an investigation or another legal matter"),
    "model-personnel": _("May speak about an employee's hiring, discipline or firing"),
    "model-discredit": _("May discredit the Department or its people"),
    "model-political": _("May campaign for a party, a candidate or a measure"),
    "hashtag-words": _("A screen reader cannot tell the words of this hashtag apart; begin each with a capital"),
    "emoji-run": _("A screen reader speaks every emoji by name; two at most"),
    "all-caps": _("Capitals throughout are slow to read and may be spelled out letter by letter"),
    "styled-letters": _("Letters from a symbol alphabet are skipped or spelled out by a screen reader"),
    "spaced-letters": _("Letters set apart are read one by one"),
    "repeated-signs": _("Repeated signs are read out one by one"),
}


def why(key: str, otherwise: str) -> Any:
    """The reason in the language of the page; `otherwise` for one that this version has no words for."""
    return WHY.get(key, otherwise)
