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
from functools import lru_cache
from itertools import accumulate, pairwise
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

_BLANKED = bytes(
    code if chr(code).isalnum() and code < 128 else ord(" ")  # every byte but a-z and 0-9
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


class Match(NamedTuple):
    """Where a pattern stands; `own` are its words, without what stands in its gaps.

    `is_long`: it goes on behind its first word, and so may hold other matches.
    """

    use: Use
    start: int
    end: int
    own: tuple[Span, ...]
    is_long: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """Words with the same keys; the `uses` that they can begin, by what stands behind them.

    Where no word stands there, but a blank or the end, the kind is that of no keys.
    """

    keys: tuple[str, ...]
    uses: dict[_Kind, tuple[_Trial, ...]] = field(default_factory=dict)


class _Trial(NamedTuple):
    """A use ready to be tried; if it has a gap, in vain without one of the keys `needed`."""

    use: Use
    match: Callable[[str, int], re.Match[str] | None]
    needed: Keys | None


class Index(dict[bytes, _Kind]):
    """The kind of each word, as it is asked for, to a codebook of which these are all `uses`."""

    def __init__(self, uses: Iterable[Use]) -> None:
        self.by_first: defaultdict[str, list[Use]] = defaultdict(list)
        self.keys_known: set[str] = set()
        self.kinds: dict[tuple[str, ...], _Kind] = {}
        for use in uses:
            for key in {opening[0] for opening in use.pattern.openings}:
                self.by_first[key].append(use)
            self.keys_known.update(use.pattern.needed, *use.pattern.openings)

    def __missing__(self, word: bytes) -> _Kind:
        keys = (key for key in word_keys(word.decode()) if word and key in self.keys_known)
        return self._remember(word, tuple(keys))

    def _remember(self, word: bytes, keys: tuple[str, ...]) -> _Kind:
        kind = self.kinds.setdefault(keys, _Kind(keys))
        if len(word) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = kind
        return kind

    def beginning_with(self, kind: _Kind, behind: _Kind) -> tuple[_Trial, ...]:
        """The uses that a word of a kind can begin before one of another."""
        if behind not in kind.uses:
            openings = {(key, *rest) for key in kind.keys for rest in ((), *zip(behind.keys))}
            kind.uses[behind] = tuple(
                _as_trial(use)
                for key in kind.keys
                for use in self.by_first.get(key, ())
                if not behind.keys or not openings.isdisjoint(use.pattern.openings)
            )
        return kind.uses[behind]


def _as_trial(use: Use) -> _Trial:
    pattern = use.pattern
    return _Trial(use, pattern.regex.match, pattern.needed if pattern.has_gap else None)


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
    # Every other character becomes a blank, so that words keep their places.
    pieces = [*folded.encode("ascii", "replace").translate(_BLANKED).split(b" "), b""]
    kinds = list(map(index.__getitem__, pieces))
    present: set[str] = set()
    matches: list[Match] = []
    ends: dict[Use, int] = {}
    for place, (before, (kind, behind)) in enumerate(
        zip(accumulate(map(len, pieces), initial=0), pairwise(kinds), strict=False)
    ):
        trials = kind.uses.get(behind)
        if trials is None:
            trials = index.beginning_with(kind, behind)
        for use, match, needed in trials:
            start = before + place
            # A pattern with a gap looks far ahead: in vain, unless its other word is there.
            if needed:
                present = present or {key for each in set(kinds) for key in each.keys}
                if present.isdisjoint(needed):
                    continue
            found = match(folded, start)
            if found and ends.get(use, 0) <= start:
                ends[use] = end = found.end()
                own = _own_words(found) if needed else ((start, end),)
                is_long = end - start > len(pieces[place])
                matches.append(Match(use, start, end, own, is_long))
    return matches


def _own_words(found: re.Match[str]) -> tuple[Span, ...]:
    """The spans that are a match's own: all of it, or of one with gaps the words between them."""
    return tuple(span for span in found.regs[1:] if span[0] >= 0) or (found.span(),)
