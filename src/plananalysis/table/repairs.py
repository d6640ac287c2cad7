"""What a repair of a row is: the row that it makes, and the faults that say what it did."""

from __future__ import annotations

from plananalysis.records import Fault
from plananalysis.table.columns import TableRow

Mended = tuple[TableRow, list[Fault]]


def repair_fault(
    row: TableRow, code: str, message: str, before: str, after: str | None, *, mended: bool = True
) -> Fault:
    """The fault of a repair of this row, with the words before it and after."""
    return Fault(row.line, code, message, mended, before, after)
