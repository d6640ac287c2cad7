"""Tables found by their ruled lines: which lines belong together, and the cells between them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plananalysis.readers.paper import Ruling, Word
from plananalysis.readers.sheets import MOST_CELLS
from plananalysis.readers.typesetting import Block, Typesetting, set_block

# Lines that are drawn so near one another are one; corners so near one another touch.
NEAR = 2.5
# A column or a row narrower than this holds no letter.
NARROWEST = 5.0
MOST_RULINGS = 800
# White space between two lines of a paragraph, in heights of letters.
MOST_LEADING = 0.6


@dataclass(frozen=True)
class Table:
    """A table on a page: the places of its `columns` and `rows`, one more than there are of each.

    `cells` says for each row and column which cell covers it: by the row and column of its first.
    `open_columns` are those without a line below their last cell, as at the break of a page.
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[tuple[tuple[int, int], ...], ...]
    open_columns: frozenset[int] = frozenset()

    @property
    def top(self) -> float:
        return self.rows[0]

    @property
    def foot(self) -> tuple[int, ...]:
        """For each column the row in which the cell begins that reaches the table's end."""
        return tuple(row for row, _ in self.cells[-1])

    def part(self, words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
        """The words inside it and those outside, each in their order.

        What runs on below a cell that is open there is inside: some printers of web pages end the
        lines of a page's last row where its shortest cell ends.
        """
        inside = {id(word) for word in words if self._holds(word)}
        if self.open_columns:
            inside |= self._find_overhang(words, inside)
        return (
            [word for word in words if id(word) in inside],
            [word for word in words if id(word) not in inside],
        )

    def _holds(self, word: Word) -> bool:
        middle = (word.left + word.right) / 2
        return (
            self.columns[0] <= middle <= self.columns[-1]
            and self.rows[0] <= word.middle <= self.rows[-1]
        )

    def _find_overhang(self, words: Sequence[Word], inside: Container[int]) -> set[int]:
        below: set[int] = set()
        floors: dict[int, float] = {}
        for word in sorted(words, key=lambda word: word.middle):
            column = _index(self.columns, (word.left + word.right) / 2)
            is_inside = id(word) in inside
            if not is_inside:
                if (
                    column not in self.open_columns
                    or word.middle < self.rows[-1]
                    or word.left < self.columns[column]
                    or word.right > self.columns[column + 1]
                    or word.top > floors.get(column, -math.inf) + MOST_LEADING * word.height
                ):
                    continue
                below.add(id(word))
            floors[column] = max(floors.get(column, -math.inf), word.bottom)
        return below

    def read(self, words: Iterable[Word], setting: Typesetting) -> Iterator[list[Block]]:
        """The rows as texts; what spans stands in its first row and column."""
        inside: dict[tuple[int, int], list[Word]] = {}
        for word in words:
            row = _index(self.rows, word.middle)
            column = _index(self.columns, (word.left + word.right) / 2)
            inside.setdefault(self.cells[row][column], []).append(word)
        ends: dict[tuple[int, int], int] = {}
        for row_cells in self.cells:
            for column, cell in enumerate(row_cells):
                ends[cell] = max(ends.get(cell, 0), column)
        gaps = [min(w.left for w in held) - self.columns[at] for (_, at), held in inside.items()]
        margin = max(0.0, min(gaps, default=0.0))
        for row in range(len(self.rows) - 1):
            blocks = []
            for column in range(len(self.columns) - 1):
                held = inside.get((row, column), [])
                end = ends.get((row, column), column)
                left, right = self.columns[column] + margin, self.columns[end + 1] - margin
                blocks.append(set_block(held, left, right, setting))
            yield blocks


def find_tables(rulings: Sequence[Ruling], known: tuple[float, ...] = ()) -> list[Table]:
    """The tables that a page's lines draw, from top to bottom.

    `known` are the columns of the table before: a table that shows only some of them has them all.
    """
    upright = _merge(line for line in rulings if line.is_upright)
    level = _merge(line for line in rulings if not line.is_upright)
    if len(upright) + len(level) > MOST_RULINGS:
        return []
    groups = sorted(
        _gather_loose(list(_connected([*upright, *level]))),
        key=lambda group: min((line.start, line.at)[not line.is_upright] for line in group),
    )
    tables = []
    for group in groups:
        table = _make_table(group, known)
        if table is not None:
            tables.append(table)
            known = table.columns
    return tables


def _merge(lines: Iterable[Ruling]) -> list[Ruling]:
    """Lines of one direction, those that go on with one another made one."""
    ordered = sorted(lines, key=lambda line: line.at)
    merged: list[Ruling] = []
    first = 0
    for last in range(1, len(ordered) + 1):
        if last < len(ordered) and ordered[last].at - ordered[last - 1].at <= NEAR / 2:
            continue
        together = sorted(ordered[first:last], key=lambda line: line.start)
        first = last
        if not together:
            continue
        at = sum(line.at for line in together) / len(together)
        start, end = together[0].start, together[0].end
        for line in together[1:]:
            if line.start <= end + NEAR:
                end = max(end, line.end)
            else:
                merged.append(Ruling(line.is_upright, at, start, end))
                start, end = line.start, line.end
        merged.append(Ruling(together[0].is_upright, at, start, end))
    return merged


def _connected(lines: Sequence[Ruling]) -> Iterator[list[Ruling]]:
    """The lines in groups that touch or cross."""
    waiting = set(range(len(lines)))
    while waiting:
        group, edge = [], [waiting.pop()]
        while edge:
            line = lines[edge.pop()]
            group.append(line)
            touched = [other for other in waiting if _touch(line, lines[other])]
            waiting.difference_update(touched)
            edge.extend(touched)
        yield group


def _gather_loose(groups: Sequence[list[Ruling]]) -> list[list[Ruling]]:
    """The groups; upright lines that touch nothing go with the table that they stand beside.

    So stand the sides of cells that span all rows of a page and go on before it and behind.
    """
    loose = [group[0] for group in groups if len(group) == 1 and group[0].is_upright]
    kept = [group for group in groups if len(group) > 1 or not group[0].is_upright]
    for group in kept:
        sides = [line for line in group if line.is_upright]
        if not sides:
            continue
        top, bottom = min(line.start for line in sides), max(line.end for line in sides)
        group += [
            line
            for line in loose
            if abs(line.start - top) <= NEAR and abs(line.end - bottom) <= NEAR
        ]
    return kept


def _touch(line: Ruling, other: Ruling) -> bool:
    return (
        line.is_upright != other.is_upright
        and other.start - NEAR <= line.at <= other.end + NEAR
        and line.start - NEAR <= other.at <= line.end + NEAR
    )


def _make_table(group: Sequence[Ruling], known: tuple[float, ...]) -> Table | None:
    upright = [line for line in group if line.is_upright]
    level = [line for line in group if not line.is_upright]
    if not upright or not level or len(group) < 4:
        return None
    top, bottom = min(line.start for line in upright), max(line.end for line in upright)
    left, right = min(line.start for line in level), max(line.end for line in level)
    # At a page break, and at the sides of some designs, the outer line is not drawn.
    rows = _places([*(line.at for line in level), top, bottom])
    columns = _places([*(line.at for line in upright), left, right])
    if _are_among(columns, known):
        columns = known
    if len(columns) < 3 or len(rows) < 2 or len(columns) > MOST_CELLS:
        return None
    floors = _drawn(rows, columns, level)
    open_columns = frozenset(
        column for column in range(len(columns) - 1) if (len(rows) - 1, column) not in floors
    )
    return Table(columns, rows, _cells(columns, rows, upright, level), open_columns)


def _places(values: Iterable[float]) -> tuple[float, ...]:
    """The places in order, those too near to hold a letter between them made one."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NARROWEST:
            places.append(value)
    return tuple(places)


def _are_among(columns: Sequence[float], known: Sequence[float]) -> bool:
    return (
        bool(known)
        and abs(columns[0] - known[0]) <= NEAR
        and abs(columns[-1] - known[-1]) <= NEAR
        and all(any(abs(place - other) <= NEAR for other in known) for place in columns)
    )


def _cells(
    columns: Sequence[float],
    rows: Sequence[float],
    upright: Sequence[Ruling],
    level: Sequence[Ruling],
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """For each row and column the cell that covers it: squares without a line between are one."""
    wide, high = len(columns) - 1, len(rows) - 1
    cells = [[(row, column) for column in range(wide)] for row in range(high)]
    walls = _drawn(columns, rows, upright)
    floors = _drawn(rows, columns, level)
    for row in range(high):
        for column in range(wide):
            if column and (column, row) not in walls:
                cells[row][column] = cells[row][column - 1]
            elif row and (row, column) not in floors:
                cells[row][column] = cells[row - 1][column]
    return tuple(map(tuple, cells))


def _drawn(
    across: Sequence[float], along: Sequence[float], lines: Sequence[Ruling]
) -> set[tuple[int, int]]:
    """Which stretches between two places `along` have a line at which place `across`."""
    drawn: set[tuple[int, int]] = set()
    middles = [(start + end) / 2 for start, end in pairwise(along)]
    for line in lines:
        place = min(range(len(across)), key=lambda at: abs(across[at] - line.at))
        drawn.update(
            (place, at) for at, middle in enumerate(middles) if line.start <= middle <= line.end
        )
    return drawn


def _index(places: Sequence[float], value: float) -> int:
    return max(0, min(bisect_right(places, value) - 1, len(places) - 2))
