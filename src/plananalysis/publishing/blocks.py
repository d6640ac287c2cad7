"""The blocks of README.md and docs/METHODOLOGY.md that quote the data, each a table in Markdown."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from plananalysis.analysis.plans import Plans
from plananalysis.errors import PlanAnalysisError
from plananalysis.publishing.markdown import (
    NOTHING,
    write_count,
    write_day,
    write_score,
    write_span,
    write_table,
)
from plananalysis.reference import OTHERS_DIR, REFERENCE_DIR, accuracy
from plananalysis.reference.codes import ALL_CODES, list_code_misses, score_codes
from plananalysis.wording.inert import escape

COMPARABLE = ("later", "earlier", "unchanged")
"""The outcomes of promises that are not reported complete and for which a date is stated again."""


FOLDERS = (REFERENCE_DIR, OTHERS_DIR)
"""Of the annotations: the reference set, and the other annotated plans."""


class DocumentError(PlanAnalysisError):
    """A document, or what it is made from, does not fit; the text says what to do."""


def load_rules() -> dict[str, str]:
    """What each rule of the reading means, by the code of its faults."""
    text = resources.files("plananalysis").joinpath("rules.csv").read_text(encoding="utf-8")
    return {row["code"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


def tell_headline(plans: Plans) -> str:
    """What each plan that speaks for its review promises, and how much is reported complete."""
    shares = pd.concat([plans.completion(by="plan"), plans.completion()])
    shares = shares[shares["outcome"] == "reported complete"]
    answered = plans.sql("SELECT plan_id, count(*) AS n FROM recommendations GROUP BY plan_id")
    counts = dict(zip(answered["plan_id"], answered["n"], strict=True))
    speaking = [value for value in shares["value"] if value in counts]
    rows = [
        (
            *_name_group(row, len(speaking)),
            str(
                sum(counts[one] for one in ([row["value"]] if row["value"] in counts else speaking))
            ),
            str(row["denominator"] + row["n_left_out"]),
            write_count(row["numerator"], row["denominator"]),
            f"{row['share_low']:.0%} to {row['share_high']:.0%}" if row["denominator"] else NOTHING,
        )
        for row in _in_order(shares)
    ]
    heads = (
        "review, by the latest edition of its plan",
        "as of",
        "recommendations",
        "actions promised",
        "reported complete",
        "95 % interval",
    )
    return write_table(heads, rows, left=2)


def tell_slippage(plans: Plans) -> str:
    """Of the promises with a date, how many were given a later one, and by how many months."""
    dated = plans.slippage()
    dated = dated[dated["outcome"].notna()]
    groups = plans.slippage(by="plan")
    names = pd.concat([groups, plans.slippage(by="all")])
    rows = []
    for row in _in_order(names):
        found = dated if row["value"] == "all" else dated[dated["told_in"] == row["value"]]
        later = found[found["outcome"] == "later"]
        least, most = later["slip_months_min"].astype(float), later["slip_months_max"].astype(float)
        rows.append(
            (
                *_name_group(row, len(groups)),
                str(len(found)),
                str(int((found["outcome"] == "reported complete").sum())),
                str(int(found["outcome"].isin(COMPARABLE).sum())),
                str(len(later)),
                write_span(least.median(), most.median()),
                write_span(least.min(), most.max()),
            )
        )
    heads = (
        "review",
        "as of",
        "promises with a date",
        "reported complete",
        "open, dated again",
        "of these moved later",
        "months later: median",
        "from least to most",
    )
    return write_table(heads, rows, left=2)


def _in_order(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The groups of a measure by the day they speak for, and everything as one behind them."""
    frame = frame.assign(is_all=frame["value"] == "all")
    if len(frame) == 2:  # one plan: all of them together say the same
        frame = frame[~frame["is_all"]]
    return frame.sort_values(["is_all", "as_of_last", "value"]).to_dict("records")


def _name_group(row: Mapping[Hashable, Any], n: int) -> tuple[str, str]:
    first, last = write_day(row["as_of_first"]), write_day(row["as_of_last"])
    if row["value"] == "all":
        return f"all {n}", first if first == last else f"{first} to {last}"
    return escape(str(row["label"])), last


