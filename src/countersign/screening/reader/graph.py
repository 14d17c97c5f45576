"""The packed network, run by onnxruntime on one thread: word numbers and a kind in, logits out.

Texts are run one by one. Weights in 8 bits mean that what flows between them is scaled by the largest value under way,
so that in a batch every text would read a little otherwise beside other texts (by up to 0.06 in a logit, measured); and
a verdict must not depend on what else was on the list. A batch would be a quarter to a third faster.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .card import GRAPH, Card, ModelFault

_ERRORS_ONLY = 3


class Graph:
    """Built at its first use, then kept; may be shared by threads."""

    def __init__(self, folder: Path, card: Card) -> None:
        self._file, self._card = folder / GRAPH, card
        self._session: onnxruntime.InferenceSession | None = None
        self._building = threading.Lock()

    def logits(self, windows: Sequence[Sequence[int]], kind: int) -> NDArray[np.float32]:
        """Windows by categories, in order. A window is its word numbers with the marks of beginning and end."""
        session = self._session or self._built()
        kinds = np.array([kind], dtype=np.int64)
        table = np.empty((len(windows), self._card.outputs), dtype=np.float32)
        for row, pieces in enumerate(windows):
            (table[row : row + 1],) = session.run(None, {"ids": np.array([pieces], dtype=np.int64), "kind": kinds})
        return table

    def _built(self) -> onnxruntime.InferenceSession:
        with self._building:
            if self._session is None:
                self._session = _session(self._file, self._card.outputs)
            return self._session


def _session(file: Path, outputs: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # A large run has a process per core; threads within one would only wait for each other.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = _ERRORS_ONLY
    # The arena would keep what the longest text once needed, and is no faster.
    options.enable_cpu_mem_arena = False
    try:
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        found = {one.name for one in session.get_inputs()}, [one.shape[-1] for one in session.get_outputs()]
    except Exception as fault:  # onnxruntime raises a dozen classes of its own, none of which it documents
        raise ModelFault(f"{file} cannot be run: {type(fault).__name__}") from fault
    if found != ({"ids", "kind"}, [outputs]):
        raise ModelFault(f"{file} is not a graph of word numbers and a kind to {outputs} logits")
    return session
