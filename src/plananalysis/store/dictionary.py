"""The dictionary of fields: every table, column, key and allowed value, from `fields.toml`.

The database's schema (`sql/schema.sql`) and the printed dictionary (`data/curated/DICTIONARY.md`)
are made from it by `python -m plananalysis.store.dictionary`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa

ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is a DuckDB type or the name of an enumeration, with `[]` for a list."""

    name: str
    type: str
    meaning: str
    nullable: bool = False
    unit: str | None = None
    references: str | None = None

    @property
    def scalar_type(self) -> str:
        """The type of one value: `type` without the mark of a list."""
        return self.type.removesuffix("[]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `row` says what one row is; `constraints` are SQL beyond keys and types.

    Those that speak of other rows, as keys do, are checked by `key_checks`, and the database bears
    none of them: an index for each would take more memory than there is at ten million entries.
    """

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    constraints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """All enumerations (name → value → meaning) and tables, each after those it refers to."""

    enums: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """A rule on the keys of a table, in words, and a query that gives a row for each breach."""

    table: str
    rule: str
    query: str


@cache
def load_dictionary() -> Dictionary:
    """The dictionary of this version of the package."""
    text = resources.files("plananalysis").joinpath("fields.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    tables = {name: _table(name, spec) for name, spec in content["tables"].items()}
    return Dictionary(content["enums"], {table.name: table for table in _in_order(tables)})


def _table(name: str, spec: Mapping[str, Any]) -> Table:
    columns = tuple(Column(name=column, **facts) for column, facts in spec["columns"].items())
    return Table(name, spec["row"], tuple(spec["key"]), columns, tuple(spec.get("constraints", ())))


def _in_order(tables: Mapping[str, Table]) -> Iterator[Table]:
    """The tables, each after those that it refers to, otherwise as they stand."""
    given: set[str] = set()

    def give(table: Table) -> Iterator[Table]:
        if table.name not in given:
            given.add(table.name)
            for column in table.columns:
                if column.references:
                    yield from give(tables[column.references])
            yield table

    for table in tables.values():
        yield from give(table)


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema in which rows of a table travel; enumerations travel as strings."""

    def arrow_type(column: Column) -> pa.DataType:
        scalar = ARROW_TYPES.get(column.scalar_type, pa.string())
        return pa.list_(scalar) if column.type.endswith("[]") else scalar

    return pa.schema([(column.name, arrow_type(column)) for column in table.columns])


def key_checks(dictionary: Dictionary) -> tuple[KeyCheck, ...]:
    """A check of each key and each reference, table by table."""
    return tuple(
        check
        for table in dictionary.tables.values()
        for check in (*_check_keys(table), *_check_references(table, dictionary.tables))
    )


def _check_keys(table: Table) -> Iterator[KeyCheck]:
    unique = [rule[1].split(", ") for rule in _matching(_UNIQUE, table)]
    for columns in (table.key, *unique):
        names = ", ".join(columns)
        yield KeyCheck(
            table.name,
            f"no two rows have the same {names}",
            f"SELECT {names} FROM {table.name} GROUP BY {names} HAVING count(*) > 1",
        )


def _check_references(table: Table, tables: Mapping[str, Table]) -> Iterator[KeyCheck]:
    for columns, other, key in _references(table, tables):
        pairs = zip(columns, key, strict=True)
        same = " AND ".join(f"own.{ours} = other.{theirs}" for ours, theirs in pairs)
        given = " AND ".join(f"own.{name} IS NOT NULL" for name in columns)
        yield KeyCheck(
            table.name,
            f"each {', '.join(columns)} stands in {other}",
            f"SELECT own.* FROM {table.name} AS own ANTI JOIN {other} AS other ON {same} "
            f"WHERE {given}",
        )


_UNIQUE = re.compile(r"UNIQUE \((.+)\)")
_FOREIGN = re.compile(r"FOREIGN KEY \((.+)\) REFERENCES (\w+) \((.+)\)")


def _matching(kind: re.Pattern[str], table: Table) -> Iterator[re.Match[str]]:
    return (found for rule in table.constraints if (found := kind.fullmatch(rule)))


def _references(
    table: Table, tables: Mapping[str, Table]
) -> Iterator[tuple[Sequence[str], str, Sequence[str]]]:
    """Columns of a table, the table that they refer to, and the columns of its key."""
    for column in table.columns:
        if column.references:
            yield (column.name,), column.references, tables[column.references].key
    for rule in _matching(_FOREIGN, table):
        yield rule[1].split(", "), rule[2], rule[3].split(", ")


def schema_sql(dictionary: Dictionary) -> str:
    """The SQL that makes the empty database: types, then tables, without keys and references."""
    head = (
        "-- Made from fields.toml by `python -m plananalysis.store.dictionary`. Do not edit.\n"
        "-- Keys and references are checked by queries as the database is built.\n"
    )
    types = (
        f"CREATE TYPE {name} AS ENUM ({', '.join(map(_quoted, values))});\n"
        for name, values in dictionary.enums.items()
    )
    tables = map(_table_sql, dictionary.tables.values())
    return "\n".join([head, *types, *tables])


def _table_sql(table: Table) -> str:
    parts = [
        f"{column.name} {column.type}{'' if column.nullable else ' NOT NULL'}"
        for column in table.columns
    ]
    parts.extend(rule for rule in table.constraints if rule.startswith("CHECK"))
    body = ",\n".join(f"    {part}" for part in parts)
    comments = [f"COMMENT ON TABLE {table.name} IS {_quoted(table.row)};"]
    comments += [
        f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(column.meaning)};"
        for column in table.columns
    ]
    return f"CREATE TABLE {table.name} (\n{body}\n);\n" + "\n".join(comments) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def markdown(dictionary: Dictionary) -> str:
    """The printed dictionary: a table of columns for each table, then the allowed values."""
    lines = [
        "# Dictionary of fields",
        "",
        "What the tables of `plans.duckdb` hold. Made from `src/plananalysis/fields.toml` by",
        "`python -m plananalysis.store.dictionary`; do not edit it here.",
        "",
        "Verbatim text carries the suffix `_raw`, a day `_on`, a boolean the prefix `is_`.",
        "A column in **bold** is part of the table's key. Every meaning is also a comment in the",
        "database itself (`duckdb_columns()`).",
    ]
    for table in dictionary.tables.values():
        lines += ["", f"## {table.name}", "", f"A row is {table.row}.", ""]
        lines += ["| column | type | unit | null | refers to | meaning |"]
        lines += ["| --- | --- | --- | --- | --- | --- |"]
        lines += [_column_row(column, table) for column in table.columns]
        if table.constraints:
            lines += ["", "Enforced: " + "; ".join(f"`{rule}`" for rule in table.constraints) + "."]
    lines += ["", "# Allowed values"]
    for name, values in dictionary.enums.items():
        lines += ["", f"## {name}", "", "| value | meaning |", "| --- | --- |"]
        lines += [f"| `{value}` | {meaning} |" for value, meaning in values.items()]
    return "\n".join(lines) + "\n"


def _column_row(column: Column, table: Table) -> str:
    name = f"**`{column.name}`**" if column.name in table.key else f"`{column.name}`"
    refers = f"`{column.references}`" if column.references else ""
    null = "yes" if column.nullable else ""
    cells = (name, f"`{column.type}`", column.unit or "", null, refers, column.meaning)
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Write `sql/schema.sql` and `data/curated/DICTIONARY.md` of this checkout anew."""
    package = Path(__file__).parents[1]
    project = package.parents[1]
    dictionary = load_dictionary()
    for path, text in (
        (package / "sql" / "schema.sql", schema_sql(dictionary)),
        (project / "data" / "curated" / "DICTIONARY.md", markdown(dictionary)),
    ):
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"written: {path.relative_to(project)}")


if __name__ == "__main__":
    main()
