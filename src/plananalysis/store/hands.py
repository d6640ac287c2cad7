"""Processes that do batches of work, each piece with bounds of time and memory.

Whatever the libraries that it uses do with it: a piece that breaks its bounds ends its own process
and no more.
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
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from plananalysis.errors import PlanAnalysisError

MOST_MEMORY = 3 << 30
"""Bytes that a process may hold, where the system lets it be bounded."""
MOST_STARTS = 3
"""Processes that may end before they begin with a batch, one after the other."""

T = TypeVar("T")
P = TypeVar("P")

Begin = Callable[[int], None]
"""To be told which piece of a batch is begun: its clock starts then."""
TOGETHER = -1
"""Told in place of a piece where all are done with together: they then have the time of all."""
Task = Callable[[Sequence[P], Begin], Sequence[T]]
"""Does a batch, piece by piece. Where processes do it, they must be able to import it by name."""


class DiedError(Exception):
    """A process ended at its work; `at` is the piece that it was at, or TOGETHER; None if it had
    not begun.
    """

    def __init__(self, at: int | None) -> None:
        self.at = at


def do_by_piece(
    ask: Callable[[Sequence[P]], Sequence[T]], batch: Sequence[P], lost: str
) -> Sequence[T | str]:
    """Do a batch by asking for it. A piece at which that dies is asked for by itself, and the
    others without it; where it dies as all are done with together, each is. What dies even so is
    `lost`.
    """
    results: dict[int, T | str] = {}
    left = list(range(len(batch)))
    while left:
        try:
            results |= zip(left, ask([batch[place] for place in left]), strict=True)
            break
        except DiedError as died:
            suspects = left if died.at == TOGETHER else [left[died.at or 0]]
        left = [place for place in left if place not in suspects]
        for place in suspects:
            try:
                (results[place],) = ask([batch[place]])
            except DiedError:
                results[place] = lost
    return [results[place] for place in range(len(batch))]


class Hand:
    """A process that does batches; where it dies, another takes its place."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False

    def do(self, task: Task[P, T], batch: Sequence[P], seconds: float) -> Sequence[T | str]:
        """Do a batch; of a piece that ends the process, even by itself, say that it is lost."""
        lost = (
            f"reading it took more than {seconds:g} seconds or {MOST_MEMORY >> 30} GB of memory, "
            "or ended the program that read it. Save the plan anew from the program that made it."
        )
        return do_by_piece(lambda pieces: self._ask(task, pieces, seconds), batch, lost)

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

    def _ask(self, task: Task[P, T], batch: Sequence[P], seconds: float) -> Sequence[T]:
        """Have a batch done. Raises DiedError where that ends the process."""
        for _ in range(MOST_STARTS):
            try:
                return self._talk(task, batch, seconds)
            except DiedError as died:
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
            raise DiedError(None)
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
            raise DiedError(begun) from None


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
    code = "from plananalysis.store.hands import serve; serve()"
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
    with Path(os.devnull).open("w") as nowhere:
        while True:
            try:
                task, batch, seconds = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            answer = _serve(task, batch, seconds, answers, nowhere)
            _tell(answers, *answer)


def _serve(
    task: Task[Any, Any], batch: Sequence[Any], seconds: float, answers: BinaryIO, nowhere: Any
) -> tuple[str, object]:
    def begin(place: int) -> None:
        # A library in C heeds no exception: this ends the process.
        allowed = seconds * len(batch) if place == TOGETHER else seconds
        faulthandler.dump_traceback_later(allowed, exit=True, file=nowhere)
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
