"""What texts say, in tables: their sentences, and what the different ones are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plananalysis.themes.repeats.features import as_numbers, digest_sentences, find_features
from plananalysis.themes.repeats.sentences import WORDS_IN_COMMON, find_sentences

Numbers = NDArray[Any]

SENTENCES = pa.schema(
    [(name, pa.int32()) for name in ("text", "wording", "number", "first", "last", "time")]
)
"""Columns of the sentences: which text they stand in, the place of their words among those of the
text's owner, the number in the text, from where to where the words stand in the text's characters,
and how often the same stood in the text before, and one.
"""
WORDINGS = pa.schema(
    [
        ("owner", pa.int32()),
        ("place", pa.int32()),
        ("digest", pa.decimal128(38, 0)),
        ("telling", pa.int32()),
        ("features", pa.list_(pa.uint64())),
    ]
)
"""Columns of the different sentences of an owner: whose, the place among them, what stands for
their words, how many of their words tell something, and what they are compared by.
"""


def read_texts(texts: Sequence[str], owners: Numbers) -> tuple[pa.Table, pa.Table]:
    """The sentences of texts and the different ones of each owner, as `SENTENCES` and `WORDINGS`.

    `owners` are those of the texts, as numbers that never fall. What is told of an owner's texts is
    the same whichever others there are. Sentences that tell too little to be compared are among
    the different ones only, as these are counted. The texts must fit into memory some fifty times.
    """
    found = find_sentences(texts)
    codes: dict[bytes, int] = {}
    code = _as_array(codes.setdefault(each, len(codes)) for each in digest_sentences(found))
    features, telling = find_features(found, np.unique(code, return_index=True)[1])
    owner = owners[found.text]
    wording, first_at = _number(owner * len(codes) + code)
    place = wording - np.searchsorted(owner[first_at], owner)
    time = _count(found.text * len(codes) + code)
    is_told = telling[code] >= WORDS_IN_COMMON
    sentences = [
        pa.array(column[is_told], pa.int32())
        for column in (found.text, place, found.number, found.first, found.last, time)
    ]
    kinds = code[first_at]
    wordings = [
        pa.array(owner[first_at], pa.int32()),
        pa.array(place[first_at], pa.int32()),
        as_numbers(list(codes)).take(pa.array(kinds)),
        pa.array(telling[kinds], pa.int32()),
        features.take(pa.array(kinds)),
    ]
    return pa.table(sentences, schema=SENTENCES), pa.table(wordings, schema=WORDINGS)


def _as_array(numbers: Iterable[int]) -> Numbers:
    return np.fromiter(numbers, np.int64)


def _number(keys: Numbers) -> tuple[Numbers, Numbers]:
    """Keys as numbers in the order in which they first stand; and where each number first does."""
    _, first_at, inverse = np.unique(keys, return_index=True, return_inverse=True)
    rank = np.empty(len(first_at), np.int64)
    rank[np.argsort(first_at)] = np.arange(len(first_at))
    return rank[inverse], np.sort(first_at)


def _count(keys: Numbers) -> Numbers:
    """How often each key stood before, and one."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    times = np.empty(len(keys), np.int64)
    times[order] = np.arange(len(keys)) - np.searchsorted(ranked, ranked) + 1
    return times
