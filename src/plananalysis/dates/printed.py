"""Dates as British government plans print them, read into EDTF (ISO 8601-2) level 1.

A date is kept as precisely as it is printed and no more: "the end of July 2023" is the month,
"early 2024" and "Q3 2024" (calendar or financial quarter, not said) are the year. What is only
likely is flagged in `DateMatch.faults`; what could be two things is no date at all.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from plananalysis.dates.dategrammar import Point, check_day, find_points, is_point_at
from plananalysis.memo import remember

Precision = Literal["day", "month", "season", "year", "interval"]

_JOINER = re.compile(
    r"\s*(?:[-–—/]|to|until|till|through(?:\s+to)?|up\s+to|and|or|&)\s*(?:the\s+end\s+of\s+|end\s+of\s+)?",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"""(?:\bthe\s+)?\b(?:
      (?P<part>end|close|beginning|start|middle|first\s+half|second\s+half|first\s+week|last\s+week
        |(?:first|second|third|fourth|last|final)\s+quarter|rest|remainder|course)
      (?:\s+of|[\s-])\s*(?:the\s+)?(?:(?:calendar|financial)\s+year\s+)?
    | (?P<early>early|mid|late|h[12])(?:\s?(?:/|-|to)\s?(?:mid|late))?(?:\s+in)?[\s-]*
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
# "w/c 3 June 2024" is kept as the day that it prints.
_WEEKDAY = re.compile(
    r"\b(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?,?"
    r"|w/[ce]|week\s+(?:commencing|beginning|ending))\s*$",
    re.I,
)
# What a date may begin with beside its own point: every opening of the two patterns above. Where
# they look at the end of a long stretch, they may begin inside a word.
_OPENING = re.compile(
    r"\S*?(?:the\s+)?(?:end|close|beginning|start|middle|first|second|third|fourth|last|final|rest"
    r"|remainder|course|early|mid|late|h[12]|mon|tue|wed|thu|fri|sat|sun|week|w/|20\d\d[a-z])",
    re.IGNORECASE,
)
_LEAD = re.compile(r"([A-Za-z]+)\s+(?:the\s+)?$")
_ANY_NUMBER = re.compile(r"\d\d|\d[oO]\d")


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date found in a text: `text[start:end]` is its wording, with "end of" and its like.

    `lead` is the word before it in small letters ("by", "since"), `qualifier` what was said with it
    ("end", "early"). `faults` holds `misread_date` (a letter mended), `short_year` (a year of two
    figures) and `impossible_day` (a day its month does not have; the month is kept).
    """

    start: int
    end: int
    edtf: str
    precision: Precision
    lead: str | None = None
    qualifier: str | None = None
    faults: tuple[str, ...] = ()


def _edtf(point: Point) -> str:
    assert point.year is not None
    text = f"{point.year:04d}"
    if point.month is not None:
        text += f"-{point.month:02d}"
    if point.day is not None:
        text += f"-{point.day:02d}"
    return text


def _precision(edtf: str) -> Precision:
    if "/" in edtf:
        return "interval"
    if len(edtf) == 4:
        return "year"
    if len(edtf) == 10:
        return "day"
    return "season" if int(edtf[5:7]) > 12 else "month"


def _inherit(first: Point, second: Point) -> Point | None:
    """The first end with the year of the second, or the one before ("November – May 2024")."""
    if second.year is None or first.month is None or second.month is None:
        return None
    if (first.month > 12) != (second.month > 12):
        return None
    is_after = (first.month, first.day or 0) > (second.month, second.day or 99)
    return check_day(replace(first, year=second.year - is_after), drop=False)


def _joined(text: str, first: Point, second: Point, lead: str | None) -> str | None:
    """The EDTF interval that two points with a word or dash between them make, if they make one."""
    gap = _JOINER.fullmatch(text, first.end, second.start)
    if not gap or first.until or second.year is None:
        return None
    is_and = gap[0].strip().lower().startswith(("and", "or", "&"))
    if first.year is None:
        inherited = _inherit(first, second)
        if inherited is None:
            return None
        first = inherited
    elif is_and and lead != "between":
        return None
    opening, closing = _edtf(first), second.until or _edtf(second)
    from_on, to_on = bounds(opening), bounds(closing)
    if opening == closing or from_on[0] > to_on[0] or from_on[1] > to_on[1]:
        return None
    return f"{opening}/{closing}"


def _before(text: str, start: int) -> tuple[int, str | None, str | None]:
    """Where the wording truly starts, the qualifier in it, and the word before it."""
    window = text[max(0, start - 60) : start]
    offset = start - len(window)
    weekday = _WEEKDAY.search(window)
    if weekday:
        window = window[: weekday.start()]
    qualifier = None
    found = _QUALIFIER.search(window)
    if found:
        qualifier = re.sub(r"\s+", " ", (found["part"] or found["early"]).lower())
        window = window[: found.start()]
    lead = _LEAD.search(window)
    return offset + len(window), qualifier, lead[1].lower() if lead else None


def find_dates(text: str) -> list[DateMatch]:
    """Every date that a text prints, in order and without overlap.

    Offsets are characters of `text`. A month without a year is no date, unless it opens an interval
    that ends in one. A bare year is given too: whether "2021" is a date or part of a title is for
    the caller to say, by `lead`. Raises nothing.
    """
    return list(_find(text)) if _ANY_NUMBER.search(text) else []


def may_begin_date(text: str, at: int) -> bool:
    """Could a date of `find_dates` begin in the word at `text[at:]`? Only False is sure.

    The word is of letters and figures alone, and no date begins before it.
    """
    return is_point_at(text, at) or _OPENING.match(text, at) is not None


@remember
def _find(text: str) -> tuple[DateMatch, ...]:
    matches: list[DateMatch] = []
    points = list(find_points(text))
    index = 0
    while index < len(points):
        point = points[index]
        start, qualifier, lead = _before(text, point.start)
        following = points[index + 1] if index + 1 < len(points) else None
        edtf = _joined(text, point, following, lead) if following else None
        index += 1
        if edtf and following:
            index += 1
            faults = tuple(dict.fromkeys((*point.faults, *following.faults)))
            end = following.end
        elif point.year is None:
            continue
        else:
            edtf = _edtf(point) if point.until is None else f"{_edtf(point)}/{point.until}"
            faults, end = point.faults, point.end
        matches.append(DateMatch(start, end, edtf, _precision(edtf), lead, qualifier, faults))
    return tuple(matches)


def bounds(edtf: str) -> tuple[date, date]:
    """The first and the last day that an EDTF string made here can mean.

    Seasons are those of the weather service, three whole months; the winter of a year begins in its
    December and ends in the next February. Raises ValueError for any other string.
    """
    if "/" in edtf:
        opening, closing = edtf.split("/")
        return bounds(opening)[0], bounds(closing)[1]
    parts = [int(part) for part in edtf.split("-")]
    if len(edtf) == 4 and len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(edtf) == 10 and len(parts) == 3:
        day = date(*parts)
        return day, day
    if len(edtf) != 7 or len(parts) != 2:
        raise ValueError(f"not an EDTF date of level 1 that plans print: {edtf!r}")
    year, month = parts
    if 21 <= month <= 24:
        first = 3 * (month - 20)
        last = date(year + (first + 3 > 12), (first + 2) % 12 + 1, 1) - timedelta(days=1)
        return date(year, first, 1), last
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def parse_day(text: str) -> str | None:
    """The one day that a title line names, as YYYY-MM-DD; None where it names none or several."""
    days = {match.edtf for match in find_dates(text) if match.precision == "day"}
    return days.pop() if len(days) == 1 else None


def parse_month(text: str) -> str | None:
    """The one month that a heading names, as YYYY-MM (of a day its month); None else."""
    months = {m.edtf[:7] for m in find_dates(text) if m.precision in ("day", "month")}
    return months.pop() if len(months) == 1 else None
