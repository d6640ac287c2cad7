"""What the recommendations are about, where topics come back, and what is promised against them."""

from __future__ import annotations

from typing import cast

import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import NAVY, Chart, clean
from plananalysis.figures.forms import Bar, Words, ask, draw_bars, draw_matrix
from plananalysis.figures.words import tell_count, tell_source

MOST_TOPICS, MOST_REVIEWS, MOST_LEVERS, MOST_PAIRS = 30, 7, 14, 10
"""A chart shows no more; how many it left out stands in its subtitle."""

NO_LEVER = "No lever named"

_WHAT_IS_COUNTED = (
    "A recommendation is counted under a topic where its own words or those of its answers earn it"
)


def topics_by_review_data(plans: Plans) -> pd.DataFrame:
    """How many recommendations of each review are about each topic that occurs at all.

    Columns: `topic`, `label`, `review_id`, `title`, `published_on`, `recommendations` (about the
    topic by their own words or by those of an entry that answers them), `in_own_words` (of these,
    those whose own words earn it), `n` (recommendations of the review), `reviews` (how many the
    topic stands in) and `n_reviews`. One row for each topic and review; the topics that come back
    most stand first, the earliest reviews too. The topic `other` is left out.
    """
    return ask(
        plans,
        """
        WITH spoken AS (
            SELECT review_id, title, reviews.published_on, recommendation_id
            FROM editions_at($day) JOIN reviews USING (review_id)
            LEFT JOIN recommendations USING (plan_id)
            WHERE is_latest
        ),
        texts AS (
            SELECT recommendation_id, recommendation_id AS item_id, true AS is_own FROM spoken
            UNION ALL
            SELECT recommendation_id, entry_id, false
            FROM entries WHERE recommendation_id IN (SELECT recommendation_id FROM spoken)
        ),
        coded AS (
            SELECT code AS topic, recommendation_id, bool_or(is_own) AS is_own
            FROM texts JOIN item_codes USING (item_id)
            WHERE facet = 'topic' AND code <> 'other'
            GROUP BY ALL
        ),
        wide AS (
            SELECT topics.topic, review_id, coalesce(title, review_id) AS title, published_on,
                count(coded.topic) AS recommendations,
                count(*) FILTER (is_own) AS in_own_words,
                count(recommendation_id) AS n
            FROM (SELECT DISTINCT topic FROM coded) AS topics CROSS JOIN spoken
            LEFT JOIN coded USING (topic, recommendation_id)
            GROUP BY ALL
        )
        SELECT topic, label, wide.* EXCLUDE (topic),
            count(*) FILTER (recommendations > 0) OVER (PARTITION BY topic) AS reviews,
            count(*) OVER (PARTITION BY topic) AS n_reviews
        FROM wide JOIN codes ON facet = 'topic' AND code = topic
        ORDER BY reviews DESC, sum(recommendations) OVER (PARTITION BY topic) DESC, topic,
            published_on NULLS FIRST, review_id
        """,
    )


def topics_by_review_chart(data: pd.DataFrame) -> Chart:
    """A matrix: a row for each topic, a column for each review, in each cell recommendations.

    `data` is as `topics_by_review_data` gives it. Of more than MOST_REVIEWS reviews the latest are
    drawn, of more than MOST_TOPICS topics those that come back most.
    """
    topics = data.drop_duplicates("topic")
    reviews = data.drop_duplicates("review_id").sort_values(["published_on", "review_id"])
    back = topics[topics["reviews"] > 1]
    title = "No recommendation has been given a topic"
    if len(topics):
        n = int(topics["n_reviews"].iloc[0])
        stands = data[data["in_own_words"] > 0].groupby("topic")["review_id"].nunique()
        own = int((stands > 1).sum())
        title = (
            f"{len(back):,} of {tell_count(len(topics), 'topic')} "
            f"{'comes' if len(back) == 1 else 'come'} back in two or more of "
            f"{tell_count(n, 'review')}; counting the reviewers' own words alone, {own:,}"
        )
    shown_topics, shown = topics.head(MOST_TOPICS), reviews.tail(MOST_REVIEWS)
    counts = data.pivot_table(
        index="topic", columns="review_id", values="recommendations", aggfunc="sum", fill_value=0
    )
    subtitle = (
        f"Recommendations about each topic, by review. {_WHAT_IS_COUNTED}; one may have several "
        f"topics. n = {tell_count(int(reviews['n'].sum()), 'recommendation')}"
        + _tell_drawn(len(shown_topics), len(topics), "topics, those that come back most,")
        + _tell_drawn(len(shown), len(reviews), "reviews, the latest,")
        + "."
    )
    rows = [
        (clean(row.label), f"in {row.reviews:,} of {row.n_reviews:,}")
        for row in shown_topics.itertuples()
    ]
    columns = [(clean(row.title), f"n = {row.n:,}") for row in shown.itertuples()]
    values = [
        [cast("int", counts.at[topic, review]) for review in shown["review_id"]]
        for topic in shown_topics["topic"]
    ]
    figure = draw_matrix(Words(title, subtitle, tell_source(data)), rows, columns, values)
    # By review, since the names of reviews are long.
    told = _tell_cells(columns, rows, [list(column) for column in zip(*values, strict=True)])
    return Chart(figure, title, f"Matrix. {title}. {told}.")


