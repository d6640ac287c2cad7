"""Reads many files, in this process or in several: in order, and the same however many they are."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from plananalysis.errors import PlanAnalysisError, UnreadablePlanError
from plananalysis.records import Plan
from plananalysis.store.findings import outline
from plananalysis.store.shelf import Shelf
from plananalysis.store.sources import check_source

FEW = 32
"""Files that one process has read before others would have started."""
AHEAD = 8
"""Files that each process may have before it: more would fill the memory with what waits."""

Outcome = tuple[Plan, Path] | str
"""A plan's outline and its place on the shelf, or why the file cannot be read."""

REPORT_THIS = "This is a mistake in plananalysis: please report it with the file."


def count_processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(sources: Sequence[Path], shelf: Shelf, workers: int = 1) -> Iterator[Outcome]:
    """For each file in turn the outline of its plan and its place on the shelf, or what is wrong.

    What the plan tells is on the shelf then. With several `workers`, processes are started, so a
    script must guard its own work by `if __name__ == "__main__":`. Raises VocabularyError where a
    vocabulary is malformed, and DatabaseError where the shelf cannot be written.
    """
    if workers < 2 or len(sources) < FEW:
        return (read_one(path, shelf) for path in sources)
    return _share_out(sources, shelf, workers)


def read_one(path: Path, shelf: Shelf) -> Outcome:
    """What `read_all` gives for one file."""
    try:
        check_source(path)
        place = shelf.place_of(path)
        return outline(shelf.fetch(place, path).plan), place
    except UnreadablePlanError as error:
        line = f"line {error.line}: " if error.line else ""
        return f"{line}{error.found}. {error.advice}"
    except PlanAnalysisError:
        # A broken vocabulary or a full disk is wrong for every plan, and is no plan's fault.
        raise
    except OSError as error:
        return f"cannot be read ({error.strerror or error}). Allow it to be read."
    except Exception as error:
        # One plan must never keep the others from loading, not even by a mistake of ours.
        return f"{type(error).__name__} while reading it. {REPORT_THIS}"


def _share_out(sources: Sequence[Path], shelf: Shelf, workers: int) -> Iterator[Outcome]:
    """Several processes read; where one dies, those that it may have died of are read singly."""
    done, ahead = 0, AHEAD * workers
    while done < len(sources):
        try:
            for outcome in _in_processes(sources[done:], shelf, workers, ahead):
                done += 1
                yield outcome
        except BrokenProcessPool:
            for path in sources[done : done + ahead]:
                done += 1
                yield _read_apart(path, shelf)


def _in_processes(
    sources: Sequence[Path], shelf: Shelf, workers: int, ahead: int
) -> Iterator[Outcome]:
    """What each file in turn gives; no more than `ahead` of them are under way at once."""
    # Forking a process that has threads, as any with DuckDB or Arrow has, may hang it.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        under_way: deque[Future[Outcome]] = deque()
        try:
            for path in sources:
                under_way.append(pool.submit(read_one, path, shelf))
                if len(under_way) >= ahead:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _read_apart(path: Path, shelf: Shelf) -> Outcome:
    """Read one file in a process of its own, which it may end."""
    try:
        (outcome,) = _in_processes([path], shelf, 1, 1)
    except BrokenProcessPool:
        return f"reading it ended the program that read it. {REPORT_THIS}"
    return outcome
