"""The folder of reports: whoever reads it sees one finished run, whole, and never half of another.

    reports/.runs/7/        all that the seventh run made; the eighth is made in .runs/8
    reports/.current        a link to the finished run, replaced in one step
    reports/notebooks, …    links through .current: the paths that readers use, always the same

A run that is killed leaves the link where it was. The run before the current one is kept until the
next run begins, for those who are still reading in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plananalysis.errors import PlanAnalysisError

RUNS, CURRENT = ".runs", ".current"
SHOWN = (
    "notebooks",
    "charts",
    "tables",
    "site",
    "failed",
    "manifest.json",
    "figures.json",
    "CHANGES.md",
)
"""What readers find in the folder, as far as the current run made it."""


def find_current(reports: Path) -> Path | None:
    """The folder of the last finished run; None where there is none."""
    link = reports / CURRENT
    return link.resolve() if link.is_dir() else None


@contextmanager
def stage(reports: Path) -> Iterator[Path]:
    """An empty folder to make a run in; if it is not put in place, nothing remains of it.

    Only the holder of the lock may ask: leftovers of runs that were killed are removed.
    """
    runs, current = reports / RUNS, find_current(reports)
    runs.mkdir(parents=True, exist_ok=True)
    clean(reports)
    folder = runs / str(int(current.name) + 1 if current else 1)
    folder.mkdir()
    try:
        yield folder
    finally:
        if find_current(reports) != folder.resolve():
            shutil.rmtree(folder, ignore_errors=True)


def put_in_place(reports: Path, folder: Path) -> None:
    """Make the run in `folder` the one that readers see. Raises PlanAnalysisError."""
    link = reports / RUNS / "next"
    try:
        link.symlink_to(Path(RUNS, folder.name))
        link.replace(reports / CURRENT)
        show(reports)
    except OSError as error:
        raise PlanAnalysisError(
            f"{reports}: links cannot be made there ({error.strerror or error}). "
            "Choose a folder on another disk with --reports."
        ) from error


def show(reports: Path) -> None:
    """Mend the links that readers use; what stands in their place is set aside as NAME.earlier."""
    for name in SHOWN:
        link, target = reports / name, Path(CURRENT, name)
        if not (reports / target).exists():
            if link.is_symlink():
                link.unlink()
        elif not link.is_symlink() or link.readlink() != target:
            if link.exists() or link.is_symlink():
                link.rename(_free(reports, f"{name}.earlier"))
            link.symlink_to(target)


def clean(reports: Path) -> None:
    """Remove every run but the current one. Only the holder of the lock may ask."""
    current = find_current(reports)
    runs = reports / RUNS
    for path in runs.iterdir() if runs.is_dir() else ():
        if path.is_symlink():
            path.unlink()
        elif current is None or path.resolve() != current:
            with suppress(OSError):
                shutil.rmtree(path)


def _free(folder: Path, name: str) -> Path:
    """A name that nothing in the folder has."""
    path, number = folder / name, 1
    while path.exists() or path.is_symlink():
        number += 1
        path = folder / f"{name}-{number}"
    return path
