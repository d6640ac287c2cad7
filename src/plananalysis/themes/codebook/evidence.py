"""Every phrase of the codebook that a text holds, and whether it is said plainly or by the way."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from plananalysis.themes.codebook import Facet
from plananalysis.themes.codebook.matching import (
    Index,
    Match,
    Role,
    Span,
    Use,
    Weight,
    find_matches,
    index_codebook,
)
from plananalysis.themes.codebook.patterns import fold

__all__ = ["Evidence", "Index", "Weight", "find_evidence", "index_codebook"]

# A sentence ends at a stop before a capital letter, at a bullet or a semicolon, or at a dash that
# lists: one with white space of its own on either side, so that of two dashes one is passed over.
_SENTENCE_END = re.compile(
    r"([.!?:;•–-](?:(?<=[.!?:])\s+(?=[\"'“‘(]?[A-Z])|(?<=[•;])\s*|(?<=\s[-–])\s+))(?:[-–](?=\s))?"
)
_OPENERS: frozenset[Role] = frozenset({"purpose", "purpose_of_entry", "aside"})
_CLAUSE_END = re.compile(r"[,;)]")
_LETTER = re.compile(r"[^\W\d]")


class Evidence(NamedTuple):
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


def find_evidence(text: str, index: Index, is_entry: bool = True) -> tuple[Evidence, ...]:
    """Every phrase of the codebook in a text, in reading order, but those inside a longer one.

    What a recommendation (not `is_entry`) asks to be ensured is its matter, and no purpose of it.
    """
    folded = fold(text)
    matches = find_matches(folded, index)
    found = _without_spent(matches)
    if not found:
        return ()
    sentences = _sentences(text)
    openers = _OPENERS if is_entry else _OPENERS - {"purpose_of_entry"}
    scopes = list(_scopes(folded, matches, sentences, openers))
    scope_starts = [start for start, _ in scopes]
    reach = [0, *accumulate([end for _, end in scopes], max)]
    return tuple(
        [
            Evidence(
                use.facet,
                use.code,
                use.weight,
                start,
                end,
                bisect_right(sentences, start) - 1,
                start < reach[bisect_right(scope_starts, start)],
            )
            for use, start, end, _, _ in found
        ]
    )


class _Holders:
    """Matches in the order of their beginnings, asked which of them hold given words."""

    def __init__(self, matches: Sequence[Match]) -> None:
        self.matches = matches
        self.starts = [match.start for match in matches]
        self.reach = [0, *accumulate([match.end for match in matches], max)]

    def of(self, start: int, end: int) -> Iterator[Match]:
        """Those that hold the words, and more."""
        place = bisect_right(self.starts, start)
        while self.reach[place] >= end:
            place -= 1
            match = self.matches[place]
            if match.end >= end and match.end - match.start > end - start:
                yield match


def _without_spent(matches: Sequence[Match]) -> list[Match]:
    """The matches that speak for a code, without those whose words a longer phrase takes.

    What stands in a gap is no part of a phrase: a phrase with a gap takes no words of others, and
    loses its own where the words at either side of the gap belong to a longer phrase.
    """
    kept = [match for match in matches if match.use.role == "code"]
    takers = [match for match in matches if match.is_long and match.use.may_take]
    if kept and takers:
        holders = _Holders(takers)
        kept = [match for match in kept if not _is_spent(match, holders)]
    kept.sort(key=itemgetter(1, 2))  # by start and end
    return kept


def _is_spent(match: Match, takers: _Holders) -> bool:
    for start, end in match.own:
        for taker in takers.of(start, end):
            if _takes(taker.use, match.use):
                return True
    return False


def _takes(taker: Use, use: Use) -> bool:
    return taker.role == "passing" or (taker.facet == use.facet and taker.code != use.code)


def _sentences(text: str) -> list[int]:
    """Where the sentences of a text begin.

    The white space between two sentences belongs to the first, so that every place is in one.
    """
    return [0, *(found.end(1) for found in _SENTENCE_END.finditer(text))]


def _scopes(
    folded: str, matches: Sequence[Match], sentences: Sequence[int], openers: Set[Role]
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
    letters: dict[int, int] = {}  # where the first word of a sentence begins
    for match in opening:
        if any(passing.of(match.start, match.end)):
            continue
        place = bisect_right(sentences, match.start)
        end = sentences[place] if place < len(sentences) else len(folded)
        ends = _next(stops, bisect_left(stops, match.end), end)
        if match.use.role != "aside":
            if place not in letters:
                letters[place] = _first_letter(folded, sentences[place - 1])
            opens = letters[place] >= match.start
            turn = _next(turns, bisect_right(turns, match.end), end)
            ends = (ends if opens else []) + turn
            if opens and not ends:
                continue  # the sentence is no more than a purpose: what it names, it is about
        yield match.start, min(ends, default=end)


def _first_letter(folded: str, start: int) -> int:
    found = _LETTER.search(folded, start)
    return found.start() if found else len(folded)


def _next(places: Sequence[int], at: int, end: int) -> list[int]:
    """The place of that number, if it is before the end."""
    return list(places[at : at + 1]) if at < len(places) and places[at] < end else []
