"""What sentences are compared by: their telling words and their pairs of neighbouring words.

As numbers that are the same in every run. They have 126 bits, so that of all the words and pairs
of a library no two have the same number: a pair would have to be sought for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plananalysis.themes.repeats.sentences import find_stem, is_telling

Numbers = NDArray[Any]

# What stands in a number beside a sentence and a stem where there is no second stem: stems are
# fewer, as a call gets some thousand sentences of LONGEST characters at most.
_ALONE = (1 << 24) - 1
_HIGH = np.uint64((1 << 62) - 1)
_ODD = tuple(np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F))


def digest(words: Sequence[str]) -> bytes:
    """16 bytes that stand for a sentence's words."""
    return blake2b(" ".join(words).encode(), digest_size=16).digest()


def as_numbers(digests: bytes) -> pa.Array:
    """Digests in a row as numbers of 126 bits."""
    numbers = np.frombuffer(digests, np.uint64).reshape(-1, 2).copy()
    return _as_decimals(numbers[:, 0], numbers[:, 1])


def find_features(sentences: Sequence[Sequence[str]]) -> tuple[pa.Array, pa.Array]:
    """The features of each sentence, and how many of them are words.

    The lowest bit of a feature says that it is a word, not a pair.
    """
    words: dict[str, int] = {}
    flat = [words.setdefault(word, len(words)) for word in chain.from_iterable(sentences)]
    stems: dict[str, int] = {}
    stem_of = np.array([stems.setdefault(find_stem(word), len(stems)) for word in words], np.int64)
    telling = np.array([is_telling(word) for word in words], np.bool_)
    codes = np.array(flat, np.int64)
    place = np.repeat(np.arange(len(sentences)), [len(each) for each in sentences])
    found = _number_features(place, stem_of[codes], telling[codes])
    one, other, owner = found >> 24 & _ALONE, found & _ALONE, found >> 48
    is_word = other == _ALONE
    numbers = _mix(_hash_stems(stems), one, np.where(is_word, one, other), is_word)
    ends = np.searchsorted(owner, np.arange(len(sentences) + 1)).astype(np.int32)
    counts = np.bincount(owner[is_word], minlength=len(sentences)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), numbers), pa.array(counts)


def _number_features(place: Numbers, stems: Numbers, is_telling: Numbers) -> Numbers:
    """Sentence, stem and next stem in one number, each once, in order; a word has no next."""
    singles = (place << 48 | stems << 24 | _ALONE)[is_telling]
    is_paired = place[:-1] == place[1:]
    pairs = (place[:-1] << 48 | stems[:-1] << 24 | stems[1:])[is_paired]
    found: Numbers = np.sort(np.concatenate((singles, pairs)))
    is_first: Numbers = np.diff(found, prepend=-1) > 0
    return found[is_first]


def _hash_stems(stems: Iterable[str]) -> Numbers:
    """The low and the high half of each stem's hash."""
    return np.frombuffer(b"".join(map(_hash, stems)), np.uint64).reshape(-1, 2)


@lru_cache(maxsize=50_000)
def _hash(stem: str) -> bytes:
    return blake2b(stem.encode(), digest_size=16).digest()


def _mix(hashes: Numbers, one: Numbers, other: Numbers, is_word: Numbers) -> pa.Array:
    """A number for two stems in their order, or for one word."""
    low, high = hashes[:, 0], hashes[:, 1]
    mixed_low = _stir(low[one] * _ODD[0] + high[other])
    mixed_high = _stir(high[one] + low[other] * _ODD[1])
    return _as_decimals(mixed_low & ~np.uint64(1) | is_word.astype(np.uint64), mixed_high)


def _stir(numbers: Numbers) -> Numbers:
    """Every bit of a number depends on all of them."""
    for odd in _ODD:
        numbers = (numbers ^ numbers >> np.uint64(31)) * odd
    stirred: Numbers = numbers ^ numbers >> np.uint64(31)
    return stirred


def _as_decimals(low: Numbers, high: Numbers) -> pa.Array:
    """Halves as whole numbers of 38 digits, which the database keeps in 16 bytes."""
    halves = np.ascontiguousarray(np.column_stack((low, high & _HIGH)))
    return pa.Array.from_buffers(pa.decimal128(38, 0), len(halves), [None, pa.py_buffer(halves)])
