"""One topic followed through all reviews: what was promised, for when, and what is reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from plananalysis.figures.words import tell_count, tell_day, tell_source

MOST_PROMISES = 30
"""A chart with a row for each promise shows no more; how many it left out its subtitle says."""

NAMES, NOTES = 2.75, 1.3
KEY, AXIS, BETWEEN = 0.34, 0.26, 0.09
PIECE = 0.13
MARK = 0.05
"""Inches: no date is drawn narrower, however precisely it is printed."""

LAST_YEAR = 9999

DATES: Mapping[str, tuple[str, str]] = {
    "original": ("date first promised", LIGHT_BLUE),
    "current": ("new date", ORANGE),
    "evidenced": ("done, by its text", NAVY),
}
"""The dates of a promise, each a first and a last day that it can mean; what a chart calls them."""

ARRIVED = "complete on arrival"
MOVED: Mapping[str, str] = {
    "later": "later date",
    "earlier": "earlier date",
    "unchanged": "date unchanged",
}
"""How a chart says the outcomes that are no sentence of their own."""

_DAYS = ["promised_on", "reckoned_on", "completed_by_on"]
_SPANS = [f"{name}_{end}_on" for name in DATES for end in ("earliest", "latest")]

# What an edition restates of the one before, it restates of those before that, too.
RESTATED = """
    WITH RECURSIVE restated AS (
        SELECT earlier_id, later_id FROM edition_links
        UNION
        SELECT links.earlier_id, restated.later_id
        FROM restated JOIN edition_links AS links ON links.later_id = restated.earlier_id
    )
    FROM restated ORDER BY ALL