def levers_by_topic_data(plans: Plans) -> pd.DataFrame:
    """By what means the promises about each topic are to be kept.

    Columns: `topic`, `label`, `lever`, `lever_label`, `actions` (about the topic that name the
    lever), `n` (actions about the topic) and `share`. An action may have several topics and pull
    several levers, or none: `lever` is then empty. One row for each topic and lever that occur;
    topics and levers with most actions stand first. Actions are those of the latest editions.
    """
    return ask(
        plans,
        """
        WITH actions AS (
            SELECT entry_id AS item_id
            FROM entries JOIN recommendations USING (recommendation_id)
            JOIN editions_at($day) USING (plan_id)
            WHERE is_latest AND kind = 'action'
        ),
        topics AS (
            SELECT item_id, code AS topic, label
            FROM actions JOIN item_codes USING (item_id) JOIN codes USING (facet, code)
            WHERE facet = 'topic' AND code <> 'other'
        ),
        levers AS (
            SELECT item_id, code AS lever, label AS lever_label
            FROM actions JOIN item_codes USING (item_id) JOIN codes USING (facet, code)
            WHERE facet = 'lever'
        ),
        pulled AS (
            SELECT topic, label, coalesce(lever, '') AS lever,
                coalesce(lever_label, $no_lever) AS lever_label, item_id
            FROM topics LEFT JOIN levers USING (item_id)
        ),
        wide AS (
            SELECT t.*, l.*, (SELECT count(*) FROM pulled AS p
                WHERE p.topic = t.topic AND p.lever = l.lever) AS actions
            FROM (SELECT topic, label, count(*) AS n FROM topics GROUP BY ALL) AS t,
                (SELECT lever, lever_label, count(DISTINCT item_id) AS in_all
                 FROM pulled GROUP BY ALL) AS l
        )
        SELECT topic, label, lever, lever_label, actions, n, actions / n AS share
        FROM wide
        ORDER BY n DESC, topic, lever = '', in_all DESC, lever
        """,
        no_lever=NO_LEVER,
    )


def levers_by_topic_chart(data: pd.DataFrame) -> Chart:
    """A matrix: a row for each topic, a column for each lever, in each cell actions promised.

    `data` is as `levers_by_topic_data` gives it. Of more than MOST_TOPICS topics, or MOST_LEVERS
    levers, those with most actions are drawn.
    """
    topics, levers = data.drop_duplicates("topic"), data.drop_duplicates("lever")
    named = data[data["lever"] != ""]
    most = named.groupby("topic")["actions"].transform("max")
    first = named[(named["actions"] == most) & (most > 0)]
    title = "No promise has been given a topic"
    if len(topics):
        title = "No promise names the means by which it is to be kept"
    if len(first):
        often = first["lever_label"].value_counts()
        lever = min(often.index, key=lambda name: (-often[name], name))
        title = (
            f"{clean(lever)} is promised most often, or as often as any other lever, for "
            f"{often[lever]:,} of {tell_count(len(topics), 'topic')}"
        )
    shown_topics, shown = topics.head(MOST_TOPICS), levers.head(MOST_LEVERS)
    counts = data.pivot_table(
        index="topic", columns="lever", values="actions", aggfunc="sum", fill_value=0
    )
    subtitle = (
        "Actions promised, by the topic they are about and the lever they pull. An action may "
        "have several of both: rows and columns do not add up. At the right, n of each topic"
        + _tell_drawn(len(shown_topics), len(topics), "topics, those with most actions,")
        + _tell_drawn(len(shown), len(levers), "levers, those pulled most,")
        + "."
    )
    rows = [(clean(row.label), f"n = {row.n:,}") for row in shown_topics.itertuples()]
    columns = [(clean(label), "") for label in shown["lever_label"]]
    values = [
        [cast("int", counts.at[topic, lever]) for lever in shown["lever"]]
        for topic in shown_topics["topic"]
    ]
    figure = draw_matrix(Words(title, subtitle, tell_source(data)), rows, columns, values)
    return Chart(figure, title, f"Matrix. {title}. {_tell_cells(rows, columns, values)}.")


