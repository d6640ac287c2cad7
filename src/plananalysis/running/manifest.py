"""What a run was made from and what it made, by SHA-256: nothing is made twice, and all is proven.

The hash of the database file is kept apart, in `.database`: two builds of the same plans give the
same tables in files of different bytes, and the manifest of the same input is the same.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import plananalysis
from plananalysis.running.parameters import Value, select_parameters

FILE, DATABASE_HASH = "manifest.json", ".database"

Hashes = Mapping[str, str]
"""SHA-256 by the path of a file in its folder, with slashes."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that the reports follow from.

    `rules` is the hash of the package's own source and data files: the rules of the reading, the
    codebook, the SQL of the measures. `notebooks` are hashed without their outputs; `beside` are
    the other files of their folder.
    """

    raw: Hashes
    notebooks: Hashes
    beside: Hashes
    docs: Hashes
    version: str
    rules: str
    python: str
    libraries: Mapping[str, str]
    as_of: str | None
    parameters: Mapping[str, Value]

    def data_key(self) -> str:
        """What the database and the tables follow from."""
        return _digest([self.raw, self.version, self.rules, self.python, self.libraries])

    def figures_key(self) -> str:
        """What the charts and the figures follow from: the data, and the day spoken for."""
        return _digest([self.data_key(), self.as_of])

    def notebook_key(self, name: str, content: Mapping[str, Any]) -> str:
        """What an executed notebook follows from; of the parameters, those that it has."""
        chosen = select_parameters(content, self.parameters)
        return _digest([self.figures_key(), self.notebooks[name], self.beside, chosen])


@dataclass(frozen=True, slots=True)
class Manifest:
    """One run: its inputs, what was read, by what each notebook was made, and what is there.

    `failures` names what was not made, or stands as an earlier run left it, and says why.
    """

    inputs: Inputs
    sources: tuple[Mapping[str, str | None], ...]
    warnings: tuple[str, ...]
    notebooks: Mapping[str, str]
    failures: Mapping[str, str] = field(default_factory=dict)
    outputs: Hashes = field(default_factory=dict)


def read_inputs(
    raw: Path,
    docs: Path,
    notebooks: Mapping[Path, Mapping[str, Any]],
    as_of: str | None,
    parameters: Mapping[str, Value],
) -> Inputs:
    """The inputs as they are now; `notebooks` are those of one folder, with their content."""
    folders = {path.parent for path in notebooks}
    return Inputs(
        raw=hash_files(raw),
        notebooks={path.name: _hash_source(path, content) for path, content in notebooks.items()},
        beside={
            name: digest
            for folder in folders
            for name, digest in hash_files(folder).items()
            if not name.endswith(".ipynb")
        },
        docs=hash_files(docs),
        version=plananalysis.__version__,
        rules=_digest(hash_files(Path(plananalysis.__file__).parent)),
        python=platform.python_version(),
        libraries=_find_libraries(),
        as_of=as_of,
        parameters=dict(parameters),
    )


def read_notebook(path: Path) -> dict[str, Any]:
    """The content of a notebook; nothing where it is not one."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    is_notebook = isinstance(content, dict) and all(
        isinstance(cell, dict) for cell in _list(content.get("cells"))
    )
    return content if is_notebook else {}


def hash_files(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder and below, but hidden ones and bytecode."""
    return {
        path.relative_to(folder).as_posix(): hash_file(path)
        for path in sorted(folder.rglob("*"))
        if not path.is_dir() and not _is_hidden(path.relative_to(folder))
    }


def hash_file(path: Path) -> str:
    """The SHA-256 of a file; a word that is no hash where it cannot be read."""
    if not path.is_file():
        return "not a file"
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "not readable"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a run; None where there is none, or another version wrote it."""
    try:
        found = json.loads((folder / FILE).read_bytes())
        return Manifest(
            Inputs(**found["inputs"]),
            tuple(found["sources"]),
            tuple(found["warnings"]),
            found["notebooks"],
            found["failures"],
            found["outputs"],
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest of a run into its folder."""
    text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False, sort_keys=True)
    (folder / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")


def find_intact(manifest: Manifest, folder: Path) -> frozenset[str]:
    """Of the files that a run made, those that are there and as it made them."""
    return frozenset(
        name for name, digest in manifest.outputs.items() if hash_file(folder / name) == digest
    )


def _hash_source(path: Path, content: Mapping[str, Any]) -> str:
    """The hash of what is executed: the outputs that a notebook holds do not matter."""
    if not content:
        return hash_file(path)
    cells = [
        {name: part for name, part in cell.items() if name not in ("outputs", "execution_count")}
        for cell in _list(content.get("cells"))
    ]
    return _digest({**content, "cells": cells})


def _find_libraries() -> dict[str, str]:
    """The versions of what the package rests on, as its own metadata names it."""
    try:
        wanted = metadata.requires("plananalysis") or []
    except metadata.PackageNotFoundError:
        wanted = []
    names = sorted({re.split(r"[^\w.-]", one)[0] for one in wanted if "extra ==" not in one})
    return {name: version for name in names if (version := _version(name))}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _list(found: object) -> Iterable[Any]:
    return found if isinstance(found, list) else ()


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
