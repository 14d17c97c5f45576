"""``Trained``: the packed network and n-grams as a ``screening.Model``."""

import threading
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from ..categories import Kind
from ..language import Language
from ..model import Concern, Reading
from ..plain import origins
from .card import CARD, GRAMS, WORDS, Card, ModelFault, Scale, probability, read_card
from .grams import Grams, blended
from .graph import Graph
from .pieces import Pieces, Sheet, Window
from .reasons import KEYS, WHY
from .why import Span, Table, decisive
from .windows import combined

_NOTHING = -40.0


def packaged_folder() -> Path:
    """Where the model of this package lies, if it is there."""
    return Path(str(files(__package__) / "packed"))


def packaged() -> "Trained | None":
    """The model of this package, or ``None`` where the package came without one. ``ModelFault`` if it is damaged."""
    return Trained() if (packaged_folder() / CARD).is_file() else None


class Trained:
    """Reads texts with a network and n-grams in 8-bit weights, on one thread, without a connection to anything.

    Built from a folder of the four files that ``card`` names, or from the one in this package.
    Raises ``ModelFault`` if they are missing, damaged or do not belong together. The network itself is built when the
    first text comes. May be shared by threads, and travels between processes by name: the receiving one loads the same
    folder, or its own package's, and refuses a model of another version.

    ``explain`` tells whether each concern names the words that decide, for which its text is read about twice more.
    """

    def __init__(self, folder: Path | None = None, *, explain: bool = True) -> None:
        self.folder, self.explain = folder, explain
        self._place = packaged_folder() if folder is None else folder
        self.card: Card = read_card(self._place)
        self._graph = Graph(self._place, self.card)
        self._grams = Grams.load(self._place / GRAMS)
        self._words: Pieces | None = None
        self._loading = threading.Lock()

    def __reduce__(self) -> tuple[object, ...]:
        return _arrived, (self.folder, self.explain, self.version)

    @property
    def version(self) -> str:
        """As its card names it."""
        return self.card.version

    @property
    def languages(self) -> frozenset[Language]:
        """Those it was trained on."""
        return self.card.languages

    def read(self, kind: Kind, texts: Sequence[str]) -> Sequence[Reading]:
        """One reading per text, in order; a text reads the same whatever stands beside it.

        Time is linear in each text up to the bounds in ``pieces``; beyond, ``Reading.whole`` is false.
        """
        return [self._read(kind, text) for text in texts]

    def evidence(self, kind: Kind, texts: Sequence[str]) -> Table:
        """Calibrated log odds per text and category used for the kind, before any threshold."""
        rows = [combined(*self.tables(kind, self.sheet(text))) for text in texts]
        return np.array(rows).reshape(len(texts), len(self.card.scales[kind].categories))

    def tables(self, kind: Kind, sheet: Sheet) -> tuple[Table, Table, Table]:
        """Log odds of the wide windows, the close ones and those of the second reading, windows by categories."""
        scale = self.card.scales[kind]
        if sheet.empty:
            none: Table = np.empty((0, len(scale.categories)))
            return np.full((1, len(scale.categories)), _NOTHING), none, none
        windows = (*sheet.wide, *sheet.close, *sheet.second)
        network = self._graph.logits([window.pieces for window in windows], self.card.kinds[kind])
        grams = self._grams.logits([kind] * len(windows), [window.text for window in windows])
        told = scale.evidence(blended(network, grams, self.card.grams_share))
        wide, close = len(sheet.wide), len(sheet.wide) + len(sheet.close)
        return told[:wide], told[wide:close], told[close:]

    def _read(self, kind: Kind, text: str) -> Reading:
        scale, sheet = self.card.scales[kind], self.sheet(text)
        wide, close, second = self.tables(kind, sheet)
        scores = probability(combined(wide, close, second))
        raised = [int(column) for column in np.flatnonzero(scores >= scale.review)]
        spans: dict[int, Span | None] = {}
        if raised and self.explain:
            windows, told = (sheet.close, close) if sheet.close else (sheet.wide, wide)
            spans = self._spans(kind, text, windows, None if sheet.second else told, raised)
        concerns = tuple(_concern(scale, column, scores[column], spans.get(column)) for column in raised)
        values = {category: round(float(score), 4) for category, score in zip(scale.categories, scores, strict=True)}
        return Reading(values, concerns, sheet.whole)

    def _spans(
        self, kind: Kind, text: str, windows: list[Window], told: Table | None, raised: list[int]
    ) -> dict[int, Span | None]:
        """The decisive words of each category that was raised, looked for in the window that shows most of it."""
        places = origins(text)
        stretches = [(places[window.start], places[window.end - 1] + 1) for window in windows]
        if told is None and len(windows) > 1:
            # What was disguised shows in the undone text only, whose places are others: each stretch is undone anew.
            told = self.evidence(kind, [text[start:end] for start, end in stretches])
        by_window: dict[int, list[int]] = {}
        for column in raised:
            by_window.setdefault(0 if told is None else int(np.argmax(told[:, column])), []).append(column)
        found: dict[int, Span | None] = {}
        for number, columns in by_window.items():
            found |= decisive(text, stretches[number], columns, lambda parts: self.evidence(kind, parts))
        return found

    def sheet(self, text: str) -> Sheet:
        """The text as the network is shown it."""
        if self._words is None:
            with self._loading:
                if self._words is None:
                    self._words = Pieces(self._place / WORDS, self.card.token_limit)
        return self._words.sheet(text)


def _concern(scale: Scale, column: int, score: float, span: Span | None) -> Concern:
    category = scale.categories[column]
    start, end = span or (None, None)
    first = bool(score >= scale.first[column])
    return Concern(category, WHY[category], KEYS[category], start, end, read_first=first)


def _arrived(folder: Path | None, explain: bool, version: str) -> Trained:
    model = Trained(folder, explain=explain)
    if model.version != version:
        raise ModelFault(f"{model._place} holds the model {model.version}, but {version} was asked for")
    return model
