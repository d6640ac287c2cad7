"""Notebooks executed, two at a time: each in a kernel of its own, written where it is told to.

nbclient and nbformat take a second to import, and are so only where a notebook is executed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from plananalysis.running.parameters import INJECTED, Value, find_place, write_assignments
from plananalysis.store.database import ENVIRONMENT_VARIABLE

AS_OF_VARIABLE = "PLANANALYSIS_AS_OF"
CELL_SECONDS = 600
"""A cell that takes longer is taken to hang."""
AT_A_TIME = 2


def find_notebooks(folder: Path) -> tuple[Path, ...]:
    """The notebooks of a folder, in reading order; none where there is no such folder."""
    return tuple(sorted(folder.glob("*.ipynb"), key=lambda path: path.name))


def execute_in_parallel(
    notebooks: Sequence[Path], execute: Callable[[Path], str | None]
) -> Iterator[tuple[Path, str | None]]:
    """Execute the notebooks, `AT_A_TIME`; each as it is done, with its problem if it has one.

    Where the caller stops listening, those that run are awaited and no other is begun.
    """
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        running = {pool.submit(execute, notebook): notebook for notebook in notebooks}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def execute_notebook(
    notebook: Path,
    result: Path,
    database: Path,
    as_of: str | None = None,
    parameters: Mapping[str, Value] | None = None,
) -> str | None:
    """Execute one notebook in its own folder and write it to `result`; one line if it fails.

    `as_of` is the day that the measures speak for, by default that of this process's environment.
    The line names the cell by the number that stands before it in brackets. The result is written
    beside and put in its place in one step. Neither times nor the version of Python are recorded:
    the same data give the same bytes.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        content = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
        # nbformat takes any JSON for a notebook, and stumbles over a list.
        result.unlink(missing_ok=True)
        return f"{notebook.name}: is not a notebook ({first_line(error)})"
    if parameters:
        content.cells.insert(find_place(content.cells), _parameter_cell(parameters))
    begun = [-1]
    client = NotebookClient(
        content,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(notebook.parent.resolve())}},
        on_cell_start=lambda cell_index, **_: begun.append(cell_index),
    )
    problem = None
    try:
        client.execute(env=_environment(database, as_of))
    except CellExecutionError as error:
        problem = f"{error.ename}: {first_line(error.evalue)}"
    except (TimeoutError, RuntimeError) as error:
        # A cell that hangs, or a kernel that died.
        problem = first_line(error)
    content.metadata["language_info"] = {"name": "python"}
    aside = result.with_name(result.name + ".part")
    nbformat.write(content, aside)  # type: ignore[no-untyped-call]
    aside.replace(result)
    if problem is None:
        return None
    number = sum(_is_executed(cell) for cell in content.cells[: begun[-1] + 1])
    return f"{notebook.name}, cell {number}: {problem}"


def first_line(problem: object) -> str:
    """The first line of what an error says; its name where it says nothing."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]


def _environment(database: Path, as_of: str | None) -> dict[str, str]:
    """The notebooks look where the build wrote, wherever that is."""
    environment = {**os.environ, ENVIRONMENT_VARIABLE: str(database.resolve())}
    return environment | ({AS_OF_VARIABLE: as_of} if as_of else {})


def _parameter_cell(parameters: Mapping[str, Value]) -> Any:
    from nbformat.v4 import new_code_cell

    return new_code_cell(  # type: ignore[no-untyped-call]
        write_assignments(parameters), id=INJECTED, metadata={"tags": [INJECTED]}
    )


def _is_executed(cell: Mapping[str, Any]) -> bool:
    # The kernel is not asked to execute an empty cell, which so has no number.
    return cell["cell_type"] == "code" and bool(cell["source"].strip())
