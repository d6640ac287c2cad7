"""A date of what is to follow on the work, and not of the work: 'Complete – next due May 2024'."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from plananalysis.dates.targetwords import HEADS, Unit

# 'with a further review in', 'next review', 'review due', 'review date'
_REVIEW = r"(?:with|next)\s+(?:\w+\s+){0,3}reviews?\b|\breviews?\s+(?:date|due)\b"
_LATER_REVIEW = re.compile(rf"\b(?:{_REVIEW})", re.IGNORECASE)
# Of what is complete, what is next or still due follows. 'As planned' tells how it was completed.
_TO_FOLLOW = re.compile(
    rf"\b(?:{_REVIEW}|next\b(?!\s+to\b)|(?:to|will)\s+be\b(?:\s+\w+ed\b)?"
    r"|(?<!\bas\s)(?<!\bthan\s)(?:anticipated|due|expected|planned|scheduled|will)\b)",
    re.IGNORECASE,
)
# What was done to it again: 'Complete March 2024, updated June 2024'.
_AGAIN = re.compile(r"\b(?:amended|refreshed|reissued|revised|updated)\b", re.IGNORECASE)


def is_done_again(text: str, units: Sequence[Unit], index: int) -> bool:
    """Whether the date `units[index]` is of what was done again to what was complete by then.

    The day of completion stands before, behind the word that says so.
    """
    heads = [at for at in range(index) if units[at].role in HEADS]
    if len(heads) < 2 or units[heads[-1]].role != "date" or units[heads[-2]].meaning != "complete":
        return False
    return _AGAIN.search(text, units[heads[-1]].end, units[index].start) is not None


def is_to_follow(text: str, units: Sequence[Unit], index: int, parts: Set[int]) -> bool:
    """Whether the date `units[index]` is of what follows on what stands before it in its value.

    Behind what is complete, whatever is next, or still to be; behind another date, a review. A deed
    told behind these words takes the date: 'Complete, with the planned review published in May'.
    `parts` are the units that say of a part that it is complete.
    """
    heads = [at for at in range(index) if units[at].role in HEADS]
    if not heads:
        return False
    is_done = any(units[at].meaning == "complete" and at not in parts for at in heads)
    if not is_done and units[heads[-1]].role != "date":
        return False
    cues = _TO_FOLLOW if is_done else _LATER_REVIEW
    start = units[heads[-1]].end
    ends = [cue.end() for cue in cues.finditer(text, start, units[index].start)]
    return bool(ends) and not any(
        unit.role == "other" and unit.text.endswith("ed") and unit.start >= ends[-1]
        for unit in units[heads[-1] + 1 : index]
    )
