"""Every phrase of the codebook that a text holds, and whether it is said plainly or by the way."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, repeat
from typing import Literal, NamedTuple

from plananalysis.themes.codebook import Codebook, Facet
from plananalysis.themes.codebook.patterns import (
    ANY,
    Keys,
    Pattern,
    fold,
    split_words,
    word_keys,
)

Weight = Literal["phrase", "mention"]
Role = Literal["code", "passing", "purpose", "purpose_of_entry", "aside", "actor"]
Span = tuple[int, int]

# A sentence ends at a bullet, at a stop before a capital letter, or at a dash that lists. White
# space is looked through from its beginning only: from each place in it, it would take too long.
_SENTENCE_END = re.compile(
    r"[\s•;](?:(?<=[•;])\s*"
    r"|(?<=[.;!?:]\s)\s*(?=[\"'“‘(]?[A-Z])"
    r"|(?<=\s)(?<!\s\s)\s*(?:[•;]\s*|[-–]\s+))"
)
_OPENERS: frozenset[Role] = frozenset({"purpose", "purpose_of_entry", "aside"})
_CLAUSE_END = re.compile(r"[,;)]")
_LETTER = re.compile(r"[^\W\d]")
_LONGEST = 64
"""Letters by which a word is looked up: more than any word of a codebook has."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a text that speak for a code.

    `weight` is that of the phrase in the codebook; `sentence` counts the text's sentences from 0;
    `is_aside`: the words stand in a clause of purpose or by the way.
    """

    facet: Facet
    code: str
    weight: Weight
    start: int
    end: int
    sentence: int
    is_aside: bool


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """A pattern of a codebook and what a match of it means."""

    pattern: Pattern
    role: Role
    facet: Facet = "topic"
    code: str = ""
    weight: Weight = "phrase"


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """Every pattern of a codebook, by the key of the word that it can begin with.

    `keys` are all by which a pattern is found, or passed over: other words mean nothing to it.
    """

    by_first: Mapping[str, tuple[Use, ...]]
    keys: Keys


class _Match(NamedTuple):
    use: Use
    start: int
    end: int
    own: tuple[Span, ...]


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
    by_first: defaultdict[str, list[Use]] = defaultdict(list)
    for use in uses:
        for key in {opening[0] for opening in use.pattern.openings}:
            by_first[key].append(use)
    keys = {key for use in uses for many in (*use.pattern.openings, use.pattern.needed) for key in many}
    return Index({key: tuple(each) for key, each in by_first.items()}, frozenset(keys | {ANY}))


def find_evidence(text: str, index: Index, is_entry: bool = True) -> tuple[Evidence, ...]:
    """Every phrase of the codebook in a text, in reading order, but those inside a longer one.

    What a recommendation (not `is_entry`) asks to be ensured is its matter, and no purpose of it.
    """
    folded = fold(text)
    matches = _match(folded, index)
    evidence = _without_spent(matches)
    if not evidence:
        return ()
    sentences = _sentences(text)
    openers = _OPENERS if is_entry else _OPENERS - {"purpose_of_entry"}
    scopes = list(_scopes(folded, matches, sentences, openers))
    scope_starts = [start for start, _ in scopes]
    reach = [0, *accumulate((end for _, end in scopes), max)]
    return tuple(
        Evidence(
            match.use.facet,
            match.use.code,
            match.use.weight,
            match.start,
            match.end,
            bisect_right(sentences, match.start) - 1,
            match.start < reach[bisect_right(scope_starts, match.start)],
        )
        for match in evidence
    )


def _match(folded: str, index: Index) -> list[_Match]:
    """Every match of every pattern, those of one pattern not overlapping, by where they begin."""
    starts, words = split_words(folded)
    keys = [_known_keys(word[:_LONGEST], index) for word in words]
    present: set[str] = set()
    matches: list[_Match] = []
    ends: dict[Use, int] = {}
    for start, uses in zip(
        starts, map(_beginning_with, keys, chain(keys[1:], [()]), repeat(index)), strict=True
    ):
        for use in uses:
            if ends.get(use, 0) > start:
                continue
            pattern = use.pattern
            # A pattern with a gap looks far ahead: in vain, unless its other word is there.
            if pattern.has_gap:
                present = present or set(chain.from_iterable(keys))
                if present.isdisjoint(pattern.needed):
                    continue
            found = pattern.regex.match(folded, start)
            if found:
                ends[use] = end = found.end()
                own = _own_words(found) if pattern.has_gap else ((start, end),)
                matches.append(_Match(use, start, end, own))
    return matches


@lru_cache(maxsize=16_384)
def _known_keys(word: str, index: Index) -> tuple[str, ...]:
    """The keys of a word that the codebook knows; of most words, that of any word alone."""
    return tuple(key for key in word_keys(word) if key in index.keys)


@lru_cache(maxsize=16_384)
def _beginning_with(
    keys: tuple[str, ...], following: tuple[str, ...], index: Index
) -> tuple[Use, ...]:
    """The patterns that can begin with a word and the word behind it: with most words, none."""
    openings = {*((key,) for key in keys), *((key, behind) for key in keys for behind in following)}
    return tuple(
        use
        for key in keys
        for use in index.by_first.get(key, ())
        if not openings.isdisjoint(use.pattern.openings)
    )


class _Holders:
    """Matches in the order of their beginnings, asked which of them hold given words."""

    def __init__(self, matches: Sequence[_Match]) -> None:
        self.matches = matches
        self.starts = [match.start for match in matches]
        self.reach = list(accumulate((match.end for match in matches), max))

    def of(self, start: int, end: int) -> Iterator[_Match]:
        """Those that hold the words, and more."""
        place = bisect_right(self.starts, start)
        while place and self.reach[place - 1] >= end:
            place -= 1
            match = self.matches[place]
            if match.end >= end and match.end - match.start > end - start:
                yield match


def _without_spent(matches: Sequence[_Match]) -> list[_Match]:
    """The matches that speak for a code, without those whose words a longer phrase takes.

    What stands in a gap is no part of a phrase: a phrase with a gap takes no words of others, and
    loses its own where the words at either side of the gap belong to a longer phrase.
    """
    takers = _Holders(
        [
            match
            for match in matches
            if match.use.role in ("code", "passing") and not match.use.pattern.has_gap
        ]
    )
    kept = [
        match
        for match in matches
        if match.use.role == "code"
        and not any(
            _takes(taker.use, match.use) for part in match.own for taker in takers.of(*part)
        )
    ]
    return sorted(kept, key=lambda match: (match.start, match.end))


def _own_words(found: re.Match[str]) -> tuple[Span, ...]:
    """The spans that are a match's own: all of it, or of one with gaps the words between them."""
    return tuple(span for span in found.regs[1:] if span[0] >= 0) or (found.span(),)


