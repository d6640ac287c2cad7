"""From a folder of published plans to the database: what was loaded, what was not, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from plananalysis import database as store
from plananalysis.editions import Duplicate, Review, find_reviews
from plananalysis.errors import DatabaseError, PlanAnalysisError, UnreadablePlanError
from plananalysis.reading import read_plan
from plananalysis.records import Plan
from plananalysis.sources import check_source, compare_with_list, find_sources, read_source_list
from plananalysis.tables import Tables, make_tables

Outcome = Literal["loaded", "duplicate", "unreadable"]
Progress = Callable[[str, int, int], None]
"""Told the name of the file whose turn it is, how many are done, and how many there are."""

REPORT_THIS = "This is a mistake in plananalysis: please report it with the file."


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


def build(raw: Path, database: Path, progress: Progress | None = None) -> BuildReport:
    """Read every plan of the folder and put the database of them in the place of the one before.

    A plan that cannot be read is named in the report and stops no other. Raises
    UnreadablePlanError where the folder cannot be listed, DatabaseError where the database cannot
    be written; the database before then stands as it was.
    """
    sources = find_sources(raw)
    plans, failures = _read(sources, progress)
    listed = read_source_list(raw)
    hashes = {plan.source_file: plan.source_sha256 for plan in plans}
    differences = compare_with_list(listed, sources, hashes)
    warnings = (*listed.warnings, *(f"{name}: {what}" for name, what in differences.items()))
    try:
        outcomes, is_written = _store(plans, failures, differences, database)
    except (DatabaseError, ValueError):
        misfits = _find_misfits(plans)
        if not misfits:
            raise
        failures |= misfits
        fitting = [plan for plan in plans if plan.source_file not in misfits]
        outcomes, is_written = _store(fitting, failures, differences, database)
    return BuildReport(database, is_written, outcomes, warnings)


def _read(sources: Sequence[Path], progress: Progress | None) -> tuple[list[Plan], dict[str, str]]:
    """The plans that can be read, and for each other file why not."""
    plans: list[Plan] = []
    failures: dict[str, str] = {}
    for done, path in enumerate(sources):
        if progress:
            progress(path.name, done, len(sources))
        try:
            check_source(path)
            plans.append(read_plan(path))
        except UnreadablePlanError as error:
            line = f"line {error.line}: " if error.line else ""
            failures[path.name] = f"{line}{error.found}. {error.advice}"
        except PlanAnalysisError:
            # A broken vocabulary is wrong for every plan, and is no plan's fault.
            raise
        except OSError as error:
            failures[path.name] = (
                f"cannot be read ({error.strerror or error}). Allow it to be read."
            )
        except Exception as error:
            # One plan must never keep the others from loading, not even by a mistake of ours.
            failures[path.name] = f"{type(error).__name__} while reading it. {REPORT_THIS}"
    if progress:
        progress("", len(sources), len(sources))
    return plans, failures


def _store(
    plans: Sequence[Plan],
    failures: dict[str, str],
    differences: dict[str, str],
    database: Path,
) -> tuple[tuple[SourceOutcome, ...], bool]:
    reviews, duplicates = find_reviews(plans)
    outcomes = _outcomes(reviews, duplicates, failures)
    if not reviews:
        return outcomes, False
    tables = make_tables(reviews)
    _add_sources(tables, outcomes, differences)
    store.write(tables.rows, database)
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


def _find_misfits(plans: Sequence[Plan]) -> dict[str, str]:
    """The plans whose records the schema refuses, each with the reason."""
    candidates: dict[str, Tables] = {}
    misfits: dict[str, str] = {}
    for plan in plans:
        try:
            candidates[plan.source_file] = make_tables(find_reviews([plan])[0])
        except ValueError as error:
            misfits[plan.source_file] = str(error)
    misfits |= store.find_misfits({name: each.rows for name, each in candidates.items()})
    return {
        name: f"what was read does not fit the schema: {why} {REPORT_THIS}"
        for name, why in misfits.items()
    }
