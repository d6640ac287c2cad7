"""Repeated promises: passages under different recommendations that say the same.

Verbatim, lightly reworded, or the same fact told again. Sentences are compared by the words and
pairs of words that they share, rare ones counting more; an index of the rare ones proposes which
sentences to compare, so that the work grows with the texts and not with their square.

What a text says by itself (`read_texts`) is found apart from what several have in common, so that
it can be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from plananalysis.themes.repeats.index import Supply, compare, tell_repeats
from plananalysis.themes.repeats.reading import SENTENCES, WORDINGS, read_texts
from plananalysis.themes.repeats.records import Passage, Repeat
from plananalysis.themes.repeats.writing import write_passages

__all__ = [
    "SENTENCES",
    "WORDINGS",
    "Passage",
    "Repeat",
    "find_repeats",
    "find_repeats_among",
    "read_texts",
]


def find_repeats(passages: Iterable[Passage], folder: Path | None = None) -> Iterator[Repeat]:
    """The repeats among passages, in their order; the left one stands first.

    Passages of one recommendation are not compared, nor those of different editions of one
    review: an edition restates the one before. Of a sentence that stands in very many passages
    not every pair is told (MANY and MOST in `plananalysis.themes.repeats.index`).

    The passages are read once, and all of them before the first repeat is found. What memory does
    not hold is kept on disk meanwhile, some times as much as their texts: in a temporary folder
    within `folder`, or where the system has its temporary files. Raises duckdb.Error where the
    disk is full.
    """
    for rows in find_repeats_among(partial(write_passages, passages=passages), folder):
        yield from map(Repeat, *rows.to_pydict().values())


def find_repeats_among(supply: Supply, folder: Path | None = None) -> Iterator[pa.RecordBatch]:
    """The same of passages that are at hand in a database already, with a column for each field of
    a `Repeat`, many at a time.
    """
    with (
        TemporaryDirectory(prefix="repeats-", dir=folder) as name,
        compare(supply, Path(name)) as connection,
    ):
        yield from tell_repeats(connection)
