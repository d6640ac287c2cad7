"""What the file holds is the same however it was built; older clients of DuckDB, as R and DBeaver
still carry them, open it and ask its views.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from plananalysis.store import database as store
from plananalysis.store.build import build
from plananalysis.store.sqlfiles import read_views

RAW = Path(__file__).parents[1] / "data" / "raw"

OLDER = Path(sys.prefix, "older")
"""A folder with DuckDB 1.5, as `make test` puts it beside the pinned packages."""

ASK = """
import json, sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("SET enable_progress_bar = false")
told = {}
for source in sys.argv[2:]:
    told[source] = len(connection.execute(f"FROM {source}").fetchall())
print(json.dumps([duckdb.__version__, told]))
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the five published plans."""
    path = tmp_path_factory.mktemp("storage") / "plans.duckdb"
    build(RAW, path)
    return path


def read_tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table, in the order in which they are stored."""
    with duckdb.connect(path, read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL"
        ).fetchall()
        return {name: connection.execute(f"FROM {name}").fetchall() for (name,) in names}


def test_each_table_is_in_the_same_order_with_any_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []
    for threads in (1, 4):
        monkeypatch.setitem(store.STORAGE, "threads", threads)
        path = tmp_path / f"{threads}" / "plans.duckdb"
        build(RAW, path)
        built.append(read_tables(path))
    one, several = built
    assert {"main.entries", "kept.items", "kept.findings", "kept.promises"} <= set(one)
    assert [name for name, rows in one.items() if rows != several.get(name)] == []
    assert set(several) == set(one)


def test_the_file_says_that_clients_of_1_5_can_read_it(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        found = connection.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal"
        ).fetchall()
    assert found == [("v1.5.0+",)]


@pytest.mark.parametrize("folder", ["by_review", "overall"])
def test_no_view_uses_a_function_that_clients_of_1_5_do_not_know(folder: str) -> None:
    """`if(…)` is stored as a call of a function that older libraries lack: CASE is told by all."""
    assert read_views(folder)
    for name, sql in read_views(folder).items():
        words = re.sub(r"--.*|'[^']*'", "", sql)
        assert not re.search(r"\bif\s*\(", words), name


@pytest.mark.skipif(not OLDER.exists(), reason="only `make test` installs the older client")
def test_a_client_of_1_5_finds_the_same_rows(database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        names = connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' "
            "UNION ALL SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' "
            "UNION ALL SELECT function_name || '(DATE ''2024-06-30'')' FROM duckdb_functions() "
            "WHERE function_type = 'table_macro' AND ends_with(function_name, '_at') ORDER BY ALL"
        ).fetchall()
        sources = [name for (name,) in names]
        here = {
            source: connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
            for source in sources
        }
    command = [sys.executable, "-c", ASK, str(database), *sources]
    environment = os.environ | {"PYTHONPATH": str(OLDER)}
    told = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=environment
    ).stdout
    version, there = json.loads(told)
    assert version.startswith("1.5.")
    assert there == here
