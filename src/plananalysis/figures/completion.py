"""What is reported complete: by group, on arrival, in time, and after how many months."""

from __future__ import annotations

import matplotlib.style
import pandas as pd
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
    draw_key,
    make_sheet,
)
from plananalysis.figures.forms import Bar, Range, Words, draw_bars, draw_ranges
from plananalysis.figures.words import tell_count, tell_source

MOST_ROWS = 20
"""A chart shows no more rows; how many it leaves out stands in its subtitle."""

IN_TIME: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("within 12 months", ("within 12 months",), NAVY, "white"),
    ("complete, not known when", ("complete, cannot be told when",), LIGHT_BLUE, "black"),
    ("later, or not complete", ("later than 12 months", "not reported complete"), ORANGE, "black"),
    ("12 months not over then", ("not yet known",), PALE, "black"),
)
"""Of timeliness: the name, the outcomes counted in it, colour and ink."""

BOUNDS = {
    "known": ("known_min", "known_max"),
    "band": ("complete_low", "complete_high"),
    "estimate": ("complete_min", "complete_max"),
}
"""Of time to complete: what each area lies between."""

GROUPS = {"plan": "plan", "owner": "post", "response": "response"}


def completion_data(plans: Plans, by: str) -> pd.DataFrame:
    """The share of promised actions reported complete, by one cut, the largest groups first.

    Columns as `measures.list_shares` gives them, of the outcome `reported complete`.
    """
    return _largest_first(plans.completion(by=by, outcome="reported complete"))


def complete_on_arrival_data(plans: Plans) -> pd.DataFrame:
    """The share of promises that were complete when first promised, by plan.

    Columns as `measures.list_shares` gives them, of the outcome `complete on arrival`.
    """
    shares = plans.complete_on_arrival(by="plan")
    return _largest_first(shares[shares["outcome"] == "complete on arrival"])


def timeliness_data(plans: Plans) -> pd.DataFrame:
    """What was reported complete within 12 months of its target, by plan: `plans.timeliness`."""
    return plans.timeliness(by="plan")


def time_to_complete_data(plans: Plans) -> pd.DataFrame:
    """The share reported complete by each month: `plans.time_to_complete()`."""
    return plans.time_to_complete()


def completion_chart(data: pd.DataFrame) -> Chart:
    """The share reported complete of each group, on its 95 % interval."""
    cut = str(data.attrs.get("by", "all"))
    noun = GROUPS.get(cut, "group")
    complete, n = (int(data.attrs.get(name, 0)) for name in ("numerator", "denominator"))
    title = "No action has been promised"
    if len(data) and n:
        title = (
            f"Of {tell_count(n, 'action')} promised, {complete:,} ({complete / n:.0%}) "
            f"{'is' if complete == 1 else 'are'} reported complete"
            f"{_spread(data, noun)}"
        )
    subtitle = (
        f"Share of the actions of accepted recommendations that is reported complete, by {noun}, "
        f"with its 95% interval (Wilson). n = {tell_count(n, 'action')}"
        f"{'; an action of two posts counts for both' if cut == 'owner' else ''}"
    )
    return _shares_chart(data, title, subtitle, NAVY)


def complete_on_arrival_chart(data: pd.DataFrame) -> Chart:
    """The share of each plan's promises that were complete when promised, on its interval."""
    complete, n = (int(data.attrs.get(name, 0)) for name in ("numerator", "denominator"))
    title = "No promise says whether it was complete on arrival"
    if len(data) and n:
        title = f"Of {tell_count(n, 'promise')}, {complete:,} ({complete / n:.0%}) " + (
            f"{'was' if complete == 1 else 'were'} already complete where first printed"
        )
    subtitle = (
        "Share of promises whose own Target Date cell says complete where they are first printed, "
        "with its 95% interval (Wilson). Where only an update is at hand, that is its reprint. "
        f"n = {tell_count(n, 'promise')}"
    )
    return _shares_chart(data, title, subtitle, NAVY)


def timeliness_chart(data: pd.DataFrame) -> Chart:
    """A bar for each plan: which promises were complete within 12 months of their target."""
    groups = [rows for _, rows in data.groupby("value", sort=False)]
    n = sum(int(rows["denominator"].iloc[0]) for rows in groups)
    within = int(data.loc[data["outcome"] == "within 12 months", "numerator"].sum())
    title = "No promise has a date to be measured against"
    if n:
        title = (
            f"Of {tell_count(n, 'promise')} with a date, at least {within:,} ({within / n:.0%}) "
            f"{'was' if within == 1 else 'were'} reported complete within 12 months of it"
        )
    drawn = sorted(groups, key=_day_and_value)[-MOST_ROWS:]
    subtitle = (
        "Promises by when they were reported complete, against their original target date. The "
        "12 months of some were not over when their plan last spoke. "
        f"n = {tell_count(n, 'promise')}{_cut(len(groups), 'plans', 'the latest')}."
    )
    bars = [
        Bar(
            clean(rows["label"].iloc[0]),
            tuple(
                (int(rows.loc[rows["outcome"].isin(outcomes), "numerator"].sum()), colour, ink)
                for _, outcomes, colour, ink in IN_TIME
            ),
            f"n = {rows['denominator'].iloc[0]:,}",
        )
        for rows in drawn
    ]
    key = [(name, colour) for name, _, colour, _ in IN_TIME]
    told = "; ".join(
        f"{bar.name}: "
        + ", ".join(
            f"{name} {piece[0]:,}" for (name, *_), piece in zip(IN_TIME, bar.pieces, strict=True)
        )
        for bar in bars
    )
    figure = draw_bars(Words(title, subtitle, tell_source(data)), bars, key)
    return Chart(figure, title, f"Bar chart. {title}. {told or 'There is nothing to show'}.")


