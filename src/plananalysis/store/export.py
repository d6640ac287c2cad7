"""The tables and the measures as files: CSV, Parquet, a spreadsheet, a data package.

CSV and Parquet are the same bytes for the same data: rows are sorted by the key of their table, or
by every column of a measure. A spreadsheet program takes a cell that begins with `=`, `+`, `-` or
`@` for a formula; text of a plan must not become one, so CSV shows such a cell behind an apostrophe
and the spreadsheet stores it as text. Parquet and the database hold it as it is printed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import duckdb
import pandas as pd

from plananalysis import __version__
from plananalysis.errors import PlanAnalysisError
from plananalysis.store.database import connect
from plananalysis.store.dictionary import Column, load_dictionary

Format = Literal["csv", "parquet", "xlsx", "datapackage"]
FORMATS: tuple[Format, ...] = get_args(Format)
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What a worksheet can hold; what a cell cannot hold is cut, and the cut is said.
MOST_ROWS, LONGEST_CELL = 1_048_000, 32_000


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the database to be exported, with the columns that put it in order."""

    name: str
    kind: Literal["table", "measure"]
    order: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


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


def list_relations(connection: duckdb.DuckDBPyConnection) -> tuple[Relation, ...]:
    """The tables in the dictionary's order, then the measures by name."""
    described = connection.execute(
        "SELECT table_name, table_type, column_name, data_type FROM information_schema.columns "
        "JOIN information_schema.tables USING (table_catalog, table_schema, table_name) "
        "WHERE table_schema = 'main' ORDER BY table_name, ordinal_position"
    ).fetchall()
    columns: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, str] = {}
    for table, kind, column, data_type in described:
        columns.setdefault(table, []).append((column, data_type))
        kinds[table] = kind
    known = load_dictionary().tables
    tables = [
        Relation(name, "table", known[name].key, tuple(columns[name]))
        for name in known
        if name in columns
    ]
    measures = [
        Relation(
            name, "measure", tuple(column for column, _ in columns[name]), tuple(columns[name])
        )
        for name in sorted(columns)
        if kinds[name] == "VIEW"
    ]
    return (*tables, *measures)


def _select(relation: Relation) -> str:
    # Names come from the catalogue of the database that this package built, never from a document.
    names = ", ".join(f'"{column}"' for column, _ in relation.columns)
    order = ", ".join(f'"{column}"' for column in relation.order)
    return f'SELECT {names} FROM "{relation.name}" ORDER BY {order}'


def _read(connection: duckdb.DuckDBPyConnection, relation: Relation) -> pd.DataFrame:
    """The rows as Python values: whole numbers stay whole, days are ISO 8601, lists are joined."""
    rows = connection.execute(_select(relation)).fetchall()
    names = [column for column, _ in relation.columns]
    return pd.DataFrame(
        [[_printed(cell) for cell in row] for row in rows], columns=names, dtype=object
    )


def _printed(cell: object) -> object:
    if isinstance(cell, list):
        return "; ".join(map(str, cell))
    return cell.isoformat() if isinstance(cell, date) else cell


def guard(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _write_csv(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    for relation in relations:
        frame = _read(connection, relation)
        for column in frame.columns:
            frame[column] = frame[column].map(guard)
        frame.to_csv(folder / f"{relation.name}.csv", index=False, lineterminator="\n")


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    for relation in relations:
        target = str(folder / f"{relation.name}.parquet").replace("'", "''")
        connection.execute(
            f"COPY ({_select(relation)}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )


def _write_xlsx(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    """One accessible workbook in the form that the Government Analysis Function asks for."""
    import gptables

    described = load_dictionary().tables
    sheets, notes = {}, []
    for relation in relations:
        frame = _read(connection, relation)
        total = len(frame)
        if not total:
            notes.append(f"{relation.name}: holds no rows, and has no sheet.")
            continue
        frame = frame.head(MOST_ROWS)
        longest = frame.map(lambda cell: len(cell) if isinstance(cell, str) else 0)
        if total > MOST_ROWS:
            notes.append(f"{relation.name}: the first {MOST_ROWS} of {total} rows are shown.")
        if longest.size and longest.to_numpy().max() > LONGEST_CELL:
            notes.append(f"{relation.name}: texts over {LONGEST_CELL} characters are cut.")
            frame = frame.map(lambda cell: cell[:LONGEST_CELL] if isinstance(cell, str) else cell)
        title = described[relation.name].row if relation.name in described else "measure"
        sheets[relation.name[:31]] = gptables.GPTable(
            # An empty cell is said to be one, as the guidance on accessible spreadsheets asks.
            table=frame.where(frame.notna() & (frame != ""), "[x]"),
            table_name=relation.name,
            title=f"{relation.name}: {title}",
            instructions="Each row is one record. Empty cells are shown as [x]: not stated.",
            source="Action plans of HMPPS and the Ministry of Justice",
        )
    cover = gptables.Cover(
        title="Action plans: tables and measures",
        intro=["Figures from published action plans. A plan reports on itself.", ATTRIBUTION],
        about=[f"Made by plananalysis {__version__}.", *notes],
    )
    with warnings.catch_warnings():
        # The library advises a sheet of notes; there are none beyond those on the cover.
        warnings.filterwarnings("ignore", message="No note text provided")
        gptables.write_workbook(
            filename=str(folder / "plananalysis.xlsx"),
            sheets=sheets,
            cover=cover,
            workbook_options={
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )


TYPES: Mapping[str, str] = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


def _write_datapackage(
    connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation], folder: Path
) -> None:
    """CSV files with a Frictionless descriptor whose fields come from the dictionary."""
    _write_csv(connection, relations, folder)
    descriptor = {
        "name": "plananalysis",
        "title": "Action plans: tables and measures",
        "version": __version__,
        "licenses": [LICENCE],
        "contributors": [{"title": "Ministry of Justice", "role": "publisher"}],
        "resources": [_resource(relation) for relation in relations],
    }
    text = json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def _resource(relation: Relation) -> dict[str, object]:
    table = load_dictionary().tables.get(relation.name)
    described = {column.name: column for column in table.columns} if table else {}
    schema: dict[str, object] = {
        "fields": [
            _field(
                name, data_type, described.get(name), in_key=name in (table.key if table else ())
            )
            for name, data_type in relation.columns
        ],
        "missingValues": [""],
    }
    if table:
        schema["primaryKey"] = list(table.key)
    return {
        "name": relation.name.replace("_", "-"),
        "path": f"{relation.name}.csv",
        "profile": "tabular-data-resource",
        "description": f"A row is {table.row}." if table else "A measure: see the methodology.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(name: str, data_type: str, column: Column | None, *, in_key: bool) -> dict[str, object]:
    kind = "number" if data_type.startswith("DECIMAL") else TYPES.get(data_type, "string")
    field: dict[str, object] = {"name": name, "type": kind}
    if column is not None:
        field["description"] = column.meaning
        if not column.nullable and (in_key or kind != "string"):
            field["constraints"] = {"required": True}
    if kind == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field


WRITERS: Mapping[Format, Callable[[duckdb.DuckDBPyConnection, Sequence[Relation], Path], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
    "datapackage": _write_datapackage,
}
