"""Owners and dates that the export glued in one cell, parted."""

from __future__ import annotations

import re
from dataclasses import replace

from plananalysis.dates.targets import TargetSpan, is_target, scan_targets
from plananalysis.readers.sourcetext import EMPTY, join
from plananalysis.table.columns import TableRow
from plananalysis.table.repairs import Mended, repair_fault
from plananalysis.wording.postwords import owner_likeness


def values_in(string: str) -> list[TargetSpan]:
    """The dates and states in a cell that holds other words too; unknown wordings do not count."""
    return [
        span
        for span in scan_targets(string)
        if span.parsed.understood and span.parsed.target.state != "none"
    ]


# '1.2 December 2021' as a line of its own
NUMBERED_VALUE = re.compile(r"\s*\d{1,3}\.\d{1,3}[.):]?\s+(?P<value>\S.{2,60})", re.DOTALL)


def join_numbered_values(before: TableRow, row: TableRow) -> Mended | None:
    """A row that is no more than the next line of the targets that number their entries.

    '1.1 Complete' in the target's cell of the row `before`, and '1.2 December 2021' below it. Gives
    the row before with both; None where the row is another.
    """
    line = row.action or row.recommendation
    others = row.owner, row.target, row.response, row.number, row.action and row.recommendation
    match = None if any(others) else NUMBERED_VALUE.fullmatch(line.string)
    is_value = match is not None and is_target(match.group("value")) > 0.8
    if not is_value or not NUMBERED_VALUE.fullmatch(before.target.string.split("\n")[-1]):
        return None
    target = join((before.target, line), "\n")
    message = "the rest of a target's cell stood in a row of its own; put back"
    fault = repair_fault(row, "target_over_page", message, line.plain, target.plain)
    return replace(before, target=target), [fault]


# What stands for an empty target behind a post.
NO_VALUE = re.compile(r"(?<=\s)(?:N/A|Not applicable)\s*$", re.IGNORECASE)


def part_owner_and_target(row: TableRow) -> Mended:
    """'Executive Director, HMPPS Change March 2026': the date glued behind the owner."""
    string = row.owner.string
    if row.target or not string.strip() or is_target(string) > 0.8:
        return row, []
    nothing = NO_VALUE.search(string)
    if nothing and owner_likeness(string[: nothing.start()]) >= 0.75:
        return _parted(row, nothing.start())
    if not values_in(string):
        return row, []
    options = []
    for match in re.finditer(r"(?<=\s)(?=[A-Z0-9])", string):
        rest = string[match.start() :].rstrip()
        spans = values_in(rest)
        owner = string[: match.start()].strip()
        likeness = is_target(rest), owner_likeness(owner)
        is_covered = bool(spans) and spans[0].start == 0 and spans[-1].end == len(rest)
        # 'Head of Safety Complete – in use since' is no post: the target begins before.
        if values_in(owner):
            break
        if is_covered and likeness[0] >= 0.7 and likeness[1] >= 0.5:
            options.append((round(sum(likeness), 2), -match.start()))
    if not options:
        return row, []
    return _parted(row, -max(options)[1])


def _parted(row: TableRow, at: int) -> Mended:
    owner, target = row.owner.slice(0, at).strip(), row.owner.slice(at)
    fault = repair_fault(
        row,
        "owner_target_glued",
        "owner and target date stood in one cell; parted",
        row.owner.plain,
        f"{owner.plain} | {target.plain}",
    )
    return replace(row, owner=owner, target=target), [fault]


def part_target_and_owner(row: TableRow) -> Mended:
    """An owner glued before or behind the date in the target's cell."""
    if row.owner or not row.target:
        return row, []
    string = row.target.string
    spans = values_in(string)
    if len(spans) != 1:
        return row, []
    first, last = spans[0].start, spans[0].end
    before, after = string[:first].strip(), string[last:].strip()
    rest = before or after
    if bool(before) == bool(after) or owner_likeness(rest) < 0.75 or len(rest.split()) < 2:
        return row, []
    target = row.target.slice(first, last)
    owner = row.target.slice(0, first) if before else row.target.slice(last)
    fault = repair_fault(
        row,
        "owner_target_glued",
        "owner and target date stood in one cell; parted",
        row.target.plain,
        f"{owner.plain} | {target.plain}",
    )
    return replace(row, owner=owner, target=target), [fault]


def part_stack(row: TableRow) -> Mended:
    """Owners and dates glued one behind the other in one cell, with scraps of cut text between."""
    cell = (
        row.owner
        if row.owner and not row.target
        else row.target
        if row.target and not row.owner
        else EMPTY
    )
    spans = values_in(cell.string)
    if not spans or is_target(cell.string) > 0.8:
        return row, []
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(cell)]
    between = [
        cell.slice(first, last).strip() for first, last in zip(edges[::2], edges[1::2], strict=True)
    ]
    owners = [piece for piece in between if owner_likeness(piece.plain) >= 0.8]
    if not owners:
        return row, []
    scraps = tuple(piece for piece in between if piece and piece not in owners)
    owner, target = (
        join(owners, "\n"),
        join([cell.slice(span.start, span.end) for span in spans], "\n"),
    )
    fault = repair_fault(
        row,
        "owner_target_glued",
        "owners and target dates stood in one cell; parted",
        cell.plain,
        f"{owner.plain} | {target.plain}",
    )
    return replace(row, owner=owner, target=target, scraps=(*row.scraps, *scraps)), [fault]
