"""Profane words of English and Spanish, written out so that they can be read, argued with and changed.

Notation (see ``spelling.disguised``): letters; ``(a|b|)`` for alternatives; a blank where two words may
also be hyphenated or run together, ``_`` where they must stand apart. Accents are left out, ñ is kept.
Whole words only, so Scunthorpe, Cummings, assess and disputa stay clear. Damn, hell, crap and their kin
are clear by convention and are not here. Strong swearing counts even when meant kindly; mild or masked
swearing is a lesser question.
"""

STRONG: tuple[str, ...] = (
    # English
    "(f|ph)u(ck|kk|kc)(s|y|a|ah|ed|er|ers|in|ing|ings|ery|off|you|u|it|this|that|wit|wits|face|head|heads|tard|up|ups|)",
    "(f|ph)uk(in|ing|er|ers|ed|off|)",
    "fck(ing|in|ed|er|s|)",
    "mother fu(ck|k)(a|as|er|ers|in|ing|)",
    "(holy|cluster|mind|for|what the|what|who the|shut the) fuck(ing|ed|s|)",
    "(un|abso)(fucking|fuckin)(believable|lutely|real)",
    "shit(s|e|y|ty|tier|tiest|ted|ter|ters|ting|tin|show|shows|head|heads|hole|holes|bag|bags|storm|storms|face|faced"
    "|hot|load|loads|list|canned|)",
    "(bull|horse|chicken|bat|dip|ape|dog) shit(s|ter|ters|ting|ted|)",
    "ass hole(s|)",
    "(dumb|fat) fuck(s|)",
    "bitch(es|y|ing|in|ed|assed|ass|)",
    "biatch(es|)",
    "cunt(s|y|)",
    "twat(s|)",
    "cock suck(er|ers|ing)",
    "whore(s|)",
    "slut(s|ty|)",
    "dick head(s|)",
    "puss(y|ies)",
    # Spanish
    "put(a|as|o|os|isima|isimo|azo)",
    "hij(o|a|os|as) de (la |su |tu |una |)(gran |re|)(puta|chingada|verga|perra)",
    "hij(ue|oe)put(a|as)",
    "mierd(a|as|ero)",
    "verg(a|as|uero|azo|azos)",
    "(re|)ching(a|ar|ada|adas|ado|ados|adera|aderas|as|an|ando|are|aste|en|es|ue|uen|uense|uenle|aos|uele)",
    "pendej(o|a|os|as|ada|adas|ismo)",
    "culer(o|a|os|as)",
    "coñ(o|os|azo|azos)",
    "gilipollas",
    "mam(a|e)(gue|güe|hue)v(o|os|a|as)",
    "cerot(e|es)",
    "malparid(o|a|os|as)",
    "me cago en (la|tu|su|el|los|las|todo)",
    "concha (de |e )(tu|su) madre",
    "cabron(es|azo|a|as|)",
)

MILD: tuple[str, ...] = (
    # English
    "god dam(n|ned|nit|mit|it)",
    "(dumb|smart|jack|bad|hard|lazy|fat|lame|kick|candy|stupid|sorry|broke|punk|slick|half) ass(es|ed|)",
    "(kick|kicking|kicks|kicked|beat|bust|busting|haul|hauling|whoop|whooped|kiss|suck|save|saving|drag)"
    "_(my_|your_|yo_|their_|his_|her_|our_|ur_|some_|)ass(es|)",
    "(my|your|yo|ur|their|his|her|our|rats|rat's|own|in_the|hoe|so|boss's)_ass(es|)",
    "big ass",
    "ass (hat|hats|clown|clowns|wipe|wipes|kicking|kissing|backwards|whooping)",
    "arse(hole|holes|)",
    "bastard(s|)",
    "piss(ed|es|ing|er|y|)",
    "douche(bag|bags|s|)",
    "prick(s|)",
    "(a|a_fat|a_giant|his|my|be|the)_dick",
    "dick(s| move)",
    "wanker(s|)",
    "friggin(g|)",
    "frickin(g|)",
    "effing",
    "eff_(you|this|that|off|the|it)",
    "f_(u|you|this|that|off|him|her|them)",
    "wtf",
    "(who|what|where|why|how) tf",
    "stfu",
    "gtfo",
    "omfg",
    "lmfao(o|)",
    "jfc",
    "ffs",
    "fml",
    "fubar",
    "fafo",
    "lfg",
    "idgaf",
    "mofo(s|)",
    "btch(es|)",
    "bollocks",
    # Spanish
    "pinch(e|es|i)",
    "no mam(es|en|emos|e)",
    "caraj(o|os)",
    "puñet(a|as|ero|era)",
    "ching(on|ona|ones|onas|oneria|o|os)",
    "val(e|io|en|iendo) (madre|madres|verga)",
    "(poca|a toda) madre",
    "ni_madres",
    "cul(o|os)",
    "cojon(es|udo|uda)",
    "mamad(a|as)",
    "jod(er|ido|ida|idos|iendo|ete|anse|an)",
    "encabron(ado|ada|ados|adas)",
    "pelotud(o|a|os|as)",
)

MASKED: tuple[str, ...] = (
    # Letters left out, as a writer does who means the word and spares the reader. These are expressions.
    r"f[*#@]{2,}[a-z]{0,5}",
    r"f[-*]{1,6}(?:ing|in|k|ks|king|kin|ck)",
    r"f'(?:ing|in)",
    r"(?:mother|muther|mutha)[- ]?f[-*#@]{1,8}[a-z]{0,5}",
    r"(?:bull|horse|dip)?(?:s\*{3,}|sh[*#@]{2,}|s\*{2,}t|sh[*#@]t|sh[*#@]{1,3}t(?:s|ty|show|head|hole|ter))",
    r"b\*{3,}[a-z]{0,3}",
    r"a\*{2,}(?:hole|holes|es)?",
    r"a(?:55|\$\$|s\$)(?:h[o0]les?|clowns?|hats?|wipes?)",
    r"[a@]\$\$(?:es)?",
    r"@ss(?:es)?",
    r"m\*+men",
    r"a-holes?",
)

SPACED: tuple[str, ...] = (
    "fuck",
    "shit",
    "bitch",
    "cunt",
    "asshole",
    "bullshit",
    "puta",
    "mierda",
    "verga",
    "cabron",
    "pinche",
    "pendejo",
)
"""Words looked for with their letters set apart."""

SPACED_TAILS = frozenset(
    {"you", "u", "off", "this", "that", "it", "the", "your", "him", "her", "them", "all", "me", "ing", "ed", "er", "s"}
)
"""What may follow such a word inside the same run of single letters."""
