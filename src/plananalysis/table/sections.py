"""The parts of a document told apart: title block, definitions, action table, closing table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from plananalysis.errors import UnreadablePlanError
from plananalysis.memo import remember
from plananalysis.readers.grid import Grid, Row
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.records import Fault, PrintedTotal
from plananalysis.table.closing import is_page_furniture, split_closing
from plananalysis.table.columns import NAMED_ROLES, PROGRESS_ROLES
from plananalysis.table.responsecodes import NO_CODES, Codes, find_codes
from plananalysis.table.sectionheadings import find_addressee_heading
from plananalysis.table.titleblock import TitleBlock, read_title_block
from plananalysis.wording.months import is_part_of_date, month_in
from plananalysis.wording.vocabulary import fold, headings, read_response

STANDARD_COLUMNS = ("number", "recommendation", "response", "action", "owner", "target")

# What the table must be like to be found, by the format of the file.
ADVICE = {
    "text": "There must be tabs between the cells of its table.",
    "pdf": "Its table must be drawn with lines between the cells; where it has none, "
    "use the Word file that the PDF was made from, or a text export with tabs between the cells.",
}
# 'Progress (to be updated after 6 months)': what a header adds to its name.
IN_BRACKETS = re.compile(r"\([^()]*(?:\)|$)")
BEFORE_DATE = re.compile(r"( (as|at|by|in|of|on|since|to|for))+$")
# What is said of a column in which a date is promised, and of none in which it is reported.
PROMISED = re.compile(r"\b(?:target|due|deadline|by|original|planned|expected)\b")
IN_A_TABLE = "Its recommendations must stand in a table."


@dataclass(frozen=True, slots=True)
class Sections:
    """A document by its parts. `columns` is the role of each column as the header row names it,
    `progress_months` the month (`YYYY-MM`) that the header of each column of progress states.
    `response_codes` is what short answers stand for, `is_coded` whether the responses are such.

    `furniture` holds the texts that are recognised and carry no record: headers, definitions,
    introduction, page numbers.
    """

    title_block: TitleBlock
    title_texts: tuple[Text, ...]
    columns: tuple[str | None, ...]
    body: tuple[Row, ...]
    totals: tuple[PrintedTotal, ...]
    totals_texts: tuple[Text, ...]
    furniture: tuple[Text, ...]
    progress_months: tuple[str | None, ...] = ()
    faults: tuple[Fault, ...] = ()
    response_codes: Codes = field(default_factory=dict)
    is_coded: bool = False


def split_sections(grid: Grid) -> Sections:
    """The parts of a plan's grid.

    Raises `UnreadablePlanError` where there is no action table.
    """
    rows = grid.rows
    first, columns = _find_table(rows)
    if first is None:
        raise UnreadablePlanError(
            grid.source.name,
            "no action table was found (no header row, no row with a response such as 'Agreed')",
            f"Check that this is the plan itself. {ADVICE.get(grid.format, IN_A_TABLE)}",
        )
    closing = split_closing(rows, first)
    front = rows[:first]
    block, block_texts = read_title_block(front)
    aside = [cell for row in front for cell in row.cells]
    body, dropped = _drop_page_furniture(closing.body, front)
    aside.extend(cell for row in dropped for cell in row.cells)
    # What stands behind the closing table and is not known is left to be a fault.
    aside.extend(closing.aside)
    if not body:
        raise UnreadablePlanError(
            grid.source.name,
            "the action table has a header and no rows",
            "The export is cut short: export the whole plan again.",
            rows[first - 1].line if first else None,
        )
    codes, is_coded = _codes_of(front, body, columns)
    order = _order_of(columns)
    body = tuple(_in_order(row, order) for row in body)
    columns = tuple(columns[at] for at in order)
    has_progress = first and "progress" in columns
    months = _progress_months(rows[first - 1]) if has_progress else ()
    return Sections(
        block,
        block_texts,
        columns,
        body,
        closing.totals,
        closing.texts,
        tuple(aside),
        months,
        closing.faults,
        codes,
        is_coded,
    )


def column_roles(row: Row) -> tuple[str | None, ...]:
    """The role that each cell names if the row is a header row, else ()."""
    if len(row.filled) < 3 or any(len(cell.plain) > 120 for cell in row.cells):
        return ()
    roles = tuple(_column_role(cell.plain) for cell in row.cells)
    if roles.count("response") == 2 and "action" not in roles:
        # 'Agreed/Not Agreed' and 'Response' beside one another: the one is what was done.
        last = len(roles) - 1 - roles[::-1].index("response")
        roles = (*roles[:last], "action", *roles[last + 1 :])
    if "status" in roles and "progress" not in roles:
        # Beside dates it reports on the actions; alone it is all that the plan has of either.
        meant = "progress" if "target" in roles else "target"
        roles = tuple(meant if role == "status" else role for role in roles)
    if "target" not in roles:
        roles = tuple("target" if role == "revised" else role for role in roles)
    roles = _number_progress(_keep_one_target(roles, row))
    named = {role for role in roles if role}
    return roles if len(named) >= 3 and named & {"recommendation", "action"} else ()


def _keep_one_target(roles: tuple[str | None, ...], header: Row) -> tuple[str | None, ...]:
    """The roles with one column of targets: of 'Target date' and 'Completion date' the former.

    What was promised is never replaced by what came of it: the other column is left unread.
    """
    named = [at for at, role in enumerate(roles) if role == "target"]
    sure = [at for at in named if PROMISED.search(fold(header.cells[at].plain))]
    if len(named) < 2 or len(sure) != 1:
        return roles
    return tuple(
        None if role == "target" and at != sure[0] else role for at, role in enumerate(roles)
    )


def _number_progress(roles: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """The roles with a second column of progress, and so on, told from the first."""
    names = iter(PROGRESS_ROLES)
    return tuple(next(names, None) if role == "progress" else role for role in roles)


@remember
def _column_role(wording: str) -> str | None:
    folded = re.sub(r"^\d+ ", "", fold(wording))
    known = headings("column")
    if not folded:
        return None
    if folded in known:
        return known[folded]
    # 'Progress at October 2024', 'Update as of 3 May'
    undated = " ".join(word for word in folded.split() if not is_part_of_date(word))
    undated = BEFORE_DATE.sub("", undated)
    if known.get(undated) in ("progress", "status"):
        return known[undated]
    named = re.sub(r"^\d+ ", "", fold(IN_BRACKETS.sub("", wording)))
    if named in known:
        return known[named]
    near = process.extract(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=84, limit=None)
    best = max(((score, option) for option, score, _ in near), default=None)
    return known[best[1]] if best else None


def _progress_months(header: Row) -> tuple[str | None, ...]:
    """The months that headers of columns of progress state: 'Progress (February 2025)'."""
    named = zip(header.cells, column_roles(header), strict=False)
    return tuple(month_in(cell.plain) for cell, role in named if role in PROGRESS_ROLES)


def _codes_of(
    front: Sequence[Row], body: Sequence[Row], columns: Sequence[str | None]
) -> tuple[Codes, bool]:
    """What short answers in the column of responses stand for, and whether it holds such."""
    if not front or columns.count("response") != 1:
        return NO_CODES, False
    at = columns.index("response")
    header = front[-1].cells
    heading = header[at].plain if at < len(header) and column_roles(front[-1]) else ""
    return find_codes(heading, front[:-1], body, at)


def _find_table(rows: tuple[Row, ...]) -> tuple[int | None, tuple[str | None, ...]]:
    """Where the action table begins (behind its header) and the roles of its columns."""
    for index, row in enumerate(rows):
        roles = column_roles(row)
        if roles:
            return index + 1, roles
    # No header row: the table begins with the first row that holds a response of its own beside
    # a longer text, or with the section heading before it. A row of the definitions does not
    # count: its first cell is the term.
    for index, row in enumerate(rows):
        for at in row.filled[1:]:
            if read_response(row.cells[at].string) and any(
                len(row.cells[other].plain) > 25 for other in row.filled if other != at
            ):
                start = index
                while start and find_addressee_heading(rows[start - 1]):
                    start -= 1
                return start, STANDARD_COLUMNS
    return None, ()


# The order in which the roles are read; a header may name them in another.
ROLE_ORDER = {role: place for place, role in enumerate((*STANDARD_COLUMNS, *NAMED_ROLES))}


def _order_of(columns: tuple[str | None, ...]) -> tuple[int, ...]:
    """The columns in the order in which roles are read; as they stand where a role comes twice."""
    named = [role for role in columns if role and role != "other"]
    if len(set(named)) < len(named):
        return tuple(range(len(columns)))
    places, last = [], -1
    for role in columns:
        if role in NAMED_ROLES:
            places.append(ROLE_ORDER[role])
            continue
        # A column that is not known stays behind the one of the table's own that it follows.
        last = ROLE_ORDER[role] if role else last
        places.append(last)
    return tuple(sorted(range(len(columns)), key=lambda at: places[at]))


def _in_order(row: Row, order: tuple[int, ...]) -> Row:
    """The row with its cells in that order; a heading, or a row of more columns, as it stands."""
    if len(row.filled) < 2 or row.filled[-1] >= len(order) or order == tuple(range(len(order))):
        return row
    cells = (*row.cells, *[EMPTY] * len(order))
    return replace(row, cells=tuple(cells[at] for at in order))


def _drop_page_furniture(
    rows: tuple[Row, ...], front: tuple[Row, ...]
) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The table's rows, and those that are repeated headers, page numbers, running titles.

    A running title says again what a short line of the `front` said.
    """
    titles = {_running(row.plain) for row in front if len(row.filled) == 1}
    titles = {title for title in titles if 8 < len(title) < 300}
    kept, dropped = [], []
    opens_page = False
    ends, numbers = _page_ends(rows)
    for index, row in enumerate(rows):
        at_edge = row.is_page_first or opens_page or index in ends
        running = _running(row.plain) if at_edge and len(row.filled) == 1 else ""
        is_running_title = len(running) > 8 and any(
            fuzz.ratio(running, title) >= 92 for title in titles
        )
        is_furniture = at_edge and (is_page_furniture(row) or index in numbers)
        if column_roles(row) or is_running_title or is_furniture:
            dropped.append(row)
            opens_page = opens_page or row.is_page_first
            continue
        # What was dropped at the head of a page must not hide that a new page begins here.
        kept.append(replace(row, is_page_first=True) if opens_page else row)
        opens_page = False
    return tuple(kept), tuple(dropped)


def _page_ends(rows: Sequence[Row]) -> tuple[frozenset[int], frozenset[int]]:
    """The places of the rows that end a page, with or before its furniture; and those of its bare
    numbers, which stand below a marking: 'OFFICIAL', '3'.
    """
    ends: set[int] = set()
    numbers: set[int] = set()
    for index in reversed(range(len(rows))):
        is_last = index + 1 == len(rows) or rows[index + 1].is_page_first
        is_before = index + 1 in numbers or (
            index + 1 in ends and is_page_furniture(rows[index + 1])
        )
        if not (is_last or is_before):
            continue
        ends.add(index)
        is_number = len(rows[index].cells) == 1 and re.fullmatch(r"\d{1,3}", rows[index].plain)
        if index and is_number and is_page_furniture(rows[index - 1]):
            numbers.add(index)
    return frozenset(ends), frozenset(numbers)


def _running(line: str) -> str:
    """A line of the front as a running title would say it again."""
    return re.sub(r"^(?:action plan|a response to) ", "", fold(line))
