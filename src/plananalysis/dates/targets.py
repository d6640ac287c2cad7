"""The Target Date column: where a cell that holds several values is to be cut.

What one value says is told by `targetvalues`; its `parse_target` can be had here too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from plananalysis.dates.targetseams import (
    cut_around,
    find_seam,
    is_title_like,
    settle_stack,
    turn_over,
)
from plananalysis.dates.targetvalues import ParsedTarget, parse_target, parse_units
from plananalysis.dates.targetwords import (
    HEADS,
    WORD,
    Unit,
    find_units,
    may_hold_head,
    may_open_value,
    opens_with_other,
)
from plananalysis.memo import LONGEST, REMEMBERED, remember

__all__ = [
    "Leftover",
    "ParsedTarget",
    "TargetSpan",
    "is_target",
    "leftovers",
    "parse_target",
    "scan_targets",
    "split_targets",
]

_LONGEST_VALUE = 12  # words; the longest dated phrase seen in such a column has nine
_LONGEST_TAIL = 80  # characters in which small words are looked for at the end of a value
_DANGLING = re.compile(r"(?:\s+(?:and|at|but|by|for|from|in|of|on|the|to|with))+$")
_FINITE = frozenset("will was were has have had is are been being this these it we they".split())


@dataclass(frozen=True, slots=True)
class TargetSpan:
    """A value inside a cell: `cell[start:end]` is its wording, before white space is collapsed.

    `is_forced`: it was cut so only because an expected number of values asked for it.
    `is_doubtful`: a reader could cut it otherwise.
    """

    start: int
    end: int
    parsed: ParsedTarget
    is_forced: bool = False
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words of a cell that belong to no value: `cell[start:end]`."""

    start: int
    end: int
    text: str


def _trim(
    text: str, units: Sequence[Unit], start: int, end: int, *, is_strict: bool
) -> tuple[int, int]:
    """A value's span without the words of a post that stand before or after it."""
    inside = _within(units, start, end)
    heads = [i for i, u in enumerate(inside) if u.role in HEADS]
    leading, trailing = inside[: heads[0]], inside[heads[-1] + 1 :]
    # What a bracket says of the value itself, '(London)', opens before any other word.
    word_after = next((u for u in trailing if u.role == "other"), None)
    if (
        word_after
        and "(" not in text[start : word_after.start]
        and (is_strict or is_title_like(trailing))
    ):
        end = cut_around(trailing, inside[heads[-1]], inside[heads[-1]], 9).left_end
    if any(u.role == "other" for u in leading) and (is_strict or is_title_like(leading[1:])):
        head = inside[heads[0]]
        start = head.start
        last = leading[-1]
        if last.role != "other" and last.text[:1].isupper():
            start = last.start
    if is_strict:
        tail = text[max(start, end - _LONGEST_TAIL) : end].rstrip()
        dangling = _DANGLING.search(tail)
        end -= (min(end - start, _LONGEST_TAIL) - dangling.start()) if dangling else 0
    while end > start and text[end - 1] in " \t\n\r\f\v\u00a0,;/&|":
        end -= 1
    while start < end and text[start] in " \t\n\r\f\v\u00a0,;/&|":
        start += 1
    return start, end


def _within(units: Sequence[Unit], start: int, end: int) -> list[Unit]:
    first = bisect_left(units, start, key=lambda u: u.start)
    last = bisect_left(units, end, key=lambda u: u.start)
    return [u for u in units[first:last] if u.end <= end]


def _spans(text: str, expected: int | None, *, is_strict: bool) -> list[TargetSpan]:
    if not may_hold_head(text):
        return []
    units = find_units(text)
    heads = [i for i, u in enumerate(units) if u.role in HEADS]
    if not heads:
        return []
    seams = [find_seam(text, units, a, b, is_strict=is_strict) for a, b in pairwise(heads)]
    settle_stack(text, units, heads, seams)
    turned = turn_over(seams, expected) if expected else frozenset()
    groups: list[tuple[int, int, bool, bool]] = []
    start, is_forced, is_doubtful = 0, False, False
    for index, seam in enumerate(seams):
        is_cut = seam.is_cut != (index in turned)
        touches = index in turned, seam.cost == 0
        is_forced, is_doubtful = is_forced or touches[0], is_doubtful or touches[1]
        if is_cut:
            groups.append((start, seam.left_end, is_forced, is_doubtful))
            start, (is_forced, is_doubtful) = seam.right_start, touches
    groups.append((start, len(text), is_forced, is_doubtful))
    spans = []
    for a, b, forced, doubtful in groups:
        first, last = _trim(text, units, a, b, is_strict=is_strict)
        inside = _within(units, first, last)
        parsed = parse_units(text[first:last], _shifted(inside, first))
        spans.append(TargetSpan(first, last, parsed, forced, doubtful))
    return spans


