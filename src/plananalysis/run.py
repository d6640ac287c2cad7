"""The whole way in one go: build the database, then execute every notebook against it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from plananalysis.build import BuildReport, Progress, build
from plananalysis.database import ENVIRONMENT_VARIABLE
from plananalysis.errors import PlanAnalysisError

DEFAULT_NOTEBOOKS = Path("notebooks")
DEFAULT_REPORTS = Path("reports")
CELL_SECONDS = 600
"""A cell that takes longer is taken to hang."""


@dataclass(frozen=True, slots=True)
class NotebookOutcome:
    """An executed notebook, written to `result`; `error` is one line where a cell failed."""

    notebook: Path
    result: Path | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: the build, then each notebook in order of its name."""

    build: BuildReport
    notebooks: tuple[NotebookOutcome, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every plan was read and every notebook executed to its end."""
        is_built = self.build.is_written and not self.build.count("unreadable")
        return is_built and not any(outcome.error for outcome in self.notebooks)


def run(
    raw: Path,
    database: Path,
    notebooks: Path = DEFAULT_NOTEBOOKS,
    reports: Path = DEFAULT_REPORTS,
    progress: Progress | None = None,
) -> RunReport:
    """Build, then execute the notebooks of a folder into `reports/notebooks`.

    A notebook that fails stops no other, and is written as far as it came. Where nothing could be
    built no notebook is executed. Raises what `build` raises, and PlanAnalysisError where the
    results cannot be written.
    """
    built = build(raw, database, progress)
    if not built.is_written:
        return RunReport(built, ())
    outcomes = execute_notebooks(find_notebooks(notebooks), database, reports, progress)
    return RunReport(built, outcomes)


def find_notebooks(folder: Path) -> tuple[Path, ...]:
    """The notebooks of a folder, in reading order; none where there is no such folder."""
    return tuple(sorted(folder.glob("*.ipynb"), key=lambda path: path.name))


def execute_notebooks(
    notebooks: Sequence[Path],
    database: Path,
    reports: Path,
    progress: Progress | None = None,
    execute: Callable[[Path, Path, Path], str | None] | None = None,
) -> tuple[NotebookOutcome, ...]:
    """Execute each notebook against the database, and write the results to `reports/notebooks`."""
    execute = execute or execute_notebook
    folder = reports / "notebooks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlanAnalysisError(
            f"{folder}: cannot be made ({error.strerror}). Choose another place with --reports."
        ) from error
    outcomes = []
    for done, notebook in enumerate(notebooks):
        if progress:
            progress(notebook.name, done, len(notebooks))
        result = folder / notebook.name
        problem = execute(notebook, result, database)
        outcomes.append(NotebookOutcome(notebook, result if result.is_file() else None, problem))
    if progress:
        progress("", len(notebooks), len(notebooks))
    return tuple(outcomes)


def execute_notebook(notebook: Path, result: Path, database: Path) -> str | None:
    """Execute one notebook in its own folder and write it to `result`; one line if it fails.

    The result is written beside and put in its place in one step. Neither times nor the version of
    Python are recorded: the same data give the same bytes.
    """
    try:
        content = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
        # nbformat takes any JSON for a notebook, and stumbles over a list.
        result.unlink(missing_ok=True)
        return f"{notebook.name}: is not a notebook ({_first_line(error)})"
    client = NotebookClient(
        content,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(notebook.parent.resolve())}},
    )
    # The notebooks look where the build wrote, wherever that is.
    environment = {**os.environ, ENVIRONMENT_VARIABLE: str(database.resolve())}
    problem = None
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        problem = f"{notebook.name}: {error.ename}: {_first_line(error.evalue)}"
    except (TimeoutError, RuntimeError) as error:
        # A cell that hangs, or a kernel that died.
        problem = f"{notebook.name}: {_first_line(error)}"
    content.metadata["language_info"] = {"name": "python"}
    aside = result.with_name(result.name + ".part")
    nbformat.write(content, aside)  # type: ignore[no-untyped-call]
    aside.replace(result)
    return problem


def _first_line(problem: object) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
