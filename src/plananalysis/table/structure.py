"""The table's rows told apart: headings, recommendations, and the rows that answer each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from plananalysis.readers.grid import Row
from plananalysis.readers.sourcetext import Text
from plananalysis.records import Fault
from plananalysis.table.columns import TableRow, read_rows
from plananalysis.table.drafts import Draft, Heading
from plananalysis.table.flattened import next_number, part_recommendations, restore_rows
from plananalysis.table.footnotes import is_footnote
from plananalysis.table.gathering import Gathering
from plananalysis.table.gluedvalues import join_numbered_values
from plananalysis.table.lostmarks import restore_months, restore_numbers
from plananalysis.table.mending import mend_row, put_back_tail
from plananalysis.table.progressheadings import find_progress_heading
from plananalysis.table.progresslabels import find_label, reopen_actions
from plananalysis.table.responsecodes import NO_CODES, Codes
from plananalysis.table.sectionheadings import find_addressee_heading
from plananalysis.wording.postwords import complete_posts, owner_likeness
from plananalysis.wording.vocabulary import fold, read_response


@dataclass(frozen=True, slots=True)
class Structure:
    """A plan's recommendations in draft, what was recognised as heading, and what was mended."""

    drafts: tuple[Draft, ...]
    headings: tuple[Text, ...]
    explained: tuple[Text, ...]
    faults: tuple[Fault, ...]


def read_structure(
    rows: Sequence[Row],
    header: tuple[str | None, ...],
    codes: Codes = NO_CODES,
    *,
    is_coded: bool = False,
    updated_on: str | None = None,
) -> Structure:
    """The drafts of a plan from the rows of its table.

    `codes` are short answers and what they stand for, `is_coded` whether the responses are such;
    `updated_on` (YYYY-MM-DD) is the day of the plan's update, where it states one.
    """
    parts, aside, faults = _part_headings(rows, updated_on[:7] if updated_on else None)
    found = [part for part in parts if isinstance(part, Row)]
    columns, by_role = read_rows(found, header, codes if is_coded else NO_CODES)
    table_rows = iter(by_role)
    table: list[TableRow | Heading] = []
    for part in parts:
        if isinstance(part, Heading):
            table.append(part)
            continue
        row, done = mend_row(next(table_rows))
        last = table[-1] if table else None
        joined = join_numbered_values(last, row) if isinstance(last, TableRow) else None
        if joined:
            table[-1], done = joined
        else:
            table.append(row)
        faults.extend(done)
    table, done = _restore(table)
    faults.extend(done)
    gathering = Gathering(table, columns)
    for heading_or_row in reopen_actions(table):
        gathering.take(heading_or_row)
    drafts = gathering.drafts
    faults.extend(_read_codes(drafts, codes))
    faults.extend(gathering.faults)
    faults.extend(restore_numbers(drafts, is_dotted=columns.is_dotted))
    faults.extend(restore_months(drafts))
    explained = [text for part in table if isinstance(part, TableRow) for text in part.explained]
    return Structure(tuple(drafts), (*aside, *gathering.aside), tuple(explained), tuple(faults))


def _read_codes(drafts: Sequence[Draft], codes: Codes) -> list[Fault]:
    """The responses that are short answers, read by what these stand for; changes the drafts."""
    faults = []
    for draft in drafts:
        printed = draft.response_text.plain
        draft.response = read_response(printed) or codes.get(fold(printed))
        if draft.response and read_response(printed) is None:
            message = "a response is a letter or short word that a heading or a key explains"
            faults.append(
                Fault(draft.line, "response_code", message, True, printed, draft.response)
            )
    return faults


def _part_headings(
    rows: Sequence[Row], last_month: str | None
) -> tuple[list[Row | Heading], list[Text], list[Fault]]:
    """The rows with the headings taken out of them.

    A label in the text's own cell is none where its month comes behind `last_month` (YYYY-MM):
    'Update (May 2025): …' in a plan of 2024 tells what will be.
    """
    parts: list[Row | Heading] = []
    aside: list[Text] = []
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        if is_footnote(rows, index):
            aside.extend(row.cells)
            message = "a line that explains a mark of the page is a footnote; part of no entry"
            faults.append(Fault(row.line, "footnote", message, True, row.plain))
            continue
        progress = find_progress_heading(row)
        label = find_label(row) if progress and last_month else None
        is_to_come = label is not None and label[1] > (last_month or "")
        if progress and not is_to_come:
            aside.extend(progress.parts)
            month, period = progress.month, progress.period
            number, is_label = progress.number, progress.is_label
            parts.append(Heading(row.line, "progress", None, month, period, number, is_label))
            if progress.is_cut:
                before = " | ".join(part.plain for part in progress.parts if part)
                after = f"Progress against commitments ({progress.month or 'month lost'})"
                faults.append(
                    Fault(
                        row.line,
                        "heading_cut",
                        "a progress heading is broken or misread; put together",
                        True,
                        before,
                        after,
                    )
                )
            if progress.rest.filled:
                parts.append(progress.rest)
            continue
        section = find_addressee_heading(row)
        if section:
            aside.extend(row.cells)
            parts.append(Heading(row.line, "addressee", section.addressee))
            if section.is_cut:
                before = " | ".join(cell.plain for cell in row.cells if cell)
                faults.append(
                    Fault(
                        row.line,
                        "heading_cut",
                        "a section heading is cut over cells; put together",
                        True,
                        before,
                        section.addressee,
                    )
                )
            continue
        parts.append(row)
    return parts, aside, faults


def known_posts(table: Iterable[TableRow | Heading]) -> frozenset[str]:
    """Posts that stand alone in a cell of the plan: they part the stacks in which they recur."""
    names: set[str] = set()
    for row in table:
        if isinstance(row, Heading) or not row.owner:
            continue
        for piece in row.owner.string.split("\n"):
            words = " ".join(piece.split())
            if len(words.split()) <= 14 and owner_likeness(words) > 0.8:
                names.add(words)
    return _complete_posts(frozenset(names))


# The posts of a plan are asked for before its rows are restored, and after.
_complete_posts = lru_cache(maxsize=4)(complete_posts)


def _restore(table: Sequence[TableRow | Heading]) -> tuple[list[TableRow | Heading], list[Fault]]:
    """The table with the rows that were flattened to running text put back."""
    known = known_posts(table)
    following: str | None = "1"
    restored: list[TableRow | Heading] = []
    faults: list[Fault] = []
    for part in table:
        if isinstance(part, Heading):
            restored.append(part)
            continue
        row, done = put_back_tail(part, known)
        faults.extend(done)
        for piece in part_recommendations(row, following):
            if piece.response:
                following = next_number(piece.number.string)
            rows, done = restore_rows(piece, known)
            restored.extend(rows)
            faults.extend(done)
    return restored, faults
