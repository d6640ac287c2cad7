"""Statements of `sql/repeats/`, and rows for their tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources

import duckdb
import pyarrow as pa


def read_rows(
    connection: duckdb.DuckDBPyConnection, name: str, many: int
) -> Iterator[pa.RecordBatch]:
    """What the query of a file gives, so many rows at a time at the most."""
    return iter(connection.sql(_read(name)).to_arrow_reader(many))


def run_sql(
    connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, float] | None = None
) -> None:
    """Execute the statements of a file, each with the parameters that it names."""
    for statement in duckdb.extract_statements(_read(name)):
        known = {each: (parameters or {})[each] for each in statement.named_parameters}
        connection.execute(statement, known)


def insert(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Put rows into a table, column by column of the same name."""
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {name} BY NAME FROM incoming")
    connection.unregister("incoming")


def _read(name: str) -> str:
    file = resources.files("plananalysis").joinpath("sql", "repeats", f"{name}.sql")
    return file.read_text(encoding="utf-8")
