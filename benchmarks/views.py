"""Prints what the measures' views cost: `python benchmarks/views.py [PLANS ...]`.

A small build of the published plans and generated ones is multiplied under new keys. It is told, in
tables of Markdown, what each file of `sql/views` takes where a build runs them, all spans of
reviews together, then what each measure's view takes to give the rows of one plan, to be counted by
one column, and to be copied whole. The tables have no repeats: no view reads them. `--database
FILE` asks the views of a database that was built, and its repeats, and searches it, instead. What
is under way is told apart, on the error stream.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from build import put

from plananalysis.analysis.concordance import search
from plananalysis.store import reckoning
from plananalysis.store.build import build
from plananalysis.store.crew import count_processors
from plananalysis.store.database import MEMORY, STORAGE
from plananalysis.store.sqlfiles import read_sql, read_views

Figures = dict[str, list[float]]
"""What was measured, by the name of a file or view."""

PUBLISHED = Path(__file__).parents[1] / "data" / "raw"
GENERATED = 45
"""Generated plans beside the published five."""

AT_ONCE = 100
"""Copies of the small build that are made by one statement: their sort stays in memory."""

DAY = "2024-06-30"

WHOLE = ("codes", "posts")
"""Tables that do not grow with the plans."""

UNUSED = ("repeats",)

KEYS = frozenset(
    {
        *("review_id", "plan_id", "recommendation_id", "entry_id", "item_id", "inherited_from"),
        *("progress_id", "action_id", "earlier_id", "later_id", "source_file"),
    }
)
VARYING = frozenset({"title", "text"})
"""Columns whose words are made to differ: equal ones would be stored but once."""

COUNTED = {
    "acceptance": "outcome",
    "action_reports": "state",
    "complete_on_arrival": "promised_state",
    "complete_with_promises": "state",
    "completion": "outcome",
    "cuts_at(NULL)": "cut",
    "entry_values": "stated",
    "followed": "outcome",
    "items": "kind",
    "ledger": "statement",
    "measured": "measure",
    "owner_load": "unit",
    "past_due": "outcome",
    "promises": "state",
    "recommendation_completion": "outcome",
    "restatements": "change",
    "shares": "measure",
    "silent_actions": "silence",
    "slippage": "outcome",
    "slippage_summary": "cut",
    "stated_causes": "phrase",
    "time_to_complete": "known_by",
    "timeliness": "outcome",
    "topic_recurrence": "topic",
}
"""Each view, and the column by which it is counted."""

REPEATS = {"repeats": "similarity = 1"}
"""What only a database that was built can be asked for."""

SEARCHED = ("the", '"domestic abuse"', "enquir*")
"""A word that stands in nearly every text, words in a row, and the beginning of words."""

AT_DAY = (
    *("acceptance", "complete_on_arrival", "complete_with_promises", "cuts", "followed", "ledger"),
    *("measured", "owner_load", "past_due", "promises", "restatements", "shares"),
    *("silent_actions", "slippage", "slippage_summary", "time_to_complete", "topic_recurrence"),
)
"""What can be asked as of a day, by `…_at(day)`."""

OF_PLAN = ("plan_id", "promised_in", "later_plan_id", "value")
WITHIN_PLAN = ("entry_id", "item_id", "left_id")
"""Columns that say where a row belongs, the first that a view has; keys begin with the plan's."""


def main(counts: list[int], at_day: bool, copied: bool) -> None:
    """Three tables of figures, with columns for each number of plans."""
    files: dict[int, Figures] = {}
    views: dict[int, Figures] = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        make_small(folder)
        for count in counts:
            database = folder / f"{count}.duckdb"
            multiply(folder / "small.duckdb", database, count)
            before = database.stat().st_size
            files[count] = take_in_new_process("files", str(database))
            sizes = [each / 2**20 for each in (before, database.stat().st_size)]
            views[count] = ask_views(database, at_day, copied)
            database.unlink()
            print_files(count, files[count], sizes)
    print_views(views)


def make_small(folder: Path) -> None:
    """The build that is multiplied."""
    raw = folder / "raw"
    shutil.copytree(PUBLISHED, raw)
    for seed in range(GENERATED):
        put(raw, seed, seed)
    build(raw, folder / "small.duckdb", workers=count_processors())


