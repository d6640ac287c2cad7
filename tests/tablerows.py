"""Rows of an action table made by hand, as if they stood one below the other in a source."""

from __future__ import annotations

from plananalysis.readers.grid import read_text_grid
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.table.columns import TableRow

NAMES = ("number", "recommendation", "response", "ref", "action", "owner", "target")


def table(*rows: dict[str, str]) -> list[TableRow]:
    """A row for each mapping of a role to a cell; the key `page` begins a page there.

    Tags are read as an export's are.
    """
    made: list[TableRow] = []
    lines = ["\t".join(row.get(name, "") for name in NAMES) or " " for row in rows]
    grid = read_text_grid(("\n".join(lines) + "\n").encode(), "example.txt")
    by_line = {row.line: row for row in grid.rows}
    for line, row in enumerate(rows, 1):
        found = by_line[line].cells
        cells: dict[str, Text] = {
            name: found[at] if at < len(found) else EMPTY for at, name in enumerate(NAMES)
        }
        made.append(TableRow(line=line, page=1, is_page_first="page" in row, **cells))
    return made