def time_to_complete_chart(data: pd.DataFrame) -> Chart:
    """Steps of the share reported complete by each month: the bounds, the estimate, its band."""
    title, told = "No promise can be timed", "There is nothing to show"
    if len(data):
        at = data.iloc[(data["months"] - 12).abs().argmin()]
        low, high = at["known_min"], at["known_max"]
        title = (
            f"Of promises not complete on arrival, between {low:.0%} and {high:.0%} are reported "
            f"complete within {tell_count(int(at['months']), 'month')}; the plans say no more"
        )
        told = "; ".join(
            f"by month {row.months}: known {row.known_min:.0%} to {row.known_max:.0%}, estimated "
            f"{row.complete_min:.0%} to {row.complete_max:.0%} "
            f"(95% band {row.complete_low:.0%} to {row.complete_high:.0%}), {row.watched} watched"
            for row in data[data["months"] % 3 == 0].itertuples()
        )
    n = int(data["n"].iloc[0]) if len(data) else 0
    subtitle = (
        "Months from first submission until reported complete (Turnbull estimate for times known "
        "only to lie between two editions; 95% band by bootstrap over recommendations). "
        f"n = {tell_count(n, 'promise')} not complete on arrival{_lost(data)}."
    )
    with matplotlib.style.context(SHEETS):
        figure = _draw_curve(data, title, subtitle, tell_source(data))
    return Chart(figure, title, f"Step chart. {title}. {told}.")


def _largest_first(shares: pd.DataFrame) -> pd.DataFrame:
    rows = shares.sort_values(
        ["denominator", "share", "value"], ascending=[False, False, True], ignore_index=True
    )
    rows.attrs = dict(shares.attrs)
    return rows


def _spread(data: pd.DataFrame, noun: str) -> str:
    """How plans differ. Other groups can be so small that only their size is worth a title."""
    if len(data) < 2:
        return ""
    if noun == "plan":
        return f": {data['share'].min():.0%} to {data['share'].max():.0%} by plan"
    least, most = int(data["denominator"].min()), int(data["denominator"].max())
    many = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    actions = "action" if least == most == 1 else "actions"
    return f"; each of the {len(data):,} {noun}s has {many} {actions}"


def _lost(data: pd.DataFrame) -> str:
    """The promises that could not be timed, of which no later edition could be read."""
    lost = int(data.attrs.get("left_out", {}).get("nothing known after the promise", 0))
    return f"; {lost:,} more, of which nothing is known later, are left out" if lost else ""


def _shares_chart(data: pd.DataFrame, title: str, subtitle: str, colour: str) -> Chart:
    noun = GROUPS.get(str(data.attrs.get("by", "all")), "group")
    rows = [
        Range(
            clean(row["label"]),
            ((row["share"], row["share_low"], row["share_high"], colour),),
            f"{row['numerator']:,} of {row['denominator']:,}"
            + (f"; {row['n_unread']:,} unread" if row["n_unread"] else ""),
        )
        for row in data[data["denominator"] > 0].head(MOST_ROWS).to_dict("records")
    ]
    subtitle += f"{_cut(len(data), noun + 's', 'the largest')}."
    told = "; ".join(f"{row.name}: {row.note}" for row in rows) or "There is nothing to show"
    figure = draw_ranges(Words(title, subtitle, tell_source(data)), rows)
    return Chart(figure, title, f"Shares with intervals. {title}. {told}.")


def _draw_curve(data: pd.DataFrame, title: str, subtitle: str, source: str) -> Figure:
    height, key, below = 3.0, 0.34, 0.5
    sheet = make_sheet(title, subtitle, source, key + height + below if len(data) else 0)
    if data.empty:
        return sheet.figure
    axes, left, right = sheet.axes, MARGIN + 0.5, WIDTH - MARGIN - 0.2
    names = ["least and most that the plans allow", "95% band", "estimate, as bounds"]
    draw_key(axes, MARGIN, sheet.top, list(zip(names, (PALE, LIGHT_BLUE, NAVY), strict=True)))
    top = sheet.top + key
    bottom = top + height
    last = max(int(data["months"].max()), 1)
    unit = (right - left) / last
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = bottom - share * height
        axes.plot([left, right], [y, y], color=PALE, lw=0.8, zorder=0)
        axes.text(left - 0.08, y, f"{share:.0%}", size=SMALL, ha="right", va="center")
    every = max(3, 3 * round(last / 36))
    for month in range(0, last + 1, every):
        x = left + month * unit
        axes.text(x, bottom + 0.13, str(month), size=SMALL, ha="center", va="center")
    label = "months after the plan was first submitted"
    axes.text((left + right) / 2, bottom + 0.34, label, size=SMALL, ha="center", va="center")
    xs = left + data["months"] * unit
    for name, colour in (("known", PALE), ("band", LIGHT_BLUE), ("estimate", NAVY)):
        low, high = (bottom - data[column] * height for column in BOUNDS[name])
        axes.fill_between(xs, low, high, step="post", color=colour, lw=0)
        # Where both bounds are one, the area is a line; what is known is seen through the others.
        edge, order = (GREY, 4) if name == "known" else (colour, 3)
        for edges in (low, high):
            axes.step(xs, edges, where="post", color=edge, lw=1.0, zorder=order)
    return sheet.figure


def _day_and_value(rows: pd.DataFrame) -> tuple[object, str]:
    return rows["as_of_last"].iloc[0], str(rows["value"].iloc[0])


def _cut(n: int, what: str, which: str) -> str:
    return "" if n <= MOST_ROWS else f"; of {n:,} {what}, {which} {MOST_ROWS} are drawn"
