"""From a folder of published plans to the database: what was loaded, what was not, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import Literal, TypeVar

import pyarrow as pa

from plananalysis.errors import UnreadablePlanError
from plananalysis.linking.editions import Duplicate, Review, find_reviews
from plananalysis.linking.outlines import Outline
from plananalysis.reading import read_plan
from plananalysis.store import database as store
from plananalysis.store.batches import Kept, describe, read_batch
from plananalysis.store.cluster import open_cluster
from plananalysis.store.crew import Crew, Farm, ThisProcess
from plananalysis.store.dictionary import arrow_schema, load_dictionary
from plananalysis.store.loading import Contents, fill, find_seams, read_outlines
from plananalysis.store.locks import hold
from plananalysis.store.packs import MOST_PIECES, find_kept, tidy
from plananalysis.store.seams import Seam, link_batch
from plananalysis.store.shelf import Shelf, key_of, open_shelf
from plananalysis.store.sources import (
    check_source,
    compare_with_list,
    find_sources,
    name_of,
    read_source_list,
)
from plananalysis.store.tables import Tables

T = TypeVar("T")

SHARES = 4.0
"""Batches for each worker, where there is enough to do: at the end none waits long for another."""

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


def read_sources(
    sources: Sequence[Path],
    shelf: Shelf,
    farm: Farm,
    progress: Progress | None = None,
) -> tuple[dict[str, Kept], dict[str, str]]:
    """Where the plans of the files are kept, by the files' names; of others what is wrong.

    What is not kept yet is read.
    """
    kept: dict[str, Kept] = {}
    failures: dict[str, str] = {}
    known = find_kept(shelf.plans)
    missing = []
    done = 0

    def settle(path: Path, outcome: Kept | str) -> None:
        nonlocal done
        if progress:
            progress(name_of(path), done, len(sources))
        done += 1
        if isinstance(outcome, str):
            failures[name_of(path)] = outcome
        else:
            kept[path.name] = outcome

    for path in sources:
        outcome = _look_up(path, known)
        if outcome is None:
            missing.append(path.absolute())
        else:
            settle(path, outcome)
    for paths, outcomes in farm.map(partial(read_batch, shelf=shelf), _batches(missing, farm)):
        for path, outcome in zip(paths, outcomes, strict=True):
            settle(path, outcome)
    if progress:
        progress("", len(sources), len(sources))
    return kept, failures


def _look_up(path: Path, known: Mapping[str, Path]) -> Kept | str | None:
    """Where a file's plan is kept, or what is wrong with the file; None if it is to be read."""
    try:
        check_source(path)
        key = key_of(path)
    except UnreadablePlanError as error:
        return describe(error)
    except OSError as error:
        return f"cannot be read ({error.strerror or error}). Allow it to be read."
    return Kept(key, known[key]) if key in known else None


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


def link_seams(
    seams: Sequence[Seam], shelf: Shelf, farm: Farm
) -> tuple[Mapping[str, Path], Mapping[str, str]]:
    """The pack of what is restated over each seam, by the seams' keys; what is not kept, is found.

    Also, by the later plan's key, what is wrong where that cannot be found.
    """
    lost: dict[str, str] = {}
    known = find_kept(shelf.seams)
    missing = [seam for seam in seams if seam.key not in known]
    # Those of the same packs together: each is opened as rarely as can be.
    missing.sort(key=lambda seam: (seam.earlier.pack, seam.later.pack))
    for batch, outcomes in farm.map(partial(link_batch, shelf=shelf), _batches(missing, farm)):
        for seam, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, str):
                lost[seam.later_plan_id] = (
                    f"its links to the edition before, {seam.earlier_plan_id}: {outcome}"
                )
            else:
                known[seam.key] = outcome.pack
    return known, lost


def _batches(pieces: Sequence[T], farm: Farm) -> Iterator[Sequence[T]]:
    """What is to be done, in batches as large as a pack, or so small that all have some."""
    size = max(1, min(MOST_PIECES, ceil(len(pieces) / (SHARES * farm.workers))))
    return (pieces[first : first + size] for first in range(0, len(pieces), size))


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
