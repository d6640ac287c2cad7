"""How well the plans were read and coded: against annotations that readers made by eye."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.figures.charts import LIGHT_BLUE, NAVY, ORANGE, Chart, clean
from plananalysis.figures.forms import Range, Words, draw_ranges
from plananalysis.figures.words import tell_count
from plananalysis.reference import OTHERS_DIR, REFERENCE_DIR, accuracy

MOST_FIELDS, MOST_CODES = 30, 40
"""A chart shows no more; how many it left out stands in its subtitle."""

OF_ALIGNMENT = ("doubt admitted", "certainty spared")
"""The fields whose values are those of `alignment`, parted by what the annotation says."""

SHARES = (("recall", NAVY), ("precision", ORANGE))
"""The shares of a score, and the colours they have in a chart."""

SETS = (
    ("reference", REFERENCE_DIR, "reference plans, with which the rules were written", LIGHT_BLUE),
    ("others", OTHERS_DIR, "others, annotated without sight of the code", NAVY),
)
"""The sets of annotated plans: name, place, what the key of a chart says, colour."""

_SCORES = ["n", "found", "right", "precision", "recall"]


def reading_accuracy_data(plans: Plans) -> pd.DataFrame:
    """How well the fields of the annotated plans that ship with the library were read.

    Columns: `annotated` (the set of plans: see SETS), `field`, `n` (values in the annotations),
    `found` (in the database), `right`, `precision` (right of found) and `recall` (right of n) with
    their Wilson 95 % intervals (`_low`, `_high`), `plans` (annotated plans that were found), and
    `is_part` (of the field `alignment`, where its values are counted already).
    See `plananalysis.reference.accuracy`.
    """
    sets = [_score_set(plans, folder).assign(annotated=name) for name, folder, *_ in SETS]
    columns = ["annotated", "field", *_SCORES, "plans", "is_part"]
    return _with_intervals(plans, pd.concat(sets)[columns])


def _score_set(plans: Plans, folder: Path) -> pd.DataFrame:
    scores = accuracy.score(plans.database, folder)
    scores = scores[scores["plan"] == accuracy.ALL_PLANS]
    is_plan = scores["field"] == "plan"
    fields = scores[~is_plan]
    is_part = fields["field"].isin(OF_ALIGNMENT)
    return fields.assign(plans=int(scores.loc[is_plan, "right"].sum()), is_part=is_part)


def reading_accuracy_chart(data: pd.DataFrame) -> Chart:
    """For each field what share was read right in each set of annotated plans, with its interval.

    `data` is as `reading_accuracy_data` gives it; fields in order of reading.
    """
    sets = {name: data[data["annotated"] == name] for name, *_ in SETS}
    known = {name: rows for name, rows in sets.items() if rows["n"].sum()}
    counted = ", ".join(
        f"{tell_count(int(rows['plans'].max()), 'plan')} ({name})" for name, rows in known.items()
    )
    subtitle = (
        "Of the values in the annotations, the share that the database has right (recall), with "
        "its 95% interval; right of n at the right, those of the others first. "
        f"n = {counted or 'no plan'}; what the others showed was mended, too: plans not seen "
        "before are read worse"
    )
    fields = list(dict.fromkeys(data["field"]))
    if len(fields) > MOST_FIELDS:
        subtitle += f"; the first {MOST_FIELDS} of {len(fields):,} fields are drawn"
    scored = [_score_field(data[data["field"] == field]) for field in fields[:MOST_FIELDS]]
    rows, told = [row for row, _ in scored], [words for _, words in scored]
    key = [(label, colour) for name, _, label, colour in SETS if name in known]
    return _draw_scores(rows, told, _title_reading(known), subtitle, key)


def _title_reading(known: Mapping[str, pd.DataFrame]) -> str:
    """What was found; of the plans that the rules were not written with, where there are some."""
    if not known:
        return "No annotated plan is in the database"
    name, rows = list(known.items())[-1]
    counted = rows.loc[~rows["is_part"], ["n", "right"]].sum()
    n, right = int(counted["n"]), int(counted["right"])
    found = "every one is" if right == n else f"{right:,} {'is' if right == 1 else 'are'}"
    where = "with which the rules were written" if name == "reference" else "that others annotated"
    title = f"Of {tell_count(n, 'value')} in plans {where}, {found} found"
    if right == n:
        return title
    worst = rows.dropna(subset=["recall"]).sort_values(["recall", "n"], kind="stable").iloc[0]
    field = clean(str(worst["field"]).replace("_", " "))
    return f"{title}, fewest of {field}: {int(worst['right']):,} of {int(worst['n']):,}"


def _score_field(rows: pd.DataFrame) -> tuple[Range, str]:
    """A point for each set, the others in front: they are what a reader is to look at. And the
    same in words.
    """
    colours = {name: colour for name, *_, colour in SETS}
    scored = rows.sort_values("annotated").dropna(subset=["recall"]).to_dict("records")
    field = clean(str(rows["field"].iloc[0]).replace("_", " "))
    points = tuple(
        (row["recall"], row["recall_low"], row["recall_high"], colours[row["annotated"]])
        for row in scored
    )
    told = ", ".join(f"{_count_right(row)} ({row['annotated']}, {_bound(row)})" for row in scored)
    return Range(field, points, "; ".join(map(_count_right, scored))), f"{field}: {told}"


def _count_right(row: Mapping[Any, Any]) -> str:
    return f"{int(row['right']):,} of {int(row['n']):,}"


def _bound(row: Mapping[Any, Any]) -> str:
    return f"{row['recall_low']:.0%} to {row['recall_high']:.0%}"


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
    drawn = data.head(MOST_CODES)
    if len(data) > len(drawn):
        subtitle += f"; the first {len(drawn):,} of {len(data):,} rows are drawn"
    scored = drawn.to_dict("records")
    rows = [
        Range(
            clean(str(row["label"])),
            tuple(
                (float(row[share]), float(row[f"{share}_low"]), float(row[f"{share}_high"]), colour)
                for share, colour in SHARES
                if not pd.isna(row[share])
            ),
            _count_right(row),
        )
        for row in scored
    ]
    # Of a code that nobody gave by eye there is no recall, and no interval of it.
    told = [
        f"{range_.name}: {range_.note}" + (f" ({_bound(row)})" if row["n"] else "")
        for range_, row in zip(rows, scored, strict=True)
    ]
    return _draw_scores(rows, told, title, subtitle, SHARES)


def _draw_scores(
    rows: Sequence[Range],
    told: Sequence[str],
    title: str,
    subtitle: str,
    key: Sequence[tuple[str, str]],
) -> Chart:
    """The chart of rows, of which `told` is in words what who does not see them is told."""
    words = Words(title, f"{subtitle}.", "Source: annotations that ship with this library.")
    alt = f"Points with intervals. {title}. {'; '.join(told) or 'Nothing to show'}."
    return Chart(draw_ranges(words, rows, key), title, alt)


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
