"""Progress that a label in the text's own cell announces, as 'Progress (July 2024): It was issued'.

A heading over rows speaks for all that follow it. A label speaks for its own row, and where the
labels of one month come back within a recommendation, what stands between them are actions again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plananalysis.readers.grid import Row
from plananalysis.table.columns import TableRow
from plananalysis.table.drafts import Heading
from plananalysis.wording.months import month_in
from plananalysis.wording.segments import starts_inside

LABEL = re.compile(
    r"\W*(?:latest\s+)?(?:progress|update)(?:\s+(?:as\s+)?(?:at|of|in))?\s*[,(\[:\u2013-]?\s*"
    r"(?:(?:as\s+)?(?:at|of|in)\s+)?(?P<when>(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[a-z]{3,9}\.?,?\s+"
    r"(?:20)?\d\d|\d{1,2}/20\d\d)\s*[)\]]?\s*[:\u2013-]\s*(?=\S)",
    re.IGNORECASE,
)


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
            label = part if part.is_label else None
        elif _opens(part):
            label = None
        elif (
            label
            and reopened[-1] is not label
            and _comes_back(label, table[index:])
            and _is_afresh(part, reopened[-1])
        ):
            reopened.append(Heading(part.line, "action"))
            label = None
        reopened.append(part)
    return reopened


def _opens(row: TableRow) -> bool:
    return bool(row.recommendation and (row.number or row.response))


def _comes_back(label: Heading, behind: Sequence[TableRow | Heading]) -> bool:
    """Does a label of the same month follow before the next recommendation?"""
    headings = (part for part in _until_opening(behind) if isinstance(part, Heading))
    following = next(headings, None)
    return following is not None and following.is_label and following.month == label.month


def _until_opening(parts: Sequence[TableRow | Heading]) -> Iterator[TableRow | Heading]:
    for part in parts:
        if isinstance(part, TableRow) and _opens(part):
            return
        yield part


def _is_afresh(row: TableRow, before: TableRow | Heading) -> bool:
    """Does a row with values of its own begin a text, and not go on with that of the row before?"""
    text = before.action.string if isinstance(before, TableRow) else ""
    has_values = bool(row.owner or row.target)
    goes_on = starts_inside(
        row.action.string, text, is_page_first=row.is_page_first, has_values=has_values
    )
    return bool(row.action) and has_values and not goes_on
