"""The forms that several figures share: a matrix of counts, bars of pieces, points with intervals.

They lay out what they are given, on a sheet of `charts`; they count nothing and choose no words.
Each takes as many rows as its caller thinks can be read on one page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import (
    GREY,
    LEADING,
    LIGHT_BLUE,
    MARGIN,
    NAVY,
    PALE,
    POINTS_PER_INCH,
    SHEETS,
    SMALL,
    WIDTH,
    draw_box,
    draw_key,
    height_of,
    make_sheet,
    width_of,
    wrap,
    write_lines,
)

NAMES, TOPICS = 2.5, 2.25
"""Inches for the names of rows, at the left; a matrix needs its width for columns."""
NOTES = 1.35
"""Inches for what is said of a row, at the right."""
KEY = 0.34
BAR, BETWEEN = 0.22, 0.12
CELL = 0.29
STOREYS = 3
LINES = 5
"""No name of a row has more lines: the titles of reviews tell what they are about at their end."""
PARTS = "\n"
"""What parts the names of a row that has two; each begins a line, and none runs over LINES."""

Key = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Words:
    """What stands above and beneath a chart."""

    title: str
    subtitle: str
    source: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart: its name, its pieces (value, colour, ink of its number), a note."""

    name: str
    pieces: tuple[tuple[float, str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """A row of points between 0 and 1: each a value, its interval, and a colour."""

    name: str
    points: tuple[tuple[float, float, float, str], ...]
    note: str = ""


def ask(plans: Plans, query: str, is_of_all: bool = False, **bound: object) -> pd.DataFrame:
    """The rows of a query, which may name `$day`; `attrs` say which day each plan speaks for.

    Those are the editions that speak for their reviews, or with `is_of_all` every one.
    """
    values = {"day": plans.as_of, **bound}
    frame = plans.sql(query, {name: values[name] for name in values if f"${name}" in query})
    spoken = "SELECT plan_id, as_of_on FROM editions_at($day) WHERE is_latest OR $all ORDER BY ALL"
    days = plans.sql(spoken, {"day": plans.as_of, "all": is_of_all})
    frame.attrs["speaks_for"] = {
        plan: None if pd.isna(day) else f"{day:%Y-%m-%d}"
        for plan, day in zip(days["plan_id"], days["as_of_on"], strict=True)
    }
    return frame


def draw_matrix(
    words: Words,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    values: Sequence[Sequence[int]],
) -> Figure:
    """A table of numbers, darker where they are greater; rows and columns have a name and a note.

    Where names of columns are wider than the columns they stand in storeys.
    """
    with matplotlib.style.context(SHEETS):
        notes = max([0.0, *(width_of(note, SMALL) for _, note in rows)]) + 0.1
        wide = WIDTH - 2 * MARGIN - TOPICS - notes
        column = min(wide / max(len(columns), 1), 1.5)
        longest = max([0.0, *(width_of(word, SMALL) for n, _ in columns for word in n.split())])
        # Of few columns, names three storeys wide would be pushed onto each other at the edges.
        storeys = max(1, min(STOREYS, (len(columns) + 1) // 2, ceil((longest + 0.03) / column)))
        room = column * storeys - 0.03
        heads = [
            [*wrap(name, room, SMALL, most=10), *wrap(note, room, SMALL)] for name, note in columns
        ]
        names = [wrap(name, TOPICS - 0.1, most=LINES) for name, _ in rows]
        heights = [max(CELL, height_of(name) + 0.06) for name in names]
        storey = max([0.0, *(height_of(head, SMALL) for head in heads)]) + 0.06
        sheet = make_sheet(*_texts(words), storeys * storey + sum(heights) if rows else 0)
        axes, start = sheet.axes, MARGIN + TOPICS
        if not rows:
            return sheet.figure
        top = sheet.top + storeys * storey
        for place, head in enumerate(heads):
            middle = start + (place + 0.5) * column
            level = top - storey * (storeys - 1 - place % storeys)
            at = level - 0.05 - height_of(head, SMALL)
            _write_centred(axes, _keep_inside(middle, head), at, head)
            if level < top:
                axes.plot([middle, middle], [level, top - 0.02], color=GREY, lw=0.4)
        most, y = max([*(value for row in values for value in row), 1]), top
        for (_, note), name, height, row in zip(rows, names, heights, values, strict=True):
            write_lines(axes, MARGIN, y + (height - height_of(name)) / 2, name)
            for place, value in enumerate(row):
                _draw_cell(axes, start + place * column, y, column, height, value, most)
            end = start + len(columns) * column + 0.1
            axes.text(end, y + height / 2, note, size=SMALL, va="center", color=GREY)
            y += height
        return sheet.figure


def draw_bars(words: Words, bars: Sequence[Bar], key: Key = ()) -> Figure:
    """A row for each bar; a number stands in its piece where that is wide enough."""
    with matplotlib.style.context(SHEETS):
        names, notes, heights = _measure(bars, BAR)
        sheet = make_sheet(*_texts(words), (KEY if key else 0) + sum(heights) if bars else 0)
        axes, y, start = sheet.axes, sheet.top, MARGIN + NAMES
        if not bars:
            return sheet.figure
        if key:
            draw_key(axes, MARGIN, y, key)
            y += KEY
        longest = max([*(sum(value for value, _, _ in bar.pieces) for bar in bars), 1])
        unit = (WIDTH - MARGIN - NOTES - start - 0.1) / longest
        for bar, name, note, height in zip(bars, names, notes, heights, strict=True):
            x, middle = start, y + (height - BETWEEN) / 2
            write_lines(axes, MARGIN, middle - height_of(name) / 2, name)
            for value, colour, ink in bar.pieces:
                width, label = value * unit, f"{value:,.0f}"
                if value:
                    draw_box(axes, x, middle - BAR / 2, width, BAR, colour)
                if value and width_of(label, SMALL) + 0.03 <= width:
                    looks: dict[str, Any] = {"size": SMALL, "color": ink, "ha": "center"}
                    axes.text(x + width / 2, middle, label, va="center", **looks)
                x += width
            _write_note(axes, WIDTH - MARGIN - NOTES, middle, note)
            y += height
        return sheet.figure


def draw_ranges(words: Words, rows: Sequence[Range], key: Key = ()) -> Figure:
    """Points on a scale of nought to one hundred per cent, each on the line of its interval."""
    with matplotlib.style.context(SHEETS):
        most = max([1, *(len(row.points) for row in rows)])
        names, notes, heights = _measure(rows, most * 0.14)
        scale = 0.24
        whole = (KEY if key else 0) + scale + sum(heights)
        sheet = make_sheet(*_texts(words), whole if rows else 0)
        axes, y = sheet.axes, sheet.top
        if not rows:
            return sheet.figure
        if key:
            draw_key(axes, MARGIN, y, key)
            y += KEY
        start, end = MARGIN + NAMES + 0.1, WIDTH - MARGIN - NOTES - 0.2
        for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
            x = start + tick * (end - start)
            axes.text(x, y + scale / 3, f"{tick:.0%}", size=SMALL, ha="center", va="center")
            axes.plot([x, x], [y + scale * 0.7, sheet.bottom], color=PALE, lw=0.8, zorder=0)
        y += scale
        for row, name, note, height in zip(rows, names, notes, heights, strict=True):
            middle = y + (height - BETWEEN) / 2
            write_lines(axes, MARGIN, middle - height_of(name) / 2, name)
            for place, (value, low, high, colour) in enumerate(row.points):
                at = middle + (place - (len(row.points) - 1) / 2) * 0.14
                ends = [start + share * (end - start) for share in (low, high)]
                axes.plot(ends, [at, at], color=colour, lw=1.6, solid_capstyle="butt")
                axes.plot(start + value * (end - start), at, "o", color=colour, ms=4.5)
            _write_note(axes, WIDTH - MARGIN - NOTES, middle, note)
            y += height
        return sheet.figure


def _texts(words: Words) -> tuple[str, str, str]:
    return words.title, words.subtitle, words.source


def _measure(
    rows: Sequence[Bar] | Sequence[Range], least: float
) -> tuple[list[list[str]], list[list[str]], list[float]]:
    """Names and notes in lines, and how high each row stands."""
    names = [
        [line for part in row.name.split(PARTS) for line in wrap(part, NAMES - 0.1, most=LINES)]
        for row in rows
    ]
    notes = [wrap(row.note, NOTES, SMALL, most=LINES) for row in rows]
    heights = [
        max(least, height_of(name), height_of(note, SMALL)) + BETWEEN
        for name, note in zip(names, notes, strict=True)
    ]
    return names, notes, heights


def _write_note(axes: Axes, x: float, middle: float, note: Sequence[str]) -> None:
    write_lines(axes, x, middle - height_of(note, SMALL) / 2, note, SMALL, color=GREY)


def _write_centred(axes: Axes, x: float, y: float, lines: Sequence[str]) -> None:
    for place, line in enumerate(lines):
        at = y + (place + 0.5) * SMALL * LEADING / POINTS_PER_INCH
        # On paper of its own: the line from a name above it to its column runs behind it.
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        axes.text(x, at, line, size=SMALL, ha="center", va="center", bbox=paper)


def _keep_inside(middle: float, lines: Sequence[str]) -> float:
    """The middle of lines, moved so that none leaves the sheet."""
    half = max([0.0, *(width_of(line, SMALL) for line in lines)]) / 2
    return min(max(middle, MARGIN + half), WIDTH - MARGIN - half)


def _draw_cell(
    axes: Axes, x: float, y: float, width: float, height: float, value: int, most: int
) -> None:
    shades = ((0, "white", GREY), (1 / 3, PALE, "black"), (2 / 3, LIGHT_BLUE, "black"))
    paper, ink = next(
        ((paper, ink) for end, paper, ink in shades if value <= end * most), (NAVY, "white")
    )
    edge: dict[str, Any] = {"edgecolor": GREY, "lw": 0.3}
    axes.add_patch(Rectangle((x, y), width, height, facecolor=paper, **edge))
    label = _shorten(value, width - 0.04) if value else "–"
    looks: dict[str, Any] = {"size": SMALL, "color": ink, "ha": "center", "va": "center"}
    axes.text(x + width / 2, y + height / 2, label, **looks)


def _shorten(value: int, width: float) -> str:
    """A number in full where there is room, else in thousands, millions or billions."""
    units = ((1, ""), (10**3, "k"), (10**6, "m"), (10**9, "bn"))
    for (unit, name), (following, _) in pairwise([*units, (10**12, "")]):
        label = f"{value / unit:,.0f}{name}"
        if width_of(label, SMALL) <= width and (unit == 1 or value < following):
            return label
    return "…"
