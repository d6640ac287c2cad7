"""How far each date moved: an arrow for a promise, from its first date to a later one.

A date is drawn as wide as it was printed: a month is a month, "2026" a year.
"""

from __future__ import annotations

from typing import Any

import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import (
    GREY,
    MARGIN,
    NAVY,
    ORANGE,
    PALE,
    SHEETS,
    SMALL,
    WIDTH,
    Chart,
    clean,
    draw_box,
    draw_key,
    height_of,
    make_sheet,
    wrap,
    write_lines,
)
from plananalysis.figures.words import tell_count, tell_source

MOST_MOVED = 40
"""A chart shows no more promises; how many it leaves out stands in its subtitle."""

_COLUMNS = [
    *("plan_id", "title", "number", "ref", "promise_id", "text", "outcome"),
    *("first_raw", "first_earliest_on", "first_latest_on"),
    *("later_raw", "later_earliest_on", "later_latest_on", "months_min", "months_max"),
    *("alignment", "source_file", "line_first", "line_last"),
]


def moved_dates_data(plans: Plans) -> pd.DataFrame:
    """Every promise whose target date was moved: one row each, the longest moves of a plan first.

    Columns: `plan_id`, `title`, `number`, `ref`, `promise_id`, `text`, `outcome`; the original date
    as `first_raw` and the days that it can mean, the last one stated as `later_raw` and its days;
    `months_min`, `months_max`; `alignment`, `source_file`, `line_first`, `line_last`.
    """
    slippage = plans.slippage()
    moved = slippage[slippage["outcome"].isin(["later", "earlier"])].rename(
        columns={
            "current_raw": "later_raw",
            "current_earliest_on": "later_earliest_on",
            "current_latest_on": "later_latest_on",
            "slip_months_min": "months_min",
            "slip_months_max": "months_max",
        }
    )
    return _locate(plans, moved, slippage.attrs)


def dated_completions_data(plans: Plans) -> pd.DataFrame:
    """Promises reported complete whose text dates some work: that date against the original target.

    Columns as `moved_dates_data`; `later_raw` are the words that date what was done. A promise to
    do something again and again is left out: no month is the one that it was due in.
    """
    slippage = plans.slippage()
    is_dated = slippage["evidenced_slip_months_min"].notna() & slippage["recurs"].isna()
    dated = slippage[is_dated].rename(
        columns={
            "evidence": "later_raw",
            "evidenced_earliest_on": "later_earliest_on",
            "evidenced_latest_on": "later_latest_on",
            "evidenced_slip_months_min": "months_min",
            "evidenced_slip_months_max": "months_max",
        }
    )
    complete = int((slippage["outcome"] == "reported complete").sum())
    return _locate(plans, dated, slippage.attrs | {"reported_complete": complete})


def moved_dates_chart(data: pd.DataFrame) -> Chart:
    """An arrow from the original to the last stated target date of each promise that moved."""
    later = data[data["outcome"] == "later"]
    dated = int(data.attrs.get("denominator", 0))
    title = "No target date was moved"
    if len(later):
        title = (
            f"Of {tell_count(dated, 'promise')} with a date, {len(later):,} "
            f"{'was' if len(later) == 1 else 'were'} put off, by {_months_between(later)}"
        )
    elif len(data):
        title = f"No promise was put off; {len(data):,} got an earlier date"
    subtitle = (
        "Promises given a new target date, from the original to the last one stated; a date is "
        f"drawn as wide as it was printed. n = {tell_count(len(data), 'date')} moved"
    )
    return _moves_chart(data, title, subtitle, ("original target", "last stated target"))


def dated_completions_chart(data: pd.DataFrame) -> Chart:
    """An arrow from the original target to when the text of each promise says that it was done."""
    n, late = len(data), int((data["months_min"] > 0).sum())
    complete = int(data.attrs.get("reported_complete", n))
    title = "No promise reported complete says when it was done"
    if n:
        title = (
            f"Of {tell_count(n, 'promise')} reported complete whose report dates some work, "
            f"{late:,} {'dates' if late == 1 else 'date'} it after the month first promised"
        )
    subtitle = (
        "From the original target to the work that the progress entry dates, which may be other "
        f"work than was promised; recurring promises are left out. n = {n:,} of {complete:,} dated "
        "promises that are reported complete"
    )
    return _moves_chart(data, title, subtitle, ("original target", "work dated in the report"))


def _locate(plans: Plans, rows: pd.DataFrame, attrs: Any) -> pd.DataFrame:
    """The promises with their plan, number, words and lines, the longest moves of a plan first."""
    places = plans.sql(
        "SELECT entry_id AS promise_id, plan_id, coalesce(title, plan_id) AS title, number, ref, "
        "text, as_of_on AS plan_on, source_file, line_first, line_last "
        "FROM (SELECT entry_id, recommendation_id, ref, text, line_first, line_last FROM entries) "
        "JOIN (SELECT recommendation_id, plan_id, number FROM recommendations) "
        "USING (recommendation_id) JOIN plans USING (plan_id)"
    )
    renamed = rows.rename(
        columns={
            "original_raw": "first_raw",
            "original_earliest_on": "first_earliest_on",
            "original_latest_on": "first_latest_on",
        }
    )
    found = renamed.drop(columns=["as_of_on"]).merge(places, on="promise_id")
    found = found.sort_values(
        ["plan_on", "plan_id", "months_min", "months_max", "promise_id"],
        ascending=[True, True, False, False, True],
        ignore_index=True,
    )[_COLUMNS]
    found.attrs = dict(attrs)
    return found


