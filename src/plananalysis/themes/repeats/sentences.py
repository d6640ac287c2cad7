"""The sentences of a text and their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from plananalysis.themes.codebook.patterns import fold

WORDS_IN_COMMON = 3
"""Telling words that two sentences must share, whatever their likeness."""
LONGEST = 4_000
"""Characters after which a sentence is cut, between words if it has any: none is so long, only a
text without full stops."""

_SENTENCE = re.compile(r"[^.;!?•]+(?:[.;!?](?!\s+[\"'“‘(]?[A-Z])[^.;!?•]+)*[.;!?]?")
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
class Sentence:
    """A sentence: its number in its text, its words, and from where to where they stand."""

    number: int
    words: Sequence[str]
    start: int
    end: int


def find_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text that are long enough to tell something."""
    folded = fold(text)
    for number, (start, end) in enumerate(_find_bounds(text)):
        words = _WORD.findall(folded, start, end)
        if len(words) > WORDS_IN_COMMON:
            last = folded.rindex(words[-1], start, end)
            yield Sentence(number, words, folded.index(words[0], start), last + len(words[-1]))


def find_words(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """The words of a stretch of a text, each with where it begins and ends."""
    return [(word[0], *word.span()) for word in _WORD.finditer(fold(text), start, end)]


def _find_bounds(text: str) -> Iterator[tuple[int, int]]:
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        if end - start <= LONGEST:
            yield start, end
        else:
            yield from (piece.span() for piece in _PIECE.finditer(text, start, end))


@lru_cache(maxsize=50_000)
def find_stem(word: str) -> str:
    """A word without its ending."""
    return _ENDING.sub("", word) if len(word) > 4 else word


@lru_cache(maxsize=50_000)
def is_telling(word: str) -> bool:
    """Whether a word tells one sentence from another."""
    return word not in _UNTELLING and not word.isdigit()
