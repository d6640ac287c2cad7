"""Figures, words and tables as Markdown shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

NOTHING = "–"
"""What stands in a cell where there is nothing to show."""


def write_table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A table; the columns behind the first `left` are set to the right."""
    marks = ["---"] * left + ["---:"] * (len(heads) - left)
    return "".join("| " + " | ".join(row) + " |\n" for row in (heads, marks, *rows))


def write_score(score: Any) -> str:
    """A share to three places."""
    return NOTHING if pd.isna(score) else f"{score:.3f}"


def write_count(numerator: int, denominator: int) -> str:
    """So many of so many, and what share that is."""
    if not denominator:
        return NOTHING
    return f"{numerator} of {denominator} ({numerator / denominator:.0%})"


def write_span(first: Any, last: Any) -> str:
    """From one number to another; one alone where they are the same."""
    if pd.isna(first) or pd.isna(last):
        return NOTHING
    return f"{first:g}" if first == last else f"{first:g} to {last:g}"


def write_day(day: Any) -> str:
    """A day as ISO 8601 writes it."""
    return NOTHING if pd.isna(day) else f"{day:%Y-%m-%d}"
