"""The parts of the reports, each made anew or, where nothing it follows from changed, carried over.

Every `make_` function writes into the folder of the run that is being made, and gives what failed:
a line for each thing that could not be made. Then what an earlier run made of it stands, if it is
whole. What is needed for the making is imported there, so that an unchanged run starts at once.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plananalysis.running.manifest import Inputs, Manifest
from plananalysis.running.notebooks import (
    AS_OF_VARIABLE,
    execute_in_parallel,
    execute_notebook,
    first_line,
)
from plananalysis.running.parameters import select_parameters

Progress = Callable[[str, int, int], None]
Failures = dict[str, str]

TABLES, CHARTS, NOTEBOOKS, FAILED, SITE = "tables", "charts", "notebooks", "failed", "site"
FIGURES, CHANGES = "figures.json", "CHANGES.md"


@dataclass(frozen=True, slots=True)
class Before:
    """The run before: its manifest, its folder, and those of its files that are as it made them."""

    manifest: Manifest
    folder: Path
    intact: frozenset[str]

    def has(self, *parts: str) -> bool:
        """Whether every file of the parts is there and intact, and none failed."""
        made = [name for part in parts for name in self.list_files(part)]
        failed = any(_is_of(name, part) for name in self.manifest.failures for part in parts)
        return bool(made) and self.intact.issuperset(made) and not failed

    def list_files(self, part: str) -> list[str]:
        """The files of a part: the file of that name, or all in the folder of that name."""
        return [name for name in self.manifest.outputs if _is_of(name, part)]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run is asked for, and what it can take over. `books` is each notebook's content."""

    raw: Path
    database: Path
    docs: Path
    inputs: Inputs
    books: Mapping[Path, Mapping[str, Any]]
    chosen: tuple[Path, ...]
    force: bool
    before: Before | None
    progress: Progress

    def find(self, path: Path) -> str:
        """The key that an executed notebook is known by."""
        return self.inputs.notebook_key(path.name, self.books[path])

    def is_fresh(self, path: Path) -> bool:
        """Whether the run before holds this notebook, executed with the present inputs."""
        before, part = self.before, f"{NOTEBOOKS}/{path.name}"
        if before is None or part not in before.intact or part in before.manifest.failures:
            return False
        return before.manifest.notebooks.get(path.name) == self.find(path)

    def list_due(self) -> tuple[Path, ...]:
        """The notebooks to be executed."""
        return tuple(path for path in self.chosen if self.force or not self.is_fresh(path))

    def is_data_known(self) -> bool:
        """Whether the run before rests on the same data."""
        if self.before is None or self.force:
            return False
        return self.before.manifest.inputs.data_key() == self.inputs.data_key()

    def are_figures_known(self) -> bool:
        """Whether the run before rests on the same data, and speaks for the same day."""
        if self.before is None or self.force:
            return False
        return self.before.manifest.inputs.figures_key() == self.inputs.figures_key()


def make_tables(run: Run, folder: Path) -> Failures:
    """Write `tables/`: every table and measure as CSV."""
    if run.before and run.is_data_known() and run.before.has(TABLES):
        _carry(run.before, folder, TABLES)
        return {}
    from plananalysis.store.export import export

    run.progress(TABLES, 0, 1)
    export(run.database, folder / TABLES, "csv")
    return {}


def make_charts(run: Run, folder: Path) -> Failures:
    """Write `charts/`, every figure as SVG and PNG, and `figures.json`, to be compared later."""
    if run.before and run.are_figures_known() and run.before.has(CHARTS, FIGURES):
        _carry(run.before, folder, CHARTS, FIGURES)
        return {}
    from plananalysis.analysis.plans import open_plans
    from plananalysis.figures import GALLERY
    from plananalysis.running.changes import take_snapshot

    failures = {}
    (folder / CHARTS).mkdir()
    with open_plans(run.database, run.raw, run.inputs.as_of) as plans:
        for done, drawing in enumerate(GALLERY):
            run.progress(f"{CHARTS} ({drawing.name})", done, len(GALLERY))
            name = f"{CHARTS}/{drawing.name}"
            try:
                chart = drawing.chart(drawing.data(plans))
                pictures = {".svg": chart.svg(), ".png": chart.png()}
            except Exception as error:
                # One chart must never keep the others from being drawn.
                failures[name] = f"{name}: {type(error).__name__}: {first_line(error)}"
                _carry(run.before, folder, f"{name}.svg", f"{name}.png")
                continue
            for ending, picture in pictures.items():
                (folder / f"{name}{ending}").write_bytes(picture)
        snapshot = take_snapshot(plans, _tell_circumstances(run.inputs))
    text = json.dumps(snapshot, indent=1, ensure_ascii=False)
    (folder / FIGURES).write_text(text + "\n", encoding="utf-8", newline="\n")
    return failures


