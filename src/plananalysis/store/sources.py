"""The folder of published plans: which files to read, and what `SOURCES.csv` says of them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from plananalysis.errors import UnreadablePlanError

LIST_NAME = "SOURCES.csv"
LIST_COLUMNS = ("file", "sha256", "title", "publisher", "licence", "how_obtained")


@dataclass(frozen=True, slots=True)
class SourceList:
    """What `SOURCES.csv` says: the hash of each file it lists, and what is wrong with the list.

    The hash of a file whose row cannot be used is empty: it is listed, and nothing is held to it.
    """

    hashes: Mapping[str, str]
    warnings: tuple[str, ...]


def find_sources(raw: Path) -> tuple[Path, ...]:
    """Every entry of the folder that is meant as a plan, by name; folders and dead links too.

    Hidden files, `SOURCES.csv` and README files are not. Raises UnreadablePlanError where the
    folder itself cannot be listed.
    """
    try:
        paths = sorted(raw.iterdir(), key=lambda path: path.name)
    except OSError as error:
        raise UnreadablePlanError(
            str(raw),
            f"this folder of plans cannot be listed ({_reason(error)})",
            "Name the folder that holds the published plans with --raw.",
        ) from error
    return tuple(path for path in paths if not _is_about_the_folder(path.name))


def name_of(path: Path) -> str:
    r"""The name of a file as it can be printed and stored: bytes that are no text are escaped.

    Backslashes are doubled, so that no two files of a folder get one name: a file may well be
    called ``\xff`` beside one whose name is that byte.
    """
    text = path.name.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\")
    return text.decode("utf-8", "backslashreplace")


def check_source(path: Path) -> None:
    """Raise UnreadablePlanError for what is not a file with something in it that can be read.

    A link is followed inside the folder only: what lies elsewhere is no part of a folder of plans
    that can be copied, archived and checked.
    """

    def refuse(found: str, advice: str) -> UnreadablePlanError:
        return UnreadablePlanError(name_of(path), found, advice)

    if name_of(path) != path.name:
        raise refuse("its name is not UTF-8, or has a backslash in it", "Give it another name.")
    if path.is_symlink() and not path.exists():
        raise refuse("a link to a file that is not there", "Put the file itself in its place.")
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise refuse("a link that leads out of the folder", "Put the file itself in its place.")
    if path.is_dir():
        raise refuse("a folder, not a file", "Put the plans themselves into the folder above.")
    if not path.is_file():
        raise refuse("not a regular file", "Remove it, or save the plan as a file.")
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as error:
        raise refuse(f"cannot be opened ({_reason(error)})", "Allow it to be read.") from error
    if is_empty:
        raise refuse("an empty file", "Download or export the plan again.")


def read_source_list(raw: Path) -> SourceList:
    """What `SOURCES.csv` in the folder says; its mistakes are warnings and stop nothing."""
    path = raw / LIST_NAME
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            return _read_rows(rows)
    except FileNotFoundError:
        return SourceList({}, (f"{LIST_NAME}: missing. List there where each plan comes from.",))
    except UnicodeDecodeError as error:
        found = f"{LIST_NAME}: not UTF-8 (byte {error.start}). Save it as CSV UTF-8."
        return SourceList({}, (found,))
    except OSError as error:
        return SourceList({}, (f"{LIST_NAME}: cannot be read ({_reason(error)}).",))


def compare_with_list(
    listed: SourceList, sources: Sequence[Path], hashes: Mapping[str, str]
) -> dict[str, str]:
    """For each file that the list and the folder tell differently of, what differs.

    `hashes` are the SHA-256 of the files that could be read. An unusable list says nothing of any
    file, its own warning is enough.
    """
    if not listed.hashes:
        return {}
    present = {name_of(path) for path in sources}
    warnings = {
        name: f"listed in {LIST_NAME}, but not in the folder"
        for name in listed.hashes
        if name not in present
    }
    for path in sources:
        name = name_of(path)
        expected = listed.hashes.get(name)
        if expected is None:
            warnings[name] = f"not listed in {LIST_NAME}: add where it comes from"
        elif expected and hashes.get(name, expected) != expected:
            warnings[name] = (
                f"its bytes are not those listed in {LIST_NAME} (sha256 {hashes[name][:12]}…, "
                f"listed {expected[:12]}…): it was changed or replaced"
            )
    return dict(sorted(warnings.items()))


def _is_about_the_folder(name: str) -> bool:
    return name.startswith(".") or name == LIST_NAME or name.lower().startswith("readme")


def _read_rows(rows: csv.DictReader[str]) -> SourceList:
    hashes: dict[str, str] = {}
    warnings: list[str] = []
    try:
        missing = [column for column in LIST_COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            columns = ", ".join(LIST_COLUMNS)
            found = f"{LIST_NAME}, line 1: no column '{missing[0]}'. The columns are {columns}."
            return SourceList({}, (found,))
        for row in rows:
            mistake = _mistake(row, hashes)
            if mistake:
                warnings.append(f"{LIST_NAME}, line {rows.line_num}: {mistake}")
            if row["file"]:
                hashes.setdefault(row["file"], "" if mistake else row["sha256"].lower())
    except csv.Error as error:
        # The reader counts a line only when it is through with it.
        found = f"{LIST_NAME}, line {rows.line_num + 1}: {error}. Mend it or save it anew."
        warnings.append(found)
    return SourceList(hashes, tuple(warnings))


def _mistake(row: Mapping[str | None, str | None], known: Mapping[str, str]) -> str | None:
    """What is wrong with a row of the list, and what to do about it."""
    if None in row or None in row.values():
        return "more or fewer cells than the header. Put quotes around a cell with a comma in it."
    if not row["file"]:
        return "names no file. Fill the column 'file' or remove the row."
    if row["file"] in known:
        return f"lists {row['file']} again. Keep one row for each file."
    if not re.fullmatch(r"[0-9a-fA-F]{64}", row["sha256"] or ""):
        return f"the sha256 of {row['file']} is not 64 hexadecimal figures. Compute it again."
    return None


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
