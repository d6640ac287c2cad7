"""The parts of a document told apart: title block, definitions, action table, closing table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from plananalysis.dates import parse_day
from plananalysis.errors import UnreadablePlanError
from plananalysis.grid import Grid, Row
from plananalysis.headings import find_addressee_heading
from plananalysis.records import PrintedTotal
from plananalysis.sourcetext import EMPTY, Text
from plananalysis.vocabulary import fold, furniture, headings, read_response

STANDARD_COLUMNS = ("number", "recommendation", "response", "action", "owner", "target")


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What stands before the table, dates as ISO 8601 days."""

    title: str | None = None
    submitted_on: str | None = None
    updated_on: str | None = None
    published_on: str | None = None


@dataclass(frozen=True, slots=True)
class Sections:
    """A document by its parts. `columns` is the role of each column as the header row names it.

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
            "Check that this is the plan itself, exported with tabs between the cells.",
        )
    closing = _find_closing(rows, first)
    totals, totals_texts = _read_totals(rows[closing:])
    front = rows[:first]
    block, block_texts = read_title_block(front)
    aside = [cell for row in front for cell in row.cells]
    body, dropped = _drop_page_furniture(rows[first:closing], front)
    aside.extend(cell for row in dropped for cell in row.cells)
    # What stands behind the closing table and is not known is left to be a fault.
    aside.extend(cell for row in rows[closing:] if _closes(row) for cell in row.cells)
    if not body:
        raise UnreadablePlanError(
            grid.source.name,
            "the action table has a header and no rows",
            "The export is cut short: export the whole plan again.",
            rows[first - 1].line if first else None,
        )
    order = _order_of(columns)
    body = tuple(_in_order(row, order) for row in body)
    columns = tuple(columns[at] for at in order)
    return Sections(block, block_texts, columns, body, totals, totals_texts, tuple(aside))


def column_roles(row: Row) -> tuple[str | None, ...]:
    """The role that each cell names if the row is a header row, else ()."""
    if len(row.filled) < 3 or max(len(cell.plain) for cell in row.cells) > 120:
        return ()
    roles = tuple(_column_role(cell.plain) for cell in row.cells)
    if roles.count("response") == 2 and "action" not in roles:
        # 'Agreed/Not Agreed' and 'Response' beside one another: the one is what was done.
        last = len(roles) - 1 - roles[::-1].index("response")
        roles = (*roles[:last], "action", *roles[last + 1 :])
    named = {role for role in roles if role}
    return roles if len(named) >= 3 and named & {"recommendation", "action"} else ()


def _column_role(wording: str) -> str | None:
    folded = re.sub(r"^\d+ ", "", fold(wording))
    known = headings("column")
    if not folded:
        return None
    if folded in known:
        return known[folded]
    best = max(known, key=lambda option: (fuzz.ratio(folded, option), option))
    return known[best] if fuzz.ratio(folded, best) >= 84 else None


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
ROLE_ORDER = {role: place for place, role in enumerate(STANDARD_COLUMNS)}


def _order_of(columns: tuple[str | None, ...]) -> tuple[int, ...]:
    """The columns in the order in which roles are read; as they stand where a role comes twice."""
    named = [role for role in columns if role]
    if len(set(named)) < len(named):
        return tuple(range(len(columns)))
    places, last = [], -1
    for role in columns:
        last = ROLE_ORDER[role] if role else last
        places.append(last)
    return tuple(sorted(range(len(columns)), key=lambda at: places[at]))


def _in_order(row: Row, order: tuple[int, ...]) -> Row:
    """The row with its cells in that order; a heading, or a row of more columns, as it stands."""
    if len(row.filled) < 2 or row.filled[-1] >= len(order) or order == tuple(range(len(order))):
        return row
    cells = (*row.cells, *[EMPTY] * len(order))
    return replace(row, cells=tuple(cells[at] for at in order))


def _total_of(row: Row) -> tuple[str, int] | None:
    """`(response, count)` of a row of the closing table."""
    text = row.plain
    match = re.fullmatch(r"\W*([A-Za-z][A-Za-z /()-]*?)\W*(\d{1,4})\W*", text)
    if not match:
        return None
    label = fold(match.group(1))
    if label in {"total", "totals", "total recommendations", "total number of recommendations"}:
        return "total", int(match.group(2))
    response = read_response(match.group(1))
    return (response, int(match.group(2))) if response else None


def _find_closing(rows: tuple[Row, ...], first: int) -> int:
    """The index of the closing table's first row; the number of rows where there is none."""
    at = end = _behind_totals(rows, first)
    while at > first and _closes(rows[at - 1]):
        at -= 1
    while at < end and _is_page_furniture(rows[at]):
        at += 1
    return at


def _behind_totals(rows: tuple[Row, ...], first: int) -> int:
    """The index behind the last two totals; the number of rows where no two stand together."""
    for at in range(len(rows) - 1, first, -1):
        if len(rows[at].filled) > MOST_FILLED_BEHIND:
            break
        if _total_of(rows[at]) and _total_of(rows[at - 1]):
            return at + 1
    return len(rows)


