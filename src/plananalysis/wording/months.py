"""Months as headings print them: in full, shortened, in figures, or with a letter misread."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from plananalysis.wording.vocabulary import fold

MONTHS = (
    "january february march april may june july august september october november december".split()
)
NUMBERED_MONTH = re.compile(r"\b(?P<month>0?[1-9]|1[0-2])[/.](?P<year>20\d\d)\b")
NAMED_MONTH = re.compile(r"\b(?P<name>[a-z]{3,9}) (?P<year>20\d\d|\d\d)\b")


def month_in(line: str) -> str | None:
    """The last month with a year that a line names, as `YYYY-MM`."""
    found = None
    for match in NAMED_MONTH.finditer(fold(line)):
        number = month_of(match.group("name"))
        found = f"20{match.group('year')[-2:]}-{number:02d}" if number else found
    numbered = NUMBERED_MONTH.search(line)
    if found is None and numbered:
        found = f"{numbered.group('year')}-{int(numbered.group('month')):02d}"
    return found


def is_part_of_date(word: str) -> bool:
    """Is a folded word a day, a year or a month?"""
    return bool(re.fullmatch(r"\d+(?:st|nd|rd|th)?", word)) or month_of(word) is not None


def month_of(name: str) -> int | None:
    """The month that a name means, a letter more or less or misread allowed."""
    for number, month in enumerate(MONTHS, 1):
        if name in (month, month[:3]) or (name == "sept" and number == 9):
            return number
    close = [
        number
        for number, month in enumerate(MONTHS, 1)
        if len(month) > 3 and Levenshtein.distance(name, month) <= 1
    ]
    return close[0] if len(close) == 1 else None
