"""The measures as DataFrames: the views of the database as of a day, cut by one thing.

The figures are made by the SQL in `sql/views`; nothing is computed here. Every result carries in
its `attrs` the measure, the days it speaks for, its numerator, denominator and what was left out.
What each measure means, and who measures it so, is told in docs/methodology/measures.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, cast

import duckdb
import pandas as pd

from plananalysis.analysis.wordings import word_difference
from plananalysis.errors import PlanAnalysisError

Day = date | str | None
"""A day, or its ISO form. None: the latest edition of each review, speaking for its own day."""

Attrs = dict[Hashable | None, Any]

CUTS: Mapping[str, str] = MappingProxyType(
    {
        "all": "everything as one",
        "plan": "the review, by the edition of its plan that speaks",
        "kind": "the kind of review",
        "addressee": "the body that the recommendation is addressed to",
        "response": "what was answered to the recommendation",
        "owner": "the post that owns the entry",
        "topic": "what the text is about",
        "lever": "by what means it is to be put right",
    }
)

HEADLINES: Mapping[str, str] = MappingProxyType(
    {
        "acceptance": "agreed",
        "completion": "reported complete",
        "recommendation_completion": "fully",
        "complete_on_arrival": "complete on arrival",
        "complete_with_promises": "still promises",
        "silent_actions": "silent",
        "past_due": "past due",
        "timeliness": "within 12 months",
        "slippage": "later",
        "time_to_complete": "dated by its text",
    }
)
"""Of each measure that is a share, the outcome that its `numerator` counts."""

LISTS = (
    "complete_on_arrival",
    "complete_with_promises",
    "ledger",
    "owner_load",
    "past_due",
    "restatements",
    "silent_actions",
    "slippage",
    "time_to_complete",
    "topic_recurrence",
)
"""The measures that answer with one row for each thing found."""

MEASURES = tuple(sorted({*HEADLINES, *LISTS} - {"ledger"}))

WITH_ROWS = (*HEADLINES, "owner_load", "topic_recurrence")


class MeasureError(PlanAnalysisError):
    """A measure was asked for something that it does not know; the text says what it knows."""


def list_found(connection: duckdb.DuckDBPyConnection, measure: str, as_of: Day) -> pd.DataFrame:
    """One row for each thing that a measure finds: the view of that name, as of a day.

    `restatements` gains `difference`, the two wordings word by word. Raises MeasureError where the
    measure is not a list or the day is no day.
    """
    _check("measure", measure, LISTS)
    day = _day(as_of)
    # The name is one of LISTS, never a caller's text.
    frame = _frame(connection, f"FROM {_keep(connection, measure, day)}", {})
    if measure == "restatements":
        frame["difference"] = [
            word_difference(before, after) if change == "wording changed" else None
            for change, before, after in zip(
                frame["change"], frame["before"], frame["after"], strict=True
            )
        ]
    return _tell(connection, frame, measure, day, "all")


def list_followed(connection: duckdb.DuckDBPyConnection, topic: str, as_of: Day) -> pd.DataFrame:
    """One row for each text that has a topic's code: `followed`, of that topic, review by review.

    Raises MeasureError where the day is no day.
    """
    day = _day(as_of)
    source = _keep(connection, "followed", day)
    frame = _frame(
        connection,
        f"FROM {source} WHERE topic = $topic ORDER BY published_on, plan_id, line_first, item_id",
        {"topic": topic},
    )
    frame = _tell(connection, frame, "followed", day, "all")
    frame.attrs["topic"] = topic
    return frame


def list_shares(
    connection: duckdb.DuckDBPyConnection,
    measure: str,
    as_of: Day = None,
    by: str | None = None,
    outcome: str | None = None,
) -> pd.DataFrame:
    """A measure as shares: one row for each group of the cut `by` and each outcome.

    Columns: `value` and `label` of the group, `outcome`, `numerator`, `denominator`, `share` with
    its Wilson 95 % interval `share_low`, `share_high`; `n_left_out` and `left_out` (why);
    `n_unread`, of the denominator, for want of a readable cell; `reviews`; the days spoken for.
    Groups of owners, topics and levers overlap. Raises MeasureError.
    """
    _check("measure", measure, tuple(HEADLINES))
    cut, day = _cut(by), _day(as_of)
    source = _keep(connection, "acceptance" if measure == "acceptance" else "shares", day)
    wanted = "" if measure == "acceptance" else "measure = $measure AND "
    if outcome is not None:
        _check("outcome", outcome, _outcomes(connection, measure))
    bound = {"cut": cut, "outcome": outcome} | ({"measure": measure} if wanted else {})
    frame = _frame(
        connection,
        f"FROM {source} WHERE {wanted}cut = $cut AND ($outcome IS NULL OR outcome = $outcome)",
        bound,
    )
    dropped = [name for name in ("measure", "cut") if name in frame]
    return _tell(connection, frame.drop(columns=dropped), measure, day, cut)


def summarise_slippage(
    connection: duckdb.DuckDBPyConnection, as_of: Day = None, by: str | None = None
) -> pd.DataFrame:
    """How far dates moved in each group of the cut `by`: outcomes, and months as intervals.

    Raises MeasureError.
    """
    cut, day = _cut(by), _day(as_of)
    frame = _frame(
        connection,
        f"SELECT * EXCLUDE (cut) FROM {_keep(connection, 'slippage_summary', day)} "
        "WHERE cut = $cut",
        {"cut": cut},
    )
    return _tell(connection, frame, "slippage", day, cut)


def list_rows(
    connection: duckdb.DuckDBPyConnection,
    measure: str,
    value: str | None = None,
    by: str | None = None,
    outcome: str | None = None,
    as_of: Day = None,
    left_out: bool = False,
) -> pd.DataFrame:
    """The rows behind a figure: what the measure counted, or with `left_out` what it did not.

    `value` is the `value` or `label` of a group of the cut `by`; without `outcome` the whole
    denominator is given. Columns: the item and what was found of it, its words, and its lines in
    the raw file. Raises MeasureError.
    """
    _check("measure", measure, WITH_ROWS)
    cut, day = _cut(by), _day(as_of)
    # The cut, one of CUTS, is written into the query so that the others are not reckoned.
    frame = _frame(
        connection,
        "SELECT item_id, items.plan_id, items.kind, ref, outcomes, left_out, is_unread, said, "
        "owners_raw, alignment, text, source_file, line_first, line_last "
        f"FROM {_measured(connection, measure, day)} AS measured "
        f"JOIN (FROM cuts_at({_literal(day)}) WHERE cut = '{cut}') AS cuts USING (item_id) "
        "JOIN items USING (item_id) "
        "WHERE (left_out IS NOT NULL) = $left_out "
        "AND ($value IS NULL OR value = $value OR label = $value) "
        "AND ($outcome IS NULL OR list_contains(outcomes, $outcome)) "
        "GROUP BY ALL ORDER BY item_id",
        {"value": value, "outcome": outcome, "left_out": left_out},
    )
    return _tell(connection, frame, measure, day, cut)


def list_groups(
    connection: duckdb.DuckDBPyConnection,
    items: pd.Series[Any],
    as_of: Day = None,
    by: str | None = None,
) -> dict[tuple[str, str], frozenset[str]]:
    """The items that stand in each group of the cut `by`, by the group's value and label.

    Raises MeasureError.
    """
    wanted = set(items)
    found = connection.execute(
        f"SELECT value, label, list(item_id) FROM cuts_at({_literal(_day(as_of))}) "
        f"WHERE cut = '{_cut(by)}' GROUP BY value, label ORDER BY value, label"
    ).fetchall()
    groups = {(value, label): frozenset(wanted & set(ids)) for value, label, ids in found}
    return {group: members for group, members in groups.items() if members}


def _tell(
    connection: duckdb.DuckDBPyConnection,
    frame: pd.DataFrame,
    measure: str,
    day: date | None,
    cut: str,
) -> pd.DataFrame:
    """The frame with what it speaks for in its `attrs`; they are plain values, fit for JSON."""
    editions = connection.execute(
        f"SELECT plan_id, as_of_on FROM editions_at({_literal(day)}) "
        "WHERE is_latest ORDER BY plan_id"
    ).fetchall()
    attrs: Attrs = {
        "measure": measure,
        "by": cut,
        "as_of": day.isoformat() if day else "the latest edition of each review",
        "speaks_for": {plan: on.isoformat() if on else None for plan, on in editions},
        "rows": len(frame),
    }
    if measure in HEADLINES:
        attrs |= _headline(connection, measure, day)
    frame.attrs = attrs
    return frame


def _headline(connection: duckdb.DuckDBPyConnection, measure: str, day: date | None) -> Attrs:
    """The measure's figure for everything as one, whatever the cut of the frame."""
    found = connection.execute(
        "SELECT left_out, is_unread, list_contains(outcomes, $outcome), count(*) "
        f"FROM {_measured(connection, measure, day)} GROUP BY ALL ORDER BY ALL",
        {"outcome": HEADLINES[measure]},
    ).fetchall()
    left_out: dict[str, int] = {}
    for reason, _, _, n in found:
        if reason is not None:
            left_out[reason] = left_out.get(reason, 0) + n
    counted = [(unread, hit, n) for reason, unread, hit, n in found if reason is None]
    denominator = sum(n for _, _, n in counted)
    return {
        "numerator_counts": HEADLINES[measure],
        "numerator": sum(n for _, hit, n in counted if hit),
        "denominator": denominator,
        "n": denominator,
        "n_unread": sum(n for unread, _, n in counted if unread),
        "left_out": left_out,
    }


