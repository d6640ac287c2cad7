"""Repairs of single rows of the table, each small, named, and said in a fault.

What a repair cannot put right is left as it is printed, and said too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from plananalysis.dates.targets import is_target, parse_target
from plananalysis.readers.sourcetext import EMPTY, join
from plananalysis.records import Fault
from plananalysis.table.columns import TableRow
from plananalysis.table.gluedvalues import (
    part_owner_and_target,
    part_stack,
    part_target_and_owner,
    values_in,
)
from plananalysis.table.likeness import BEFORE_NUMBER, NUMBER
from plananalysis.table.repairs import Mended, repair_fault
from plananalysis.table.repetition import drop_repeated_neighbour, drop_repeats
from plananalysis.wording.numbergroups import printed_group
from plananalysis.wording.postwords import owner_likeness, post_patterns
from plananalysis.wording.segments import is_unfinished
from plananalysis.wording.vocabulary import fold, read_response, responses

LEADING_NUMBER = re.compile(
    rf"\s*{BEFORE_NUMBER}"
    r"(\d{1,3}(?:\.\d{1,3})?(?:[a-h]\b|\((?:[a-h]|[ivx]{1,4})\))?)[.):]?\s+(?=[A-Z‘'\"(])"
)
RESPONSE_BEHIND = re.compile(
    r"(?<=[a-z.)])\s+"
    r"((?:Partly |Partially |Not )(?:[Aa]greed|[Aa]ccepted)|(?:Agreed|Accepted)(?: in principle)?"
    r"|Rejected)\s*$"
)


def mend_row(row: TableRow) -> Mended:
    """The row with each repair applied that fits it, and what was done."""
    faults: list[Fault] = []
    for repair in REPAIRS:
        row, done = repair(row)
        faults.extend(done)
    return row, faults


MOST_PLACEHOLDER_WORDS = 3


def clear_placeholders(row: TableRow) -> Mended:
    """'N/A', 'TBC' or '-' for an action, an owner or a report: the cell says that it is empty."""
    action, owner, target = (
        _stands_for_none(cell.plain) for cell in (row.action, row.owner, row.target)
    )
    reports = [_stands_for_none(cell.plain) for cell in row.progress]
    revised = _stands_for_none(row.revised.plain)
    if not (action or owner or revised or any(reports)):
        return row, []
    # Without an action there is nothing that an empty target could belong to.
    target = target and (action or not row.action)
    marked = (
        (action, row.action),
        (owner, row.owner),
        (target, row.target),
        (revised, row.revised),
        *zip(reports, row.progress, strict=True),
    )
    cells = [cell for is_empty, cell in marked if is_empty]
    made = "action or owner" if action or owner else "report" if any(reports) else "date"
    fault = repair_fault(
        row,
        "empty_cell",
        f"a cell says that it is empty; no {made} was made of it",
        " | ".join(cell.plain for cell in cells),
        None,
    )
    emptied = replace(
        row,
        action=EMPTY if action else row.action,
        owner=EMPTY if owner else row.owner,
        target=EMPTY if target else row.target,
        revised=EMPTY if revised else row.revised,
        progress=tuple(
            EMPTY if is_empty else cell
            for is_empty, cell in zip(reports, row.progress, strict=True)
        ),
        explained=(*row.explained, *cells),
        is_unowned=owner,
    )
    return emptied, [fault]


# What stands for the owner of the row above.
AS_ABOVE = re.compile(
    r"(?:(?:the\s+)?same\s+)?as\s+(?:above|before|previous)|see\s+above|ditto", re.I
)


def clear_as_above(row: TableRow) -> Mended:
    """'As above' for an owner beside a target of its own: the owner above spans this row."""
    if not (row.action and row.target and AS_ABOVE.fullmatch(row.owner.plain.rstrip("."))):
        return row, []
    message = "an owner's cell says that it is as the one above; no owner was made of it"
    fault = repair_fault(row, "empty_cell", message, row.owner.plain, None)
    return replace(row, owner=EMPTY, explained=(*row.explained, row.owner)), [fault]


def _stands_for_none(string: str) -> bool:
    if not string or len(string.split(None, MOST_PLACEHOLDER_WORDS)) > MOST_PLACEHOLDER_WORDS:
        return False
    parsed = parse_target(string)
    return parsed.target.state == "none" and not parsed.faults and not parsed.unread


def part_number_and_scrap(row: TableRow) -> Mended:
    """'1 Ensu | Ensure there is …': the number is kept, the cut letters are said to be a scrap."""
    string = row.number.string
    if not row.number or NUMBER.fullmatch(string) or printed_group(string):
        return row, []
    match = re.match(r"\W*(\d{1,3}(?:\.\d{1,3})?)[.):]?", string)
    if match:
        number, scrap = (
            row.number.slice(match.start(1), match.end(1)),
            row.number.slice(match.end()),
        )
    else:
        number, scrap = EMPTY, row.number
    fault = repair_fault(
        row,
        "scrap",
        "letters cut off a neighbouring cell stand in the number's column; left out",
        row.number.plain,
        number.plain or None,
    )
    return replace(row, number=number, explained=(*row.explained, scrap)), [fault]


def part_number_and_text(row: TableRow) -> Mended:
    """'7 Ensure that …' in the recommendation's column of a row with a response."""
    match = LEADING_NUMBER.match(row.recommendation.string)
    if row.number or not match or not row.response:
        return row, []
    number = row.recommendation.slice(0, match.end()).strip()
    text = row.recommendation.slice(match.end())
    fault = repair_fault(
        row,
        "number_in_text",
        "the number stood in the recommendation's cell; put back",
        row.recommendation.plain[:60],
        f"{number.plain} | {text.plain[:50]}",
    )
    return replace(row, number=number, recommendation=text), [fault]