def multiply(small: Path, database: Path, plans: int) -> None:
    """Write the tables of so many plans, in the order in which a build would."""
    with open_database(database) as connection:
        connection.execute(read_sql("schema.sql"))
        reckoning.define_views(connection)
        connection.execute(f"ATTACH '{small}' AS small (READ_ONLY)")
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() "
            "WHERE database_name = 'small' AND schema_name = 'main' ORDER BY table_oid"
        ).fetchall()
        (of_small,) = connection.execute("SELECT count(*) FROM small.plans").fetchall()[0]
        for (name,) in names:
            copy_table(connection, name, 1 if name in WHOLE else -(-plans // of_small))


def copy_table(connection: duckdb.DuckDBPyConnection, name: str, copies: int) -> None:
    """Copy a table of the small build so often, each time under keys of its own."""
    if name in UNUSED:
        return
    columns = connection.execute(f"DESCRIBE small.{name}").fetchall()
    chosen = ", ".join(vary(name, column[0]) for column in columns)
    for first in range(0, copies, AT_ONCE):
        last = min(first + AT_ONCE, copies)
        connection.execute(
            f"INSERT INTO {name} SELECT {chosen} FROM range({first}, {last}) AS copies(copy) "
            f"CROSS JOIN (SELECT *, rowid AS place FROM small.{name}) ORDER BY copy, place"
        )


def vary(table: str, column: str) -> str:
    """How a column reads in a copy."""
    if table in WHOLE:
        return column
    if column in KEYS:
        return f"printf('%06d-', copy) || {column}"
    if column in VARYING:
        return f"{column} || ' ' || copy"
    return column


def ask_database(database: Path, at_day: bool, copied: bool) -> None:
    """What the views of a database take, and searching it."""
    print_views({count_plans(database): ask_views(database, at_day, copied, REPEATS)})
    print("\n| searched for | seconds | CPU seconds | peak MiB |\n| --- | ---: | ---: | ---: |")
    for words in SEARCHED:
        print(row(f"`{words}`", *in_new_process("search", str(database), words)))


def count_plans(database: Path) -> int:
    """How many plans a database holds."""
    with open_database(database, read_only=True) as connection:
        (count,) = connection.execute("SELECT count(*) FROM plans").fetchall()[0]
    return int(count)


def ask_views(
    database: Path, at_day: bool, copied: bool, besides: Mapping[str, str] | None = None
) -> Figures:
    """What each view takes, each in a process of its own."""
    columns = COUNTED | (besides or {})
    asked = {name: name.removesuffix("_at(NULL)") for name in columns}
    if at_day:
        asked |= {f"{name}_at(DATE '{DAY}')": name for name in AT_DAY}
    taken = {}
    for source, name in asked.items():
        counted = columns.get(name) or columns[f"{name}_at(NULL)"]
        task = ("view", str(database), source, counted, *(("copied",) if copied else ()))
        print(f"{database.stem}: {source}", file=sys.stderr)
        taken[source] = in_new_process(*task)
    return taken


def print_files(plans: int, figures: Figures, sizes: list[float]) -> None:
    """What the files of views took, and what the database grew by."""
    print(f"\n{platform.machine()}, {count_processors()} processors, DuckDB {duckdb.__version__}")
    print(f"\n| {plans:,} plans: file | seconds | CPU seconds | peak MiB |")
    print("| --- | ---: | ---: | ---: |")
    for name, figure in figures.items():
        print(row(name, *figure))
    busy = sum(figure[1] for figure in figures.values())
    seconds = sum(figure[0] for figure in figures.values())
    print(row("all", seconds, busy, max(figure[2] for figure in figures.values())))
    print(f"\n{1000 * busy / plans:.2f} CPU ms a plan; ", end="")
    print(f"{sizes[0]:,.0f} MiB of tables, {sizes[1]:,.0f} MiB with what is kept", flush=True)


def print_views(views: Mapping[int, Figures]) -> None:
    """Of each view and number of plans: seconds for one plan / counting / copying; rows; MiB."""
    heads = " | ".join(f"{count:,} plans: s | rows | MiB" for count in views)
    print(f"\n| view | {heads} |\n| --- {'| ---: | ---: | ---: ' * len(views)}|")
    for source in next(iter(views.values())):
        cells = []
        for figures in views.values():
            *seconds, rows, peak = figures[source]
            cells.append(f"{' / '.join(f'{each:.2f}' for each in seconds)} | {rows:,} | {peak:,}")
        print(f"| `{source}` | {' | '.join(cells)} |")


def row(name: str, *figures: Any) -> str:
    """A row of a table; seconds with two places, all else whole."""
    told = (f"{each:.2f}" if isinstance(each, float) else f"{each:,}" for each in figures)
    return f"| {name} | {' | '.join(told)} |"


def take_in_new_process(*task: str) -> Figures:
    """What `take_files` measures in a process that did nothing before."""
    return {name: figures for name, *figures in in_new_process(*task)}


def in_new_process(*task: str) -> list[Any]:
    """What `take_files` or `take_view` measures in a process that did nothing before."""
    command = [sys.executable, __file__, "--task", *task]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: list[Any] = json.loads(told)
    return figures


def take_files(database: Path) -> list[tuple[str, float, float, int]]:
    """Run the files of views: of each the seconds, those of all processors, and MiB at the most."""
    figures: dict[str, tuple[float, float, int]] = {}

    def add(name: str, seconds: float, busy: float, peak: int) -> None:
        before = figures.get(name, (0.0, 0.0, 0))
        figures[name] = (before[0] + seconds, before[1] + busy, max(before[2], peak))

    def run(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
        for name, sql in read_views(folder).items():
            add(f"{folder}/{name}", *measure(partial(connection.execute, sql)))

    def timed(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def asked(*arguments: Any) -> Any:
            result: list[Any] = []
            add(name, *measure(lambda: result.append(function(*arguments))))
            return result[0]

        return asked

    reckoning._run = run
    reckoning._append_kept = timed(reckoning._append_kept, "appending")
    reckoning.find_spans = timed(reckoning.find_spans, "finding spans")
    with open_database(database) as connection:
        reckoning.reckon(connection)
        add("checkpoint", *measure(partial(connection.execute, "CHECKPOINT")))
    return [(name, *told) for name, told in figures.items()]


def take_view(database: Path, source: str, counted: str, copied: bool) -> list[float]:
    """Ask a view for one plan, for counts and for all: seconds; rows of all; MiB at the most."""
    with open_database(database, read_only=True) as connection:
        (plan,) = connection.execute("SELECT max(plan_id) FROM plans").fetchall()[0]
        columns = [each[0] for each in connection.execute(f"DESCRIBE FROM {source}").fetchall()]
        queries = [
            f"FROM {source} {choose(plan, columns)}",
            f"SELECT {counted}, count(*) FROM {source} GROUP BY ALL ORDER BY ALL",
        ]
        if copied:
            queries.append(f"CREATE TEMP TABLE copied AS FROM {source}")
        taken = [measure(partial(ask, connection, sql)) for sql in queries]
        (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0]
        return [*(each[0] for each in taken), rows, max(each[2] for each in taken)]


def choose(plan: str, columns: list[str]) -> str:
    """The condition that chooses the rows of one plan; none where a view has no place."""
    if column := next((each for each in OF_PLAN if each in columns), None):
        return f"WHERE {column} = '{plan}'"
    if column := next((each for each in WITHIN_PLAN if each in columns), None):
        return f"WHERE starts_with({column}, '{plan}')"
    return ""


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Ask, and take every row that is answered."""
    connection.execute(sql).fetchall()


def open_database(database: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """The database, with the memory that a build has."""
    settings = {**STORAGE, "memory_limit": MEMORY, "temp_directory": f"{database}.tmp"}
    return duckdb.connect(database, read_only=read_only, config=settings)


def measure(work: Callable[[], object]) -> tuple[float, float, int]:
    """Seconds by the clock and of all processors, and MiB at the most."""
    forget_peak()
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy, read_peak()


def forget_peak() -> None:
    """Let the peak of this process's memory begin anew, where the system can."""
    memory = Path("/proc/self/clear_refs")
    if memory.exists():
        memory.write_text("5", encoding="ascii")


def read_peak() -> int:
    """The most memory that this process held, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        if found:
            return int(found[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="*", type=int, default=[2000])
    parser.add_argument("--at-day", action="store_true", help=f"ask as of {DAY}, too")
    parser.add_argument("--database", type=Path, help="ask this database, and make none")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    parser.add_argument("--no-copies", action="store_true", help="copy no view whole")
    arguments = parser.parse_args()
    if arguments.task and arguments.task[0] == "files":
        print(json.dumps(take_files(Path(arguments.task[1]))))
    elif arguments.task and arguments.task[0] == "search":
        _, file, words = arguments.task
        print(json.dumps(measure(partial(search, Path(file), words))))
    elif arguments.task:
        _, file, asked, column, *copies = arguments.task
        print(json.dumps(take_view(Path(file), asked, column, bool(copies))))
    elif arguments.database:
        ask_database(arguments.database, arguments.at_day, not arguments.no_copies)
    else:
        main(arguments.plans, arguments.at_day, not arguments.no_copies)
