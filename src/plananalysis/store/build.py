"""From a folder of published plans to the database: what was loaded, what was not, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from plananalysis.errors import DatabaseError
from plananalysis.linking.editions import Duplicate, Review, find_reviews
from plananalysis.reading import read_plan
from plananalysis.records import Plan
from plananalysis.store import database as store
from plananalysis.store.crew import REPORT_THIS, read_all
from plananalysis.store.findings import Findings
from plananalysis.store.locks import hold
from plananalysis.store.shelf import Shelf, open_shelf
from plananalysis.store.sources import compare_with_list, find_sources, name_of, read_source_list
from plananalysis.store.tables import Tables, iter_tables, make_tables

Outcome = Literal["loaded", "duplicate", "unreadable"]
Progress = Callable[[str, int, int], None]
"""Told the name of the file whose turn it is, how many are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of a file of the raw folder. `message` says why it is not loaded, if so."""

    source_file: str
    outcome: Outcome
    plan_id: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `is_written` is false where nothing could be loaded: then the database
    before it stands as it was. `warnings` are about `SOURCES.csv` and lost nothing.
    """

    database: Path
    is_written: bool
    outcomes: tuple[SourceOutcome, ...]
    warnings: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        """How many files came to this outcome."""
        return sum(source.outcome == outcome for source in self.outcomes)


def build(
    raw: Path, database: Path, progress: Progress | None = None, workers: int = 1
) -> BuildReport:
    """Read every plan of the folder and put the database of them in the place of the one before.

    Plans that were read before, and the rules that read them, are not read again. A plan that
    cannot be read is named in the report and stops no other. With several `workers`, processes
    read; a script that asks for them must stand under `if __name__ == "__main__":`. Raises
    UnreadablePlanError where the folder cannot be listed, BusyError where another build of this
    database is going on, DatabaseError where it cannot be written; the database before then stands
    as it was.
    """
    sources = find_sources(raw)
    if not sources:
        return _build(raw, sources, database, progress, workers)
    with hold(database.parent / f".{database.name}.build.lock"):
        store.clear_leftovers(database)
        return _build(raw, sources, database, progress, workers)


def _build(
    raw: Path, sources: Sequence[Path], database: Path, progress: Progress | None, workers: int
) -> BuildReport:
    shelf = open_shelf(database, read_plan)
    plans, places, failures = _read(sources, shelf, progress, workers)
    listed = read_source_list(raw)
    hashes = {plan.source_file: plan.source_sha256 for plan in plans}
    differences = compare_with_list(listed, sources, hashes)
    warnings = (*listed.warnings, *(f"{name}: {what}" for name, what in differences.items()))

    def find(plan: Plan) -> Findings:
        return shelf.fetch(places[plan.source_file], raw / plan.source_file)

    try:
        outcomes, is_written = _store(plans, find, failures, differences, database)
    except (DatabaseError, ValueError):
        misfits = _find_misfits(plans, find)
        if not misfits:
            raise
        failures |= misfits
        fitting = [plan for plan in plans if plan.source_file not in misfits]
        outcomes, is_written = _store(fitting, find, failures, differences, database)
    if is_written:
        shelf.tidy(frozenset(places.values()))
    return BuildReport(database, is_written, outcomes, warnings)


def _read(
    sources: Sequence[Path], shelf: Shelf, progress: Progress | None, workers: int
) -> tuple[list[Plan], dict[str, Path], dict[str, str]]:
    """The outlines of plans that can be read and their places; of other files what is wrong."""
    plans: list[Plan] = []
    places: dict[str, Path] = {}
    failures: dict[str, str] = {}
    reading = read_all(sources, shelf, workers)
    for done, path in enumerate(sources):
        if progress:
            progress(name_of(path), done, len(sources))
        outcome = next(reading)
        if isinstance(outcome, str):
            failures[name_of(path)] = outcome
        else:
            plan, places[path.name] = outcome
            plans.append(plan)
    if progress:
        progress("", len(sources), len(sources))
    return plans, places, failures


def _store(
    plans: Sequence[Plan],
    find: Callable[[Plan], Findings],
    failures: dict[str, str],
    differences: dict[str, str],
    database: Path,
) -> tuple[tuple[SourceOutcome, ...], bool]:
    reviews, duplicates = find_reviews(plans)
    outcomes = _outcomes(reviews, duplicates, failures)
    if not reviews:
        return outcomes, False
    sources = Tables()
    _add_sources(sources, outcomes, differences)
    parts = (part.rows for part in chain(iter_tables(reviews, find), [sources]))
    store.write_parts(parts, database)
    return outcomes, True


def _outcomes(
    reviews: Sequence[Review], duplicates: Sequence[Duplicate], failures: dict[str, str]
) -> tuple[SourceOutcome, ...]:
    plan_ids = {
        edition.plan.source_file: edition.plan_id
        for review in reviews
        for edition in review.editions
    }
    outcomes = [SourceOutcome(name, "loaded", plan_id) for name, plan_id in plan_ids.items()]
    outcomes += [SourceOutcome(name, "unreadable", None, why) for name, why in failures.items()]
    outcomes += [
        SourceOutcome(
            duplicate.plan.source_file,
            "duplicate",
            plan_ids[duplicate.kept.source_file],
            duplicate.reason,
        )
        for duplicate in duplicates
    ]
    return tuple(sorted(outcomes, key=lambda outcome: outcome.source_file))


def _add_sources(
    tables: Tables, outcomes: Sequence[SourceOutcome], differences: dict[str, str]
) -> None:
    for source in outcomes:
        said = (source.message, differences.get(source.source_file))
        tables.add(
            "sources",
            source_file=source.source_file,
            outcome=source.outcome,
            plan_id=source.plan_id,
            message="; ".join(text for text in said if text) or None,
        )


def _find_misfits(plans: Sequence[Plan], find: Callable[[Plan], Findings]) -> dict[str, str]:
    """The plans whose records the schema refuses, each with the reason."""
    misfits: dict[str, str] = {}
    for plan in plans:
        try:
            tables = make_tables(find_reviews([find(plan).plan])[0])
        except ValueError as error:
            misfits[plan.source_file] = str(error)
        else:
            misfits |= store.find_misfits({plan.source_file: tables.rows})
    return {
        name: f"what was read does not fit the schema: {why} {REPORT_THIS}"
        for name, why in misfits.items()
    }
