from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from handmade import make_plan
from nbformat.v4 import new_code_cell, new_notebook

from plananalysis import build as building
from plananalysis import run as running
from plananalysis.errors import PlanAnalysisError
from plananalysis.run import execute_notebook, execute_notebooks, find_notebooks, run


def write_notebook(path: Path, *cells: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    code = [new_code_cell(source, id=f"cell{i}") for i, source in enumerate(cells)]
    nbformat.write(new_notebook(cells=code), path)
    return path


def outputs(path: Path) -> str:
    return "".join(
        output.get("text", "")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.outputs
    )


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "plan.txt").write_text("x")
    monkeypatch.setattr(building, "read_plan", lambda path: make_plan(path.name))
    return folder


def test_a_notebook_reads_the_database_that_was_just_built(raw: Path, tmp_path: Path) -> None:
    notebook = write_notebook(
        tmp_path / "notebooks" / "01-plans.ipynb",
        "from plananalysis.database import connect\n"
        "print(connect().execute('SELECT source_file FROM plans').fetchall())",
        "from pathlib import Path; print(Path.cwd().name)",
    )
    report = run(raw, tmp_path / "p.duckdb", notebook.parent, tmp_path / "reports")
    (outcome,) = report.notebooks
    assert report.is_complete and outcome.error is None
    assert outcome.result == tmp_path / "reports" / "notebooks" / "01-plans.ipynb"
    assert outputs(outcome.result) == "[('plan.txt',)]\nnotebooks\n"
    assert outputs(notebook) == ""


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", "print(1 + 1)")
    results = [tmp_path / "one.ipynb", tmp_path / "two.ipynb"]
    for result in results:
        assert execute_notebook(notebook, result, tmp_path / "p.duckdb") is None
    assert results[0].read_bytes() == results[1].read_bytes()


def test_a_notebook_that_fails_is_one_line_and_is_written_as_far_as_it_came(
    tmp_path: Path,
) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", "print('so far')", "1 / 0", "print('never')")
    result = tmp_path / "result.ipynb"
    problem = execute_notebook(notebook, result, tmp_path / "p.duckdb")
    assert problem == "n.ipynb: ZeroDivisionError: division by zero"
    assert outputs(result) == "so far\n"


def test_a_kernel_that_dies_is_one_line(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", "import os; os._exit(1)")
    problem = execute_notebook(notebook, tmp_path / "r.ipynb", tmp_path / "p.duckdb")
    assert problem and problem.startswith("n.ipynb: ") and "\n" not in problem


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe", b"[]", b'{"a": 1}'])
def test_a_file_that_is_no_notebook_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "n.ipynb").write_bytes(content)
    problem = execute_notebook(tmp_path / "n.ipynb", tmp_path / "r.ipynb", tmp_path / "p.duckdb")
    assert problem and problem.startswith("n.ipynb: is not a notebook") and "\n" not in problem


def test_one_failing_notebook_does_not_stop_the_rest(tmp_path: Path) -> None:
    done: list[str] = []

    def execute(notebook: Path, result: Path, database: Path) -> str | None:
        done.append(notebook.name)
        result.write_text("{}")
        return "02: failed" if notebook.name.startswith("02") else None

    for name in ("02-b.ipynb", "01-a.ipynb", "03-c.ipynb"):
        (tmp_path / name).touch()
    notebooks = find_notebooks(tmp_path)
    outcomes = execute_notebooks(notebooks, tmp_path / "p", tmp_path / "reports", execute=execute)
    assert done == ["01-a.ipynb", "02-b.ipynb", "03-c.ipynb"]
    assert [outcome.error for outcome in outcomes] == [None, "02: failed", None]


def test_where_nothing_is_built_no_notebook_is_executed(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw / "plan.txt").unlink()
    monkeypatch.setattr(running, "execute_notebook", lambda *_: pytest.fail("executed"))
    write_notebook(tmp_path / "notebooks" / "01.ipynb", "1")
    report = run(raw, tmp_path / "p.duckdb", tmp_path / "notebooks", tmp_path / "reports")
    assert report.notebooks == () and not report.is_complete


def test_a_plan_that_could_not_be_read_makes_a_run_incomplete(raw: Path, tmp_path: Path) -> None:
    (raw / "empty.txt").touch()
    report = run(raw, tmp_path / "p.duckdb", tmp_path / "none", tmp_path / "reports")
    assert report.build.is_written and not report.is_complete


def test_a_place_for_results_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    with pytest.raises(PlanAnalysisError, match="--reports"):
        execute_notebooks((), tmp_path / "p.duckdb", tmp_path / "reports")
