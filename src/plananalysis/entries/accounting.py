"""The account of a source: every printed character is in a field, in furniture, or in a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plananalysis.readers.grid import Grid
from plananalysis.readers.sourcetext import Ledger, Piece, Text
from plananalysis.records import Account, Fault

FIELD, FURNITURE, EXPLAINED = 1, 2, 3
_RUN = re.compile(rb"\x00+|\x01+|\x02+|\x03+")


def settle(grid: Grid, ledger: Ledger) -> tuple[Account, tuple[Fault, ...]]:
    """The account, and a fault for each stretch of a cell that ended nowhere else.

    A character counts once: as a field's where any field holds it, else as furniture, else as
    unread. Unread words stand in a fault: that of the repair which left them out, or one of here.
    """
    state = bytearray(len(grid.source.string) + 1)
    _paint(state, ledger.faults, EXPLAINED)
    _paint(state, ledger.furniture, FURNITURE)
    _paint(state, ledger.fields, FIELD)
    counts = [0, 0, 0, 0]
    faults = []
    for row in grid.rows:
        for cell in row.cells:
            left = _count(cell, state, counts)
            if left:
                message = "printed words that belong to no field; kept here"
                faults.append(Fault(row.line, "unread", message, False, left))
    furniture = counts[FURNITURE] + sum(
        len(word) for rule in grid.rules for word in rule.string.split()
    )
    return Account(counts[FIELD], furniture, counts[0] + counts[EXPLAINED]), tuple(faults)


def _count(cell: Text, state: bytearray, counts: list[int]) -> str:
    """Adds the printed characters of a cell to the counts of their colours; the words unread."""
    if not cell.pieces:
        return ""
    first, last = cell.pieces[0].start, cell.pieces[-1].end
    colour = state[first]
    if colour and state.count(colour, first, last) == last - first:
        counts[colour] += len(cell.plain) - cell.plain.count(" ")
        return ""
    unread: list[str] = []
    for piece in cell.pieces:
        for stretch, colour in _stretches(piece, state):
            words = stretch.split()
            counts[colour] += sum(map(len, words))
            # Between unread words, what is read leaves its spaces and no more.
            if not colour:
                unread.append(stretch)
            elif stretch and words != [stretch]:
                unread.append(" ")
    return " ".join("".join(unread).split())


def _stretches(piece: Piece, state: bytearray) -> Iterator[tuple[str, int]]:
    """A piece cut where the colour of its characters changes; what stands for others has one."""
    if not piece.is_literal:
        yield piece.text, state[piece.start]
        return
    for run in _RUN.finditer(state, piece.start, piece.end):
        yield piece.text[run.start() - piece.start : run.end() - piece.start], run[0][0]


def _paint(state: bytearray, places: Iterable[tuple[int, int]], colour: int) -> None:
    for start, end in places:
        state[start:end] = bytes([colour]) * (end - start)
