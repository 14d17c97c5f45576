"""The law of the parser, as a function: no word is lost, none is doubled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from countersign.rules.text.dates import find_date
from countersign.rules.text.header import expand_standards
from countersign.rules.text.lines import raw_lines, unmarked, words
from countersign.rules.text.model import Directive, HeaderField


@dataclass(frozen=True)
class WordReport:
    """Words of the text that the directive lacks, and words it has too often. Both empty: the law holds."""

    lost: Counter[str]
    doubled: Counter[str]

    @property
    def holds(self) -> bool:
        """Whether every word stands in exactly one place."""
        return not self.lost and not self.doubled


def account_for(text: str, directive: Directive) -> WordReport:
    """Compare the words of a text with those of the directive read from it.

    Header fields count as written (name and value); their meaning must say the same. A page header that was taken out
    must be said elsewhere, but for its page number.
    """
    kept, removed = _words_in(text, directive)
    out = _words_out(directive)
    lost, doubled = kept - out, out - kept
    for line in removed:
        lost.update(word for word in words(line) if word not in out and not _is_page_word(word))
    lost.update(_words_lost_in_header(directive))
    return WordReport(+lost, +doubled)


def _words_in(text: str, directive: Directive) -> tuple[Counter[str], list[str]]:
    page_lines, joins = set(directive.source.page_lines), set(directive.source.joins)
    kept, removed = "", []
    glue = "\n"
    for number, (raw, _) in enumerate(raw_lines(text), start=1):
        line = unmarked(raw, markdown=directive.source.markdown)
        if number in page_lines:
            removed.append(line)
        elif line.strip():
            kept += glue + (line.strip() if not glue else line)
            glue = "\n"
            if number in joins:
                kept = kept.rstrip()
                kept = kept[:-1] if kept.endswith(("-", "\u00ad")) else kept
                glue = ""
    return Counter(words(kept)), removed


def _words_out(directive: Directive) -> Counter[str]:
    found: Counter[str] = Counter()
    for clause in directive.walk():
        for part in (clause.label, clause.heading, clause.text):
            found.update(words(part or ""))
    for definition in directive.definitions:
        found.update(words(definition.term))
        found.update(words(definition.text))
    for known in directive.source.fields:
        found.update(words(known.name))
        found.update(words(known.value))
    return found


def _is_page_word(word: str) -> bool:
    return word.isdigit() or word.casefold() in {"page", "of", "página", "pág", "de", "p", "ページ", "頁"}


def _words_lost_in_header(directive: Directive) -> Counter[str]:
    """Words of header fields that their meaning leaves out: names of dates and standards are read, not repeated."""
    lost: Counter[str] = Counter()
    for known in directive.source.fields:
        lost.update(Counter(words(known.value)) - Counter(words(_said(directive, known))))
    return lost


def _said(directive: Directive, known: HeaderField) -> str:
    """A field's value as far as the directive says it."""
    said = directive.header.get(known.key, "")
    match known.key:
        case "number":
            return directive.number or ""
        case "title":
            return directive.title or ""
        case "authority":
            return " ".join(directive.authority)
        case "standards":
            return said or (known.value if expand_standards(known.value)[0] == directive.standards else "")
        case "effective" | "supersedes":
            found = find_date(known.value)
            if found is None or found[0] != getattr(directive, known.key):
                return said
            number = directive.header.get("superseded_number", "")
            note = directive.header.get(f"{known.key}_note", "")
            beside = Counter(words(f"{found[1]} {found[2]}"))
            return known.value if not beside - Counter(words(f"{number} {note} effective dated of eff")) else ""
        case "heading":
            return said or directive.title or ""
        case _:
            return said
