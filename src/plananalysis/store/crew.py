"""Gives work out in batches, to this process or to others; what comes of it is the same.

In others each piece has bounds of time and memory (see `hands`); in this process it has none.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Protocol, TypeVar

from plananalysis.store.hands import DiedError, Hand, Task, do_by_piece

MOST_SECONDS = 30
"""Time for one piece of work, such as a file to read: a hundred times what a long plan takes."""
AHEAD = 2
"""Batches that each process may have before it: more would fill the memory with what waits."""

T = TypeVar("T")
P = TypeVar("P")

Batches = Iterable[Sequence[P]]
Results = Iterator[tuple[Sequence[P], Sequence[T | str]]]
"""Each batch, in their order, with what became of its pieces; of a lost one, why it is lost."""


class Farm(Protocol):
    """Where work is done. `workers` says how many batches are done at once."""

    workers: int

    def map(self, task: Task[P, T], batches: Batches[P]) -> Results[P, T]:
        """Do the batches. Raises what the task raises."""
        ...


def count_processors() -> int:
    """How many processes to read in: one for each processor, and never this one alone.

    With one processor two share it: what is read in this process would have no bounds.
    """
    has_affinity = hasattr(os, "sched_getaffinity")
    found = len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1
    return max(2, found)


class ThisProcess:
    """Does the work here, without bounds."""

    workers = 1

    def map(self, task: Task[P, T], batches: Batches[P]) -> Results[P, T]:
        """Do the batches one after the other."""
        return ((batch, do_by_piece(partial(_do_here, task), batch, _LOST)) for batch in batches)


_LOST = (
    "reading it took more memory than there is. "
    "Free some memory, or save the plan anew from the program that made it."
)


def _do_here(task: Task[P, T], batch: Sequence[P]) -> Sequence[T]:
    begun = 0

    def begin(place: int) -> None:
        nonlocal begun
        begun = place

    with suppress(MemoryError):
        return task(batch, begin)
    # Not from within: what filled the memory would live as long as the error that says so.
    raise DiedError(begun)


class Crew:
    """Does the work in processes of this machine; they are started as they are needed."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, task: Task[P, T], batches: Batches[P]) -> Results[P, T]:
        """Do the batches, as many at once as there are workers."""
        hands = [Hand() for _ in range(self.workers)]
        free = deque(hands)

        def do(batch: Sequence[P]) -> Sequence[T | str]:
            hand = free.popleft()
            try:
                return hand.do(task, batch, MOST_SECONDS)
            finally:
                free.append(hand)

        try:
            with ThreadPoolExecutor(self.workers) as threads:
                try:
                    under_way: deque[tuple[Sequence[P], Future[Sequence[T | str]]]] = deque()
                    for batch in batches:
                        under_way.append((batch, threads.submit(do, batch)))
                        if len(under_way) >= AHEAD * self.workers:
                            done, future = under_way.popleft()
                            yield done, future.result()
                    for done, future in under_way:
                        yield done, future.result()
                finally:
                    threads.shutdown(wait=False, cancel_futures=True)
                    for hand in hands:
                        hand.end()
        finally:
            for hand in hands:
                hand.close()
