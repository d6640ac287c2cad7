"""Which sentences of which passages belong together: found in a database on disk.

What is held in memory is bounded, however many passages there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import pyarrow as pa

from plananalysis.themes.repeats.alignment import Pairing
from plananalysis.themes.repeats.records import Passage
from plananalysis.themes.repeats.sentences import WORDS_IN_COMMON
from plananalysis.themes.repeats.writing import write_passages

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

MEMORY = "600MB"
"""What the database may hold in memory; the rest of it is on disk."""
GATHERED = 250_000
"""Sentences whose places are gathered together: lists are not spilled to disk."""
FETCHED = 50_000
"""Pairs of sentences that are fetched together."""

Texts = Mapping[int, tuple[str, str | None]]
"""By place the id of a passage, and its text where it was asked for."""


@dataclass(frozen=True, slots=True)
class Match:
    """The places of two passages, and their sentences that say the same, the likest first."""

    left: int
    right: int
    pairings: Sequence[Pairing]


@contextmanager
def compare(passages: Iterable[Passage], folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that knows what the passages have in common; past MEMORY it is in that folder."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(config=config) as connection:
        connection.execute(_sql("tables"))
        write_passages(connection, passages)
        _reckon(connection)
        yield connection


def find_matches(connection: duckdb.DuckDBPyConnection) -> Iterator[list[Match]]:
    """The pairs of passages with sentences that say the same, in their order, many at a time."""
    reader = connection.sql(_sql("found")).to_arrow_reader(FETCHED)
    rows = (row for batch in reader for row in zip(*batch.to_pydict().values(), strict=True))
    matches: list[Match] = []
    size = 0
    for (left, right), group in groupby(rows, key=itemgetter(0, 1)):
        pairings = [Pairing(*row[2:]) for row in group]
        matches.append(Match(left, right, pairings))
        size += len(pairings)
        if size >= FETCHED:
            yield matches
            matches, size = [], 0
    yield matches


def look_up(connection: duckdb.DuckDBPyConnection, wanted: Mapping[int, bool]) -> Texts:
    """The ids of passages, and the texts of those that are marked as to be read."""
    cursor = connection.cursor()
    places, marks = pa.array(wanted, pa.int32()), pa.array(wanted.values(), pa.bool_())
    cursor.register("wanted", pa.table({"place": places, "is_read": marks}))
    rows = cursor.execute(_sql("named")).fetchall()
    return {place: (item_id, text) for place, item_id, text in rows}


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
        _run(connection, name, bounds)
    (sentences,) = connection.execute("SELECT count(*) FROM said").fetchall()[0]
    parts = sentences // GATHERED + 1
    for part in range(parts):
        _run(connection, "firsts", {**bounds, "parts": parts, "part": part})
    _run(connection, "pairs", bounds)


def _run(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, float]) -> None:
    """Execute the statements of a file, each with the parameters that it names."""
    for statement in duckdb.extract_statements(_sql(name)):
        known = {each: parameters[each] for each in statement.named_parameters}
        connection.execute(statement, known)


def _sql(name: str) -> str:
    file = resources.files("plananalysis").joinpath("sql", "repeats", f"{name}.sql")
    return file.read_text(encoding="utf-8")
