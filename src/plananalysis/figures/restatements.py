"""What fell silent and what was changed: promises from one edition of a plan to the next."""

from __future__ import annotations

import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import ORANGE, Chart, clean
from plananalysis.figures.forms import Range, Words, draw_matrix, draw_ranges
from plananalysis.figures.words import tell_count, tell_source

MOST_REVIEWS = 25
"""A chart shows no more rows; how many it leaves out stands in its subtitle."""

CHANGES = (
    "date changed",
    "owner changed",
    "wording changed",
    "parted",
    "run together",
    "dropped",
    "added",
)


def restatements_data(plans: Plans) -> pd.DataFrame:
    """How many promises of each review were restated in each way, where a later edition is at hand.

    Columns: `review_id`, `title`, `change` (see CHANGES), `changes` (promises: one that was parted
    is one, however many its parts), `n_certain` (of them resting on no cell in doubt). A row for
    each review and kind of change, also where there are none. `attrs["reviews"]` counts the reviews
    of which two editions could be compared.
    """
    found = plans.restatements()
    reviews = plans.sql(
        "SELECT review_id, any_value(reviews.title) AS title FROM editions_at($day) "
        "JOIN reviews USING (review_id) GROUP BY review_id HAVING count(*) > 1 ORDER BY review_id",
        {"day": plans.as_of},
    )
    changed = found.assign(promise=found["earlier_id"].fillna(found["later_id"]))
    is_certain = changed.groupby(["review_id", "change", "promise"])["is_certain"].all()
    counted = is_certain.groupby(level=["review_id", "change"]).agg(["size", "sum"])
    rows = [
        {"review_id": review, "title": title, "change": change}
        | {name: int(counted[name].get((review, change), 0)) for name in ("size", "sum")}
        for review, title in zip(reviews["review_id"], reviews["title"], strict=True)
        for change in CHANGES
    ]
    data = pd.DataFrame(rows, columns=["review_id", "title", "change", "size", "sum"])
    data = data.rename(columns={"size": "changes", "sum": "n_certain"})
    data.attrs = found.attrs | {"reviews": len(reviews)}
    return data


def silent_actions_data(plans: Plans) -> pd.DataFrame:
    """The share of actions on which no progress entry reports, by plan, the most silent first.

    Columns as `measures.list_shares` gives them, of the outcome `silent`.
    """
    shares = plans.silent_actions(by="plan")
    rows = shares[(shares["outcome"] == "silent") & (shares["denominator"] > 0)].sort_values(
        ["share", "denominator", "value"], ascending=[False, False, True], ignore_index=True
    )
    rows.attrs = dict(shares.attrs)
    return rows


def restatements_chart(data: pd.DataFrame) -> Chart:
    """A table of numbers: a row for each review, a column for each kind of change."""
    total, certain = int(data["changes"].sum()), int(data["n_certain"].sum())
    reviews = [rows for _, rows in data.groupby("review_id", sort=False)]
    title = "No review has two editions to compare"
    if reviews:
        title = (
            f"A later edition differs from what was promised in {tell_count(total, 'place')}; "
            f"in {total - certain:,} of these a cell is in doubt"
        )
    if reviews and not total:
        title = "No promise was changed by a later edition"
    subtitle = (
        "What a later edition changed in what was promised, by kind of change. A change in a cell "
        "in doubt may be damage of the export. "
        f"n = {tell_count(total, 'change')} in {tell_count(len(reviews), 'review')}"
    )
    if len(reviews) > MOST_REVIEWS:
        subtitle += f"; the {MOST_REVIEWS} with most changes are drawn"
    drawn = sorted(reviews, key=_changes, reverse=True)[:MOST_REVIEWS]
    columns = [
        (change, f"{int(data.loc[data['change'] == change, 'n_certain'].sum())} certain")
        for change in CHANGES
    ]
    values = [
        [int(rows.loc[rows["change"] == change, "changes"].sum()) for change in CHANGES]
        for rows in drawn
    ]
    names = [(clean(rows["title"].iloc[0]), f"n = {_changes(rows):,}") for rows in drawn]
    figure = draw_matrix(Words(title, f"{subtitle}.", tell_source(data)), names, columns, values)
    told = "; ".join(
        f"{name}: " + ", ".join(f"{change} {n:,}" for change, n in zip(CHANGES, row, strict=True))
        for (name, _), row in zip(names, values, strict=True)
    )
    return Chart(figure, title, f"Table chart. {title}. {told or 'There is nothing to show'}.")


def silent_actions_chart(data: pd.DataFrame) -> Chart:
    """The share of each plan's actions on which nothing reports, on its 95 % interval."""
    silent, n = (int(data.attrs.get(name, 0)) for name in ("numerator", "denominator"))
    title = "No plan reports progress yet"
    if len(data) and n:
        title = (
            f"No progress entry could be linked to {silent:,} of {tell_count(n, 'action')} "
            f"({silent / n:.0%})"
        )
    subtitle = (
        "Share of the actions of an update that no progress entry is linked to, or that the latest "
        "edition no longer states, with its 95% interval (Wilson). A link that was missed is a "
        f"silence that is none. n = {tell_count(n, 'action')}"
    )
    if len(data) > MOST_REVIEWS:
        subtitle += f"; of {len(data):,} plans, the {MOST_REVIEWS} most silent are drawn"
    rows = [
        Range(
            clean(row["label"]),
            ((row["share"], row["share_low"], row["share_high"], ORANGE),),
            f"{row['numerator']:,} of {row['denominator']:,}",
        )
        for row in data.head(MOST_REVIEWS).to_dict("records")
    ]
    told = "; ".join(f"{row.name}: {row.note}" for row in rows) or "There is nothing to show"
    figure = draw_ranges(Words(title, f"{subtitle}.", tell_source(data)), rows)
    return Chart(figure, title, f"Shares with intervals. {title}. Silent: {told}.")


def _changes(rows: pd.DataFrame) -> int:
    return int(rows["changes"].sum())
