"""A small project to run: two notebooks, one plan made by hand, and parts that are made at once.

The parts that take seconds (tables, charts, site) are replaced by ones that write a few bytes, so
that a test can run the whole some dozens of times.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from handmade import make_plan
from nbformat.v4 import new_code_cell, new_notebook

import plananalysis
import plananalysis.analysis.plans
import plananalysis.figures
import plananalysis.running.parts
import plananalysis.site
import plananalysis.store.crew
import plananalysis.store.export
from plananalysis.running import changes
from plananalysis.running.run import RunReport, run
from plananalysis.store import build as building


@dataclass
class Project:
    """A project in a folder; `executed` names the notebooks that were executed, in order."""

    root: Path
    executed: list[str]
    failing: set[str]

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def database(self) -> Path:
        return self.root / "curated" / "plans.duckdb"

    def run(self, **options: Any) -> RunReport:
        self.executed.clear()
        return run(
            self.raw,
            self.database,
            self.notebooks,
            self.reports,
            docs=self.root / "docs",
            **options,
        )

    def read(self) -> dict[str, bytes]:
        """Every file that a reader finds in the reports, by its path."""
        return {
            path.relative_to(self.reports).as_posix(): path.read_bytes()
            for shown in sorted(self.reports.iterdir())
            if not shown.name.startswith(".")
            for path in ([shown] if shown.is_file() else sorted(shown.rglob("*")))
            if path.is_file()
        }


def write_notebook(path: Path, *cells: str, tags: tuple[str, ...] = ()) -> Path:
    """A notebook of code cells; the first has the tags."""
    path.parent.mkdir(parents=True, exist_ok=True)
    code = [new_code_cell(source, id=f"cell{i}") for i, source in enumerate(cells)]
    if tags:
        code[0].metadata["tags"] = list(tags)
    nbformat.write(new_notebook(cells=code), path)
    return path


def make_project(root: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project, of which no part takes long."""
    project = Project(root, [], set())
    project.raw.mkdir()
    (project.raw / "plan.txt").write_text("one")
    for name in ("01-a.ipynb", "02-b.ipynb"):
        write_notebook(
            project.notebooks / name, "x = 1", f"print('{name}', x)", tags=("parameters",)
        )

    def execute(
        notebook: Path, result: Path, database: Path, as_of: str | None, parameters: Any
    ) -> str | None:
        project.executed.append(notebook.name)
        about = f"{notebook.read_text()}{as_of}{dict(parameters)}"
        result.write_text(f"{read_raw()}{about}")
        return f"{notebook.name}, cell 1: failed" if notebook.name in project.failing else None

    def read_raw() -> str:
        return "".join(path.read_text() for path in sorted(project.raw.glob("*.txt")))

    def export(database: Path, folder: Path, form: str) -> None:
        folder.mkdir()
        (folder / "plans.csv").write_text(read_raw())

    def make_site(
        database: Path, executed: Path, charts: Path, target: Path, *, raw: Path, docs: Path
    ) -> Path:
        target.mkdir()
        page = target / "index.html"
        page.write_text("".join(path.read_text() for path in sorted(executed.iterdir())))
        return page

    def take_snapshot(plans: Any, circumstances: Any) -> dict[str, Any]:
        return {"circumstances": {}, "plans": [], "figures": []}

    def write(database: Path, _: object) -> None:
        database.parent.mkdir(exist_ok=True)
        database.write_text(read_raw())

    # Read here: another process would not know of the reading that stands in for the real one.
    monkeypatch.setattr(plananalysis.store.crew, "count_processors", lambda: 1)
    monkeypatch.setattr(building.store, "write", write)
    monkeypatch.setattr(plananalysis.analysis.plans, "open_plans", lambda *_: nullcontext())
    monkeypatch.setattr(
        building, "read_plan", lambda path: replace(make_plan(path.name), title=path.read_text())
    )
    monkeypatch.setattr(plananalysis.running.parts, "execute_notebook", execute)
    monkeypatch.setattr(plananalysis.store.export, "export", export)
    monkeypatch.setattr(plananalysis.figures, "GALLERY", ())
    monkeypatch.setattr(plananalysis.site, "make_site", make_site, raising=False)
    monkeypatch.setattr(changes, "take_snapshot", take_snapshot)
    monkeypatch.delenv("PLANANALYSIS_AS_OF", raising=False)
    # The rules of the reading, as far as the manifest sees them: a folder that a test may change.
    (root / "package").mkdir()
    monkeypatch.setattr(plananalysis, "__file__", str(root / "package" / "__init__.py"))
    return project
