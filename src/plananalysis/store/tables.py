"""Tables of rows, held column by column as Arrow holds them, and those that a plan fills by itself.

Keys in a plan's rows lack the plan's own, which depends on other plans: `sql/load/` puts it before
them. What belongs to a plan bears its `key` (see `shelf.key_of`), and `place`, its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import pyarrow as pa

from plananalysis.linking.outlines import Outline
from plananalysis.store.dictionary import arrow_schema, load_dictionary
from plananalysis.themes.codebook import load_codebook

OF_A_PLAN = (
    "plans",
    "recommendations",
    "entries",
    "entry_owners",
    "entry_targets",
    "entry_dates",
    "links",
    "abbreviations",
    "item_codes",
    "printed_totals",
    "faults",
)
"""The tables that hold what one plan tells, each after those that it refers to."""
OF_SEVERAL = frozenset({"plan_id", "review_id", "edition", "post_id", "as_of_on"})
"""Their columns that depend on other plans, or on those of `plans`."""

OUTLINE: tuple[str, ...] = Outline.__slots__
_KEYED = [("key", pa.string()), ("place", pa.int32())]


class Tables:
    """Rows of tables of the given schemas, in the order in which they are added."""

    def __init__(self, schemas: Mapping[str, pa.Schema]) -> None:
        self._schemas = schemas
        self._columns: dict[str, dict[str, list[object]]] = {
            table: {name: [] for name in schema.names} for table, schema in schemas.items()
        }

    def add(self, table: str, **values: object) -> None:
        """Add one row; a nullable column may be left out. `place` counts by itself."""
        self.extend(table, 1, {name: (value,) for name, value in values.items()})

    def extend(self, table: str, count: int, values: Mapping[str, Iterable[object]]) -> None:
        """Add so many rows, given column by column; else as `add`. Raises ValueError where a column
        has more or fewer values.
        """
        for name, column in self._columns[table].items():
            wanted = len(column) + count
            if name in values:
                column.extend(values[name])
            elif name == "place":
                column.extend(range(len(column), wanted))
            else:
                column.extend([None] * count)
            if len(column) != wanted:
                raise ValueError(f"{table}.{name} lacks values or has too many")

    def extend_by(self, others: Iterable[Tables]) -> None:
        """Add all rows of other tables of the same schemas, as they are."""
        for other in others:
            for table, columns in self._columns.items():
                for name, column in columns.items():
                    column += other._columns[table][name]

    def as_arrow(self) -> dict[str, pa.Table]:
        """The tables by name. Raises ValueError where a text cannot be encoded."""
        return {
            table: pa.table(
                [pa.array(self._columns[table][field.name], field.type) for field in schema],
                schema=schema,
            )
            for table, schema in self._schemas.items()
        }


@cache
def plan_schemas() -> Mapping[str, pa.Schema]:
    """The schemas of the tables of `OF_A_PLAN` as they are kept."""
    schemas = {}
    for name in OF_A_PLAN:
        columns = arrow_schema(load_dictionary().tables[name])
        schemas[name] = pa.schema(
            [*_KEYED, *(each for each in columns if each.name not in OF_SEVERAL)]
        )
    judged = [("has_progress", pa.bool_()), ("is_reconciled", pa.bool_())]
    judged += [("faults_left", pa.int32()), ("faults_mended", pa.int32())]
    plans = [each for each in schemas["plans"] if not pa.types.is_date(each.type)]
    # Days stay as they were read: keys are made of them.
    days = [(name, pa.string()) for name in ("submitted_on", "updated_on", "published_on")]
    schemas["plans"] = pa.schema([*plans, *days, *judged])
    return schemas


def code_tables() -> dict[str, pa.Table]:
    """The table `codes`. Raises VocabularyError where the codebook is malformed."""
    tables = Tables({"codes": arrow_schema(load_dictionary().tables["codes"])})
    for code in load_codebook().codes:
        tables.add(
            "codes",
            facet=code.facet,
            code=code.code,
            label=code.label,
            definition=code.definition,
        )
    return tables.as_arrow()


def fields_of(record: type) -> Sequence[str]:
    """The names of the fields of a kind of records, which are those of columns."""
    names: Sequence[str] = record.__slots__  # type: ignore[attr-defined]
    return names


def values_of(record: object) -> dict[str, object]:
    """The fields of a record by name; `asdict` would copy each of them, at ten times the cost."""
    return {name: getattr(record, name) for name in fields_of(type(record))}
