"""Which sentences of which passages belong together: found in a database on disk.

What is held in memory is bounded, however many passages there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from operator import add
from pathlib import Path

import duckdb
import pyarrow as pa

from plananalysis.themes.repeats.alignment import align
from plananalysis.themes.repeats.database import insert, read_rows, run_sql
from plananalysis.themes.repeats.runs import RUNS, Run, part_runs
from plananalysis.themes.repeats.sentences import WORDS_IN_COMMON

SAME = 0.38
"""From this likeness on (cosine of weighted words, 0 to 1) two sentences say the same. Set on the
plans: above it hardly a pair tells different facts, below it hardly one tells the same."""
FEW = 1000
"""Of fewer sentences than this it is not known which words are rare: all weigh much the same."""
RARE = 20
"""A word or pair of words in at most so many different sentences proposes them for comparison."""
PROPOSALS = 2
"""How many such words two sentences must share to be compared."""

MANY = 10
"""A sentence that stands in more passages is a formula: each of them is paired with the first that
it may be compared with, not with every other."""
MOST = 50
"""Of a formula so many passages are paired, first by plan: who has read them knows it for one. Of
two sentences that are alike, so many pairs of passages; if there are more, FIRSTS of each."""
FIRSTS = 3

MEMORY = "1200MB"
"""What the database may hold in memory; the rest of it is on disk."""
GATHERED = 250_000
"""Sentences whose places are gathered together: lists are not spilled to disk."""
FETCHED = 50_000
"""Pairs of sentences, and repeats, that are fetched together."""
TOLD = 250_000
"""Repeats that are sorted together, with the ids of their passages."""
MOST_PLACES = 1 << 31
"""More than the passages can be."""
ALIGNED_AT_ONCE = 5_000
"""Pairs of passages whose texts are fetched together."""
ALIGNED = RUNS.append(pa.field("similarity", pa.float64()))

Supply = Callable[[duckdb.DuckDBPyConnection], None]
"""Gives an empty database the passages and what they say, under the names and with the columns of
`sql/repeats/given.sql` and `stands.sql`: as tables, or as views of where they are kept."""


@contextmanager
def compare(supply: Supply, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that knows what passages have in common; past MEMORY it is in that folder."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=config) as connection:
        supply(connection)
        _reckon(connection)
        _find(connection)
        yield connection


def tell_repeats(connection: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    """The repeats in their order, with the fields of a `Repeat` as columns."""
    run_sql(connection, "shares", {"most": TOLD})
    firsts = [first for (first,) in connection.execute("FROM shares ORDER BY first").fetchall()]
    for first, last in pairwise([*firsts, MOST_PLACES]):
        run_sql(connection, "share", {"first": first, "last": last})
        yield from read_rows(connection, "named", FETCHED)


def _reckon(connection: duckdb.DuckDBPyConnection) -> None:
    """From the sentences written down to those that belong together."""
    bounds = {
        "words_in_common": WORDS_IN_COMMON,
        "same": SAME,
        "few": FEW,
        "rare": RARE,
        "proposals": PROPOSALS,
        "many": MANY,
        "most": MOST,
        "firsts": FIRSTS,
    }
    for name in ("wordings", "alike"):
        run_sql(connection, name, bounds)
    (sentences,) = connection.execute("SELECT count(*) FROM said").fetchall()[0]
    parts = sentences // GATHERED + 1
    for part in range(parts):
        run_sql(connection, "firsts", {**bounds, "parts": parts, "part": part})
    run_sql(connection, "pairs", bounds)


def _find(connection: duckdb.DuckDBPyConnection) -> None:
    """From the sentences that belong together to the repeats."""
    run_sql(connection, "runs")
    # What is found is written while more is read.
    with connection.cursor() as cursor:
        for verbatim, reworded in part_runs(read_rows(connection, "found", FETCHED)):
            insert(cursor, "verbatim", verbatim)
            insert(cursor, "reworded", reworded)
        run_sql(connection, "texts")
        for batch in read_rows(connection, "reworded", ALIGNED_AT_ONCE):
            insert(cursor, "aligned", _align_all(batch))


def _align_all(batch: pa.RecordBatch) -> pa.Table:
    """Of runs that are not verbatim those that are repeats."""
    found = []
    for *fields, left_text, right_text in zip(*batch.to_pydict().values(), strict=True):
        run = Run(*fields)
        if aligned := align(left_text, right_text):
            similarity, *places = aligned
            starts = (run.left_start, run.left_start, run.right_start, run.right_start)
            found.append((*run[:3], *map(add, starts, places), similarity))
    columns = list(zip(*found, strict=True)) or [()] * len(ALIGNED)
    types = zip(columns, ALIGNED.types, strict=True)
    return pa.table([pa.array(column, kind) for column, kind in types], schema=ALIGNED)
