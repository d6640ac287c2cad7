"""The closing table, which prints how many recommendations got which response, and what follows it.

A plan of several parts may close each of them with a table of its own: their figures are added up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plananalysis.readers.grid import Row
from plananalysis.readers.sourcetext import Text
from plananalysis.records import Fault, PrintedTotal
from plananalysis.wording.vocabulary import fold, furniture, headings, read_response

# Behind the closing table stand notes and contacts; a row with more cells is one of the table's.
MOST_FILLED_BEHIND = 2
MOST_ANNEX_WORDS = 12
# The figures of a closing table, and the index of the row where they begin.
Table = tuple[tuple[PrintedTotal, ...], int]


@dataclass(frozen=True, slots=True)
class Closing:
    """The rows of the action table, the totals printed, and what was recognised between and behind.

    `texts` gave the totals, `aside` are headers and page furniture. What stands behind the tables
    and is not known, as an annex is, is in neither.
    """

    body: tuple[Row, ...]
    totals: tuple[PrintedTotal, ...]
    texts: tuple[Text, ...]
    aside: tuple[Text, ...]
    faults: tuple[Fault, ...]


def split_closing(rows: Sequence[Row], first: int) -> Closing:
    """The action table, which begins at `rows[first]`, parted from its closing tables and annex."""
    end = _find_closing(rows, first)
    runs = [(at, stop) for at, stop in _inner_tables(rows, first, end)] + [(end, len(rows))]
    inside = {at for start, stop in runs for at in range(start, stop)}
    body = [row for at, row in enumerate(rows) if at >= first and at not in inside]
    body = body[: _find_annex(body)]
    tables = [table for start, stop in runs for table in _tables_of(rows, start, stop)]
    kept = [
        (totals, start)
        for place, (totals, start) in enumerate(tables)
        # A table without rows of the action table since the last one prints that one again.
        if place + 1 == len(tables) or _has_table_rows(rows[start : tables[place + 1][1]])
    ]
    closing_rows = [row for start, stop in runs for row in rows[start:stop]]
    return Closing(
        tuple(body),
        _add(kept),
        tuple(cell for row in closing_rows if _total_of(row) for cell in row.cells),
        tuple(
            cell for row in closing_rows if _closes(row) or row is rows[end] for cell in row.cells
        ),
        (*_say_added(kept, rows), *_say_misread(closing_rows)),
    )


def _inner_tables(rows: Sequence[Row], first: int, end: int) -> list[tuple[int, int]]:
    """Where closing tables stand inside the table: runs of rows with two totals or more."""
    runs: list[tuple[int, int]] = []
    at = first
    while at < end:
        stop = at
        while stop < end and _closes(rows[stop]):
            stop += 1
        if sum(_total_of(row) is not None for row in rows[at:stop]) > 1:
            runs.append((at, stop))
        at = max(stop, at + 1)
    return runs


def _add(tables: Sequence[Table]) -> tuple[PrintedTotal, ...]:
    added: dict[str, int] = {}
    for totals, _ in tables:
        for total in totals:
            added[total.response] = added.get(total.response, 0) + total.printed
    return tuple(PrintedTotal(response, printed) for response, printed in added.items())


def _say_added(tables: Sequence[Table], rows: Sequence[Row]) -> list[Fault]:
    if len(tables) < 2:
        return []
    printed = [
        ", ".join(f"{total.response} {total.printed}" for total in totals) for totals, _ in tables
    ]
    after = ", ".join(f"{total.response} {total.printed}" for total in _add(tables))
    message = f"the plan prints {len(tables)} closing tables; their figures are added up"
    line = rows[tables[-1][1]].line
    return [Fault(line, "totals_added", message, True, " | ".join(printed), after)]


# A row of an annex is a term and what it stands for, or a small table.
FEWEST_FILLED = 4


def _has_table_rows(rows: Sequence[Row]) -> bool:
    """Is there a row as wide as the action table's, or one that states a response?"""
    return any(
        len(row.filled) >= FEWEST_FILLED
        or any(read_response(row.cells[at].string) is not None for at in row.filled[1:])
        for row in rows
    )


def _find_annex(rows: Sequence[Row]) -> int:
    """Where an annex begins behind the last recommendation; the number of rows where none does."""
    for at, row in enumerate(rows):
        if at and _opens_annex(row) and not _has_table_rows(rows[at:]):
            return at
    return len(rows)


