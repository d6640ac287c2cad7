"""Tables to look things up in: every row, as plain HTML that the site makes searchable.

In a notebook the table stands in a box that scrolls. The site finds it by its class and lets
readers search and sort it. It brings no script along, so that notebooks stay small, and the same
rows give the same bytes. Text of documents is shown as printed: never markup, never mathematics.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

TABLE_CLASS = "plananalysis-lookup"
"""The site enhances `table.plananalysis-lookup`."""

MOST_CHARACTERS = 120_000
"""A table beyond this is cut between rows, and says so: a notebook is at most 300 kB."""
MOST_ROWS = MOST_CHARACTERS // len("<tr></tr>")
"""No more can be shown, so no more are written."""

ROOM = ((200, "30em"), (40, "14em"))
"""A column with a text longer than so many characters is at least so wide."""

# Marks that change the direction of what follows would let one cell disguise another.
_UNSEEN = {ord(mark): "□" for mark in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"} | {
    ord(mark): "□" for mark in "\u2066\u2067\u2068\u2069"
}
_CONTROL = {code: "□" for code in (*range(32), *range(127, 160))} | {9: " ", 10: " ", 13: " "}

# Notebooks set cells to the right; `tex2jax_ignore` keeps "$1 to $2" from becoming a formula.
_CLASSES = f"{TABLE_CLASS} tex2jax_ignore mathjax_ignore"
_STYLE = (
    f"<style>table.{TABLE_CLASS} th, table.{TABLE_CLASS} td, table.{TABLE_CLASS} caption "
    "{text-align: left !important; vertical-align: top}</style>"
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table that shows itself in a notebook; `html` is what it shows."""

    frame: pd.DataFrame
    caption: str

    @property
    def html(self) -> str:
        """The table as HTML; where it would be too large, its first rows, and how many are left."""
        heads = "".join(_head(name, self.frame[name]) for name in self.frame.columns)
        rows, left = [], MOST_CHARACTERS
        columns = [_cells(self.frame[name]) for name in self.frame.columns]
        for cells in zip(*columns, strict=True):
            row = "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
            left -= len(row)
            if left < 0:
                break
            rows.append(row)
        counted = f"{len(self.frame):,} {'row' if len(self.frame) == 1 else 'rows'}"
        if len(rows) < len(self.frame):
            counted = f"the first {len(rows):,} of {counted} are shown"
        caption = escape(self.caption)
        lines = [
            f'<div role="region" tabindex="0" aria-label="{caption}" '
            'style="max-height: 30em; overflow: auto">',
            f'{_STYLE}<table class="{_CLASSES}">',
            f"<caption>{caption} ({counted})</caption>",
            f"<thead><tr>{heads}</tr></thead>",
            "<tbody>",
            *rows,
            "</tbody>",
            "</table></div>",
        ]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        columns = ", ".join(map(str, self.frame.columns))
        plain = f"{self.caption}: {len(self.frame):,} rows of {columns}"
        return {"text/html": self.html, "text/plain": plain}


def lookup(frame: pd.DataFrame, caption: str, columns: Collection[str] | None = None) -> Lookup:
    """A table of the rows of a frame, of these columns alone where they are named.

    `caption` says what a row is. Raises KeyError for a column that is not there.
    """
    return Lookup(frame if columns is None else frame[list(columns)], caption)


def _head(name: object, column: pd.Series[Any]) -> str:
    longest = max((len(value) for value in column if isinstance(value, str)), default=0)
    room = next((f' style="min-width: {room}"' for least, room in ROOM if longest > least), "")
    return f'<th scope="col"{room}>{_cell(str(name).replace("_", " "))}</th>'


def _cells(column: pd.Series[Any]) -> list[str]:
    """The first values of a column as text; its numbers, all of them looked at, have three
    places, or none if all are whole.
    """
    numbers = (value for value in column if isinstance(value, float) and not pd.isna(value))
    places = 0 if all(number.is_integer() for number in numbers) else 3
    return [_cell(value, places) for value in column.head(MOST_ROWS)]


def _cell(value: Any, places: int = 0) -> str:
    """A value as text: a day without hours, nothing where it is missing."""
    if isinstance(value, (tuple, list)):
        return "; ".join(_cell(one, places) for one in value)
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:.{places}f}"
    return escape(" ".join(str(value).translate(_CONTROL | _UNSEEN).split()))
