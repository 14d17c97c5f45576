"""Which words inside a post's pictures stand nowhere else: advice to its author and its signer, with a fix offered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _

from countersign.posts import findings
from countersign.posts.drafting import Written
from countersign.posts.form import Form, Picture
from countersign.posts.given import number
from countersign.posts.models import Media
from countersign.posts.ocr import kept
from countersign.posts.ocr.kept import State, Words
from countersign.screening import language_of

LEAST = 3
"""Fewer words that stand nowhere else are a name on a shirt or a slip of the reading program."""
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Pictured:
    """What is to be said of the words in one picture, the `n`th: it is still being read, nobody knows whether it holds
    any, somebody says that it holds none (`said_none`), or they stand nowhere else: `lines`, read by `by`, lacking on
    the accounts `on` (empty for all)."""

    media: str
    n: int
    state: State
    lines: tuple[str, ...] = ()
    by: str = ""
    on: tuple[str, ...] = ()
    said_none: bool = False


def pictured(form: Form, numbers: Mapping[str, int] | None = None) -> tuple[Pictured, ...]:
    """What is to be said of the words in the pictures of a post, in their order. `numbers` are what the page calls
    them, by their media."""
    files = [p for p in form.everything if p.mime.startswith("image/")]
    held = kept.found(p.sha256 for p in files)
    made = []
    for n, p in enumerate(files, start=1):
        found = _one(form, p, (numbers or {}).get(p.media, n), held[p.sha256])
        made += [found] if found is not None else []
    return tuple(made)


def _one(form: Form, picture: Picture, n: int, words: Words) -> Pictured | None:
    if words.state is not State.READ:
        return Pictured(picture.media, n, words.state)
    if words.said_none:
        return Pictured(picture.media, n, words.state, said_none=True)
    card = findings.card_of(form.card) if form.card is not None else ""
    variants = [form.variant(a) for a in form.goes_where(picture)] or list(form.variants)
    lacking = {v.account: _lacking(words.text, (picture.alt, card, *v.texts)) for v in variants}
    if not variants:
        lacking = {"": _lacking(words.text, (picture.alt, card))}
    lines = tuple(line for line in words.text.split("\n") if any(line in found for found in lacking.values()))
    if not lines:
        return None
    on = tuple(a for a, found in lacking.items() if found)
    return Pictured(picture.media, n, State.READ, lines, words.by, on if len(on) < len(lacking) else ())


def _lacking(words: str, said: Iterable[str]) -> tuple[str, ...]:
    """The lines of a picture with words that stand in nothing of what is said; none where there are too few of them."""
    there = {token for text in said for token in _tokens(text)}
    lines = {line: {t for t in _tokens(line) if t not in there} for line in words.split("\n")}
    missing = {token for tokens in lines.values() for token in tokens}
    return tuple(line for line, tokens in lines.items() if tokens) if len(missing) >= LEAST else ()


def _tokens(text: str) -> list[str]:
    """Words as they compare: without case and accents, which a reading program easily gets wrong."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return [t for t in _TOKEN.findall(plain.casefold()) if len(t) > 1 or t.isdigit()]


def with_words(written: Written, where: str) -> Written:
    """With the words of a picture that stand nowhere else; `where` is `alt|MEDIA` or `text|MEDIA`."""
    into, _bar, media = where.partition("|")
    said = next((p for p in written.pictures if p.media == media), None)
    row = Media.objects.filter(pk=number(media)).first()
    if said is None or row is None:
        return written
    words = kept.found([row.sha256])[row.sha256].text
    alt = said.alt

    def added(text: str, *also: str) -> str:
        lines = _lacking(words, (text, alt, *also))
        return "\n\n".join(part for part in (text.rstrip(), "\n".join(lines)) if part) if lines else text

    if into == "text":
        first = written.first_reply
        variants = {a: added(t, written.first_replies.get(a) or first) for a, t in written.variants.items()}
        return replace(written, text=added(written.text, first), variants=variants)
    texts = [written.variants.get(a) or written.text for a in written.accounts] or [written.text]
    lacking = {line for text in texts for line in _lacking(words, (alt, text))}
    lines = [line for line in words.split("\n") if line in lacking]
    if not lines:
        return written
    pictures = tuple(replace(p, alt=_marked(alt, lines)) if p is said else p for p in written.pictures)
    return replace(written, pictures=pictures)


def _marked(alt: str, lines: Iterable[str]) -> str:
    """The alternative text with the words in the picture, marked as such in the language in which they stand there."""
    words = " ".join(lines)
    with translation.override("es" if language_of(words) == "es" else "en"):
        said = _("Words in the picture: %(words)s") % {"words": words}
    return "\n".join(part for part in (alt.rstrip(), said) if part)