def _opens_annex(row: Row) -> bool:
    if len(row.filled) != 1 or row.plain.endswith("."):
        return False
    line = fold(row.plain)
    named = line in headings("annex") or re.match(r"(?:annex|appendix) [a-z0-9]{1,3}\b", line)
    return bool(named) and len(line.split()) <= MOST_ANNEX_WORDS


def _total_of(row: Row) -> tuple[str, int] | None:
    """`(response, count)` of a row of the closing table."""
    text = row.plain
    match = None if text[-1:].isalpha() else TOTAL.fullmatch(text)
    match = match or TOTAL.fullmatch(_mended(row))
    if not match:
        return None
    label = fold(match.group(1))
    if label in {"total", "totals", "total recommendations", "total number of recommendations"}:
        return "total", int(match.group(2))
    response = read_response(match.group(1))
    return (response, int(match.group(2))) if response else None


# The label takes all that it can and gives nothing back: most rows are none, and told so at once.
TOTAL = re.compile(r"\W*([A-Za-z][A-Za-z /()-]*+)\W*(\d{1,4})\W*")
# What figures are misread as where a cell holds one alone, and what a letter is in a word
FIGURES = str.maketrans("OolI", "0011")
FIGURE_IN_WORD = re.compile(r"(?<=[a-z])[01]|[01](?=[a-z])")


LONGEST_LABEL = 60


def _mended(row: Row) -> str:
    """A row of two cells with figures for letters in the last and letters for figures before it.

    'Not Agreed | O', 'Tota1 | 4'.
    """
    if len(row.filled) != 2:
        return ""
    label, count = (row.cells[at].plain for at in row.filled)
    if len(count) > 2 or len(label) > LONGEST_LABEL:
        return ""
    mended = FIGURE_IN_WORD.sub(lambda found: "o" if found[0] == "0" else "l", label)
    return f"{mended} {count.translate(FIGURES)}"


def _say_misread(rows: Sequence[Row]) -> list[Fault]:
    message = "a row of the closing table is misread; read as what it must be"
    return [
        Fault(row.line, "total_misread", message, True, row.plain, " ".join(map(str, total)))
        for row in rows
        if (total := _total_of(row)) and not TOTAL.fullmatch(row.plain)
    ]


def _find_closing(rows: Sequence[Row], first: int) -> int:
    """The index of the closing table's first row; the number of rows where there is none."""
    at = end = _behind_totals(rows, first)
    while at > first and _closes(rows[at - 1]):
        at -= 1
    if first < at < end and _titles_totals(rows[at - 1]):
        at -= 1
    while at < end and is_page_furniture(rows[at]):
        at += 1
    return at


def _behind_totals(rows: Sequence[Row], first: int) -> int:
    """The index behind the last two totals; the number of rows where no two stand together."""
    for at in range(len(rows) - 1, first, -1):
        if len(rows[at].filled) > MOST_FILLED_BEHIND:
            break
        if _total_of(rows[at]) and _total_of(rows[at - 1]):
            return at + 1
    return len(rows)


MOST_TITLE_WORDS = 5


def _titles_totals(row: Row) -> bool:
    """Is a short line that begins a page or a paragraph the title of the totals below it?"""
    is_line = len(row.cells) <= 2 and row.filled == (0,) and row.is_page_first
    words = row.plain.split()
    return is_line and len(words) <= MOST_TITLE_WORDS and words[0][0].isupper() and _is_open(row)


def _is_open(row: Row) -> bool:
    return row.plain[-1:].isalpha() or row.plain.endswith(":")


def _closes(row: Row) -> bool:
    return bool(_total_of(row)) or is_page_furniture(row) or _is_closing_header(row)


def _is_closing_header(row: Row) -> bool:
    return len(row.filled) <= 2 and fold(row.plain) in headings("closing")


def _tables_of(rows: Sequence[Row], start: int, stop: int) -> list[Table]:
    """The tables in a run of closing rows: a response that comes again begins another."""
    tables: list[Table] = []
    for at in range(start, stop):
        total = _total_of(rows[at])
        if total is None:
            continue
        if not tables or total[0] in {known.response for known in tables[-1][0]}:
            tables.append(((), at))
        tables[-1] = ((*tables[-1][0], PrintedTotal(*total)), tables[-1][1])
    return tables


def is_page_furniture(row: Row) -> bool:
    """Is a row a page number, a marking or a letterhead?"""
    return len(row.cells) <= 2 and bool(furniture().fullmatch(row.plain.casefold().strip(" .|-–")))
