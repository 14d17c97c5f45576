"""What changed between two frozen forms: words, pictures, alternative texts, times."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from countersign.posts.form import CARD_SENT, Form, Variant

WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """A run of words: `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One place that differs. `runs` when it is text; else `before` and `after`."""

    where: str
    account: str
    before: str
    after: str
    runs: tuple[Run, ...] = ()


def between(before: Form, after: Form) -> tuple[Changed, ...]:
    """Every place in which two forms differ."""
    found = [*_texts(before, after), *_pictures(before, after)]
    for where, old, new in (
        ("purposes", ", ".join(before.purposes), ", ".join(after.purposes)),
        ("campaign", before.campaign or "", after.campaign or ""),
        ("opens", _at(before.opens), _at(after.opens)),
        ("closes", _at(before.closes), _at(after.closes)),
        ("first_reply", _first_reply(before), _first_reply(after)),
        ("card", _card(before), _card(after)),
    ):
        if old != new:
            found.append(Changed(where, "", old, new))
    return tuple(found)


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Two texts as one row of runs, word by word; nothing of either is lost."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Run("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Run("gone", "".join(old[a:b])))
        if c < d:
            found.append(Run("new", "".join(new[c:d])))
    return tuple(found)


def _texts(before: Form, after: Form) -> list[Changed]:
    was = {v.account: v for v in before.variants}
    now = {v.account: v for v in after.variants}
    found = []
    for account in dict.fromkeys([*was, *now]):
        old, new = was.get(account), now.get(account)
        if old is None or new is None:
            found.append(Changed("account", account, "yes" if old else "no", "yes" if new else "no"))
        elif old.written != new.written:
            found.append(Changed("text", account, old.written, new.written, runs(old.written, new.written)))
        if old is not None and new is not None and (old.fitted, old.card) != (new.fitted, new.card):
            found.append(Changed("as_sent", account, _as_sent(old), _as_sent(new)))
    return found


def _as_sent(variant: Variant) -> str:
    """How much of it goes out otherwise than it stands in the form."""
    sizes = ", ".join(f"{f.width} × {f.height} ({f.sha256[:8]})" for f in variant.fitted)
    card = _("with the preview of the link") if variant.card == CARD_SENT else ""
    return "; ".join(words for words in (sizes, card) if words)


def _pictures(before: Form, after: Form) -> list[Changed]:
    was = {p.media: p for p in before.pictures}
    now = {p.media: p for p in after.pictures}
    found = []
    for media in dict.fromkeys([*was, *now]):
        old, new = was.get(media), now.get(media)
        if old is None or new is None:
            found.append(Changed("picture", media, "yes" if old else "no", "yes" if new else "no"))
            continue
        if old.alt != new.alt:
            found.append(Changed("alt", media, old.alt, new.alt, runs(old.alt, new.alt)))
        said = [(p.people, p.pictured, p.consents, p.source, p.rights, p.on, p.part or None) for p in (old, new)]
        bytes_ = [(p.sha256, p.captions_sha256, p.language, p.without) for p in (old, new)]
        if said[0] != said[1] or bytes_[0] != bytes_[1]:
            found.append(Changed("answers", media, _said(said[0]), _said(said[1])))
    return found


def _said(said: tuple[object, ...]) -> str:
    return ", ".join(str(s) for s in said if s not in (None, ()))


def _first_reply(form: Form) -> str:
    return " · ".join(dict.fromkeys(v.first_reply for v in form.variants if v.first_reply))


def _card(form: Form) -> str:
    if form.card is None:
        return ""
    picture = form.card.picture.sha256[:8] if form.card.picture else ""
    return " · ".join(w for w in (form.card.url, form.card.title, form.card.description, picture) if w)


def _at(moment: datetime | None) -> str:
    """A moment in the agency's zone."""
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment is not None else ""
