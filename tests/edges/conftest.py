"""What the laws of the house read: the tree itself, as it stands."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

# Made by tools or by running the program, never part of the project.
NOT_OURS = {".live",
    ".git", ".venv", ".tools", ".pycache", "__pycache__", "node_modules", "build", "dist", "shots", "uswds",
    "countersign-data", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache",
}  # fmt: skip


@dataclass(frozen=True)
class Import:
    """One import as written: the module that is imported, by whom, where."""

    module: str
    room: str
    place: str


@dataclass(frozen=True)
class House:
    """The project's tree."""

    root: Path

    @property
    def package(self) -> Path:
        return self.root / "src" / "countersign"

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def files(self, under: str = ".") -> Iterator[Path]:
        """Every file of the project below a folder, none that a tool made."""
        for folder, folders, names in os.walk(self.root / under):
            folders[:] = sorted(set(folders) - NOT_OURS)
            yield from (Path(folder) / name for name in sorted(names))

    def texts(self, under: str = ".") -> Iterator[tuple[str, str]]:
        """The name and text of every file that is text."""
        for path in self.files(under):
            try:
                yield self.name(path), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue

    def modules(self) -> Iterator[tuple[str, ast.Module]]:
        """Every Python file of the package, parsed, under its name within the package."""
        for path in self.files("src/countersign"):
            if path.suffix == ".py":
                yield path.relative_to(self.package).as_posix(), parse(path)

    def rooms(self) -> set[str]:
        """Every folder and module directly inside the package."""
        found = set()
        for path in self.package.iterdir():
            if path.is_dir() and path.name not in NOT_OURS and any(self.files(self.name(path))):
                found.add(path.name)
            elif path.suffix == ".py" and path.stem != "__init__":
                found.add(path.stem)
        return found

    @cache  # noqa: B019 - there is one house, and it lives as long as the tests
    def imports(self) -> tuple[Import, ...]:
        """Every import in the package, also those inside functions; `from a import b` counts as `a.b`."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[Import]:
        for name, tree in self.modules():
            room = name.split("/")[0].removesuffix(".py")
            package = ["countersign", *name.split("/")[:-1]]
            for node in ast.walk(tree):
                place = f"src/countersign/{name}:{getattr(node, 'lineno', 0)}"
                if isinstance(node, ast.Import):
                    yield from (Import(alias.name, room, place) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    above = package[: len(package) - node.level + 1] if node.level else []
                    base = ".".join([*above, *([node.module] if node.module else [])])
                    yield from (Import(f"{base}.{alias.name}", room, place) for alias in node.names)


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@pytest.fixture(scope="session")
def house() -> House:
    return House(Path(__file__).resolve().parents[2])
