"""What the texts of plans say, kept with them: no build reads them again to search for repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plananalysis.themes.repeats import SENTENCES, WORDINGS, read_texts

Numbers = NDArray[Any]

OF_TEXTS = ("sentences", "wordings")
"""The tables of a pack that hold what `find_texts` gives."""
MOST_CHARACTERS = 1_000_000
"""Plans with so many are read together, or one that has more."""

_KEY = pa.field("key", pa.string())
_SENTENCES = pa.schema([_KEY, ("is_entry", pa.bool_()), ("item", pa.int32()), *list(SENTENCES)[1:]])
_WORDINGS = pa.schema([_KEY, *list(WORDINGS)[1:]])


def find_texts(keys: Sequence[str], rows: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables of `OF_TEXTS` for the plans of these keys, in their order.

    `sentences` says of each in which item's text it stands, that of an entry or of a
    recommendation, by the `place` of that; the rest as `SENTENCES` and `WORDINGS` of
    `plananalysis.themes.repeats.reading`. What it says of a plan depends on no other.
    """
    numbers = {key: number for number, key in enumerate(keys)}
    items = [rows[name].select(("key", "place", "text")) for name in ("recommendations", "entries")]
    is_entry = np.repeat([False, True], [len(each) for each in items])
    together = pa.concat_tables(items)
    owners = np.array([numbers[key] for key in together["key"].to_pylist()], np.int64)
    order = np.argsort(owners, kind="stable")
    owners, is_entry = owners[order], is_entry[order]
    places = together["place"].to_numpy()[order]
    texts = together["text"].take(pa.array(order)).to_pylist()
    names = pa.array(keys, _KEY.type)
    sentences, wordings = [_SENTENCES.empty_table()], [_WORDINGS.empty_table()]
    for first, last in _part(texts, owners):
        said, told = read_texts(texts[first:last], owners[first:last])
        at = first + said["text"].to_numpy()
        columns = [names.take(pa.array(owners[at])), pa.array(is_entry[at]), pa.array(places[at])]
        sentences.append(pa.table([*columns, *said.columns[1:]], schema=_SENTENCES))
        columns = [names.take(told["owner"].combine_chunks())]
        wordings.append(pa.table([*columns, *told.columns[1:]], schema=_WORDINGS))
    return dict(zip(OF_TEXTS, map(pa.concat_tables, (sentences, wordings)), strict=True))


def _part(texts: Sequence[str], owners: Numbers) -> Iterator[tuple[int, int]]:
    """From where to where texts are read together: those of one owner are never parted."""
    first = size = 0
    begins = np.flatnonzero(np.diff(owners, prepend=-1)).tolist()
    for begin, end in pairwise([*begins, len(texts)]):
        length = sum(len(text) for text in texts[begin:end])
        if size and size + length > MOST_CHARACTERS:
            yield first, begin
            first, size = begin, 0
        size += length
    if texts:
        yield first, len(texts)
