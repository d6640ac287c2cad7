"""Passages that say the same under different recommendations: how many, where, and since when."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import LIGHT_BLUE, NAVY, Chart, clean
from plananalysis.figures.forms import PARTS, Bar, Words, ask, draw_bars
from plananalysis.figures.words import tell_count, tell_source

MOST_PAIRS = 15
"""A chart with a bar for each pair of reviews shows no more; its subtitle says how many are not."""

WITHIN, ACROSS = "within one review", "in two reviews"


def retold_data(plans: Plans) -> pd.DataFrame:
    """The passages that say the same, in the editions that speak for their reviews: one row a pair.

    Columns, for `left` and `right` (the one said first is left): `_id`, `_review`, `_kind`
    (recommendation, action, progress), `_spoken_on` (the last day of the month of a progress
    heading, else the day on which the plan was submitted), `_passage`, `_line`, `_source`; then
    `similarity`, `is_across` (two reviews), `months_between` (by the calendar), and `saying` (a
    number: pairs that share a passage are one saying). The sayings that are oldest stand first.
    """
    data = ask(
        plans,
        """
        WITH spoken AS (
            SELECT item_id, review_id, coalesce(reviews.title, review_id) AS review, items.kind,
                items.text, items.line_first, items.source_file,
                coalesce(last_day((as_of || '-01')::DATE), plans.submitted_on) AS spoken_on
            FROM items JOIN plans USING (plan_id)
            JOIN (SELECT plan_id FROM editions_at($day) WHERE is_latest) USING (plan_id)
            JOIN reviews USING (review_id)
            LEFT JOIN entries ON entry_id = item_id
        )
        SELECT left_id, one.review AS left_review, one.kind AS left_kind,
            one.spoken_on AS left_spoken_on, left_start, left_end,
            substr(one.text, left_start + 1, left_end - left_start) AS left_passage,
            one.line_first AS left_line, one.source_file AS left_source,
            right_id, two.review AS right_review, two.kind AS right_kind,
            two.spoken_on AS right_spoken_on, right_start, right_end,
            substr(two.text, right_start + 1, right_end - right_start) AS right_passage,
            two.line_first AS right_line, two.source_file AS right_source,
            similarity, one.review_id <> two.review_id AS is_across,
            abs(month_number(two.spoken_on) - month_number(one.spoken_on)) AS months_between
        FROM repeats
        JOIN spoken AS one ON one.item_id = left_id
        JOIN spoken AS two ON two.item_id = right_id
        ORDER BY left_id, left_start, right_id, right_start
        """,
    )
    attrs = data.attrs
    data["months_between"] = data["months_between"].astype("Int64")
    data["saying"] = _number_sayings(data)
    data = _put_earlier_first(data)
    first = data.groupby("saying")["left_spoken_on"].transform("min")
    ordered = data.assign(first=first).sort_values(
        ["first", "saying", "left_spoken_on", "left_id", "right_id"], kind="stable"
    )
    ordered["saying"] = pd.factorize(ordered["saying"])[0] + 1
    drop = ["first", "left_start", "left_end", "right_start", "right_end"]
    result = ordered.drop(columns=drop).reset_index(drop=True)
    result.attrs = attrs
    return result


def retold_chart(data: pd.DataFrame) -> Chart:
    """A bar for each review and each pair of reviews: how many passages stand in it twice.

    `data` is as `retold_data` gives it; of more than MOST_PAIRS those with most are drawn.
    """
    names = [
        tuple(sorted({clean(left), clean(right)}))
        for left, right in zip(data["left_review"], data["right_review"], strict=True)
    ]
    counts = Counter(names)
    apart: dict[tuple[str, ...], int] = {}
    for each, months in zip(names, data["months_between"], strict=True):
        apart[each] = max(apart.get(each, 0), 0 if pd.isna(months) else int(months))
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    drawn = ranked[:MOST_PAIRS]
    n, across = len(data), int(data["is_across"].astype(bool).sum())
    title = "No passage is said again under another recommendation"
    if n:
        title = (
            f"{tell_count(n, 'pair')} of passages {'shares' if n == 1 else 'share'} most words "
            f"under different recommendations, {across:,} of them in different reviews"
        )
    subtitle = (
        "Pairs of passages in recommendations, actions and progress of the latest editions. A "
        "pair may tell the same fact, or the same of a neighbouring subject. "
        f"n = {tell_count(n, 'pair')} in "
        f"{tell_count(data['saying'].nunique(), 'saying')}"
    )
    if len(ranked) > len(drawn):
        subtitle += f"; {len(drawn):,} of {len(ranked):,} bars, the longest, are drawn"
    bars = [
        Bar(
            f"{PARTS}and ".join(both),
            (
                (
                    count,
                    NAVY if len(both) > 1 else LIGHT_BLUE,
                    "white" if len(both) > 1 else "black",
                ),
            ),
            f"up to {tell_count(apart[both], 'month')} apart" if apart[both] else "at one time",
        )
        for both, count in drawn
    ]
    words = Words(title, f"{subtitle}.", tell_source(data))
    figure = draw_bars(words, bars, [(ACROSS, NAVY), (WITHIN, LIGHT_BLUE)])
    told = "; ".join(
        f"{bar.name.replace(PARTS, ' ')}: {bar.pieces[0][0]:,}, {bar.note}" for bar in bars
    )
    return Chart(figure, title, f"Bar chart. {title}. {told or 'There is nothing to show'}.")


def _number_sayings(data: pd.DataFrame) -> Any:
    """A number for each pair, the same where pairs hold overlapping passages of one text."""
    sides = [
        data[[f"{side}_{name}" for name in ("id", "start", "end")]].set_axis(
            ["item", "start", "end"], axis=1
        )
        for side in ("left", "right")
    ]
    spans = pd.concat(sides, ignore_index=True).sort_values(["item", "start"], kind="stable")
    # Along each text: a passage begins a new place where it starts behind all before it.
    reach = spans.groupby("item")["end"].cummax().groupby(spans["item"]).shift(fill_value=-1)
    place = (spans["start"] >= reach).cumsum().sort_index().to_numpy()
    left, right = place[: len(data)], place[len(data) :]
    size = int(place.max()) + 1 if len(place) else 0
    if not size:
        return place
    graph = coo_array((np.ones(len(data)), (left, right)), shape=(size, size))
    return connected_components(graph, directed=False)[1][left]


def _put_earlier_first(data: pd.DataFrame) -> pd.DataFrame:
    """Each pair with the passage said first at the left; of one day, as they stand."""
    is_later = (data["left_spoken_on"] > data["right_spoken_on"]).to_numpy()
    turned = data.copy()
    for name in [column for column in data.columns if column.startswith("left_")]:
        other = name.replace("left_", "right_", 1)
        turned[name] = data[other].where(is_later, data[name])
        turned[other] = data[name].where(is_later, data[other])
    return turned
