"""Progress that a label in the text's own cell announces, as 'Progress (July 2024): It was issued'.

A heading over rows speaks for all that follow it. A label speaks for its own row, and where the
labels of one month come back within a recommendation, what stands between them are actions again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plananalysis.readers.grid import Row
from plananalysis.table.columns import TableRow
from plananalysis.table.drafts import Heading
from plananalysis.wording.months import month_in
from plananalysis.wording.segments import starts_inside

# White space is bounded everywhere: a cell may hold any amount of it.
WORDS = (
    r"(?:latest\s{1,3})?(?:progress|update)(?:\s{1,3}(?:as\s{1,3})?(?:at|of|in))?\s{0,3}[,(\[:\u2013-]?"
    r"\s{0,3}(?:(?:as\s{1,3})?(?:at|of|in)\s{1,3})?(?P<when>(?:\d{1,2}(?:st|nd|rd|th)?\s{1,3})?"
    r"[a-z]{3,9}\.?,?\s{1,3}(?:20)?\d\d|\d{1,2}/20\d\d)\s{0,3}[)\]]?\s{0,3}[:\u2013-]\s{0,3}(?=\S)"
)
LABEL = re.compile(rf"\W{{0,6}}{WORDS}", re.IGNORECASE)


def find_label(row: Row) -> tuple[int, str] | None:
    """Where the label of a row's first text ends, and its month; None where it begins with none."""
    match = LABEL.match(row.cells[row.filled[0]].string) if row.filled else None
    month = month_in(match.group("when")) if match else None
    return (match.end(), month) if match and month else None


def reopen_actions(table: Sequence[TableRow | Heading]) -> list[TableRow | Heading]:
    """The table with a heading of actions where they go on between two labels of one month."""
    reopened: list[TableRow | Heading] = []
    label: Heading | None = None
    for index, part in enumerate(table):
        if isinstance(part, Heading):
            label = part if part.is_label and _comes_back(part, table, index + 1) else None
        elif _opens(part):
            label = None
        elif label and reopened[-1] is not label and _is_afresh(part, reopened[-1]):
            reopened.append(Heading(part.line, "action"))
            label = None
        reopened.append(part)
    return reopened


def _opens(row: TableRow) -> bool:
    return bool(row.recommendation and (row.number or row.response))


def _comes_back(label: Heading, table: Sequence[TableRow | Heading], start: int) -> bool:
    """Is the next heading from `start` on a label of the same month, of the same recommendation?"""
    for at in range(start, len(table)):
        part = table[at]
        if isinstance(part, Heading):
            return part.is_label and part.month == label.month
        if _opens(part):
            return False
    return False


def _is_afresh(row: TableRow, before: TableRow | Heading) -> bool:
    """Does a row with values of its own begin a text, and not go on with that of the row before?"""
    text = before.action.string if isinstance(before, TableRow) else ""
    has_values = bool(row.owner or row.target)
    goes_on = starts_inside(
        row.action.string, text, is_page_first=row.is_page_first, has_values=has_values
    )
    return bool(row.action) and has_values and not goes_on
