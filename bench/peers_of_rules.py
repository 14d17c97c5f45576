"""Runs inside a scratch environment with the peers installed; `screening_rules.py` starts it and reads its answer.

    python bench/peers_of_rules.py TEXTS.json

TEXTS.json holds `{"speed": [text, …], "marked": [text, …]}`. Printed is one JSON object: for each peer its texts per
CPU second over the first texts that it reads within `LIMIT_S`, and for those that look for personal data the spans they
see in each marked text, whatever their type.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

LIMIT_S = 15.0
Spans = list[tuple[int, int]]


def presidio() -> Callable[[str], Spans]:
    """Its predefined recognizers over a blank English pipeline, the one way to run it without a downloaded model."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    offline = tldextract.TLDExtract(suffix_list_urls=())  # otherwise its first use opens the network
    tldextract.extract = offline
    tldextract.tldextract.TLD_EXTRACTOR = offline

    class Blank(SpacyNlpEngine):
        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

    engine = Blank()
    engine.load()
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    return lambda text: [(r.start, r.end) for r in analyzer.analyze(text, language="en")]


def scrubadub() -> Callable[[str], Spans]:
    """As it comes."""
    import scrubadub as peer

    scrubber = peer.Scrubber()
    return lambda text: [(filth.beg, filth.end) for filth in scrubber.iter_filth(text)]


def better_profanity() -> Callable[[str], Any]:
    """As it comes, one text at a time, which is all that it offers."""
    from better_profanity import profanity

    profanity.load_censor_words()
    return profanity.contains_profanity


def alt_profanity_check() -> Callable[[list[str]], Any]:
    """In batches, since one text at a time it is far slower."""
    from profanity_check import predict

    return predict


def speed(ask: Callable[[Any], Any], pieces: list[Any]) -> dict[str, Any]:
    """Texts per CPU second; a piece is a text or a batch of them."""
    ask(pieces[0])
    done, began = 0, time.process_time()
    for piece in pieces:
        ask(piece)
        done += len(piece) if isinstance(piece, list) else 1
        if time.process_time() - began > LIMIT_S:
            break
    return {"texts_per_cpu_s": round(done / (time.process_time() - began), 1), "texts": done}


def main() -> None:
    """Measure each peer and print."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    batches = [given["speed"][at : at + 1_000] for at in range(0, len(given["speed"]), 1_000)]
    answer: dict[str, Any] = {}
    for name, make in (("presidio-analyzer", presidio), ("scrubadub", scrubadub)):
        find = make()
        answer[name] = speed(find, given["speed"]) | {"spans": [find(text) for text in given["marked"]]}
    answer["better-profanity"] = speed(better_profanity(), given["speed"])
    answer["alt-profanity-check"] = speed(alt_profanity_check(), batches)
    for name, found in answer.items():
        found["version"] = version(name)
    print(json.dumps({name.replace("-", "_"): found for name, found in answer.items()}))


if __name__ == "__main__":
    main()
