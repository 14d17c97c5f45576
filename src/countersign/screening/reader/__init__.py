"""The model tier: a small network trained elsewhere, packed into files, run on one processor core.

    screen = Screen(clauses, model=Trained())

Needs onnxruntime, tokenizers and numpy; the rest of screening needs none of them.
"""

from .card import ModelFault
from .trained import Trained, packaged, packaged_folder

__all__ = ["ModelFault", "Trained", "packaged", "packaged_folder"]
