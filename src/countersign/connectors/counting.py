"""Ways of counting that are a platform's own: X weighs characters, Mastodon shortens links and mentions.

X: twitter-text configuration 3 (github.com/twitter/twitter-text, config/v3.json): a text in NFC, default weight 200,
four ranges of weight 100, scale 100, a link 23, an emoji 2 however many code points it takes.
Mastodon: docs.joinmastodon.org, "Posting to your profile": a link 23, a mention without the domain after it.
"""

from __future__ import annotations

import unicodedata

import regex  # type: ignore[import-untyped]

LINK = 23
"""What a link counts, however long it is, on X and on Mastodon."""
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
# Bare domains become links on X only under well-known endings; the short list keeps "e.g." a word.
_ENDINGS = "com|org|net|gov|edu|mil|info|us|io|co|me|tv|int|biz|news|app|dev"
# The last look back gives punctuation at a link's end back to the sentence; brackets belong to it only in pairs.
_X_LINK = regex.compile(
    rf"(?i)(?<![\w@#$./-])(?:https?://[\w-]+(?:\.[\w-]+)+(?::\d+)?|(?:[\w-]+\.)+(?:{_ENDINGS})(?![\w-]))"
    r"(?:[/?](?:[\w\-./%+=@~:!'&?,;$*#]|\([\w\-./%+=]*\))*(?<![.,:;!?'*$]))?"
)
_WEB_LINK = regex.compile(r"(?i)\bhttps?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_MENTION = regex.compile(r"(?<![\w/])@(\w[\w.-]*)@[\w-]+(?:\.[\w-]+)+")
_CLUSTER = regex.compile(r"\X")
_EMOJI = regex.compile(
    r"(?:\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F"
    r"|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})"
)


def weighted(text: str) -> int:
    """Length on X: of 280 in all."""
    total, at = 0, 0
    composed = unicodedata.normalize("NFC", text)
    for link in _X_LINK.finditer(composed):
        total += _weight(composed[at : link.start()]) + LINK
        at = link.end()
    return total + _weight(composed[at:])


def shortened(text: str) -> int:
    """Length on Mastodon: graphemes, each link 23, mentions without their domains."""
    return len(_CLUSTER.findall(_MENTION.sub(r"@\1", _WEB_LINK.sub("x" * LINK, text))))


def _weight(text: str) -> int:
    weight = 0
    for cluster in _CLUSTER.findall(text):
        if _EMOJI.match(cluster):
            weight += 2
        else:
            weight += sum(1 if any(low <= ord(c) <= high for low, high in _LIGHT) else 2 for c in cluster)
    return weight
