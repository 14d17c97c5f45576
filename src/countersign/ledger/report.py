"""What a verification found, in words for the person who asked."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_FAULTS = 1000
"""Where a verifier stops looking: by then the log is lost, and nobody reads on."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (a file, a row, "log") and what."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Report:
    """The outcome of one verification; :attr:`ok` only when there is no fault.

    ``remarks`` say what was not checked or should be known; they do not make a log wrong. ``rows`` counts the rows
    that were read, ``disposed`` those among them whose body was lawfully destroyed.
    """

    origin: str = ""
    size: int = 0
    root: bytes = b""
    rows: int = 0
    disposed: int = 0
    older_checkpoints: int = 0
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def overflowing(self) -> bool:
        """Whether enough faults were found to stop looking for more."""
        return len(self.faults) >= MAX_FAULTS

    def fault(self, where: str, what: str) -> None:
        """Note something that is wrong."""
        self.faults.append(Fault(where, what))

    def lines(self) -> list[str]:
        """The report as lines of text, the verdict first."""
        count = f"{len(self.faults)} fault{'s' if len(self.faults) > 1 else ''}"
        more = ", and it was not read further" if self.overflowing else ""
        verdict = "The log is whole." if self.ok else f"The log is NOT whole: {count}{more}."
        counted = f"{self.rows} rows read, head of {self.size} rows, root {self.root.hex() or 'unknown'}"
        if self.disposed:
            counted += f", {self.disposed} bodies disposed"
        if self.older_checkpoints:
            counted += f", {self.older_checkpoints} older checkpoints compared"
        return [verdict, counted, *(f"fault: {fault}" for fault in self.faults), *(f"note: {r}" for r in self.remarks)]
