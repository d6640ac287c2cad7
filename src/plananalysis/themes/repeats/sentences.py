"""The sentences of texts and their words, found in many texts at once.

Each character is looked up in a table for what it is; all else is reckoned from where the marks and
the words begin and end, so that no sentence and no word costs a step of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from plananalysis.themes.codebook.patterns import fold

WORDS_IN_COMMON = 3
"""Telling words that two sentences must share, whatever their likeness."""
LONGEST = 4_000
"""Characters after which a sentence is cut, between words if it has any: none is so long, only a
text without full stops."""

Numbers = NDArray[Any]

_BETWEEN = "•"
"""Ends a sentence wherever it stands: between two texts it keeps them apart."""
_OTHER, _SPACE, _QUOTE, _CAPITAL, _STOP, _BREAK = range(6)
"""What a character is to a sentence. From _STOP on it may end one."""
_TABLE = 0x3002
"""Characters above are neither spaces nor marks, nor do they fold to letters without accents."""

_PIECE = re.compile(rf".{{1,{LONGEST}}}(?:\s|\Z)|.{{1,{LONGEST}}}", re.DOTALL)
_WORD = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"(?:ing|ed|es|s|ly)$")

# Words that any two sentences may share: of grammar, of dates, and of the services themselves.
_UNTELLING = frozenset(
    "a all also an and any are as at be been being by each for from had has have in into is it its "
    "may more must new no not now of on or our should so such than that the their them there these "
    "they this those through to under was we were when where which who will with within would "
    "january february march april june july august september october november december "
    "hmpps probation service services".split()
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of some texts that are long enough to tell something, in their order.

    Of each, as an array: which text it stands in, its number there, from where to where its words
    stand in the characters of the text, and which of all `words` are its own. These are places in
    `vocabulary`.
    """

    text: Numbers
    number: Numbers
    first: Numbers
    last: Numbers
    words_from: Numbers
    words_to: Numbers
    words: Numbers
    vocabulary: Sequence[str]


def find_sentences(texts: Sequence[str]) -> Sentences:
    """The sentences of texts. These must fit into memory some twenty times."""
    joined = _BETWEEN.join(("", *texts, ""))
    characters = np.frombuffer(joined.encode("utf-32-le"), np.int32)
    kinds, letters = (table.take(characters, mode="clip") for table in _make_tables())
    starts, ends = _find_bounds(kinds)
    starts, cuts = _cut(joined, starts, ends)
    word_starts, word_ends = _find_words(letters > 0, cuts)
    lengths = np.array([len(text) + 1 for text in texts], np.int64)
    begins = 1 + np.cumsum(lengths) - lengths
    text = np.searchsorted(begins, starts, "right") - 1
    number = np.arange(len(starts)) - np.searchsorted(starts, begins)[text]
    words_from = np.searchsorted(word_starts, starts)
    words_to = np.append(words_from[1:], len(word_starts))
    kept = words_to - words_from > WORDS_IN_COMMON
    text, number, words_from, words_to = (
        each[kept] for each in (text, number, words_from, words_to)
    )
    words = _encode(letters, word_ends - word_starts)
    return Sentences(
        text,
        number,
        word_starts[words_from] - begins[text],
        word_ends[words_to - 1] - begins[text],
        words_from,
        words_to,
        words.indices.to_numpy(),
        words.dictionary.to_pylist(),
    )


def find_words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, each with where it begins and ends."""
    return [(word[0], *word.span()) for word in _WORD.finditer(fold(text))]


@cache
def _make_tables() -> tuple[Numbers, Numbers]:
    """By character: what it is to a sentence; and the letter or digit of a word, 0 if it is none.

    A capital behind a stop and a space, with a quote before it or without, begins a sentence.
    """
    kinds, letters = np.zeros(_TABLE, np.uint8), np.zeros(_TABLE, np.uint8)
    for code in range(_TABLE):
        character = chr(code)
        kinds[code] = _SPACE if character.isspace() else _OTHER
        if _WORD.fullmatch(folded := fold(character)):
            letters[code] = ord(folded)
    for marks, kind in (("\"'“‘(", _QUOTE), (".;!?", _STOP), (_BETWEEN, _BREAK)):
        kinds[[ord(mark) for mark in marks]] = kind
    kinds[ord("A") : ord("Z") + 1] = _CAPITAL
    return kinds, letters


def _find_bounds(kinds: Numbers) -> tuple[Numbers, Numbers]:
    """From where to where sentences stand, each with the stop that ends it."""
    marks = np.flatnonzero(kinds >= _STOP)
    stops = marks[kinds[marks] == _STOP]
    solid = np.flatnonzero(kinds != _SPACE)
    after = solid[np.searchsorted(solid, stops + 1)]
    opened = after + (kinds[after] == _QUOTE)
    is_end = (after > stops + 1) & (kinds[opened] == _CAPITAL)
    # A stop among others ends what is before them; where nothing is, it stands alone.
    is_end |= (kinds[stops + 1] >= _STOP) | (kinds[stops - 1] >= _STOP)
    limits = np.setdiff1d(marks, stops[~is_end], assume_unique=True)
    is_filled = np.diff(limits) > 1
    closing = limits[1:][is_filled]
    return limits[:-1][is_filled] + 1, closing + (kinds[closing] == _STOP)


def _cut(joined: str, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Where sentences start when the long ones are cut, and where those were cut."""
    cuts = np.array(
        [
            piece.start()
            for at in np.flatnonzero(ends - starts > LONGEST)
            for piece in _PIECE.finditer(joined, int(starts[at]), int(ends[at]))
            if piece.start() > starts[at]
        ],
        np.int64,
    )
    return np.union1d(starts, cuts) if len(cuts) else starts, cuts


def _find_words(is_letter: Numbers, cuts: Numbers) -> tuple[Numbers, Numbers]:
    """From where to where words stand; a cut may part one."""
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    starts, ends = edges[::2], edges[1::2]
    within = cuts[is_letter[cuts] & is_letter[cuts - 1]]
    if not len(within):
        return starts, ends
    return np.union1d(starts, within), np.union1d(ends, within)


def _encode(letters: Numbers, lengths: Numbers) -> pa.DictionaryArray:
    """Words as places in the list of the different ones."""
    ends = np.append(0, np.cumsum(lengths)).astype(np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(letters[letters > 0])]
    words = pa.Array.from_buffers(pa.large_string(), len(lengths), buffers)
    return words.dictionary_encode()


@lru_cache(maxsize=50_000)
def find_stem(word: str) -> str:
    """A word without its ending."""
    return _ENDING.sub("", word) if len(word) > 4 else word


@lru_cache(maxsize=50_000)
def is_telling(word: str) -> bool:
    """Whether a word tells one sentence from another."""
    return word not in _UNTELLING and not word.isdigit()
