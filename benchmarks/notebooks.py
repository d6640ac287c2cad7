"""Prints what the notebooks cost beside their imports alone: `python benchmarks/notebooks.py`."""

from __future__ import annotations

import resource
import sys
import tempfile
from pathlib import Path

import nbformat

from plananalysis.publishing.documents import build_published
from plananalysis.running.notebooks import execute_notebook, find_notebooks

ROOT = Path(__file__).parent.parent


def main(names: list[str]) -> None:
    """CPU seconds of each notebook, and of a kernel that only executes its cell of imports."""
    whole = bare = 0.0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        database = build_published(ROOT, folder)
        print(
            "| notebook | CPU seconds | its imports alone | ratio |\n| --- | ---: | ---: | ---: |"
        )
        for notebook in find_notebooks(ROOT / "notebooks"):
            if names and not notebook.name.startswith(tuple(names)):
                continue
            imports = keep_imports(notebook, folder / notebook.name)
            all_of_it = measure(notebook, folder / "whole.ipynb", database)
            start = measure(imports, folder / "bare.ipynb", database)
            print(f"| {notebook.stem} | {all_of_it:.1f} | {start:.1f} | {all_of_it / start:.2f} |")
            whole, bare = whole + all_of_it, bare + start
    print(f"| all | {whole:.1f} | {bare:.1f} | {whole / bare:.2f} |")


def keep_imports(notebook: Path, result: Path) -> Path:
    """A notebook with the first code cell alone: that of the imports."""
    content = nbformat.read(notebook, as_version=4)
    content.cells = [cell for cell in content.cells if cell.cell_type == "code"][:1]
    nbformat.write(content, result)
    return result


def measure(notebook: Path, result: Path, database: Path) -> float:
    """CPU seconds of the kernel that executes a notebook."""
    before = spent()
    problem = execute_notebook(notebook, result, database)
    if problem:
        raise SystemExit(problem)
    return spent() - before


def spent() -> float:
    """CPU seconds of all processes that were started here and have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