def _takes(taker: Use, use: Use) -> bool:
    return taker.role == "passing" or (taker.facet == use.facet and taker.code != use.code)


def _sentences(text: str) -> list[int]:
    """Where the sentences of a text begin.

    The white space between two sentences belongs to the first, so that every place is in one.
    """
    return [0, *(found.end() for found in _SENTENCE_END.finditer(text))]


def _scopes(
    folded: str, matches: Sequence[_Match], sentences: Sequence[int], openers: Set[Role]
) -> Iterator[Span]:
    """The clauses of purpose and the asides of a text, in the order of their beginnings.

    A clause of purpose goes on until it is said who acts, or to the end of its sentence; one that
    opens the sentence, to a comma at most. An aside goes on to the next comma or bracket.
    """
    opening = [match for match in matches if match.use.role in openers]
    if not opening:
        return
    turns = [match.start for match in matches if match.use.role == "actor"]
    passing = _Holders([match for match in matches if match.use.role == "passing"])
    stops = [found.start() for found in _CLAUSE_END.finditer(folded)]
    letters = [_first_letter(folded, start) for start in sentences]
    for match in opening:
        if any(passing.of(match.start, match.end)):
            continue
        place = bisect_right(sentences, match.start)
        end = sentences[place] if place < len(sentences) else len(folded)
        ends = _next(stops, bisect_left(stops, match.end), end)
        if match.use.role != "aside":
            opens = letters[place - 1] >= match.start
            turn = _next(turns, bisect_right(turns, match.end), end)
            ends = (ends if opens else []) + turn
            if opens and not ends:
                continue  # the sentence is no more than a purpose: what it names, it is about
        yield match.start, min(ends, default=end)


def _first_letter(folded: str, start: int) -> int:
    """Where the first letter stands from a place on: that of a sentence's first word."""
    found = _LETTER.search(folded, start)
    return found.start() if found else len(folded)


def _next(places: Sequence[int], at: int, end: int) -> list[int]:
    """The place of that number, if it is before the end."""
    return list(places[at : at + 1]) if at < len(places) and places[at] < end else []
