"""Which sentences of two texts make up one passage: neighbours that pair with neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

LONGEST_RUN = 12_000
"""Characters after which sentences begin another run: aligning takes memory for each word of the
one side and each of the other."""

Numbers = NDArray[Any]
Columns = Mapping[str, Numbers]


class Pairing(NamedTuple):
    """Two sentences that say the same: their numbers in their texts, from where to where they
    stand, and whether their words are the same.
    """

    is_same: bool
    left_number: int
    left_first: int
    left_last: int
    right_number: int
    right_first: int
    right_last: int


class Run(NamedTuple):
    """A passage of two texts, those given by their places: the number of its first sentence on the
    left, and from where to where it stands in both.
    """

    left_place: int
    right_place: int
    number: int
    left_start: int
    left_end: int
    right_start: int
    right_end: int


PLACES = ("left_place", "right_place")
RUNS = pa.schema([(name, pa.int32()) for name in Run._fields])


def find_runs(pairings: Iterable[Pairing]) -> list[list[Pairing]]:
    """The sentences of two texts, the likest first, as runs: each once, with its likest;
    neighbours that pair with neighbours are one passage.
    """
    chosen = []
    lefts: set[int] = set()
    rights: set[int] = set()
    for each in pairings:
        if each.left_number not in lefts and each.right_number not in rights:
            lefts.add(each.left_number)
            rights.add(each.right_number)
            chosen.append(each)
    runs: list[list[Pairing]] = []
    for each in sorted(chosen, key=lambda each: each.left_number):
        if runs and _continues(runs[-1], each):
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs


def _continues(run: Sequence[Pairing], after: Pairing) -> bool:
    last, first = run[-1], run[0]
    return (
        after.left_number == last.left_number + 1
        and after.right_number == last.right_number + 1
        and after.left_last - first.left_first <= LONGEST_RUN
        and after.right_last - first.right_first <= LONGEST_RUN
    )


def part_runs(matches: Iterable[pa.RecordBatch]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The runs of pairs of texts, those that are verbatim and the others, as tables of `Run`.

    The matches are as `sql/repeats/found.sql` gives them. Most pairs have nothing in common but
    sentences that are the same: these are told all at once, the others one by one.
    """
    for rows in _in_whole_pairs(matches):
        columns = {name: rows[name].to_numpy() for name in rows.column_names}
        is_plain, plain = _run_plain(columns)
        verbatim, reworded = _run_others(rows.filter(pa.array(~is_plain)))
        yield pa.concat_tables([plain, verbatim]), reworded


def _in_whole_pairs(matches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Matches many at a time, those of two texts never apart."""
    rest: pa.Table | None = None
    for batch in matches:
        rows = pa.Table.from_batches([batch])
        if rest is not None:
            rows = pa.concat_tables([rest, rows])
        last = int(_find_pairs(*(rows[name].to_numpy() for name in PLACES))[-1])
        if last:
            yield rows[:last]
        rest = rows[last:]
    if rest is not None:
        yield rest


def _find_pairs(left: Numbers, right: Numbers) -> Numbers:
    """Where the matches of each pair of texts begin."""
    is_new = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    return np.append(0, np.flatnonzero(is_new) + 1)


def _run_plain(columns: Columns) -> tuple[Numbers, pa.Table]:
    """Which matches are of pairs that have but the same sentences in common, and their runs.

    Such a sentence has one counterpart, so that all are chosen, and they are in order. A pair with
    a run that is too long is none of them.
    """
    begins = _find_pairs(*(columns[name] for name in PLACES))
    is_plain = np.logical_and.reduceat(columns["is_same"], begins)
    pair = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(columns["is_same"])))
    follows = np.diff(pair, prepend=-1) == 0
    for name in ("left_number", "right_number"):
        follows &= np.diff(columns[name], prepend=-1) == 1
    firsts = np.flatnonzero(~follows)
    lasts = np.append(firsts[1:], len(pair)) - 1
    for side in ("left", "right"):
        length = columns[f"{side}_last"][lasts] - columns[f"{side}_first"][firsts]
        is_plain[pair[firsts[length > LONGEST_RUN]]] = False
    chosen = is_plain[pair[firsts]]
    firsts, lasts = firsts[chosen], lasts[chosen]
    found = [columns[name][firsts] for name in (*PLACES, "left_number")]
    for side in ("left", "right"):
        found += [columns[f"{side}_first"][firsts], columns[f"{side}_last"][lasts]]
    return is_plain[pair], pa.table([pa.array(each, pa.int32()) for each in found], schema=RUNS)


def _run_others(rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The runs of the other pairs, those that are verbatim and those that are not."""
    verbatim: list[Run] = []
    reworded: list[Run] = []
    matches = zip(*rows.to_pydict().values(), strict=True)
    for (left, right), group in groupby(matches, key=itemgetter(0, 1)):
        for run in find_runs(Pairing(*row[2:]) for row in group):
            is_verbatim = all(each.is_same for each in run)
            (verbatim if is_verbatim else reworded).append(bound(left, right, run))
    return _as_table(verbatim), _as_table(reworded)


def bound(left: int, right: int, run: Sequence[Pairing]) -> Run:
    """From where to where a run stands in two texts, given by their places."""
    first, last = run[0], run[-1]
    return Run(
        left,
        right,
        first.left_number,
        first.left_first,
        last.left_last,
        first.right_first,
        last.right_last,
    )


def _as_table(runs: Sequence[Run]) -> pa.Table:
    columns = zip(*runs, strict=True) if runs else [()] * len(RUNS)
    return pa.table([pa.array(column, pa.int32()) for column in columns], schema=RUNS)