def tell_reading(connection: duckdb.DuckDBPyConnection) -> str:
    """How much was read of each plan, how sure it is, and what is left."""
    rows = connection.execute(
        "SELECT source_file, layout, (SELECT count(*) FROM recommendations AS r "
        "WHERE r.plan_id = plans.plan_id), count(entry_id), "
        "count(*) FILTER (alignment = 'certain'), count(*) FILTER (alignment = 'inferred'), "
        "count(*) FILTER (alignment = 'ambiguous'), any_value(account_unread), "
        "any_value(account_fields + account_furniture + account_unread) "
        "FROM plans LEFT JOIN recommendations USING (plan_id) "
        "LEFT JOIN entries USING (recommendation_id) "
        "GROUP BY plan_id, source_file, layout ORDER BY source_file"
    ).fetchall()
    cells = [
        (f"`{file}`", layout, *map(str, counts), f"{unread:,} of {printed:,}")
        for file, layout, *counts, unread, printed in rows
    ]
    if rows:
        sums = [sum(row[place] for row in rows) for place in range(2, 9)]
        total = f"{sums[5]:,} of {sums[6]:,}"
        cells.append((f"all {len(rows)}", "", *map(str, sums[:5]), total))
    heads = (
        "plan",
        "layout",
        "recommendations",
        "entries",
        "certain",
        "inferred",
        "ambiguous",
        "characters in no field",
    )
    return write_table(heads, cells, left=2)


def tell_accuracy(database: Path) -> str:
    """The scores of the reference set beside those of the other annotated plans, all pooled."""
    sets = [_pool_scores(accuracy.score(database, folder)) for folder in FOLDERS]
    rows = [
        (field, *(cell for scores in sets for cell in scores.get(field, (NOTHING,) * 4)))
        for field in ("plan", *accuracy.FIELDS)
    ]
    measures = ("n", "precision", "recall", "F1")
    heads = ("field", *(f"{name}: {one}" for name in ("reference", "others") for one in measures))
    return write_table(heads, rows)


def _pool_scores(scores: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    return {
        row["field"]: (
            str(row["n"]),
            *(write_score(row[name]) for name in ("precision", "recall", "f1")),
        )
        for row in scores[scores["plan"] == accuracy.ALL_PLANS].to_dict("records")
    }


def tell_coding(database: Path) -> str:
    """The scores of each code on the reference set, and what it is missed for or taken for."""
    scores = score_codes(database)
    pooled = scores[scores["plan"] == "all plans"]
    confused = _find_confusions(list_code_misses(database))
    rows = []
    for row in pooled.to_dict("records"):
        facet, code = row["facet"], row["code"]
        name = f"all {facet}s" if code == ALL_CODES else f"{facet} `{code}`"
        rows.append(
            (
                name,
                "" if code == ALL_CODES else "; ".join(confused[facet, code]),
                str(row["n"]),
                *(write_score(row[one]) for one in ("precision", "recall", "f1")),
            )
        )
    heads = ("code", "what goes wrong, on how many texts", "n", "precision", "recall", "F1")
    return write_table(heads, rows, left=2)


def _find_confusions(misses: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Of each code the errors, the most frequent first: missed, given in error, and beside what.

    A code given in error to a text of which another code is missed is taken for that one.
    """
    counted: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (_, field, _), errors in misses.groupby(["plan", "field", "where"], sort=True):
        facet = str(field)
        missed = [code for code in errors["expected"] if code]
        given = [found.split(" by '")[0] for found in errors["found"] if found]
        for code in missed:
            instead = f"missed, and `{'`, `'.join(given)}` given" if given else "missed"
            counted[facet, code][instead] += 1
        for code in given:
            where = f"given where `{'`, `'.join(missed)}` is meant" if missed else "given in error"
            counted[facet, code][where] += 1
    return defaultdict(
        list,
        {
            key: [f"{what} ({n})" for what, n in sorted(found.items(), key=lambda e: (-e[1], e[0]))]
            for key, found in counted.items()
        },
    )


def tell_repairs(connection: duckdb.DuckDBPyConnection) -> str:
    """Each rule with how often it mended or only noted something, the most frequent first."""
    found = {
        code: counts
        for code, *counts in connection.execute(
            "SELECT code, count(*) FILTER (is_repaired), count(*) FILTER (NOT is_repaired), "
            "count(DISTINCT plan_id) FROM faults GROUP BY code ORDER BY count(*) DESC, code"
        ).fetchall()
    }
    rules = load_rules()
    unexplained = [code for code in found if code not in rules]
    if unexplained:
        raise DocumentError(f"rules.csv does not say what '{unexplained[0]}' means. Add a line.")
    silent = {code: [0, 0, 0] for code in rules if code not in found}
    rows = [
        (f"`{code}`", rules[code], *map(str, counts)) for code, counts in (found | silent).items()
    ]
    mended, left = (sum(counts[place] for counts in found.values()) for place in (0, 1))
    rows.append(("all", "", str(mended), str(left), ""))
    heads = ("rule", "what was found, and what is done", "mended", "left", "plans")
    return write_table(heads, rows, left=2)
