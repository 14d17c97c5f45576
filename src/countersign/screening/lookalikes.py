"""Characters that are drawn like a Latin letter or a plain sign, gathered by what they are drawn like.

Case is folded before this table is asked, so a Cyrillic letter stands under the Latin letter that its
capital resembles as well. Compatibility forms (full width, mathematical, circled) are not listed:
Unicode's own decomposition undoes those.
"""

_LIKE: dict[str, str] = {
    "a": "аαɑᴀꭺ",
    "b": "ьвβɓʙᏏ",
    "c": "сϲᴄƈↄꮯ",
    "d": "ԁđɗɖᴅժꭰ",
    "e": "еεҽєɛɇᴇəℯꭼ",
    "f": "ƒғꜰſքϝ",
    "g": "ɡցɢǥɠ",
    "h": "һнհħʜɦη",
    "i": "іιɩıɪꭵ",
    "j": "јϳʝᴊɉ",
    "k": "кκĸᴋƙқ",
    "l": "ӏⅼʟłƚɭןǀ",
    "m": "мμᴍɱ",
    "n": "пոɴŋɲи",
    "o": "оοօσøɵᴏ०੦๐",
    "p": "рρᴘƥþ",
    "q": "ԛգʠ",
    "r": "гʀɾɍᴦꭱ",
    "s": "ѕꜱʂʃ",
    "t": "тτᴛŧƭ",
    "u": "υսᴜʉʋц",
    "v": "νѵᴠ",
    "w": "шωԝᴡɯѡщ",
    "x": "хχ",
    "y": "уγүʏყƴ",
    "z": "ᴢƶʐʒ",
    "3": "зӡ",
    "'": "‘’‚‛ʼ´`ʹ′",
    '"': "“”„‟«»″",
    "-": "‐‑‒–—―−﹘",
    ".": "·•‧∙⋅●…・",
    "*": "✱✲＊∗⁎★🤬💩",
    "/": "⁄∕",
    " ": "\u2800\u2028\u2029\u3164\u115f\u1160",
}

LOOKALIKES: dict[str, str] = {sign: plain for plain, signs in _LIKE.items() for sign in signs if sign != plain}
"""Drawn-alike character → the plain one, one for one."""

LIGATURES: dict[str, str] = {"ß": "ss", "æ": "ae", "œ": "oe", "№": "no"}
"""Single characters that stand for several letters and that Unicode does not decompose."""
