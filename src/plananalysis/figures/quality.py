"""How good the data are: what was damaged and mended, what is sure, and how well it was read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import LIGHT_BLUE, NAVY, ORANGE, Chart, clean
from plananalysis.figures.forms import PARTS, Bar, Range, Words, ask, draw_bars, draw_ranges
from plananalysis.figures.words import tell_count, tell_day, tell_source
from plananalysis.reference import accuracy

MOST_RULES, MOST_PLANS, MOST_FIELDS, MOST_CODES = 25, 20, 30, 40
"""A chart shows no more; how many it left out stands in its subtitle."""

ALIGNMENTS = {
    "certain": ("on its own row", NAVY, "white"),
    "inferred": ("told by a reader's reasons", LIGHT_BLUE, "black"),
    "ambiguous": ("not to be told", ORANGE, "black"),
}

INFERRED = "alignment_inferred"
"""The rule that mends nothing: a reader's reasons tell whose an entry is, or for when."""

SHARES = (("recall", NAVY), ("precision", ORANGE))
"""The shares of a score, and the colours they have in a chart."""

_SCORES = ["n", "found", "right", "precision", "recall"]


def faults_data(plans: Plans) -> pd.DataFrame:
    """What was wrong in the sources of all editions, by the rule that found it.

    Columns: `code`, `mended`, `left`, `n`, `plans` (how many have it), `n_plans`. Most first.
    """
    return ask(
        plans,
        """
        SELECT code, count(*) FILTER (is_repaired) AS mended,
            count(*) FILTER (NOT is_repaired) AS left, count(*) AS n,
            count(DISTINCT plan_id) AS plans,
            (SELECT count(*) FROM editions_at($day)) AS n_plans
        FROM faults JOIN editions_at($day) USING (plan_id)
        GROUP BY code ORDER BY n DESC, code
        """,
        is_of_all=True,
    )


def faults_chart(data: pd.DataFrame) -> Chart:
    """A bar for each rule, parted into what was mended and what was left as it stands.

    `data` is as `faults_data` gives it; of more than MOST_RULES those with most faults are drawn.
    """
    drawn = data.head(MOST_RULES)
    is_inferred = data["code"] == INFERRED
    n, inferred = int(data["n"].sum()), int(data.loc[is_inferred, "mended"].sum())
    mended = int(data["mended"].sum()) - inferred
    title = "No fault was found in the sources"
    if n:
        title = (
            f"Of {tell_count(n, 'fault')} found in the sources, {mended:,} "
            f"{'was' if mended == 1 else 'were'} mended, {inferred:,} settled by inference and "
            f"{n - mended - inferred:,} left as printed"
        )
    editions = int(data["n_plans"].max()) if n else 0
    subtitle = (
        "Faults by the rule that found them. What is left is kept as printed, and marked. One "
        f"damaged place can be several faults. n = {tell_count(n, 'fault')} in "
        f"{tell_count(editions, 'edition')}"
    )
    if len(data) > len(drawn):
        subtitle += f"; {len(drawn):,} of {len(data):,} rules, the commonest, are drawn"
    bars = [
        Bar(
            clean(str(row.code).replace("_", " ")),
            (
                (
                    cast("int", row.mended),
                    *((LIGHT_BLUE, "black") if row.code == INFERRED else (NAVY, "white")),
                ),
                (cast("int", row.left), ORANGE, "black"),
            ),
            f"{row.mended:,} of {row.n:,}, in {tell_count(cast('int', row.plans), 'edition')}",
        )
        for row in drawn.itertuples()
    ]
    words = Words(title, f"{subtitle}.", tell_source(data))
    key = [("mended", NAVY), ("settled by inference", LIGHT_BLUE), ("left as printed", ORANGE)]
    figure = draw_bars(words, bars, key)
    return Chart(figure, title, f"Bar chart. {title}. {_tell(bars)}.")


