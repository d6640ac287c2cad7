"""Writing passages down in a database: their texts, their sentences, what those are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plananalysis.themes.repeats.database import insert, run_sql
from plananalysis.themes.repeats.reading import read_texts
from plananalysis.themes.repeats.records import Passage

BATCH = 4_000_000
"""Characters of passages that are read together."""


def write_passages(connection: duckdb.DuckDBPyConnection, passages: Iterable[Passage]) -> None:
    """Fill the tables of `sql/repeats/given.sql`, a few passages at a time."""
    run_sql(connection, "given")
    place = wording = 0
    for batch in _in_batches(passages):
        # As if they were of one owner: what several of them say alike is written down once.
        owners = np.zeros(len(batch), np.int64)
        sentences, wordings = read_texts([each.text for each in batch], owners)
        insert(connection, "passages", _passages(batch, place))
        names = ["place", *sentences.column_names[1:]]
        sentences = _shift(sentences.rename_columns(names), {"place": place, "wording": wording})
        insert(connection, "sentences", sentences)
        names = ["wording", *wordings.column_names[2:]]
        wordings = wordings.drop_columns("owner").rename_columns(names)
        insert(connection, "read", _shift(wordings, {"wording": wording}))
        place += len(batch)
        wording += len(wordings)
    run_sql(connection, "stands")


def _in_batches(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    batch: list[Passage] = []
    size = 0
    for passage in passages:
        batch.append(passage)
        size += len(passage.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _passages(batch: Sequence[Passage], place: int) -> pa.Table:
    columns = {name: [getattr(each, name) for each in batch] for name in Passage.__slots__}
    return pa.table({"place": pa.array(range(place, place + len(batch)), pa.int32()), **columns})


def _shift(rows: pa.Table, by: Mapping[str, int]) -> pa.Table:
    """Rows with numbers that go on from those before."""
    for name, base in by.items():
        column = pc.add(rows[name], pa.scalar(base, pa.int32()))
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows
