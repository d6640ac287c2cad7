"""Headings inside the table where progress begins: 'Progress against commitments (May 2024)'.

Exports cut these headings over cells, double or lose letters at the cut, put a stray digit in
between, and let the month slip into the owner's cell. A heading is therefore looked for in the
letters of the joined row, with a few errors allowed, and cut out of the cells that it lies in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import Levenshtein

from plananalysis.readers.grid import Row
from plananalysis.readers.sourcetext import EMPTY, Text, join
from plananalysis.table.progresslabels import find_label
from plananalysis.wording.months import MONTHS, month_in, month_of
from plananalysis.wording.vocabulary import fold, headings

# Most rows hold none of these, in small letters, and even less often the letters before the colon.
HINTS = {
    "rogr": re.compile(r"rogr\W*es"),
    "gress": re.compile(r"pro\W*gress"),
    "ommit": re.compile(r"ommit\W*m"),
    "gainst": re.compile("gainst"),
    "update": re.compile("update"),
}
# What is a small 'i' or 's' as well, where the size of letters does not count.
ODD_LETTERS = (("\u0130", "i"), ("\u0131", "i"), ("\u017f", "s"))
# '1 1.1 An HMPPS strategy': the first number is the recommendation's, the second an entry's.
NUMBER = re.compile(r"[\W_]{0,6}(\d{1,3}(?:\.\d{1,2})?)(?![\d.]*\d|\.\d)(?=[\W_]|$)")
# The year's figures may be misread: 'May 2O24'.
MONTH_AND_YEAR = re.compile(
    r"[a-z0-9]{0,2}?(?P<name>[a-z]{3,11}?)(?P<year>2[0o][\dloi]{2}|(?!20)\d\d(?!\d))"
)
FIGURES = str.maketrans("oli", "011")
# 'Spring 2024', 'Q3 2024/25', '2024': a time that is no month
PERIOD_WORDS = re.compile(
    r"(?:(?:early|mid|late|end of|spring|summer|autumn|winter|Q[1-4]|quarter [1-4])[\s,-]*)*"
    r"\b20\d\d(?:\s?[/\u2013-]\s?(?:20)?\d\d)?\b",
    re.IGNORECASE,
)
PERIOD = re.compile(rf"[\s:,\u2013(-]*(?P<period>{PERIOD_WORDS.pattern})[^\S\t]*\)?", re.IGNORECASE)
OPENING = re.compile(r"\s*\([\W_]*(?=\t|$)")
# '(Mrch 2O2)': brackets for a month that nobody can read
UNREADABLE = re.compile(r"[^\S\t]*\([^()\t]{0,20}\d[^()\t]{0,4}\)?[^\S\t]*(?=\t|$)")
FULL_STOP = re.compile(r"\s*[:.]+")
# A heading is short: letters further on than this are text.
REACH = 160
MOST_WORDS = 12
# What stands before a heading in its row is a scrap of it: 'Prog|Progress', ', |Progress'.
LONGEST_SCRAP = 12


@dataclass(frozen=True, slots=True)
class ProgressHeading:
    """A progress heading found in a row, the texts it was made of, and the row without it.

    `month` is `YYYY-MM` or None where it was lost; `number` the recommendation that it names;
    `period` the time that it states otherwise than by a month, as printed: 'Spring 2024'.
    `is_cut` says that it was broken, misread or incomplete; `is_label` that it heads the text of
    its own cell.
    """

    month: str | None
    number: str | None
    parts: tuple[Text, ...]
    rest: Row
    is_cut: bool
    period: str | None = None
    is_label: bool = False


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters and digits of a stretch in lower case, each with its place in the string."""

    string: str
    places: tuple[int, ...]

    def end_of(self, count: int) -> int:
        """The place in the string behind the first `count` letters."""
        return self.places[count - 1] + 1 if count else self.places[0]


def _letters(string: str, start: int, stop: int | None = None) -> _Letters:
    stop = min(start + REACH, len(string)) if stop is None else stop
    places = tuple(at for at in range(start, stop) if string[at].isalnum())
    return _Letters("".join(string[at].lower() for at in places), places)


