"""Gives batches to the workers of an existing Dask cluster, which see the same folders.

Each worker does them in processes of its own with the bounds of a crew's, so that no file ends a
worker. Where a worker ends, the cluster gives its batches to another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeVar

from plananalysis.errors import PlanAnalysisError
from plananalysis.store import crew
from plananalysis.store.crew import Batches, Results
from plananalysis.store.hands import Begin, Task, do_apart
from plananalysis.store.shelf import MARK, hash_rules

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 10
"""Seconds to wait for the scheduler to answer, and for a first worker to be there."""
MOST_WAITING = 60
"""Seconds without any worker, after which a build gives up."""
AHEAD = 2
"""Batches that each thread of a worker may have before it: more would fill the scheduler."""

T = TypeVar("T")
P = TypeVar("P")


class ClusterError(PlanAnalysisError):
    """The cluster cannot be used; the text says why, and what to do."""


class Cluster:
    """Does the work on a cluster; `workers` counts the threads of its workers."""

    def __init__(self, client: Client, address: str) -> None:
        threads: Mapping[str, int] = client.nthreads()  # type: ignore[no-untyped-call]
        self.workers = max(1, sum(threads.values()))
        self._client = client
        self._address = address

    def map(self, task: Task[P, T], batches: Batches[P]) -> Results[P, T]:
        """Do the batches. Raises ClusterError where the cluster goes away."""
        checked = partial(_do_checked, rules=hash_rules(), task=task)
        under_way: deque[tuple[Sequence[P], Future[Sequence[T | str]]]] = deque()
        for batch in batches:
            future = self._client.submit(do_apart, checked, batch, crew.MOST_SECONDS, pure=False)
            under_way.append((batch, future))
            if len(under_way) >= AHEAD * self.workers:
                done, future = under_way.popleft()
                yield done, self._wait(future)
        for done, future in under_way:
            yield done, self._wait(future)

    def _wait(self, future: Future[T]) -> T:
        from distributed import KilledWorker

        waited = 0
        while True:
            try:
                return future.result(timeout=PATIENCE)
            except TimeoutError:
                waited = 0 if self._has_workers() else waited + PATIENCE
                if waited >= MOST_WAITING:
                    raise ClusterError(
                        f"{self._address}: the cluster has had no worker for {MOST_WAITING} "
                        "seconds. Start workers, and build again: what was read is kept."
                    ) from None
            except KilledWorker as error:
                raise ClusterError(
                    f"{self._address}: several workers ended at the same batch. Give them more "
                    "memory, and build again: what was read is kept."
                ) from error
            except CancelledError as error:
                raise ClusterError(
                    f"{self._address}: the cluster went away. "
                    "Start it, and build again: what was read is kept."
                ) from error

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())  # type: ignore[no-untyped-call]
        except OSError:
            return False


@contextmanager
def open_cluster(address: str, raw: Path, shelf: Path) -> Iterator[Cluster]:
    """The cluster whose scheduler has that address, such as `tcp://10.0.0.5:8786`.

    Raises ClusterError where `distributed` is not installed, the scheduler does not answer, there
    is no worker, or one has another version of the rules or does not see the two folders.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "--dask: the package `distributed` is not installed. "
            "Install it with `pip install 'plananalysis[dask]'`."
        ) from None
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=PATIENCE, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError, ImportError) as error:
        found = str(error).strip().splitlines()
        raise ClusterError(
            f"{address}: no scheduler answers there within {PATIENCE} seconds "
            f"({found[0] if found else type(error).__name__}). "
            "Start the cluster, or name another address with --dask."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise ClusterError(f"{address}: the cluster has no worker. Start some.") from None
        _check_rules(client)
        _check_folders(client, raw.absolute(), shelf)
        yield Cluster(client, address)


def _do_checked(batch: Sequence[P], begin: Begin, rules: str, task: Task[P, T]) -> Sequence[T]:
    """Do a batch, if these rules are those of who gave it; a worker may have come later."""
    if hash_rules() != rules:
        raise ClusterError(_OTHER_RULES.format(worker="A worker that has joined"))
    return task(batch, begin)


_OTHER_RULES = (
    "{worker} has another version of plananalysis, of Python or of a library than this machine: it "
    "would read otherwise. Install the same on both (requirements.lock.txt)."
)


def _check_rules(client: Client) -> None:
    for worker, rules in _ask(client, hash_rules).items():
        if rules != hash_rules():
            raise ClusterError(_OTHER_RULES.format(worker=f"The worker {worker}"))


def _check_folders(client: Client, raw: Path, shelf: Path) -> None:
    """See that every worker has the folders, and that they are not others of the same name."""
    shelf.mkdir(parents=True, exist_ok=True)
    mark = shelf / f"{MARK}{token_hex(8)}"
    try:
        mark.write_text("seen by all", encoding="ascii")
        for worker, seen in _ask(client, _sees, raw, mark).items():
            if seen is not True:
                raise ClusterError(
                    f"The worker {worker} does not see {raw if seen == 'shelf' else shelf} as this "
                    "machine does. Both folders must be shared, and mounted in the same place."
                )
    except OSError as error:
        raise ClusterError(f"{shelf}: cannot be written ({error.strerror or error}).") from error
    finally:
        mark.unlink(missing_ok=True)


def _sees(raw: Path, mark: Path) -> bool | str:
    """Whether the marked folder is there, and the other; if not both, which one is."""
    if not mark.is_file():
        return "none"
    return True if raw.is_dir() else "shelf"


def _ask(client: Client, question: Callable[..., Any], *about: object) -> Mapping[str, Any]:
    """What each worker answers. Raises ClusterError where one cannot run this package."""
    answers: Mapping[str, Any] = client.run(question, *about, on_error="return")
    for worker, answer in answers.items():
        if isinstance(answer, Exception):
            raise ClusterError(
                f"The worker {worker} cannot run this version of plananalysis "
                f"({type(answer).__name__}: {answer}). Install it there."
            )
    return answers
