"""The rows under a heading cut into entries by the numbers that the plan prints."""

from __future__ import annotations

from collections.abc import Sequence

from plananalysis.entries.entrynumbers import figures, find_marks, is_astray
from plananalysis.entries.items import Item
from plananalysis.readers.sourcetext import Text
from plananalysis.records import Fault
from plananalysis.table.columns import TableRow


def read_numbered(
    rows: Sequence[TableRow], number: str | None, *, is_throughout: bool = True
) -> tuple[list[Item], list[tuple[TableRow, Text]], list[Text], list[Fault]] | None:
    """The items of rows that number them; None where they do not.

    `is_throughout`: all rows of the plan begin with numbers that lists have, too: '1.', 'a.'.
    Gives the items, the lead-ins before the first number, the texts of the numbers, and faults.
    """
    marks = find_marks(rows, number, is_throughout=is_throughout)
    if not any(marks):
        return None
    items: list[Item] = []
    lead_ins: list[tuple[TableRow, Text]] = []
    numbers: list[Text] = []
    faults: list[Fault] = []
    for index, (row, found) in enumerate(zip(rows, marks, strict=True)):
        text = row.action
        if found and found[0].start < 0:
            numbers.append(row.ref)
        first = next((mark.start for mark in found if mark.start >= 0), len(text))
        head = text.slice(0, first)
        if found and found[0].start < 0:
            items.append(Item(found[0].ref, [head] if head else [], index, index))
        elif head:
            if items:
                items[-1].parts.append(head)
                items[-1].last_row = index
            elif not found and (row.owner or row.target):
                items.append(Item(None, [head], index, index))
            else:
                lead_ins.append((row, head))
        inside = [mark for mark in found if mark.start >= 0]
        for at, mark in enumerate(inside):
            end = inside[at + 1].start if at + 1 < len(inside) else len(text)
            numbers.append(text.slice(mark.start, mark.text_start))
            printed = numbers[-1].plain
            if printed != figures(printed + " ").strip():
                message = "the number of an entry is misread; read as the figure that it must be"
                faults.append(Fault(row.line, "number_misread", message, True, printed, mark.ref))
            items.append(Item(mark.ref, [text.slice(mark.text_start, end)], index, index))
    for item in items:
        if item.ref and is_astray(item.ref, number):
            line = rows[item.first_row].line
            message = (
                f"an entry is numbered {item.ref} under recommendation {number}; kept as printed"
            )
            faults.append(Fault(line, "number_astray", message, False, item.ref, None))
    return items, lead_ins, numbers, faults