"""


def followed_promises_data(plans: Plans, topic: str) -> pd.DataFrame:
    """The promises about a topic, by their own words, where they name no subject by those of the
    recommendation, or by a report on them.

    Columns: `topic`, `topic_label`, `review`, `published_on`, `promise_id`, `ref` (as printed,
    else the end of its key), `text`, `owners_raw`, `outcome` (as `slippage` has it, else why that
    leaves the promise out), `is_open`, `original_raw`, `current_raw`, the days `promised_on`,
    `reckoned_on`, `completed_by_on`, and the first and last day of each date of DATES, missing
    where there is none. Reviews stand by day, promises in reading order. Raises
    `PlanAnalysisError` for a topic that the codebook does not have.
    """
    coded = plans.follow(topic)
    slips = plans.slippage()
    found = set(coded["item_id"])
    restated = plans.sql(RESTATED)
    found |= set(restated.loc[restated["later_id"].isin(found), "earlier_id"])
    is_about = [
        promise in found or not found.isdisjoint(progress)
        for promise, progress in zip(slips["promise_id"], slips["progress_ids"], strict=True)
    ]
    items = plans.sql("SELECT item_id AS promise_id, ref, text, owners_raw, line_first FROM items")
    reviews = plans.sql(
        "SELECT review_id, coalesce(title, review_id) AS review, published_on FROM reviews"
    )
    label = plans.sql(
        "SELECT label FROM codes WHERE facet = 'topic' AND code = $topic", {"topic": topic}
    )
    rows = (
        slips[pd.Series(is_about, index=slips.index, dtype=bool)]
        .merge(items, on="promise_id")
        .merge(reviews, on="review_id")
    )
    is_complete = rows["state"].isin(["complete", "complete_ongoing"])
    # What could not be read is neither.
    is_open = ~is_complete & ~rows["is_unread"]
    became = pd.Series("not read", index=rows.index)
    became = became.mask(is_complete, "reported complete").mask(is_open, "reported open")
    # A column without a single reason has no type of its own.
    reason = rows["left_out"].astype("str")
    left_out = (reason + ", " + became).mask(
        rows["is_complete_on_arrival"],
        became.map({"reported open": f"{ARRIVED}, then open"}).fillna(ARRIVED),
    )
    rows = rows.assign(
        topic=topic,
        topic_label=str(label["label"].iloc[0]),
        ref=rows["ref"]
        .astype("str")
        .fillna(rows["promise_id"].str.split("/").str[1:].str.join("/")),
        outcome=rows["outcome"].astype("str").fillna(left_out),
        is_open=is_open,
    ).sort_values(["published_on", "review_id", "line_first", "promise_id"], na_position="first")
    names = ["topic", "topic_label", "review", "published_on", "promise_id", "ref", "text"]
    names += ["owners_raw", "outcome", "is_open", "original_raw", "current_raw", *_DAYS, *_SPANS]
    result = rows[names].reset_index(drop=True)
    result.attrs = dict(coded.attrs)
    return result


def followed_promises_chart(data: pd.DataFrame) -> Chart:
    """A line in time for each promise: when it was made, for when, and what is reported.

    `data` is as `followed_promises_data` gives it. Dates are boxes as wide as they are vague. Of
    more than MOST_PROMISES promises those of the latest reviews are drawn.
    """
    drawn = data.tail(MOST_PROMISES)
    title = "No promise about the topic has been read"
    if len(data):
        label = clean(data["topic_label"].iloc[0])
        n_open = int(data["is_open"].astype(bool).sum())
        title = (
            f"{label}: of {tell_count(len(data), 'promise')} in "
            f"{tell_count(data['review'].nunique(), 'review')}, {n_open:,} "
            f"{'was' if n_open == 1 else 'were'} open when last reported on"
        )
    subtitle = (
        "Promises about the topic, by their words, what they answer, or a report on them. A line "
        "runs from the day of the promise to the day that the latest edition speaks for; a box "
        f"covers every day that a printed date can mean. n = {tell_count(len(data), 'promise')}"
    )
    subtitle += f"; the {len(drawn):,} latest are drawn." if len(drawn) < len(data) else "."
    with matplotlib.style.context(SHEETS):
        figure = _draw(drawn, title, subtitle, tell_source(data))
    return Chart(figure, title, f"Timeline. {title}. {_tell(drawn)}.")


def _draw(data: pd.DataFrame, title: str, subtitle: str, source: str) -> Figure:
    rows = data.to_dict("records")
    names = [
        wrap(f"{clean(row['ref'])} {clean(row['text'])}", NAMES - 0.15, SMALL, most=2)
        for row in rows
    ]
    outcomes = [clean(row["outcome"]) for row in rows]
    notes = [wrap(MOVED.get(each, each), NOTES, SMALL, most=2) for each in outcomes]
    heads = [
        wrap(clean(row["review"]), WIDTH - 2 * MARGIN, weight="bold", most=2)
        if not place or row["review"] != rows[place - 1]["review"]
        else []
        for place, row in enumerate(rows)
    ]
    heights = [
        max(height_of(name, SMALL), height_of(note, SMALL), 2 * PIECE) + BETWEEN
        for name, note in zip(names, notes, strict=True)
    ]
    whole = sum(heights) + sum(height_of(head) + BETWEEN for head in heads if head)
    sheet = make_sheet(title, subtitle, source, KEY + AXIS + whole if rows else 0)
    axes, y = sheet.axes, sheet.top
    if not rows:
        return sheet.figure
    draw_key(axes, MARGIN, y, list(DATES.values()))
    _draw_ends(axes, y)
    y += KEY
    start, end = MARGIN + NAMES, WIDTH - MARGIN - NOTES - 0.15
    scale = _make_scale(data, start, end)
    _draw_scale(axes, scale, y, sheet.bottom)
    y += AXIS
    for row, name, note, head, height in zip(rows, names, notes, heads, heights, strict=True):
        if head:
            # Nothing of the scale may cross the name of a review.
            room = height_of(head) + BETWEEN
            write_lines(axes, MARGIN, y + BETWEEN / 2, head, weight="bold", backgroundcolor="white")
            y += room
        middle = y + (height - BETWEEN) / 2
        write_lines(axes, MARGIN, middle - height_of(name, SMALL) / 2, name, SMALL)
        _draw_dates(axes, row, scale, middle)
        ink = "black" if row["is_open"] else GREY
        at = middle - height_of(note, SMALL) / 2
        write_lines(axes, WIDTH - MARGIN - NOTES, at, note, SMALL, color=ink)
        y += height
    return sheet.figure


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days as inches: `unit` a day from `start`, where the first of January of `first` stands."""

    first: int
    last: int
    start: float
    unit: float

    def place(self, day: Any) -> float:
        """Where a day stands."""
        return self.start + (pd.Timestamp(day) - pd.Timestamp(self.first, 1, 1)).days * self.unit


