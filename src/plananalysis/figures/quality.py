"""How good the data are: what was damaged and mended, and what is sure."""

from __future__ import annotations

from typing import cast

import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import LIGHT_BLUE, NAVY, ORANGE, Chart, clean
from plananalysis.figures.forms import PARTS, Bar, Words, ask, draw_bars
from plananalysis.figures.words import tell_count, tell_day, tell_source

MOST_RULES, MOST_PLANS = 25, 20
"""A chart shows no more; how many it left out stands in its subtitle."""

ALIGNMENTS = {
    "certain": ("on its own row", NAVY, "white"),
    "inferred": ("told by a reader's reasons", LIGHT_BLUE, "black"),
    "ambiguous": ("not to be told", ORANGE, "black"),
}

INFERRED = "alignment_inferred"
"""The rule that mends nothing: a reader's reasons tell whose an entry is, or for when."""


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
