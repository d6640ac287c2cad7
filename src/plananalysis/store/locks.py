"""One run at a time: a lock that the operating system lets go of, however its holder ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from plananalysis.errors import PlanAnalysisError


class BusyError(PlanAnalysisError):
    """Another run holds what this one would write; the text says which file shows it."""


@contextmanager
def hold(*paths: Path) -> Iterator[None]:
    """Hold a lock on each of the files, which are made where there are none.

    Raises BusyError at once where another process holds one of them, and PlanAnalysisError where
    a file cannot be made.
    """
    with ExitStack() as held:
        for path in paths:
            held.enter_context(_lock(path))
        yield


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(
            f"Another run is going on: it holds {path}. Nothing was done. "
            "Wait until it is done, or choose other places with --reports and --database."
        ) from None
    except OSError as error:
        raise PlanAnalysisError(
            f"{path.parent}: cannot be written ({error.strerror or error}). "
            "Choose another place with --reports or --database."
        ) from error
    try:
        yield
    finally:
        lock.release()
