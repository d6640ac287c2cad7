"""Reads a batch of files into one pack: the work that is given out, and all that is costly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from plananalysis.errors import DatabaseError, PlanAnalysisError, UnreadablePlanError
from plananalysis.records import Plan
from plananalysis.store.findings import find_all
from plananalysis.store.fitting import find_misfit, first_line
from plananalysis.store.hands import TOGETHER, Begin
from plananalysis.store.packs import Pack, write_pack
from plananalysis.store.passages import find_texts
from plananalysis.store.planrows import add_plan
from plananalysis.store.shelf import Shelf, make_key
from plananalysis.store.tables import Tables, plan_schemas

REPORT_THIS = "This is a mistake in plananalysis: please report it with the file."
MISFIT = "what was read does not fit the schema:"
UNTOLD = "what its texts say cannot be found:"

Rows = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece of work that is on the shelf: its key and the folder of its pack."""

    key: str
    pack: Path


def read_batch(paths: Sequence[Path], begin: Begin, shelf: Shelf) -> list[Kept | str]:
    """Read files and keep what they tell as one pack; of each, where it is or what is wrong.

    Raises VocabularyError where a vocabulary is malformed, DatabaseError where the shelf cannot be
    written, and MemoryError.
    """
    read: list[tuple[str, Tables] | str] = []
    for place, path in enumerate(paths):
        begin(place)
        read.append(_read(path, shelf))
    begin(TOGETHER)
    found = dict(each for each in read if not isinstance(each, str))
    rows, misfits = _judge(found)
    fitting = [key for key in found if key not in misfits]
    pack = _keep(fitting, rows, shelf) if fitting else None
    told: list[Kept | str] = []
    for each in read:
        if isinstance(each, str):
            told.append(each)
        elif pack is None or each[0] in misfits:
            told.append(f"{misfits[each[0]]} {REPORT_THIS}")
        else:
            told.append(Kept(each[0], pack.folder))
    return told


def _read(path: Path, shelf: Shelf) -> tuple[str, Tables] | str:
    """The key of a file and the rows of its plan, or what is wrong."""
    try:
        return _find(path, shelf)
    except UnreadablePlanError as error:
        return describe(error)
    except (PlanAnalysisError, MemoryError):
        # A broken vocabulary or a full disk is wrong for every plan, and is no plan's fault; nor is
        # it a mistake of ours that memory is short: by itself the plan may be read.
        raise
    except OSError as error:
        return f"cannot be read ({error.strerror or error}). Allow it to be read."
    except Exception as error:
        # One plan must never keep the others from loading, not even by a mistake of ours.
        return f"{type(error).__name__} while reading it. {REPORT_THIS}"


def _find(path: Path, shelf: Shelf) -> tuple[str, Tables] | str:
    plan = shelf.read(path)
    # By the bytes that were read: those that a file holds when it is looked at again may be others.
    key = make_key(plan.source_sha256, path.name)
    findings = find_all(plan)
    tables = Tables(plan_schemas())
    try:
        add_plan(tables, key, findings)
    except (ValueError, OverflowError) as error:
        return f"{MISFIT} {error}. {REPORT_THIS}"
    return key, tables


def read_documents(
    documents: Sequence[tuple[bytes, str]], begin: Begin, read: Callable[[bytes, str], Plan]
) -> list[Plan | tuple[str, str, int | None]]:
    """Read documents by their bytes and names; of each the plan, or what is wrong: what was found
    instead, what to do, and the line.
    """
    told: list[Plan | tuple[str, str, int | None]] = []
    for place, (data, name) in enumerate(documents):
        begin(place)
        try:
            told.append(read(data, name))
        except UnreadablePlanError as error:
            told.append((error.found, error.advice, error.line))
        except (PlanAnalysisError, MemoryError):
            raise
        except Exception as error:
            told.append((f"{type(error).__name__} while reading it", REPORT_THIS, None))
    return told


def describe(error: UnreadablePlanError) -> str:
    """What is wrong with a file, without its name."""
    line = f"line {error.line}: " if error.line else ""
    return f"{line}{error.found}. {error.advice}"


def _judge(found: Mapping[str, Tables]) -> tuple[Rows, dict[str, str]]:
    """The rows of the plans that can be kept, with what their texts say; of each other plan, by its
    key, why not. Raises MemoryError.
    """
    try:
        rows, misfits = _together(found.values()), {}
    except MemoryError:
        raise
    except Exception:  # A text that cannot be encoded, a number too large, and the like.
        misfits = _refuse(found, MISFIT, lambda key: found[key].as_arrow())
        rows = _together(found[key] for key in found if key not in misfits)
    misfits |= _find_misfits([key for key in found if key not in misfits], rows)
    fitting = [key for key in found if key not in misfits]
    rows, untold = _add_texts(fitting, _rows_of(fitting, rows) if misfits else rows)
    return rows, misfits | untold


def _add_texts(keys: Sequence[str], rows: Rows) -> tuple[Rows, dict[str, str]]:
    """The rows of plans of these keys with what their texts say, without those of which that cannot
    be found; of these, why not. Raises MemoryError.
    """
    try:
        return {**rows, **find_texts(keys, rows)}, {}
    except MemoryError:
        raise
    except Exception:
        untold = _refuse(keys, UNTOLD, lambda key: find_texts([key], _rows_of([key], rows)))
        told = [key for key in keys if key not in untold]
        rows = _rows_of(told, rows)
        return {**rows, **find_texts(told, rows)}, untold


def _refuse(keys: Iterable[str], what: str, attempt: Callable[[str], object]) -> dict[str, str]:
    """The plans, of these keys, of which an attempt fails, each with what that says.

    Raises MemoryError: a lack of memory is no plan's fault.
    """
    refused = {}
    for key in keys:
        try:
            attempt(key)
        except MemoryError:
            raise
        except Exception as error:
            refused[key] = f"{what} {first_line(error)}"
    return refused


def _together(found: Iterable[Tables]) -> Rows:
    tables = Tables(plan_schemas())
    tables.extend_by(found)
    return tables.as_arrow()


def _find_misfits(keys: Sequence[str], rows: Rows) -> dict[str, str]:
    """The plans of these keys whose rows the schema refuses, each with the reason."""
    if not keys or find_misfit(rows) is None:
        return {}
    alone = {key: find_misfit(_rows_of([key], rows)) for key in keys}
    return {key: f"{MISFIT} {why}" for key, why in alone.items() if why is not None}


def _rows_of(keys: Sequence[str], rows: Rows) -> Rows:
    wanted = pa.array(keys, pa.string())
    return {
        name: table.filter(pc.is_in(table["key"], value_set=wanted)).combine_chunks()
        for name, table in rows.items()
    }


def _keep(keys: Sequence[str], rows: Rows, shelf: Shelf) -> Pack:
    try:
        return write_pack(shelf.plans, keys, rows)
    except OSError as error:
        raise DatabaseError(
            f"{shelf.folder}: cannot be written ({error.strerror or error}). "
            "Free the disk or the permissions, or choose another place with --database."
        ) from error
