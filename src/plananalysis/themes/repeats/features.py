"""What sentences are compared by: their telling words and their pairs of neighbouring words.

As numbers that are the same in every run. They have 64 bits: of a hundred million different words
and pairs hardly two have the same number, and what two sentences had in common by such a chance
would not stand when their words are set side by side. Sentences are told from one another by 126
bits, so that no two are taken for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plananalysis.themes.repeats.sentences import Sentences, find_stem, is_telling

Numbers = NDArray[Any]

DIGEST = 16
"""Bytes of a sentence's digest."""
TOGETHER = 8_000
"""Sentences whose features are sorted together: their numbers have 15 bits beside two stems."""
# What stands in a number beside a sentence and a stem where there is no second stem: stems are
# fewer, as a call gets some million characters, or the text of one plan.
_ALONE = (1 << 24) - 1
_HIGH = np.uint64((1 << 62) - 1)
_ODD = tuple(np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F))


def digest_sentences(sentences: Sentences) -> list[bytes]:
    """16 bytes for each sentence that stand for its words."""
    hashes = _hash_all(sentences.vocabulary)[sentences.words]
    view = memoryview(hashes.tobytes())
    bounds = zip(
        (sentences.words_from * DIGEST).tolist(),
        (sentences.words_to * DIGEST).tolist(),
        strict=True,
    )
    return [blake2b(view[first:last], digest_size=DIGEST).digest() for first, last in bounds]


def as_numbers(digests: Sequence[bytes]) -> pa.Array:
    """Digests as whole numbers of 38 digits, which the database keeps in 16 bytes."""
    halves = np.frombuffer(b"".join(digests), np.uint64).reshape(-1, 2).copy()
    halves[:, 1] &= _HIGH
    return pa.Array.from_buffers(pa.decimal128(38, 0), len(halves), [None, pa.py_buffer(halves)])


def find_features(sentences: Sentences, chosen: Numbers) -> tuple[pa.ListArray, Numbers]:
    """The features of the chosen sentences, and how many of each one's are words.

    The lowest bit of a feature says that it is a word, not a pair. What is found of a sentence does
    not depend on the others.
    """
    words = sentences.vocabulary
    # In the order of their hashes, whatever other words there are.
    hashes, stem_of = np.unique(_hash_all(map(find_stem, words))[:, 0], return_inverse=True)
    telling = np.array([is_telling(word) for word in words], np.bool_)
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    for at in range(0, len(chosen), TOGETHER):
        some = chosen[at : at + TOGETHER]
        owner, place = _spread(sentences.words_from[some], sentences.words_to[some])
        codes = sentences.words[place]
        found.append(_find_some(len(some), owner, stem_of[codes], telling[codes], hashes))
    nothing = np.zeros(0, np.int64)
    numbers, sizes, counts = (
        np.concatenate(parts) for parts in zip(*found or [(nothing,) * 3], strict=True)
    )
    ends = np.append(0, np.cumsum(sizes)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(numbers, pa.uint64())), counts


def _spread(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """Every place from each first to its last, exclusive, with whose it is."""
    sizes = last - first
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return owner, np.arange(len(owner)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)


def _find_some(
    count: int, owner: Numbers, stems: Numbers, is_telling: Numbers, hashes: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Features, sentence after sentence; how many each has, and how many of those are words."""
    found = _number_features(owner, stems, is_telling)
    one, other, owner = found >> 24 & _ALONE, found & _ALONE, found >> 48
    is_word = other == _ALONE
    numbers = _stir(hashes[one] * _ODD[0] + hashes[np.where(is_word, one, other)])
    numbers = numbers & ~np.uint64(1) | is_word.astype(np.uint64)
    sizes = np.bincount(owner, minlength=count)
    return numbers, sizes, np.bincount(owner[is_word], minlength=count)


def _number_features(place: Numbers, stems: Numbers, is_telling: Numbers) -> Numbers:
    """Sentence, stem and next stem in one number, each once, in order; a word has no next."""
    singles = (place << 48 | stems << 24 | _ALONE)[is_telling]
    is_paired = place[:-1] == place[1:]
    pairs = (place[:-1] << 48 | stems[:-1] << 24 | stems[1:])[is_paired]
    found: Numbers = np.sort(np.concatenate((singles, pairs)))
    is_first: Numbers = np.diff(found, prepend=-1) > 0
    return found[is_first]


def _hash_all(words: Iterable[str]) -> Numbers:
    """The two halves of each word's hash."""
    return np.frombuffer(b"".join(map(_hash, words)), np.uint64).reshape(-1, 2)


@lru_cache(maxsize=50_000)
def _hash(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=DIGEST).digest()


def _stir(numbers: Numbers) -> Numbers:
    """Every bit of a number depends on all of them."""
    for odd in _ODD:
        numbers = (numbers ^ numbers >> np.uint64(31)) * odd
    stirred: Numbers = numbers ^ numbers >> np.uint64(31)
    return stirred
