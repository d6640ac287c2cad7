"""What was promised and what is reported, by state: a bar each for every plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import (
    GREY,
    LIGHT_BLUE,
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
    width_of,
    wrap,
    write_lines,
)
from plananalysis.figures.words import source_of, tell_day

STATES: Mapping[str, tuple[str, str, str]] = {
    "complete": ("complete", NAVY, "white"),
    "complete_ongoing": ("complete and ongoing", LIGHT_BLUE, "black"),
    "open": ("not complete: a date, ongoing, delayed", ORANGE, "black"),
    "not stated": ("nothing stated", PALE, "black"),
}
"""What an entry's target cell says as a whole: its name on a chart, its colour, that of numbers."""

KINDS: Mapping[str, str] = {"action": "promised", "progress": "reported"}

MOST_PLANS = 20
"""A chart with a row for each plan shows no more; how many it left out stands in its subtitle."""


def target_states_data(plans: Plans) -> pd.DataFrame:
    """How many entries are complete, open or silent, in the edition that speaks for each review.

    Columns: `plan_id`, `title`, `as_of_on`, `kind` (action, progress), `state` (of all values of
    the entry's target cell together: see STATES), `entries`, `n` (entries of that plan and kind)
    and `share` of n, missing where n is 0. One row for each plan, kind and state, plans by day.
    """
    return plans.sql(
        """
        WITH spoken AS (
            SELECT plan_id, coalesce(title, plan_id) AS title, plans.as_of_on
            FROM editions_at($day) JOIN plans USING (plan_id)
            WHERE is_latest
        ),
        cells AS (
            SELECT plan_id, kind, joint_state(stated, complete, ongoing) AS state
            FROM entries JOIN entry_values USING (entry_id)
            JOIN recommendations USING (recommendation_id)
        ),
        counted AS (
            SELECT spoken.*, kinds.kind, states.state, states.position,
                (SELECT count(*) FROM cells WHERE cells.plan_id = spoken.plan_id
                 AND cells.kind = kinds.kind AND cells.state = states.state) AS entries
            FROM spoken, (SELECT unnest($kinds) AS kind) AS kinds,
                (SELECT unnest($states) AS state, generate_subscripts($states, 1) AS position)
                AS states
        )
        SELECT plan_id, title, as_of_on, kind, state, entries, n, entries / nullif(n, 0) AS share
        FROM (SELECT *, (sum(entries) OVER (PARTITION BY plan_id, kind))::BIGINT AS n FROM counted)
        ORDER BY as_of_on NULLS LAST, plan_id, kind, position
        """,
        {"day": plans.as_of, "kinds": list(KINDS), "states": list(STATES)},
    )


def target_states_chart(data: pd.DataFrame) -> Chart:
    """A bar for what each plan promised and one for what it reported, parted by state.

    `data` is as `target_states_data` gives it. Where there are more than MOST_PLANS plans those
    that speak for the latest days are drawn, and the subtitle says so; the title counts all.
    """
    plans = list(dict.fromkeys(data["plan_id"]))
    drawn = data[data["plan_id"].isin(plans[-MOST_PLANS:])]
    n = data.groupby("kind")["entries"].sum()
    title = _state_finding(data)
    subtitle = (
        "Entries by what their Target Date column says, in the latest edition for each review; "
        "reported complete takes in complete and ongoing. "
        f"n = {n.get('action', 0):,} actions promised and {n.get('progress', 0):,} progress "
        f"entries reported, in {len(plans):,} {'plan' if len(plans) == 1 else 'plans'}"
    )
    subtitle += f"; the {MOST_PLANS} latest are drawn." if len(plans) > MOST_PLANS else "."
    with matplotlib.style.context(SHEETS):
        figure = _draw_states(drawn, title, subtitle, source_of(data["as_of_on"]))
    return Chart(figure, title, f"Bar chart. {title}. {_tell_states(drawn)}.")


def _state_finding(data: pd.DataFrame) -> str:
    if data.empty:
        return "No plan has been read"
    progress = data[data["kind"] == "progress"]
    reported = progress.groupby("state")["entries"].sum().reindex(list(STATES), fill_value=0)
    n, complete = int(reported.sum()), int(reported[["complete", "complete_ongoing"]].sum())
    if not n:
        return "No plan reports progress yet"
    verb = "is" if complete == 1 else "are"
    entries = "entry" if n == 1 else "entries"
    return (
        f"Of {n:,} progress {entries}, {complete:,} ({complete / n:.0%}) {verb} reported complete"
    )


def _tell_states(data: pd.DataFrame) -> str:
    """Every number of the chart, for who cannot see it."""
    counted = data[data["entries"] > 0]
    bars = counted.groupby(["plan_id", "kind"], sort=False)
    told = [
        f"{clean(bar['title'].iloc[0])} ({tell_day(bar['as_of_on'].iloc[0])}), {KINDS[str(kind)]}: "
        + ", ".join(
            f"{STATES[state][0]} {entries}"
            for state, entries in zip(bar["state"], bar["entries"], strict=True)
        )
        for (_, kind), bar in bars
    ]
    return "; ".join(told) or "There is nothing to show"


def _draw_states(data: pd.DataFrame, title: str, subtitle: str, source: str) -> Figure:
    bar, between, below = 0.24, 0.06, 0.18
    names, kinds = 2.75, 0.72
    start = MARGIN + names + kinds
    key = 0.34
    plans = [
        (wrap(clean(rows["title"].iloc[0]), names - 0.1, most=5), rows)
        for _, rows in data.groupby("plan_id", sort=False)
    ]
    heights = [
        max(height_of(name) + height_of([""], SMALL), 2 * bar + between) + below
        for name, _ in plans
    ]
    sheet = make_sheet(title, subtitle, source, key + sum(heights) if plans else 0)
    axes, y = sheet.axes, sheet.top
    if plans:
        draw_key(axes, MARGIN, y, [(name, colour) for name, colour, _ in STATES.values()])
        y += key
    unit = (WIDTH - MARGIN - start) / max([*data["n"], 1])
    for (name, rows), height in zip(plans, heights, strict=True):
        write_lines(axes, MARGIN, y, name)
        day = [tell_day(rows["as_of_on"].iloc[0])]
        write_lines(axes, MARGIN, y + height_of(name), day, SMALL, color=GREY)
        for place, (kind, label) in enumerate(KINDS.items()):
            at = y + place * (bar + between)
            axes.text(start - 0.08, at + bar / 2, label, ha="right", va="center")
            _draw_bar(axes, rows[rows["kind"] == kind], start, at, bar, unit)
        y += height
    return sheet.figure


def _draw_bar(
    axes: Axes, rows: pd.DataFrame, x: float, y: float, height: float, unit: float
) -> None:
    """One bar, `unit` inches an entry; a number is drawn where its piece is wide enough for it."""
    middle = y + height / 2
    if not rows["entries"].any():
        axes.text(x, middle, "none in this edition", va="center", color=GREY)
    for state, entries in zip(rows["state"], rows["entries"], strict=True):
        _, colour, ink = STATES[state]
        width, label = entries * unit, f"{entries:,}"
        if entries:
            draw_box(axes, x, y, width, height, colour)
        if entries and width_of(label, SMALL) + 0.03 <= width:
            looks: dict[str, Any] = {"size": SMALL, "color": ink, "ha": "center", "va": "center"}
            axes.text(x + width / 2, middle, label, **looks)
        x += width
