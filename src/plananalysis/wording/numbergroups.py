"""Several numbers of recommendations in one cell: '2 & 3', '1, 2 and 4', '1.1 – 1.3', 'Recs 5-7'.

A row with such a number answers several recommendations of the review at once. Its numbers rise, so
that a date or a fraction is not taken for them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from plananalysis.memo import remember

PREFIX = r"(?:R|Recs?\.?|Recommendations?)(?:\s*Nos?\.?)?"
_NUMBER = r"\d{1,3}(?:\.\d{1,3})?"
_RANGE = re.compile(r"\s*(?:[-‐‑–—]|\bto\b)\s*")
_JOINER = rf"(?:{_RANGE.pattern}|\s*(?:[,;&/+]\s*(?:and\b\s*)?|\band\b\s*))"
_GROUP = re.compile(
    rf"\W*?(?:{PREFIX}\s*)?(?P<group>{_NUMBER}(?:{_JOINER}(?:{PREFIX}\s*)?{_NUMBER})+)[.):]?\W*",
    re.IGNORECASE,
)
_MEMBER = re.compile(rf"(?P<joiner>{_JOINER})?(?:{PREFIX}\s*)?(?P<number>{_NUMBER})", re.IGNORECASE)
# A longer range is a fault of the print, or of the export.
MOST_MEMBERS = 30


def printed_group(cell: str) -> str | None:
    """The numbers that a cell holds, without the words before them; None where it holds none."""
    match = _GROUP.fullmatch(cell) if len(cell) <= 80 else None
    printed = " ".join(match["group"].split()) if match else ""
    printed = re.sub(rf"{PREFIX}\s*(?=\d)", "", printed, flags=re.IGNORECASE)
    return printed if len(group_members(printed)) > 1 else None


@remember
def group_members(number: str) -> tuple[str, ...]:
    """Every number of a group, those between the ends of a range too; a lone number is itself."""
    if not _GROUP.fullmatch(number):
        return (number,)
    members: list[str] = []
    for match in _MEMBER.finditer(number):
        if members and _RANGE.fullmatch(match["joiner"] or ""):
            between = _between(members[-1], match["number"])
            if between is None:
                return (number,)
            members.extend(between)
        members.append(match["number"])
    rises = all(_key(left) < _key(right) for left, right in pairwise(members))
    return tuple(members) if rises and len(members) <= MOST_MEMBERS else (number,)


def _between(first: str, last: str) -> list[str] | None:
    """The numbers between the ends of a range; None where nobody can tell how many there are."""
    before, _, low = first.rpartition(".")
    section, _, high = last.rpartition(".")
    if before != section or int(high) - int(low) > MOST_MEMBERS:
        return None
    return [f"{before}.{at}" if before else str(at) for at in range(int(low) + 1, int(high))]


def _key(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
