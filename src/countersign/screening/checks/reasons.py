"""Why a rule spoke: a stable key, plain English, and the precision that was checked.

``score`` stands at or below the share of this reason's findings that people's labels agreed with, as
``bench/screening_rules.py`` counts it on labelled texts; where fewer than twenty were seen it is set with
more caution. Pages translate by ``key``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Key, sentence for the author, and checked precision in [0, 1]."""

    key: str
    why: str
    score: float


PROFANE = Reason("profane", "Profane language", 0.97)
PROFANE_MILD = Reason("profane-mild", "Mildly profane language", 0.93)
PROFANE_MASKED = Reason("profane-masked", "Profane word with letters left out", 0.9)

SSN = Reason("ssn", "Social Security number", 0.99)
CARD = Reason("payment-card", "Payment card number", 0.99)
CARD_DOUBTFUL = Reason("payment-card-doubtful", "Looks like a payment card number", 0.8)
BIRTH = Reason("birth-date", "A person's date of birth", 0.9)
LICENCE = Reason("driver-licence", "Driver's license number", 0.95)
PLATE = Reason("vehicle-plate", "A vehicle's license plate", 0.8)
PASSPORT = Reason("passport", "Passport number", 0.95)
ACCOUNT = Reason("account-number", "A person's account number", 0.8)
RECORD = Reason("medical-record", "Medical record number", 0.9)

HOME = Reason("home-address", "A home address", 0.9)
PHONE = Reason("private-phone", "A private phone number", 0.9)
EMAIL = Reason("private-email", "A private e-mail address", 0.8)

INMATE = Reason("inmate-number", "A person's custody number together with a private fact", 0.9)
HEALTH = Reason("medical-fact", "A medical fact about a person", 0.85)
MINOR = Reason("minor-named", "A child or victim who can be recognised", 0.8)

PROMO = Reason("discount-code", "A business's discount code", 0.95)
AFFILIATE = Reason("affiliate-link", "A link that earns somebody money", 0.9)
OFFER = Reason("private-offer", "A business's offer to customers", 0.85)

WATCHED = Reason("watch-list", "Words that the agency asks to be warned about", 0.9)

ALL: tuple[Reason, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Reason))
"""Every reason, for translation and for the tests."""
