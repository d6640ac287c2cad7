"""Notebooks executed in kernels: what they see, what is written, and how they fail."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from smallrun import write_notebook

from plananalysis.running.notebooks import execute_in_parallel, execute_notebook, find_notebooks

TELL = "import os; print(os.environ['PLANANALYSIS_DATABASE'], os.environ['PLANANALYSIS_AS_OF'])"


def outputs(path: Path) -> str:
    return "".join(
        output.get("text", "")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.outputs
    )


def test_a_notebook_sees_the_database_the_day_its_folder_and_its_parameters(
    tmp_path: Path,
) -> None:
    notebook = write_notebook(
        tmp_path / "notebooks" / "n.ipynb",
        "topic = 'none'; months = 1",
        TELL,
        "from pathlib import Path; print(Path.cwd().name, repr(topic), months)",
        tags=("parameters",),
    )
    database, result = tmp_path / "p.duckdb", tmp_path / "r.ipynb"
    given = {"topic": "__import__('os')'", "months": 3}
    assert execute_notebook(notebook, result, database, "2024-07-31", given) is None
    assert outputs(result) == f"{database} 2024-07-31\nnotebooks {given['topic']!r} 3\n"
    assert outputs(notebook) == ""
    cells = nbformat.read(result, as_version=4).cells
    assert cells[1].metadata.tags == ["injected-parameters"]
    nbformat.validate(nbformat.read(result, as_version=4))


def test_the_same_notebook_and_data_give_the_same_bytes(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", "x = 0", "print(x)", tags=("parameters",))
    results = [tmp_path / "one.ipynb", tmp_path / "two.ipynb"]
    for result in results:
        assert execute_notebook(notebook, result, tmp_path / "p", parameters={"x": 2}) is None
    assert results[0].read_bytes() == results[1].read_bytes()


def test_a_notebook_that_fails_is_one_line_with_the_cell_and_is_written_as_far_as_it_came(
    tmp_path: Path,
) -> None:
    notebook = write_notebook(
        tmp_path / "n.ipynb", "print('so far')", " ", "1 / 0", "print('never')"
    )
    result = tmp_path / "result.ipynb"
    problem = execute_notebook(notebook, result, tmp_path / "p.duckdb")
    assert problem == "n.ipynb, cell 2: ZeroDivisionError: division by zero"
    assert outputs(result) == "so far\n"


def test_a_kernel_that_dies_is_one_line(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", "1", "import os; os._exit(1)")
    problem = execute_notebook(notebook, tmp_path / "r.ipynb", tmp_path / "p.duckdb")
    assert problem and problem.startswith("n.ipynb, cell 2: ") and "\n" not in problem


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe", b"[]", b'{"a": 1}'])
def test_a_file_that_is_no_notebook_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "n.ipynb").write_bytes(content)
    problem = execute_notebook(tmp_path / "n.ipynb", tmp_path / "r.ipynb", tmp_path / "p.duckdb")
    assert problem and problem.startswith("n.ipynb: is not a notebook") and "\n" not in problem


def test_two_notebooks_run_at_a_time_and_one_that_fails_stops_no_other(tmp_path: Path) -> None:
    # Each waits for the other: in turn, neither would ever be done.
    wait = (
        "import time; from pathlib import Path; Path('{}').touch()\n"
        "end = time.monotonic() + 60\n"
        "while not Path('{}').exists():\n"
        "    assert time.monotonic() < end, 'alone'\n"
        "    time.sleep(0.05)"
    )
    write_notebook(tmp_path / "1.ipynb", wait.format("a", "b"), "1 / 0")
    write_notebook(tmp_path / "2.ipynb", wait.format("b", "a"))
    problems = dict(
        execute_in_parallel(
            find_notebooks(tmp_path),
            lambda path: execute_notebook(path, path.with_suffix(".out"), tmp_path / "p"),
        )
    )
    assert {path.name: problem for path, problem in problems.items()} == {
        "1.ipynb": "1.ipynb, cell 2: ZeroDivisionError: division by zero",
        "2.ipynb": None,
    }