def alignment_data(plans: Plans) -> pd.DataFrame:
    """How sure it is, in every edition, that owners and dates belong to their entries.

    Columns: `plan_id`, `title`, `as_of_on`, `alignment`, `entries`, `n` (entries of the edition).
    One row for each edition and degree, editions by day.
    """
    return ask(
        plans,
        """
        WITH counted AS (
            SELECT plan_id, alignment, count(*) AS entries
            FROM entries JOIN recommendations USING (recommendation_id)
            GROUP BY ALL
        )
        SELECT plan_id, coalesce(title, plan_id) AS title, plans.as_of_on,
            degrees.alignment::VARCHAR AS alignment, coalesce(entries, 0) AS entries,
            (sum(coalesce(entries, 0)) OVER (PARTITION BY plan_id))::BIGINT AS n
        FROM plans JOIN (SELECT plan_id FROM editions_at($day)) USING (plan_id)
        CROSS JOIN (SELECT unnest(enum_range(NULL::alignment)) AS alignment) AS degrees
        LEFT JOIN counted USING (plan_id, alignment)
        ORDER BY plans.as_of_on NULLS FIRST, plan_id, degrees.alignment
        """,
        is_of_all=True,
    )


def alignment_chart(data: pd.DataFrame) -> Chart:
    """A bar for each edition, parted by how sure the owners and dates of its entries are.

    `data` is as `alignment_data` gives it; of more than MOST_PLANS the latest are drawn.
    """
    editions = data.drop_duplicates("plan_id")
    drawn = editions.tail(MOST_PLANS)
    counts = data.groupby("alignment")["entries"].sum()
    n, doubted = int(data["entries"].sum()), int(counts.get("ambiguous", 0))
    title = "No entry has been read"
    if n:
        title = (
            f"For {doubted:,} of {tell_count(n, 'entry', 'entries')} ({doubted / n:.0%}) nobody "
            "can tell whose they are, or for when"
        )
    subtitle = (
        "Entries by how sure it is that the owners and dates read for them are theirs. "
        f"n = {tell_count(n, 'entry', 'entries')} in {tell_count(len(editions), 'edition')}"
    )
    if len(editions) > len(drawn):
        subtitle += f"; the {len(drawn):,} latest are drawn"
    rows = {plan: part for plan, part in data.groupby("plan_id", sort=False)}
    bars = [_align(rows[plan]) for plan in drawn["plan_id"]]
    key = [(name, colour) for name, colour, _ in ALIGNMENTS.values()]
    figure = draw_bars(Words(title, f"{subtitle}.", tell_source(data)), bars, key)
    return Chart(figure, title, f"Bar chart. {title}. {_tell(bars)}.")


def reading_accuracy_data(plans: Plans) -> pd.DataFrame:
    """How well the fields of the annotated plans that ship with the library were read.

    Columns: `field`, `n` (values in the annotations), `found` (in the database), `right`,
    `precision` (right of found) and `recall` (right of n) with their Wilson 95 % intervals
    (`_low`, `_high`), and `plans` (annotated plans that were found).
    See `plananalysis.reference.accuracy`.
    """
    scores = accuracy.score(plans.database)
    whole = scores[(scores["plan"] == accuracy.ALL_PLANS) & (scores["field"] != "plan")]
    found = scores[(scores["plan"] == accuracy.ALL_PLANS) & (scores["field"] == "plan")]
    whole = whole.assign(plans=int(found["right"].sum()))
    return _with_intervals(plans, whole[["field", *_SCORES, "plans"]])


def reading_accuracy_chart(data: pd.DataFrame) -> Chart:
    """For each field what share was read right, with its interval; fields in order of reading.

    `data` is as `reading_accuracy_data` gives it.
    """
    n, right = int(data["n"].sum()), int(data["right"].sum())
    plans = int(data["plans"].max()) if len(data) else 0
    title = "No annotated plan is in the database"
    if n:
        whole = "every one" if right == n else f"{right:,}"
        title = f"On the plans the rules were written with, {whole} of {n:,} values is found"
        title = title if right == n else title.replace("is found", "are found")
    subtitle = (
        "Of the values in the annotations, the share that the database has right (recall), with "
        "its 95% interval; at the right, right of n. "
        f"{tell_count(plans, 'plan')}, annotated by eye; plans not seen before are read worse"
    )
    return _draw_scores(data, "field", title, subtitle, MOST_FIELDS, SHARES[:1])


def coding_accuracy_data(plans: Plans, facet: str = "topic") -> pd.DataFrame:
    """How well the codes of a facet (`topic`, `lever`) were given, against plans coded by eye.

    Columns as `reading_accuracy_data` has them, with `code` and `label` in the place of `field`;
    codes that are given most stand first. Codes that occur neither by eye nor in the database on
    the coded plans have no row: of them nothing is known.
    """
    scores = accuracy.score_codes(plans.database)
    chosen = scores["plan"].eq(accuracy.ALL_PLANS) & scores["facet"].eq(facet)
    labels = plans.sql("SELECT code, label FROM codes WHERE facet = $facet", {"facet": facet})
    whole = scores[chosen].merge(labels, on="code").assign(plans=scores["plan"].nunique() - 1)
    whole = whole.sort_values(["n", "code"], ascending=[False, True])
    return _with_intervals(plans, whole[["code", "label", *_SCORES, "plans"]])


