"""How near two texts are in content: the cosine of tf-idf weighted word stems.

After Salton and Buckley (1988). The words that say nothing and the endings that are cut off stand
in `vocabulary/linkwords.csv`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import chain

from plananalysis.wording.vocabulary import read_rows

_CAPITALS = re.compile(r"\b([A-Z]{2,6})s?\b")
_JOINING = re.compile(r"['’-]")
# What is longer than a word can be is read in pieces: it would fill the memory of the stems.
_WORD = re.compile(r"[^\W_]{1,64}")
_LEAST_STEM = 4


def weigh(texts: Sequence[str]) -> list[dict[str, float]]:
    """Give each text's stems with their tf-idf weight among these texts."""
    capitals = {word for text in texts for word in _CAPITALS.findall(text)}
    counts = [Counter(filter(None, map(_stem, _words(text, capitals)))) for text in texts]
    spread = Counter(chain.from_iterable(counts))
    rarity = {among: math.log((1 + len(texts)) / among) for among in set(spread.values())}
    rarities = {word: rarity[among] for word, among in spread.items()}
    return [
        {
            word: rarities[word] if times == 1 else (1 + math.log(times)) * rarities[word]
            for word, times in count.items()
        }
        for count in counts
    ]


def cosine(one: Mapping[str, float], other: Mapping[str, float], squares: float) -> float:
    """Give the cosine of two texts; `squares` is the product of the sums of their squares."""
    if not squares:
        return 0.0
    shared = [weight * other[word] for word, weight in one.items() if word in other]
    return sum(shared) / math.sqrt(squares)


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str | None:
    """Cut a common ending off: enough to bring together `developed` and `developing`.

    None for a word that says nothing of what a text is about.
    """
    if word in _stop_words():
        return None
    for suffix in _suffixes():
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            return word.removesuffix(suffix)
    return word


def _words(text: str, capitals: Set[str]) -> list[str]:
    """Give the words of a text; `multi-agency` and `multiagency` are one, as name and initials."""
    words = _WORD.findall(_JOINING.sub("", text.casefold()))
    if not capitals:
        return words
    return words + [initials.casefold() for initials in sorted(_initials(text) & capitals)]


def _initials(text: str) -> set[str]:
    """Give the initials of the names in a text: `PPG` for `the Public Protection Group`."""
    return {
        "".join(word[0] for word in words[first : first + length])
        for name in _names().findall(text)
        for words in [[word for word in re.split(r"[ -]+", name) if word[0].isupper()]]
        for first in range(len(words) - 1)
        for length in range(2, min(6, len(words) - first) + 1)
    }


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_wordings("stop word"))


@cache
def _suffixes() -> tuple[str, ...]:
    """The endings, the longest first: of two that a word has, it loses that one."""
    return tuple(sorted(_wordings("suffix"), key=len, reverse=True))


@cache
def _names() -> re.Pattern[str]:
    """A name of several words, with a capital each, such as `the` Public Protection Group."""
    inside = "|".join(map(re.escape, _wordings("inside name")))
    return re.compile(rf"\b[A-Z][\w'’]*(?:[ -](?:(?:{inside}) )?[A-Z][\w'’]*)+")


def _wordings(role: str) -> list[str]:
    rows = read_rows("linkwords", ("role", "wording", "reason"))
    return [row["wording"] for row in rows if row["role"] == role]
