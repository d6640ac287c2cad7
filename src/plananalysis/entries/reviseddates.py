"""A column of revised dates beside the target's: which date each action and each report states.

The action keeps the date that was promised; the revised one is what the report on it states, so
that how far it moved can be measured. Nothing printed is lost: a date that no record holds is in a
fault.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from plananalysis.dates.doubts import DOUBT
from plananalysis.dates.targets import parse_target
from plananalysis.entries.items import Item
from plananalysis.entries.values import split_target_cell
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.records import Fault
from plananalysis.table.columns import TableRow

COMPLETE = ("complete", "complete_ongoing")


@dataclass(slots=True)
class LeftOut:
    """Texts that no record holds, and the faults that hold them."""

    texts: list[Text] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def take(self, line: int, message: str, text: Text, after: str | None) -> None:
        """Puts a text aside, with the fault that says why."""
        self.texts.append(text)
        self.faults.append(Fault(line, "target_revised", message, True, text.plain, after))


def take_date(row: TableRow, left_out: LeftOut) -> Text:
    """A row's revised date; empty where its cell states no date and no state: 'No change'."""
    if not row.revised:
        return EMPTY
    said = parse_target(row.revised.plain).target
    if said.edtf or said.recurs or said.state != "none":
        return row.revised
    left_out.take(row.line, "what stands for a revised target is no date", row.revised, None)
    return EMPTY


def settle_rows(rows: Sequence[TableRow], left_out: LeftOut) -> list[TableRow]:
    """Rows of reports with the revised date of each for its target, where there is one."""
    settled = []
    for row in rows:
        revised = take_date(row, left_out)
        if revised and row.target:
            message = "a report states a revised target beside the old one; the revised one is read"
            left_out.take(row.line, message, row.target, revised.plain)
        settled.append(replace(row, target=revised, revised=EMPTY) if revised else row)
    return settled


def give_revised(reports: Sequence[Item], cell: Text, line: int, left_out: LeftOut) -> None:
    """Gives the reports of one row the revised dates that stand beside them; changes them.

    What is complete has no date to come: there the revised date is left to a fault.
    """
    if not cell or any(
        part.start >= cell.start and part.end <= cell.end for part in _parts(reports)
    ):
        return  # the date is all that the report says
    values, _ = split_target_cell(cell, len(reports))
    open_reports = [report for report in reports if not _is_complete(report)]
    if not open_reports:
        message = "a revised target stands beside what is reported complete; the report is read"
        left_out.take(line, message, cell, None)
        return
    if len(values) == len(reports):
        for report, value in zip(reports, values, strict=True):
            if report in open_reports:
                report.targets.append(value)
            else:
                message = "a revised target stands beside what is reported complete"
                left_out.take(line, message, value, None)
        return
    for report in open_reports:
        report.targets.extend(values)
        if len(reports) > 1:
            report.target_alignment = "inferred" if len(values) == 1 else "ambiguous"
            report.tell(f"one target is printed beside {len(reports)} entries and spans them")


def _parts(reports: Sequence[Item]) -> list[Text]:
    return [part for report in reports for part in report.parts if part]


def _is_complete(report: Item) -> bool:
    """Whether all that a report states is complete, or 'completed by' a time of its own."""
    parsed = [parse_target(target.plain) for target in report.targets]
    return bool(parsed) and all(
        one.target.state in COMPLETE or (DOUBT in one.faults and one.target.edtf) for one in parsed
    )
