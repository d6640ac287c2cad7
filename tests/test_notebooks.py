"""The notebooks as they are committed; nbval itself runs beside these tests (`make test`)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from measured import first, open_measured, promise, target
from nbformat import NotebookNode

from plananalysis.publishing.documents import PLAN_LIST, RAW, build_published, read_plan_list
from plananalysis.running.run import execute_notebook, find_notebooks
from plananalysis.store.build import build
from plananalysis.store.database import ENVIRONMENT_VARIABLE

ROOT = Path(__file__).parent.parent
NOTEBOOKS = find_notebooks(ROOT / "notebooks")
MOST_BYTES = 300_000


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_published(ROOT, tmp_path_factory.mktemp("published"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def validate(notebooks: Path, database: Path) -> subprocess.CompletedProcess[str]:
    """nbval, strict, on copies of the notebooks that stand in a folder of another name."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", notebooks],
        cwd=notebooks.parent,
        env={**os.environ, ENVIRONMENT_VARIABLE: str(database)},
        capture_output=True,
        text=True,
        check=False,
    )


def copied(folder: Path) -> Path:
    """A folder with the first notebook: `make test` has nbval validate all of them."""
    folder.mkdir()
    shutil.copy(NOTEBOOKS[0], folder)
    return folder


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


def test_a_notebook_is_committed_executed_from_top_to_bottom(notebook: NotebookNode) -> None:
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_no_cell_fails_or_warns(notebook: NotebookNode) -> None:
    kinds = {out.output_type for cell in code(notebook) for out in cell.outputs}
    assert kinds <= {"execute_result", "display_data"}


def test_a_notebook_file_is_small(path: Path) -> None:
    assert path.stat().st_size <= MOST_BYTES


def test_a_notebook_opens_with_its_question_and_the_day_it_speaks_for(
    notebook: NotebookNode,
) -> None:
    first, second = notebook.cells[0], code(notebook)[:2][-1]
    assert first.source.startswith("# ") and re.search(r"\*\*.+\?\*\*", first.source, re.DOTALL)
    assert "As of:" in second.outputs[0].data["text/markdown"]


def test_a_notebook_ends_with_findings_that_are_computed(notebook: NotebookNode) -> None:
    heading, findings = notebook.cells[-2:]
    assert heading.source == "## Findings"
    assert re.search(r"\d", findings.outputs[0].data["text/markdown"])
    assert not re.search(r"\d", re.sub(r":\.?\d?[a-z%]+}|\.get\([^)]*\)", "", findings.source))


def test_no_figure_is_typed_into_the_text_of_a_notebook(notebook: NotebookNode) -> None:
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    assert [text for text in texts if re.search(r"\d", text)] == []


def test_a_notebook_defines_nothing(notebook: NotebookNode) -> None:
    sources = "\n".join(cell.source for cell in code(notebook))
    assert re.findall(r"^\s*(?:def|class|async)\b.*|\blambda\b", sources, re.MULTILINE) == []


def test_every_image_has_alternative_text_that_nbval_compares(notebook: NotebookNode) -> None:
    images = [
        out for cell in code(notebook) for out in cell.outputs if "image/png" in out.get("data", {})
    ]
    assert images
    for out in images:
        assert out.metadata["image/png"]["alt"] == out.data["text/plain"] != ""


def test_a_notebook_tells_nothing_of_the_machine_that_executed_it(
    path: Path, notebook: NotebookNode
) -> None:
    texts = [json.dumps(notebook.metadata)]
    for cell in notebook.cells:
        texts.append(cell.source + json.dumps(cell.metadata))
        for out in cell.get("outputs", ()):
            texts.extend(str(value) for kind, value in out.data.items() if kind != "image/png")
    everything = "\n".join(texts)
    assert re.findall(r"(?:/home|/root|/tmp|/Users|/work|[A-Z]:\\)\S*", everything) == []
    assert re.findall(r"0x[0-9a-f]{8,}|iopub|execution_start", everything) == []
    assert notebook.metadata["language_info"] == {"name": "python"}


def test_a_notebook_executes_to_the_committed_bytes_but_for_its_images(
    path: Path, database: Path, tmp_path: Path
) -> None:
    result = tmp_path / path.name
    assert execute_notebook(path, result, database) is None
    made, committed = (nbformat.read(file, as_version=4) for file in (result, path))
    for notebook in (made, committed):
        for cell in code(notebook):
            for out in cell.outputs:
                out.data.pop("image/png", None)
    assert made == committed


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of one promise, on which nothing is reported, in a plan that nobody annotated."""
    one = first(promise(target("dated", "2023-09")))
    return open_measured(tmp_path_factory.mktemp("little"), one).database


def test_a_notebook_says_so_where_there_is_nothing_to_tell(
    path: Path, little: Path, tmp_path: Path
) -> None:
    assert execute_notebook(path, tmp_path / path.name, little) is None


def test_nbval_passes_in_another_folder(database: Path, tmp_path: Path) -> None:
    done = validate(copied(tmp_path / "elsewhere"), database)
    assert done.returncode == 0, done.stdout


def test_nbval_fails_where_one_state_in_the_data_changes(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in read_plan_list(ROOT / PLAN_LIST):
        shutil.copy(ROOT / RAW / name, raw)
    latest = max(raw.glob("*_update.txt"))
    text = latest.read_text("utf-8")
    at = text.rindex("\tComplete\n")
    after = at + len("\tComplete\n")
    latest.write_text(text[:at] + "\tOngoing\n" + text[after:], "utf-8")
    changed = tmp_path / "changed.duckdb"
    assert build(raw, changed).is_written
    done = validate(copied(tmp_path / "elsewhere"), changed)
    assert done.returncode == 1
    # The chart is one of the cells that fail, though nbval skips its image.
    assert "are reported complete" in done.stdout
