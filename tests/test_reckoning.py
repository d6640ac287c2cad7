"""What the views keep is the same in however many spans of reviews it is reckoned."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from plananalysis.errors import DatabaseError
from plananalysis.store.build import build
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.reckoning import KEYS, define_views, find_spans, reckon
from plananalysis.store.sqlfiles import read_sql
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import make_layout
from plananalysis.testing.plans import make_first_edition, make_plan

RAW = Path(__file__).parents[1] / "data" / "raw"

UNORDERED = ("followed", "items", "measured", "promises")
"""Views whose rows come in no order of their own."""

DAY = "DATE '2024-06-30'"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the published plans, and of generated ones with and without a first edition."""
    folder = tmp_path_factory.mktemp("reckoning")
    raw = folder / "raw"
    shutil.copytree(RAW, raw)
    for seed in range(6):
        plan = make_plan(seed)
        plans = [plan, make_first_edition(plan)] if plan.updated_on else [plan]
        for edition, each in enumerate(plans):
            (raw / f"{seed}-{edition}.txt").write_bytes(export_text(each, make_layout(seed)))
    build(raw, folder / "plans.duckdb")
    return folder / "plans.duckdb"


@pytest.fixture(scope="module")
def apart(database: Path) -> Path:
    """The same rows, each review reckoned by itself."""
    path = database.with_name("apart's span.duckdb")
    with copy(database, path) as connection:
        reckon(connection, 1)
    return path


def copy(database: Path, path: Path) -> duckdb.DuckDBPyConnection:
    """A database that is open for writing, with all rows of another and nothing reckoned."""
    connection = duckdb.connect(path)
    connection.execute(read_sql("schema.sql"))
    define_views(connection)
    connection.execute(f"ATTACH '{database}' AS other (READ_ONLY)")
    for table in load_dictionary().tables:
        connection.execute(f"INSERT INTO {table} BY NAME FROM other.{table}")
    connection.execute("DETACH other")
    return connection


def views_of(path: Path) -> list[str]:
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute(
            "SELECT view_name FROM duckdb_views() "
            "WHERE NOT internal AND schema_name = 'main' ORDER BY view_name"
        ).fetchall()
    return [name for (name,) in found]


def ask(path: Path, source: str) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(f"FROM {source}").fetchall()


def test_every_view_tells_the_same(database: Path, apart: Path) -> None:
    names = views_of(database)
    assert names == views_of(apart)
    for name in names:
        one, many = ask(database, name), ask(apart, name)
        if name in UNORDERED:
            one, many = sorted(one, key=repr), sorted(many, key=repr)
        assert one == many, name
    assert ask(database, "followed")


@pytest.mark.parametrize("name", ["shares", "cuts", "measured", "followed", "slippage_summary"])
def test_of_a_day_the_same_is_told(database: Path, apart: Path, name: str) -> None:
    one, many = (sorted(ask(path, f"{name}_at({DAY})"), key=repr) for path in (database, apart))
    assert one
    assert one == many


def test_each_row_is_in_one_span_and_no_review_is_cut(database: Path) -> None:
    with duckdb.connect(database) as connection:
        for entries in (1, 300, 10**9):
            spans = find_spans(connection, entries)
            for table, column in KEYS.items():
                (rows,) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
                bounds = [span[table] for span in spans if table in span]
                assert sum(last - first + 1 for first, last in bounds) == rows[0]
                assert all(before[1] < after[0] for before, after in pairwise(bounds)), column
        assert len(find_spans(connection, 10**9)) == 1
        reviews = connection.execute("SELECT count(*) FROM reviews").fetchall()
        assert len(find_spans(connection, 1)) == reviews[0][0]
        for span in find_spans(connection, 300):
            first, last = span["plans"]
            (outside,) = connection.execute(
                f"SELECT count(*) FROM (FROM plans WHERE rowid BETWEEN {first} AND {last}) "
                "SEMI JOIN (FROM plans WHERE rowid NOT BETWEEN $1 AND $2) USING (review_id)",
                [first, last],
            ).fetchall()
            assert outside == (0,)


def test_rows_of_a_review_that_do_not_stand_together_are_refused(
    database: Path, tmp_path: Path
) -> None:
    with copy(database, tmp_path / "mixed.duckdb") as connection:
        connection.execute("CREATE TEMP TABLE mixed AS FROM entry_targets")
        connection.execute("DELETE FROM entry_targets")
        connection.execute("INSERT INTO entry_targets FROM mixed ORDER BY md5(entry_id)")
        with pytest.raises(DatabaseError, match="entry_targets: rows of other reviews"):
            reckon(connection, 1)


def test_without_plans_there_is_nothing_to_reckon() -> None:
    with duckdb.connect() as connection:
        connection.execute(read_sql("schema.sql"))
        define_views(connection)
        reckon(connection)
        assert connection.execute("FROM shares").fetchall() == []


def test_what_fails_in_a_span_is_told_of_and_nothing_of_the_span_is_left(
    database: Path, tmp_path: Path
) -> None:
    with copy(database, tmp_path / "failing.duckdb") as connection:
        connection.execute("ALTER TABLE kept.plans_with_progress ALTER plan_id TYPE INTEGER")
        with pytest.raises(duckdb.ConversionException):
            reckon(connection)
        found = connection.execute(
            "SELECT database_name FROM duckdb_databases() WHERE NOT internal"
        ).fetchall()
        assert found == [("failing",)]


def test_an_owner_printed_as_the_key_of_a_post_is_counted_apart(
    database: Path, tmp_path: Path
) -> None:
    with copy(database, tmp_path / "keys.duckdb") as connection:
        connection.execute(
            "UPDATE entry_owners SET owner_raw = post_id, post_id = NULL "
            "WHERE post_id IS NOT NULL AND entry_id LIKE '%/A1'"
        )
        reckon(connection)
        (labels,) = connection.execute(
            "SELECT count(*) FROM (FROM completion WHERE cut = 'owner' AND outcome = 'complete') "
            "AS one JOIN completion AS other USING (cut, value, outcome) "
            "WHERE one.label < other.label"
        ).fetchall()
        assert labels[0] > 0
        wrong = connection.execute(
            "SELECT * FROM completion WHERE outcome = 'reported complete' AND denominator > 0 "
            "AND numerator > denominator"
        ).fetchall()
        assert wrong == []
