"""Packs: rows of several pieces of work in Parquet files, put in place whole or not at all.

Every table of a pack has a column `key` that says which piece a row belongs to. A pack carries the
checksums of its files, so that what a disk has spoilt is noticed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

MANIFEST = "pack.json"
NEW = ".new-"
"""How the folders begin in which packs are written."""
MOST_PIECES = 64
"""Pieces of work in a pack: enough that opening its files costs little, few enough to hold."""
FEW_PIECES = MOST_PIECES // 4
MANY_SMALL = 8
"""From so many packs of few pieces on they are put together."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack in its place, and the keys of the pieces in it."""

    folder: Path
    keys: tuple[str, ...]


def table_file(pack: Path, table: str) -> Path:
    """The file of a table in a pack's folder."""
    return pack / f"{table}.parquet"


def write_pack(place: Path, keys: Sequence[str], tables: Mapping[str, pa.Table]) -> Pack:
    """Write a pack into the folder `place`. Raises OSError where that cannot be written."""
    place.mkdir(parents=True, exist_ok=True)
    pack = Pack(place / _name(keys), tuple(keys))
    with tempfile.TemporaryDirectory(prefix=NEW, dir=place) as name:
        aside = Path(name) / "pack"
        aside.mkdir()
        sums = {table: _write_table(rows, aside, table) for table, rows in tables.items()}
        manifest = {"keys": list(keys), "sums": sums}
        (aside / MANIFEST).write_text(json.dumps(manifest), encoding="ascii")
        if _read_manifest(pack.folder) is None:
            shutil.rmtree(pack.folder, ignore_errors=True)
            try:
                aside.replace(pack.folder)
            except OSError:
                # What a worker that was taken for lost, or outlived its build, has put there is the
                # same.
                if _read_manifest(pack.folder) is None:
                    raise
    return pack


def find_packs(place: Path) -> list[Pack]:
    """The packs of the folder that are whole and have no piece in common, the largest first."""
    found = [
        Pack(folder, keys)
        for folder in place.glob("*")
        if not folder.name.startswith(NEW) and (keys := _read_manifest(folder)) is not None
    ]
    taken: set[str] = set()
    packs = []
    for pack in sorted(found, key=lambda pack: (-len(pack.keys), pack.folder.name)):
        if taken.isdisjoint(pack.keys):
            taken.update(pack.keys)
            packs.append(pack)
    return packs


def find_kept(place: Path) -> dict[str, Path]:
    """The folder of the pack that each key is in."""
    return {key: pack.folder for pack in find_packs(place) for key in pack.keys}


def tidy(place: Path, alive: frozenset[str]) -> None:
    """Leave only the living pieces in the folder; where there are many small packs, join them.

    Raises OSError where the disk is full; all that lives is then still there.
    """
    used = [pack for pack in find_packs(place) if not alive.isdisjoint(pack.keys)]
    small = [pack for pack in used if len(pack.keys) < FEW_PIECES]
    poor = [pack for pack in used if not alive.issuperset(pack.keys)]
    if len(small) >= MANY_SMALL:
        poor += (pack for pack in small if pack not in poor)
    stay = {pack.folder for pack in used if pack not in poor}
    for group in _grouped(poor, alive):
        stay.add(_rewrite(place, group, alive).folder)
    for folder in place.glob("*"):
        if folder not in stay:
            shutil.rmtree(folder, ignore_errors=True)


def _name(keys: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(keys)).encode("ascii")).hexdigest()[:32]


def _write_table(rows: pa.Table, folder: Path, table: str) -> int:
    sink = pa.BufferOutputStream()
    pq.write_table(rows, sink, compression="zstd")
    content = sink.getvalue()
    table_file(folder, table).write_bytes(content)
    return zlib.crc32(content)


def _read_manifest(folder: Path) -> tuple[str, ...] | None:
    """The keys of the pack in a folder; None where it is not whole."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="ascii"))
        keys = tuple(manifest["keys"])
        is_whole = _name(keys) == folder.name and all(
            zlib.crc32(table_file(folder, table).read_bytes()) == expected
            for table, expected in manifest["sums"].items()
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return keys if is_whole else None


def _grouped(packs: Iterable[Pack], alive: frozenset[str]) -> Iterable[list[Pack]]:
    """Packs to be put together, so that none has more pieces than a pack may."""
    group: list[Pack] = []
    count = 0
    for pack in packs:
        living = sum(key in alive for key in pack.keys)
        if group and count + living > MOST_PIECES:
            yield group
            group, count = [], 0
        group.append(pack)
        count += living
    if group:
        yield group


def _rewrite(place: Path, packs: Sequence[Pack], alive: frozenset[str]) -> Pack:
    """One pack of what lives in several."""
    keys = [key for pack in packs for key in pack.keys if key in alive]
    living = pa.array(keys, pa.string())
    tables = {}
    for name in sorted(file.stem for file in packs[0].folder.glob("*.parquet")):
        rows = pa.concat_tables(pq.read_table(table_file(pack.folder, name)) for pack in packs)
        tables[name] = rows.filter(pc.is_in(rows["key"], value_set=living))
    return write_pack(place, keys, tables)
