"""Holds the rows of plans against the schema, before they are kept: what does not fit is named."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache

import duckdb
import pyarrow as pa

from plananalysis.store.dictionary import key_checks, load_dictionary
from plananalysis.store.sqlfiles import read_sql
from plananalysis.store.tables import OF_A_PLAN, code_tables


def find_misfit(rows: Mapping[str, pa.Table]) -> str | None:
    """Why the schema refuses rows of the tables of a plan, or those of several; None if it takes
    them. Raises MemoryError.
    """
    connection = _connect()
    connection.begin()
    try:
        for name, table in rows.items():
            connection.register(f"kept_{name}", table)
        connection.execute(read_sql("fit.sql"))
        for name in OF_A_PLAN:
            connection.execute(read_sql(f"load/{name}.sql"))
        return find_breach(connection, {name for name, table in rows.items() if table.num_rows})
    except duckdb.OutOfMemoryException as error:
        raise MemoryError(first_line(error)) from None
    except duckdb.Error as error:
        return first_line(error)
    finally:
        connection.rollback()


def find_breach(
    connection: duckdb.DuckDBPyConnection, tables: Container[str] | None = None
) -> str | None:
    """The first key or reference that does not hold, in words; None where all do.

    Where `tables` are given, the others hold no rows of which that need be asked.
    """
    for check in key_checks(load_dictionary()):
        if tables is not None and check.table not in tables:
            continue
        if (breach := connection.execute(f"{check.query} LIMIT 1").fetchone()) is not None:
            return f"{check.table}: {check.rule}, but not {breach[0]}."
    return None


def first_line(error: Exception) -> str:
    """The first line of what a library says, as a sentence; else of what kind its error is."""
    said = str(error).strip() or type(error).__name__
    return said.splitlines()[0].rstrip(".") + "."


@cache
def _connect() -> duckdb.DuckDBPyConnection:
    """A database in memory with all that plans refer to, and no plan. It is never closed."""
    connection = duckdb.connect(config={"threads": 1, "memory_limit": "512MB"})
    connection.execute(read_sql("schema.sql"))
    connection.execute("INSERT INTO reviews BY NAME SELECT 'review' AS review_id, 'other' AS kind")
    connection.register("found_codes", code_tables()["codes"])
    connection.execute("INSERT INTO codes BY NAME FROM found_codes")
    return connection
