"""What an agency tells screening about itself: its own contact data and the words it wants to be warned of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .categories import Category, Kind
from .fold import FOREIGN, fold

_SHORTEST_TERM = 2
MOST_TERMS = 5_000
"""Terms in all watch-lists of an agency together."""
_NOT_DIGIT = re.compile(r"\D")
_NOT_WORD = re.compile(r"[^a-z0-9ñ]+")


@dataclass(frozen=True)
class WatchList:
    """Terms that the agency keeps an eye on: case numbers, names, security words.

    A hit warns an author in neutral words and never shows the list. ``category`` decides the clauses;
    on a kind that does not use the category the list is silent.
    """

    category: Category
    terms: tuple[str, ...]
    kinds: tuple[Kind, ...] = (Kind.DRAFT, Kind.COMMENT)

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a term that could not be looked for, so that no list is silently deaf."""
        for term in self.terms:
            folded = fold(term)
            if FOREIGN in folded:
                raise ValueError(f"a watch-list term may have Latin letters only: {term!r}")
            if sum(char.isascii() and char.isalnum() for char in folded) < _SHORTEST_TERM:
                raise ValueError(f"a watch-list term needs at least two letters or digits: {term!r}")


@dataclass(frozen=True)
class AgencyWords:
    """An agency's own contact data, which is never a private person's, and its watch-lists.

    ``phones``, ``emails`` and ``addresses`` are written as people write them; only digits, letters and
    word order count. An e-mail entry that begins with ``@`` stands for its whole domain.
    """

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    watch_lists: tuple[WatchList, ...] = ()

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for more terms than are looked for at full speed in modest memory."""
        if sum(len(watch.terms) for watch in self.watch_lists) > MOST_TERMS:
            raise ValueError(f"the watch-lists hold more than {MOST_TERMS:,} terms")

    @cached_property
    def _own_phones(self) -> frozenset[str]:
        return frozenset(filter(None, (_NOT_DIGIT.sub("", fold(p)) for p in self.phones)))

    @cached_property
    def _own_emails(self) -> frozenset[str]:
        return frozenset(fold(e.strip()) for e in self.emails)

    @cached_property
    def _own_addresses(self) -> tuple[str, ...]:
        return tuple(filter(None, (_words(fold(a)) for a in self.addresses)))

    def owns_phone(self, digits: str) -> bool:
        """Whether these digits are a number of the agency, with or without country and area code."""
        return any(
            digits == own or (min(len(digits), len(own)) >= 7 and (digits.endswith(own) or own.endswith(digits)))
            for own in self._own_phones
        )

    def owns_email(self, address: str) -> bool:
        """Whether this folded address is one of the agency's or of a domain of its own."""
        return address in self._own_emails or address[address.rfind("@") :] in self._own_emails

    def owns_address(self, address: str) -> bool:
        """Whether this folded street address begins or continues one of the agency's."""
        words = _words(address)
        return any(words.startswith(own) or own.startswith(words) for own in self._own_addresses)


def _words(folded: str) -> str:
    """Letters and digits with single blanks, so that punctuation does not count."""
    return " ".join(_NOT_WORD.sub(" ", folded).split())


def own_contacts(lines: Iterable[str]) -> AgencyWords:
    """Sort an agency's plain list of contacts, one per line, into phones, e-mails and addresses."""
    phones, emails, addresses = [], [], []
    for line in (raw.strip() for raw in lines):
        if "@" in line:
            emails.append(line)
        elif re.search(r"[A-Za-z]", line):
            addresses.append(line)
        elif line:
            phones.append(line)
    return AgencyWords(tuple(phones), tuple(emails), tuple(addresses))
