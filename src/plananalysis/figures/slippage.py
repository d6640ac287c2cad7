"""What became of the promises with a date, plan by plan, and which posts put dates off."""

from __future__ import annotations

import pandas as pd

from plananalysis.analysis.measures import list_shares
from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import LIGHT_BLUE, NAVY, ORANGE, PALE, Chart, clean
from plananalysis.figures.forms import Bar, Range, Words, draw_bars, draw_ranges
from plananalysis.figures.words import tell_count, tell_source

MOST_ROWS = 30
"""A chart shows no more rows; how many it leaves out stands in its subtitle."""

OUTCOMES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("reported complete", ("reported_complete",), NAVY, "white"),
    ("put off", ("later",), ORANGE, "black"),
    ("same, earlier or not yet due", ("unchanged", "earlier", "not_yet_due"), LIGHT_BLUE, "black"),
    (
        "past due, silent or unreadable",
        ("past_due_no_new_date", "silent", "no_date"),
        PALE,
        "black",
    ),
)
"""What became of a promise with a date: the name, the columns counted in it, colour and ink."""


def slippage_outcomes_data(plans: Plans) -> pd.DataFrame:
    """What became of the promises with a date, by plan: `plans.slippage(by="plan")`."""
    return plans.slippage(by="plan")


def slipped_owners_data(plans: Plans) -> pd.DataFrame:
    """Of each post the share of its dated promises that were put off, with Wilson intervals.

    Columns as `measures.list_shares` gives them, and `n_comparable`: the promises
    not reported complete for which a second date was stated. Posts of none such are left out;
    attrs["owners"] counts all posts with a dated promise, attrs["most"] is the most that one owns.
    """
    shares = list_shares(plans.connection, "slippage", plans.as_of, "owner", "later")
    counts = plans.slippage(by="owner")
    counts["n_comparable"] = counts[["later", "earlier", "unchanged"]].sum(axis=1)
    owners = shares.merge(counts[["value", "n_comparable"]], on="value")
    owners = owners[owners["n_comparable"] > 0].sort_values(
        ["numerator", "n_comparable", "denominator", "value"],
        ascending=[False, False, False, True],
        ignore_index=True,
    )
    dated = shares[shares["denominator"] > 0]
    owners.attrs = shares.attrs | {
        "owners": len(dated),
        "most": max(dated["denominator"], default=0),
    }
    return owners


def slippage_outcomes_chart(data: pd.DataFrame) -> Chart:
    """A bar for each plan: what became of its promises with a date."""
    n, later = int(data["denominator"].sum()), int(data["later"].sum())
    title = "No promise has a date"
    if n:
        complete = int(data["reported_complete"].sum())
        title = (
            f"Of {tell_count(n, 'promise')} with a date, {complete:,} ({complete / n:.0%}) "
            f"{'is' if complete == 1 else 'are'} reported complete and {later:,} put off"
        )
    drawn = data.sort_values(["as_of_last", "value"]).tail(MOST_ROWS)
    subtitle = (
        "Promises with an original target date, by what became of them, in the latest edition for "
        f"each review. n = {tell_count(n, 'promise')}; "
        f"{int(data['n_left_out'].sum()):,} without a date, or complete on arrival, are left out"
        f"{_cut(len(data), 'the latest', 'plans')}."
    )
    bars = [
        Bar(
            clean(row["label"]),
            tuple(
                (int(sum(row[name] for name in columns)), colour, ink)
                for _, columns, colour, ink in OUTCOMES
            ),
            f"n = {row['denominator']:,}",
        )
        for row in drawn.to_dict("records")
    ]
    key = [(name, colour) for name, _, colour, _ in OUTCOMES]
    told = "; ".join(
        f"{bar.name}: "
        + ", ".join(
            f"{name} {piece[0]:,}" for (name, *_), piece in zip(OUTCOMES, bar.pieces, strict=True)
        )
        for bar in bars
    )
    figure = draw_bars(Words(title, subtitle, tell_source(data)), bars, key)
    return Chart(figure, title, f"Bar chart. {title}. {told or 'There is nothing to show'}.")


def slipped_owners_chart(data: pd.DataFrame) -> Chart:
    """The share put off of the dated promises of each post, on its 95 % interval."""
    posts = int((data["numerator"] > 0).sum())
    title = "No post has a promise whose date could be compared"
    if len(data):
        owners = tell_count(int(data.attrs.get("owners", len(data))), "post")
        most = int(data.attrs.get("most", data["denominator"].max()))
        title = (
            f"{posts:,} of {owners} {'owns' if posts == 1 else 'own'} a promise that was put off; "
            f"none owns more than {most:,} with a date"
        )
    subtitle = (
        "Share put off of a post's promises with a date, with its 95% interval (Wilson). "
        "A promise of two posts counts for both; dated again are those with a second date. "
        f"n = {tell_count(len(data), 'post')} with such a promise"
        f"{_cut(len(data), 'those with most put off', 'posts')}."
    )
    rows = [
        Range(
            clean(row["label"]),
            ((row["share"], row["share_low"], row["share_high"], ORANGE),),
            f"{row['numerator']:,} of {row['denominator']:,}; {row['n_comparable']:,} dated again",
        )
        for row in data.head(MOST_ROWS).to_dict("records")
    ]
    told = "; ".join(f"{row.name}: {row.note}" for row in rows) or "There is nothing to show"
    figure = draw_ranges(Words(title, subtitle, tell_source(data)), rows)
    return Chart(figure, title, f"Shares with intervals. {title}. Put off: {told}.")


def _cut(n: int, which: str, what: str) -> str:
    if n <= MOST_ROWS:
        return ""
    return f"; of {n:,} {what}, {which} {MOST_ROWS} are drawn"
