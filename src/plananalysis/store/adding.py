"""A published document taken into the folder of plans: read and judged first, then copied."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from plananalysis.errors import DatabaseError, PlanAnalysisError, UnreadablePlanError
from plananalysis.linking.editions import is_same_edition, is_same_review
from plananalysis.linking.outlines import Outline, outline
from plananalysis.linking.reconciliation import outline_plan, reconcile
from plananalysis.readers.grid import read_bytes_grid
from plananalysis.reading import understand
from plananalysis.records import Plan
from plananalysis.store import crew, keys
from plananalysis.store.batches import read_documents
from plananalysis.store.database import connect
from plananalysis.store.export import guard
from plananalysis.store.hands import do_apart
from plananalysis.store.locks import hold
from plananalysis.store.overview import PlanCheck, StoredFault
from plananalysis.store.sources import (
    LIST_COLUMNS,
    LIST_NAME,
    check_source,
    find_sources,
    read_source_list,
)
from plananalysis.store.sqlfiles import read_sql

ENDINGS = {
    "text": ".txt",
    "pdf": ".pdf",
    "word": ".docx",
    "opendocument": ".odt",
    "html": ".html",
}
NAME_LENGTH = 45
NOT_STATED = "not stated"


class AddingError(PlanAnalysisError):
    """A plan could not be added to the folder; the text says why, and the folder is as it was."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from, as the person who adds it says."""

    publisher: str = NOT_STATED
    licence: str = NOT_STATED
    how_obtained: str = NOT_STATED


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that was read and not yet copied.

    `known_as` is its name in the folder, if it is there; `twin` that of the same edition there in
    other bytes, such as another format, as far as the database knows.
    """

    path: Path
    data: bytes
    plan: Plan
    check: PlanCheck
    known_as: str | None
    twin: str | None = None

    @property
    def is_reconciled(self) -> bool:
        """Whether nothing in the plan speaks against what was read."""
        return self.check.reconciliation.is_reconciled


def read_document(data: bytes, name: str) -> Plan:
    """The plan in the bytes of a document; `name` is for messages. Raises UnreadablePlanError."""
    return understand(read_bytes_grid(data, name))


def examine(
    path: Path,
    raw: Path,
    database: Path | None = None,
    read: Callable[[bytes, str], Plan] = read_document,
) -> Candidate:
    """Read a document and hold it against itself; nothing is copied.

    It is read in a process of its own, with the bounds of time and memory of a build; `read` must
    be what that can import. Raises UnreadablePlanError where it is no plan that can be read.
    """
    # A link that a person names is meant as what it leads to.
    path = path.expanduser()
    source = path.resolve() if path.is_symlink() and path.exists() else path
    if not source.exists() and not source.is_symlink():
        raise UnreadablePlanError(str(path), "there is no such file", "Check its name.")
    check_source(source)
    data = source.read_bytes()
    plan = _read_apart(data, path.name, read)
    faults = tuple(
        StoredFault(f.line, f.code, f.message, f.is_repaired, f.before, f.after)
        for f in plan.faults
    )
    plan_id = keys.plan_id(plan)
    check = PlanCheck(
        plan_id,
        path.name,
        len(plan.recommendations),
        reconcile(outline_plan(plan_id, plan)),
        faults,
        plan.account.unread,
    )
    known_as = _known_as(data, raw)
    twin = _find_twin(plan, raw, database) if database and not known_as else None
    return Candidate(path, data, plan, check, known_as, twin)


def _read_apart(data: bytes, name: str, read: Callable[[bytes, str], Plan]) -> Plan:
    task = partial(read_documents, read=read)
    (told,) = do_apart(task, [(data, name)], crew.MOST_SECONDS)
    if isinstance(told, Plan):
        return told
    if isinstance(told, str):
        found, advice = told.split(". ", 1)
        raise UnreadablePlanError(name, found, advice)
    found, advice, line = told
    raise UnreadablePlanError(name, found, advice, line)


def _find_twin(plan: Plan, raw: Path, database: Path) -> str | None:
    """The file in the folder that holds the same edition, if the last build loaded it."""
    ours = outline(plan)
    try:
        with connect(database) as connection:
            question = read_sql("editions_of_a_day.sql")
            rows = connection.execute(question, {"day": keys.as_of_on(plan)}).fetchall()
    except DatabaseError:
        return None
    others = (Outline(*row) for row in rows)
    return next(
        (
            other.source_file
            for other in others
            if (raw / other.source_file).is_file()
            and is_same_review(ours, other)
            and is_same_edition(ours, other)
        ),
        None,
    )


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
            copy = _write_new(candidate, raw)
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


def _known_as(data: bytes, raw: Path) -> str | None:
    """The name of the file in the folder that holds the same bytes."""
    if not raw.is_dir():
        return None
    for path in find_sources(raw):
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return path.name
    return None


def _write_new(candidate: Candidate, raw: Path) -> Path:
    """Writes the document under a name that is free, whole or not at all."""
    name = Path(suggest_name(candidate.plan))
    handle, part = tempfile.mkstemp(dir=raw, prefix=".adding-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(candidate.data)
            file.flush()
            os.fsync(file.fileno())
        # What a temporary file may not be read by, a plan may: as any file that one saves.
        Path(part).chmod(0o666 & ~_umask())
        taken = {path.name.casefold() for path in raw.iterdir()} | {
            name.casefold() for name in read_source_list(raw).hashes
        }
        free, again = name, 1
        while free.name.casefold() in taken:
            again += 1
            free = name.with_stem(f"{name.stem}-{again}")
        copy = raw / free
        Path(part).replace(copy)
        return copy
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _list(copy: Path, candidate: Candidate, origin: Origin) -> None:
    """Adds a row to the list; what stands there already stays as it is, byte for byte."""
    path = copy.parent / LIST_NAME
    before = path.read_bytes() if path.exists() else b""
    if before:
        listed = read_source_list(copy.parent)
        if not listed.hashes and listed.warnings:
            raise AddingError(f"{listed.warnings[0]} Nothing was added.")
    ending = "\r\n" if b"\r\n" in before else "\n"
    row = {
        "file": copy.name,
        "sha256": hashlib.sha256(candidate.data).hexdigest(),
        "title": candidate.plan.title or NOT_STATED,
        "publisher": origin.publisher,
        "licence": origin.licence,
        "how_obtained": origin.how_obtained,
    }
    header = before.decode("utf-8-sig").splitlines()[:1]
    columns = next(csv.reader(header)) if header else list(LIST_COLUMNS)
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator=ending)
    if not before:
        writer.writeheader()
    elif not before.endswith((b"\n", b"\r")):
        text.write(ending)
    writer.writerow({column: guard(" ".join(value.split())) for column, value in row.items()})
    handle, part = tempfile.mkstemp(dir=copy.parent, prefix=".adding-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(before + text.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(path.stat().st_mode & 0o777 if before else 0o666 & ~_umask())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
