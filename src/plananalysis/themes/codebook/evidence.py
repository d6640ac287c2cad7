"""Every phrase of the codebook that a text holds, and whether it is said plainly or by the way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from plananalysis.themes.codebook import Codebook, Facet
from plananalysis.themes.codebook.patterns import Pattern, find_words, fold, word_keys

Weight = Literal["phrase", "mention"]
Role = Literal["code", "passing", "purpose", "purpose_of_entry", "aside", "actor"]
Span = tuple[int, int]

# A sentence ends at a stop before a capital letter, at a bullet, or at a dash that lists.
_SENTENCE_END = re.compile(r"(?<=[.;!?:])\s+(?=[\"'“‘(]?[A-Z])|\s*[•;]\s*|\s+[-–]\s+")
_OPENERS: frozenset[Role] = frozenset({"purpose", "purpose_of_entry", "aside"})
_CLAUSE_END = re.compile(r"[,;)]")
_NO_WORD = re.compile(r"[\W\d]*")


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
    """Every pattern of a codebook, by the keys of the word that it can begin with."""

    by_first: Mapping[str, tuple[Use, ...]]


@dataclass(frozen=True, slots=True)
class _Match:
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
        for key in use.pattern.first:
            by_first[key].append(use)
    return Index({key: tuple(each) for key, each in by_first.items()})


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
    return tuple(
        Evidence(
            match.use.facet,
            match.use.code,
            match.use.weight,
            match.start,
            match.end,
            next(place for place, (_, end) in enumerate(sentences) if match.start < end),
            any(start <= match.start < end for start, end in scopes),
        )
        for match in evidence
    )


def _match(folded: str, index: Index) -> list[_Match]:
    """Every match of every pattern, those of one pattern not overlapping."""
    words = list(find_words(folded))
    present: set[str] = set()
    matches: list[_Match] = []
    ends: dict[Use, int] = {}
    for start, word in words:
        for use in _beginning_with(word, index):
            if ends.get(use, 0) > start:
                continue
            # A pattern with a gap looks far ahead: in vain, unless its other word is there.
            if use.pattern.has_gap:
                present = present or {key for _, each in words for key in word_keys(each)}
                if present.isdisjoint(use.pattern.needed):
                    continue
            found = use.pattern.regex.match(folded, start)
            if found:
                ends[use] = found.end()
                matches.append(_Match(use, start, found.end(), _own_words(found)))
    return matches


@lru_cache(maxsize=50_000)
def _beginning_with(word: str, index: Index) -> tuple[Use, ...]:
    """The patterns that can begin with a word: for most words, none."""
    return tuple(use for key in word_keys(word) for use in index.by_first.get(key, ()))


def _without_spent(matches: Sequence[_Match]) -> list[_Match]:
    """The matches that speak for a code, without those whose words a longer phrase takes.

    What stands in a gap is no part of a phrase: a phrase with a gap takes no words of others, and
    loses its own where the words at either side of the gap belong to a longer phrase.
    """
    takers = [
        match
        for match in matches
        if match.use.role in ("code", "passing") and not match.use.pattern.has_gap
    ]
    kept = [
        match
        for match in matches
        if match.use.role == "code"
        and not any(_takes(taker, match.use, *part) for part in match.own for taker in takers)
    ]
    return sorted(kept, key=lambda match: (match.start, match.end))


def _own_words(found: re.Match[str]) -> tuple[Span, ...]:
    """The spans that are a match's own: all of it, or of one with gaps the words between them."""
    return tuple(span for span in found.regs[1:] if span[0] >= 0) or (found.span(),)


def _takes(taker: _Match, use: Use, start: int, end: int) -> bool:
    return _holds(taker, start, end) and (
        taker.use.role == "passing" or (taker.use.facet == use.facet and taker.use.code != use.code)
    )


def _holds(match: _Match, start: int, end: int) -> bool:
    """Whether the match holds these words and more."""
    return match.start <= start and end <= match.end and match.end - match.start > end - start


def _sentences(text: str) -> list[Span]:
    """The sentences of a text; the last ends with it."""
    cuts = [found.span() for found in _SENTENCE_END.finditer(text)]
    starts = [0, *(end for _, end in cuts)]
    # The white space between two sentences belongs to the first, so that every place is in one.
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _scopes(
    folded: str, matches: Sequence[_Match], sentences: Sequence[Span], openers: Set[Role]
) -> Iterator[Span]:
    """The clauses of purpose and the asides of a text.

    A clause of purpose goes on until it is said who acts, or to the end of its sentence; one that
    opens the sentence, to a comma at most. An aside goes on to the next comma or bracket.
    """
    turns = [match.start for match in matches if match.use.role == "actor"]
    passing = [match for match in matches if match.use.role == "passing"]
    for match in matches:
        if match.use.role not in openers:
            continue
        if any(_holds(each, match.start, match.end) for each in passing):
            continue
        start, end = next(each for each in sentences if match.start < each[1])
        stop = _CLAUSE_END.search(folded, match.end, end)
        ends = [stop.start()] if stop else []
        if match.use.role != "aside":
            opens = _NO_WORD.fullmatch(folded, start, match.start) is not None
            turn = [turn for turn in turns if match.end < turn < end]
            ends = (ends if opens else []) + turn
            if opens and not ends:
                continue  # the sentence is no more than a purpose: what it names, it is about
        yield match.start, min(ends, default=end)
