"""Documents as PDF: letters and reports, set by typst and written as PDF/A-3a.

No conformance is claimed: nothing here can check it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

MEDIA_TYPE = "application/pdf"


def render(template: Path, data: Mapping[str, Any]) -> bytes:
    """The typst file `template` with `data`, which it reads as `json(bytes(sys.inputs.data))`. Returns PDF bytes.

    Data travels as JSON and never as markup, so that a name with `#` in it stays a name.
    """
    made = typst.compile(
        template.read_bytes(),
        format="pdf",
        pdf_standards=["a-3a"],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} for {template.name}")
    return made
