"""A published document taken into the folder of plans: copied under a name, and listed."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from plananalysis.errors import PlanAnalysisError
from plananalysis.records import Plan
from plananalysis.store import keys
from plananalysis.store.examining import Candidate
from plananalysis.store.formulas import guard
from plananalysis.store.locks import hold
from plananalysis.store.sources import LIST_COLUMNS, LIST_NAME, read_source_list

ENDINGS = {
    "text": ".txt",
    "pdf": ".pdf",
    "word": ".docx",
    "opendocument": ".odt",
    "html": ".html",
}
NAME_LENGTH = 45
NOT_STATED = "not stated"
PART = ".adding-"
"""How the files begin that are written aside before they are put in their place."""


class AddingError(PlanAnalysisError):
    """A plan could not be added to the folder; the text says why, and the folder is as it was."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from, as the person who adds it says."""

    publisher: str = NOT_STATED
    licence: str = NOT_STATED
    how_obtained: str = NOT_STATED


def add(candidate: Candidate, raw: Path, origin: Origin) -> Path:
    """Copy the document into the folder, list it in `SOURCES.csv`, and give the copy's path.

    A document that is there already is left where it is. Raises AddingError where the folder or
    the list cannot be written; the folder is then as it was.
    """
    if candidate.known_as is not None:
        return raw / candidate.known_as
    try:
        raw.mkdir(parents=True, exist_ok=True)
        lock = raw / ".adding.lock"
        with hold(lock):
            _clear_leftovers(raw)
            copy = raw / _free_name(candidate.plan, raw)
            _put(copy, candidate.data, _mode_of_new())
            try:
                _list(copy, candidate, origin)
            except BaseException:
                copy.unlink()
                raise
            finally:
                lock.unlink(missing_ok=True)
    except OSError as error:
        raise AddingError(
            f"{raw}: cannot be written ({error.strerror or error}). Choose another with --raw."
        ) from error
    return copy


def suggest_name(plan: Plan) -> str:
    """The name under which a plan is kept: its day, what its review is about, and its format."""
    words = keys.plain_words(plan.title or "")
    telling = [word for word in words if word not in keys.COMMON_WORDS]
    about = keys.slug(telling or words, NAME_LENGTH) or "untitled"
    update = "_update" if plan.updated_on else ""
    return f"{keys.as_of_on(plan) or 'undated'}_{about}{update}{ENDINGS[plan.source_format]}"


def _clear_leftovers(raw: Path) -> None:
    """Remove what was left by who was killed as they added; nobody else may be adding."""
    for left in raw.glob(f"{PART}*"):
        left.unlink(missing_ok=True)


def _free_name(plan: Plan, raw: Path) -> Path:
    """The name that is suggested for a plan, with a number if it is taken or listed."""
    name = Path(suggest_name(plan))
    taken = {path.name.casefold() for path in raw.iterdir()} | {
        listed.casefold() for listed in read_source_list(raw).hashes
    }
    free, again = name, 1
    while free.name.casefold() in taken:
        again += 1
        free = name.with_stem(f"{name.stem}-{again}")
    return free


def _list(copy: Path, candidate: Candidate, origin: Origin) -> None:
    """Adds a row to the list; what stands there already stays as it is, byte for byte."""
    path = copy.parent / LIST_NAME
    before = path.read_bytes() if path.exists() else b""
    if before:
        listed = read_source_list(copy.parent)
        if not listed.hashes and listed.warnings:
            raise AddingError(f"{listed.warnings[0]} Nothing was added.")
    row = {
        "file": copy.name,
        "sha256": hashlib.sha256(candidate.data).hexdigest(),
        "title": candidate.plan.title or NOT_STATED,
        "publisher": origin.publisher,
        "licence": origin.licence,
        "how_obtained": origin.how_obtained,
    }
    mode = path.stat().st_mode & 0o777 if before else _mode_of_new()
    _put(path, before + _write_row(row, before), mode)


def _write_row(row: Mapping[str, str], before: bytes) -> bytes:
    """A row of the list as it follows what stands there, in the same columns and line endings."""
    ending = "\r\n" if b"\r\n" in before else "\n"
    header = before.decode("utf-8-sig").splitlines()[:1]
    columns = next(csv.reader(header)) if header else list(LIST_COLUMNS)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator=ending)
    if not before:
        writer.writeheader()
    elif not before.endswith((b"\n", b"\r")):
        text.write(ending)
    writer.writerow({column: guard(" ".join(value.split())) for column, value in row.items()})
    return text.getvalue().encode()


def _put(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all, with these rights."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(mode)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _mode_of_new() -> int:
    """The rights of any file that one saves: a temporary file has fewer."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
