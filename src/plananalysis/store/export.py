"""The tables and the measures as files: CSV, Parquet, a spreadsheet, a data package.

CSV and Parquet are the same bytes for the same data: rows are sorted by the key of their table, or
by every column of a measure. A spreadsheet program takes a cell that begins with `=`, `+`, `-` or
`@` for a formula; text of a plan must not become one, so CSV shows such a cell behind an apostrophe
and the spreadsheet stores it as text. Parquet and the database hold it as it is printed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

import duckdb

from plananalysis.errors import PlanAnalysisError
from plananalysis.store.database import connect
from plananalysis.store.datapackage import describe_package
from plananalysis.store.formulas import guard
from plananalysis.store.relations import Relation, list_relations, read_frame, select
from plananalysis.store.workbook import write_workbook

Format = Literal["csv", "parquet", "xlsx", "datapackage"]
FORMATS: tuple[Format, ...] = get_args(Format)


def export(database: Path | None, folder: Path, fmt: Format) -> tuple[Path, ...]:
    """Writes every table and measure into `folder`; gives the files, in order of name.

    The folder is put in place whole, instead of the one before. Raises `PlanAnalysisError` for an
    unknown format, or a folder that holds files of another origin.
    """
    if fmt not in FORMATS:
        raise PlanAnalysisError(f"unknown format '{fmt}'. Choose one of {', '.join(FORMATS)}.")
    _check_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".exporting-", dir=folder.parent) as name:
        aside = Path(name) / "export"
        aside.mkdir()
        with connect(database) as connection:
            WRITERS[fmt](connection, list_relations(connection), aside)
        (aside / MARK).write_text(f"{fmt}\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        aside.replace(folder)
    return tuple(sorted(path for path in folder.iterdir() if path.name != MARK))


MARK = ".plananalysis-export"


def _check_folder(folder: Path) -> None:
    """Only an empty folder, or one that an export made, is written over."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise PlanAnalysisError(f"{folder}: a file stands there. Name another folder with --to.")
    if any(folder.iterdir()) and not (folder / MARK).exists():
        raise PlanAnalysisError(
            f"{folder}: the folder holds files that no export made. Name an empty one with --to."
        )


def _write_csv(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    for relation in relations:
        frame = read_frame(connection, relation)
        for column in frame.columns:
            frame[column] = frame[column].map(guard)
        frame.to_csv(folder / f"{relation.name}.csv", index=False, lineterminator="\n")


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    for relation in relations:
        target = str(folder / f"{relation.name}.parquet").replace("'", "''")
        connection.execute(
            f"COPY ({select(relation)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _write_datapackage(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    _write_csv(connection, relations, folder)
    (folder / "datapackage.json").write_text(describe_package(relations), encoding="utf-8")


WRITERS: Mapping[Format, Callable[[duckdb.DuckDBPyConnection, Sequence[Relation], Path], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "xlsx": write_workbook,
    "datapackage": _write_datapackage,
}
