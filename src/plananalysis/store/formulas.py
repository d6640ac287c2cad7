"""Text that a spreadsheet program would take for a formula, made harmless."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, behind an apostrophe; else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