def _measured(connection: duckdb.DuckDBPyConnection, measure: str, day: date | None) -> str:
    """The name of a temporary table with what a measure, one of MEASURES, looked at."""
    # The measure is written into the query so that the others are not reckoned.
    source = f"measured_at({_literal(day)}) WHERE measure = '{measure}'"
    return _copy(connection, _name_copy(f"measured_{measure}", day), source)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, day: date | None) -> str:
    """Where the rows of a measure's view stand as of a day; for the latest, the view itself."""
    if day is None:
        return name
    return _copy(connection, _name_copy(name, day), f"{name}_at({_literal(day)})")


def _copy(connection: duckdb.DuckDBPyConnection, name: str, source: str) -> str:
    """The name of a temporary table of what a source gives.

    Most of a question's time goes into the long chain of views. A database that is open is not
    written to, so the chain is gone through once for each day asked.
    """
    known = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE temporary AND table_name = ?", [name]
    ).fetchone()
    if known == (0,):
        connection.execute(f"CREATE TEMP TABLE {name} AS FROM {source}")
    return name


def _name_copy(name: str, day: date | None) -> str:
    return f"kept_{name}_{day:%Y_%m_%d}" if day else f"kept_{name}"


def _literal(day: date | None) -> str:
    """A day as SQL. DuckDB leaves out what a day makes needless only where it is no parameter."""
    return f"DATE '{day:%Y-%m-%d}'" if day else "NULL"


