"""The rows of every block read into items: by number, by row, or from a column of progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plananalysis.entries.alignment import align_numbered, inherit, resolve_by_sisters
from plananalysis.entries.entrynumbers import number_alike
from plananalysis.entries.inlineprogress import take_reports
from plananalysis.entries.items import Item
from plananalysis.entries.numbered import read_numbered
from plananalysis.entries.progresscolumn import read_progress_column
from plananalysis.entries.reviseddates import LeftOut, settle_rows
from plananalysis.entries.unnumbered import read_unnumbered
from plananalysis.readers.sourcetext import Text
from plananalysis.records import Fault
from plananalysis.table.drafts import Block, Draft, iter_blocks
from plananalysis.table.structure import known_posts


@dataclass(frozen=True, slots=True)
class BlockItems:
    """The items of a block; the texts of its numbers, and those that only a fault holds."""

    block: Block
    items: tuple[Item, ...]
    numbers: tuple[Text, ...]
    left_out: tuple[Text, ...]
    is_numbered: bool


def read_items(
    drafts: Sequence[Draft], updated_on: str | None = None
) -> tuple[list[list[BlockItems]], list[Fault]]:
    """The items of every recommendation's blocks, owners and targets given.

    `updated_on` (YYYY-MM-DD) is the day of the plan's update, where it states one.
    """
    known = known_posts(row for _, block in iter_blocks(drafts) for row in block.rows)
    alike = {
        kind: number_alike(
            row for _, block in iter_blocks(drafts) if block.kind == kind for row in block.rows
        )
        for kind in ("action", "progress")
    }
    faults: list[Fault] = []
    everything: list[list[BlockItems]] = []
    for draft in drafts:
        blocks: list[BlockItems] = []
        for block in draft.blocks:
            read, done = _read_block(block, draft, known, is_throughout=alike[block.kind])
            blocks.append(read)
            faults.extend(done)
        for read in blocks:
            sisters = [
                item
                for other in blocks
                if other.block.kind != read.block.kind
                for item in other.items
            ]
            resolve_by_sisters(read.items, sisters)
            for item in read.items:
                if item.candidates:
                    line = read.block.rows[item.first_row].line
                    faults.append(
                        Fault(
                            line,
                            "stack_ambiguous",
                            "stacked owners cannot be told apart for this entry; all are kept",
                            False,
                            " | ".join(owner.plain for owner in item.candidates),
                        )
                    )
        everything.append(
            [one for read in blocks for one in (read, *_reports_within(read, updated_on))]
        )
    return everything, faults


def _reports_within(read: BlockItems, updated_on: str | None) -> list[BlockItems]:
    """Blocks of what the texts of a block's actions report themselves, a block for each month."""
    if read.block.kind != "action":
        return []
    rows, last_month = read.block.rows, updated_on[:7] if updated_on else None
    return [
        BlockItems(
            Block("progress", month, rows[items[0].first_row].line, rows),
            tuple(items),
            (),
            (),
            False,
        )
        for month, items in sorted(take_reports(read.items, last_month).items())
    ]


def add_progress_columns(
    drafts: Sequence[Draft],
    items: Sequence[Sequence[BlockItems]],
    months: Sequence[str | None],
    day: str | None,
) -> tuple[list[list[BlockItems]], list[Fault]]:
    """The blocks, with a block of progress behind those of actions for each column of reports.

    `months` are those that the columns' headers state; a last column that states none speaks for
    `day`, as the plan does. So do revised dates that stand in no plan's column of reports.
    """
    everything: list[list[BlockItems]] = []
    faults: list[Fault] = []
    first_lines: dict[int, int] = {}
    is_dates_alone = not months and _has_revised(drafts)
    months = (None,) if is_dates_alone else months
    by_column = [*months[:-1], months[-1] or (day[:7] if day else None)] if months else []
    for draft, blocks in zip(drafts, items, strict=True):
        extended = list(blocks)
        actions = [read for read in blocks if read.block.kind == "action"]
        for at, as_of in enumerate(by_column):
            for read in actions:
                rows, left_out = read.block.rows, LeftOut()
                reports = read_progress_column(read.items, rows, draft.number, at, left_out)
                if reports:
                    line = rows[reports[0].first_row].line
                    first_lines.setdefault(at, line)
                    beside = Block("progress", as_of, line, rows)
                    aside = tuple(left_out.texts)
                    faults.extend(left_out.faults)
                    extended.append(BlockItems(beside, tuple(reports), (), aside, read.is_numbered))
        everything.append(extended)
    what = "revised dates state" if is_dates_alone else "a column of progress states"
    unstated = [(at, line) for at, line in first_lines.items() if months[at] is None]
    faults.extend(_say_month(line, by_column[at], what) for at, line in unstated)
    return everything, faults


def _has_revised(drafts: Sequence[Draft]) -> bool:
    return any(
        row.revised
        for _, block in iter_blocks(drafts)
        if block.kind == "action"
        for row in block.rows
    )


def _say_month(line: int, taken: str | None, what: str) -> Fault:
    if taken is None:
        message = f"{what} no month; the month of the entries is left empty"
        return Fault(line, "month_not_stated", message, False)
    message = f"{what} no month; that of the plan's own day is taken"
    return Fault(line, "month_from_plan", message, True, None, taken)


def _read_block(
    block: Block, draft: Draft, known: frozenset[str], *, is_throughout: bool
) -> tuple[BlockItems, list[Fault]]:
    old = LeftOut()
    if block.kind == "progress":
        block.rows = settle_rows(block.rows, old)
    is_refused = draft.response == "not agreed"
    numbered = read_numbered(block.rows, draft.number, is_throughout=is_throughout)
    if numbered is None:
        items, dropped, faults = read_unnumbered(block.rows, known)
        inherit(items, block.rows, is_refused=is_refused)
        faults.extend(old.faults)
        return BlockItems(block, tuple(items), (), (*dropped, *old.texts), False), faults
    items, lead_ins, numbers, faults = numbered
    faults.extend(old.faults)
    faults.extend(align_numbered(items, block.rows, known))
    for row, text in lead_ins:
        faults.append(
            Fault(
                row.line,
                "lead_in",
                "a paragraph before the first numbered entry leads it in; no entry of its own",
                True,
                text.plain,
                None,
            )
        )
    inherit(items, block.rows, is_refused=is_refused)
    left_out = (*(text for _, text in lead_ins), *old.texts)
    return BlockItems(block, tuple(items), tuple(numbers), left_out, True), faults
