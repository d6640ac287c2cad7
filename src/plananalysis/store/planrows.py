"""The rows of one plan by itself, made column by column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

from plananalysis.dates.printed import bounds
from plananalysis.linking.abbreviations import Abbreviation
from plananalysis.linking.links import Link
from plananalysis.linking.outlines import outline
from plananalysis.linking.reconciliation import Total, as_faults, outline_plan, reconcile
from plananalysis.records import Entry, EntryDate, Fault, Plan, Target
from plananalysis.store import keys
from plananalysis.store.findings import Findings
from plananalysis.store.tables import OUTLINE, Tables, fields_of
from plananalysis.themes.coding import ItemCode

RECOMMENDATION = (
    "number",
    "position",
    "addressee",
    "text",
    "response",
    "reasons",
    "line_first",
    "line_last",
)
ENTRY = (
    "kind",
    "position",
    "ref",
    "as_of",
    "text",
    "alignment",
    "line_first",
    "line_last",
)


def add_plan(tables: Tables, key: str, findings: Findings) -> None:
    """Add what a plan tells to tables of `plan_schemas`, under its key."""
    add = _Adding(tables, key)
    plan = findings.plan
    reconciliation = reconcile(outline_plan("", plan))
    judged = outline(plan, reconciliation)
    add.records("plans", [judged], OUTLINE, **_account(plan))
    recommendations = plan.recommendations
    ids = keys.recommendation_ids("", recommendations)
    add.records("recommendations", recommendations, RECOMMENDATION, recommendation_id=ids)
    entry_ids = [
        keys.entry_ids(rec_id, recommendation.entries)
        for rec_id, recommendation in zip(ids, recommendations, strict=True)
    ]
    entries = [entry for recommendation in recommendations for entry in recommendation.entries]
    of_recommendation = [rec_id for rec_id, own in zip(ids, entry_ids, strict=True) for _ in own]
    own_ids = [*chain.from_iterable(entry_ids)]
    add.records("entries", entries, ENTRY, entry_id=own_ids, recommendation_id=of_recommendation)
    unclear = _add_values(add, entries, own_ids)
    _add_links(add, findings.links, entry_ids)
    add.records("abbreviations", findings.abbreviations, fields_of(Abbreviation))
    add.records("item_codes", findings.codes, fields_of(ItemCode))
    add.records("printed_totals", reconciliation.totals, fields_of(Total))
    # What the reading already said needs no saying again.
    said = {fault.code for fault in plan.faults}
    found = [fault for fault in as_faults(reconciliation) if fault.code not in said]
    _add_faults(add, [*plan.faults, *unclear, *found])


class _Adding:
    """Adds records of one plan to tables, each of their fields as a column at once."""

    def __init__(self, tables: Tables, key: str) -> None:
        self.tables, self.key = tables, key

    def records(
        self, table: str, records: Sequence[object], names: Iterable[str], **more: Iterable[object]
    ) -> None:
        """Add a row for each record: the fields named, and columns besides."""
        columns: dict[str, Iterable[object]] = {
            name: map(attrgetter(name), records) for name in names
        }
        columns["key"] = [self.key] * len(records)
        self.tables.extend(table, len(records), columns | more)


def _account(plan: Plan) -> dict[str, list[object]]:
    account = plan.account
    return {
        "layout": [plan.layout],
        "account_fields": [account.fields],
        "account_furniture": [account.furniture],
    }


def _add_values(add: _Adding, entries: Sequence[Entry], ids: Sequence[str]) -> list[Fault]:
    """Add the owners, targets and dates of entries; give a fault for each date that has no days, in
    the order of the entries.
    """
    owners = [
        (ids[place], position, owner)
        for place, entry in enumerate(entries)
        for position, owner in enumerate(entry.owners, start=1)
    ]
    of_entries, positions, printed = _columns(owners, 3)
    more = {"entry_id": of_entries, "position": positions}
    add.records("entry_owners", owners, (), **more, owner_raw=printed)
    targets = [
        (place, position, target, target.edtf, target.target_raw)
        for place, entry in enumerate(entries)
        for position, target in enumerate(entry.targets, start=1)
    ]
    dates = [
        (place, position, dated, dated.edtf, dated.phrase)
        for place, entry in enumerate(entries)
        for position, dated in enumerate(entry.dates, start=1)
    ]
    unclear = _add_dates(add, "entry_targets", ids, targets, fields_of(Target))
    unclear += _add_dates(add, "entry_dates", ids, dates, fields_of(EntryDate))
    unclear.sort(key=itemgetter(0))
    return [_unclear_date(entries[place], edtf, printed) for place, edtf, printed in unclear]


def _add_dates(
    add: _Adding,
    table: str,
    ids: Sequence[str],
    dates: Sequence[tuple[int, int, object, str | None, str]],
    names: Iterable[str],
) -> list[tuple[int, str, str]]:
    """Add targets or dates of texts, each with the place of its entry, its position, its EDTF and
    how it is printed; of each that has no first and last day, the place, and both again.
    """
    places, positions, records, edtfs, _ = _columns(dates, 5)
    days = [_bounds(edtf) for edtf in edtfs]
    earliest, latest = _columns(days, 2)
    more = {"entry_id": [ids[place] for place in places], "position": positions}
    add.records(table, records, names, **more, earliest_on=earliest, latest_on=latest)
    return [
        (place, edtf, printed)
        for (place, _, _, edtf, printed), (first, _) in zip(dates, days, strict=True)
        if edtf is not None and first is None
    ]


def _add_links(
    add: _Adding, links: Iterable[Sequence[Link]], entry_ids: Sequence[Sequence[str]]
) -> None:
    linked = [
        (link, ids[link.progress_position], ids[link.action_position])
        for own, ids in zip(links, entry_ids, strict=True)
        for link in own
    ]
    found, progress, actions = _columns(linked, 3)
    more = {"progress_id": progress, "action_id": actions}
    add.records("links", found, ("method", "score"), **more)


def _add_faults(add: _Adding, faults: Sequence[Fault]) -> None:
    add.records(
        "faults",
        faults,
        ("code", "message", "is_repaired"),
        position=range(1, len(faults) + 1),
        line=[fault.line or None for fault in faults],
        before_raw=[fault.before for fault in faults],
        after_raw=[fault.after for fault in faults],
    )


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> Sequence[Sequence[Any]]:
    """The columns of rows, also where there is no row."""
    return [*zip(*rows, strict=True)] or [()] * width


@lru_cache(maxsize=4096)
def _bounds(edtf: str | None) -> tuple[date, date] | tuple[None, None]:
    """The first and last day; none for an empty value, and for one that names no days."""
    if edtf is None:
        return None, None
    try:
        earliest, latest = bounds(edtf)
    except ValueError:
        return None, None
    return (earliest, latest) if earliest <= latest else (None, None)


def _unclear_date(entry: Entry, edtf: str, printed: str) -> Fault:
    message = f"the date was read as '{edtf}', which names no first and last day"
    return Fault(entry.line_first, "date_without_days", message, False, printed, edtf)
