"""Repeated promises: passages under different recommendations that say the same.

Verbatim, lightly reworded, or the same fact told again. Sentences are compared by the words and
pairs of words that they share, rare ones counting more; an index of the rare ones proposes which
sentences to compare, so that the work grows with the texts and not with their square.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from plananalysis.themes.repeats.alignment import align, find_runs, is_verbatim
from plananalysis.themes.repeats.index import Match, compare, find_matches, look_up
from plananalysis.themes.repeats.records import Passage, Repeat

__all__ = ["Passage", "Repeat", "find_repeats"]


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
    with (
        TemporaryDirectory(prefix="repeats-", dir=folder) as name,
        compare(passages, Path(name)) as connection,
    ):
        for matches in find_matches(connection):
            yield from _align_all(connection, matches)


def _align_all(connection: duckdb.DuckDBPyConnection, matches: Sequence[Match]) -> Iterator[Repeat]:
    found = [(match, run) for match in matches for run in find_runs(match.pairings)]
    wanted: dict[int, bool] = {}
    for match, run in found:
        for place in (match.left, match.right):
            wanted[place] = wanted.get(place, False) or not is_verbatim(run)
    texts = look_up(connection, wanted)
    for match, run in found:
        (left_id, left_text), (right_id, right_text) = texts[match.left], texts[match.right]
        if is_verbatim(run):
            left_text = right_text = None
        if aligned := align(run, left_text, right_text):
            yield Repeat(left_id, right_id, *aligned)
