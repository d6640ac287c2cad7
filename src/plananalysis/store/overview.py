"""What `plananalysis check` and `plananalysis show` tell, read from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from plananalysis.errors import PlanAnalysisError
from plananalysis.linking.reconciliation import Item, Outline, Reconciliation, reconcile
from plananalysis.records import PrintedTotal

Row = dict[str, Any]


class NoSuchPlanError(PlanAnalysisError):
    """No plan, or more than one, answers to what was asked for."""


@dataclass(frozen=True, slots=True)
class StoredFault:
    """A row of `faults`."""

    line: int | None
    code: str
    message: str
    is_repaired: bool
    before_raw: str | None
    after_raw: str | None


@dataclass(frozen=True, slots=True)
class PlanCheck:
    """A plan held against itself, as it stands in the database; `unread` counts characters."""

    plan_id: str
    source_file: str
    recommendations: int
    reconciliation: Reconciliation
    faults: tuple[StoredFault, ...]
    unread: int

    @property
    def mended(self) -> int:
        """How many faults were mended."""
        return sum(fault.is_repaired for fault in self.faults)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its owners and targets in words, and the entries it is linked with."""

    entry_id: str
    kind: str
    ref: str | None
    as_of: str | None
    text: str
    alignment: str
    line_first: int
    line_last: int
    owners: tuple[str, ...]
    targets: tuple[str, ...]
    linked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredRecommendation:
    """A recommendation, with its entries where they were asked for, and how many there are."""

    recommendation_id: str
    number: str
    addressee: str | None
    text: str
    response: str | None
    reasons: tuple[str, ...]
    line_first: int
    line_last: int
    actions: int
    progress: int
    entries: tuple[StoredEntry, ...] = ()


def check_plans(connection: duckdb.DuckDBPyConnection) -> tuple[PlanCheck, ...]:
    """Each plan of the database held against its own totals and numbering, by key."""
    items = _grouped(
        connection,
        "SELECT plan_id, number, response, line_first AS line, "
        "(SELECT count(*) FROM entries AS e WHERE e.recommendation_id = r.recommendation_id) "
        "AS entries FROM recommendations AS r ORDER BY plan_id, position",
    )
    printed = _grouped(
        connection,
        "SELECT plan_id, response, printed FROM printed_totals "
        "ORDER BY plan_id, response = 'total', response",
    )
    faults = _grouped(
        connection,
        "SELECT plan_id, line, code, message, is_repaired, before_raw, after_raw FROM faults "
        "ORDER BY plan_id, line NULLS FIRST, position",
    )
    plans = connection.execute(
        "SELECT plan_id, source_file, account_unread FROM plans ORDER BY plan_id"
    ).fetchall()
    return tuple(
        PlanCheck(
            plan_id,
            source_file,
            len(items[plan_id]),
            reconcile(
                Outline(
                    plan_id,
                    tuple(Item(**row) for row in items[plan_id]),
                    tuple(PrintedTotal(**row) for row in printed[plan_id]),
                )
            ),
            tuple(StoredFault(**row) for row in faults[plan_id]),
            unread,
        )
        for plan_id, source_file, unread in plans
    )


def unread_sources(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[str, str], ...]:
    """The files of the last build that could not be read, each with the reason."""
    rows = connection.execute(
        "SELECT source_file, message FROM sources WHERE outcome = 'unreadable' ORDER BY source_file"
    ).fetchall()
    return tuple((name, message) for name, message in rows)


def find_plan(connection: duckdb.DuckDBPyConnection, part: str) -> str:
    """The key of the one plan whose key or file holds `part`, in any case of letters.

    Raises NoSuchPlanError, naming the plans to choose from.
    """
    plans = connection.execute("SELECT plan_id, source_file FROM plans ORDER BY plan_id").fetchall()
    for names in plans:
        if part in names:
            return str(names[0])
    wanted = part.casefold()
    found = [plan_id for plan_id, file in plans if wanted in f"{plan_id}\n{file}".casefold()]
    if len(found) == 1:
        return str(found[0])
    choice = ", ".join(found or [plan_id for plan_id, _ in plans])
    what = "more than one plan holds" if found else "no plan holds"
    raise NoSuchPlanError(f"{what} '{part}' in its name. Choose from: {choice}.")


