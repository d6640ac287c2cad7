"""The database file: built aside, checked, then put in its place; opened for reading only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

from plananalysis.dictionary import arrow_schema, load_dictionary
from plananalysis.errors import DatabaseError

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""The rows of tables, by the table's name; what is left out of a row is null."""

DEFAULT_DATABASE = Path("data", "curated", "plans.duckdb")
ENVIRONMENT_VARIABLE = "PLANANALYSIS_DATABASE"

# Readable by the clients of R, DBeaver and others that still carry the older library.
STORAGE: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.5.0"
}


def write(rows: Rows, database: Path) -> None:
    """Build the database aside and put it in the place of the one before.

    Readers that have the one before open keep it. Raises DatabaseError, and then leaves that one
    as it was, where rows do not fit the schema or the file cannot be written.
    """
    database = database.resolve()
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=database.parent) as folder:
            aside = Path(folder) / database.name
            _fill(aside, rows)
            _verify(aside, rows)
            # A write-ahead log left over from another file would keep this one from opening.
            database.with_name(database.name + ".wal").unlink(missing_ok=True)
            aside.replace(database)
    except duckdb.Error as error:
        raise DatabaseError(
            f"{database}: the rows could not be stored. {_first_line(error)}"
        ) from error
    except OSError as error:
        raise DatabaseError(
            f"{database}: cannot be written ({error.strerror or error}). "
            "Free the disk or the permissions, or choose another place with --database."
        ) from error


def find_misfits(candidates: Mapping[str, Rows]) -> dict[str, str]:
    """Of several sets of rows, the names of those that the schema refuses, each with a reason."""
    misfits = {}
    for name, rows in candidates.items():
        try:
            with duckdb.connect() as connection:
                _load(connection, rows)
        except duckdb.Error as error:
            misfits[name] = _first_line(error)
    return misfits


def connect(database: Path | str | None = None) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the database; without a path, the one `find_database` finds.

    Raises DatabaseError where there is none, it is in use by a writer, or this version of the
    package did not build it.
    """
    path = find_database() if database is None else Path(database)
    if not path.is_file():
        raise DatabaseError(f"{path}: there is no database. Run `plananalysis build` first.")
    try:
        connection = duckdb.connect(path.resolve(), read_only=True)
    except duckdb.Error as error:
        raise DatabaseError(
            f"{path}: cannot be opened. {_first_line(error)} "
            "Close the program that writes to it, or run `plananalysis build` again."
        ) from error
    missing = _missing_columns(connection)
    if missing:
        connection.close()
        raise DatabaseError(
            f"{path}: has no column {missing[0]}: another version built it, or another program. "
            "Run `plananalysis build` again."
        )
    return connection


def find_database() -> Path:
    """Where the database is looked for when none is named.

    The environment variable PLANANALYSIS_DATABASE; else the nearest `data/curated/plans.duckdb`
    in the working folder or one above it, so that notebooks find it from their own folder.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE)
    if named:
        return Path(named)
    here = Path.cwd()
    places = (folder / DEFAULT_DATABASE for folder in (here, *here.parents))
    return next((place for place in places if place.is_file()), DEFAULT_DATABASE)


def _fill(path: Path, rows: Rows) -> None:
    with duckdb.connect(path, config=STORAGE) as connection:
        _load(connection, rows)
        for view in _view_files():
            connection.execute(view)


def _load(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Make the schema and fill it; the order of tables is that of what they refer to."""
    connection.execute(_sql("schema.sql"))
    for name, table in load_dictionary().tables.items():
        if rows.get(name):
            connection.register("incoming", pa.Table.from_pylist(rows[name], arrow_schema(table)))
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
            connection.unregister("incoming")


def _verify(path: Path, rows: Rows) -> None:
    """Open the finished file as a reader would, and count. Raises DatabaseError."""
    with duckdb.connect(path, read_only=True) as connection:
        for name, sent in rows.items():
            found = connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            if found != len(sent):
                raise DatabaseError(f"{path.name}: {name} holds {found} rows, not {len(sent)}.")


def _sql(name: str) -> str:
    return resources.files("plananalysis").joinpath("sql", name).read_text(encoding="utf-8")


def _view_files() -> list[str]:
    """The SQL of the measures' views, in order of their file names."""
    folder = resources.files("plananalysis").joinpath("sql", "views")
    if not folder.is_dir():
        return []
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [file.read_text(encoding="utf-8") for file in files if file.name.endswith(".sql")]


def _missing_columns(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Columns of the dictionary that the database lacks, as `table.column`."""
    rows = connection.execute(
        "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    present = {name for (name,) in rows}
    return [
        f"{table.name}.{column.name}"
        for table in load_dictionary().tables.values()
        for column in table.columns
        if f"{table.name}.{column.name}" not in present
    ]


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") + "."
