"""Gives work out in batches, to this process or to others; what comes of it is the same.

In others each piece has bounds of time and memory, whatever the libraries that it uses do with it:
one that breaks them ends its own process and no more. In this process it has none.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

from plananalysis.errors import PlanAnalysisError

MOST_SECONDS = 30
"""Time for one piece of work, such as a file to read: a hundred times what a long plan takes."""
MOST_MEMORY = 3 << 30
"""Bytes that a process may hold, where the system lets it be bounded."""
MOST_STARTS = 3
"""Processes that may end before they begin with a batch, one after the other."""
AHEAD = 2
"""Batches that each process may have before it: more would fill the memory with what waits."""

T = TypeVar("T")
P = TypeVar("P")

Begin = Callable[[int], None]
"""To be told which piece of a batch is begun: its clock starts then."""
Task = Callable[[Sequence[P], Begin], Sequence[T]]
"""Does a batch, piece by piece. Where processes do it, they must be able to import it by name."""
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
        return ((batch, task(batch, lambda _: None)) for batch in batches)


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


class _DiedError(Exception):
    """A process ended at its work; `at` is the piece that it was at, None if it had not begun."""

    def __init__(self, at: int | None) -> None:
        self.at = at


class Hand:
    """A process that does batches; where it dies, another takes its place."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False

    def do(self, task: Task[P, T], batch: Sequence[P], seconds: float) -> Sequence[T | str]:
        """Do a batch. What a piece has ended is done again without it; it, once more by itself."""
        results: dict[int, T | str] = {}
        left = list(range(len(batch)))
        while left:
            try:
                answers = self._ask(task, [batch[place] for place in left], seconds)
            except _DiedError as died:
                suspect = left.pop(died.at or 0)
                results[suspect] = self._do_alone(task, batch[suspect], seconds)
            else:
                results |= zip(left, answers, strict=True)
                break
        return [results[place] for place in range(len(batch))]

    def end(self) -> None:
        """End the process, whatever it is at; no other takes its place."""
        self._is_over = True
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """Let go of the process."""
        if self._process:
            self._process.kill()  # One that was just starting when all were ended is still there.
            self._process.wait()
            _close(self._process)

    def _do_alone(self, task: Task[P, T], piece: P, seconds: float) -> T | str:
        try:
            (answer,) = self._ask(task, [piece], seconds)
        except _DiedError:
            return (
                f"reading it took more than {seconds:g} seconds or {MOST_MEMORY >> 30} GB of "
                "memory, or ended the program that read it. "
                "Save the plan anew from the program that made it."
            )
        return answer

    def _ask(self, task: Task[P, T], batch: Sequence[P], seconds: float) -> Sequence[T]:
        """Have a batch done. Raises _DiedError where that ends the process."""
        for _ in range(MOST_STARTS):
            try:
                return self._talk(task, batch, seconds)
            except _DiedError as died:
                if self._is_over:
                    raise PlanAnalysisError("The work was broken off.") from None
                if died.at is not None:
                    raise
        raise PlanAnalysisError(
            "A process to read plans in could not be started, or was ended at once. "
            "Free some memory, or see what is said above."
        )

    def _talk(self, task: Task[P, T], batch: Sequence[P], seconds: float) -> Sequence[T]:
        if self._is_over:
            raise _DiedError(None)
        if self._process is None:
            self._process = _start()
        process, begun = self._process, None
        assert process.stdin and process.stdout
        try:
            pickle.dump((task, batch, seconds), process.stdin)
            process.stdin.flush()
            while True:
                kind, told = pickle.load(process.stdout)
                if kind == "begun":
                    begun = told
                elif kind == "failed":
                    raise told
                else:
                    return told  # type: ignore[no-any-return]
        except (EOFError, BrokenPipeError, ConnectionError, pickle.UnpicklingError):
            process.kill()
            process.wait()
            _close(process)
            self._process = None
            raise _DiedError(begun) from None


_ours = threading.local()


def do_apart(task: Task[P, T], batch: Sequence[P], seconds: float) -> Sequence[T | str]:
    """Do a batch in a process that this thread keeps for it, with the bounds of a crew's."""
    if not hasattr(_ours, "hand"):
        _ours.hand = Hand()
    hand: Hand = _ours.hand
    return hand.do(task, batch, seconds)


def _start() -> subprocess.Popen[bytes]:
    # Not by `multiprocessing`: a script would have to guard its own work by `if __name__ == ...`,
    # and what is itself such a process, as a worker of a cluster may be, could start none.
    code = "from plananalysis.store.crew import serve; serve()"
    known = os.pathsep.join(folder or str(Path.cwd()) for folder in sys.path)
    return subprocess.Popen(
        # Without -P what lies in the working folder would be taken for the libraries.
        [sys.executable, "-P", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": known},
    )


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):  # What could not be sent is sent no more.
            if stream:
                stream.close()


def serve() -> None:
    """Do the batches that come by the standard input, until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is no answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory()
    # Records live as long as their plan: looking often for circles among them finds none, and costs
    # a tenth of the time.
    gc.set_threshold(50_000, 20, 100)
    _keep_arrow_from_pandas()
    with Path(os.devnull).open("w") as nowhere:
        while True:
            try:
                task, batch, seconds = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            answer = _serve(task, batch, seconds, answers, nowhere)
            _tell(answers, *answer)


def _keep_arrow_from_pandas() -> None:
    """Let Arrow look for pandas in vain, which it does once, at its first column.

    It would import it to see whether a list is one of pandas' own: here none is, and the import
    costs as much as reading several plans. What needs pandas itself can import it later.
    """
    absent = _WithoutPandas()
    sys.meta_path.insert(0, absent)
    try:
        import pyarrow as pa

        pa.array(["a"])
    finally:
        sys.meta_path.remove(absent)


class _WithoutPandas(MetaPathFinder):
    """Makes pandas as if it were not there."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        """Refuse pandas; leave all else to others."""
        if fullname == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'", name="pandas")


def _serve(
    task: Task[Any, Any], batch: Sequence[Any], seconds: float, answers: BinaryIO, nowhere: Any
) -> tuple[str, object]:
    def begin(place: int) -> None:
        # A library in C heeds no exception: this ends the process.
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        _tell(answers, "begun", place)

    try:
        return "done", task(batch, begin)
    except PlanAnalysisError as error:
        return "failed", error
    except MemoryError:
        # That is this batch's: it is done again without the piece that it was at.
        os._exit(1)
    except Exception as error:
        return "failed", RuntimeError(f"{type(error).__name__}: {error}")
    finally:
        faulthandler.cancel_dump_traceback_later()


def _tell(answers: BinaryIO, kind: str, told: object) -> None:
    try:
        pickle.dump((kind, told), answers)
        answers.flush()
    except BrokenPipeError:
        os._exit(1)  # Who asked is gone.


def _bound_memory() -> None:
    """Let this process fail, not the machine, where a file takes too much."""
    try:
        import resource
    except ImportError:  # Windows has no such bound.
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