def _frame(
    connection: duckdb.DuckDBPyConnection, query: str, bound: Mapping[str, Any]
) -> pd.DataFrame:
    """The rows of a query; whole numbers stay whole where some are missing, lists become tuples."""
    result = connection.execute(query, dict(bound))
    types = {column[0]: str(column[1]) for column in result.description or ()}
    frame = result.df()
    for name, kind in types.items():
        if kind.endswith("[]"):
            frame[name] = [tuple(values) for values in frame[name]]
        elif kind in {"BIGINT", "INTEGER", "HUGEINT", "NUMBER"} and frame[name].dtype.kind == "f":
            frame[name] = _whole(frame[name])
    return frame


def _whole(column: pd.Series[Any]) -> pd.Series[Any]:
    is_whole = bool((column.dropna() % 1 == 0).all())
    return cast("pd.Series[Any]", column.astype("Int64")) if is_whole else column


def _outcomes(connection: duckdb.DuckDBPyConnection, measure: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT outcome FROM measure_outcomes WHERE measure = ? ORDER BY position", [measure]
    ).fetchall()
    return tuple(str(outcome) for (outcome,) in rows)


def _cut(by: str | None) -> str:
    if by is None:
        return "all"
    _check("by", by, tuple(CUTS))
    return by


def _day(as_of: Day) -> date | None:
    if as_of is None or (isinstance(as_of, date)):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise MeasureError(
            f"as_of: '{as_of}' is no day. Write it as 2024-07-31, or leave it out."
        ) from None


def _check(name: str, given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise MeasureError(f"{name}: '{given}' is not known. Choose from: {', '.join(allowed)}.")