def _moves_chart(data: pd.DataFrame, title: str, subtitle: str, names: tuple[str, str]) -> Chart:
    drawn = data
    if len(data) > MOST_MOVED:
        size = data[["months_min", "months_max"]].abs().max(axis=1).astype(float)
        chosen = size.sort_values(ascending=False, kind="stable").index[:MOST_MOVED]
        drawn = data.loc[sorted(chosen)]
        subtitle += f"; of {len(data):,}, the {MOST_MOVED} longest moves are drawn"
    subtitle += "."
    with matplotlib.style.context(SHEETS):
        figure = _draw_moves(drawn, title, subtitle, tell_source(data), names)
    told = "; ".join(
        f"{clean(row['title'])}, {_place(row)}: from {clean(row['first_raw'])}, "
        + ", ".join([_months(row["months_min"], row["months_max"]), *_doubt(row)])
        for row in drawn.to_dict("records")
    )
    return Chart(figure, title, f"Arrow chart. {title}. {told or 'There is nothing to show'}.")


def _draw_moves(
    data: pd.DataFrame, title: str, subtitle: str, source: str, names: tuple[str, str]
) -> Figure:
    labels, notes, between = 2.9, 1.3, 0.1
    key, scale = 0.3, 0.24
    start, end = MARGIN + labels, WIDTH - MARGIN - notes
    groups = [
        (
            wrap(clean(rows["title"].iloc[0]), WIDTH - 2 * MARGIN, weight="bold", most=2),
            [(_label(row, labels - 0.15), row) for row in rows.to_dict("records")],
        )
        for _, rows in data.groupby("plan_id", sort=False)
    ]
    height = sum(
        height_of(head) + between + sum(height_of(lines, SMALL) + between for lines, _ in rows)
        for head, rows in groups
    )
    sheet = make_sheet(title, subtitle, source, key + scale + height if groups else 0)
    if not groups:
        return sheet.figure
    axes, y = sheet.axes, sheet.top
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    draw_key(
        axes,
        MARGIN,
        y,
        [(names[0], GREY), (f"{names[1]}, later", ORANGE), ("not surely later", NAVY)],
    )
    y += key
    ends = data[["first_earliest_on", "first_latest_on", "later_earliest_on", "later_latest_on"]]
    first, last = ends.min().min(), ends.max().max()
    years = range(first.year, last.year + 2)
    left, right = (pd.Timestamp(year, 1, 1) for year in (years[0], years[-1]))
    unit = (end - start) / (right - left).days
    for year in years[: -1 : max(1, len(years) // 8)]:
        x = start + (pd.Timestamp(year, 1, 1) - left).days * unit
        axes.plot([x, x], [y + 0.04, sheet.bottom], color=PALE, lw=0.8, zorder=0)
        axes.text(x + 0.04, y + scale / 3, str(year), size=SMALL, va="center", color=GREY)
    y += scale
    for head, rows in groups:
        write_lines(axes, MARGIN, y, head, weight="bold", bbox=paper)
        y += height_of(head) + between / 2
        for lines, row in rows:
            write_lines(axes, MARGIN, y, lines, SMALL)
            middle = y + height_of(lines, SMALL) / 2
            _draw_move(axes, row, start - left.toordinal() * unit, middle, unit)
            said = [_months(row["months_min"], row["months_max"]), *_doubt(row)]
            write_lines(axes, end + 0.1, middle - height_of(said, SMALL) / 2, said, SMALL)
            y += height_of(lines, SMALL) + between
        y += between / 2
    return sheet.figure


def _draw_move(axes: Axes, row: dict[Any, Any], zero: float, y: float, unit: float) -> None:
    """Two dates as wide as they were printed, and a line between them; the later one has colour."""
    colour = ORANGE if row["months_min"] > 0 else NAVY
    spans = [
        (zero + from_.toordinal() * unit, zero + (to.toordinal() + 1) * unit)
        for from_, to in (
            (row["first_earliest_on"], row["first_latest_on"]),
            (row["later_earliest_on"], row["later_latest_on"]),
        )
    ]
    middles = [(left + right) / 2 for left, right in spans]
    axes.plot(middles, [y, y], color=colour, lw=1.0, zorder=1)
    # The later date is drawn lower, so that the original shows beneath it where they meet.
    for (left, right), shade, size in zip(spans, (GREY, colour), (0.17, 0.1), strict=True):
        draw_box(axes, left, y - size / 2, right - left, size, shade)


def _label(row: dict[Any, Any], width: float) -> list[str]:
    text = f"{_place(row).capitalize()}: {clean(row['text'])}"
    return wrap(text, width, SMALL, most=2)


def _place(row: dict[Any, Any]) -> str:
    """Where in its plan a promise stands; some plans do not number their actions."""
    if pd.isna(row["ref"]):
        return f"recommendation {clean(row['number'])}"
    return f"action {clean(row['ref'])}"


def _doubt(row: dict[Any, Any]) -> list[str]:
    """What is said of a promise of which nobody can tell whose or for when it is."""
    return ["ambiguous entry"] if row["alignment"] == "ambiguous" else []


def _months(least: int, most: int) -> str:
    """An interval of months: +8 months, +22 to +33 months."""
    signed = [
        f"{months:+d}".replace("-", "−") if months else "0"
        for months in dict.fromkeys((least, most))
    ]
    return f"{' to '.join(signed)} {'month' if signed in (['+1'], ['−1']) else 'months'}"


def _months_between(rows: pd.DataFrame) -> str:
    """The shortest and the longest move: 8 months at least, by 22 to 33 at most."""
    moves = sorted(zip(rows["months_max"], rows["months_min"], strict=True))
    (first, shortest), (longest, last) = moves[0], moves[-1]
    short, long = _between(shortest, first), _between(last, longest)
    if short == long:
        return f"{short} {'month' if short == '1' else 'months'}"
    return f"{short} {'month' if short == '1' else 'months'} at least, by {long} at most"


def _between(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"