def coding_accuracy_chart(data: pd.DataFrame) -> Chart:
    """For each code its recall and precision with their intervals.

    `data` is as `coding_accuracy_data` gives it; of more than MOST_CODES the commonest are drawn.
    """
    known = data.dropna(subset=["recall"])
    title = "No code has been judged by eye"
    if len(known):
        worst = known.sort_values(["recall", "n"], kind="stable").iloc[0]
        title = (
            f"{clean(worst['label'])} is missed most: {int(worst['right']):,} of "
            f"{int(worst['n']):,} texts about it were found"
        )
        if worst["recall"] == 1:
            title = "No code was missed on the plans coded by eye"
    plans = int(data["plans"].max()) if len(data) else 0
    subtitle = (
        "Recall (found, of the texts given the code by eye) and precision (right, of the texts "
        "given the code here), each with its 95% interval. Found of n at the right. "
        f"{tell_count(plans, 'plan')}, coded by eye, on which the phrases were tuned"
    )
    return _draw_scores(data, "label", title, subtitle, MOST_CODES, SHARES)


def _draw_scores(
    data: pd.DataFrame,
    name: str,
    title: str,
    subtitle: str,
    most: int,
    shares: Sequence[tuple[str, str]],
) -> Chart:
    drawn = data.head(most)
    if len(data) > len(drawn):
        subtitle += f"; the first {len(drawn):,} of {len(data):,} rows are drawn"
    rows = []
    for row in drawn.to_dict("records"):
        points = tuple(
            (float(row[share]), float(row[f"{share}_low"]), float(row[f"{share}_high"]), colour)
            for share, colour in shares
            if not pd.isna(row[share])
        )
        label = clean(str(row[name]).replace("_", " "))
        rows.append(Range(label, points, f"{int(row['right']):,} of {int(row['n']):,}"))
    words = Words(title, f"{subtitle}.", "Source: annotations that ship with this library.")
    figure = draw_ranges(words, rows, shares if len(shares) > 1 else ())
    told = "; ".join(
        f"{row.name}: {row.note}"
        + "".join(f", {low:.0%} to {high:.0%}" for _, low, high, _ in row.points[:1])
        for row in rows
    )
    return Chart(figure, title, f"Points with intervals. {title}. {told or 'Nothing to show'}.")


def _with_intervals(plans: Plans, scores: pd.DataFrame) -> pd.DataFrame:
    """The scores with the Wilson intervals of precision and recall, by the database's own rule.

    Scores are of the reading, whatever the day; where no edition is seen there are none.
    """
    plans.connection.register(
        "scores_given", scores.reset_index(drop=True).reset_index(names="place")
    )
    try:
        return plans.sql(
            """
            SELECT * EXCLUDE (place),
                wilson_low("right", found) AS precision_low,
                wilson_high("right", found) AS precision_high,
                wilson_low("right", n) AS recall_low,
                wilson_high("right", n) AS recall_high
            FROM scores_given
            WHERE EXISTS (FROM editions_at($day)) ORDER BY place
            """,
            {"day": plans.as_of},
        )
    finally:
        plans.connection.unregister("scores_given")


def _align(rows: pd.DataFrame) -> Bar:
    entries = dict(zip(rows["alignment"], rows["entries"], strict=True))
    n = int(rows["n"].iloc[0])
    return Bar(
        f"{clean(rows['title'].iloc[0])}{PARTS}{tell_day(rows['as_of_on'].iloc[0])}",
        tuple(
            (int(entries.get(degree, 0)), colour, ink)
            for degree, (_, colour, ink) in ALIGNMENTS.items()
        ),
        f"n = {n:,}, {int(entries.get('ambiguous', 0)):,} not to be told",
    )


def _tell(bars: list[Bar]) -> str:
    told = (
        f"{bar.name.replace(PARTS, ', ')} ({bar.note}): "
        + ", ".join(f"{value:,}" for value, _, _ in bar.pieces)
        for bar in bars
    )
    return "; ".join(told) or "There is nothing to show"