def part_text_and_response(row: TableRow) -> Mended:
    """'… in court reports Agreed': a response glued behind the recommendation."""
    if row.response or not row.recommendation or not (row.number or row.action):
        return row, []
    match = RESPONSE_BEHIND.search(row.recommendation.string)
    if not match or read_response(match.group(1)) is None:
        return row, []
    text, response = (
        row.recommendation.slice(0, match.start()),
        row.recommendation.slice(match.start(1)),
    )
    fault = repair_fault(
        row,
        "response_in_text",
        "the response stood in the recommendation's cell; put back",
        row.recommendation.plain[-60:],
        f"{text.plain[-40:]} | {response.plain}",
    )
    return replace(row, recommendation=text, response=response), [fault]


def part_response_and_text(row: TableRow) -> Mended:
    """'Partly agreed This is because …' in the response's cell: what is said is of the answer."""
    string = row.response.string
    if not row.response or read_response(string) is not None:
        return row, []
    at = next(_openings(string), None)
    if at is None:
        return row, []
    response, text = row.response.slice(0, at), row.response.slice(at)
    fault = repair_fault(
        row,
        "response_and_text",
        "words of the answer stood in the response's cell; put before the action",
        row.response.plain,
        f"{response.plain} | {text.plain[:50]}",
    )
    action = join((text.strip(), row.action), "\n") if row.action else text
    return replace(row, response=response, action=action), [fault]


def part_response_and_action(row: TableRow) -> Mended:
    """'Agreed. A schedule will be published.' for the action of a row without a response."""
    string = row.action.string
    if row.response or not (row.number and row.recommendation and row.action):
        return row, []
    at = next((at for at in _openings(string) if PARTED.search(string[:at])), None)
    if at is None:
        return row, []
    response, action = row.action.slice(0, at).strip(), row.action.slice(at)
    fault = repair_fault(
        row,
        "response_in_text",
        "the response stood in the action's cell; put back",
        row.action.plain[:60],
        f"{response.plain} | {action.plain[:50]}",
    )
    return replace(row, response=response, action=action), [fault]


def _openings(string: str) -> Iterator[int]:
    """Where a text may begin behind a response that a cell opens with: the longest first."""
    for match in reversed(list(OPENING.finditer(string[:MOST_RESPONSE]))):
        if fold(string[: match.start()]) in responses():
            yield match.end()


MOST_RESPONSE = 40
# 'Agreed. A', 'Agreed–A'; or 'AgreedA', where the export lost what parted two cells.
OPENING = re.compile(r"[\s.:;\u2013-]+(?=[A-Z])|(?<=[a-z])(?=[A-Z])")
PARTED = re.compile(r"(?:[.:;\u2013-]\s*|\S)\Z")


def drop_text_beside(row: TableRow) -> Mended:
    """An owner's cell that holds words of a text, as where the page was cut at the right."""
    string = row.owner.plain
    if not string or owner_likeness(string) >= 0.4 or row.target or values_in(string):
        return row, []
    fault = repair_fault(
        row,
        "scrap",
        "words that are no owner stand in the owner's column; left out",
        string,
        None,
        mended=False,
    )
    return replace(row, owner=EMPTY, explained=(*row.explained, row.owner)), [fault]


def drop_text_for_target(row: TableRow) -> Mended:
    """Ends of text lines that stand in the target's column where a page was cut."""
    string = row.target.plain
    if not string or row.owner or not string[:1].islower() or is_target(string) >= 0.8:
        return row, []
    fault = repair_fault(
        row,
        "scrap",
        "words that are no date or state stand in the target's column; left out",
        string,
        None,
        mended=False,
    )
    return replace(row, target=EMPTY, explained=(*row.explained, row.target)), [fault]


REPAIRS: tuple[Callable[[TableRow], Mended], ...] = (
    clear_placeholders,
    clear_as_above,
    part_number_and_scrap,
    part_number_and_text,
    part_text_and_response,
    part_response_and_text,
    part_response_and_action,
    drop_repeated_neighbour,
    drop_repeats,
    part_owner_and_target,
    part_target_and_owner,
    part_stack,
    drop_text_beside,
    drop_text_for_target,
)


def put_back_tail(row: TableRow, known: Collection[str]) -> Mended:
    """An owner's cell that begins with the last words of the text beside it.

    `known` are posts that stand alone in other cells of the plan.
    """
    string = row.owner.string
    if not row.action or not string.strip() or not is_unfinished(row.action.string):
        return row, []
    for match in re.finditer(r"(?<=\s)(?=[A-Z])", string):
        head, rest = string[: match.start()].strip(), string[match.start() :]
        is_closed = head.endswith((".", ":", ";", "?"))
        if head.endswith(";") and owner_likeness(head) >= 0.75:
            return row, []  # "HMPPS Learning & Development; NHS England": posts, parted by a mark
        is_text = is_closed or head[:1].islower() or head[:1].isdigit()
        is_post = post_patterns().starts.match(rest) or any(rest.startswith(name) for name in known)
        if is_text and (is_post or (is_closed and owner_likeness(rest.strip()) >= 0.75)):
            tail, owner = row.owner.slice(0, match.start()).strip(), row.owner.slice(match.start())
            fault = repair_fault(
                row,
                "tail_in_owner",
                "the end of the text stood in the owner's cell; put back",
                row.owner.plain,
                f"{tail.plain} | {owner.plain}",
            )
            return replace(row, action=join((row.action.strip(), tail)), owner=owner), [fault]
    return row, []
