"""The account of a source: every printed character is in a field, in furniture, or in a fault."""

from __future__ import annotations

from collections.abc import Iterable

from plananalysis.grid import Grid
from plananalysis.records import Account, Fault
from plananalysis.sourcetext import Ledger

FIELD, FURNITURE, EXPLAINED = 1, 2, 3


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
            unread: list[str] = []
            for piece in cell.pieces:
                for offset, character in enumerate(piece.text):
                    place = piece.start + offset if piece.is_literal else piece.start
                    if character.isspace():
                        if unread:
                            unread.append(" ")
                        continue
                    counts[state[place]] += 1
                    if not state[place]:
                        unread.append(character)
            words = " ".join("".join(unread).split())
            if words:
                faults.append(
                    Fault(
                        row.line,
                        "unread",
                        "printed words that belong to no field; kept here",
                        False,
                        words,
                    )
                )
    furniture = counts[FURNITURE] + sum(
        not character.isspace() for rule in grid.rules for character in rule.string
    )
    return Account(counts[FIELD], furniture, counts[0] + counts[EXPLAINED]), tuple(faults)


def _paint(state: bytearray, places: Iterable[tuple[int, int]], colour: int) -> None:
    for start, end in places:
        state[start:end] = bytes([colour]) * (end - start)
