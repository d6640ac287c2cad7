"""Makes the measures' views, and reckons what they keep: of a span of reviews at a time.

What the files of `sql/views/by_review` keep of one review does not depend on any other. So each
span of reviews is reckoned in a database of its own, in memory, that shows its rows alone under the
names of the tables, and is appended to what is kept: the memory that it takes does not grow with
the plans. What the files of `sql/views/overall` keep counts over all of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from plananalysis.errors import DatabaseError
from plananalysis.store.sqlfiles import read_sql, read_views

ENTRIES_A_SPAN = 400_000
"""About how many entries, of some 5,000 plans, are reckoned at once."""

KEYS = {
    "reviews": "review_id",
    "plans": "plan_id",
    "recommendations": "recommendation_id",
    "entries": "entry_id",
    "entry_owners": "entry_id",
    "entry_targets": "entry_id",
    "entry_dates": "entry_id",
    "links": "progress_id",
    "edition_links": "later_id",
    "item_codes": "item_id",
}
"""The tables that hold what belongs to some review, and the column that says to which."""

WHOLE = ("codes", "posts")
"""The tables that hold what belongs to no review: they are shown whole. No others are shown."""

Bounds = dict[str, tuple[int, int]]
"""By table, the first and the last of the rows of a span."""


def define_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the views of a database whose tables are still empty, and so is what they keep."""
    # What is temporary while a span is reckoned must not stand in the way of anything else.
    with connection.cursor() as apart:
        _run(apart, "by_review")


def reckon(connection: duckdb.DuckDBPyConnection, entries: int = ENTRIES_A_SPAN) -> None:
    """Fill what the views keep, in spans of so many entries, and make those that count over all.

    Raises DatabaseError where rows of one review do not stand together in their table.
    """
    ((book,),) = connection.execute("SELECT current_database()").fetchall()
    for bounds in find_spans(connection, entries):
        with _show_span(connection, book, bounds) as span:
            _run(span, "by_review")
            _append_kept(span, book)
    _run(connection, "overall")


def find_spans(connection: duckdb.DuckDBPyConnection, entries: int) -> list[Bounds]:
    """Where the rows of each span stand. Raises DatabaseError where those of others are between."""
    connection.execute(read_sql("spans.sql"), {"entries": entries})
    spans: dict[int, Bounds] = {}
    for table, column in KEYS.items():
        # All other keys begin with that of their plan.
        key = "review_id" if column == "review_id" else "plan_id"
        found = connection.execute(
            f"SELECT span, min(place), max(place), count(*) "
            f"FROM (SELECT rowid AS place, split_part({column}, '/', 1) AS {key} FROM {table}) "
            f"JOIN (SELECT DISTINCT {key}, span FROM spans) USING ({key}) GROUP BY span"
        ).fetchall()
        for span, first, last, count in found:
            if last - first + 1 != count:
                raise DatabaseError(f"{table}: rows of other reviews stand among those of one.")
            spans.setdefault(span, {})[table] = (first, last)
    connection.execute("DROP TABLE spans")
    return [spans[span] for span in sorted(spans)]


@contextmanager
def _show_span(
    connection: duckdb.DuckDBPyConnection, book: str, bounds: Bounds
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory that shows the rows of a span."""
    name = _quote(f"{book} span")
    connection.execute(f"ATTACH ':memory:' AS {name}")
    try:
        # Closing it ends what failed in it, so that the failure itself is told of.
        with connection.cursor() as span:
            span.execute(f"USE {name}")
            for table in (*KEYS, *WHOLE):
                span.execute(_view_of(f"{_quote(book)}.main", table, bounds))
            yield span
    finally:
        connection.execute(f"DETACH {name}")


def _view_of(schema: str, table: str, bounds: Bounds) -> str:
    """The statement that shows the rows of a table that belong to a span, or all."""
    # Where a row stands in its table is what others find it by.
    place = "rowid, " if table in ("plans", "recommendations", "entries") else ""
    condition = ""
    if table in KEYS:
        first, last = bounds.get(table, (0, -1))
        condition = f" WHERE rowid BETWEEN {first} AND {last}"
    return f"CREATE VIEW {table} AS SELECT {place}* FROM {schema}.{table}{condition}"


def _append_kept(span: duckdb.DuckDBPyConnection, book: str) -> None:
    """Append what was kept of a span to what is kept of all."""
    tables = span.execute(
        "SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = current_database() AND schema_name = 'kept' ORDER BY table_name"
    ).fetchall()
    span.begin()
    for (table,) in tables:
        span.execute(f"INSERT INTO {_quote(book)}.kept.{table} BY NAME FROM kept.{table}")
    span.commit()


def _run(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    for sql in read_views(folder).values():
        connection.execute(sql)


def _quote(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'
