"""From a folder of published plans to the database: what was loaded, what was not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa

from plananalysis.linking.editions import Duplicate, Review, find_reviews
from plananalysis.linking.outlines import Outline
from plananalysis.reading import read_plan
from plananalysis.store import database as store
from plananalysis.store.batches import Kept
from plananalysis.store.cluster import open_cluster
from plananalysis.store.crew import Crew, Farm, ThisProcess
from plananalysis.store.dictionary import arrow_schema, load_dictionary
from plananalysis.store.gathering import Progress, link_seams, read_sources
from plananalysis.store.loading import Contents, fill, find_seams, read_outlines
from plananalysis.store.locks import hold
from plananalysis.store.packs import tidy
from plananalysis.store.seams import Seam
from plananalysis.store.shelf import Shelf, open_shelf
from plananalysis.store.sources import (
    compare_with_list,
    find_sources,
    read_source_list,
)
from plananalysis.store.tables import Tables

Outcome = Literal["loaded", "duplicate", "unreadable"]


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
    raw: Path,
    database: Path,
    progress: Progress | None = None,
    workers: int = 1,
    dask: str | None = None,
) -> BuildReport:
    """Read every plan of the folder and put the database of them in the place of the one before.

    Plans that were read before, and the rules that read them, are not read again. A plan that
    cannot be read is named in the report and stops no other. With several `workers`, processes
    read, and a file that takes too much time or memory ends no more than its own; with one, this
    process reads, and nothing bounds what a file takes. `dask` is the address of a Dask scheduler
    whose workers read instead; they must see both folders.

    Raises UnreadablePlanError where the folder cannot be listed, BusyError where another build of
    this database is going on, ClusterError where the cluster cannot be used, DatabaseError where
    the database cannot be written, as in a folder whose name holds a question mark; the one before
    then stands as it was.
    """
    sources = find_sources(raw)
    place = database.resolve()  # A link to a database is that database.
    store.check_place(place)
    shelf = open_shelf(place, read_plan)
    if not sources:
        return _build(raw, sources, database, progress, shelf, ThisProcess())
    with hold(place.parent / f".{place.name}.build.lock"):
        store.clear_leftovers(place)
        shelf.clear_leftovers()
        with _open_farm(workers, dask, raw, shelf) as farm:
            return _build(raw, sources, database, progress, shelf, farm)


@contextmanager
def _open_farm(workers: int, dask: str | None, raw: Path, shelf: Shelf) -> Iterator[Farm]:
    if dask is not None:
        with open_cluster(dask, raw, shelf.folder) as cluster:
            yield cluster
    else:
        yield ThisProcess() if workers < 2 else Crew(workers)


def _build(
    raw: Path,
    sources: Sequence[Path],
    database: Path,
    progress: Progress | None,
    shelf: Shelf,
    farm: Farm,
) -> BuildReport:
    kept, failures = read_sources(sources, shelf, farm, progress)
    listed = read_source_list(raw)
    outlines = read_outlines(kept) if kept else []
    hashes = {plan.source_file: plan.source_sha256 for plan in outlines}
    differences = compare_with_list(listed, sources, hashes)
    warnings = (*listed.warnings, *(f"{name}: {what}" for name, what in differences.items()))
    reviews, duplicates, seams, kept_seams = _relate(outlines, kept, failures, shelf, farm)
    outcomes = _outcomes(reviews, duplicates, failures)
    if not reviews:
        return BuildReport(database, False, outcomes, warnings)
    contents = Contents(reviews, kept, seams, kept_seams, _sources(outcomes, differences))
    store.write(database, lambda connection, folder: fill(connection, contents, folder))
    # The database is in its place; what cannot be tidied now is when there is room.
    with suppress(OSError):
        tidy(shelf.plans, frozenset(each.key for each in kept.values()))
        tidy(shelf.seams, frozenset(each.key for each in kept_seams))
    shelf.forget_other_rules()
    return BuildReport(database, True, outcomes, warnings)


def _relate(
    outlines: Sequence[Outline],
    kept: Mapping[str, Kept],
    failures: dict[str, str],
    shelf: Shelf,
    farm: Farm,
) -> tuple[Sequence[Review], Sequence[Duplicate], Sequence[Seam], Sequence[Kept]]:
    """The reviews, the plans set aside, and the seams of the editions with where they are kept.

    An edition whose links to the one before cannot be found is put among the failures and left out:
    without them all that it restates would pass for dropped.
    """
    while True:
        reviews, duplicates = find_reviews(outlines)
        seams = find_seams(reviews, kept)
        known, lost = link_seams(seams, shelf, farm)
        if not lost:
            return reviews, duplicates, seams, [Kept(seam.key, known[seam.key]) for seam in seams]
        failed = {
            edition.plan.source_file: lost[edition.plan_id]
            for review in reviews
            for edition in review.editions
            if edition.plan_id in lost
        }
        failures |= failed
        outlines = [plan for plan in outlines if plan.source_file not in failed]


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


def _sources(outcomes: Sequence[SourceOutcome], differences: Mapping[str, str]) -> pa.Table:
    """The table `sources`."""
    tables = Tables({"sources": arrow_schema(load_dictionary().tables["sources"])})
    for source in outcomes:
        said = (source.message, differences.get(source.source_file))
        tables.add(
            "sources",
            source_file=source.source_file,
            outcome=source.outcome,
            plan_id=source.plan_id,
            message="; ".join(text for text in said if text) or None,
        )
    return tables.as_arrow()["sources"]
