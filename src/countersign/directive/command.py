"""Bring in a directive from a file without a browser: the same acts, one after the other."""

from __future__ import annotations

from pathlib import Path

from countersign.directive import acts, reading
from countersign.directive.models import Language
from countersign.gate.act import By
from countersign.gate.door import Done, perform


def directive_import(path: Path, by: By, *, signer: By | None = None, language: str = Language.EN) -> list[Done]:
    """Import the text in `path` as `by`; with a `signer` that one signs it and puts it in force.

    Stops at the first act that is not allowed, which is then the last in the list. Raises `NotAText` for a file that
    cannot be read, `NotYours` and `NotNow` as the gate does.
    """
    file = reading.keep(path.read_bytes(), path.name)
    done = [perform(acts.ImportDirective(file, language), by=by)]
    if signer is None or not done[0].allowed:
        return done
    version = done[0].subject_id
    for act in (acts.SignDirective(version), acts.AdoptDirective(version)):
        done.append(perform(act, by=signer))
        if not done[-1].allowed:
            break
    return done