def topic_pairs_data(plans: Plans) -> pd.DataFrame:
    """Which topics stand together under one recommendation: the pairs of `topic_recurrence`.

    Columns: `topic`, `label`, `other_topic`, `other_label`, `reviews`, `recommendations`,
    `entries` (about both), `n` (recommendations about either). Most recommendations first.
    """
    found = plans.topic_recurrence()
    of_topic = found[found["other_topic"].isna()].set_index("topic")["recommendations"]
    pairs = found[found["other_topic"].notna()]
    pairs = pairs[(pairs["topic"] != "other") & (pairs["other_topic"] != "other")]
    # Of no pair at all the numbers would come out as text.
    either = sum(pairs[side].map(of_topic).astype("int64") for side in ("topic", "other_topic"))
    pairs = pairs.assign(n=either - pairs["recommendations"])
    ordered = pairs.sort_values(
        ["recommendations", "n", "topic", "other_topic"], ascending=[False, True, True, True]
    )
    ordered.attrs = found.attrs
    return ordered.drop(columns=["first_on", "last_on"]).reset_index(drop=True)


def topic_pairs_chart(data: pd.DataFrame) -> Chart:
    """A bar for each pair of topics; of more than MOST_PAIRS those that stand together most."""
    drawn = data.head(MOST_PAIRS)
    title = "No two topics stand under one recommendation"
    if len(data):
        most = data[data["recommendations"] == data["recommendations"].max()]
        first = most.iloc[0]
        which = f"{clean(first['label'])} and {_lower(first['other_label'])} stand"
        if len(most) > 1:
            which = f"{len(most):,} of {len(data):,} pairs of topics stand"
        title = (
            f"{which} together most often: under "
            f"{tell_count(int(first['recommendations']), 'recommendation')}"
            f"{' each' if len(most) > 1 else ''}"
        )
    subtitle = (
        "Recommendations about both topics, by their own words or those of their answers. n = "
        "recommendations about either"
        + _tell_drawn(len(drawn), len(data), "pairs, those that stand together most,")
        + "."
    )
    bars = [
        Bar(
            f"{clean(row.label)} and {_lower(row.other_label)}",
            ((cast("int", row.recommendations), NAVY, "white"),),
            f"n = {row.n:,}, in {tell_count(cast('int', row.reviews), 'review')}",
        )
        for row in drawn.itertuples()
    ]
    figure = draw_bars(Words(title, subtitle, tell_source(data)), bars)
    told = "; ".join(f"{bar.name}: {bar.pieces[0][0]:,} ({bar.note})" for bar in bars)
    return Chart(figure, title, f"Bar chart. {title}. {told or 'There is nothing to show'}.")


def _lower(label: object) -> str:
    """A label within a sentence: its first letter small, unless it begins an abbreviation."""
    text = clean(label)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _tell_drawn(drawn: int, n: int, which: str) -> str:
    return f"; {drawn:,} of {n:,} {which} are drawn" if drawn < n else ""


def _tell_cells(
    rows: list[tuple[str, str]], columns: list[tuple[str, str]], values: list[list[int]]
) -> str:
    """Every number of a matrix that is not nought, for who cannot see it."""
    told = [
        f"{name} ({note}): "
        + (", ".join(f"{head} {n:,}" for (head, _), n in zip(columns, row, strict=True) if n))
        for (name, note), row in zip(rows, values, strict=True)
    ]
    return "; ".join(told) or "There is nothing to show"
