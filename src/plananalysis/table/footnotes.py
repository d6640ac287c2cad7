"""Footnotes of a page, told from the rows between which the export prints them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plananalysis.readers.grid import Row

# '2 The police answered for this.', '¹ Excludes young people', '* As at March 2024'
NOTE = re.compile(r"(?P<mark>[¹²³⁴-⁹]+|\d{1,2}|[*†‡]+)\s+[A-Z‘“\"(].{8,}", re.DOTALL)
MARKS = frozenset("0123456789¹²³⁴⁵⁶⁷⁸⁹*†‡")
# How many rows back the mark of a footnote may stand: a page has no more.
MOST_ROWS = 40


def is_footnote(rows: Sequence[Row], index: int) -> bool:
    """Is a row of one cell the footnote of a mark that a word of the same page bears?

    It stands alone in the first column, at the end of its page or beside another footnote.
    """
    row = rows[index]
    if row.filled != (0,) or row.plain[:1] not in MARKS:
        return False
    note = NOTE.match(row.plain)
    return note is not None and _ends_page(rows, index) and _is_borne(note["mark"], rows, index)


def _ends_page(rows: Sequence[Row], index: int) -> bool:
    """Do only footnotes stand between a row and the end of its page?"""
    for row in rows[index + 1 :]:
        if row.is_page_first:
            return True
        if row.filled != (0,) or not NOTE.match(row.plain):
            return False
    return True


def _is_borne(mark: str, rows: Sequence[Row], index: int) -> bool:
    """Does a word bear the mark, glued behind it, in a row of the page above?"""
    borne = re.compile(rf"[a-z][.,;:)’”\"]?{re.escape(mark)}(?![\w)%]|\.\d)")
    for row in reversed(rows[max(0, index - MOST_ROWS) : index]):
        if any(borne.search(cell.string) for cell in row.cells):
            return True
        if row.is_page_first:
            return False
    return False