def list_recommendations(
    connection: duckdb.DuckDBPyConnection, plan_id: str, number: str | None = None
) -> tuple[StoredRecommendation, ...]:
    """The recommendations of a plan in reading order; of one number only, with their entries.

    A number is that printed, or the last part of a key (`5`, `R5`, `5-2`). Raises NoSuchPlanError
    where the plan has none of that number.
    """
    rows = _rows(
        connection,
        "SELECT recommendation_id, number, addressee, r.text, response, reasons, "
        "r.line_first, r.line_last, count(*) FILTER (e.kind = 'action') AS actions, "
        "count(*) FILTER (e.kind = 'progress') AS progress "
        "FROM recommendations AS r LEFT JOIN entries AS e USING (recommendation_id) "
        "WHERE plan_id = ? GROUP BY r.position, 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY r.position",
        [plan_id],
    )
    found = [StoredRecommendation(**row | {"reasons": tuple(row["reasons"])}) for row in rows]
    if number is None:
        return tuple(found)
    key = f"{plan_id}/R{number.removeprefix('R').removeprefix('r')}"
    chosen = [rec for rec in found if number == rec.number or rec.recommendation_id == key]
    if not chosen:
        numbers = ", ".join(rec.number for rec in found)
        raise NoSuchPlanError(f"{plan_id} has no recommendation '{number}'. It has: {numbers}.")
    return tuple(_with_entries(connection, rec) for rec in chosen)


def _with_entries(
    connection: duckdb.DuckDBPyConnection, recommendation: StoredRecommendation
) -> StoredRecommendation:
    bound = [recommendation.recommendation_id]
    owners = _grouped(
        connection,
        "SELECT entry_id, owner_raw FROM entry_owners JOIN entries USING (entry_id) "
        "WHERE recommendation_id = ? ORDER BY entry_id, entry_owners.position",
        bound,
    )
    targets = _grouped(
        connection,
        "SELECT entry_id, target_raw, state, edtf, recurs "
        "FROM entry_targets JOIN entries USING (entry_id) "
        "WHERE recommendation_id = ? ORDER BY entry_id, entry_targets.position",
        bound,
    )
    linked = _grouped(
        connection,
        "SELECT entry_id, if(entry_id = progress_id, action_id, progress_id) AS other "
        "FROM links JOIN entries ON entry_id IN (progress_id, action_id) "
        "WHERE recommendation_id = ? ORDER BY ALL",
        bound,
    )
    rows = _rows(
        connection,
        "SELECT entry_id, kind, ref, as_of, text, alignment, line_first, line_last FROM entries "
        "WHERE recommendation_id = ? ORDER BY position",
        bound,
    )
    entries = tuple(
        StoredEntry(
            **row,
            owners=tuple(owner["owner_raw"] for owner in owners[row["entry_id"]]),
            targets=tuple(_target_in_words(**target) for target in targets[row["entry_id"]]),
            linked=tuple(link["other"] for link in linked[row["entry_id"]]),
        )
        for row in rows
    )
    return replace(recommendation, entries=entries)


def _target_in_words(target_raw: str, state: str, edtf: str | None, recurs: str | None) -> str:
    read_as = ", ".join(part for part in (state.replace("_", " and "), edtf, recurs) if part)
    return f"{target_raw or '(empty)'} → {read_as}"


def _grouped(
    connection: duckdb.DuckDBPyConnection, query: str, bound: Sequence[str] = ()
) -> Mapping[str, list[Row]]:
    """The rows of a query by the value of their first column, without it."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(connection, query, bound):
        groups[row.pop(next(iter(row)))].append(row)
    return groups


def _rows(connection: duckdb.DuckDBPyConnection, query: str, bound: Sequence[str]) -> list[Row]:
    cursor = connection.execute(query, list(bound))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
