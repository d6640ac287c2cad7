"""Plans that were read before, kept beside the database so that only new ones are read again.

A plan is kept under the hash of its file and of the rules that read it: with other bytes or other
rules it is another plan. All of it may be deleted at any time: it is then read again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, cast, get_args, get_origin, get_type_hints

import plananalysis
from plananalysis.errors import DatabaseError
from plananalysis.records import Plan
from plananalysis.store.findings import Findings, find_all

SHELF = ".read"
"""The folder beside the database; hidden, so that nobody takes it for data."""

SUFFIXES = frozenset({".py", ".csv", ".toml"})
NO_RULES = frozenset({"analysis", "figures", "publishing", "running", "site", "sql", "testing"})
"""Folders of the package that no reading depends on (a test proves it)."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where plans are kept that these rules have read; `read` reads others."""

    folder: Path
    read: Callable[[Path], Plan]

    def place_of(self, path: Path) -> Path:
        """Where the findings of a file are kept. Raises OSError where it cannot be read."""
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        # The name is recorded too; a hash of it is a safe name for a file of ours.
        key = hashlib.sha256(f"{content}/{path.name}".encode(errors="surrogateescape")).hexdigest()
        return self.folder / key[:2] / key[2:]

    def fetch(self, place: Path, path: Path) -> Findings:
        """What a file tells: as it is kept in its place, else read now and kept from now on.

        Raises what `read` raises, and DatabaseError where it cannot be kept.
        """
        known = _load(place)
        if known is None:
            known = find_all(self.read(path))
            try:
                _save(known, place)
            except OSError as error:
                raise DatabaseError(
                    f"{self.folder}: cannot be written ({error.strerror or error}). "
                    "Free the disk or the permissions, or choose another place with --database."
                ) from error
        return known

    def tidy(self, kept: Collection[Path]) -> None:
        """Remove all but these places, and what other rules have read."""
        for other in self.folder.parent.glob("*"):
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)
        for place in self.folder.glob("*/*"):
            if place not in kept:
                place.unlink(missing_ok=True)


def open_shelf(database: Path, read: Callable[[Path], Plan]) -> Shelf:
    """The shelf of a database, for the present rules. Its folder is made as it is needed."""
    return Shelf(database.parent / SHELF / database.name / hash_rules(), read)


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


def _save(findings: Findings, place: Path) -> None:
    """Write whole or not at all: a build that is killed leaves nothing that is half read."""
    place.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_encode(findings), ensure_ascii=False, separators=(",", ":"))
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        aside = Path(file.name)
        try:
            # Compressed data carry a checksum: what a disk has spoilt is noticed, and read again.
            file.write(zlib.compress(text.encode("utf-8", "surrogatepass"), 1))
            file.close()
            aside.replace(place)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise


def _load(place: Path) -> Findings | None:
    try:
        text = zlib.decompress(place.read_bytes()).decode("utf-8", "surrogatepass")
        decode = cast("Callable[[object], Findings]", _decoder(Findings))
        return decode(json.loads(text))
    except (OSError, zlib.error, ValueError, TypeError):
        return None


def _encode(value: object) -> object:
    """Records as lists of their fields, which JSON holds; names would be most of the file."""
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    if is_dataclass(value):
        return [_encode(getattr(value, name)) for name in _names(cast("type", type(value)))]
    return value


@cache
def _names(record: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(record))


@cache
def _decoder(kind: Any) -> Callable[[Any], Any] | None:
    """What makes a value of that type from what JSON holds; None where that is the value."""
    if is_dataclass(kind):
        record = cast("Callable[..., object]", kind)
        hints = get_type_hints(kind)
        parts = [_decoder(hints[each.name]) for each in fields(kind)]
        return lambda values: record(
            *[part(value) if part else value for part, value in zip(parts, values, strict=True)]
        )
    if get_origin(kind) is tuple:
        one = _decoder(get_args(kind)[0])
        return (lambda values: tuple(map(one, values))) if one else tuple
    return None
