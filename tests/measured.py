"""Databases made from hand-made plans, for the tests of measures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handmade import make_entry, make_plan, make_progress, make_recommendation
from stored import write_plans

from plananalysis.analysis.plans import Plans, open_plans
from plananalysis.records import Entry, EntryDate, Plan, State, Target

PROMISE = "The service will write a manual for every region and send it to all of its staff."


def open_measured(folder: Path, *plans: Plan) -> Plans:
    write_plans(folder / "curated" / "plans.duckdb", *plans)
    return open_plans(folder / "curated" / "plans.duckdb")


def target(state: State, edtf: str | None = None, raw: str | None = None) -> Target:
    """A value of the Target Date column; its words are made up from what it says."""
    return Target(raw if raw is not None else f"{state} {edtf or ''}".strip(), state, edtf)


def promise(*targets: Target, **changes: Any) -> Entry:
    return make_entry(**{"text": PROMISE, "targets": targets, **changes})


def report(*targets: Target, **changes: Any) -> Entry:
    """A progress entry of January 2024 on the one promise; without dates in its text."""
    told = {"text": "It was seen to.", "targets": targets, "as_of": "2024-01", "dates": ()}
    return make_progress(**told | changes)


def done(edtf: str) -> EntryDate:
    return EntryDate("done", edtf, "It", 0, 2)


def planned(edtf: str) -> EntryDate:
    return EntryDate("planned", edtf, "It", 0, 2)


def update(*entries: Entry, on: str = "2024-01-25", **changes: Any) -> Plan:
    """An update of a plan first submitted on 12 July 2023, with one recommendation."""
    recommendation = make_recommendation(1, entries=entries, **changes)
    return make_plan(f"update-{on}.txt", updated_on=on, recommendations=(recommendation,))


def first(*entries: Entry) -> Plan:
    return make_plan("first.txt", recommendations=(make_recommendation(1, entries=entries),))
