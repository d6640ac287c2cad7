"""The database file: built aside, checked, then put in its place; opened for reading only."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa

from plananalysis.errors import DatabaseError
from plananalysis.store.dictionary import arrow_schema, load_dictionary

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""The rows of tables, by the table's name; what is left out of a row is null."""

DEFAULT_DATABASE = Path("data", "curated", "plans.duckdb")
ENVIRONMENT_VARIABLE = "PLANANALYSIS_DATABASE"

BATCH = 100_000
"""Rows that are sent together: enough to be quick, few enough for any memory."""

# Readable by the clients of R, DBeaver and others that still carry the older library.
STORAGE: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": "v1.5.0"
}


def write(rows: Rows, database: Path) -> None:
    """Write rows as `write_parts` does, all in one."""
    write_parts([rows], database)


def write_parts(parts: Iterable[Rows], database: Path) -> None:
    """Build the database aside and put it in the place of the one before.

    The parts, of which each refers to itself and those before it, are never all in memory.
    Readers that have the database before open keep it. Raises DatabaseError, and then leaves that
    one as it was, where rows do not fit the schema or the file cannot be written.
    """
    database = database.resolve()
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_aside(database), dir=database.parent) as folder:
            aside = Path(folder) / database.name
            sent = _fill(aside, parts)
            _verify(aside, sent)
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


def clear_leftovers(database: Path) -> None:
    """Remove what builds of this database left that were killed; none may be going on."""
    for folder in database.parent.glob(f"{glob.escape(_aside(database))}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _aside(database: Path) -> str:
    """How the folders begin in which this database is built."""
    return f".building-{database.name}-"


def find_misfits(candidates: Mapping[str, Rows]) -> dict[str, str]:
    """Of several sets of rows, the names of those that the schema refuses, each with a reason."""
    misfits = {}
    for name, rows in candidates.items():
        try:
            with duckdb.connect() as connection:
                connection.execute(_sql("schema.sql"))
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


def _fill(path: Path, parts: Iterable[Rows]) -> Mapping[str, int]:
    """Make the database and say how many rows of each table were sent to it."""
    sent: Counter[str] = Counter()
    with duckdb.connect(path, config=STORAGE) as connection:
        connection.execute(_sql("schema.sql"))
        for rows in _in_batches(parts):
            _load(connection, rows)
            sent.update({name: len(each) for name, each in rows.items()})
        for view in _view_files():
            connection.execute(view)
    return sent


def _in_batches(parts: Iterable[Rows]) -> Iterator[Rows]:
    """The parts put together until they are worth sending, in their order."""
    batch: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
    for part in parts:
        for name, rows in part.items():
            batch[name].extend(rows)
        if sum(map(len, batch.values())) >= BATCH:
            yield batch
            batch = defaultdict(list)
    yield batch


def _load(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """Send rows to their tables, each table after those that it refers to."""
    for name, table in load_dictionary().tables.items():
        if rows.get(name):
            connection.register("incoming", pa.Table.from_pylist(rows[name], arrow_schema(table)))
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
            connection.unregister("incoming")


def _verify(path: Path, sent: Mapping[str, int]) -> None:
    """Open the finished file as a reader would, and count. Raises DatabaseError."""
    with duckdb.connect(path, read_only=True) as connection:
        for name, expected in sent.items():
            found = connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            if found != expected:
                raise DatabaseError(f"{path.name}: {name} holds {found} rows, not {expected}.")


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