def _make_scale(data: pd.DataFrame, start: float, end: float) -> _Scale:
    """Whole years, from that of the first day in the data to the end of that of the last."""
    years = sorted({day.year for name in (*_DAYS, *_SPANS) for day in data[name].dropna()})
    first, last = (years[0], min(years[-1] + 1, LAST_YEAR)) if years else (2000, 2001)
    days = (pd.Timestamp(last, 1, 1) - pd.Timestamp(first, 1, 1)).days
    return _Scale(first, last, start, (end - start) / max(days, 1))


def _draw_scale(axes: Axes, scale: _Scale, y: float, bottom: float) -> None:
    """The years, as many as can be told apart, with a hairline down from the first of each."""
    step = max(1, -(-(scale.last - scale.first) // 6))
    for year in range(scale.first, scale.last + 1, step):
        x = scale.place(pd.Timestamp(year, 1, 1))
        axes.text(x, y + AXIS / 3, str(year), size=SMALL, ha="center", va="center", color=GREY)
        axes.plot([x, x], [y + AXIS * 0.7, bottom], color=GREY, lw=0.4, zorder=0)


def _draw_ends(axes: Axes, y: float) -> None:
    """The rest of the key: the two marks with which a line may end."""
    at = y + PIECE / 2
    for x, name, colour, paper in (
        (4.45, "reported complete", NAVY, NAVY),
        (6.15, "reported, still open", ORANGE, "white"),
    ):
        axes.plot(x, at, "o", color=colour, mfc=paper, ms=4.5)
        axes.text(x + 0.1, at, name, va="center")


def _draw_dates(axes: Axes, row: Mapping[Any, Any], scale: _Scale, middle: float) -> None:
    ends = [row["promised_on"], row["reckoned_on"]]
    if not any(pd.isna(day) for day in ends):
        places = [scale.place(day) for day in ends]
        axes.plot(places, [middle, middle], color=GREY, lw=0.8, zorder=1)
        axes.plot(places[0], middle, "|", color=GREY, ms=7, zorder=2)
        if row["is_open"]:
            axes.plot(places[1], middle, "o", color=ORANGE, mfc="white", ms=4.5, zorder=4)
    if not pd.isna(row["completed_by_on"]):
        axes.plot(scale.place(row["completed_by_on"]), middle, "o", color=NAVY, ms=4.5, zorder=4)
    # What the text says was done stands below the line, so that it hides no promised date.
    for name, (_, colour) in DATES.items():
        earliest, latest = row[f"{name}_earliest_on"], row[f"{name}_latest_on"]
        if pd.isna(earliest) or pd.isna(latest):
            continue
        left, right = scale.place(earliest), scale.place(latest)
        y = middle if name == "evidenced" else middle - PIECE
        draw_box(axes, left, y, max(right - left, MARK), PIECE, colour)


def _tell(data: pd.DataFrame) -> str:
    """Every promise that is drawn, for who cannot see it."""
    told = []
    for row in data.to_dict("records"):
        dates = [
            f"{name} {tell_day(row[f'{key}_earliest_on'])} to {tell_day(row[f'{key}_latest_on'])}"
            for key, (name, _) in DATES.items()
            if not pd.isna(row[f"{key}_earliest_on"])
        ]
        told.append(
            f"{clean(row['review'])}, {clean(row['ref'])}, promised {tell_day(row['promised_on'])}"
            f": {'; '.join([clean(row['outcome']), *dates])}"
        )
    return ". ".join(told) or "There is nothing to show"
