"""The tables and measures of the database as they are exported: which there are, and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb
import pandas as pd

from plananalysis.store.dictionary import load_dictionary


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the database to be exported, with the columns that put it in order."""

    name: str
    kind: Literal["table", "measure"]
    order: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]


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


def select(relation: Relation) -> str:
    """The query that gives a relation's rows in its order."""
    # Names come from the catalogue of the database that this package built, never from a document.
    names = ", ".join(f'"{column}"' for column, _ in relation.columns)
    order = ", ".join(f'"{column}"' for column in relation.order)
    return f'SELECT {names} FROM "{relation.name}" ORDER BY {order}'


def read_frame(connection: duckdb.DuckDBPyConnection, relation: Relation) -> pd.DataFrame:
    """The rows as Python values: whole numbers stay whole, days are ISO 8601, lists are joined."""
    rows = connection.execute(select(relation)).fetchall()
    names = [column for column, _ in relation.columns]
    return pd.DataFrame(
        [[_printed(cell) for cell in row] for row in rows], columns=names, dtype=object
    )


def _printed(cell: object) -> object:
    if isinstance(cell, list):
        return "; ".join(map(str, cell))
    return cell.isoformat() if isinstance(cell, date) else cell
