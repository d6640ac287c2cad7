"""A document that may be added to the plans: read, judged, and looked for among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from plananalysis.errors import DatabaseError, UnreadablePlanError
from plananalysis.linking.editions import is_same_edition, is_same_review
from plananalysis.linking.outlines import Outline, outline
from plananalysis.linking.reconciliation import outline_plan, reconcile
from plananalysis.readers.grid import read_bytes_grid
from plananalysis.reading import understand
from plananalysis.records import Plan
from plananalysis.store import crew, keys
from plananalysis.store.batches import read_documents
from plananalysis.store.database import connect
from plananalysis.store.hands import do_apart
from plananalysis.store.overview import PlanCheck, StoredFault
from plananalysis.store.sources import check_source, find_sources
from plananalysis.store.sqlfiles import read_sql


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


def _known_as(data: bytes, raw: Path) -> str | None:
    """The name of the file in the folder that holds the same bytes."""
    if not raw.is_dir():
        return None
    for path in find_sources(raw):
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return path.name
    return None