def _shifted(units: Sequence[Unit], by: int) -> list[Unit]:
    return [u._replace(start=u.start - by, end=u.end - by) for u in units]


def split_targets(cell: str, expected: int | None = None) -> list[TargetSpan]:
    """The values that a cell of the Target Date column holds, in order, with offsets into `cell`.

    A newline parts values, unless the next line runs on ("and bi-monthly thereafter"); two spaces
    part them where both sides stand alone; with one space the same kind twice, or a capital, does.
    `expected` chooses between readings that are all possible, and marks the values `is_forced`; it
    never makes a value where there is none. Words of no value are given by `leftovers`.
    """
    if len(cell) > LONGEST:
        return _spans(cell, expected, is_strict=False)
    return list(_split(cell, expected))


@lru_cache(maxsize=REMEMBERED)
def _split(cell: str, expected: int | None) -> tuple[TargetSpan, ...]:
    return tuple(_spans(cell, expected, is_strict=False))


def scan_targets(text: str) -> list[TargetSpan]:
    """The values glued into a cell that holds other things too, such as the post of an owner.

    Stricter than `split_targets`: only dates and known wordings count, other words are left out,
    and a state or recurrence counts only where it opens with a capital or carries on from a text
    before.
    """
    return list(_scan(text))


@remember
def _scan(text: str) -> tuple[TargetSpan, ...]:
    if opens_with_other(text) and not may_open_value(text):
        # Behind other words, a value without a date begins with its own wording.
        return ()
    kept = []
    for span in _spans(text, None, is_strict=True):
        opening = text[span.start : span.start + 1]
        is_carried_over = not text[: span.start].strip() and span.parsed.target.recurs
        if span.parsed.target.edtf or not opening.islower() or is_carried_over:
            kept.append(span)
    return tuple(kept)


def leftovers(cell: str, spans: Sequence[TargetSpan]) -> list[Leftover]:
    """The runs of words of a cell that no span covers."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(cell)]
    found = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = cell[start:end]
        if WORD.search(piece):
            lead = len(piece) - len(piece.lstrip())
            found.append(Leftover(start + lead, start + len(piece.rstrip()), piece.strip()))
    return found


@remember
def is_target(text: str) -> float:
    """How sure it is, from 0 to 1, that a whole cell is content of the Target Date column.

    1 where every word is a date or a known wording; less for each word that is not; 0 where there
    is neither date nor state, for whole sentences, and for the posts of owners.
    """
    words = WORD.finditer(text)
    found = list(islice(words, _LONGEST_VALUE + 5))
    is_long = len(found) > _LONGEST_VALUE + 4
    if not found or (is_long and opens_with_other(text)):
        return 0.0
    found.extend(islice(words, 4 * _LONGEST_VALUE + 1 - len(found)))
    if len(found) > 4 * _LONGEST_VALUE or not may_hold_head(text):
        return 0.0
    units = find_units(text)
    heads = [u for u in units if u.role in HEADS and u.meaning != "event"]
    if not heads:
        return 0.0
    others = [
        u for u in units if u.role == "other" and "(" not in text[heads[0].end : max(0, u.start)]
    ]
    if others and (is_long or len(others) > 6):
        return 0.0
    mended = sum(1 for u in units if {"misread_state", "misread_date"} & set(u.faults))
    confidence = 0.9 - 0.1 * len(others) if others else 1.0 - 0.05 * min(mended, 4)
    if others and is_title_like(others[1:] or others):
        confidence *= 0.4
    if others and (text.lstrip()[:1].islower() or re.match(r"\s*\d+\.\d", text)):
        confidence *= 0.3  # the tail of a sentence, or a numbered entry
    if len(others) > 1 and "(" in text[: heads[0].start]:
        confidence *= 0.3  # a heading with its month in brackets
    if any(word[0].lower() in _FINITE for word in found):
        confidence *= 0.2  # a sentence
    return max(0.0, round(confidence, 3))