def make_notebooks(run: Run, folder: Path) -> tuple[dict[str, str], Failures]:
    """Write `notebooks/`, executed; and as far as they came, those that fail, to `failed/`.

    The first of the pair gives each notebook that stands in `notebooks/` the key it was executed
    by. Of a notebook that fails, or is not asked for, the last good version stands.
    """
    for name in (NOTEBOOKS, FAILED):
        (folder / name).mkdir()
    due = run.list_due()
    keys: dict[str, str] = {}
    failures: Failures = {}
    for path in run.books:
        part = f"{NOTEBOOKS}/{path.name}"
        if run.before and _carry(run.before, folder, part):
            keys[path.name] = run.before.manifest.notebooks[path.name]
        if run.before and path not in due and part in run.before.manifest.failures:
            failures[part] = run.before.manifest.failures[part]
            _carry(run.before, folder, f"{FAILED}/{path.name}")
    for path, problem in _execute(run, due, folder / FAILED):
        part = f"{NOTEBOOKS}/{path.name}"
        if problem:
            failures[part] = problem
        else:
            (folder / FAILED / path.name).replace(folder / part)
            keys[path.name] = run.find(path)
    if not any((folder / FAILED).iterdir()):
        (folder / FAILED).rmdir()
    # In reading order, whichever was done first.
    names = [path.name for path in run.books]
    return (
        {name: keys[name] for name in names if name in keys},
        {part: failures[part] for name in names if (part := f"{NOTEBOOKS}/{name}") in failures},
    )


def make_changes(run: Run, folder: Path) -> Failures:
    """Write `CHANGES.md`: what differs from the run before; the same input tells the same."""
    before = run.before
    if before and before.manifest.inputs == run.inputs and before.has(CHANGES):
        _carry(before, folder, CHANGES)
        return {}
    from plananalysis.running.changes import compare, write_changes

    changes = None
    if before and before.has(FIGURES):
        old, new = (json.loads((each / FIGURES).read_bytes()) for each in (before.folder, folder))
        changes = compare(old, new)
    (folder / CHANGES).write_text(write_changes(changes), encoding="utf-8", newline="\n")
    return {}


def make_site(run: Run, folder: Path) -> Failures:
    """Write `site/`, from everything else."""
    run.progress(SITE, 0, 1)
    places = (run.database, folder / NOTEBOOKS, folder / CHARTS, folder / SITE)
    try:
        from plananalysis.site import make_site as write_site

        with _speaking_for(run.inputs.as_of):
            write_site(*places, raw=run.raw, docs=run.docs)
    except Exception as error:
        # The reports without their site are still reports.
        shutil.rmtree(folder / SITE, ignore_errors=True)
        _carry(run.before, folder, SITE)
        return {SITE: f"{SITE}: {type(error).__name__}: {first_line(error)}"}
    return {}


def _execute(run: Run, due: Sequence[Path], results: Path) -> Iterator[tuple[Path, str | None]]:
    def execute(path: Path) -> str | None:
        chosen = select_parameters(run.books[path], run.inputs.parameters)
        return execute_notebook(path, results / path.name, run.database, run.inputs.as_of, chosen)

    waiting = list(due)
    for done in execute_in_parallel(due, execute):
        yield done
        waiting.remove(done[0])
        run.progress(
            ", ".join(path.name for path in waiting[:2]), len(due) - len(waiting), len(due)
        )


def _carry(before: Before | None, folder: Path, *parts: str) -> list[str]:
    """Copy what is intact of parts of the run before into this one; give what was copied."""
    if before is None:
        return []
    names = [name for part in parts for name in before.list_files(part) if name in before.intact]
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(before.folder / name, folder / name)
    return names


def _is_of(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}/")


def _tell_circumstances(inputs: Inputs) -> dict[str, str]:
    """What, beside the plans, may have moved a figure."""
    return {
        "day that the figures speak for": inputs.as_of or "of each review's latest edition",
        "version of plananalysis": inputs.version,
        "rules, codebook and measures (hash)": inputs.rules[:12],
        **{f"version of {name}": version for name, version in inputs.libraries.items()},
    }


@contextmanager
def _speaking_for(as_of: str | None) -> Iterator[None]:
    """Have whatever opens the plans in this process speak for the day, as the kernels do."""
    before = os.environ.get(AS_OF_VARIABLE)
    os.environ[AS_OF_VARIABLE] = as_of or ""
    try:
        yield
    finally:
        if before is None:
            del os.environ[AS_OF_VARIABLE]
        else:
            os.environ[AS_OF_VARIABLE] = before
