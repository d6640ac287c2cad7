"""What differs between two runs: plans that came or went, and figures that moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from plananalysis.analysis.measures import HEADLINES
from plananalysis.analysis.plans import Plans
from plananalysis.wording.inert import escape

Snapshot = Mapping[str, Any]
"""What `take_snapshot` gives, as JSON holds it."""

Row = Mapping[str, Any]
ALL = "all"
MEDIAN = "median months moved"
HEADING = "# What differs from the run before\n\n"
NOTE = "All figures that are compared, with their n, are in `figures.json`.\n"


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of two snapshots, each a line of Markdown, under the headings they go to."""

    plans: tuple[str, ...]
    figures: tuple[tuple[str, str, str, str], ...]
    """Measure and outcome, review, before, now."""
    circumstances: tuple[str, ...]


def take_snapshot(plans: Plans, circumstances: Mapping[str, str]) -> dict[str, Any]:
    """The plans of a database and the headline figures of each review, to be compared later.

    `circumstances` is what else a reader of a changed figure must know of: the day, the version.
    """
    figures = plans.sql(_sql("snapshot_figures.sql"), {"day": plans.as_of})
    editions = plans.sql(_sql("snapshot_plans.sql"))
    return {
        "circumstances": dict(circumstances),
        "plans": [_as_json(row) for row in editions.to_dict("records")],
        "figures": [_as_json(row) for row in figures.to_dict("records")],
    }


def compare(before: Snapshot, now: Snapshot) -> Changes:
    """What differs between the run before and this one.

    Of each measure the headline is compared. Figures of a review that only one of the two has are
    not listed one by one: the review is.
    """
    return Changes(
        tuple(_compare_plans(before["plans"], now["plans"])),
        tuple(_compare_figures(before, now)),
        tuple(_compare_circumstances(before["circumstances"], now["circumstances"])),
    )


def write_changes(changes: Changes | None) -> str:
    """The text of CHANGES.md; None: there was no run before."""
    if changes is None:
        return f"{HEADING}This is the first run in this folder: there is none to compare it with.\n"
    parts = [
        _section("Made differently", _list(changes.circumstances)),
        _section("Plans", _list(changes.plans) or "No plan came, went or was read differently.\n"),
        _section("Headline figures that moved", _table(changes.figures) or "None moved.\n"),
    ]
    return HEADING + "\n".join(part for part in (*parts, NOTE) if part)


def _compare_plans(before: Sequence[Row], now: Sequence[Row]) -> Iterable[str]:
    old, new = ({row["plan_id"]: row for row in rows} for rows in (before, now))
    reviews = {row["review_id"] for row in before}
    for key, row in new.items():
        if key in old:
            yield from _compare_edition(old[key], row)
        elif row["review_id"] in reviews:
            yield f"new edition: {_name(row)}"
        else:
            yield f"new plan: {_name(row)}"
    for key, row in old.items():
        if key not in new:
            yield f"no longer there: {_name(row)}"


def _compare_edition(old: Row, new: Row) -> Iterable[str]:
    counts = [
        f"{name} {old[name]} → {new[name]}"
        for name in ("recommendations", "actions", "progress")
        if old[name] != new[name]
    ]
    if old["source_sha256"] != new["source_sha256"]:
        yield f"another file of the same edition: {_name(new)}" + _also(counts)
    elif counts:
        yield f"read differently: {_name(new)}" + _also(counts)


def _compare_figures(before: Snapshot, now: Snapshot) -> Iterable[tuple[str, str, str, str]]:
    old, new = ({_key(row): row for row in each["figures"]} for each in (before, now))
    had, has = ({row["review_id"] for row in each["plans"]} | {ALL} for each in (before, now))
    titles = {row["review_id"]: row["title"] for each in (before, now) for row in each["plans"]}
    titles[ALL] = "all reviews"
    for key in [*new, *(key for key in old if key not in new)]:
        measure, review, outcome = key
        if outcome not in (HEADLINES.get(measure), MEDIAN):
            continue
        values = _value(old.get(key)), _value(new.get(key))
        if values[0] != values[1] and review in had & has:
            what = f"{measure.replace('_', ' ')}: {outcome.replace('_', ' ')}"
            yield what, titles[review], *values


def _compare_circumstances(before: Mapping[str, str], now: Mapping[str, str]) -> Iterable[str]:
    for name in sorted({*before, *now}):
        old, new = before.get(name, "none"), now.get(name, "none")
        if old != new:
            yield f"{name}: {escape(old)} → {escape(new)}"


def _key(row: Row) -> tuple[str, str, str]:
    return row["measure"], row["review_id"], row["outcome"]


def _value(row: Row | None) -> str:
    """A share with its n, or a range of months with its n."""
    if row is None:
        return "–"
    n = row["denominator"]
    if row["numerator"] is not None:
        return f"{row['numerator']} of {n}" + (f" ({row['numerator'] / n:.0%})" if n else "")
    if row["low"] is None:
        return f"– (n = {n})"
    span = f"{row['low']:g}" if row["low"] == row["high"] else f"{row['low']:g} to {row['high']:g}"
    return f"{span} (n = {n})"


def _name(row: Row) -> str:
    day = f", as of {row['as_of_on']}" if row["as_of_on"] else ""
    return f"{escape(row['title'] or row['plan_id'])}{day} (`{row['plan_id']}`)"


def _also(counts: Sequence[str]) -> str:
    return f"; {', '.join(counts)}" if counts else ""


def _section(heading: str, text: str) -> str:
    return f"## {heading}\n\n{text}" if text else ""


def _list(lines: Sequence[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def _table(rows: Sequence[tuple[str, str, str, str]]) -> str:
    if not rows:
        return ""
    heads = [("measure", "review", "before", "now"), ("---", "---", "---:", "---:")]
    cells = [(what, escape(review), before, now) for what, review, before, now in rows]
    return "".join("| " + " | ".join(row) + " |\n" for row in (*heads, *cells))


def _as_json(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of a DataFrame as JSON holds it: what is missing is null, whole numbers are whole."""
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if value is None or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value.item() if hasattr(value, "item") else value


def _sql(name: str) -> str:
    return resources.files("plananalysis").joinpath("sql", name).read_text(encoding="utf-8")
