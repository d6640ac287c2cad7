"""A document's paragraphs and tables, taken one after the other, as lines of cells.

Word, OpenDocument and HTML tell the same story in different words: text, breaks, and tables of
rows of cells that may span. Their readers tell it to a `Flow`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from plananalysis.readers.sheets import (
    MOST_CELLS,
    MOST_CELLS_IN_ALL,
    MOST_CHARACTERS,
    MOST_ROWS,
    Line,
    Note,
    Place,
    too_large,
)

NESTED = Note(
    "nested_table",
    "a table stood inside a cell; its rows were read as lines of the cell",
    is_repaired=True,
)


MOST_FILLING = 30
DEEPEST = 20


@dataclass(slots=True)
class Cell:
    """A cell while it is filled: texts, and the tables inside it, in their order."""

    columns: int = 1
    rows: int = 1
    blocks: list[str | Table] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(
            block if isinstance(block, str) else f"\n{block.text}\n" for block in self.blocks
        )

    @property
    def is_empty(self) -> bool:
        return not any(not isinstance(block, str) or block.strip() for block in self.blocks)


@dataclass(slots=True)
class Table:
    """A table while it is filled."""

    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(" ".join(cell.text.strip() for cell in row) for row in self.rows)


class Flow:
    """Gathers a document's lines; bounded, whatever it is told.

    Raises `UnreadablePlanError` where a document holds more than any plan does.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: list[Line] = []
        self.notes: list[Note] = []
        self._open: list[tuple[Table, list[Cell] | None, Cell | None]] = []
        self._text: list[str] = []
        self._count = [0, 0, 0]
        self._tables = 0

    # --- what the readers tell ---------------------------------------------------------------

    def write(self, text: str) -> None:
        """Text where the flow has come to; a line break in it is one of the document."""
        self._bound(0, len(text), MOST_CHARACTERS, "characters")
        self._text.append(text)

    def end_paragraph(self) -> None:
        """A paragraph, a heading, an item of a list is at its end."""
        if self._cell is None:
            self._end_lines()
        elif self._text:
            self._text.append("\n")

    def open_table(self) -> None:
        """A table begins; inside a cell it is a table of that cell."""
        self._settle()
        if len(self._open) == DEEPEST:
            raise too_large(self.name, f"its tables stand in one another {DEEPEST} deep")
        self._open.append((Table(), None, None))

    def open_row(self) -> None:
        if self._open:
            self._settle()
            self._bound(1, 1, MOST_ROWS, "rows")
            table = self._open[-1][0]
            table.rows.append([])
            self._open[-1] = (table, table.rows[-1], None)

    def open_cell(self, columns: int = 1, rows: int = 1) -> None:
        """A cell that spans so many columns and rows."""
        if not self._open:
            return
        self._settle()
        if self._open[-1][1] is None:
            self.open_row()
        table, row, _ = self._open[-1]
        if row is not None:
            self._bound(2, 1, MOST_CELLS_IN_ALL, "cells")
            row.append(Cell(max(1, min(columns, MOST_CELLS)), max(1, rows)))
            self._open[-1] = (table, row, row[-1])

    def span(self, columns: int) -> None:
        """The open cell spans so many columns."""
        if self._cell is not None:
            self._cell.columns = max(1, min(columns, MOST_CELLS))

    def close_cell(self, times: int = 1) -> None:
        """The cell ends; it stands there so many times."""
        self._settle()
        if not self._open:
            return
        table, row, cell = self._open[-1]
        if times > 1 and row is not None and cell is not None:
            if cell.is_empty:
                # A row may be filled up with a million empty cells, which say nothing.
                cell.columns = times if times <= MOST_FILLING else 1
            else:
                self._bound(2, times - 1, MOST_CELLS_IN_ALL, "cells")
                row.extend([cell] * (times - 1))
        self._open[-1] = (table, row, None)

    def close_row(self, times: int = 1, *, is_dropped: bool = False) -> None:
        """The row ends; it stands there so many times, or not at all."""
        self.close_cell()
        if not self._open or self._open[-1][1] is None:
            return
        table, row, _ = self._open[-1]
        if is_dropped:
            table.rows.pop()
        elif times > 1 and row and not all(cell.is_empty for cell in row):
            self._bound(1, times - 1, MOST_ROWS, "rows")
            self._bound(2, (times - 1) * len(row), MOST_CELLS_IN_ALL, "cells")
            table.rows.extend([row] * (times - 1))
        self._open[-1] = (table, None, None)

    def close_table(self) -> None:
        self.close_row()
        if not self._open:
            return
        table = self._open.pop()[0]
        cell = self._cell
        if cell is not None:
            cell.blocks.append(table)
        else:
            self.lines.extend(self._table_lines(table))

    def finish(self) -> list[Line]:
        """All lines; what was left open is closed."""
        while self._open:
            self.close_table()
        self._end_lines()
        if self.notes and self.lines:
            first = self.lines[0]
            self.lines[0] = Line(
                first.cells, first.place, first.opens, notes=(*first.notes, *self.notes)
            )
        return self.lines

    # --- how it is laid out ------------------------------------------------------------------

    @property
    def _cell(self) -> Cell | None:
        return self._open[-1][2] if self._open else None

    def _bound(self, index: int, more: int, most: int, what: str) -> None:
        self._count[index] += more
        if self._count[index] > most:
            raise too_large(self.name, f"it holds more than {most:,} {what}")

    def _settle(self) -> None:
        """Puts the text so far where it belongs."""
        if self._open:
            cell = self._cell
            if cell is not None and self._text:
                cell.blocks.append("".join(self._text))
            self._text.clear()
        else:
            self._end_lines()

    def _end_lines(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        self.lines.extend(_text_lines(text))

    def _table_lines(self, table: Table) -> Iterator[Line]:
        if table.rows and max(map(len, table.rows)) <= 2 and _holds_table(table):
            # The table only arranges the page: what it holds stands for itself.
            for row in table.rows:
                for cell in row:
                    for block in cell.blocks:
                        if isinstance(block, str):
                            yield from _text_lines(block)
                        else:
                            yield from self._table_lines(block)
            return
        self._tables += 1
        number = self._tables
        rows = [
            (tuple(cell.text if cell else "" for cell in places), _notes(places))
            for places in self._place_cells(table.rows)
        ]
        width = max((len(cells) for cells, _ in rows), default=0)
        # Columns that hold nothing in any row only part others: spans made them.
        kept = [at for at in range(width) if any(len(c) > at and c[at].strip() for c, _ in rows)]
        for index, (cells, notes) in enumerate(rows, 1):
            yield Line(
                tuple(cells[at] if at < len(cells) else "" for at in kept),
                Place(table=number, row=index),
                opens=index == 1,
                notes=notes,
            )
        if rows:
            yield Line((), Place(), opens=True)

    def _place_cells(self, rows: Sequence[Sequence[Cell]]) -> Iterator[list[Cell | None]]:
        """The cells of each row by column: what spans stands where its span begins."""
        below: dict[int, int] = {}
        for row in rows:
            places: list[Cell | None] = []
            spans: dict[int, int] = {}
            waiting = list(reversed(row))
            while waiting or any(at >= len(places) for at in below):
                at = len(places)
                if at in below:
                    places.append(None)
                elif waiting:
                    cell = waiting.pop()
                    columns = 1
                    while columns < cell.columns and at + columns not in below:
                        columns += 1
                    places.extend([cell, *[None] * (columns - 1)])
                    if cell.rows > 1:
                        spans.update(dict.fromkeys(range(at, at + columns), cell.rows))
                else:
                    places.append(None)
                if len(places) > MOST_CELLS:
                    raise too_large(self.name, f"a row has more than {MOST_CELLS} cells")
            below = {at: left - 1 for at, left in (below | spans).items() if left > 1}
            yield places


def _text_lines(text: str) -> Iterator[Line]:
    for line in text.split("\n"):
        if line.strip():
            yield Line((line,), Place(), opens=True)


def _holds_table(table: Table) -> bool:
    return any(isinstance(block, Table) for row in table.rows for c in row for block in c.blocks)


def _notes(places: Sequence[Cell | None]) -> tuple[Note, ...]:
    cells = (cell for cell in places if cell)
    nested = any(isinstance(block, Table) for cell in cells for block in cell.blocks)
    return (NESTED,) if nested else ()
