"""Plans that were read before, kept beside the database so that only new ones are read again.

A plan is kept under the hash of its file and of the rules that read it: with other bytes or other
rules it is another plan. All of it may be deleted at any time: it is then read again.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import plananalysis
from plananalysis.records import Plan

SHELF = ".read"
"""The folder beside the database; hidden, so that nobody takes it for data."""

SUFFIXES = frozenset({".py", ".csv", ".toml"})
MARK = ".mark-"
"""How the files begin by which the workers of a cluster are shown the folder."""
NO_RULES = frozenset({"analysis", "figures", "publishing", "running", "site", "sql", "testing"})
"""Folders of the package that no reading depends on (a test proves it)."""
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where packs of plans are kept that these rules have read; `read` reads others.

    `seams` are packs of what restates what from one edition to the next.
    """

    folder: Path
    read: Callable[[Path], Plan]

    @property
    def plans(self) -> Path:
        """The folder of the packs of plans."""
        return self.folder / "plans"

    @property
    def seams(self) -> Path:
        """The folder of the packs of seams."""
        return self.folder / "seams"

    def clear_leftovers(self) -> None:
        """Remove what builds of this database left that were killed; none may be going on."""
        for left in self.folder.glob(f"{MARK}*"):
            left.unlink(missing_ok=True)

    def forget_other_rules(self) -> None:
        """Remove what other rules have read."""
        for other in self.folder.parent.glob("*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)


def open_shelf(database: Path, read: Callable[[Path], Plan]) -> Shelf:
    """The shelf of a database, for the present rules. Its folders are made as they are needed."""
    return Shelf(database.parent.resolve() / SHELF / database.name / hash_rules(), read)


def key_of(path: Path) -> str:
    """What a file is known by: its bytes and its name. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return make_key(content, path.name)


def make_key(sha256: str, name: str) -> str:
    """What a file of that hash and name is known by."""
    # The name is recorded too; a hash of it is safe wherever it is written.
    key = hashlib.sha256(f"{sha256}/{name}".encode(errors="surrogateescape"))
    return key.hexdigest()[:KEY_LENGTH]


@cache
def hash_rules() -> str:
    """A hash of all that a reading depends on but the file: this package, Python, libraries."""
    package = Path(plananalysis.__file__).parent
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package)
        if path.suffix in SUFFIXES and name.parts[0] not in NO_RULES:
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    for requirement in sorted(metadata.requires("plananalysis") or ()):
        if "extra ==" not in requirement:
            (name,) = re.findall(r"^[\w.-]+", requirement)
            digest.update(f"{name} {metadata.version(name)}\0".encode())
    return digest.hexdigest()[:16]
