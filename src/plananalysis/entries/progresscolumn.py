"""What a column of reports beside the actions says: a progress entry for the actions of its row.

Some plans print progress not under a heading of its own but in a column 'Progress' or 'Status'. A
report there is of the action that it stands beside, and its owner is that action's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from plananalysis.dates.targets import is_target, parse_target
from plananalysis.entries.items import Item, share_out
from plananalysis.entries.numbered import read_numbered
from plananalysis.entries.reviseddates import LeftOut, give_revised, take_date
from plananalysis.entries.values import split_target_cell
from plananalysis.readers.sourcetext import EMPTY, Text, join
from plananalysis.table.columns import TableRow
from plananalysis.wording.segments import HARD, paragraph_starts

# 'Complete. The schedule is published': a state that stands before what is said of it.
LEADING_STATE = re.compile(
    r"\s*(?P<state>[A-Za-z][A-Za-z \u2013-]{2,40}?)\s*[.:;\u2013\n-]\s*(?=\S)"
)


def read_progress_column(
    items: Sequence[Item], rows: Sequence[TableRow], number: str | None, at: int, left_out: LeftOut
) -> list[Item]:
    """The progress entries of the rows of `items` in their column of reports `at`, counted from 0.

    `number` is the recommendation's. A row without an action of its own goes on with the report of
    the row before. A column of states and one of revised dates belong to the last column of
    reports; states stacked in one of its cells are each that of the report that stands beside it.
    What no report holds is put to `left_out`.
    """
    cells = [row.progress[at] if at < len(row.progress) else EMPTY for row in rows]
    is_last = at + 1 >= max((len(row.progress) for row in rows), default=0)
    states = [row.status if is_last else EMPTY for row in rows]
    revised = [take_date(row, left_out) if is_last else EMPTY for row in rows]
    if any(cells):
        placed = zip(rows, cells, strict=True)
        numbered = read_numbered(
            [replace(row, action=text, ref=EMPTY) for row, text in placed],
            number,
            is_throughout=any(item.ref for item in items),
        )
        if numbered and not numbered[1] and all(report.ref for report in numbered[0]):
            found = _numbered_reports(numbered[0], numbered[2], items, states)
            _give_revised(found, rows, revised, left_out)
            return found
    reports: list[Item] = []
    for index, (text, status) in enumerate(zip(cells, states, strict=True)):
        beside = [item for item in items if item.first_row == index and any(item.parts)]
        is_date_alone = not (text or status)
        text = revised[index] if is_date_alone else text
        if not (text or status) or (is_date_alone and not beside and reports):
            continue
        if not beside and reports:
            reports[-1].parts.extend([text] if text else [])
            reports[-1].targets.extend([status] if status else [])
            continue
        stacked, _ = split_target_cell(status, None)
        texts = _paragraphs(text, len(stacked) if len(stacked) > 1 else len(beside))
        if is_date_alone and len(beside) > 1:
            dates, _ = split_target_cell(text, len(beside))
            texts = dates if len(dates) == len(beside) else texts
        each = [[item] for item in beside] if len(beside) == len(texts) else [beside] * len(texts)
        of_row = [
            _report(part, status or None, items_beside, index)
            for part, items_beside in zip(texts, each, strict=True)
        ]
        _share_states(of_row, status)
        reports.extend(of_row)
    _give_revised(reports, rows, revised, left_out)
    return reports


def _give_revised(
    reports: Sequence[Item], rows: Sequence[TableRow], revised: Sequence[Text], left_out: LeftOut
) -> None:
    for index, (row, cell) in enumerate(zip(rows, revised, strict=True)):
        of_row = [one for one in reports if one.first_row == index] or list(reports[-1:])
        give_revised(of_row, cell, row.line, left_out)


def _share_states(reports: Sequence[Item], status: Text) -> None:
    """Gives the reports of one row the states that their cell of states holds; changes them."""
    if status:
        share_out(reports, split_target_cell(status, len(reports))[0], "target", "certain")


def _numbered_reports(
    reports: Sequence[Item],
    numbers: Sequence[Text],
    items: Sequence[Item],
    states: Sequence[Text],
) -> list[Item]:
    """Reports that bear the numbers of the actions on which they report."""
    finished = []
    for report in reports:
        same = [item for item in items if item.ref == report.ref]
        beside = same or [item for item in items if item.first_row == report.first_row]
        status = states[report.first_row]
        one = _report(join(report.parts), status or None, beside, report.first_row)
        one.ref, one.last_row = report.ref, report.last_row
        finished.append(one)
    finished[0].repeated.extend(numbers)
    for index, status in enumerate(states):
        of_row = [one for one in finished if one.first_row == index]
        _share_states(of_row, status)
        if status and not of_row:
            finished[-1].targets.append(status)
    return finished


def _paragraphs(text: Text, count: int) -> list[Text]:
    """The paragraphs of a report that stands beside `count` actions, one for each; else whole."""
    starts = paragraph_starts(text.string, HARD)
    if count < 2 or len(starts) != count:
        return [text]
    edges = [*starts, len(text)]
    return [text.slice(first, last) for first, last in pairwise(edges)]


def _report(text: Text, status: Text | None, beside: Sequence[Item], index: int) -> Item:
    state, mark, rest = (status, EMPTY, text) if status else _part_state(text)
    # A state alone is all that is said: it is the report's text as well as its state.
    report = Item(None, [rest or state or text], index, index)
    report.targets = [state.strip()] if state else []
    report.repeated = [mark] if mark else []
    report.beside = list(beside)
    for item in beside:
        report.owners.extend(owner for owner in item.owners if owner not in report.owners)
        report.owner_alignment = item.owner_alignment
        report.told_by.extend(item.told_by)
    if len(beside) > 1 and len(report.owners) > 1:
        report.owner_alignment = "ambiguous"
    return report


def _part_state(text: Text) -> tuple[Text | None, Text, Text]:
    """The state with which a report begins, the mark behind it, and what it says.

    None for a state where none is certain.
    """
    if _is_state(text.string):
        return text, EMPTY, text
    match = LEADING_STATE.match(text.string)
    if match and _is_state(match.group("state")):
        end = match.end("state")
        return (
            text.slice(match.start("state"), end),
            text.slice(end, match.end()),
            text.slice(match.end()),
        )
    return None, EMPTY, text


def _is_state(string: str) -> bool:
    parsed = parse_target(string.strip())
    return is_target(string) > 0.8 and parsed.understood and parsed.target.state != "none"
