"""The database file: built aside, checked, then put in its place; opened for reading only."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from plananalysis.errors import DatabaseError
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.fitting import find_breach, first_line
from plananalysis.store.reckoning import define_views, reckon
from plananalysis.store.sqlfiles import read_sql

Fill = Callable[[duckdb.DuckDBPyConnection, Path], Mapping[str, int]]
"""Fills the empty tables, and says how many rows each must then hold; the folder is the build's own
and goes with it.
"""

DEFAULT_DATABASE = Path("data", "curated", "plans.duckdb")
ENVIRONMENT_VARIABLE = "PLANANALYSIS_DATABASE"

# Readable by the clients of R, DBeaver and others that still carry the older library.
STORAGE: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.5.0"
}


MEMORY = "1200MB"
"""What DuckDB may hold; beyond it lies on the disk, in the folder aside."""


def check_place(database: Path) -> None:
    """Raises DatabaseError where DuckDB cannot write a database of that path."""
    # It takes what follows the mark for the query of an address, and would put the log that it
    # writes into another folder.
    if "?" in str(database):
        raise DatabaseError(
            f"{database}: DuckDB writes to no path that holds a question mark. "
            "Choose another place with --database."
        )
    # It calls a database by the name of its file, and would mistake it for the schema of that name.
    if database.stem.casefold() == "kept":
        raise DatabaseError(
            f"{database}: a database cannot be named as the schema that it holds. "
            "Choose another name with --database."
        )


def write(database: Path, fill: Fill) -> None:
    """Build the database aside and put it in the place of the one before.

    Readers that have the database before open keep it. Raises DatabaseError, and then leaves that
    one as it was, where rows do not fit the schema or the file cannot be written.
    """
    database = database.resolve()
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_aside(database), dir=database.parent) as folder:
            aside = Path(folder) / database.name
            _verify(aside, _make(aside, fill))
            # A write-ahead log left over from another file would keep this one from opening.
            database.with_name(database.name + ".wal").unlink(missing_ok=True)
            aside.replace(database)
    except duckdb.Error as error:
        raise DatabaseError(
            f"{database}: the rows could not be stored. {first_line(error)}"
        ) from error
    except OSError as error:
        raise DatabaseError(
            f"{database}: cannot be written ({error.strerror or error}). "
            "Free the disk or the permissions, or choose another place with --database."
        ) from error


def clear_leftovers(database: Path) -> None:
    """Remove what builds of this database left that were killed; none may be going on."""
    begin = _aside(database)
    for folder in database.parent.glob(f"{glob.escape(begin)}*"):
        # After another hyphen it would be a build of a database whose name begins with this one's.
        if "-" not in folder.name.removeprefix(begin):
            shutil.rmtree(folder, ignore_errors=True)


def _aside(database: Path) -> str:
    """How the folders begin in which this database is built."""
    return f".building-{database.name}-"


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
            f"{path}: cannot be opened. {first_line(error)} "
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


def _make(path: Path, fill: Fill) -> Mapping[str, int]:
    """Make the database and say how many rows each table must hold."""
    spill = path.with_name("spill")
    config = {**STORAGE, "memory_limit": MEMORY, "temp_directory": str(spill)}
    with duckdb.connect(path, config=config) as connection:
        connection.execute(read_sql("schema.sql"))
        define_views(connection)
        expected = fill(connection, path.parent)
        if breach := find_breach(connection):
            raise DatabaseError(f"{path.name}: {breach}")
        reckon(connection)
    return expected


def _verify(path: Path, expected: Mapping[str, int]) -> None:
    """Open the finished file as a reader would, and count. Raises DatabaseError."""
    with duckdb.connect(path, read_only=True) as connection:
        for name, count in expected.items():
            found = connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            if found != count:
                raise DatabaseError(f"{path.name}: {name} holds {found} rows, not {count}.")


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