def _match_start(letters: str, wanted: str, errors: int, most_before: int = 0) -> int | None:
    """How many letters it takes to spell `wanted` from the start, with at most so many errors.

    `most_before` letters may stand before it and be counted as errors.
    """
    best: tuple[int, int, int] | None = None
    for skipped in range(most_before + 1):
        for count in range(len(wanted) - errors, len(wanted) + errors + 1):
            end = skipped + count
            if count <= 0 or end > len(letters):
                continue
            distance = skipped + Levenshtein.distance(
                wanted, letters[skipped:end], score_cutoff=errors
            )
            rank = (distance, abs(count - len(wanted)), end)
            if distance <= errors and (best is None or rank < best):
                best = rank
    return best[2] if best else None


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str], int], ...]:
    """Each wording of a progress heading: its letters, as it should be printed, errors allowed."""
    wordings = sorted(headings("progress"), key=len, reverse=True)
    return tuple(
        (
            wording.replace(" ", ""),
            re.compile(r"\s+".join(wording.split()) + r"\b", re.IGNORECASE),
            max(1, len(wording) // 7 + 1),
        )
        for wording in wordings
    )


def find_progress_heading(row: Row) -> ProgressHeading | None:
    """The progress heading that begins in this row, None where there is none.

    It stands at the start of the row's text or of one of its cells; text behind it in the same
    cell is left in `rest`.
    """
    if not _hints_at_heading(row.plain):
        return None
    joined = "\t".join(cell.string for cell in row.cells)
    starts = [0]
    for cell in row.cells:
        starts.append(starts[-1] + len(cell.string) + 1)
    found = _find_phrase(joined, starts[:-1])
    if found is None:
        return _lone_heading(row) or _label(row)
    first, end, is_fuzzy = found
    if len(joined[:first].strip()) > LONGEST_SCRAP:
        return None
    named, number, end = _read_number(joined, end)
    month, place = _read_month(joined, end, starts)
    period = PERIOD.match(joined, end) if place is None else None
    if period:
        place = period.start(), period.end()
    if place is None and not named:
        lone = _lone_heading(row)
        if lone and (lone.month or not _is_alone(joined, end)):
            return lone
        if not _is_alone(joined, end):
            return None
    cuts = _cuts(joined, first, end, place)
    parts, rest = _cut_out(row, starts, cuts)
    is_cut = (
        is_fuzzy
        or any(character.isalpha() for character in joined[:first])
        or "\t" in joined[first : cuts[0][1]].strip()
        or len(cuts) > 1
        or (month is None and period is None)
        or (period is None and _is_misread(joined, place))
    )
    stated = period.group("period") if period else None
    is_label = bool(joined[cuts[-1][1] :].split("\t", 1)[0].strip())
    return ProgressHeading(month, number, parts, rest, is_cut, stated, is_label)


def _label(row: Row) -> ProgressHeading | None:
    """The label before the row's first text, as in 'Progress (July 2024): It was issued'."""
    label = find_label(row)
    if label is None:
        return None
    (end, month), at = label, row.filled[0]
    part, text = row.cells[at].slice(0, end), row.cells[at].slice(end)
    rest = replace(row, cells=(*row.cells[:at], text, *row.cells[at + 1 :]))
    return ProgressHeading(month, None, (part,), rest, is_cut=False, is_label=True)


def _hints_at_heading(text: str) -> bool:
    """Cheap test that goes before the search: is there a piece of a wording of such a heading?"""
    for odd, meant in ODD_LETTERS:
        text = text.replace(odd, meant)
    small = text.lower()
    return any(letters in small and hint.search(small) for letters, hint in HINTS.items())


def _lone_heading(row: Row) -> ProgressHeading | None:
    """The heading that a line is as a whole: 'Update (May 2024)', 'Progress as at October 2023'."""
    words = fold(row.plain).split()
    if len(row.filled) != 1 or len(words) > MOST_WORDS:
        return None
    if not {"progress", "update", "updates"} & set(words):
        return None
    known = headings("heading word")
    if not all(word in known or word.isdigit() or month_of(word) for word in words):
        return None
    month = month_in(row.plain)
    empty = replace(row, cells=tuple(EMPTY for _ in row.cells))
    stated = PERIOD_WORDS.search(row.plain) if month is None else None
    period = stated.group() if stated else None
    return ProgressHeading(month, None, row.cells, empty, month is None and period is None, period)


def _find_phrase(joined: str, starts: list[int]) -> tuple[int, int, bool] | None:
    """Where the phrase stands: exact at a cell's start, else with errors at the row's start."""
    for start in starts:
        at = start
        while at < len(joined) and not joined[at].isalnum() and joined[at] != "\t":
            at += 1
        for _, exact, _ in _phrases():
            match = exact.match(joined, at)
            if match:
                return at, match.end(), False
    at = len(joined) - len(joined.lstrip("\t ,.'-–1234567890"))
    if not _hints_at_heading(joined[at : at + 40]):
        return None
    letters = _letters(joined, at)
    for wanted, _, errors in _phrases():
        # 'Prog|Progress against …': a first piece of it may stand before the whole.
        count = _match_start(letters.string, wanted, errors, most_before=errors)
        if count is not None:
            return at, letters.end_of(count), True
    return None


def _read_number(joined: str, end: int) -> tuple[bool, str | None, int]:
    """'– Recommendation 4' behind the phrase: does it stand there, its number, where it ends."""
    letters = _letters(joined, end, min(end + 40, len(joined)))
    count = _match_start(letters.string, "recommendation", 3, most_before=1)
    if count is None:
        return False, None, end
    end = letters.end_of(count)
    match = NUMBER.match(joined, end)
    return (True, match.group(1), match.end()) if match else (True, None, end)


def _read_month(
    joined: str, end: int, starts: list[int]
) -> tuple[str | None, tuple[int, int] | None]:
    """The month behind a heading: right behind it, or in brackets at the start of a later cell."""
    for at in [end, *(start for start in starts[:-1] if start > end)]:
        is_behind = at == end
        if not is_behind and "(" not in joined[at : at + 8]:
            continue
        letters = _letters(joined, at, min(at + 40, len(joined)))
        match = MONTH_AND_YEAR.match(letters.string)
        name = month_of(match.group("name")) if match else None
        if match and name:
            year = match.group("year").translate(FIGURES)[-2:]
            return f"20{year}-{name:02d}", (
                at,
                _behind_bracket(joined, letters.end_of(match.end())),
            )
        cell = _letters(joined, at, min([start - 1 for start in starts if start > at]))
        if is_behind and "(" in joined[at : at + 8] and cell.string and month_of(cell.string):
            return None, (at, _behind_bracket(joined, cell.end_of(len(cell.string))))
    return None, None


def _is_misread(joined: str, place: tuple[int, int] | None) -> bool:
    """Is no month spelt right in the stretch that gave one?"""
    known = {*MONTHS, *(month[:3] for month in MONTHS), "sept"}
    return place is not None and not known & set(
        re.findall(r"[a-z]+", joined[slice(*place)].lower())
    )


def _behind_bracket(joined: str, at: int) -> int:
    match = re.compile(r"[^\S\t]*\)").match(joined, at)
    return match.end() if match else at


def _cuts(
    joined: str, first: int, end: int, month: tuple[int, int] | None
) -> list[tuple[int, int]]:
    """The stretches of the row that are heading: the phrase, and the month if it stands apart."""
    if month is None:
        opening = OPENING.match(joined, end) or UNREADABLE.match(joined, end)
        cuts = [(first, opening.end() if opening else end)]
    elif month[0] > end:
        cuts = [(first, end), month]
    else:
        cuts = [(first, month[1])]
    stop = FULL_STOP.match(joined, cuts[-1][1])
    return [*cuts[:-1], (cuts[-1][0], stop.end())] if stop else cuts


def _is_alone(joined: str, end: int) -> bool:
    """Is there nothing else in the cell that the heading stands in, but what cannot be read?"""
    rest = joined[end:].split("\t", 1)[0]
    return not any(map(str.isalpha, rest)) or bool(UNREADABLE.fullmatch(rest))


def _cut_out(
    row: Row, starts: list[int], cuts: list[tuple[int, int]]
) -> tuple[tuple[Text, ...], Row]:
    """The texts under the cuts and before the first of them, and the row without them."""
    spans = [(0, cuts[0][1]), *cuts[1:]]
    parts, cells = [], []
    for cell, start in zip(row.cells, starts, strict=False):
        rest = cell
        for first, last in reversed(spans):
            low, high = max(first - start, 0), min(last - start, len(cell))
            if low < high:
                parts.append(rest.slice(low, high))
                rest = join((rest.slice(0, low), rest.slice(high)), "")
        cells.append(rest)
    return tuple(parts), replace(row, cells=tuple(cells))
