"""The rows of one plan by itself, and tables of rows: held column by column, as Arrow holds them.

Keys in a plan's rows lack the plan's own, which depends on other plans: `sql/load/` puts it before
them. What belongs to a plan bears its `key` (see `shelf.key_of`), and `place`, its order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache

import pyarrow as pa

from plananalysis.dates.printed import bounds
from plananalysis.linking.outlines import Outline, outline
from plananalysis.linking.reconciliation import as_faults, outline_plan, reconcile
from plananalysis.records import Entry, Fault, Recommendation
from plananalysis.store import keys
from plananalysis.store.dictionary import arrow_schema, load_dictionary
from plananalysis.store.findings import Findings
from plananalysis.themes.codebook import load_codebook

OF_A_PLAN = (
    "plans",
    "recommendations",
    "entries",
    "entry_owners",
    "entry_targets",
    "entry_dates",
    "links",
    "abbreviations",
    "item_codes",
    "printed_totals",
    "faults",
)
"""The tables that hold what one plan tells, each after those that it refers to."""
OF_SEVERAL = frozenset({"plan_id", "review_id", "edition", "post_id", "as_of_on"})
"""Their columns that depend on other plans, or on those of `plans`."""

OUTLINE = tuple(each.name for each in fields(Outline))
_KEYED = [("key", pa.string()), ("place", pa.int32())]


class Tables:
    """Rows of tables of the given schemas, in the order in which they are added."""

    def __init__(self, schemas: Mapping[str, pa.Schema]) -> None:
        self._schemas = schemas
        self._columns: dict[str, dict[str, list[object]]] = {
            table: {name: [] for name in schema.names} for table, schema in schemas.items()
        }

    def add(self, table: str, **values: object) -> None:
        """Add one row; a nullable column may be left out. `place` counts by itself."""
        columns = self._columns[table]
        if "place" in columns:
            values["place"] = len(columns["place"])
        for name, column in columns.items():
            column.append(values.get(name))

    def as_arrow(self) -> dict[str, pa.Table]:
        """The tables by name. Raises ValueError where a text cannot be encoded."""
        return {
            table: pa.table(
                [pa.array(self._columns[table][name], schema.field(name).type) for name in columns],
                schema=schema,
            )
            for table, schema in self._schemas.items()
            if (columns := schema.names)
        }


@cache
def plan_schemas() -> Mapping[str, pa.Schema]:
    """The schemas of the tables of `OF_A_PLAN` as they are kept."""
    schemas = {}
    for name in OF_A_PLAN:
        own = [each for each in arrow_schema(load_dictionary().tables[name]) if _is_own(each.name)]
        schemas[name] = pa.schema([*_KEYED, *own])
    judged = [("has_progress", pa.bool_()), ("is_reconciled", pa.bool_())]
    judged += [("faults_left", pa.int32()), ("faults_mended", pa.int32())]
    plans = [each for each in schemas["plans"] if not pa.types.is_date(each.type)]
    # Days stay as they were read: keys are made of them.
    days = [(name, pa.string()) for name in ("submitted_on", "updated_on", "published_on")]
    schemas["plans"] = pa.schema([*plans, *days, *judged])
    return schemas


def _is_own(column: str) -> bool:
    return column not in OF_SEVERAL


def code_tables() -> dict[str, pa.Table]:
    """The table `codes`. Raises VocabularyError where the codebook is malformed."""
    tables = Tables({"codes": arrow_schema(load_dictionary().tables["codes"])})
    for code in load_codebook().codes:
        tables.add(
            "codes",
            facet=code.facet,
            code=code.code,
            label=code.label,
            definition=code.definition,
        )
    return tables.as_arrow()


def add_plan(tables: Tables, key: str, findings: Findings) -> None:
    """Add what a plan tells to tables of `plan_schemas`, under its key."""
    plan = findings.plan
    judged = outline(plan)
    tables.add(
        "plans",
        key=key,
        layout=plan.layout,
        account_fields=plan.account.fields,
        account_furniture=plan.account.furniture,
        **{name: getattr(judged, name) for name in OUTLINE},
    )
    faults = [*plan.faults]
    ids = keys.recommendation_ids("", plan.recommendations)
    for recommendation, rec_id, links in zip(
        plan.recommendations, ids, findings.links, strict=True
    ):
        _add_recommendation(tables, key, recommendation, rec_id)
        entry_ids = keys.entry_ids(rec_id, recommendation.entries)
        for entry, entry_id in zip(recommendation.entries, entry_ids, strict=True):
            _add_entry(tables, key, rec_id, entry, entry_id)
            faults.extend(_add_dates(tables, key, entry, entry_id))
        for link in links:
            tables.add(
                "links",
                key=key,
                progress_id=entry_ids[link.progress_position],
                action_id=entry_ids[link.action_position],
                method=link.method,
                score=link.score,
            )
    for found in findings.abbreviations:
        tables.add("abbreviations", key=key, **values_of(found))
    for given in findings.codes:
        tables.add("item_codes", key=key, **values_of(given))
    reconciliation = reconcile(outline_plan("", plan))
    for total in reconciliation.totals:
        tables.add("printed_totals", key=key, **values_of(total))
    # What the reading already said needs no saying again.
    said = {fault.code for fault in plan.faults}
    faults += (fault for fault in as_faults(reconciliation) if fault.code not in said)
    _add_faults(tables, key, faults)


def _add_recommendation(
    tables: Tables, key: str, recommendation: Recommendation, rec_id: str
) -> None:
    tables.add(
        "recommendations",
        key=key,
        recommendation_id=rec_id,
        number=recommendation.number,
        position=recommendation.position,
        addressee=recommendation.addressee,
        text=recommendation.text,
        response=recommendation.response,
        reasons=recommendation.reasons,
        line_first=recommendation.line_first,
        line_last=recommendation.line_last,
    )


def _add_entry(tables: Tables, key: str, rec_id: str, entry: Entry, entry_id: str) -> None:
    tables.add(
        "entries",
        key=key,
        entry_id=entry_id,
        recommendation_id=rec_id,
        kind=entry.kind,
        position=entry.position,
        ref=entry.ref,
        as_of=entry.as_of,
        text=entry.text,
        alignment=entry.alignment,
        line_first=entry.line_first,
        line_last=entry.line_last,
    )
    for position, owner in enumerate(entry.owners, start=1):
        tables.add("entry_owners", key=key, entry_id=entry_id, position=position, owner_raw=owner)


def _add_dates(tables: Tables, key: str, entry: Entry, entry_id: str) -> Iterator[Fault]:
    """Add an entry's targets and the dates of its text; give a fault for each that has no days."""
    for position, target in enumerate(entry.targets, start=1):
        earliest, latest = _bounds(target.edtf)
        if target.edtf and earliest is None:
            yield _unclear_date(entry, target.edtf, target.target_raw)
        tables.add(
            "entry_targets",
            key=key,
            entry_id=entry_id,
            position=position,
            earliest_on=earliest,
            latest_on=latest,
            **values_of(target),
        )
    for position, dated in enumerate(entry.dates, start=1):
        earliest, latest = _bounds(dated.edtf)
        if earliest is None:
            yield _unclear_date(entry, dated.edtf, dated.phrase)
        tables.add(
            "entry_dates",
            key=key,
            entry_id=entry_id,
            position=position,
            earliest_on=earliest,
            latest_on=latest,
            **values_of(dated),
        )


def _add_faults(tables: Tables, key: str, faults: Sequence[Fault]) -> None:
    for position, fault in enumerate(faults, start=1):
        tables.add(
            "faults",
            key=key,
            position=position,
            line=fault.line or None,
            code=fault.code,
            message=fault.message,
            is_repaired=fault.is_repaired,
            before_raw=fault.before,
            after_raw=fault.after,
        )


def values_of(record: object) -> dict[str, object]:
    """The fields of a record by name; `asdict` would copy each of them, at ten times the cost."""
    return {name: getattr(record, name) for name in type(record).__slots__}  # type: ignore[attr-defined]


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
