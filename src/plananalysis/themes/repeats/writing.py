"""Writing passages down in a database: their texts, their sentences, what those are compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb
import pyarrow as pa

from plananalysis.themes.repeats.features import as_numbers, digest, find_features
from plananalysis.themes.repeats.records import Passage
from plananalysis.themes.repeats.sentences import find_sentences

BATCH = 4_000_000
"""Characters of passages that are read together."""
TOGETHER = 8_000
"""Sentences whose features are found together."""
KNOWN = 200_000
"""Sentences that are remembered, so as not to be read again."""

Row = tuple[int, int, int, int, int, bytes]


def write_passages(connection: duckdb.DuckDBPyConnection, passages: Iterable[Passage]) -> None:
    """Fill the tables of `sql/repeats/tables.sql`, a few passages at a time."""
    known: set[bytes] = set()
    place = wording = 0
    for batch in _in_batches(passages):
        rows: list[Row] = []
        new: dict[bytes, Sequence[str]] = {}
        for at, passage in enumerate(batch, start=place):
            times: Counter[bytes] = Counter()
            for each in find_sentences(passage.text):
                name = digest(each.words)
                times[name] += 1
                rows.append((at, each.number, each.start, each.end, times[name], name))
                if name not in known:
                    known.add(name)
                    new[name] = each.words
        _insert(connection, "passages", _passages(batch, place))
        _insert(connection, "sentences", _sentences(rows))
        for table in _read(new, wording):
            _insert(connection, "read", table)
        wording += len(new)
        if len(known) > KNOWN:
            known.clear()
        place += len(batch)


def _in_batches(passages: Iterable[Passage]) -> Iterator[list[Passage]]:
    batch: list[Passage] = []
    size = 0
    for passage in passages:
        batch.append(passage)
        size += len(passage.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _passages(batch: Sequence[Passage], place: int) -> pa.Table:
    columns = {name: [getattr(each, name) for each in batch] for name in Passage.__slots__}
    return pa.table({"place": pa.array(range(place, place + len(batch)), pa.int32()), **columns})


def _sentences(rows: Sequence[Row]) -> pa.Table:
    names = ("place", "number", "first", "last", "time")
    columns = {
        name: pa.array([row[at] for row in rows], pa.int32()) for at, name in enumerate(names)
    }
    return pa.table({**columns, "digest": as_numbers(b"".join(row[-1] for row in rows))})


def _read(new: Mapping[bytes, Sequence[str]], wording: int) -> Iterator[pa.Table]:
    """Sentences that were not read before, to be numbered from `wording` on."""
    names = list(new)
    for at in range(0, len(names), TOGETHER):
        some = names[at : at + TOGETHER]
        features, telling = find_features([new[name] for name in some])
        yield pa.table(
            {
                "wording": pa.array(range(wording + at, wording + at + len(some)), pa.int32()),
                "digest": as_numbers(b"".join(some)),
                "telling": telling,
                "features": features,
            }
        )


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {name} BY NAME FROM incoming")
    connection.unregister("incoming")