# Behind the closing table stand notes and contacts; a row with more cells is one of the table's.
MOST_FILLED_BEHIND = 2


def _closes(row: Row) -> bool:
    return bool(_total_of(row)) or _is_page_furniture(row) or _is_closing_header(row)


def _is_closing_header(row: Row) -> bool:
    return len(row.filled) <= 2 and fold(row.plain) in headings("closing")


def _read_totals(rows: tuple[Row, ...]) -> tuple[tuple[PrintedTotal, ...], tuple[Text, ...]]:
    totals: list[PrintedTotal] = []
    texts: list[Text] = []
    for row in rows:
        total = _total_of(row)
        if total:
            totals.append(PrintedTotal(*total))
            texts.extend(row.cells)
    return tuple(totals), tuple(texts)


def _is_page_furniture(row: Row) -> bool:
    return len(row.cells) <= 2 and bool(furniture().fullmatch(row.plain.casefold().strip(" .|-–")))


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
    for index, row in enumerate(rows):
        ends_page = index + 1 == len(rows) or rows[index + 1].is_page_first
        at_edge = row.is_page_first or opens_page or ends_page
        running = _running(row.plain) if at_edge and len(row.filled) == 1 else ""
        is_running_title = len(running) > 8 and any(
            fuzz.ratio(running, title) >= 92 for title in titles
        )
        if column_roles(row) or is_running_title or (at_edge and _is_page_furniture(row)):
            dropped.append(row)
            opens_page = opens_page or row.is_page_first
            continue
        # What was dropped at the head of a page must not hide that a new page begins here.
        kept.append(replace(row, is_page_first=True) if opens_page else row)
        opens_page = False
    return tuple(kept), tuple(dropped)


def _running(line: str) -> str:
    """A line of the front as a running title would say it again."""
    return re.sub(r"^(?:action plan|a response to) ", "", fold(line))


LABELS = {
    "published_on": re.compile(r"^\W*(?:report\s+)?(?:was\s+)?published\b\W*(?:on\b)?", re.I),
    "updated_on": re.compile(
        r"^\W*(?:(?:\d+|twelve|six)[\s-]*months?\s+)?(?:updated?|revised|progress update)\b"
        r"[\w\s-]*?(?:action\s+plan)?[\w\s-]*?(?:submitted|published|updated?|date)?\b\W*(?=\d|$)",
        re.I,
    ),
    "submitted_on": re.compile(
        r"^\W*(?:initial\s+|original\s+)?action\s+plan\s+(?:was\s+)?"
        r"(?:submitted|date|published|updated|revised)\b\W*(?:on\b)?",
        re.I,
    ),
}
UPDATE_BEHIND = re.compile(r"\b(?:updated|update|revised)\b", re.I)
TITLE = re.compile(r"^\W*(?:an?\s+)?(?:[hu]m\w*\s+)?response\s+to\b\W*", re.I)
PLAN_TITLE = re.compile(r"^\W*action\s+plan\s*[:–-]\s*(?=\S)", re.I)
# A title that names no place or case needs the name in the plan's own heading beside it.
NAMELESS = re.compile(
    r"^(?:the\s+)?(?:hmip|hmi\s+\w+|hm\s+inspectorate\s+of\s+\w+)?\s*(?:un)?(?:announced\s+)?inspection\b",
    re.I,
)


def read_title_block(rows: tuple[Row, ...]) -> tuple[TitleBlock, tuple[Text, ...]]:
    """The title and the dates in the rows before the table, and the texts that gave them."""
    found: dict[str, str] = {}
    texts: list[Text] = []
    plan_title: str | None = None
    lines = [(row.plain, row) for row in rows if len(row.filled) == 1]
    for index, (line, row) in enumerate(lines):
        following = lines[index + 1][0] if index + 1 < len(lines) else ""
        label = _label_of(line)
        if label:
            day = parse_day(line) or (
                parse_day(following) if not re.search(r"\d{4}", line) else None
            )
            if day and label not in found:
                found[label] = day
                texts.extend(row.cells)
            continue
        match = TITLE.match(line)
        if match and "title" not in found and len(line) < 400:
            title = line[match.end() :].strip() or following
            found["title"] = title
            texts.extend(row.cells)
            continue
        match = PLAN_TITLE.match(line)
        if match and plan_title is None and not parse_day(line):
            plan_title = line[match.end() :].strip()
            texts.extend(row.cells)
    title = found.pop("title", "")
    if plan_title and title and NAMELESS.match(title) and fold(plan_title) not in fold(title):
        title = f"{plan_title}: {re.sub(r'^the ', '', title, flags=re.I)}"
    return TitleBlock(title=title or plan_title, **found), tuple(texts)


def _label_of(line: str) -> str | None:
    if len(line) > 160:
        return None
    if LABELS["published_on"].match(line):
        return "published_on"
    if LABELS["submitted_on"].match(line):
        return "updated_on" if UPDATE_BEHIND.search(line) else "submitted_on"
    return "updated_on" if LABELS["updated_on"].match(line) else None
