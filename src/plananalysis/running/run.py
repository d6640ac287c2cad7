"""The whole way in one go: database, notebooks, charts, tables and site, and only what is due.

A run is made aside and put in its place at once (`plananalysis.running.reports`); what did not
change is carried over from the run before (`plananalysis.running.parts`), as its manifest proves.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from plananalysis.errors import PlanAnalysisError
from plananalysis.running import reports as folders
from plananalysis.running.manifest import (
    DATABASE_HASH,
    Manifest,
    find_intact,
    hash_file,
    hash_files,
    read_inputs,
    read_manifest,
    read_notebook,
    write_manifest,
)
from plananalysis.running.notebooks import AS_OF_VARIABLE, execute_notebook, find_notebooks
from plananalysis.running.parameters import Value, check_parameters
from plananalysis.running.parts import (
    NOTEBOOKS,
    Before,
    Progress,
    Run,
    make_changes,
    make_charts,
    make_notebooks,
    make_site,
    make_tables,
)
from plananalysis.running.runreport import NotebookOutcome, Outcome, RunReport
from plananalysis.store.locks import hold

if TYPE_CHECKING:
    from plananalysis.store.build import BuildReport

__all__ = ["NotebookOutcome", "RunReport", "execute_notebook", "find_notebooks", "run"]

DEFAULT_NOTEBOOKS = Path("notebooks")
DEFAULT_REPORTS = Path("reports")
DEFAULT_DOCS = Path("docs")
LOCK = ".lock"


def run(
    raw: Path,
    database: Path,
    notebooks: Path = DEFAULT_NOTEBOOKS,
    reports: Path = DEFAULT_REPORTS,
    progress: Progress | None = None,
    *,
    docs: Path = DEFAULT_DOCS,
    only: Sequence[str] = (),
    force: bool = False,
    as_of: str | None = None,
    parameters: Mapping[str, Value] | None = None,
) -> RunReport:
    """Build, execute the notebooks, and write the reports, as far as any of it is due.

    `only` chooses notebooks by the beginning of their names; `force` makes everything anew;
    `as_of` is the day to speak for, by default that of the environment. What fails stops nothing
    else, and its last good version stands. Where nothing could be built, nothing is written.
    Raises BusyError where another run is going on, what `build` raises, and PlanAnalysisError for
    a request that cannot be met; the reports then stand as they were.
    """
    day = _check_day(as_of or os.environ.get(AS_OF_VARIABLE) or None)
    books = {path: read_notebook(path) for path in find_notebooks(notebooks)}
    chosen = _choose(tuple(books), only)
    check_parameters({path.name: books[path] for path in chosen}, parameters or {})
    with hold(database.parent / f".{database.name}.lock", reports / LOCK):
        folders.clean(reports)
        folders.show(reports)
        inputs = read_inputs(raw, docs, books, day, parameters or {})
        request = Run(
            raw=raw,
            database=database,
            docs=docs,
            inputs=inputs,
            books=books,
            chosen=chosen,
            force=force,
            before=_find_before(reports),
            progress=progress or (lambda *_: None),
        )
        if _is_unchanged(request):
            return _report_unchanged(request, reports)
        built = _build(request)
        if not built.is_written:
            return RunReport(built, reports)
        try:
            return _make(request, built, reports)
        except OSError as error:
            raise PlanAnalysisError(
                f"{reports}: cannot be written ({error.strerror or error}). The reports stand as "
                "they were. Free the disk or the permissions, or choose a place with --reports."
            ) from error


def _make(request: Run, built: BuildReport, reports: Path) -> RunReport:
    with folders.stage(reports) as folder:
        failures = make_tables(request, folder) | make_charts(request, folder)
        keys, failed = make_notebooks(request, folder)
        failures |= failed | make_changes(request, folder)
        failures |= make_site(request, folder)
        manifest = Manifest(
            inputs=request.inputs,
            sources=tuple(asdict(source) for source in built.outcomes),
            warnings=built.warnings,
            notebooks=keys,
            failures=failures,
            outputs=hash_files(folder),
        )
        write_manifest(manifest, folder)
        (folder / DATABASE_HASH).write_text(hash_file(request.database), encoding="ascii")
        folders.put_in_place(reports, folder)
    return RunReport(built, reports, _tell_notebooks(request, manifest, reports), failures)


def _build(request: Run) -> BuildReport:
    """Build the database, unless the file is the one that the run before built of the same."""
    from plananalysis.store.build import build
    from plananalysis.store.crew import count_processors

    if _is_database_known(request):
        return _report_build(request)
    return build(request.raw, request.database, request.progress, count_processors())


def _is_database_known(request: Run) -> bool:
    if request.before is None or not request.is_data_known():
        return False
    try:
        known = (request.before.folder / DATABASE_HASH).read_text(encoding="ascii")
    except OSError:
        return False
    return known == hash_file(request.database)


def _is_unchanged(request: Run) -> bool:
    before = request.before
    return (
        before is not None
        and not request.force
        and before.manifest.inputs == request.inputs
        and not before.manifest.failures
        and len(before.intact) == len(before.manifest.outputs)
        and not request.list_due()
        and _is_database_known(request)
    )


def _report_unchanged(request: Run, reports: Path) -> RunReport:
    assert request.before
    told = _tell_notebooks(request, request.before.manifest, reports)
    told = tuple(replace(one, outcome="kept") if one.outcome == "executed" else one for one in told)
    return RunReport(_report_build(request), reports, told, {}, is_unchanged=True)


def _report_build(request: Run) -> BuildReport:
    """What the build said when it was last done: a plan that it could not read is still unread."""
    from plananalysis.store.build import BuildReport, SourceOutcome

    assert request.before
    manifest = request.before.manifest
    outcomes = tuple(SourceOutcome(**source) for source in manifest.sources)  # type: ignore[arg-type]
    return BuildReport(request.database, True, outcomes, tuple(manifest.warnings))


def _tell_notebooks(request: Run, manifest: Manifest, reports: Path) -> tuple[NotebookOutcome, ...]:
    due = request.list_due()
    told = []
    for path in request.books:
        name, error = path.name, manifest.failures.get(f"{NOTEBOOKS}/{path.name}")
        outcome: Outcome
        if error:
            outcome = "failed"
        elif manifest.notebooks.get(name) != request.find(path):
            outcome = "outdated"
        else:
            outcome = "executed" if path in due else "kept"
        result = reports / NOTEBOOKS / name if name in manifest.notebooks else None
        told.append(NotebookOutcome(name, outcome, result, error))
    return tuple(told)


def _find_before(reports: Path) -> Before | None:
    folder = folders.find_current(reports)
    manifest = read_manifest(folder) if folder else None
    if folder is None or manifest is None:
        return None
    return Before(manifest, folder, find_intact(manifest, folder))


def _choose(notebooks: Sequence[Path], only: Sequence[str]) -> tuple[Path, ...]:
    """The notebooks whose names begin with one of the texts; all, where there is none."""
    wanted = [part.strip() for text in only for part in text.split(",") if part.strip()]
    for name in wanted:
        if not any(path.name.startswith(name) for path in notebooks):
            known = ", ".join(path.name for path in notebooks) or "none"
            raise PlanAnalysisError(f"--only: no notebook's name begins with '{name}': {known}.")
    return tuple(path for path in notebooks if not wanted or any(map(path.name.startswith, wanted)))


def _check_day(day: str | None) -> str | None:
    """The day, if it is one in the form of ISO 8601."""
    if day is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
            return date.fromisoformat(day).isoformat()
    except ValueError:
        pass
    raise PlanAnalysisError(f"--as-of: '{day}' is no day. Write it as 2024-07-31, or leave it out.")
