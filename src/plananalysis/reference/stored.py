"""Plans read back out of a database as records, so that a database is judged as a reading is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from plananalysis.errors import DatabaseError
from plananalysis.linking.links import Link
from plananalysis.records import Entry, EntryDate, Plan, PrintedTotal, Recommendation, Target

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan of a database, and its links by index of recommendation."""

    plan: Plan
    links: dict[int, tuple[Link, ...]]


def read_plans(database: Path) -> tuple[StoredPlan, ...]:
    """Give the plans of a database as records again, with their links, in order of id.

    Faults and the account of characters are left out. Raises DatabaseError where the file is
    missing, locked, or lacks a table.
    """
    if not database.is_file():
        raise DatabaseError(f"{database}: no such database. Run `plananalysis build` first.")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return _read_plans(connection)
    except duckdb.Error as error:
        raise DatabaseError(f"{database}: not a database of plans ({error}).") from error


def _read_plans(connection: duckdb.DuckDBPyConnection) -> tuple[StoredPlan, ...]:
    entries, places = _read_entries(connection)
    links = _read_links(connection, places)
    totals = _by(connection, "plan_id", "SELECT * FROM printed_totals ORDER BY response")
    recommendations = _by(
        connection, "plan_id", "SELECT * FROM recommendations ORDER BY plan_id, position"
    )
    plans = connection.execute(
        "SELECT p.*, r.title AS review_title, r.published_on AS review_published_on "
        "FROM plans AS p JOIN reviews AS r USING (review_id) ORDER BY p.plan_id"
    )
    return tuple(
        StoredPlan(
            Plan(
                source_file=row["source_file"],
                source_sha256=row["source_sha256"],
                source_format=row["source_format"],
                layout=row["layout"],
                title=row.get("title") or row["review_title"],
                submitted_on=_day(row["submitted_on"]),
                updated_on=_day(row["updated_on"]),
                published_on=_day(row.get("published_on") or row["review_published_on"]),
                recommendations=tuple(
                    Recommendation(
                        number=part["number"],
                        position=part["position"],
                        addressee=part["addressee"],
                        text=part["text"],
                        response=part["response"],
                        reasons=tuple(part["reasons"] or ()),
                        line_first=part["line_first"],
                        line_last=part["line_last"],
                        entries=tuple(entries[part["recommendation_id"]]),
                    )
                    for part in recommendations[row["plan_id"]]
                ),
                printed_totals=tuple(
                    PrintedTotal(total["response"], total["printed"])
                    for total in totals[row["plan_id"]]
                ),
            ),
            {
                index: tuple(links[part["recommendation_id"]])
                for index, part in enumerate(recommendations[row["plan_id"]])
            },
        )
        for row in _dicts(plans)
    )


def _read_entries(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[defaultdict[str, list[Entry]], dict[str, int]]:
    """Give the entries of each recommendation, and each entry's index among them by id."""
    owners = _by(connection, "entry_id", "SELECT * FROM entry_owners ORDER BY position")
    targets = _by(connection, "entry_id", "SELECT * FROM entry_targets ORDER BY position")
    dates = _by(connection, "entry_id", "SELECT * FROM entry_dates ORDER BY position")
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    places: dict[str, int] = {}
    rows = connection.execute("SELECT * FROM entries ORDER BY recommendation_id, position")
    for row in _dicts(rows):
        siblings, key = entries[row["recommendation_id"]], row["entry_id"]
        places[key] = len(siblings)
        siblings.append(
            Entry(
                kind=row["kind"],
                position=row["position"],
                ref=row["ref"],
                as_of=row["as_of"],
                text=row["text"],
                owners=tuple(owner["owner_raw"] for owner in owners[key]),
                targets=tuple(
                    Target(t["target_raw"] or "", t["state"], t["edtf"], t["recurs"])
                    for t in targets[key]
                ),
                alignment=row["alignment"],
                line_first=row["line_first"],
                line_last=row["line_last"],
                dates=tuple(
                    EntryDate(d["event"], d["edtf"], d["phrase"], d["char_start"], d["char_end"])
                    for d in dates[key]
                ),
            )
        )
    return entries, places


def _read_links(
    connection: duckdb.DuckDBPyConnection, places: dict[str, int]
) -> defaultdict[str, list[Link]]:
    links: defaultdict[str, list[Link]] = defaultdict(list)
    rows = connection.execute(
        "SELECT l.*, e.recommendation_id FROM links AS l "
        "JOIN entries AS e ON e.entry_id = l.progress_id ORDER BY l.progress_id, l.action_id"
    )
    for row in _dicts(rows):
        link = Link(
            places[row["progress_id"]], places[row["action_id"]], row["method"], row["score"]
        )
        links[row["recommendation_id"]].append(link)
    return links


def _dicts(result: duckdb.DuckDBPyConnection) -> list[_Row]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _by(
    connection: duckdb.DuckDBPyConnection, key: str, query: str
) -> defaultdict[str, list[_Row]]:
    groups: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in _dicts(connection.execute(query)):
        groups[row[key]].append(row)
    return groups


def _day(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
