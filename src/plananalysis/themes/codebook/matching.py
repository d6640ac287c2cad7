"""Every match of every pattern of a codebook in a text, found without trying most of them.

A pattern is tried where a word and the word behind it can begin it. To a codebook words are of few
kinds, most of them of one that begins nothing, and what a word of one kind can begin before one of
another is worked out once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import accumulate, compress
from operator import or_
from typing import Literal, NamedTuple

from plananalysis.themes.codebook import Codebook, Facet
from plananalysis.themes.codebook.patterns import Keys, Pattern, word_keys

Weight = Literal["phrase", "mention"]
Role = Literal["code", "passing", "purpose", "purpose_of_entry", "aside", "actor"]
Span = tuple[int, int]

REMEMBERED = 16_384
"""Words of which the kind is remembered."""
LONGEST = 40
"""Letters; what is longer is hardly a word, and would fill the memory."""

_STOPS = b".;!"
"""What no pattern goes over, not even in a gap; there are others, but these are ASCII."""
_STOP = b"."
_BLANKED = bytes(
    code
    if chr(code).isalnum() and code < 128
    else ord(_STOP if code in _STOPS else b" ")  # every byte but a-z and 0-9
    for code in range(256)
)


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A pattern of a codebook and what a match of it means."""

    pattern: Pattern
    role: Role
    facet: Facet = "topic"
    code: str = ""
    weight: Weight = "phrase"
    may_take: bool = field(init=False)
    """Whether the words of a long match are lost to others: what stands in a gap is not."""

    def __post_init__(self) -> None:
        may_take = self.role in ("code", "passing") and not self.pattern.has_gap
        object.__setattr__(self, "may_take", may_take)


class Match(NamedTuple):
    """Where a pattern stands; `own` are its words, without what stands in its gaps.

    `is_long`: it goes on behind its first word, and so may hold other matches.
    """

    use: Use
    start: int
    end: int
    own: tuple[Span, ...]
    is_long: bool


class _Kind(tuple[Use, ...]):
    """Words with the same keys: the uses that they can begin, empty for most words.

    `answers` has a bit for each set of words that a pattern with a gap needs and that these are of;
    `before` are the trials at such a word, by the kind of what stands behind it. Where no word
    stands there, but a blank or the end, that is the kind of no keys.
    """

    keys: tuple[str, ...]
    answers: int
    before: dict[_Kind, tuple[_Trial, ...]]

    __hash__ = object.__hash__
    __eq__ = object.__eq__


class _Trial(NamedTuple):
    """A use ready to be tried; one with a gap, in vain where no word answers one of `needed`."""

    use: Use
    match: Callable[[str, int], re.Match[str] | None]
    needed: int


class Index(dict[bytes, _Kind]):
    """The kind of each word, as it is asked for, to a codebook of which these are all `uses`."""

    def __init__(self, uses: Iterable[Use]) -> None:
        self.by_first: defaultdict[str, list[Use]] = defaultdict(list)
        self.bits: dict[Keys, int] = {}
        self.keys_known: set[str] = set()
        self.kinds: dict[tuple[str, ...], _Kind] = {}
        for use in uses:
            for key in {opening[0] for opening in use.pattern.openings}:
                self.by_first[key].append(use)
            self.keys_known.update(*use.pattern.openings)
            if use.pattern.has_gap:
                self.bits.setdefault(use.pattern.needed, 1 << len(self.bits))
                self.keys_known |= use.pattern.needed
        self.blank = self.kind_of(())

    def __missing__(self, word: bytes) -> _Kind:
        keys = (key for key in word_keys(word.decode()) if word and key in self.keys_known)
        kind = self.kind_of(tuple(keys))
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = kind
        return kind

    def kind_of(self, keys: tuple[str, ...]) -> _Kind:
        """The kind of the words with these keys."""
        if keys not in self.kinds:
            kind = _Kind(use for key in keys for use in self.by_first.get(key, ()))
            kind.keys, kind.before = keys, {}
            kind.answers = sum(
                bit for needed, bit in self.bits.items() if not needed.isdisjoint(keys)
            )
            self.kinds[keys] = kind
        return self.kinds[keys]

    def bit_of(self, pattern: Pattern) -> int:
        """The bit of what a pattern with a gap needs; none of a pattern without."""
        return self.bits[pattern.needed] if pattern.has_gap else 0

    def trials(self, kind: _Kind, behind: _Kind) -> tuple[_Trial, ...]:
        """The uses that a word of a kind can begin before one of another, ready to be tried."""
        if behind not in kind.before:
            openings = {(key, *rest) for key in kind.keys for rest in ((), *zip(behind.keys))}
            kind.before[behind] = tuple(
                _Trial(use, use.pattern.regex.match, self.bit_of(use.pattern))
                for use in kind
                if not behind.keys or not openings.isdisjoint(use.pattern.openings)
            )
        return kind.before[behind]


@lru_cache(maxsize=8)
def index_codebook(codebook: Codebook) -> Index:
    """The codebook made ready for looking through many texts."""
    context: Sequence[tuple[Sequence[Pattern], Role]] = (
        (codebook.purpose, "purpose"),
        (codebook.purpose_of_entry, "purpose_of_entry"),
        (codebook.aside, "aside"),
        (codebook.actors, "actor"),
        (codebook.passing, "passing"),
    )
    uses = [Use(pattern, role) for patterns, role in context for pattern in patterns]
    for code in codebook.codes:
        uses += [Use(each, "code", code.facet, code.code, "phrase") for each in code.phrases]
        uses += [Use(each, "code", code.facet, code.code, "mention") for each in code.mentions]
    return Index(uses)


def find_matches(folded: str, index: Index) -> list[Match]:
    """Every match of every pattern, those of one pattern not overlapping, by where they begin."""
    matches: list[Match] = []
    ends: dict[Use, int] = {}
    begins = 0
    # Every other character becomes a blank or a stop, so that words keep their places.
    for sentence in folded.encode("ascii", "replace").translate(_BLANKED).split(_STOP):
        pieces = sentence.split(b" ")
        kinds = [*map(index.__getitem__, pieces), index.blank]
        answered = -1
        places = [*accumulate(map(len, pieces), initial=begins)]
        for place in compress(range(len(pieces)), kinds):
            kind, behind = kinds[place], kinds[place + 1]
            trials = kind.before.get(behind)
            if trials is None:
                trials = index.trials(kind, behind)
            start = places[place] + place
            for use, match, needed in trials:
                if needed:
                    # A pattern with a gap looks far ahead: in vain, where its other word is not.
                    if answered < 0:
                        answered = reduce(or_, [each.answers for each in kinds])
                    if not needed & answered:
                        continue
                found = match(folded, start)
                if found and ends.get(use, 0) <= start:
                    ends[use] = end = found.end()
                    own = _own_words(found) if needed else ((start, end),)
                    matches.append(Match(use, start, end, own, end - start > len(pieces[place])))
        begins += len(sentence) + 1
    return matches


def _own_words(found: re.Match[str]) -> tuple[Span, ...]:
    """The spans that are a match's own: all of it, or of one with gaps the words between them."""
    return tuple(span for span in found.regs[1:] if span[0] >= 0) or (found.span(),)
