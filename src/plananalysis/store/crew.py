"""Reads many files, in this process or in others: in order, and the same however many they are.

In others a file has bounds of time and memory, whatever the libraries that read it do with it.
In this one, where `workers` is 1, it has none.
"""

from __future__ import annotations

import faulthandler
import gc
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

MOST_SECONDS = 30
"""Time to read one file: a hundred times what a long plan takes."""
MOST_MEMORY = 3 << 30
"""Bytes that a process may hold, where the system lets it be bounded."""
AHEAD = 8
"""Files that each process may have before it: more would fill the memory with what waits."""

Outcome = tuple[Plan, Path] | str
"""A plan's outline and its place on the shelf, or why the file cannot be read."""

REPORT_THIS = "This is a mistake in plananalysis: please report it with the file."


def count_processors() -> int:
    """How many processes to read in: one for each processor, and never this one alone.

    With one processor two share it: what is read in this process would have no bounds.
    """
    has_affinity = hasattr(os, "sched_getaffinity")
    found = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    return max(2, found)


def read_all(sources: Sequence[Path], shelf: Shelf, workers: int = 1) -> Iterator[Outcome]:
    """For each file in turn the outline of its plan and its place on the shelf, or what is wrong.

    What the plan tells is on the shelf then. With several `workers`, processes are started for what
    is not on the shelf, so a script must guard its own work by `if __name__ == "__main__":`. Raises
    VocabularyError where a vocabulary is malformed, and DatabaseError where the shelf cannot be
    written.
    """
    if workers < 2:
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
    spawn = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=_prepare) as pool:
        under_way: deque[Future[Outcome] | Outcome] = deque()
        try:
            for path in sources:
                is_kept = _is_kept(path, shelf)
                under_way.append(
                    read_one(path, shelf)
                    if is_kept
                    else pool.submit(_read_in_time, path, shelf, MOST_SECONDS)
                )
                if len(under_way) >= ahead:
                    yield _settle(under_way.popleft())
            while under_way:
                yield _settle(under_way.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _settle(pending: Future[Outcome] | Outcome) -> Outcome:
    return pending.result() if isinstance(pending, Future) else pending


def _is_kept(path: Path, shelf: Shelf) -> bool:
    try:
        return shelf.place_of(path).is_file()
    except OSError:
        return False


def _prepare() -> None:
    """Make a process ready to read; let it fail, not the machine, where a file takes too much."""
    # Records live as long as their plan: looking often for circles among them finds none, and costs
    # a tenth of the time.
    gc.set_threshold(50_000, 20, 100)
    try:
        import resource
    except ImportError:  # Windows has no such bound.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _read_in_time(path: Path, shelf: Shelf, seconds: float) -> Outcome:
    """What `read_one` gives, or the end of this process: a library in C heeds no exception."""
    with Path(os.devnull).open("w") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            return read_one(path, shelf)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _read_apart(path: Path, shelf: Shelf) -> Outcome:
    """Read one file in a process of its own, which it may end."""
    try:
        (outcome,) = _in_processes([path], shelf, 1, 1)
    except BrokenProcessPool:
        return (
            f"reading it took more than {MOST_SECONDS} seconds or {MOST_MEMORY >> 30} GB of "
            "memory, or ended the program that read it. "
            "Save the plan anew from the program that made it."
        )
    return outcome
