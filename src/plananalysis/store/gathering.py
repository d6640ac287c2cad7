"""Brings together what is kept of plans and seams; what is not kept yet is given out as work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import ceil
from pathlib import Path
from typing import TypeVar

from plananalysis.errors import UnreadablePlanError
from plananalysis.store.batches import Kept, describe, read_batch
from plananalysis.store.crew import Farm
from plananalysis.store.packs import MOST_PIECES, find_kept
from plananalysis.store.seams import Seam, link_batch
from plananalysis.store.shelf import Shelf, key_of
from plananalysis.store.sources import check_source, name_of

T = TypeVar("T")

SHARES = 4.0
"""Batches for each worker, where there is enough to do: at the end none waits long for another."""

Progress = Callable[[str, int, int], None]
"""Told the name of the file whose turn it is, how many are done, and how many there are."""


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
