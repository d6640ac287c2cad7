"""The grammar of printed dates: what one day, month, season or year in a text says.

`dates` puts the points together: it inherits years and makes intervals.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from plananalysis.wording.misreadings import mend_lookalikes, nearest_word
from plananalysis.wording.vocabulary import own_words

MONTHS = (
    "january february march april may june july august september october november december".split()
)
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_SEASON = r"(?:spring|summer|autumn|winter)(?![a-z])"
# A line's end breaks a word in a narrow cell: 'Septem- ber 2024', 'Decem ber 2024'.
_BROKEN_WORD = r"(?-i:[ADFJMNOSW][a-z]{0,7}(?:[-‐]\s?|\s)[a-z]{1,7})(?=\s{1,3}2[0o]\d\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# "on 3 and 4 June": without such a word before it the first number may count something else.
_BEHIND_DAY = r"(?:(?<=\son\s)|(?<=^on\s)|(?<=between\s)|(?<=from\s))"
# "Phase 2 June 2025": the number behind such a word counts what it names and is no day.
_COUNTED = re.compile(
    r"\b(?:actions?|cohort|milestone|part|phase|rec(?:ommendation)?|stage|step|strand|tranche|version"
    r"|wave|workstream)\s+$",
    re.IGNORECASE,
)
# '3O June', 'l5 March': a letter beside a figure stands for a figure.
_MISREAD_DAY = r"(?-i:[123][OlI]|[OIl][1-9])(?=(?:st|nd|rd|th)?\s)"
_FIGURES = str.maketrans("OoIl", "0011")
_YEAR = r"(?:19[5-9]|2[0o][0-5])\d(?!\d)"
# A narrow cell breaks "2024" in two; between words, "March 20 24" is something else.
_BROKEN_YEAR = r"20\s[1-4]\d(?=\s*(?:$|[.;,)]))"
_SHORT_YEAR = (
    r"[1-4]\d(?!\d|[a-z]+\d|[-/:.]\d|\s*%|\s+(?!(?:and|as|but|by|for|in|onwards?|or|then|to|until|which|"
    r"with)\b)(?-i:[a-z]))"
)
_FIGURE = re.compile(r"\d")
_POINT = re.compile(
    # Most characters begin no date: one look at each, then at the first letters of a word, spares
    # trying all.
    rf"""(?=(?-i:[\dA-Zadfjlmnoqsw]))
    (?:(?<![\w£$])|(?=(?-i:[A-Z]))(?:(?<=20\d\d)|(?-i:(?<=ed|te|ng)(?=[ADFJMNOS][a-z]{{2}}))))
    (?=\d|l\d|a[pu]|de|f[ey]|j[au]|ma|no|oc|q|s[epu]|wi|(?-i:[A-Z]))
    (?:(?<!\d[-/.,–])|(?=[a-z]))(?:
    (?P<iso>(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d)(?!\d)
  | (?P<nd>{_DAY})(?P<np>[/.-])(?P<nm>0?[1-9]|1[0-2])(?P=np)(?P<ny>{_YEAR}|[1-4]\d(?!\d|[/.-]\d))
  | (?P<mm>0?[1-9]|1[0-2])/(?P<my>{_YEAR})(?!/)
  | (?:q|quarter\s?)(?:(?P<q0>[1-4])\s?(?:[-–/&]|to|and)\s?(?:q|quarter\s?))?
        (?P<q>[1-4])(?:\s+of)?[\s,–-]*(?:fy\s?)?(?P<qy>{_YEAR}|\d\d(?=[/–-]\d\d(?!\d)))
        (?:[/–-](?P<qy2>(?:20)?\d\d)(?!\d))?
  | (?P<fy>fy\s?)?(?P<y1>{_YEAR}|(?<=fy)\d\d|(?<=fy\s)\d\d)\s?[/–-]\s?(?P<y2>{_YEAR}|\d\d(?![\d/-]))
  | (?:(?:(?P<d0>{_DAY})(?:(?:st|nd|rd|th)\s?(?:[-–—]|to|and)\s?|[-–—]))?
      (?:{_BEHIND_DAY}(?P<d00>{_DAY})\s(?:and|to)\s)?
      (?P<d>{_DAY}|{_MISREAD_DAY})\s?(?:st|nd|rd|th)?[\s-]?(?:\s*of\s+)?)?
    (?P<word>{_MONTH}|{_SEASON}|(?-i:[A-Z0][\w|]{{3,10}})(?=[\s.,'’-]{{1,3}}2[0o]\d\d)
      |{_BROKEN_WORD})
    (?:
        (?:[\s.]+(?P<us>{_DAY})(?:st|nd|rd|th)?(?:,\s*|\s+)(?={_YEAR}))?
        (?:\s+(?:of|in))?[\s.,'’–-]*(?P<y>{_YEAR}|{_BROKEN_YEAR})(?P<y_to>[/-](?:20)?\d\d(?!\d))?
      | [\s.'’-]{{1,3}}(?P<sy>{_SHORT_YEAR})
      | (?=\s*(?:[-–—/&]|(?:and|or|to|until|till|through)\b)\s*(?:to\s+)?
           (?:{_DAY}(?:st|nd|rd|th)?\s+)?(?:of\s+)?(?:{_MONTH}|{_SEASON}|(?-i:[A-Z]\w{{4,10}}\s2\d)))
    )
  | (?P<year>{_YEAR})(?![%]|[-/.,]\d|[a-z])
    )""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a date; `year` is None where the other end has it ("March – May 2024").

    `month` 21-24 are seasons, as in EDTF. `until` is set where its words are an interval already.
    """

    start: int
    end: int
    year: int | None
    month: int | None = None  # 21-24 are seasons, as in EDTF
    day: int | None = None
    until: str | None = None  # set where the printed words are an interval already
    faults: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def _month_of(word: str) -> tuple[int | None, bool]:
    """The month (1-12) or season (21-24) that a word names, and whether letters were mended."""
    small = word.lower()
    whole = re.sub(r"[-‐\s]+", "", small)
    if whole != small:
        month = MONTHS.index(whole) + 1 if whole in MONTHS else SEASONS.get(whole)
        return month, month is not None
    if small in SEASONS:
        return SEASONS[small], False
    for number, name in enumerate(MONTHS, 1):
        if small == name or (small == name[:3]) or (small == "sept" and number == 9):
            return number, False
    mended = mend_lookalikes(word)
    if mended != small and mended in MONTHS:
        return MONTHS.index(mended) + 1, True
    if len(word) < 5 or small in own_words():
        return None, False
    name_or_none = nearest_word(word, tuple(m for m in (*MONTHS, *SEASONS) if len(m) >= 5))
    if name_or_none is None:
        return None, False
    if name_or_none in SEASONS:
        return SEASONS[name_or_none], True
    return MONTHS.index(name_or_none) + 1, True


def _year(digits: str) -> tuple[int, tuple[str, ...]]:
    """A printed year as a number, and the faults of its printing."""
    if len(digits) == 2:
        return 2000 + int(digits), ("short_year",)
    mended = "".join(digits.lower().replace("o", "0").split())
    return int(mended), (("misread_date",) if mended != digits else ())


def _point(found: re.Match[str]) -> Point | None:
    """What one match of the grammar says; None where it says nothing certain."""
    start, end, part = found.start(), found.end(), found.groupdict()
    if part["iso"]:
        year, month, day = (int(n) for n in part["iso"].split("-"))
        return check_day(Point(start, end, year, month, day), drop=True)
    if part["nd"]:
        year, faults = _year(part["ny"])
        numeric = Point(start, end, year, int(part["nm"]), int(part["nd"]), faults=faults)
        return check_day(numeric, drop=True)
    if part["mm"]:
        return Point(start, end, _year(part["my"])[0], int(part["mm"]))
    if part["q"]:
        return _quarter(found)
    if part["y1"]:
        return _years(found)
    if part["year"]:
        year, faults = _year(part["year"])
        return Point(start, end, year, faults=faults)
    return _worded(found)


def _quarter(found: re.Match[str]) -> Point | None:
    """Q3 2024 is the year (calendar or financial: not said); Q3 2024/25 is three known months."""
    year, faults = _year(found["qy"])
    if not found["qy2"]:
        return Point(found.start(), found.end(), year, faults=faults)
    if int(found["qy2"][-2:]) != (year + 1) % 100:
        return None
    (from_year, first), (to_year, last) = (
        _months_of_quarter(year, int(found[q] or found["q"])) for q in ("q0", "q")
    )
    if (from_year, first) > (to_year, last):
        return None
    until = f"{to_year}-{last + 2:02d}"
    return Point(found.start(), found.end(), from_year, first, until=until, faults=faults)


def _months_of_quarter(year: int, quarter: int) -> tuple[int, int]:
    """The calendar year and the first month of a quarter of the financial year that begins then."""
    return (year + 1, 1) if quarter == 4 else (year, 3 * quarter + 1)


def _years(found: re.Match[str]) -> Point | None:
    """2023/24 is a financial year, 2024-2027 the years from one to the other."""
    first, faults = _year(found["y1"])
    printed = found["y2"]
    second = first - first % 100 + int(printed) if len(printed) == 2 else _year(printed)[0]
    span = found.start(), found.end()
    is_slashed = "/" in found[0]
    if second == first + 1 and (is_slashed or len(printed) == 2):
        return Point(*span, first, 4, until=f"{first + 1}-03")
    if second > first and len(printed) == 4:
        return Point(*span, first, until=str(second), faults=faults)
    if not is_slashed and len(printed) == 2 and 1 <= int(printed) <= 12 and " " not in found[0]:
        return Point(*span, first, int(printed), faults=faults)
    if not is_slashed and first < second <= first + 10:
        return Point(*span, first, until=str(second), faults=(*faults, "short_year"))
    return None


def _worded(found: re.Match[str]) -> Point | None:
    """A day, month or season in words, with or without its year."""
    month, is_mended = _month_of(found["word"])
    if month is None:
        return None
    faults: tuple[str, ...] = ("misread_date",) if is_mended else ()
    year_or_none: int | None = None
    if found["y"]:
        year_or_none, year_faults = _year(found["y"])
        faults += year_faults
    elif found["sy"]:
        if not found["word"][0].isupper():
            return None
        year_or_none, year_faults = _year(found["sy"])
        faults += year_faults
    elif not found["word"][0].isupper():
        return None
    if found["y_to"] and month != SEASONS["winter"]:
        return None
    day = found["d"] or found["us"]
    figures = day.translate(_FIGURES) if day else None
    if figures != day:
        day, faults = figures, (*faults, "misread_date")
    if found["d"] and _COUNTED.search(
        found.string, max(0, found.start("d") - 20), found.start("d")
    ):
        day = found["us"]
    if month > 12 or day is None:
        start = found.start("word")
        return Point(start, found.end(), year_or_none, month, faults=faults)
    point = Point(found.start(), found.end(), year_or_none, month, int(day), faults=faults)
    first = found["d0"] or found["d00"]
    if first is None:
        return check_day(point, drop=False)
    from_day = int(first)
    if year_or_none and from_day < int(day) <= monthrange(year_or_none, month)[1]:
        return replace(point, day=from_day, until=f"{year_or_none}-{month:02d}-{int(day):02d}")
    return check_day(replace(point, start=found.start("d")), drop=False)


def check_day(point: Point, *, drop: bool) -> Point | None:
    """The point if its month has such a day; otherwise None, or the month alone with a fault."""
    if point.day is None or point.month is None or point.year is None:
        return point
    if 1 <= point.month <= 12 and 1 <= point.day <= monthrange(point.year, point.month)[1]:
        return point
    if drop:
        return None
    return replace(point, day=None, until=None, faults=(*point.faults, "impossible_day"))


def is_point_at(text: str, at: int) -> bool:
    """Might a point of time begin with the word at `text[at:]`? Only False is sure."""
    return _POINT.match(text, at) is not None


def find_points(text: str) -> Iterator[Point]:
    """The points of time that a text prints, in order; what is no date is passed over.

    So is a month without a year behind the last figure, which can be no part of a date.
    """
    position = 0
    # What begins behind the last figure has no year, and none to inherit.
    while _FIGURE.search(text, position) and (found := _POINT.search(text, position)):
        point = _point(found)
        # A word that is no month is passed over alone: its year may be a date ("Complete 2026").
        position = point.end if point else found.end("word" if found["word"] else 0)
        if point:
            yield point
